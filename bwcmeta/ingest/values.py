"""Text to values of one canonical column. What cannot be read is never guessed: it is named, and emptied or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bwcmeta.ingest.cells import Cells, apply, cells_of, over_kinds, places, slug
from bwcmeta.ingest.commas import without_commas
from bwcmeta.ingest.kinds_of_place import COLUMNS as KINDS_OF_PLACE
from bwcmeta.ingest.kinds_of_place import read_kinds
from bwcmeta.ingest.lists import guarded, mapped, read_list, restored
from bwcmeta.ingest.readers.batch import Batch
from bwcmeta.ingest.stamps import HOUR_US, MINUTE_US, SECOND_US, Reading, Stamps, exchanged, read_stamps
from bwcmeta.ingest.value import Value
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


FILLER = "a word that stands for nobody"
SHAPELESS = "not of the shape that the profile states"


def read_column(batch: Batch, layout: Layout, column: Column, rule: ColumnRule, zone: str | None) -> Value | None:
    """Read one column of a batch by its rule, or None when the file has nothing to read it from.

    Raises:
        NaiveStampError: a stamp has no offset and no zone is known.
    """
    cells = cells_of(batch, layout, rule)
    value = None if cells is None else _read(cells, column, rule, rule.zone or zone, layout)
    if value is not None and rule.plus:
        value = _later(value, batch, layout, rule)
    if rule.otherwise is None:
        return value
    other = read_column(batch, layout, column, rule.otherwise, zone)
    return _filled_from(value, other) if value is not None and other is not None else value or other


def _read(cells: Cells, column: Column, rule: ColumnRule, zone: str | None, layout: Layout) -> Value:
    if column.kind == "instant":
        round_us = rule.round_s * SECOND_US if rule.round_s else 0
        how = Reading(rule.formats, zone, rule.ignore_offset, rule.day_only, round_us, rule.last_day)
        text, stamps = read_stamps(cells.text, how, cells.tidy)
        other = exchanged(text, stamps.bad, rule.formats)
        return Value(stamps.instant, bad=stamps.bad, text=text, stamps=stamps, exchanged=other)
    if column.kind == "number":
        return _with_commas(cells, layout, lambda plain_cells: _number(plain_cells, column, rule))
    if column.kind == "integer":
        return _with_commas(cells, layout, _integer)
    if column.kind == "boolean":
        return _boolean(cells, rule)
    if column.name in KINDS_OF_PLACE:
        known = {plain(word): meaning for word, meaning in rule.values.items()}
        return read_kinds(cells, rule, lambda word: _meaning(word, column, known))
    if column.kind == "text_list":
        return _without_filler(_lists(cells, column, rule), cells, rule)
    if column.values:
        return _closed(cells, column, rule)
    return _without_filler(_open(cells.tidy(), column, rule), cells, rule)


def _without_filler(value: Value, cells: Cells, rule: ColumnRule) -> Value:
    """Empty the cells that hold nothing but a word for nobody."""
    if not rule.filler:
        return value
    words = {plain(word) for word in rule.filler}
    text = cells.tidy()
    kinds = [kind for kind in text.drop_nulls().unique() if plain(kind) in words]
    if not kinds:
        return value
    rows = text.is_in(kinds).fill_null(value=False)
    said = tuple((why, mask & ~rows, listed) for why, mask, listed in value.emptied)
    return replace(value, data=_emptied(value.data, rows), text=text, emptied=(*said, (FILLER, rows, True)))


def _later(value: Value, batch: Batch, layout: Layout, rule: ColumnRule) -> Value:
    """Add the lengths that stand in other columns; a row that lacks one of them has no such instant."""
    import polars as pl

    assert value.stamps is not None
    seconds = Column("duration_s", "number", "", unit="s")
    at = value.data
    for heading in rule.plus:
        read = ColumnRule.model_validate({"from": heading, "unit": rule.unit or "s", "null_words": rule.null_words})
        length = read_column(batch, layout, seconds, read, None)
        if length is None:
            return replace(value, data=_emptied(at, at.is_not_null()))
        micro = (pl.lit(length.data) * 1_000_000).round().cast(pl.Int64, strict=False)
        at = pl.select(pl.lit(at) + pl.duration(microseconds=micro)).to_series()
    coarse = {"min": MINUTE_US, "h": HOUR_US}.get(rule.unit or "s", SECOND_US)
    stamps = replace(value.stamps, instant=at, coarse_us=_at_least(value.stamps.coarse_us, coarse))
    return replace(value, data=at, stamps=stamps)


def _at_least(coarse: pl.Series | int, least: int) -> pl.Series | int:
    if isinstance(coarse, int):
        return max(coarse, least)
    return coarse.clip(lower_bound=least)


def _filled_from(value: Value, other: Value) -> Value:
    """Fill the empty cells of a value from another; what was unreadable stays unreadable."""
    import polars as pl

    empty = value.data.is_null()
    several = None if value.several is None else value.several.is_not_null()
    for taken in (value.bad, value.unknown, value.stamps.doubtful if value.stamps else None, several):
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
            zone=stamps.zone or other.stamps.zone,
        )
    text = picked(value.text, other.text) if value.text is not None and other.text is not None else value.text
    said = [(why, rows & other.data.is_null(), listed) for why, rows, listed in value.emptied]
    said += [(why, rows & empty, listed) for why, rows, listed in other.emptied]
    if value.several is not None or other.several is not None:
        none = pl.repeat(None, empty.len(), dtype=pl.List(pl.String), eager=True)
        several = picked(*(none if one.several is None else one.several for one in (value, other)))
    return Value(
        data=picked(value.data, other.data),
        bad=chosen(value.bad, other.bad),
        unknown=chosen(value.unknown, other.unknown),
        several=several,
        in_part=chosen(value.in_part, other.in_part),
        text=text,
        stamps=stamps,
        emptied=tuple(said),
        mended=(
            *((what, rows & ~empty) for what, rows in value.mended),
            *((what, rows & empty) for what, rows in other.mended),
        ),
    )


def _open(text: pl.Series, column: Column, rule: ColumnRule) -> Value:
    import polars as pl

    data = mapped(text, rule.values) if rule.values else text
    said: tuple[tuple[str, pl.Series, bool], ...] = ()
    if rule.pattern:
        whole = f"({rule.pattern})"
        data = apply(lambda cell: cell.str.extract(whole, 1), data)
        lost = data.is_null() & text.is_not_null()
        said = ((SHAPELESS, lost, False),) if lost.any() else ()
    if column.name in SLUGGED:
        data = apply(slug, data)
    return Value(data, text=text if said else None, emptied=said) if said else Value(pl.Series(data))


def _lists(cells: Cells, column: Column, rule: ColumnRule) -> Value:
    """Read several values in one cell as a sorted set."""
    lower = column.name in LOWERED
    data = over_kinds(cells.text, lambda text: read_list(cells.tidy(text), rule, lower=lower))
    if not rule.pattern:
        return Value(data)
    text = cells.tidy()
    lost = data.is_null() & text.is_not_null()
    return Value(data, text=text, emptied=((SHAPELESS, lost, False),)) if lost.any() else Value(data)


def _closed(cells: Cells, column: Column, rule: ColumnRule) -> Value:
    """Read a closed vocabulary: by the profile's map, the value itself, or its spelling with other punctuation."""
    import polars as pl

    known = {plain(word): meaning for word, meaning in rule.values.items()}
    mark = rule.separator

    def read(word: str) -> tuple[bool, str | None]:
        is_known, meaning = _meaning(word, column, known)
        if is_known or mark is None or mark not in word:
            return is_known, meaning
        # several values in one cell say something only where they agree
        parts = restored(guarded(pl.Series([word]), rule).str.split(mark).explode(), rule).str.strip_chars()
        meanings = {_meaning(part, column, known) for part in parts if part}
        return meanings.pop() if len(meanings) == 1 else (False, None)

    return _by_kind(cells, "text", read)


