"""Rows that are already there: exact repeats are counted and not stored, other versions are stored and said.

The cheap question comes first: hashes of the keys tell whether any key can stand twice, in the file or in the lake.
Mostly none can, and the rows go in as they are. Only rows whose hash collides are compared cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = ("utc_offset", "resolution_us", "source_file", "source_row", "import_id", "import_seq")


def key_hash(table: Table) -> pl.Expr:
    """Return one number for the key of a row."""
    import polars as pl

    if len(table.key) == 1:
        return pl.col(table.key[0]).hash(seed=0)
    return pl.struct(table.key).hash(seed=0)


@dataclass(slots=True)
class KeyLog:
    """The key hashes of a file's rows, to be asked at its end which of them are not alone."""

    table: Table
    hashes: list[pl.Series] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        """Note the keys of rows that are about to be stored."""
        self.hashes.append(frame.select(key_hash(self.table)).to_series())

    def colliding(self, writer: WriterProtocol) -> pl.Series | None:
        """Return the hashes that stand twice in the file or also in the lake, or None when there are none."""
        import polars as pl

        if not self.hashes:
            return None
        every = pl.concat(self.hashes, rechunk=True)
        in_file = every.filter(every.is_duplicated()).unique() if every.n_unique() < every.len() else every.clear()
        in_lake = writer.colliding(self.table.name, key_hash(self.table), every)
        both = pl.concat([in_file.alias("h"), in_lake.alias("h")]).unique()
        return both if both.len() else None


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows told apart.

    Attributes:
        new: rows to store.
        repeats: lines (`source_row`) of the exact repeats.
        restates: whether a stored row is another version of one that was there.
    """

    new: pl.DataFrame
    repeats: pl.Series
    restates: bool


def tell_apart(table: Table, frame: pl.DataFrame, suspects: pl.Series, writer: WriterProtocol) -> Sorted:
    """Compare the rows whose key hash is among `suspects` with the newest row of their key.

    A row equal to the newest row of its key so far (in the lake, in what this import stored before, or earlier in
    this frame) is an exact repeat. A row that differs is another version.
    """
    import polars as pl

    keys = list(table.key)
    hashed = frame.select(key_hash(table).alias("hash")).to_series()
    doubted = hashed.is_in(suspects.implode())
    candidates = frame.filter(doubted)
    if candidates.is_empty():
        return Sorted(frame, pl.Series(dtype=pl.Int64), restates=False)
    before = writer.existing(table.name, candidates.select(keys).unique())
    newest = (
        before.sort("import_seq", "source_row").unique(keys, keep="last", maintain_order=True)
        if before.height
        else before
    )
    order = pl.int_range(pl.len(), dtype=pl.Int64)
    rows = pl.concat(
        [newest.with_columns(pl.lit(-1, dtype=pl.Int64).alias("__at")), candidates.with_columns(order.alias("__at"))]
    )
    rows = rows.sort([*keys, "__at"])
    content = [c.name for c in table.columns if c.name not in _NOT_CONTENT]
    follows = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(1)) for k in keys) & (pl.int_range(pl.len()) > 0)
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift(1)) for c in content)
    told = (
        rows.select("source_row", "__at", (follows & same).alias("repeat"), (follows & ~same).alias("restates"))
        .filter(pl.col("__at") >= 0)
        .sort("__at")
    )
    repeats = told.filter("repeat")["source_row"]
    stays = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    stays = stays.scatter(doubted.arg_true(), ~told["repeat"])
    return Sorted(frame.filter(stays), repeats, bool(told["restates"].any()))
