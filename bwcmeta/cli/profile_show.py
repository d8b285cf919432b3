"""`bwcmeta profile show PROFILE`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, paragraphs, show

_ROWS = columns("table", "column", "from", "unconfirmed")


def command(
    *,
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="Id of a shipped profile, or the path of a file.")],
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Print a profile as a page for a reader who does not program.

    Which heading feeds which column, what is done with the cells, what is left out and why, and where it was read.
    """
    from bwcmeta.profiles.catalogue import load_profile
    from bwcmeta.profiles.page import column_words, profile_page

    loaded = load_profile(profile)
    if output_format is Format.TABLE:
        paragraphs(profile_page(loaded))
        return
    rows = [
        {"table": table, "column": column, "from": column_words(read), "unconfirmed": read.unconfirmed}
        for table, rule in loaded.tables.items()
        for column, read in rule.columns.items()
    ]
    document = loaded.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    show(
        output_format,
        Section("columns", loaded.title, _ROWS, rows),
        extra={"profile": loaded.ref, "document": document},
    )
