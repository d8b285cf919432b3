"""An accusation held against other ids and the camera's clock (policy-language.md sections 3 and 5)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from oracle.moments import Row, moment
from oracle.people import ALIASES, plain_number
from oracle.recordings import LONGEST, counts
from oracle.rule import Rule

NO_FOOTAGE = {"no_recording", "outside_window"}
TIMED = {*NO_FOOTAGE, "late_start", "early_stop", "recorded", "stopped_late", "restarted"}
KINDS = {"recorded_throughout", "not_recorded", "stops_after"}
LEAST_PAIRS = 5
FARTHEST = timedelta(hours=14)
SHIFT, FAR = timedelta(minutes=2), timedelta(minutes=10)
Ends = tuple[timedelta, timedelta]


def second_look(rule: Rule, found: list[Row]) -> list[Row]:
    if rule.text["kind"] not in KINDS:
        return found
    doubted = suspects(rule)
    return [_looked_at(rule, one, doubted) for one in found]


def _looked_at(rule: Rule, one: Row, doubted: set[tuple[str, Any]]) -> Row:
    if one["verdict"] != "violation":
        return one
    if rule.text["kind"] == "recorded_throughout" and one["reason"] in NO_FOOTAGE and under_another_id(rule, one):
        return {**one, "verdict": "undetermined", "reason": "camera_under_another_id"}
    day = rule.calendar.local_day(one["_at"]) if one["_at"] else None
    if one["reason"] in TIMED and (one["officer_id"], day) in doubted:
        return {**one, "verdict": "undetermined", "reason": "clock_suspect"}
    return one


# -- ids of nobody in service ------------------------------------------------------------------------------------


def under_another_id(rule: Rule, one: Row) -> bool:
    """Footage of the row's own time under an id of nobody in service: of its incident, or of the officer's camera."""
    world = rule.world
    row = next(r for r in world.rows[one["subject"]] if r["source_row"] == one["subject_row"])
    start, end = _own_time(one["subject"], row)
    if start is None or end is None or not start <= end <= start + LONGEST:
        return False
    for recording in world.rows["recordings"]:
        begin, stop = moment(recording.get("started_at")), moment(recording.get("ended_at"))
        if begin is None or stop is None or not begin < stop <= begin + LONGEST or not counts(recording):
            continue
        if begin > end or stop < start:
            continue
        gone = out_of_service(world, recording, begin)
        numbers = recording["_numbers"]
        if gone and one["subject"] == "unit_responses" and row["_number"] is not None and row["_number"] in numbers:
            return True
        if (gone or recording["_officer"] is None) and _issued(world, recording, row["_officer"], begin):
            return True
    return False


def _own_time(table: str, row: Row) -> tuple[datetime | None, datetime | None]:
    if table == "unit_responses":
        return moment(row.get("arrived_at")) or moment(row.get("dispatched_at")), moment(row.get("cleared_at"))
    return moment(row.get("started_at")), moment(row.get("ended_at"))


def out_of_service(world: Any, recording: Row, at: datetime) -> bool:
    """The id is in the roster, but no row of it holds at that instant."""
    asked = _plain(recording.get("officer_id"))
    rows = [r for r in world.rows["officers"] if asked in {_plain(r.get(c)) for c in ("officer_id", *ALIASES)}]
    return asked is not None and bool(rows) and not any(_holds(r, at, "valid_from_at", "valid_until_at") for r in rows)


def _plain(value: Any) -> str | None:
    return None if value is None else str(value).strip().upper()


def _issued(world: Any, recording: Row, officer: str | None, at: datetime) -> bool:
    device = recording.get("device_id")
    return device is not None and officer is not None and any(
        r["device_id"] == device and r["_officer"] == officer and _holds(r, at, "assigned_at", "returned_at")
        for r in world.rows["device_assignments"]
    )  # fmt: skip


def _holds(row: Row, at: datetime, since: str, until: str) -> bool:
    begin, end = moment(row.get(since)), moment(row.get(until))
    return (begin is None or begin <= at) and (end is None or at < end)


# -- clocks --------------------------------------------------------------------------------------------------------


def suspects(rule: Rule) -> set[tuple[str, Any]]:
    """(officer, local day) on which a camera's clock is displaced from its own days or from dispatch."""
    days = {key: pairs for key, pairs in _pairs(rule).items() if len(pairs) >= LEAST_PAIRS}
    middles = {key: (_middle([a for a, _ in pairs]), _middle([b for _, b in pairs])) for key, pairs in days.items()}
    found = set()
    for (officer, device, day), middle in middles.items():
        pairs = days[officer, device, day]
        spread = _middle([abs(a - middle[0]) for a, _ in pairs])
        own = [m for (o, d, _), m in middles.items() if (o, d) == (officer, device)]
        habit = (_middle([a for a, _ in own]), _middle([b for _, b in own]))
        shift = (middle[0] - habit[0], middle[1] - habit[1])
        farther = abs(middle[0]) + abs(middle[1]) > abs(habit[0]) + abs(habit[1])
        by_own = len(own) > 2 and farther and _displaced(shift, SHIFT, spread, len(pairs))
        if by_own or _displaced(middle, FAR, spread, len(pairs)):
            found.add((officer, day))
    return found


def _pairs(rule: Rule) -> dict[tuple[str, str, Any], list[Ends]]:
    """By officer, camera and local day of the arrival: how far both ends of the footage lie from arrival and clear."""
    world = rule.world
    responses = []
    busy: dict[tuple[str, Any], int] = defaultdict(int)
    for r in world.rows["unit_responses"]:
        arrived, cleared = moment(r.get("arrived_at")), moment(r.get("cleared_at"))
        if r["_officer"] and r["_number"] and arrived and cleared and cleared >= arrived:
            day = rule.calendar.local_day(arrived)
            responses.append((r, arrived, cleared, day))
            busy[r["_officer"], day] += 1
    pairs: dict[tuple[str, str, Any], list[Ends]] = defaultdict(list)
    for r, arrived, cleared, day in responses:
        if busy[r["_officer"], day] < LEAST_PAIRS:
            continue
        footage: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for recording in world.rows["recordings"]:
            start, end = moment(recording.get("started_at")), moment(recording.get("ended_at"))
            numbers = recording.get("incident_ids") or ()
            if not (counts(recording) and start and end and start < end <= start + LONGEST and recording["device_id"]):
                continue
            if recording["_officer"] == r["_officer"] and [plain_number(n) for n in numbers] == [r["_number"]]:
                press = moment(recording.get("activated_at"))
                footage[recording["device_id"]].append((press if press and start <= press <= end else start, end))
        for device, spans in footage.items():
            begin = min(s for s, _ in spans) - arrived
            stop = max(e for _, e in spans) - cleared
            if abs(begin) <= FARTHEST and abs(stop) <= FARTHEST:
                pairs[r["_officer"], device, day].append((begin, stop))
    return pairs


def _middle(values: list[timedelta]) -> timedelta:
    """The lower median."""
    return sorted(values)[(len(values) + 1) // 2 - 1]


def _displaced(ends: Ends, least: timedelta, spread: timedelta, count: int) -> bool:
    """Both ends moved the same way, far enough, alike, and by more than three standard errors (whole seconds)."""
    start, end = ends
    zero = timedelta()
    if min(abs(start), abs(end)) < least or (start > zero) != (end > zero):
        return False
    quarter = abs(start) // 4
    shift, away = abs(start) // timedelta(seconds=1), spread // timedelta(seconds=1)
    return abs(start - end) <= max(SHIFT, quarter) and count * shift**2 >= 31 * away**2
