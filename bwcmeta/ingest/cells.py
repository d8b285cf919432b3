"""Cells as they stand in a batch: empty ones null, trimmed where it can matter."""

from __future__ import annotations

import hashlib
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
_SPREADSHEET_DAY = r"^(?:1899-12-3[01]|1900-01-0[01])[T ](\d[\d:.]*)Z?"
_CLOCK = r"(?i)^(\d{1,2})(:\d\d(?::\d\d(?:\.\d+)?)?)\s*([AP])\.?M\.?$"
_SPAN = r"^(\d+):(\d\d):(\d\d(?:\.\d+)?)\s*-\s*(\d+):(\d\d):(\d\d(?:\.\d+)?)$"
_BLOCK = r"(?i)^\s*\d*X{2,3}\b|\bBLOCK\b|REDACTED|^\s*0?\s*$"
_MIDNIGHT = r"^(\S*\d[-/. ]\S+)[T ]+(?:00:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)Z?$"
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
    if rule.join or rule.date:
        asked = [rule.join[n : n + 1] for n in range(len(rule.join))] if rule.join else [rule.date, rule.time]
        places = [next((p for p in map(layout.at, names) if p is not None), None) for names in asked]
        if places[0] is None or (rule.join and None in places):
            return None
        parts = [tidy(batch.cells[cell_name(p)], words) for p in places if p is not None]
        if rule.date:
            return Cells(_joined_stamp(parts))
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


def _joined_stamp(parts: list[pl.Series]) -> pl.Series:
    """Put a date and the time of day beside it together: `2016-10-31T00:00:00` and `0457` give `2016-10-31 04:57`.

    The date loses its midnight, the time the day that a spreadsheet gives it (1899-12-31). A date without a time
    stays a date; a time without a date is nothing.
    """
    import polars as pl

    cell = pl.col("cell")
    day = over_kinds(parts[0], lambda kinds: kinds.to_frame("cell").select(_day(cell)).to_series())
    if len(parts) == 1:
        return day
    time = over_kinds(parts[1], lambda kinds: kinds.to_frame("cell").select(_time(cell)).to_series())
    joined = pl.concat_str([pl.lit(day), pl.lit(time)], separator=" ", ignore_nulls=True)
    return pl.select(pl.when(pl.lit(day).is_not_null()).then(joined)).to_series()


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.replace(_MIDNIGHT, "$1")


def _time(text: pl.Expr) -> pl.Expr:
    """Write a time of day as 24-hour `HH:MM[:SS]`; what is none stays as it is, and then is no stamp."""
    import polars as pl

    text = text.str.replace(_SPREADSHEET_DAY, "$1")
    text = text.str.replace(r"^(\d{1,2})(\d\d)$", "$1:$2")  # 1808, 0256; a bare 256 is 2:56
    hour, rest, half = (text.str.extract(_CLOCK, n) for n in (1, 2, 3))
    twelve = hour.cast(pl.Int64, strict=False) % 12 + pl.when(half.str.to_uppercase() == "P").then(12).otherwise(0)
    by_half = twelve.cast(pl.String).str.zfill(2) + rest
    is_halved = half.is_not_null() & hour.cast(pl.Int64, strict=False).is_between(1, 12)
    return pl.when(is_halved).then(by_half).otherwise(text.str.replace(r"^(\d):", "0$1:"))


