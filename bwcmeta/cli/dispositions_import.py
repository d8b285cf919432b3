"""`bwcmeta dispositions import FILE --lake DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.ledgers import ledger_sections
from bwcmeta.cli.options import Format, FormatOption, LakeOption, ZoneOption
from bwcmeta.cli.output import show
from bwcmeta.cli.terminal import say


def command(
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV: finding_id, state, reason, decided_by, decided_at.")
    ],
    lake: LakeOption,
    words: Annotated[
        Path | None,
        typer.Option("--words", metavar="FILE", help="YAML, `word: state` a line: the agency's words for the states."),
    ] = None,
    tz: ZoneOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Read what people decided about findings into a lake.

    The next audit of the lake shows each decision beside its finding. Those exonerated or unfounded, or where the data
    were wrong, leave the count of candidates; the share of wrong flags by rule is measured from them.
    """
    from bwcmeta.api.dispositions import import_dispositions

    report = import_dispositions(file, lake, words=words, tz=tz)
    show(output_format, *ledger_sections(report), extra={"lake": lake})
    say(f"next: bwcmeta audit --lake {lake}")
