"""An instant and a length of time on the local calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bwcmeta.model.moment import Duration


def later_by(at: datetime, length: Duration, zone: str) -> datetime:
    """Return an instant later by a length: elapsed time, or days, months and years on the clock of the zone's walls.

    Raises:
        OverflowError: there is no such year.
        ValueError: the length is counted in business days.
    """
    if length.unit == "business_days":
        msg = "business days need a calendar of holidays"
        raise ValueError(msg)
    try:
        if length.elapsed_us is not None:
            return at.astimezone(UTC) + timedelta(microseconds=length.elapsed_us)
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        months = wall.year * 12 + wall.month - 1 + length.months
        year, month = divmod(months, 12)
        day = min(wall.day, monthrange(year, month + 1)[1])
        wall = wall.replace(year=year, month=month + 1, day=day) + timedelta(days=length.days)
        return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except ValueError as error:
        raise OverflowError(str(error)) from error
