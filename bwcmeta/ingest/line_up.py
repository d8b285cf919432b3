"""For each of some rows: the first row that is known of its key, and the row of its key that stands before it.

Both are places, not copies: numbers into the stored rows followed by the rows at hand. Only rows whose key hash stands
twice among them are sorted by key; in most exports none does, and one join is all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.ingest.editions import SEQ
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Lined:
    """Rows beside what is known of their keys.

    Attributes:
        known: the newest stored row of each key; columns without any cell may be absent.
        rows: the rows.
        firsts: for each row the place of its key's stored row, or of the first row of it at hand (perhaps its own).
        priors: for each row the place of the row of its key just before it, or null.
    """

    known: pl.DataFrame
    rows: pl.DataFrame
    firsts: pl.Series
    priors: pl.Series

    @property
    def follows(self) -> pl.Series:
        """Whether something was known of the row's key before it."""
        return self.priors.is_not_null()

    def first(self, columns: Sequence[str], only: pl.Series | None = None) -> pl.DataFrame:
        """Return cells of the first known row of each row's key, of some rows where `only` is given."""
        import polars as pl

        places = self.firsts if only is None else self.firsts.filter(only)
        return self._after_known(self.rows.select(columns)).select(pl.all().gather(places))

    def prior(self, merged: pl.DataFrame) -> pl.DataFrame:
        """Return, for each row, the cells of the row of its key just before it; `merged` is what the rows then say."""
        import polars as pl

        return self._after_known(merged).select(pl.all().gather(self.priors))

    def _after_known(self, rows: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        known = self.known.select(name for name in rows.columns if name in self.known.columns)
        return pl.concat([known, rows], how="diagonal").select(rows.columns)


def line_up(table: Table, before: pl.DataFrame, rows: pl.DataFrame, hashes: pl.Series) -> Lined:
    """Find what is known of the keys of rows.

    Args:
        table: the table.
        before: stored rows, all versions of them.
        rows: the rows.
        hashes: of their keys.
    """
    import polars as pl

    keys = list(table.key)
    newest = (
        before.select(*keys, SEQ, "source_row")
        .with_row_index("__at")
        .sort(SEQ, "source_row", maintain_order=True)
        .unique(keys, keep="last", maintain_order=True)["__at"]
    )
    known = before if newest.len() == before.height else before[newest]
    at = pl.int_range(rows.height, dtype=pl.Int64, eager=True).alias("__at")
    stored = known.select(keys).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__stored"))
    found = rows.select(keys).join(stored, on=keys, how="left", nulls_equal=True, maintain_order="left")
    places = found.with_columns(at)
    twice = hashes.is_duplicated()
    if twice.any():
        places = pl.concat([_one_by_one(places.filter(~twice)), _in_turn(places.filter(twice), keys, known.height)])
        places = places.sort("__at")
    else:
        places = _one_by_one(places)
    firsts = places.select(pl.coalesce("__first", pl.col("__at") + known.height)).to_series()
    return Lined(known, rows, firsts, places["__prior"])


def _one_by_one(places: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return places.select("__at", pl.col("__stored").alias("__first"), pl.col("__stored").alias("__prior"))


def _in_turn(places: pl.DataFrame, keys: list[str], offset: int) -> pl.DataFrame:
    """The rows of a key one after another, in the order of the file."""
    import polars as pl

    follows = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(1)) for k in keys) & (pl.int_range(pl.len()) > 0)
    here = pl.col("__at") + offset
    return (
        places.sort(*keys, "__at")
        .with_columns(follows.alias("__follows"))
        .with_columns(__opens=pl.when(~pl.col("__follows")).then(here).forward_fill())
        .select(
            "__at",
            pl.coalesce("__stored", "__opens").alias("__first"),
            pl.when("__follows").then(here.shift(1)).otherwise("__stored").alias("__prior"),
        )
    )
