"""`bwcmeta profile draft FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, put, show
from bwcmeta.cli.terminal import say


def command(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One export.")],
    table: Annotated[
        str | None, typer.Option("--table", metavar="TABLE", help="Canonical table it feeds; else the likeliest.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook.")] = None,
    header_row: Annotated[
        int | None, typer.Option("--header-row", min=1, max=1000, help="Line or row that holds the headings.")
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Write a first mapping for an export that no profile fits.

    It is YAML for a person to finish: guesses are marked, what is missing is named, and each column shows the shape
    of its cells (9999-99-99), never what is in them.
    """
    from bwcmeta.api.profiles import draft_profile

    text = draft_profile(file, table=table, sheet=sheet, header_row=header_row)
    if output_format is Format.TABLE:
        put(text)
    else:
        show(output_format, Section("profile", "Drafted profile", columns("text"), [{"text": text}]))
    say(f"save it as a file, edit it, then: bwcmeta profile check THAT_FILE {file}")
