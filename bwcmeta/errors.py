"""What can go wrong through no fault of the program, and how it is said.

Every error a user can cause is a `BwcMetaError`: the command line prints its text without a traceback and ends
with its `exit_code`. Anything else that escapes is a fault of the program (exit code 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class BwcMetaError(Exception):
    """The base of everything a user can cause or mend.

    `exit_code` is what the command line ends with: 3 for a wrong document or argument.
    """

    exit_code = 3


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a document something stands. Lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what would be right.

    Attributes:
        place: where it stands.
        what: one sentence, without a full stop.
        hint: what would be right ("did you mean ..."), or empty.
        code: the numbered check that saw it (`BWC104`), or empty.
        severity: `error`, `warning` or `note`.
    """

    place: Place
    what: str
    hint: str = ""
    code: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        code = f"{self.code} " if self.code else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.place}: {code}{self.what}{hint}"


class DocumentError(BwcMetaError):
    """A policy, profile or configuration file is wrong. Carries *all* its problems, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.place))
        super().__init__("\n".join(str(p) for p in self.problems))


class ExportError(BwcMetaError):
    """An export as a whole cannot be read (a missing column, no zone, an unknown layout)."""


class LakeError(BwcMetaError):
    """The lake cannot be opened, or another import holds it."""


class LakeFormatError(LakeError):
    """The lake was written by a program that keeps lakes in another form."""


class ArgumentError(BwcMetaError):
    """A command or a call was given something it cannot work with."""


class EngineError(BwcMetaError):
    """An engine cannot do what was asked: names the engine, the step and the reason."""

    exit_code = 4


class OutputError(BwcMetaError):
    """What was made cannot be written: the disk is full, or a file may grow no further."""

    exit_code = 4
