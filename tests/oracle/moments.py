"""Instants, durations and stamps that stand for a range (policy-language.md sections 1 and 5, "Resolution")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from oracle.holidays import is_business_day

Row = dict[str, Any]
MICROSECOND = timedelta(microseconds=1)
ONE_MINUTE_US = 60_000_000
ELAPSED = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(s|m|h|d|mo|y|business days?)\s*$")


def moment(value: Any) -> datetime | None:
    """An aware datetime in UTC from a datetime or ISO text; None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """The zone and the holidays that calendar arithmetic needs."""

    zone: ZoneInfo
    holidays: str | None = None

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@dataclass(frozen=True)
class Duration:
    number: float
    unit: str

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """`start` plus this duration."""
        if self.unit in ELAPSED:
            return start + timedelta(seconds=self.number * ELAPSED[self.unit])
        count = int(self.number)
        if self.unit.startswith("business"):
            return _business_days_after(start, count, calendar)
        local = start.astimezone(calendar.zone).replace(tzinfo=None)
        if self.unit == "d":
            local = local + timedelta(days=count)
        else:
            local = _months_after(local, count * (12 if self.unit == "y" else 1))
        return local.replace(tzinfo=calendar.zone, fold=0).astimezone(UTC)

    @property
    def is_zero(self) -> bool:
        return self.number == 0

    @property
    def seconds(self) -> float | None:
        """Length in seconds, where it does not depend on the calendar."""
        return self.number * ELAPSED[self.unit] if self.unit in ELAPSED else None


def _months_after(local: datetime, months: int) -> datetime:
    index = local.year * 12 + local.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return local.replace(year=year, month=month + 1, day=min(local.day, (following - first).days))


def _business_days_after(start: datetime, count: int, calendar: Calendar) -> datetime:
    day = calendar.local_day(start)
    while count > 0:
        day += timedelta(days=1)
        if is_business_day(day, calendar.holidays):
            count -= 1
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=calendar.zone).astimezone(UTC)


def duration(value: Any, tolerances: dict[str, Any]) -> Duration:
    """Read `30s`, `90d`, `5 business days` or `{tolerance: NAME}`."""
    if isinstance(value, dict):
        return duration(tolerances[value["tolerance"]], tolerances)
    found = DURATION.match(str(value))
    if not found:
        raise ValueError(f"not a duration: {value!r}")
    return Duration(float(found[1]), found[2])


@dataclass(frozen=True)
class Stamp:
    """An instant that may stand for a range: `low` as written, `high` the last instant it can mean."""

    low: datetime
    high: datetime


def resolution(row: Row) -> timedelta:
    """How much later than written a stamp of this row can be; nothing for stamps finer than a minute."""
    coarse = row.get("resolution_us")
    return timedelta(microseconds=coarse - 1) if coarse is not None and coarse >= ONE_MINUTE_US else timedelta(0)


def stamp(row: Row, column: str) -> Stamp | None:
    """The stamp in a column, or None."""
    at = moment(row.get(column))
    return None if at is None else Stamp(at, at + resolution(row))


def is_doubtful(row: Row, column: str) -> bool:
    return column in (row.get("doubtful") or ())


def latest(stamps: list[Stamp]) -> Stamp:
    """The latest of several: as late as the latest of the lows and of the highs."""
    return Stamp(max(s.low for s in stamps), max(s.high for s in stamps))


def later_than(start: Stamp, end: Stamp, limit: Duration, calendar: Calendar) -> bool | None:
    """Whether `end` is later than `start` + `limit`: True and False only if so for the whole range of both."""
    if end.low > limit.after(start.high, calendar):
        return True
    return False if end.high <= limit.after(start.low, calendar) else None


def seconds_between(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(seconds=1)