def over_kinds(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply a function of a column to its different values only, where they are few."""
    sample = text.head(_SAMPLE)
    if text.len() <= _SAMPLE or sample.n_unique() > _FEW:
        return function(text)
    kinds = text.drop_nulls().unique()
    if kinds.len() > text.len() // 4:
        return function(text)
    return function(kinds).gather(places(text, kinds))


def places(text: pl.Series, kinds: pl.Series) -> pl.Series:
    """Return for each cell its place among the different values of the column; null for null."""
    import polars as pl

    return text.cast(pl.Enum(kinds)).to_physical()  # half the time of a join or a replacement


def apply(function: Function, text: pl.Series) -> pl.Series:
    """Apply a function of an expression to one column."""
    import polars as pl

    return text.to_frame("cell").select(function(pl.col("cell"))).to_series()


def _length_of_span(text: pl.Expr) -> pl.Expr:
    """Seconds from the first to the second of `00:00:19-00:00:29`."""
    import polars as pl

    def seconds(first: int) -> pl.Expr:
        part = [text.str.extract(_SPAN, first + n).cast(pl.Float64) for n in range(3)]
        return part[0] * 3600 + part[1] * 60 + part[2]

    return (seconds(4) - seconds(1)).round(6).cast(pl.String)


def slug(text: pl.Expr) -> pl.Expr:
    """Lower-case ASCII letters, digits and underscores."""
    return text.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")


def _exact_address(text: pl.Expr) -> pl.Expr:
    """Upper case and single spaces; empty where only a block or nothing is told, which establishes no home."""
    import polars as pl

    address = text.str.to_uppercase().str.replace_all(r"\s+", " ")
    return pl.when(~text.str.contains(_BLOCK)).then(address)


def _of_point(plain_group: int, wkt_group: int) -> Function:
    """Read one number out of `(lat, lon)` or `POINT (lon lat)`: the two write them in opposite orders."""
    plain = rf"^\(?\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)?$"
    wkt = rf"(?i)^POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)$"

    def extract(text: pl.Expr) -> pl.Expr:
        read = text.str.extract(plain, plain_group)
        return read.fill_null(text.str.extract(wkt, wkt_group))

    return extract


def _by_text(read: Callable[[str], str | None]) -> Function:
    """Make a function of columns out of one of texts, called once for each different text."""

    def over(text: pl.Expr) -> pl.Expr:
        import polars as pl

        def of(series: pl.Series) -> pl.Series:
            kinds = series.drop_nulls().unique()
            said = pl.Series([read(kind) for kind in kinds], dtype=pl.String)
            return series.replace_strict(kinds, said, default=None, return_dtype=pl.String)

        return text.map_batches(of, return_dtype=pl.String)

    return over


def _any_yes(text: str) -> str | None:
    answers = {part.strip().casefold() for part in text.split(",")} - {""}
    return "yes" if answers & {"yes", "y", "true"} else "no" if answers and answers <= {"no", "n", "false"} else None


def _each_once(text: str) -> str | None:
    return "; ".join(sorted({part.strip() for part in text.split(",")} - {""})) or None


def _fingerprint(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:16]


_MINUTES = r":[0-5]\d(?::[0-5]\d)?"
_AGREE = rf"(?i)(?:^|[\sT])(?:(?:1[2-9]|2[0-3]){_MINUTES}\s*PM|(?:0?\d|1[01]){_MINUTES}\s*AM)\s*$"


def _clock_24_with_am_pm(text: pl.Expr) -> pl.Expr:
    """Take the marker off `14:05:00 PM`. `02:05:00 PM` stays: it may be either hour, and no format reads it."""
    import polars as pl

    bare = text.str.replace(r"(?i)\s*[AP]M\s*$", "")
    return pl.when(text.str.contains(_AGREE)).then(bare).otherwise(text)


FUNCTIONS: Mapping[str, Function] = {
    "clock_24_with_am_pm": _clock_24_with_am_pm,
    "any_yes": _by_text(_any_yes),
    "each_once": _by_text(_each_once),
    "fingerprint": _by_text(_fingerprint),
    "lower": lambda text: text.str.to_lowercase(),
    "upper": lambda text: text.str.to_uppercase(),
    "slug": slug,
    "squeeze": lambda text: text.str.replace_all(r"\s+", " "),
    "digits": lambda text: text.str.replace_all(r"[^0-9]", ""),
    "alphanumeric": lambda text: text.str.replace_all(r"[^\p{L}\p{N}]", ""),
    "length_of_span": _length_of_span,
    "exact_address": _exact_address,
    "latitude_of_point": _of_point(1, 2),
    "longitude_of_point": _of_point(2, 1),
}
"""One function for each name in `profiles.normalisers.NORMALISERS`."""

assert set(FUNCTIONS) == set(NORMALISERS)
