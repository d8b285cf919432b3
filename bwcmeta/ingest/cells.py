"""Cells as they stand in a batch to trimmed text, null where they say nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bwcmeta.ingest.readers.batch import Batch, cell_name
from bwcmeta.profiles.document import ColumnRule
from bwcmeta.profiles.normalisers import NORMALISERS
from bwcmeta.profiles.resolve import Layout

if TYPE_CHECKING:
    import polars as pl

Function = Callable[["pl.Expr"], "pl.Expr"]
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"


def text_of(batch: Batch, layout: Layout, rule: ColumnRule) -> pl.Series | None:
    """Return the trimmed text a rule reads (not what it falls back on), or None when the file lacks the heading."""
    import polars as pl

    if rule.value is not None:
        return pl.repeat(rule.value, batch.rows.len(), dtype=pl.String, eager=True)
    words = tuple(w.casefold() for w in (*layout.profile.null_words, *rule.null_words))
    if rule.join:
        places = [layout.at(h) for h in rule.join]
        if any(p is None for p in places):
            return None
        parts = [filled(batch.cells[cell_name(p)], words) for p in places if p is not None]
        text = pl.select(pl.concat_str(parts, separator=" ", ignore_nulls=True)).to_series()
        text = filled(text, ())
    else:
        place = next((p for p in map(layout.at, rule.from_) if p is not None), None)
        if place is None:
            return None
        text = filled(batch.cells[cell_name(place)], words)
    for name in rule.normalise:
        text = filled(apply(FUNCTIONS[name], text), ())
    return text


def filled(text: pl.Series, null_words: tuple[str, ...]) -> pl.Series:
    """Trim the text and turn blank cells and null words into nulls."""
    import polars as pl

    text = text.str.strip_chars()
    cell = pl.col("cell")
    says_something = cell != ""
    if null_words:
        longest = max(len(w) for w in null_words)
        short = text.filter(text.str.len_bytes() <= longest)
        if short.len() and short.str.to_lowercase().is_in(list(null_words)).any():
            says_something &= ~cell.str.to_lowercase().is_in(list(null_words))
    elif not (text == "").any():
        return text
    return text.to_frame("cell").select(pl.when(says_something).then(cell)).to_series()


def apply(function: Function, text: pl.Series) -> pl.Series:
    """Apply a function of an expression to one column."""
    import polars as pl

    return text.to_frame("cell").select(function(pl.col("cell"))).to_series()


def slug(text: pl.Expr) -> pl.Expr:
    """Lower-case ASCII letters, digits and underscores."""
    return text.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")


def _of_point(plain_group: int, wkt_group: int) -> Function:
    """Read one number out of `(lat, lon)` or `POINT (lon lat)`: the two write them in opposite orders."""
    plain = rf"^\(?\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)?$"
    wkt = rf"(?i)^POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)$"

    def extract(text: pl.Expr) -> pl.Expr:
        read = text.str.extract(plain, plain_group)
        return read.fill_null(text.str.extract(wkt, wkt_group))

    return extract


FUNCTIONS: Mapping[str, Function] = {
    "lower": lambda text: text.str.to_lowercase(),
    "upper": lambda text: text.str.to_uppercase(),
    "slug": slug,
    "squeeze": lambda text: text.str.replace_all(r"\s+", " "),
    "digits": lambda text: text.str.replace_all(r"[^0-9]", ""),
    "latitude_of_point": _of_point(1, 2),
    "longitude_of_point": _of_point(2, 1),
}
"""One function for each name in `profiles.normalisers.NORMALISERS`."""

assert set(FUNCTIONS) == set(NORMALISERS)
