"""Text to values of one canonical column. What cannot be read is never guessed: it is named, and emptied or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bwcmeta.ingest.cells import apply, slug, text_of
from bwcmeta.ingest.readers.batch import LIST_MARK, Batch
from bwcmeta.ingest.stamps import Stamps, read_stamps
from bwcmeta.model.columns import Column
from bwcmeta.model.location import NIBRS
from bwcmeta.profiles.document import ColumnRule
from bwcmeta.profiles.headings import plain
from bwcmeta.profiles.normalisers import UNITS
from bwcmeta.profiles.resolve import Layout
from bwcmeta.text import slug as slug_of

if TYPE_CHECKING:
    import polars as pl

LOWERED = frozenset({"categories", "tags"})
SLUGGED = frozenset({"fact"})
_YES = ("true", "t", "yes", "y", "1")
_NO = ("false", "f", "no", "n", "0")
_CLOCK = r"^(?:(\d+)\.)?(\d{1,4}):(\d{2}):(\d{2}(?:\.\d+)?)$"


@dataclass(frozen=True, slots=True)
class Value:
    """One canonical column of a batch.

    Attributes:
        data: the values, null where empty, unreadable or unknown.
        bad: rows whose stamp cannot be read: they are set aside.
        unknown: rows whose text is outside the vocabulary, or no number: the cell is emptied, the text listed.
        text: what was read, for the examples.
        stamps: for instants, what is kept beside them.
    """

    data: pl.Series
    bad: pl.Series | None = None
    unknown: pl.Series | None = None
    text: pl.Series | None = None
    stamps: Stamps | None = None


def read_column(batch: Batch, layout: Layout, column: Column, rule: ColumnRule, zone: str | None) -> Value | None:
    """Read one column of a batch by its rule, or None when the file has nothing to read it from.

    Raises:
        NaiveStampError: a stamp has no offset and no zone is known.
    """
    text = text_of(batch, layout, rule)
    value = None if text is None else _read(text, column, rule, rule.zone or zone)
    if rule.otherwise is None:
        return value
    other = read_column(batch, layout, column, rule.otherwise, zone)
    return _filled_from(value, other) if value is not None and other is not None else value or other


def _read(text: pl.Series, column: Column, rule: ColumnRule, zone: str | None) -> Value:
    if column.kind == "instant":
        stamps = read_stamps(text, rule.formats, zone)
        return Value(stamps.instant, bad=stamps.bad, text=text, stamps=stamps)
    if column.kind == "number":
        return _number(text, column, rule)
    if column.kind == "integer":
        return _integer(text)
    if column.kind == "boolean":
        return _boolean(text, rule)
    if column.kind == "text_list":
        return Value(_list(text, column, rule))
    if column.values:
        return _closed(text, column, rule)
    return Value(_open(text, column, rule))


def _filled_from(value: Value, other: Value) -> Value:
    """Fill the empty cells of a value from another; what was unreadable stays unreadable."""
    import polars as pl

    empty = value.data.is_null()
    for taken in (value.bad, value.unknown, value.stamps.doubtful if value.stamps else None):
        if taken is not None:
            empty &= ~taken
    if not empty.any():
        return value

    def chosen(mine: pl.Series | None, theirs: pl.Series | None) -> pl.Series | None:
        if mine is None and theirs is None:
            return None
        no = pl.repeat(False, empty.len(), dtype=pl.Boolean, eager=True)  # noqa: FBT003
        return pl.select(
            pl.when(empty).then(no if theirs is None else theirs).otherwise(no if mine is None else mine)
        ).to_series()

    def picked(mine: pl.Series, theirs: pl.Series) -> pl.Series:
        return pl.select(pl.when(empty).then(theirs).otherwise(mine)).to_series()

    stamps = value.stamps
    if stamps is not None and other.stamps is not None:
        height = empty.len()

        def coarse(s: Stamps) -> pl.Series:
            given = s.coarse_us
            return given if isinstance(given, pl.Series) else pl.repeat(given, height, dtype=pl.Int64, eager=True)

        stamps = Stamps(
            picked(stamps.instant, other.stamps.instant),
            chosen(stamps.bad, other.stamps.bad),
            chosen(stamps.doubtful, other.stamps.doubtful),
            picked(stamps.offset, other.stamps.offset),
            picked(coarse(stamps), coarse(other.stamps)),
        )
    text = picked(value.text, other.text) if value.text is not None and other.text is not None else value.text
    return Value(
        picked(value.data, other.data), chosen(value.bad, other.bad), chosen(value.unknown, other.unknown), text, stamps
    )


def _open(text: pl.Series, column: Column, rule: ColumnRule) -> pl.Series:
    if rule.values:
        text = _mapped(text, rule.values)
    return apply(slug, text) if column.name in SLUGGED else text


def _mapped(text: pl.Series, values: Mapping[str, str | None]) -> pl.Series:
    """Replace the words a map knows; the others stay."""
    import polars as pl

    known = {plain(word): meaning for word, meaning in values.items()}
    kinds = [k for k in text.unique().sort() if k is not None and plain(k) in known]
    if not kinds:
        return text
    meanings = pl.Series([known[plain(k)] for k in kinds], dtype=pl.String)
    return text.replace(pl.Series(kinds), meanings)


def _closed(text: pl.Series, column: Column, rule: ColumnRule) -> Value:
    """Read a closed vocabulary: by the profile's map, the value itself, or its spelling with other punctuation."""
    import polars as pl

    kinds = text.drop_nulls().unique()
    known = {plain(word): meaning for word, meaning in rule.values.items()}
    meanings = [_meaning(word, column, known) for word in kinds]
    unknown_kinds = [word for word, (is_known, _) in zip(kinds, meanings, strict=True) if not is_known]
    if all(word == meaning for word, (_, meaning) in zip(kinds, meanings, strict=True)):
        data = text
    else:
        said = pl.Series([meaning for _, meaning in meanings], dtype=pl.String)
        data = text.replace_strict(kinds, said, default=None, return_dtype=pl.String)
    unknown = text.is_in(unknown_kinds).fill_null(value=False) if unknown_kinds else None
    return Value(data, unknown=unknown, text=text)


