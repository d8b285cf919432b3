"""Cells as they stand in a batch: empty ones null, trimmed where it can matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.ingest.readers.batch import Batch, cell_name
from bwcmeta.profiles.document import ColumnRule
from bwcmeta.profiles.normalisers import NORMALISERS
from bwcmeta.profiles.resolve import Layout

if TYPE_CHECKING:
    import polars as pl

Function = Callable[["pl.Expr"], "pl.Expr"]
_SAMPLE = 2_000
_FEW = 400
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells a rule reads.

    Trimming and looking for null words costs as much as reading stamps, so it is done where it can matter only:
    by `tidy`, on the whole column, on its few different values, or on the cells that could not be read as they are.

    Attributes:
        text: as it stands in the file, null where the cell is empty.
        null_words: in lower case, that mean an empty cell.
    """

    text: pl.Series
    null_words: tuple[str, ...] = ()

    def tidy(self, text: pl.Series | None = None) -> pl.Series:
        """Trim the cells (or those given) and turn blanks and null words into nulls."""
        return tidy(self.text if text is None else text, self.null_words)


def cells_of(batch: Batch, layout: Layout, rule: ColumnRule) -> Cells | None:
    """Return the cells a rule reads (not what it falls back on), or None when the file lacks the heading."""
    import polars as pl

    if rule.value is not None:
        return Cells(pl.repeat(rule.value, batch.rows.len(), dtype=pl.String, eager=True))
    words = tuple(w.casefold() for w in (*layout.profile.null_words, *rule.null_words))
    if rule.join:
        places = [layout.at(h) for h in rule.join]
        if any(p is None for p in places):
            return None
        parts = [tidy(batch.cells[cell_name(p)], words) for p in places if p is not None]
        text = pl.select(pl.concat_str(parts, separator=" ", ignore_nulls=True)).to_series()
        cells = Cells(_without_blanks(text))
    else:
        place = next((p for p in map(layout.at, rule.from_) if p is not None), None)
        if place is None:
            return None
        cells = Cells(_without_blanks(batch.cells[cell_name(place)]), words)
    if rule.normalise:
        text = cells.tidy()
        for name in rule.normalise:
            text = tidy(apply(FUNCTIONS[name], text), ())
        return Cells(text)
    return cells


def tidy(text: pl.Series, null_words: tuple[str, ...]) -> pl.Series:
    """Trim the text and turn blank cells and null words (lower case) into nulls."""
    import polars as pl

    text = _without_blanks(text.str.strip_chars())
    if not null_words:
        return text
    longest = max(len(w.encode()) for w in null_words)
    short = text.filter(text.str.len_bytes() <= longest)
    if not short.len() or not short.str.to_lowercase().is_in(list(null_words)).any():
        return text
    cell = pl.col("cell")
    says_something = ~cell.str.to_lowercase().is_in(list(null_words))
    return text.to_frame("cell").select(pl.when(says_something).then(cell)).to_series()


def _without_blanks(text: pl.Series) -> pl.Series:
    import polars as pl

    if not (text == "").any():
        return text
    cell = pl.col("cell")
    return text.to_frame("cell").select(pl.when(cell != "").then(cell)).to_series()


def over_kinds(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply a function of a column to its different values only, where they are few."""
    import polars as pl

    sample = text.head(_SAMPLE)
    if text.len() <= _SAMPLE or sample.n_unique() > _FEW:
        return function(text)
    kinds = text.drop_nulls().unique()
    if kinds.len() > text.len() // 4:
        return function(text)
    index = text.replace_strict(kinds, pl.int_range(kinds.len(), dtype=pl.UInt32, eager=True), default=None)
    return function(kinds).gather(index)


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
