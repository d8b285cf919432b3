"""The key hashes of a file's rows: asked at its end, they tell whether any key can stand twice.

Eight bytes a row are kept in memory up to a bound; beyond it they go to disk, parted by their own value so that
equal ones meet again, and memory stays flat in the file's size.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

MOST_IN_MEMORY = 12_000_000
_PARTS = 64
_AT_ONCE = MOST_IN_MEMORY // 2


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
        self._here: list[pl.Series] = []
        self._count = 0
        self._spilt: Path | None = None
        self._spills = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Note the keys of some rows."""
        hashes = frame.select(key_hash(self._table).alias("hash")).to_series()
        self._here.append(hashes)
        self._count += hashes.len()
        if self._count > MOST_IN_MEMORY:
            self._spill()

    def colliding(self, writer: WriterProtocol) -> pl.Series | None:
        """Return the hashes that stand twice in the file or also in the lake, or None when there are none."""
        import polars as pl

        found: list[pl.Series] = []
        for hashes in self._groups():
            if hashes.n_unique() < hashes.len():
                found.append(hashes.filter(hashes.is_duplicated()).unique())
            found.append(writer.colliding(self._table.name, key_hash(self._table), hashes).alias("hash"))
        both = pl.concat(found).unique() if found else None
        return both if both is not None and both.len() else None

    def close(self) -> None:
        """Remove what was put on disk."""
        if self._spilt is not None:
            shutil.rmtree(self._spilt, ignore_errors=True)
            self._spilt = None

    def _groups(self) -> Iterator[pl.Series]:
        """Yield all hashes in groups that fit into memory; equal hashes are in one group."""
        import polars as pl

        if self._spilt is None:
            parts = -(-self._count // _AT_ONCE)
            for number in range(parts):  # not all at once: that would take the same memory again
                yield pl.concat([s if parts == 1 else s.filter(s % parts == number) for s in self._here], rechunk=True)
            return
        self._spill()
        group: list[pl.Series] = []
        for number in range(_PARTS):
            files = sorted(self._spilt.glob(f"{number}-*.parquet"))
            group.extend(pl.read_parquet(path)["hash"] for path in files)
            if sum(s.len() for s in group) > _AT_ONCE:
                yield pl.concat(group, rechunk=True)
                group = []
        if group:
            yield pl.concat(group, rechunk=True)

    def _spill(self) -> None:
        import polars as pl

        if not self._here:
            return
        if self._spilt is None:
            self._spilt = Path(tempfile.mkdtemp(prefix="bwcmeta-keys-"))
        every = pl.DataFrame({"hash": pl.concat(self._here)}).with_columns((pl.col("hash") % _PARTS).alias("part"))
        for (number,), part in every.partition_by("part", as_dict=True, include_key=False).items():
            path = self._spilt / f"{number}-{self._spills}.parquet"
            part.write_parquet(path, compression="uncompressed", statistics=False)
        self._spills += 1
        self._here, self._count = [], 0
