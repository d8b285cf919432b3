"""Business days of the policy's zone: weekends and legal holidays left out. The only module that imports holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bwcmeta.plan.calendar import wall_midnights, zone_hours
from bwcmeta.plan.plan import DAY_US, HOUR_US, Plan

_MARGIN_DAYS = 800
_EPOCH = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=16)
def legal_holidays(where: str, first_year: int, last_year: int) -> tuple[int, ...]:
    """Days since 1970 of the legal holidays of `US` or a state (`US-MS`), as observed; none when `where` is empty.

    Source: the `holidays` library.
    """
    if not where:
        return ()
    import holidays

    country, _, state = where.partition("-")
    found = holidays.country_holidays(country, subdiv=state or None, years=range(first_year, last_year + 1))
    return tuple(sorted(day.toordinal() - _EPOCH for day in found))


def _range(plan: Plan) -> tuple[int, int]:
    known = [us for span in plan.settings.horizons.values() for us in span]
    known += [*plan.settings.instants, plan.settings.as_of_us]
    return min(known) // DAY_US - _MARGIN_DAYS, max(known) // DAY_US + _MARGIN_DAYS


def business_days(plan: Plan, where: str) -> str:
    """Add `business_days`: local day -> how many business days there were up to and including it, and when it ends."""
    first, last = _range(plan)
    years = (date.fromordinal(first + _EPOCH).year, date.fromordinal(last + _EPOCH).year)
    off = ", ".join(str(day) for day in legal_holidays(where, *years) if first <= day <= last) or "-1"
    name = f"business_days_{where.lower().replace('-', '_') or 'weekdays'}"
    plan.add(
        f"{name}_listed",
        "Every local day, and whether it is a business day (1970-01-01 was a Thursday).",
        f"""
        SELECT d.local_day, CASE WHEN d.local_day % 7 IN (2, 3) OR d.local_day IN ({off}) THEN 0 ELSE 1 END AS open
        FROM (SELECT BWC_EACH_NUMBER(CAST({first} AS BIGINT), CAST({last} AS BIGINT)) AS local_day) AS d
        """,
    )
    midnights = wall_midnights(plan)
    return plan.add(
        name,
        f"Business days {'in ' + where if where else '(weekends only)'}: how many up to each day, and when the day ends.",
        f"""
        SELECT l.local_day, l.open, SUM(l.open) OVER (
            ORDER BY l.local_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS so_far, (l.local_day + 1) * {DAY_US} - m.offset_us AS ends_us
        FROM {name}_listed AS l JOIN {midnights} AS m ON m.local_day = l.local_day + 1
        """,
        keep=True,
    )


def due_in_business_days(
    plan: Plan, name: str, source: str, column: str, output: str, count: int, where: str, carry: tuple[str, ...] = ()
) -> str:
    """Add a step: for each row of `source`, the end of the `count`-th business day after the local day of `column`.

    `carry` names columns of `source` to hand on.
    """
    carried = "".join(f", s.{c}" for c in carry)
    days, zones = business_days(plan, where), zone_hours(plan)
    return plan.add(
        name,
        f"The end of business day {count} after each anchor's local day.",
        f"""
        SELECT s.subject_no{carried}, e.ends_us AS {output} FROM {source} AS s
        LEFT JOIN {zones} AS z ON z.hour_no = BWC_DIV(s.{column}, {HOUR_US})
        LEFT JOIN {days} AS a ON a.local_day = BWC_DIV(s.{column} + z.offset_us, {DAY_US})
        LEFT JOIN {days} AS e ON e.so_far = a.so_far + {count} AND e.open = 1
        """,
    )
