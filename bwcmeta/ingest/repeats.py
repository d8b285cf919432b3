"""Rows that are already there: exact repeats are counted and not stored, other versions are stored and said.

The cheap question comes first: hashes of the keys tell whether any key can stand twice, in the file or in the lake.
Mostly none can, and the rows go in as they are. Only rows whose hash collides are compared cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.ingest.key_log import key_hash
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = ("utc_offset", "resolution_us", "source_file", "source_row", "import_id", "import_seq")


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


def tell_apart(
    table: Table,
    frame: pl.DataFrame,
    suspects: pl.Series,
    writer: WriterProtocol,
    carried: frozenset[str] | None = None,
) -> Sorted:
    """Compare the rows whose key hash is among `suspects` with the newest row of their key.

    A row equal to the newest row of its key so far (in the lake, in what this import stored before, or earlier in
    this frame) is an exact repeat. A row that differs is another version.

    Args:
        table: the table.
        frame: rows about to be stored.
        suspects: key hashes that may stand twice.
        writer: knows the rows that are there.
        carried: columns that the file speaks about; only they are compared, and another version keeps what was
            known in the others. None: it speaks about all of them, and an empty cell is a statement.
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
    content = [c.name for c in table.columns if c.name not in _NOT_CONTENT and (carried is None or c.name in carried)]
    follows = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(1)) for k in keys) & (pl.int_range(pl.len()) > 0)
    if carried is not None:
        silent = [c.name for c in table.own if c.name not in carried]
        rows = rows.with_columns((~follows).cum_sum().alias("__key"))
        rows = rows.with_columns(pl.col(silent).first().over("__key")).drop("__key")
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift(1)) for c in content)
    told = (
        rows.select("source_row", "__at", (follows & same).alias("repeat"), (follows & ~same).alias("restates"))
        .filter(pl.col("__at") >= 0)
        .sort("__at")
    )
    kept = rows.filter(pl.col("__at") >= 0).sort("__at").drop("__at").filter(~told["repeat"])
    new = pl.concat([frame.filter(~doubted), kept]).sort("source_row")
    return Sorted(new, told.filter("repeat")["source_row"], bool(told["restates"].any()))