def _by_kind(cells: Cells, kind: str, read: Callable[[str], tuple[bool, Any]]) -> Value:
    """Read a column of few different values, each once. `read` returns whether it knows the word, and the meaning."""
    import polars as pl

    dtype = pl.String if kind == "text" else pl.Boolean
    kinds = cells.text.drop_nulls().unique()
    words = cells.tidy(kinds)
    meanings = [(True, None) if word is None else read(word) for word in words]
    at = places(cells.text, kinds)
    data = pl.Series([meaning for _, meaning in meanings], dtype=dtype).gather(at)
    unknown = pl.Series([not is_known for is_known, _ in meanings], dtype=pl.Boolean)
    if not unknown.any():
        return Value(data)
    return Value(data, unknown=unknown.gather(at).fill_null(value=False), text=words.gather(at))


def _meaning(word: str, column: Column, known: Mapping[str, str | None]) -> tuple[bool, str | None]:
    if plain(word) in known:
        return True, known[plain(word)]
    if word in column.values:
        return True, word
    if slug_of(word) in column.values:
        return True, slug_of(word)
    if column.name in KINDS_OF_PLACE:
        place = _NIBRS_WORDS.get(plain(word)) or _NIBRS_WORDS.get(word.zfill(2))
        return place is not None, place
    return False, None


