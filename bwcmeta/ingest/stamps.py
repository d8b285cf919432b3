"""Text to instants, whole columns at a time.

What is kept beside an instant: the offset as it was given, how coarse the text was, and whether it is doubtful. A
stamp without an offset is read in a stated zone; in the hour that occurs twice or never it is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_WIDEST_OFFSET_US = 18 * HOUR_US
_TAIL = re.compile(r"(?:[.,](\d{1,9}))?\s*(?:(Z|z|UTC|GMT)|([+-])(\d\d)(?::?(\d\d))?)?\Z")
_MANY_TAILS = 4096
_LOOKED_AT = 500
_GENERAL = (
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d\d)(?::(\d\d))?)?"
    r"((?:[.,]\d{1,9})?\s*(?:Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)$"
)
_EARLIEST = datetime(1800, 1, 1)  # noqa: DTZ001 - a clock reading


class NaiveStampError(Exception):
    """A stamp has no offset and no zone was stated. Carries the position of the first such row."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(position)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column of stamps is to be read.

    Attributes:
        formats: `iso`, `epoch_s`, `epoch_ms` or patterns, tried in order; none means `iso`.
        zone: IANA zone of stamps without an offset.
        ignore_offset: the offsets are wrong: the clock is read in the zone.
        day_only: the time of day means nothing.
        round_us: readings are rounded to this, for they went through a spreadsheet's arithmetic; 0 leaves them.
        last_day: the day that is named is the last that counts: the reading is moved to where it ends.
    """

    formats: tuple[str, ...] = ()
    zone: str | None = None
    ignore_offset: bool = False
    day_only: bool = False
    round_us: int = 0
    last_day: bool = False


@dataclass(frozen=True, slots=True)
class Stamps:
    """One column of instants.

    Attributes:
        instant: UTC with microseconds; null where empty, unreadable or doubtful.
        bad: rows whose text is no stamp.
        doubtful: rows whose stamp names an hour that occurs twice or never.
        offset: offset or zone of each row as given.
        coarse_us: how coarse each row's text is; one number when all rows are alike.
        clock: the clock readings before a zone or offset was applied.
        rounded: rows whose clock reading was rounded.
        zone: the zone that was applied to readings without an offset, or empty.
    """

    instant: pl.Series
    bad: pl.Series | None
    doubtful: pl.Series | None
    offset: pl.Series
    coarse_us: pl.Series | int
    clock: pl.Series | None = None
    rounded: pl.Series | None = None
    zone: str = ""


def read_stamps(
    text: pl.Series, how: Reading, tidy: Callable[[pl.Series], pl.Series] | None = None
) -> tuple[pl.Series, Stamps]:
    """Read a column of text, null where empty. The first format that fits a cell counts.

    Args:
        text: the cells.
        how: formats, zone, and what to make of them.
        tidy: applied to the cells that no format fits, before they are tried once more.

    Returns:
        The text that was read in the end, and what it says.

    Raises:
        NaiveStampError: a stamp has no offset and no zone is stated.
    """
    formats = how.formats or ("iso",)
    parsed = _first_that_fits(text, formats)
    resist = _unread(parsed, text)
    if tidy is not None and resist is not None:
        tidied = tidy(text.filter(resist))
        text = _scattered(text, resist, tidied)
        parsed = parsed.with_rest(resist, _first_that_fits(tidied, formats))
    if how.ignore_offset:
        parsed = parsed.clock_only()
    if how.day_only:
        parsed.local, parsed.coarse_us = parsed.local.dt.truncate("1d"), DAY_US
    if how.last_day:
        parsed.local, parsed.coarse_us = parsed.local.dt.truncate("1d").dt.offset_by("1d"), DAY_US
    rounded = _round(parsed, how.round_us) if how.round_us else None
    stamps = _placed(text, parsed, how.zone)
    return text, stamps if rounded is None else replace(stamps, rounded=rounded)


def exchanged(text: pl.Series, bad: pl.Series | None, formats: tuple[str, ...]) -> pl.Series | None:
    """Return which unreadable stamps would be read with day and month in the other order, or None where none would."""
    if bad is None or not bad.any():
        return None
    other = tuple(
        form.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m")
        for form in formats
        if "%d" in form and "%m" in form
    )
    if not other:
        return None
    fits = _first_that_fits(text.filter(bad), other).local.is_not_null()
    return _scattered(bad, bad, fits) if fits.any() else None


def _round(parsed: _Parsed, to: int) -> pl.Series | None:
    """Round the readings; returns which were changed, or None."""
    import polars as pl

    clock = parsed.local.cast(pl.Int64)
    off = (clock + to // 2) % to - to // 2
    noisy = (off != 0).fill_null(value=False)
    if not noisy.any():
        return None
    parsed.local = (clock - off).cast(pl.Datetime("us"))
    parsed.coarse_us = (
        parsed.coarse_us.clip(lower_bound=to) if not isinstance(parsed.coarse_us, int) else max(parsed.coarse_us, to)
    )
    return noisy


def _first_that_fits(text: pl.Series, formats: tuple[str, ...]) -> _Parsed:
    parsed = _parse(text, formats[0])
    for form in formats[1:]:
        rest = _unread(parsed, text)
        if rest is None:
            break
        parsed = parsed.with_rest(rest, _parse(text.filter(rest), form))
    return parsed


def _unread(parsed: _Parsed, text: pl.Series) -> pl.Series | None:
    """Return which cells have text that was not read, or None when there are none."""
    if parsed.local.null_count() == text.null_count():
        return None
    return parsed.local.is_null() & text.is_not_null()


@dataclass(slots=True)
class _Parsed:
    """Clock readings before a zone is applied. `shift_us` is null where the text has no offset."""

    local: pl.Series
    shift_us: pl.Series | int | None
    offset: pl.Series | str | None
    coarse_us: pl.Series | int

    def clock_only(self) -> _Parsed:
        """Return the readings as the text shows them, without their offset."""
        import polars as pl

        local = self.local
        if isinstance(self.offset, pl.Series) and isinstance(self.shift_us, int):  # `%z`: already in UTC
            kinds = self.offset.drop_nulls().unique()
            shifts = pl.Series([_tail(word)[1] for word in kinds], dtype=pl.Int64)
            shift = self.offset.replace_strict(kinds, shifts, default=None, return_dtype=pl.Int64)
            local = local + shift.cast(pl.Duration("us"))
        return _Parsed(local, None, None, self.coarse_us)

    def with_rest(self, rest: pl.Series, other: _Parsed) -> _Parsed:
        """Return this with the rows of `rest` taken from `other`, which holds only those rows."""
        import polars as pl

        height = rest.len()
        local = _scattered(self.local, rest, other.local)
        shift = _scattered(
            _column(self.shift_us, height, pl.Int64), rest, _column(other.shift_us, other.local.len(), pl.Int64)
        )
        offset = _scattered(
            _column(self.offset, height, pl.String), rest, _column(other.offset, other.local.len(), pl.String)
        )
        coarse = _scattered(
            _column(self.coarse_us, height, pl.Int64), rest, _column(other.coarse_us, other.local.len(), pl.Int64)
        )
        return _Parsed(local, shift, offset, coarse)


def _parse(text: pl.Series, form: str) -> _Parsed:
    if form == "iso":
        return _iso(text)
    if form in ("epoch_s", "epoch_ms"):
        return _epoch(text, 1_000 if form == "epoch_ms" else SECOND_US)
    return _pattern(text, form)


def _iso(text: pl.Series) -> _Parsed:
    """ISO 8601. `2026-01-31T10:00:00` with anything behind it goes fast; the other spellings are read apart."""
    first = text.first(ignore_nulls=True)
    joint = " " if isinstance(first, str) and first[10:11] == " " else "T"
    if isinstance(first, str) and (alike := _alike(text, first, f"%Y-%m-%d{joint}%H:%M:%S")) is not None:
        return alike
    head = text.str.head(19).str.to_datetime(f"%Y-%m-%d{joint}%H:%M:%S", time_unit="us", strict=False, cache=False)
    # what chrono takes besides ("+2026-1-5T...") leaves a tail that is none, and so goes the slow way
    fraction, shift, offset = _tails(text.str.slice(19), head)
    parsed = _Parsed(head if fraction is None else head + fraction, shift, offset, SECOND_US)
    rest = _unread(parsed, text)
    return parsed if rest is None else parsed.with_rest(rest, _general(text.filter(rest)))


def _alike(text: pl.Series, first: str, form: str) -> _Parsed | None:
    """Read stamps that all end as the first does (`Z`, `-06:00`), in one go; None where they are not so alike."""
    tail = first[19:]
    micro, shift, offset = _tail(tail)
    if micro is None or any(mark.isspace() for mark in tail):  # a pattern's blank stands for any number of them
        return None
    if not (text.str.len_bytes() == len(first)).all():
        return None
    if not (text.head(_LOOKED_AT).str.slice(19) == tail).all():
        return None
    local = text.str.to_datetime(form + tail, time_unit="us", strict=False, cache=False)
    if local.null_count() != text.null_count():
        return None
    return _Parsed(local + timedelta(microseconds=micro) if micro else local, shift, offset, SECOND_US)


def _tails(tail: pl.Series, head: pl.Series) -> tuple[pl.Series | None, pl.Series | int | None, pl.Series | str | None]:
    """Read what follows the seconds: fraction (as a duration), shift and offset. Nulls `head` by no value."""
    import polars as pl

    some = tail.filter(head.is_not_null()) if head.null_count() else tail
    if some.is_empty():
        return None, None, None
    one = some[0]
    if (some == one).all():
        micro, shift, offset = _tail(one)
        if micro is None:
            return pl.repeat(None, tail.len(), dtype=pl.Duration("us"), eager=True), None, None
        fraction = pl.repeat(micro, tail.len(), dtype=pl.Int64, eager=True).cast(pl.Duration("us"))
        return (fraction if micro else None), shift, offset
    kinds = some.unique()
    if kinds.len() > _MANY_TAILS:
        return _many_tails(tail)
    read = [_tail(word) for word in kinds]
    known = pl.DataFrame(
        {
            "tail": kinds,
            "micro": pl.Series([r[0] for r in read], dtype=pl.Int64),
            "shift": pl.Series([r[1] for r in read], dtype=pl.Int64),
            "offset": pl.Series([r[2] for r in read], dtype=pl.String),
        }
    )
    found = pl.DataFrame({"tail": tail}).join(known, on="tail", how="left", maintain_order="left")
    return found["micro"].cast(pl.Duration("us")), found["shift"], found["offset"]


def _many_tails(tail: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """As `_tails`, for stamps with microseconds: nearly every fraction is another."""
    import polars as pl

    parts = pl.DataFrame({"tail": tail}).select(
        pl.col("tail").str.extract_groups(r"^(?:[.,](\d{1,9}))?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$").alias("part")
    )
    fraction = parts.select(pl.col("part").struct.field("1")).to_series()
    offset = parts.select(pl.col("part").struct.field("2")).to_series()
    fits = tail.str.contains(r"^(?:[.,]\d{1,9})?\s*(?:Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$")
    micro = fraction.fill_null("0").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    kinds = offset.drop_nulls().unique()
    shifts = pl.Series([_tail(word)[1] for word in kinds], dtype=pl.Int64)
    shift = offset.replace_strict(kinds, shifts, default=None, return_dtype=pl.Int64)
    unreadable = (offset.is_not_null() & shift.is_null()) | ~fits
    micro = pl.select(pl.when(~unreadable).then(micro)).to_series()
    return micro.cast(pl.Duration("us")), shift, offset


def _tail(word: str | None) -> tuple[int | None, int | None, str | None]:
    """Return microseconds (None when unreadable), shift in microseconds east of UTC, offset as given."""
    match = _TAIL.match(word or "")
    if match is None:
        return None, None, None
    micro = int((match[1] or "0").ljust(6, "0")[:6])
    if match[2]:
        return micro, 0, match[2]
    if not match[3]:
        return micro, None, None
    shift = (int(match[4]) * 3600 + int(match[5] or 0) * 60) * SECOND_US
    if shift > _WIDEST_OFFSET_US or int(match[5] or 0) > 59:
        return None, None, None
    given = (word or "")[match.start(3) :]
    return micro, shift if match[3] == "+" else -shift, given


def _general(text: pl.Series) -> _Parsed:
    """The other spellings of ISO 8601: minutes only, a date only, a space, single digits."""
    import polars as pl

    part = pl.col("part").struct.field
    hour, minute, second = part("4"), part("5"), part("6")
    clock = pl.format(
        "{}-{}-{}T{}:{}:{}",
        part("1"),
        part("2").str.zfill(2),
        part("3").str.zfill(2),
        hour.fill_null("00").str.zfill(2),
        minute.fill_null("00"),
        second.fill_null("00"),
    )
    coarse = pl.when(hour.is_null()).then(DAY_US).when(second.is_null()).then(MINUTE_US).otherwise(SECOND_US)
    parts = (
        pl.DataFrame({"text": text})
        .select(
            pl.col("text").str.extract_groups(_GENERAL).alias("part"),
        )
        .select(
            clock.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False, cache=False).alias("local"),
            part("7").fill_null("").alias("tail"),
            coarse.cast(pl.Int64).alias("coarse"),
        )
    )
    fraction, shift, offset = _tails(parts["tail"], parts["local"])
    local = parts["local"] if fraction is None else parts["local"] + fraction
    return _Parsed(local, shift, offset, parts["coarse"])


def _epoch(text: pl.Series, unit_us: int) -> _Parsed:
    import polars as pl

    number = text.cast(pl.Float64, strict=False)
    local = (number * unit_us).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
    return _Parsed(local, 0, "UTC", SECOND_US)


def _pattern(text: pl.Series, form: str) -> _Parsed:
    """A stated pattern (strftime letters)."""
    import polars as pl

    coarse = DAY_US
    if any(letter in form for letter in ("%S", "%T", "%s", "%X", "%c", "%r")):
        coarse = SECOND_US
    elif any(letter in form for letter in ("%H", "%I", "%R", "%k", "%l")):
        coarse = MINUTE_US
    if "%z" in form or "%:z" in form or "%#z" in form:
        instant = text.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False, cache=False)
        offset = text.str.extract(r"(Z|[+-]\d\d:?\d\d)\s*$")
        return _Parsed(instant.dt.replace_time_zone(None), 0, offset, coarse)
    if coarse == DAY_US:
        local = text.str.to_date(form, strict=False, cache=False).cast(pl.Datetime("us"))
    else:
        local = text.str.to_datetime(form, time_unit="us", strict=False, cache=False)
    return _Parsed(local, None, None, coarse)


def _placed(text: pl.Series, parsed: _Parsed, zone: str | None) -> Stamps:
    """Apply offsets and the zone."""
    import polars as pl

    utc = pl.Datetime("us", "UTC")
    local = parsed.local
    earliest = local.min()
    if isinstance(earliest, datetime) and earliest < _EARLIEST:  # two-digit years and worse
        local = pl.select(pl.when(local >= _EARLIEST).then(local)).to_series()
    bad = None if local.null_count() == text.null_count() else text.is_not_null() & local.is_null()
    clock = local.cast(pl.Int64)
    if isinstance(parsed.shift_us, int):
        offset = (
            pl.repeat(parsed.offset, text.len(), dtype=pl.String, eager=True)
            if isinstance(parsed.offset, str)
            else parsed.offset
        )
        assert offset is not None
        return Stamps((clock - parsed.shift_us).cast(utc), bad, None, offset, parsed.coarse_us, local)
    shift = _column(parsed.shift_us, text.len(), pl.Int64)
    offset = _column(parsed.offset, text.len(), pl.String)
    naive = shift.is_null() & local.is_not_null()
    if not naive.any():
        return Stamps((clock - shift).cast(utc), bad, None, offset, parsed.coarse_us, local)
    if zone is None:
        raise NaiveStampError(int(naive.arg_max() or 0))
    placed = local.dt.replace_time_zone(zone, ambiguous="null", non_existent="null").cast(pl.Int64)
    unclear = naive & placed.is_null()
    instant = pl.select(pl.when(naive).then(placed).otherwise(clock - shift)).to_series().cast(utc)
    offset = pl.select(pl.when(naive).then(pl.lit(zone)).otherwise(offset)).to_series()
    return Stamps(instant, bad, unclear if unclear.any() else None, offset, parsed.coarse_us, local, zone=zone)


def _column(value: pl.Series | int | str | None, height: int, kind: type[pl.DataType]) -> pl.Series:
    import polars as pl

    return value if isinstance(value, pl.Series) else pl.repeat(value, height, dtype=kind, eager=True)


def _scattered(into: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    return into.clone().scatter(rows.arg_true(), values) if values.len() else into
