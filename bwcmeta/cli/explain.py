"""`bwcmeta explain FINDING --run DIR`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, paragraphs, show

_MOMENTS = columns("at", "local", "what", "detail", "source")
if TYPE_CHECKING:
    from bwcmeta.api.history import Known

_KNOWN = columns("imported_at", "table", "key", "what", "before", "after", "source")
_SOURCES = columns("role", "row_key", "source_file", "source_row")


def command(
    *,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Id of the finding; its beginning is enough.")],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="Folder that an audit wrote.")],
    lake: Annotated[
        Path | None,
        typer.Option("--lake", metavar="DIR", help="Also tell what this lake came to know of its rows, and when."),
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Show one finding: its time line, the clause, the source rows.

    CSV is the time line; JSON has everything.
    """
    from bwcmeta.api.findings import explain_finding
    from bwcmeta.api.history import known_when
    from bwcmeta.audit.explain import explain_text

    explanation = explain_finding(run, finding)
    known = known_when(lake, explanation.finding, explanation.sources) if lake is not None else ()
    if output_format is Format.TABLE:
        paragraphs(explain_text(explanation), hang=12)
        if lake is not None:
            paragraphs(["", "what was known when", *_told(known)], hang=4)
        return
    show(
        output_format,
        Section("moments", "", _MOMENTS, [asdict(moment) for moment in explanation.moments]),
        Section("sources", "", _SOURCES, list(explanation.sources)),
        *([Section("known", "", _KNOWN, [asdict(one) for one in known])] if known else []),
        extra={
            "search": explanation.search,
            "finding": explanation.finding,
            "rule": explanation.rule,
            "tolerances": explanation.tolerances,
        },
    )


def _told(known: Sequence[Known]) -> Iterator[str]:
    for one in known:
        when = f"{one.imported_at:%Y-%m-%d %H:%M:%S}" if one.imported_at else "unknown"
        change = one.what if one.what == "first read" else f"{one.what}: {one.before} -> {one.after}"
        yield f"  {when}  {one.table} {one.key}: {change} ({one.source})"
