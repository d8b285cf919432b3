"""`bwcmeta lake compact`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, show

_TABLES = columns("table", "small_files", "made")


def command(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the lake.")],
    more_than: Annotated[
        int, typer.Option("--more-than", min=1, metavar="N", help="Leave months with so few small files alone.")
    ] = 8,
    small: Annotated[int, typer.Option("--small", min=1, metavar="MB", help="How large a small file is at most.")] = 32,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="How long to wait while another process writes.")
    ] = 30,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Make one file of the small ones that nightly imports leave.

    Audits then read the lake faster.

    No row is changed. Earlier states of the lake stay readable, so the small files stay on disk.
    """
    from bwcmeta.api.lakes import compact_lake

    done = compact_lake(folder, more_than=more_than, small_mb=small, wait_seconds=wait)
    rows = [{"table": name, "small_files": gone, "made": made} for name, (gone, made) in done.items()]
    title = (
        f"Small files of {folder} made into large ones" if rows else f"No month of {folder} has too many small files"
    )
    show(output_format, Section("compacted", title, _TABLES, rows), extra={"lake": folder})
