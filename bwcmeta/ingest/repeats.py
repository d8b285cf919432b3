"""Rows that are already there: exact repeats are counted and not stored, other versions are stored and said.

The cheap question comes first: hashes of the keys tell whether any key can stand twice, in the file or in the lake.
Mostly none can, and the rows go in as they are. Only rows whose hash collides are compared cell by cell.

Of two versions the export made later counts, column by column: what it does not speak about stays as it was known, and
an older export may still fill what no later one has spoken about. A time that is merely less fine is no other time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.ingest.editions import Editions
from bwcmeta.ingest.key_log import key_hash
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = ("utc_offset", "resolution_us", "source_file", "source_row", "import_id", "import_seq")
_RESOLUTION = "resolution_us"
OTHER = "another value than before"
FINER = "a finer time than before"
OLDER = "an export made later says something else"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows told apart.

    Attributes:
        new: rows to store, with what they do not speak about filled in from what was known.
        repeats: positions in the frame of the exact repeats.
        outdated: positions in the frame of rows of which exports made later have other versions, in all they say.
        restates: whether a stored row is another version of one that was there.
        differences: (column, what, lines of the rows).
        confirmed: keys of repeats of what an earlier import brought.
    """

    new: pl.DataFrame
    repeats: pl.Series
    outdated: pl.Series
    restates: bool
    differences: tuple[tuple[str, str, pl.Series], ...] = ()
    confirmed: pl.DataFrame | None = None


def tell_apart(
    table: Table,
    frame: pl.DataFrame,
    suspects: pl.Series,
    writer: WriterProtocol,
    carried: frozenset[str],
    editions: Editions,
) -> Sorted:
    """Compare the rows whose key hash is among `suspects` with the newest row of their key.

    Args:
        table: the table.
        frame: rows about to be stored.
        suspects: key hashes that may stand twice.
        writer: knows the rows that are there.
        carried: columns that the file speaks about; an empty cell in them is a statement.
        editions: the imports whose export was made after this one.
    """
    import polars as pl

    none = pl.Series(dtype=pl.UInt32)
    keys = list(table.key)
    doubted = frame.select(key_hash(table).is_in(suspects.implode())).to_series()
    candidates = frame.filter(doubted)
    if candidates.is_empty():
        return Sorted(frame, none, none, restates=False)
    before = writer.existing(table.name, candidates.select(keys).unique())
    content = [c.name for c in table.columns if c.name not in _NOT_CONTENT]
    spoken = [c for c in content if c in carried]
    rows = _beside(table, before, candidates)
    late = [f"late:{c}" for c in spoken]
    if editions.later and before.height:
        rows = rows.join(editions.late(table, before, writer, spoken), on=keys, how="left", nulls_equal=True)
        rows = rows.with_columns(pl.col(late).fill_null(value=False)).sort("__key", "__at")
    else:
        rows = rows.with_columns(pl.lit(value=False).alias(name) for name in late)
    instants = [c.name for c in table.own if c.kind == "instant" and c.name not in keys]
    rows = rows.with_columns(_merged(c, c in carried, c in instants).alias(f"merged:{c}") for c in content)
    known, step = pl.col("__stored"), pl.col(_RESOLUTION)
    told = (
        rows.select(
            "source_row", "__at", "__follows", "__stored",
            *(pl.col(f"merged:{c}").eq_missing(pl.col(f"merged:{c}").shift(1)).alias(f"={c}") for c in content),
            *((known & pl.col(f"late:{c}") & ~_same(c, instant=c in instants)).alias(f"older:{c}") for c in spoken),
            *(_within(_first(c), _first(_RESOLUTION), pl.col(c), step).alias(f"finer:{c}") for c in instants),
            another=pl.col("import_seq").first().over("__key") != pl.col("import_seq"),
        )
        .with_columns(
            same=pl.all_horizontal(f"={c}" for c in content),
            older=pl.any_horizontal(*(f"older:{c}" for c in spoken), pl.lit(value=False)),
        )
        .with_columns(
            repeat=pl.col("__follows") & pl.col("same") & ~pl.col("older"),
            outdated=pl.col("__follows") & pl.col("same") & pl.col("older"),
            restates=pl.col("__follows") & ~pl.col("same"),
        )
        .filter(pl.col("__at") >= 0)
        .sort("__at")
    )  # fmt: skip
    mine = (
        rows.with_columns(_resolution(instants))
        .with_columns(pl.col(f"merged:{c}").alias(c) for c in content)
        .filter(pl.col("__at") >= 0)
        .sort("__at")
        .select(frame.columns)
    )
    kept = mine.filter(~told["repeat"] & ~told["outdated"])
    places = doubted.arg_true()
    return Sorted(
        pl.concat([frame.filter(~doubted), kept]).sort("source_row", maintain_order=True),
        repeats=places.filter(told["repeat"]),
        outdated=places.filter(told["outdated"]),
        restates=bool(told["restates"].any()),
        differences=tuple(_differences(told, content, spoken, instants)),
        confirmed=mine.filter(told["repeat"] & told["another"]).select(keys),
    )


