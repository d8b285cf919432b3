"""`bwcmeta profile list`."""

from __future__ import annotations

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Column, Section, columns, show


def command(*, output_format: FormatOption = Format.TABLE) -> None:
    """List the profiles that ship with the program.

    A profile says how the files of one system become canonical tables; `profile detect FILE` says which one fits.
    """
    from bwcmeta.profiles.catalogue import list_profiles

    rows = [
        {"profile": p.id, "version": p.version, "title": p.title, "tables": sorted(p.tables), "says": p.says}
        for p in list_profiles()
    ]
    shown = (*columns("profile", "version", "title", "tables"), Column("says", in_table=False))
    show(output_format, Section("profiles", "Profiles", shown, rows))
