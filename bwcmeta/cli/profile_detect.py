"""`bwcmeta profile detect FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Column, Section, columns, percent, show, some
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit


def command(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One export.")],
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Say which profile fits a file, and how well.

    The share is that of the file's headings which a profile knows. Ends with 3 when none fits.
    """
    from bwcmeta.api.profiles import detect_profile
    from bwcmeta.profiles.page import NOT_READ, unconfirmed

    matches = detect_profile(file)
    rows = [
        {
            "profile": match.profile.id,
            "fits": match.fits,
            "share": match.score,
            "lacks": [f"{table}.{column}" for table, column, _ in match.layout.missing],
            "unknown_headings": list(match.layout.unmapped),
            "unconfirmed": list(unconfirmed(match.profile)),
        }
        for match in matches
    ]
    shown = (
        *columns("profile", "fits"),
        Column("share", shown=lambda row: percent(row["share"])),
        Column("lacks"),
        Column("unknown_headings", "does not know", shown=lambda row: some(row["unknown_headings"])),
        Column("unconfirmed", in_table=False),
    )
    show(output_format, Section("profiles", f"Profiles for {file.name}", shown, rows))
    for match in matches:
        if match.fits and (guesses := unconfirmed(match.profile)):
            say(f"{match.profile.id}: {NOT_READ[0].lower()}{NOT_READ[1:]}: {', '.join(guesses)}")
    if any(match.fits for match in matches):
        return Exit.CLEAN
    say("no profile fits; name one with --profile, or write one")
    return Exit.WRONG
