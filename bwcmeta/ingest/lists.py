"""Several values in one cell: split, mapped and kept as a sorted set, for their order means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bwcmeta.ingest.readers.batch import LIST_MARK
from bwcmeta.profiles.document import ColumnRule
from bwcmeta.profiles.headings import plain

if TYPE_CHECKING:
    import polars as pl

_HIDDEN = "\ue000"
"""A character that no export has: it stands for the separator inside a value while a cell is split."""


def read_list(text: pl.Series, rule: ColumnRule, *, lower: bool) -> pl.Series:
    """Read cells (tidied, null where empty) as lists of text, null where nothing is left.

    Args:
        text: the cells.
        rule: separator, whole values, pattern and value map.
        lower: whether the values are kept in lower case.
    """
    import polars as pl

    if rule.values or rule.pattern:
        return _parted(text, rule, lower=lower)
    marks = [LIST_MARK, *([rule.separator] if rule.separator else [])]
    cell = pl.col("cell")
    several = pl.any_horizontal(cell.str.contains(mark, literal=True) for mark in marks).fill_null(value=False)
    told = text.to_frame("cell").select(cell.str.to_lowercase() if lower else cell, several.alias("several"))
    single = pl.when(cell.is_not_null()).then(pl.concat_list(cell))
    if not told["several"].any():
        return told.select(single).to_series()
    if rule.whole:
        return _parted(text, rule, lower=lower)
    lists = _parted(text.filter(told["several"]), rule, lower=lower)  # to part a cell is dear, and most hold one value
    place = told.select(pl.when("several").then(pl.col("several").cum_sum() - 1)).to_series()
    return told.select(pl.when("several").then(lists.gather(place)).otherwise(single).alias("cell")).to_series()


def _parted(text: pl.Series, rule: ColumnRule, *, lower: bool) -> pl.Series:
    """Part the cells, and put the different parts of each in order."""
    import polars as pl

    rows = text.to_frame("cell").with_row_index("row")
    if rule.pattern:
        split = pl.col("cell").str.extract_all(rule.pattern)
    else:
        rows = rows.with_columns(guarded(rows["cell"], rule).alias("cell"))
        split = _split(rule.separator)
    parts = rows.with_columns(split.alias("cell")).explode("cell").with_columns(pl.col("cell").str.strip_chars())
    if rule.whole:
        parts = parts.with_columns(restored(parts["cell"], rule).alias("cell"))
    if rule.values:
        parts = parts.with_columns(mapped(parts["cell"], rule.values).alias("cell"))
    if lower:
        parts = parts.with_columns(pl.col("cell").str.to_lowercase())
    parts = parts.filter(pl.col("cell").is_not_null() & (pl.col("cell") != "")).unique().sort("row", "cell")
    lists = parts.group_by("row", maintain_order=True).agg(pl.col("cell"))
    return rows.select("row").join(lists, on="row", how="left", maintain_order="left")["cell"]


def mapped(text: pl.Series, values: Mapping[str, str | None]) -> pl.Series:
    """Replace the words a map knows; the others stay."""
    import polars as pl

    known = {plain(word): meaning for word, meaning in values.items()}
    kinds = [k for k in text.unique().sort() if k is not None and plain(k) in known]
    if not kinds:
        return text
    meanings = pl.Series([known[plain(k)] for k in kinds], dtype=pl.String)
    return text.replace(pl.Series(kinds), meanings)


def _split(separator: str | None) -> pl.Expr:
    import polars as pl

    cell = pl.col("cell")
    whole = cell.str.split(separator) if separator is not None else pl.concat_list(cell)
    return pl.when(cell.str.contains(LIST_MARK, literal=True)).then(cell.str.split(LIST_MARK)).otherwise(whole)


def guarded(text: pl.Series, rule: ColumnRule) -> pl.Series:
    """Hide the separators that stand inside a value that is never split; longer values first."""
    for word in sorted(rule.whole, key=lambda w: (-len(w), w)):
        hidden = word.replace(rule.separator or "", _HIDDEN)
        text = text.str.replace_many([word], [hidden], ascii_case_insensitive=True)
    return text


def restored(text: pl.Series, rule: ColumnRule) -> pl.Series:
    """Show the separators again that `guarded` hid."""
    return text.str.replace_all(_HIDDEN, rule.separator or "", literal=True)
