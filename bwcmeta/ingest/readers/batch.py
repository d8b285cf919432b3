"""What every reader gives: batches of text cells in which each row knows its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl

ROWS = 65_536
"""Rows in a batch: enough for whole-column work to pay, little enough for memory to stay flat. Four times as many take
half as much memory again and no less time."""

LIST_MARK = "\x1f"
"""Stands between the values of a cell that was a list in its own format (JSON, Parquet)."""


class UnsoundError(Exception):
    """A fast reader's counts do not add up with the bytes: the file must be read again, line by line."""


@dataclass(frozen=True, slots=True)
class Torn:
    """A line that is no row: too few or too many fields, or an open quote."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file.

    Attributes:
        cells: text columns named by `cell_name`, in the order of the headings. Null where the format has no value.
        rows: line of the text file (the heading is line 1), or row of the sheet or table.
        torn: the lines between these rows that are no rows.
    """

    cells: pl.DataFrame
    rows: pl.Series
    torn: tuple[Torn, ...] = ()


class Source(Protocol):
    """An opened file."""

    headings: tuple[str, ...]
    notes: list[str]
    warnings: list[str]

    def batches(self) -> Iterator[Batch]:
        """Read the file from its start; may raise `UnsoundError` at any point."""

    def careful(self) -> Source | None:
        """Return a slower source for the same file that copes with what made this one unsound."""

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Yield the rows of these numbers as they stand in the file; the numbers ascend."""


def cell_name(position: int) -> str:
    """Return the column that holds the cells below the heading at `position` (from 0)."""
    return f"c{position}"


def wanted_of(every: Iterable[tuple[int, str]], rows: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield those numbered texts whose number is among `rows`; both ascend."""
    wanted = iter(rows)
    row = next(wanted, None)
    for number, text in every:
        while row is not None and row < number:
            row = next(wanted, None)
        if row is None:
            return
        if row == number:
            yield number, text
            row = next(wanted, None)
