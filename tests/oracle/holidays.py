"""Business days: Monday to Friday without the federal holidays of the United States, written out by hand."""

from __future__ import annotations

from datetime import date, timedelta


def is_business_day(day: date, holidays: str | None) -> bool:
    return day.weekday() < 5 and not (holidays is not None and is_federal_holiday(day))


def is_federal_holiday(day: date) -> bool:
    """5 U.S.C. 6103: a holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after."""
    if _is_named(day) and day.weekday() < 5:
        return True
    return (day.weekday() == 4 and _is_fixed(day + timedelta(days=1))) or (
        day.weekday() == 0 and _is_fixed(day - timedelta(days=1))
    )


def _is_fixed(day: date) -> bool:
    spot = (day.month, day.day)
    return spot in {(1, 1), (7, 4), (11, 11), (12, 25)} or (spot == (6, 19) and day.year >= 2021)


def _is_named(day: date) -> bool:
    if _is_fixed(day):
        return True
    week = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    if day.weekday() == 0:
        return (day.month, week) in {(1, 3), (2, 3), (9, 1), (10, 2)} or (day.month == 5 and is_last)
    return day.weekday() == 3 and (day.month, week) == (11, 4)
