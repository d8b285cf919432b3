"""`bwcmeta lake status`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.ledgers import COUNTS, PROFILE, count_cells
from bwcmeta.cli.options import Format, FormatOption, instant
from bwcmeta.cli.output import Column, Section, columns, show
from bwcmeta.errors import ArgumentError
from bwcmeta.text import plural

_SHORT = tuple(replace(column, in_table=column.key in {"read", "set_aside"}) for column in COUNTS)
_IMPORTS = (Column("seq", "no"), Column("file", whole=True), PROFILE, Column("imported_at"), *_SHORT)
_TABLES = columns("table", "rows", "first", "last", "restated")


def command(
    *,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Folder of the lake.")] = None,
    lake: Annotated[
        Path | None, typer.Option("--lake", metavar="DIR", help="The same, as other commands have it.")
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="The state after that many imports.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--lake-as-of", metavar="INSTANT", help="The state at this moment.")
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Show what a lake holds: imports, tables, versions."""
    from bwcmeta.api.lakes import lake_status

    if folder is not None and lake is not None:
        raise ArgumentError("name the lake once: as an argument or with --lake")
    where = folder or lake
    if where is None:
        raise ArgumentError("which lake? bwcmeta lake status DIR")
    status = lake_status(where, version=version, as_of=instant(as_of, "--lake-as-of"))
    imports = [
        {
            "seq": record.seq,
            "file": record.file,
            "profile": record.profile,
            "imported_at": record.imported_at,
            **count_cells(record.ledger),
        }
        for record in status.imports
    ]
    rows = status.rows
    ended = f"{rows.used:,} used + {rows.repaired:,} repaired + {rows.repeats:,} repeats + {rows.set_aside:,} set aside"
    tables = [
        {"table": t.table, "rows": t.rows, "first": t.first, "last": t.last, "restated": t.restated}
        for t in status.tables
    ]
    show(
        output_format,
        Section("tables", f"Tables of {status.folder} after {plural(status.version, 'import')}", _TABLES, tables),
        Section("imports", f"Imports: {rows.read:,} rows read = {ended}", _IMPORTS, imports),
        extra={"lake": status.folder, "version": status.version},
    )
