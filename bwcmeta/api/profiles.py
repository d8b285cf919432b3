"""Profiles: which one fits a file, a first draft of one, and what one would do with a file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.errors import Problem
    from bwcmeta.model.ledger import FileLedger, IngestReport
    from bwcmeta.profiles import Match, Profile


@dataclass(frozen=True, slots=True)
class ProfileCheck:
    """What is to be said about a profile, alone and with a file.

    Attributes:
        profile: the profile; None when the document is wrong.
        problems: errors, or warnings and notes, in the order of the file.
        report: what became of the rows of the file that was given; None without one, or when it cannot be read.
    """

    profile: Profile | None
    problems: tuple[Problem, ...]
    report: IngestReport | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether there is an error."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def ledgers(self) -> tuple[FileLedger, ...]:
        """The ledgers of the files that were read."""
        return self.report.files if self.report is not None else ()


def detect_profile(export: Path | str) -> list[Match]:
    """Hold every profile against a file's headings.

    Args:
        export: one file.

    Returns:
        The profiles that know at least one heading, best first; `fits` says whether one would be taken unasked.
        Where the first line of a file, or the first sheet, fits none, the others are tried too.

    Raises:
        ExportError: the file cannot be read.
    """
    from bwcmeta.ingest.peek import peek
    from bwcmeta.profiles import detect

    seen = peek(Path(export), cells=False)
    matches = detect(seen.headings, seen.stem)
    if any(match.fits for match in matches):
        return matches
    for _, headings in seen.others:
        further = detect(headings, seen.stem)
        if any(match.fits for match in further):
            return further
    return matches


def draft_profile(
    export: Path | str, *, table: str | None = None, sheet: str | None = None, header_row: int | None = None
) -> str:
    """Return the text of a first mapping for a file, to be read and edited. It shows no cell, only their shapes.

    Args:
        export: one file.
        table: canonical table that it is taken to feed; the likeliest when None.
        sheet: of a workbook.
        header_row: line or row that holds the headings.

    Raises:
        ExportError: the file cannot be read.
        ArgumentError: there is no such table.
    """
    from bwcmeta.errors import ArgumentError
    from bwcmeta.ingest.peek import peek
    from bwcmeta.model.tables import TABLE_BY_NAME
    from bwcmeta.profiles.draft import draft
    from bwcmeta.text import did_you_mean

    if table is not None and table not in TABLE_BY_NAME:
        msg = f"no canonical table {table!r}; {did_you_mean(table, TABLE_BY_NAME)}"
        raise ArgumentError(msg)
    seen = peek(Path(export), sheet=sheet, header_row=header_row)
    return draft(seen.headings, seen.samples, name=seen.name, table=table, sheet=sheet, header_row=header_row)


def check_profile(ref: Path | str, export: Path | str | None = None, *, tz: str | None = None) -> ProfileCheck:
    """Check a profile, and with a file say what it would do with every row. Nothing is kept.

    Args:
        ref: id of a shipped profile, or the path of a file.
        export: one export, or a folder of them.
        tz: IANA zone of stamps without an offset.

    Raises:
        ArgumentError: no such profile or zone.
    """
    from bwcmeta.errors import DocumentError, ExportError
    from bwcmeta.profiles.catalogue import document_of
    from bwcmeta.profiles.lint import lint

    try:
        profile, problems = lint(document_of(ref))
    except DocumentError as error:
        return ProfileCheck(None, error.problems)
    if profile is None or export is None or any(p.severity == "error" for p in problems):
        return ProfileCheck(profile, tuple(problems))
    try:
        return ProfileCheck(profile, tuple(problems), _tried(ref, Path(export), tz))
    except ExportError as error:
        return ProfileCheck(profile, (*problems, *(_placed(line, str(export)) for line in str(error).splitlines())))


def _placed(line: str, export: str) -> Problem:
    """Turn a line such as `calls.csv:2: what` into a problem with its place."""
    from bwcmeta.errors import Place, Problem

    if not line.startswith(f"{export}:"):
        return Problem(Place(export), line)
    number, colon, rest = line[len(export) + 1 :].partition(": ")
    if colon and number.isdecimal():
        return Problem(Place(export, int(number), 1), rest)
    return Problem(Place(export), line[len(export) + 1 :].strip())


def _tried(ref: Path | str, export: Path, tz: str | None) -> IngestReport:
    """Read the file into a lake that is thrown away, so that every row ends as it would end."""
    from bwcmeta.ingest import ingest
    from bwcmeta.lake import UnkeptLake

    with (
        tempfile.TemporaryDirectory(prefix="bwcmeta-check-") as folder,
        UnkeptLake(Path(folder)).writer() as writer,
    ):
        return ingest([export], writer, profile=str(ref), tz=tz)