def _meaning(word: str, column: Column, known: Mapping[str, str | None]) -> tuple[bool, str | None]:
    if plain(word) in known:
        return True, known[plain(word)]
    if word in column.values:
        return True, word
    if slug_of(word) in column.values:
        return True, slug_of(word)
    if column.name == "location_type":
        place = _NIBRS_WORDS.get(plain(word)) or _NIBRS_WORDS.get(word.zfill(2))
        return place is not None, place
    return False, None


_NIBRS_WORDS = {code: name for name, (code, _) in NIBRS.items()} | {
    plain(said): name for name, (_, said) in NIBRS.items()
}


def _number(text: pl.Series, column: Column, rule: ColumnRule) -> Value:
    import polars as pl

    number = text.cast(pl.Float64, strict=False)
    unread = number.is_null() & text.is_not_null()
    factor = UNITS[column.unit][rule.unit] if rule.unit else 1.0
    if factor != 1.0:
        number = number * factor
    if column.unit == "s" and unread.any():
        clock = text.filter(unread).to_frame("cell").select(pl.col("cell").str.extract_groups(_CLOCK).alias("part"))
        part = pl.col("part").struct.field
        days, hours, minutes, seconds = (part(str(n)).cast(pl.Float64) for n in range(1, 5))
        read = clock.select(days.fill_null(0) * 86_400 + hours * 3600 + minutes * 60 + seconds).to_series()
        number = number.scatter(unread.arg_true(), read)
    unreadable = (number.is_null() & text.is_not_null()) | ~number.is_finite().fill_null(value=True)
    if not unreadable.any():
        return Value(number, text=text)
    return Value(_emptied(number, unreadable), unknown=unreadable, text=text)


def _integer(text: pl.Series) -> Value:
    import polars as pl

    whole = text.cast(pl.Int64, strict=False)
    unread = whole.is_null() & text.is_not_null()
    if unread.any():  # Excel and JSON write 3.0
        as_number = text.filter(unread).str.strip_suffix(".0").cast(pl.Int64, strict=False)
        whole = whole.scatter(unread.arg_true(), as_number)
        unread = whole.is_null() & text.is_not_null()
    return Value(whole, unknown=unread if unread.any() else None, text=text)


def _boolean(text: pl.Series, rule: ColumnRule) -> Value:
    import polars as pl

    said = {plain(word): meaning for word, meaning in rule.values.items()}
    kinds = text.drop_nulls().unique()
    words = [(said.get(plain(k), k) if plain(k) in said else k) for k in kinds]
    read = [
        None if w is None else True if w.casefold() in _YES else False if w.casefold() in _NO else None for w in words
    ]
    unknown_kinds = [k for k, w, r in zip(kinds, words, read, strict=True) if r is None and w is not None]
    data = text.replace_strict(kinds, pl.Series(read, dtype=pl.Boolean), default=None, return_dtype=pl.Boolean)
    unknown = text.is_in(unknown_kinds).fill_null(value=False) if unknown_kinds else None
    return Value(data, unknown=unknown, text=text)


def _list(text: pl.Series, column: Column, rule: ColumnRule) -> pl.Series:
    """Read several values in one cell as a sorted set."""
    import polars as pl

    lower = column.name in LOWERED
    marks = [m for m in (LIST_MARK, rule.separator) if m is not None and text.str.contains(m, literal=True).any()]
    if not marks and not rule.values:
        one = text.str.to_lowercase() if lower else text
        cell = pl.col("cell")
        return one.to_frame("cell").select(pl.when(cell.is_not_null()).then(pl.concat_list(cell))).to_series()
    rows = text.to_frame("cell").with_row_index("row").with_columns(_split(rule.separator).alias("cell"))
    parts = rows.explode("cell").with_columns(pl.col("cell").str.strip_chars())
    if rule.values:
        parts = parts.with_columns(_mapped(parts["cell"], rule.values).alias("cell"))
    if lower:
        parts = parts.with_columns(pl.col("cell").str.to_lowercase())
    parts = parts.filter(pl.col("cell").is_not_null() & (pl.col("cell") != "")).unique().sort("row", "cell")
    lists = parts.group_by("row", maintain_order=True).agg(pl.col("cell"))
    return rows.select("row").join(lists, on="row", how="left", maintain_order="left")["cell"]


def _split(separator: str | None) -> pl.Expr:
    import polars as pl

    cell = pl.col("cell")
    whole = cell.str.split(separator) if separator is not None else pl.concat_list(cell)
    return pl.when(cell.str.contains(LIST_MARK, literal=True)).then(cell.str.split(LIST_MARK)).otherwise(whole)


def _emptied(data: pl.Series, rows: pl.Series) -> pl.Series:
    import polars as pl

    return pl.select(pl.when(~rows).then(data)).to_series()


def emptied(value: Value, rows: pl.Series) -> Value:
    """Return the value with some rows emptied."""
    return replace(value, data=_emptied(value.data, rows))
