"""Where in a file the rows stand: which sheet, which line has the headings, below which key."""

from __future__ import annotations

from dataclasses import dataclass

from bwcmeta.profiles.document import Profile

FARTHEST = 20
"""Headings are looked for in so many lines (or rows of a sheet) when the first fits no profile."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What a profile (or a search) says about the layout of a file; nothing said means: as it usually is.

    Attributes:
        heading_line: line of a text file, or row of a sheet, that holds the headings, from 1.
        sheet: name of the sheet of a workbook; `FY*` stands for several.
        records: JSON: the key below which the array of rows stands.
    """

    heading_line: int | None = None
    sheet: str | None = None
    records: str | None = None

    @staticmethod
    def of(profile: Profile) -> Manner:
        """Return what a profile says."""
        return Manner(profile.header_row, profile.sheet, profile.records)

    def __str__(self) -> str:
        """In words, for the ledger."""
        words = []
        if self.sheet is not None:
            words.append(f"sheet {self.sheet!r}")
        if self.heading_line is not None:
            words.append(f"headings on line {self.heading_line}")
        return ", ".join(words)
