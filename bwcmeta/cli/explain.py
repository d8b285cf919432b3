"""`bwcmeta explain FINDING --run DIR`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, paragraphs, show

_MOMENTS = columns("at", "local", "what", "detail", "source")
_SOURCES = columns("role", "row_key", "source_file", "source_row")


def command(
    *,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Id of the finding; its beginning is enough.")],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="Folder that an audit wrote.")],
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Show one finding: its time line, the clause, the source rows.

    CSV is the time line; JSON has everything.
    """
    from bwcmeta.api.findings import explain_finding
    from bwcmeta.audit.explain import explain_text

    explanation = explain_finding(run, finding)
    if output_format is Format.TABLE:
        paragraphs(explain_text(explanation), hang=12)
        return
    show(
        output_format,
        Section("moments", "", _MOMENTS, [asdict(moment) for moment in explanation.moments]),
        Section("sources", "", _SOURCES, list(explanation.sources)),
        extra={"finding": explanation.finding, "rule": explanation.rule, "tolerances": explanation.tolerances},
    )
