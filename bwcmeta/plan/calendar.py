"""Steps for calendar arithmetic: offsets of the policy's zone by the hour, and due dates in months, years and days.

Engines differ in how they add months to an instant and in what they make of a repeated hour, so the zone's offsets
are written into the plan as whole numbers and the arithmetic is done on local days.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bwcmeta.errors import ArgumentError
from bwcmeta.model.moment import MICROSECONDS, Duration
from bwcmeta.plan.plan import DAY_US, HOUR_US, Plan

_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)


@lru_cache(maxsize=32)
def transitions(zone: str) -> tuple[tuple[int, int], ...]:
    """Return (hour since 1970 UTC from which it holds, offset in microseconds), oldest first, 1980 to 2200."""
    info = ZoneInfo(zone)

    def offset(at: datetime) -> int:
        shift = at.astimezone(info).utcoffset() or timedelta()
        return int(shift.total_seconds()) * MICROSECONDS

    found = [(_hour(_FIRST), offset(_FIRST))]
    day = _FIRST
    while day < _LAST:
        after = day + timedelta(days=7)
        if offset(after) != found[-1][1]:
            hour = day
            while hour < after:
                if offset(hour) != found[-1][1]:
                    found.append((_hour(hour), offset(hour)))
                hour += _HOUR
        day = after
    return tuple(found)


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600


def _spans(zone: str, first: int, last: int, *, wall: bool) -> list[tuple[int, int, int]]:
    """(first hour, last hour, offset). With `wall`, hours are local: a skipped one moves on, a repeated one is the first."""
    changes = transitions(zone)
    spans = []
    for number, (hour, offset) in enumerate(changes):
        begin = hour
        if wall:
            before = changes[number - 1][1] if number else offset
            begin = hour + max(before, offset) // HOUR_US
        spans.append((begin, offset))
    end = _hour(_LAST)
    odd = [offset for _, offset in spans if offset % HOUR_US]
    if odd:
        msg = f"timezone {zone}: zones that are no whole hours from universal time are not supported"
        raise ArgumentError(msg)
    spans[0] = (min(spans[0][0], first), spans[0][1])  # before the first known change its offset is taken
    closed = [(b, (spans[i + 1][0] if i + 1 < len(spans) else end) - 1, o) for i, (b, o) in enumerate(spans)]
    return [(max(b, first), min(e, last), o) for b, e, o in closed if e >= first and b <= last]


def zone_hours(plan: Plan, *, wall: bool = False) -> str:
    """Add `zone_hours` (UTC hour -> offset) or `wall_hours` (local hour -> offset) of the policy's zone."""
    zone = plan.settings.zone
    name = f"{'wall' if wall else 'zone'}_hours_{''.join(c if c.isalnum() else '_' for c in zone.lower())}"
    first, last = plan.settings.years()
    values = ", ".join(f"({a}, {b}, {o})" for a, b, o in _spans(zone, first, last, wall=wall))
    which = "local wall clock" if wall else "universal time"
    return plan.add(
        name,
        f"How far {zone} is from universal time, for every hour of the {which}.",
        f"SELECT CAST(z.offset_us AS BIGINT) AS offset_us, BWC_EACH_NUMBER(CAST(z.first_hour AS BIGINT), CAST(z.last_hour AS BIGINT)) AS hour_no "
        f"FROM (VALUES {values}) AS z(first_hour, last_hour, offset_us)",
        keep=True,
    )


def offset_case(plan: Plan, instant: str) -> str:
    """SQL of the zone's offset at an instant within the time the inputs cover: a CASE over the few changes there are."""
    known = [us for span in plan.settings.horizons.values() for us in span]
    known += [*plan.settings.instants] or [plan.settings.as_of_us]
    spans = _spans(plan.settings.zone, min(known) // HOUR_US - 24, max(known) // HOUR_US + 24, wall=False)
    if not spans:
        return "0"
    lines = " ".join(f"WHEN {instant} < {(last + 1) * HOUR_US} THEN {offset}" for _, last, offset in spans[:-1])
    return f"CASE {lines} ELSE {spans[-1][2]} END" if lines else f"({spans[-1][2]})"


def wall_midnights(plan: Plan) -> str:
    """Add `midnights`: local day -> offset in force at its first moment."""
    walls = zone_hours(plan, wall=True)
    return plan.add(
        "midnights",
        "How far the zone is from universal time at the first moment of each local day.",
        f"SELECT BWC_DIV(w.hour_no, 24) AS local_day, w.offset_us FROM {walls} AS w WHERE w.hour_no % 24 = 0",
    )


def due(
    plan: Plan, name: str, source: str, column: str, limits: dict[str, Duration], *, carry: tuple[str, ...] = ()
) -> str:
    """Add a step that gives, for each row of `source`, its instant `column` plus each limit.

    Args:
        plan: the plan.
        name: name of the step.
        source: name of a step with `subject_no` and `column` (microseconds).
        column: the instant the clock runs from.
        limits: output column -> duration (not business days).
        carry: columns of `source` to hand on.

    The step has `subject_no` and one column per limit (microseconds; NULL where the instant is NULL).
    """
    calendar = {c: d for c, d in limits.items() if d.elapsed_us is None}
    hours = f"{name}_hours"
    if calendar:
        _due_by_hour(plan, hours, calendar)
    parts = [
        f"t.{output} + (s.{column} - t.hour_no * {HOUR_US}) AS {output}"
        if output in calendar
        else f"s.{column} + {limit.elapsed_us} AS {output}"
        for output, limit in limits.items()
    ]
    join = f"LEFT JOIN {hours} AS t ON t.hour_no = BWC_DIV(s.{column}, {HOUR_US})" if calendar else ""
    told = "".join(f", {part}" for part in parts)
    return plan.add(
        name,
        "When each limit is reached.",
        f"SELECT s.subject_no{_listed('s', carry)}{told} FROM {source} AS s {join}",
    )


def _due_by_hour(plan: Plan, name: str, limits: dict[str, Duration]) -> None:
    """Add `name`: for every hour, when each calendar limit that begins with it is reached.

    Within one hour the limit moves on with the clock, so that a table of hours does for any number of rows.
    """
    zones, walls = zone_hours(plan), zone_hours(plan, wall=True)
    parts, joins = [], []
    for output, limit in limits.items():
        day = "l.local_day"
        if limit.months:
            day = f"BWC_DAY_OF(BWC_ADD_MONTHS(BWC_DATE_OF(l.local_day), {limit.months}))"
        local = f"(({day}) + {limit.days}) * {DAY_US} + l.in_day_us"
        joins.append(f"LEFT JOIN {walls} AS w_{output} ON w_{output}.hour_no = BWC_DIV({local}, {HOUR_US})")
        parts.append(f"{local} - w_{output}.offset_us AS {output}")
    plan.add(
        name,
        "For every hour, when each limit that begins with it is reached by the local calendar.",
        f"""
        SELECT l.hour_no, {", ".join(parts)} FROM (
            SELECT q.hour_no, q.local_day, q.local_us - q.local_day * {DAY_US} AS in_day_us FROM (
                SELECT z.hour_no, z.hour_no * {HOUR_US} + z.offset_us AS local_us,
                    BWC_DIV(z.hour_no * {HOUR_US} + z.offset_us, {DAY_US}) AS local_day
                FROM {zones} AS z
            ) AS q
        ) AS l {" ".join(joins)}
        """,
        keep=True,
    )


def _listed(alias: str, columns: tuple[str, ...]) -> str:
    return "".join(f", {alias}.{column}" for column in columns)
