"""Rows that are already there: exact repeats are counted and not stored, other versions are stored and said.

The cheap question comes first: hashes of the keys tell whether any key can stand twice, in the file or in the lake.
Mostly none can, and the rows go in as they are. Only rows whose hash collides are compared cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        repeats: positions in the frame of the exact repeats.
        outdated: positions in the frame of rows of which an export made later has another version.
        restates: whether a stored row is another version of one that was there.
        changes: column -> lines of the stored rows that say something else there than the version before.
    """

    new: pl.DataFrame
    repeats: pl.Series
    outdated: pl.Series
    restates: bool
    changes: Mapping[str, pl.Series] = field(default_factory=dict)


def tell_apart(
    table: Table,
    frame: pl.DataFrame,
    suspects: pl.Series,
    writer: WriterProtocol,
    carried: frozenset[str] | None = None,
    later: frozenset[int] = frozenset(),
) -> Sorted:
    """Compare the rows whose key hash is among `suspects` with the newest row of their key.

    A row equal to the newest row of its key so far (in the lake, in what this import stored before, or earlier in
    this frame) is an exact repeat. A row that differs is another version, unless the newest row comes from an
    export that was made later: then it is outdated, whatever the order in which the files are read.

    Args:
        table: the table.
        frame: rows about to be stored.
        suspects: key hashes that may stand twice.
        writer: knows the rows that are there.
        carried: columns that the file speaks about; only they are compared, and another version keeps what was
            known in the others. None: it speaks about all of them, and an empty cell is a statement.
        later: numbers of the imports whose export was made after this one.
    """
    import polars as pl

    none = pl.Series(dtype=pl.UInt32)
    keys = list(table.key)
    hashed = frame.select(key_hash(table).alias("hash")).to_series()
    doubted = hashed.is_in(suspects.implode())
    candidates = frame.filter(doubted)
    if candidates.is_empty():
        return Sorted(frame, none, none, restates=False)
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
    rows = rows.with_columns(follows.alias("__follows")).with_columns((~pl.col("__follows")).cum_sum().alias("__key"))
    if carried is not None:
        silent = [c.name for c in table.own if c.name not in carried]
        rows = rows.with_columns(pl.col(silent).first().over("__key"))
    # rows of which a later export is in the lake are held against that one, the others against the row before them
    from_later = pl.col("import_seq").first().over("__key").is_in(list(later)) & (
        pl.col("__at").first().over("__key") < 0
    )
    rows = rows.with_columns(from_later.alias("__late"))

    def same(column: str) -> pl.Expr:
        cell = pl.col(column)
        return (
            pl.when("__late")
            .then(cell.eq_missing(cell.first().over("__key")))
            .otherwise(cell.eq_missing(cell.shift(1)))
        )

    told = (
        rows.select("source_row", "__at", "__follows", "__late", *(same(c).alias(f"={c}") for c in content))
        .with_columns(pl.all_horizontal(f"={c}" for c in content).alias("__same"))
        .with_columns(
            (pl.col("__follows") & pl.col("__same")).alias("repeat"),
            (pl.col("__follows") & ~pl.col("__same") & pl.col("__late")).alias("outdated"),
            (pl.col("__follows") & ~pl.col("__same") & ~pl.col("__late")).alias("restates"),
        )
        .filter(pl.col("__at") >= 0)
        .sort("__at")
    )
    mine = rows.filter(pl.col("__at") >= 0).sort("__at").select(frame.columns)
    kept = mine.filter(~told["repeat"] & ~told["outdated"])
    new = pl.concat([frame.filter(~doubted), kept]).sort("source_row", maintain_order=True)
    places = doubted.arg_true()
    changed = told.filter("restates")
    changes = {c: lines for c in content if (lines := changed.filter(~pl.col(f"={c}"))["source_row"]).len()}
    return Sorted(
        new,
        repeats=places.filter(told["repeat"]),
        outdated=places.filter(told["outdated"]),
        restates=changed.height > 0,
        changes=changes,
    )
