"""Cells that name kinds of place: one, or several at once, which are kept as a set.

`Residence, Street` is both. A word that the profile maps to nothing says nothing; one that nobody knows may be a
further kind, so that the set has `other_unknown` for it and the cell is listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bwcmeta.ingest.cells import Cells, places
from bwcmeta.ingest.lists import guarded, restored
from bwcmeta.ingest.readers.batch import LIST_MARK
from bwcmeta.ingest.value import Value
from bwcmeta.profiles.document import ColumnRule

if TYPE_CHECKING:
    import polars as pl

Meaning = Callable[[str], tuple[bool, str | None]]
"""Whether a word is known, and the kind of place it means."""
COLUMNS = ("location_type", "location_types")
UNKNOWN = "other_unknown"
SEVERAL = "several kinds of place at once: kept together in location_types"


def read_kinds(cells: Cells, rule: ColumnRule, meaning: Meaning) -> Value:
    """Read a column of kinds of place: what is one kind stands in `data`, what is several in `several`."""
    import polars as pl

    texts = cells.text.drop_nulls().unique()
    words = cells.tidy(texts)
    found = [_kinds(word, rule, meaning) for word in words]
    at = places(cells.text, texts)

    def spread(values: list[str | None] | list[list[str] | None] | list[bool], dtype: pl.DataType) -> pl.Series:
        return pl.Series(values, dtype=dtype).gather(at)

    data = spread([next(iter(kinds)) if len(kinds) == 1 else None for kinds, _ in found], pl.String())
    several = unknown = in_part = None
    if any(len(kinds) > 1 for kinds, _ in found):
        several = spread([sorted(kinds) if len(kinds) > 1 else None for kinds, _ in found], pl.List(pl.String()))
    if any(lacks for _, lacks in found):
        unknown = spread([lacks and not kinds for kinds, lacks in found], pl.Boolean()).fill_null(value=False)
        in_part = spread([lacks and bool(kinds) for kinds, lacks in found], pl.Boolean()).fill_null(value=False)
    return Value(data, unknown=unknown, text=words.gather(at), several=several, in_part=in_part)


def _kinds(word: str | None, rule: ColumnRule, meaning: Meaning) -> tuple[set[str], bool]:
    """The kinds that a cell names, and whether it has a word that is not known."""
    import polars as pl

    if word is None:
        return set(), False
    marks = [mark for mark in (LIST_MARK, rule.separator) if mark and mark in word]
    is_known, kind = meaning(word)
    if is_known or not marks:
        return ({kind} if kind else set()), not is_known
    parts = restored(guarded(pl.Series([word]), rule).str.split(marks[0]).explode(), rule).str.strip_chars()
    told = [meaning(part) for part in parts if part]
    kinds = {kind for _, kind in told if kind}
    lacks = not all(is_known for is_known, _ in told)
    return (kinds | {UNKNOWN} if kinds and lacks else kinds), lacks


def one_only(value: Value) -> Value:
    """For a table that takes one kind alone: a cell of several is none that it can read."""
    if value.several is None:
        return value
    wrong = value.several.is_not_null()
    return replace(value, unknown=wrong if value.unknown is None else value.unknown | wrong, several=None, in_part=None)


def together(one: Value | None, other: Value | None) -> tuple[pl.Series, pl.Series]:
    """Bring `location_type` and `location_types` together: a single kind stands in the first, several in the second."""
    import polars as pl

    columns: dict[str, pl.Series] = {}
    for value in (one, other):
        if value is not None:
            columns[f"one_{len(columns)}"] = value.data
            if value.several is not None:
                columns[f"several_{len(columns)}"] = value.several
    singles = [name for name in columns if name.startswith("one")]
    rows = pl.DataFrame(columns)
    kind = pl.coalesce(singles)
    parted = pl.any_horizontal(
        *(pl.col(name).is_not_null() for name in columns if name not in singles),
        *(pl.col(name) != kind for name in singles),
    )
    told = rows.select(kind.alias("one"), parted.fill_null(value=False).alias("parted"))
    sets = _sets(rows.filter(told["parted"]))  # of few rows in most files: sets row by row are dear
    place = told.select(pl.when("parted").then(pl.col("parted").cum_sum() - 1)).to_series()
    single = told.select(pl.when("parted").then(sets["one"].gather(place)).otherwise("one")).to_series()
    return single, sets["several"].gather(place)


def _sets(rows: pl.DataFrame) -> pl.DataFrame:
    """Put the kinds of each row together: in `one` where it is a single one, in `several` where they are more."""
    import polars as pl

    none = pl.lit([], dtype=pl.List(pl.String))
    lists = [pl.concat_list(name) if name.startswith("one") else pl.col(name).fill_null(none) for name in rows.columns]
    kinds = pl.concat_list(lists).list.drop_nulls().list.unique().list.sort()
    many = pl.col("kinds").list.len()
    return rows.select(kinds.alias("kinds")).select(
        pl.when(many == 1).then(pl.col("kinds").list.first()).alias("one"),
        pl.when(many > 1).then("kinds").alias("several"),
    )
