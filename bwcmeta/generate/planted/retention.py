"""Cases for `deleted-too-early-or-kept-too-long`.

The model policy's classes: three years after force, a complaint or a felony arrest; else six months, and a week of
grace. Recorded on 10 April, six months end on 10 October; both days are in summer time, so that the limit is the same
instant in UTC and in the county.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bwcmeta.generate.county import ZONE
from bwcmeta.generate.planted.builder import Case, Planted
from bwcmeta.generate.planted.rule_ids import KEPT

ENDS = timedelta(seconds=600)


def plant_retention(plan: Planted) -> None:
    """Plant them."""
    _limits(plan)
    _still_there(plan)
    _three_years(plan)
    _holds(plan)
    _odd(plan)


def _local(day: date, clock: str = "10:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(ZONE)).astimezone(UTC)


def _item(
    plan: Planted, name: str, what: str, recorded: datetime, deleted: datetime | None, *numbers: str
) -> tuple[Case, str]:
    """A case of one item whose media begins at that instant."""
    case = plan.case(name, what, day=recorded.date())
    gone: dict[str, Any] = (
        {"deleted_at": deleted, "status": "deleted", "deletion_reason": "Retention"} if deleted else {}
    )
    press = recorded + timedelta(seconds=30)
    ident = case.film(case.officer(), press, recorded + ENDS, *numbers, logged=False, **gone)
    return case, ident


def _april(plan: Planted) -> datetime:
    return _local(date(plan.scale.start.year - 1, 4, 10))


def _october(plan: Planted) -> datetime:
    return _local(date(plan.scale.start.year - 1, 10, 10))


def _limits(plan: Planted) -> None:
    second, week = timedelta(seconds=1), timedelta(days=7)
    limit = _october(plan)
    for name, what, deleted, verdict, reason in (
        ("kept-six-months", "deleted after six months to the second", limit, "compliant", ""),
        ("kept-a-second-less", "deleted a second before six months", limit - second, "violation", "deleted_early"),
        ("kept-through-the-grace", "deleted at the end of the grace", limit + week, "compliant", ""),
        (
            "kept-past-the-grace",
            "deleted a second after the grace",
            limit + week + second,
            "violation",
            "kept_too_long",
        ),
    ):
        case, ident = _item(plan, name, what, _april(plan), deleted)
        case.expect(KEPT, verdict, reason, recording_id=ident)
    recorded = _local(date(plan.scale.start.year - 1, 8, 31), "12:00")
    deleted = _local(_last_of_february(plan.scale.start.year), "12:30")
    what = "recorded on 31 August, so six months end with February"
    if deleted.timestamp() <= plan.scale.cut_s:
        case, ident = _item(plan, "kept-to-the-end-of-february", what, recorded, deleted)
        case.expect(KEPT, "compliant", recording_id=ident)


def _last_of_february(year: int) -> date:
    return date(year, 3, 1) - timedelta(days=1)


def _still_there(plan: Planted) -> None:
    case, ident = _item(plan, "never-deleted", "nine months old and still there", _april(plan), None)
    case.expect(KEPT, "violation", "kept_too_long", recording_id=ident)
    case, ident = _item(plan, "young", "two months old and there", _local(plan.scale.last - timedelta(days=60)), None)
    case.expect(KEPT, "compliant", recording_id=ident)
    half_a_year = _six_months_before(plan.scale.last - timedelta(days=2))
    case, ident = _item(plan, "grace-open", "due for some days, within the grace", _local(half_a_year), None)
    case.expect(KEPT, "pending", "grace_open", recording_id=ident)


def _six_months_before(day: date) -> date:
    months = day.year * 12 + day.month - 1 - 6
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def _three_years(plan: Planted) -> None:
    limit = _october(plan)
    for name, fact, standing, deleted, verdict, reason in (
        ("force-kept", "use_of_force", "documented", None, "compliant", ""),
        ("force-deleted", "use_of_force", "documented", limit, "violation", "deleted_early"),
        ("complaint-deleted", "complaint", "claimed", limit, "violation", "deleted_early"),
        ("complaint-rejected", "complaint", "rejected", limit, "compliant", ""),
        ("felony-deleted", "felony_arrest", "documented", limit, "violation", "deleted_early"),
    ):
        number = f"MC25-{name.upper()}"
        what = f"{fact}, {standing}; {'deleted after six months' if deleted else 'kept on'}"
        case, ident = _item(plan, name, what, _april(plan), deleted, number)
        case.fact(fact, number, _april(plan) + timedelta(minutes=5), standing=standing, recorded_by="rms")
        case.expect(KEPT, verdict, reason, recording_id=ident)


def _holds(plan: Planted) -> None:
    limit, month = _october(plan), timedelta(days=30)
    for name, what, begins, ends, deleted, verdict, reason in (
        (
            "deleted-on-hold",
            "deleted while on hold",
            -month,
            None,
            limit + timedelta(days=1),
            "violation",
            "deleted_on_hold",
        ),
        ("held", "on hold, so no maximum runs", -month, None, None, "compliant", ""),
        (
            "hold-ended-before",
            "the hold ended before six months",
            -month,
            -timedelta(days=5),
            None,
            "violation",
            "kept_too_long",
        ),
        (
            "deleted-as-the-hold-ends",
            "deleted at the instant the hold ended",
            -month,
            month,
            limit + month,
            "compliant",
            "",
        ),
    ):
        case, ident = _item(plan, name, what, _april(plan), deleted)
        until = limit + ends if ends is not None else None
        case.fact("litigation_hold", when=limit + begins, until=until, recording_id=ident)
        case.expect(KEPT, verdict, reason, recording_id=ident)


def _odd(plan: Planted) -> None:
    case = plan.case("deleted-some-day", "deleted, and nobody knows when", day=_april(plan).date())
    ident = case.film(case.officer(), "10:00:30", "10:10", logged=False, status="deleted")
    case.expect(KEPT, "undetermined", "deletion_time_unknown", recording_id=ident)