def _beside(table: Table, before: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates after the newest stored row of their key, sorted; `__at` of a stored row is -1."""
    import polars as pl

    keys = list(table.key)
    newest = before.sort("import_seq", "source_row").unique(keys, keep="last", maintain_order=True)
    at = pl.int_range(pl.len(), dtype=pl.Int64).alias("__at")
    rows = pl.concat(
        [
            newest.select(candidates.columns).with_columns(pl.lit(-1, dtype=pl.Int64).alias("__at")),
            candidates.with_columns(at),
        ]
    ).sort([*keys, "__at"])
    follows = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(1)) for k in keys) & (pl.int_range(pl.len()) > 0)
    rows = rows.with_columns(follows.alias("__follows")).with_columns((~pl.col("__follows")).cum_sum().alias("__key"))
    return rows.with_columns((pl.col("__at").first().over("__key") < 0).alias("__stored"))


def _first(column: str) -> pl.Expr:
    """What is known of a key: its stored row, or the first that the file has."""
    import polars as pl

    return pl.col(column).first().over("__key")


def _within(coarse: pl.Expr, step: pl.Expr, fine: pl.Expr, fine_step: pl.Expr) -> pl.Expr:
    """Whether an instant lies in the minute (hour, day) that a coarser stamp of it stands for."""
    import polars as pl

    steps = pl.duration(microseconds=step)
    return ((fine_step < step) & (coarse <= fine) & (fine < coarse + steps)).fill_null(value=False)


def _merged(column: str, carried: bool, instant: bool) -> pl.Expr:
    """What holds of a column after this row: its own cell, or what was known where that counts more."""
    import polars as pl

    if not carried:
        return _first(column)
    known = pl.col("__stored") & pl.col(f"late:{column}")
    if instant:
        known |= _within(pl.col(column), pl.col(_RESOLUTION), _first(column), _first(_RESOLUTION))
    return pl.when(known).then(_first(column)).otherwise(pl.col(column))


def _same(column: str, *, instant: bool) -> pl.Expr:
    """Whether a cell says what is known, if less finely."""
    import polars as pl

    same = pl.col(column).eq_missing(_first(column))
    if instant:
        same |= _within(pl.col(column), pl.col(_RESOLUTION), _first(column), _first(_RESOLUTION))
    return same


def _resolution(instants: list[str]) -> pl.Expr:
    """How coarse the merged row's coarsest stamp is: its own where all stamps are its own."""
    import polars as pl

    if not instants:
        return pl.col(_RESOLUTION)
    own = pl.all_horizontal(pl.col(f"merged:{c}").eq_missing(pl.col(c)) for c in instants)
    known = pl.all_horizontal(pl.col(f"merged:{c}").eq_missing(_first(c)) for c in instants)
    both = pl.max_horizontal(pl.col(_RESOLUTION), _first(_RESOLUTION))
    return pl.when(own).then(_RESOLUTION).when(known).then(_first(_RESOLUTION)).otherwise(both).alias(_RESOLUTION)


def _differences(
    told: pl.DataFrame, content: list[str], spoken: list[str], instants: list[str]
) -> Iterator[tuple[str, str, pl.Series]]:
    import polars as pl

    changed = told.filter("restates")
    for column in content:
        other = changed.filter(~pl.col(f"={column}"))
        if column in instants:
            if (finer := other.filter(f"finer:{column}")).height:
                yield column, FINER, finer["source_row"]
            other = other.filter(~pl.col(f"finer:{column}"))
        if other.height:
            yield column, OTHER, other["source_row"]
    for column in spoken:
        if (older := told.filter(f"older:{column}")).height:
            yield column, OLDER, older["source_row"]
