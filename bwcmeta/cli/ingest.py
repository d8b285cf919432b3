"""`bwcmeta ingest EXPORTS... --lake DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.ledgers import ledger_sections
from bwcmeta.cli.options import ExportsArgument, Format, FormatOption, ProfileOption, ZoneOption, instant
from bwcmeta.cli.output import show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.terminal import say


def command(
    *,
    exports: ExportsArgument,
    lake: Annotated[Path, typer.Option("--lake", metavar="DIR", help="Folder of the lake; it is made when absent.")],
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="How long to wait while another process writes.")
    ] = 30,
    exported_at: Annotated[
        str | None,
        typer.Option(
            "--exported-at",
            metavar="TIME",
            help="When the exports were made: of two versions of a row that of the later export counts.",
        ),
    ] = None,
    set_aside: Annotated[
        Path | None,
        typer.Option("--set-aside", metavar="DIR", help="Also write the rows set aside as CSV files to correct."),
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="EXPORTS are such CSV files, corrected: their rows are read again.")
    ] = False,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact/--no-compact", help="Merge the small files of a month once nightly imports left more than 32."
        ),
    ] = True,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Read exports into a lake.

    Each file goes in wholly or not at all; a file that is already in changes nothing. Rows that cannot be used are
    set aside with their reason under DIR/set_aside; the ledger accounts for every row.
    """
    from bwcmeta.api.lakes import export_set_aside, ingest_exports

    with bars() as progress:
        report = ingest_exports(
            exports,
            lake,
            profile=profile,
            tz=tz,
            exported_at=instant(exported_at, "--exported-at"),
            retry=retry,
            compact=compact,
            wait_seconds=wait,
            progress=progress,
        )
    show(output_format, *ledger_sections(report), extra={"lake": lake})
    if not any(ledger.status in ("imported", "known") for ledger in report.files):
        say(f"no file was read: there is none to read in {', '.join(exports)}")
    if report.rows.set_aside:
        say(f"set aside: {lake / 'set_aside'}")
    for name, (gone, made) in report.compacted.items():
        say(f"{name}: {gone} small files made into {made}")
    if report.not_compacted:
        say(f"small files stay as they are: {report.not_compacted}; `bwcmeta lake compact {lake}` tries again")
    if set_aside is not None:
        for path in export_set_aside(lake, set_aside, [ledger.file for ledger in report.files]):
            say(f"to correct and read again with --retry: {path}")