_NIBRS_WORDS = {code: name for name, (code, _) in NIBRS.items()} | {
    plain(said): name for name, (_, said) in NIBRS.items()
}


def _with_commas(cells: Cells, layout: Layout, read: Callable[[Cells], Value]) -> Value:
    """Read numbers; those with commas are written plainly first, or emptied with a reason that names the comma."""
    if layout.profile.decimal != ",":
        value = read(cells)
        if value.unknown is None or not value.unknown.any():
            return value
    tidied = cells.tidy()
    written, mended, emptied = without_commas(tidied, layout)
    if written is tidied:
        return read(cells)
    value = read(replace(cells, text=written))
    lost = tuple(emptied)
    return replace(value, text=tidied, emptied=(*value.emptied, *lost), mended=tuple(mended))


def _number(cells: Cells, column: Column, rule: ColumnRule) -> Value:
    import polars as pl

    def read(text: pl.Series) -> pl.Series:
        return text.cast(pl.Float64, strict=False)

    number, text = _twice(cells, read)
    factor = UNITS[column.unit][rule.unit] if rule.unit else 1.0
    if factor != 1.0:
        number = number * factor
    unread = number.is_null() & text.is_not_null()
    if column.unit == "s" and unread.any():
        clock = text.filter(unread).to_frame("cell").select(pl.col("cell").str.extract_groups(_CLOCK).alias("part"))
        part = pl.col("part").struct.field
        days, hours, minutes, seconds = (part(str(n)).cast(pl.Float64) for n in range(1, 5))
        length = clock.select(days.fill_null(0) * 86_400 + hours * 3600 + minutes * 60 + seconds).to_series()
        number = number.scatter(unread.arg_true(), length)
        unread = number.is_null() & text.is_not_null()
    unreadable = unread | ~number.is_finite().fill_null(value=True)
    if not unreadable.any():
        return Value(number)
    return Value(_emptied(number, unreadable), unknown=unreadable, text=text)


def _integer(cells: Cells) -> Value:
    import polars as pl

    def read(text: pl.Series) -> pl.Series:
        whole = text.cast(pl.Int64, strict=False)
        if whole.null_count() == text.null_count():
            return whole
        return whole.fill_null(text.str.strip_suffix(".0").cast(pl.Int64, strict=False))  # Excel and JSON write 3.0

    whole, text = _twice(cells, read)
    unread = whole.is_null() & text.is_not_null()
    return Value(whole, unknown=unread, text=text) if unread.any() else Value(whole)


def _twice(cells: Cells, read: Callable[[pl.Series], pl.Series]) -> tuple[pl.Series, pl.Series]:
    """Read the cells as they stand, and those that resist once more when they are tidied. Returns values and text."""
    values = read(cells.text)
    resist = values.is_null() & cells.text.is_not_null()
    if not resist.any():
        return values, cells.text
    tidied = cells.tidy(cells.text.filter(resist))
    rows = resist.arg_true()
    return values.scatter(rows, read(tidied)), cells.text.clone().scatter(rows, tidied)


def _boolean(cells: Cells, rule: ColumnRule) -> Value:
    said = {plain(word): meaning for word, meaning in rule.values.items()}

    def read(word: str) -> tuple[bool, bool | None]:
        meant = said.get(plain(word), word)
        if meant is None:
            return True, None
        folded = meant.casefold()
        return (folded in _YES or folded in _NO), (folded in _YES if folded in _YES or folded in _NO else None)

    return _by_kind(cells, "boolean", read)


def _emptied(data: pl.Series, rows: pl.Series) -> pl.Series:
    import polars as pl

    return pl.select(pl.when(~rows).then(data)).to_series()


def emptied(value: Value, rows: pl.Series) -> Value:
    """Return the value with some rows emptied."""
    return replace(value, data=_emptied(value.data, rows))
