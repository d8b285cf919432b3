"""What the lake has of the keys of a file, asked of it once and laid out by the stretch of the file that needs it.

A stretch is some hundred thousand rows that are told apart together. Every stored row waits for the first stretch that
has its key, and moves on to the next that has; so the lake is read once however long the file is, and one stretch is
in memory at a time.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.errors import LakeError
from bwcmeta.ingest.editions import SEQ
from bwcmeta.ingest.key_log import HASH, STRETCH, key_hash
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table
from bwcmeta.scratch import ScratchFolder

if TYPE_CHECKING:
    import polars as pl

MOST_HELD = 262_144
"""Rows that wait in memory; more wait on disk."""

_NEXT = "__next"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a stretch needs to know.

    Attributes:
        hashes: of the keys in it that may stand twice.
        rows: rows with one of them, those that earlier stretches of the file bring included. Columns in which none of
            them has a cell may be absent: there are many such in most lakes.
    """

    hashes: pl.Series
    rows: pl.DataFrame


class Before:
    """The stored rows of one table that a file may repeat or restate."""

    def __init__(self, table: Table, doubted: pl.DataFrame, writer: WriterProtocol) -> None:
        """Read the lake.

        Args:
            table: the table.
            doubted: hashes of keys that may stand twice, each with every stretch that has it.
            writer: the lake.
        """
        import polars as pl

        self._table = table
        self._held: dict[int, list[pl.DataFrame]] = {}
        self._count = 0
        self._folder: ScratchFolder | None = None
        self._files: dict[int, list[Path]] = {}
        self._spills = 0
        places = doubted.sort(HASH, STRETCH)
        first = places.filter((pl.col(HASH) != pl.col(HASH).shift(1)).fill_null(value=True))
        after = pl.when(pl.col(HASH) == pl.col(HASH).shift(-1)).then(pl.col(STRETCH).shift(-1)).alias(_NEXT)
        parts = places.with_columns(after).partition_by(STRETCH, as_dict=True, include_key=False)
        self._asked = {int(number): part for (number,), part in parts.items()}
        del places, parts
        for piece in writer.versions(table.name, key_hash(table), first):
            self._lay(piece, STRETCH)

    def of(self, stretch: int, like: pl.DataFrame) -> Stored:
        """Return what a stretch needs to know. Asked once a stretch, in their order.

        Args:
            stretch: its number.
            like: a frame of the table.
        """
        import polars as pl

        asked = self._asked.get(stretch)
        if asked is None:
            return Stored(pl.Series(HASH, dtype=pl.UInt64), like.clear())
        files = self._files.pop(stretch, [])
        held = self._held.pop(stretch, [])
        self._count -= sum(frame.height for frame in held)
        frames = [pl.read_parquet(path, glob=False, hive_partitioning=False) for path in files] + held
        for path in files:
            path.unlink()
        return Stored(asked[HASH], pl.concat(frames, how="diagonal") if frames else like.clear())

    def pass_on(self, stretch: int, rows: pl.DataFrame) -> None:
        """Keep the newest of some rows for the next stretch that has their keys, one of each import."""
        import polars as pl

        asked = self._asked.pop(stretch, None)
        if asked is None or rows.is_empty() or asked[_NEXT].null_count() == asked.height:
            return
        onward = asked.filter(pl.col(_NEXT).is_not_null())
        rows = rows.with_columns(key_hash(self._table).alias(HASH)).join(onward, on=HASH, maintain_order="left")
        rows = rows.sort(SEQ, "source_row", maintain_order=True)
        self._lay(rows.unique([*self._table.key, SEQ], keep="last", maintain_order=True).drop(HASH), _NEXT)

    def close(self) -> None:
        """Remove what was put on disk."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _lay(self, rows: pl.DataFrame, by: str) -> None:
        for (number,), part in rows.partition_by(by, as_dict=True, include_key=False).items():
            told = part.select(
                cells
                for cells in part.get_columns()
                if cells.name in self._table.key or cells.null_count() < part.height
            )
            self._held.setdefault(int(number), []).append(told)
        self._count += rows.height
        if self._count > MOST_HELD:
            self._spill()

    def _spill(self) -> None:
        import polars as pl

        try:
            if self._folder is None:
                self._folder = ScratchFolder("before")
            for number, frames in self._held.items():
                path = self._folder.path / f"{number}-{self._spills}.parquet"
                pl.concat(frames, how="diagonal").write_parquet(path, compression="lz4", statistics=False)
                self._files.setdefault(number, []).append(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            said = str(error).strip().splitlines()
            where = tempfile.gettempdir()
            raise LakeError(f"{where} cannot take what waits there: {said[0] if said else error!r}") from error
        self._spills += 1
        self._held, self._count = {}, 0
