"""The rows of a long file that share their key with others, told apart once the whole file is stored.

A long file is stored as it is read: only at its end is it known which keys stand twice. Where few do, their rows are
fetched from the lake and told apart, and what must not stay there is withdrawn; where many do, the file is taken back
and read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.ingest.before import Before
from bwcmeta.ingest.counting import REPAIRED
from bwcmeta.ingest.editions import Editions
from bwcmeta.ingest.key_log import key_hash
from bwcmeta.ingest.normalise import TableBatch
from bwcmeta.ingest.repeats import Sorted, tell_apart
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

MOST = 65_536
"""Rows in doubt, and repaired rows of the file, up to which it is done so."""

_LINE = "source_row"


@dataclass(frozen=True, slots=True)
class Mended:
    """What telling them apart has shown.

    Attributes:
        told: the rows of each stretch that were in doubt, and what they are.
        gone: lines of the rows that must not stay as they were stored.
        instead: the rows to store in place of some of them.
    """

    told: list[tuple[pl.DataFrame, Sorted]]
    gone: pl.Series
    instead: pl.DataFrame


class Afterwards:
    """Remembers of a file what it takes to tell its rows apart afterwards.

    It can be done where each line gives one row, so that a line finds its row again, and where no row that is dropped
    was repaired: its repair is counted by then.
    """

    def __init__(self) -> None:
        self._possible = True
        self._carried: set[frozenset[str]] = set()
        self._starts: dict[int, int] = {}
        self._last = -1
        self._repaired: list[pl.Series] = []

    def note(self, rows: pl.Series, parts: list[TableBatch], ended: list[pl.Series], stretch: int) -> None:
        """Remember a batch that is stored.

        Args:
            rows: its lines.
            parts: what each rule of the profile made of it.
            ended: how its rows ended, for each part.
            stretch: the stretch of the file in which it stands.
        """
        if not self._possible or rows.is_empty():
            return
        first = rows[0]
        self._carried.add(parts[0].carried)
        self._starts.setdefault(stretch, first)
        self._repaired.append(rows.filter(ended[0] == REPAIRED))
        self._possible = (
            len(parts) == len(self._carried) == 1
            and first > self._last
            and bool((rows.diff() > 0).all())
            and sum(lines.len() for lines in self._repaired) <= MOST
        )
        self._last = rows[-1]

    def mend(self, table: Table, doubted: pl.DataFrame, writer: WriterProtocol, editions: Editions) -> Mended | None:
        """Tell the rows in doubt apart; None where that cannot be done so.

        Args:
            table: the table.
            doubted: hashes of keys that may stand twice, each with every stretch that has it.
            writer: the lake, with the rows of the file appended.
            editions: the imports whose export was made after this one.
        """
        import polars as pl

        if not self._possible or doubted.height > MOST:
            return None
        rows = writer.appended(table.name, key_hash(table), doubted.to_series().unique(), MOST)
        if rows is None:
            return None
        [carried] = self._carried
        told: list[tuple[pl.DataFrame, Sorted]] = []
        before = Before(table, doubted, writer)
        try:
            for stretch, here in self._by_stretch(rows):
                known = before.of(stretch, here)
                one = tell_apart(table, here, known, writer, carried, editions)
                before.pass_on(stretch, pl.concat([known.rows, one.new], how="diagonal"))
                told.append((here, one))
        finally:
            before.close()
        changed = [_changed(here, one.new) for here, one in told]
        instead = pl.concat(changed)
        dropped = pl.concat([here[_LINE].gather(pl.concat([one.repeats, one.outdated])) for here, one in told])
        if dropped.is_in(pl.concat(self._repaired).implode()).any():
            return None
        return Mended(told, pl.concat([dropped, instead[_LINE]]), instead)

    def _by_stretch(self, rows: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield the rows (in the order of the file) of each stretch that has any, with its number."""
        import polars as pl

        ends = pl.Series([*self._starts.values(), self._last + 1], dtype=pl.Int64)[1:]
        start = 0
        for number, end in zip(self._starts, rows[_LINE].search_sorted(ends), strict=True):
            if end > start:
                yield number, rows.slice(start, end - start)
            start = end


def _changed(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that say something else than those of the same lines before."""
    import polars as pl

    was = before.filter(before[_LINE].is_in(after[_LINE].implode()))
    beside = after.hstack(was.select(pl.all().name.prefix("was:")))
    return beside.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"was:{name}")) for name in after.columns)
    ).select(after.columns)
