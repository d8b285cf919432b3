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

from bwcmeta.ingest.before import Stored
from bwcmeta.ingest.editions import SEQ, Editions
from bwcmeta.ingest.key_log import key_hash
from bwcmeta.ingest.line_up import line_up
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = ("utc_offset", "resolution_us", "source_file", "source_row", "import_id", "import_seq")
_RESOLUTION = "resolution_us"
_FIRST = "first:"
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
    before: Stored,
    writer: WriterProtocol,
    carried: frozenset[str],
    editions: Editions,
) -> Sorted:
    """Compare the rows whose key hash is in doubt with the newest row of their key.

    Args:
        table: the table.
        frame: rows about to be stored.
        before: the key hashes that may stand twice, and the rows that are there with one of them.
        writer: knows what earlier imports had as it was.
        carried: columns that the file speaks about; an empty cell in them is a statement.
        editions: the imports whose export was made after this one.
    """
    import polars as pl

    hashes = frame.select(key_hash(table)).to_series()
    doubted = hashes.is_in(before.hashes.implode())
    if not doubted.any():
        none = pl.Series(dtype=pl.UInt32)
        return Sorted(frame, none, none, restates=False)
    keys = list(table.key)
    candidates = frame.filter(doubted)
    lined = line_up(table, before.rows, candidates, hashes.filter(doubted))
    content = [c.name for c in table.columns if c.name not in _NOT_CONTENT]
    spoken = [c for c in content if c in carried]
    instants = [c.name for c in table.own if c.kind == "instant" and c.name not in keys]
    asked = [c for c in spoken if c in instants]
    rows = candidates.select(*spoken, _RESOLUTION, SEQ).hstack(
        lined.first([*spoken, _RESOLUTION, SEQ]).select(pl.all().name.prefix(_FIRST))
    )
    rows = rows.with_columns((lined.firsts < lined.known.height).alias("__stored"), lined.follows.alias("__follows"))
    late = [f"late:{c}" for c in spoken]
    if editions.later and before.rows.height:
        spoke = candidates.select(keys).join(
            editions.late(table, before.rows, writer, spoken),
            on=keys, how="left", nulls_equal=True, maintain_order="left",
        )  # fmt: skip
        rows = rows.hstack(spoke.select(pl.col(late).fill_null(value=False)))
    else:
        rows = rows.with_columns(pl.lit(value=False).alias(name) for name in late)
    merged = rows.select(_merged(c, c in asked).alias(c) for c in spoken)
    prior = lined.prior(merged).select(pl.all().name.prefix("prior:"))
    known, step = pl.col("__stored"), pl.col(_RESOLUTION)
    told = (
        rows.hstack(prior).hstack(merged.select(pl.all().name.prefix("merged:")))
        .select(
            "__follows",
            *(pl.col(f"merged:{c}").eq_missing(pl.col(f"prior:{c}")).alias(f"={c}") for c in spoken),
            *((known & pl.col(f"late:{c}") & ~_same(c, instant=c in asked)).alias(f"older:{c}") for c in spoken),
            *(_within(_first(c), _first(_RESOLUTION), pl.col(c), step).alias(f"finer:{c}") for c in asked),
            another=_first(SEQ) != pl.col(SEQ),
        )
        .with_columns(
            same=pl.all_horizontal(*(f"={c}" for c in spoken), pl.lit(value=True)),
            older=pl.any_horizontal(*(f"older:{c}" for c in spoken), pl.lit(value=False)),
        )
        .with_columns(
            repeat=pl.col("__follows") & pl.col("same") & ~pl.col("older"),
            outdated=pl.col("__follows") & pl.col("same") & pl.col("older"),
            restates=pl.col("__follows") & ~pl.col("same"),
        )
    )  # fmt: skip
    stays = ~told["repeat"] & ~told["outdated"]
    kept = _filled(
        candidates.filter(stays), merged.filter(stays), lined.first([*content, _RESOLUTION], stays), instants
    )
    places = doubted.arg_true()
    return Sorted(
        _in_order(frame.filter(~doubted), kept),
        repeats=places.filter(told["repeat"]),
        outdated=places.filter(told["outdated"]),
        restates=bool(told["restates"].any()),
        differences=tuple(_differences(told.hstack([candidates["source_row"]]), spoken, asked)),
        confirmed=candidates.filter(told["repeat"] & told["another"]).select(keys),
    )


def _filled(kept: pl.DataFrame, merged: pl.DataFrame, first: pl.DataFrame, instants: list[str]) -> pl.DataFrame:
    """Return rows to store, with what was known of their keys where they do not speak or it counts more."""
    import polars as pl

    if kept.is_empty():
        return kept
    holds = first.drop(_RESOLUTION).with_columns(merged)
    beside = kept.hstack(holds.select(pl.all().name.prefix("merged:"))).hstack(
        first.select(pl.all().name.prefix(_FIRST))
    )
    done = beside.with_columns(_resolution(instants)).with_columns(
        pl.col(f"merged:{c}").alias(c) for c in holds.columns
    )
    return done.select(kept.columns)


def _in_order(rest: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Return both in the order of the file."""
    import polars as pl

    if rest.is_empty() or kept.is_empty():
        return kept if rest.is_empty() else rest
    return pl.concat([rest, kept]).sort("source_row", maintain_order=True)


def _first(column: str) -> pl.Expr:
    """What is known of a key: its stored row, or the first that the file has."""
    import polars as pl

    return pl.col(f"{_FIRST}{column}")


def _within(coarse: pl.Expr, step: pl.Expr, fine: pl.Expr, fine_step: pl.Expr) -> pl.Expr:
    """Whether an instant lies in the minute (hour, day) that a coarser stamp of it stands for."""
    import polars as pl

    steps = pl.duration(microseconds=step)
    return ((fine_step < step) & (coarse <= fine) & (fine < coarse + steps)).fill_null(value=False)


def _merged(column: str, instant: bool) -> pl.Expr:
    """What holds of a column after this row: its own cell, or what was known where that counts more."""
    import polars as pl

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


def _differences(told: pl.DataFrame, spoken: list[str], instants: list[str]) -> Iterator[tuple[str, str, pl.Series]]:
    import polars as pl

    changed = told.filter("restates")
    for column in spoken:  # what a file does not speak about stays as it was
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
