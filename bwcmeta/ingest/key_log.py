"""The key hashes of a file's rows: asked at its end, they tell whether any key can stand twice.

Eight bytes a row are kept in memory up to a bound; beyond it they go to disk, parted by their own value so that
equal ones meet again, and memory stays flat in the file's size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table
from bwcmeta.scratch import ScratchFolder

if TYPE_CHECKING:
    import polars as pl

MOST_IN_MEMORY = 12_000_000
_PARTS = 64
_AT_ONCE = MOST_IN_MEMORY // 2
HASH, STRETCH = "__hash", "__stretch"


def key_hash(table: Table) -> pl.Expr:
    """Return one number for the key of a row."""
    import polars as pl

    if len(table.key) == 1:
        return pl.col(table.key[0]).hash(seed=0)
    return pl.struct(table.key).hash(seed=0)


class KeyLog:
    """Notes the keys of the rows that are about to be stored."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._here: list[tuple[int, pl.Series]] = []
        self._count = 0
        self._spilt: ScratchFolder | None = None
        self._spills = 0

    def add(self, frame: pl.DataFrame, stretch: int) -> None:
        """Note the keys of some rows, which stand in one stretch of the file."""
        hashes = frame.select(key_hash(self._table).alias(HASH)).to_series()
        self._here.append((stretch, hashes))
        self._count += hashes.len()
        if self._count > MOST_IN_MEMORY:
            self._spill()

    def colliding(self, writer: WriterProtocol) -> pl.DataFrame | None:
        """Return the hashes that stand twice in the file or also in the lake, or None when there are none.

        Each comes with every stretch of the file that has it.
        """
        import polars as pl

        found: list[pl.DataFrame] = []
        for group in self._groups():
            hashes = group[HASH].sort()
            doubted = writer.colliding(self._table.name, key_hash(self._table), hashes)
            twice = hashes.filter(hashes == hashes.shift(1))
            if twice.len():
                doubted = pl.concat([doubted.rename(HASH), twice]).unique()
            if doubted.is_empty():
                continue
            found.append(_those(group, doubted))
        return pl.concat(found) if found else None

    def close(self) -> None:
        """Remove what was put on disk."""
        if self._spilt is not None:
            self._spilt.cleanup()
            self._spilt = None

    def _groups(self) -> Iterator[pl.DataFrame]:
        """Yield all hashes in groups that fit into memory; equal hashes are in one group."""
        import polars as pl

        if self._spilt is None:
            parts = -(-self._count // _AT_ONCE)
            for number in range(parts):  # not all at once: that would take the same memory again
                here = [(n, s if parts == 1 else s.filter(s % parts == number)) for n, s in self._here]
                yield _frame(here)
            return
        self._spill()
        group: list[pl.DataFrame] = []
        for number in range(_PARTS):
            files = sorted(self._spilt.path.glob(f"{number}-*.parquet"))
            group.extend(pl.read_parquet(path) for path in files)
            if sum(s.height for s in group) > _AT_ONCE:
                yield pl.concat(group, rechunk=True)
                group = []
        if group:
            yield pl.concat(group, rechunk=True)

    def _spill(self) -> None:
        import polars as pl

        if not self._here:
            return
        if self._spilt is None:
            self._spilt = ScratchFolder("keys")
        every = _frame(self._here).with_columns((pl.col(HASH) % _PARTS).alias("part"))
        for (number,), part in every.partition_by("part", as_dict=True, include_key=False).items():
            path = self._spilt.path / f"{number}-{self._spills}.parquet"
            part.write_parquet(path, compression="uncompressed", statistics=False)
        self._spills += 1
        self._here, self._count = [], 0


def _frame(noted: list[tuple[int, pl.Series]]) -> pl.DataFrame:
    import polars as pl

    frames = [s.to_frame().with_columns(pl.lit(n, dtype=pl.UInt32).alias(STRETCH)) for n, s in noted]
    return pl.concat(frames, rechunk=True)


def _those(group: pl.DataFrame, doubted: pl.Series) -> pl.DataFrame:
    """Return the rows with one of the hashes, each once, in ascending order."""
    import polars as pl

    rows = group.filter(pl.col(HASH).is_in(doubted.implode())).sort(HASH, STRETCH)
    return rows.filter(rows.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1)))).to_series())
