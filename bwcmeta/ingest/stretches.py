"""Batches put together to stretches: what may repeat another row is told apart a stretch at a time, not a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from bwcmeta.ingest.counting import ASIDE, NOT_MEANT, REPEAT, USED
from bwcmeta.ingest.normalise import TableBatch
from bwcmeta.ingest.readers.batch import Batch
from bwcmeta.ingest.repeats import Sorted
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

ROWS = 262_144
"""Rows of a file that are told apart together."""

_AS_IT_WAS = NOT_MEANT

Read = tuple[Batch, list[TableBatch]]


@dataclass(slots=True)
class Cuts:
    """Numbers the stretches of a file, by its rows alone: read again, it is cut at the same places."""

    heights: list[int] = field(default_factory=list)
    _rows: int = 0

    def number(self, batch: Batch) -> int:
        """Return the stretch in which the next batch stands."""
        at = self._rows // ROWS
        self.heights.append(batch.rows.len())
        self._rows += batch.rows.len()
        return at


def stretches(batches: Iterator[Read], cuts: Cuts) -> Iterator[tuple[int, list[Read]]]:
    """Yield the batches of each stretch with its number."""
    for number, some in groupby(((cuts.number(batch), (batch, parts)) for batch, parts in batches), key=lambda n: n[0]):
        yield number, [read for _, read in some]


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of a stretch that go into one table one after another and speak about the same columns.

    Attributes:
        table: the table.
        carried: the columns.
        places: (number of the batch in the stretch, number of the part in the batch) of each piece.
    """

    table: Table
    carried: frozenset[str]
    places: tuple[tuple[int, int], ...]


def runs_by_table(stretch: Sequence[Read]) -> list[list[Run]]:
    """Return what goes into each table, parted where the columns change that it speaks about."""
    order: dict[str, list[tuple[tuple[int, int], TableBatch]]] = {}
    for n, (_, parts) in enumerate(stretch):
        for m, one in enumerate(parts):
            order.setdefault(one.table.name, []).append(((n, m), one))
    found = []
    for pieces in order.values():
        groups = [list(some) for _, some in groupby(pieces, key=lambda piece: piece[1].carried)]
        found.append([Run(some[0][1].table, some[0][1].carried, tuple(at for at, _ in some)) for some in groups])
    return found


class Verdicts:
    """What became of the rows of a run, given back piece by piece."""

    def __init__(self, told: Sorted, height: int) -> None:
        import polars as pl

        self._ends = pl.repeat(_AS_IT_WAS, height, dtype=pl.UInt8, eager=True)
        self._ends = self._ends.scatter(told.repeats, REPEAT).scatter(told.outdated, ASIDE)
        self._at = 0

    def of_next(self, end: pl.Series) -> pl.Series:
        """Return how the rows of the next batch end, given how they would without those of their keys."""
        places = (end >= USED).arg_true()
        mine = self._ends.slice(self._at, places.len())
        self._at += places.len()
        changed = mine != _AS_IT_WAS
        return end.scatter(places.filter(changed), mine.filter(changed)) if changed.any() else end


def stored_rows(one: TableBatch, end: pl.Series) -> pl.DataFrame:
    """Return the rows of a batch that can be stored."""
    stored = end >= USED
    return one.frame if stored.all() else one.frame.filter(stored)
