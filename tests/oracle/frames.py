"""The rows a rule binds, what a predicate may ask of each, and the waterfall (policy-language.md section 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from oracle.facts import Ties, tied
from oracle.moments import Row, is_doubtful, moment, seconds_between
from oracle.predicates import columns_named, judge
from oracle.recordings import LONGEST, may_reach, overlaps
from oracle.rule import Rule

INSTANT_SUFFIX = "_at"
ON_SCENE = ("arrived_at", "cleared_at")
OF_INCIDENT = {
    "call_type", "call_type_first", "priority", "priority_first", "disposition", "self_initiated", "location_type",
    "location_types", "location_known", "district", "beat", "created_at", "closed_at",
}  # fmt: skip
ALSO_OF_RECORDINGS = {"location_type", "location_types", "location_known", "district"}
COMPUTED = {"camera_issued", "others_recorded"}
OF_OFFICER = {"officer_role": "role", "rank": "rank", "squad": "unit", "officer_district": "district"}


@dataclass
class FrameRow:
    """One row of a frame table, as a predicate sees it."""

    rule: Rule
    table: str
    row: Row

    @property
    def world(self) -> Any:
        return self.rule.world

    @property
    def officer(self) -> str | None:
        return self.row["_officer"]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(self.row["_numbers"] | ({self.row["_number"]} - {None}))

    @property
    def ties(self) -> Ties:
        own = self.row.get("recording_id") if self.table == "recordings" else None
        return Ties(self.officer, self.numbers, own, self.own_time)

    @property
    def own_time(self) -> tuple[Any, Any]:
        """From when to when the row itself lasted."""
        if self.table == "unit_responses":
            return self.at, moment(self.row.get("cleared_at"))
        return moment(self.row.get("started_at")), moment(self.row.get("ended_at"))

    @property
    def at(self) -> Any:
        if self.table == "unit_responses":
            return moment(self.row.get("arrived_at")) or moment(self.row.get("dispatched_at"))
        return self.row["_at"]

    def is_doubtful(self, column: str) -> bool:
        if column == "on_scene_seconds":
            return any(is_doubtful(self.row, c) for c in ON_SCENE)
        return is_doubtful(self.row, column) or is_doubtful(self.incident, column)

    def lacks(self, column: str) -> str | None:
        """`file` where no file of the row had the column; `row` where the row it is read from is not there."""
        post = self.world.people.about(self.officer, self.row["_at"])
        if column == "assignment" and self.table == "duty":
            return None if column in {*self.row["_spoken"], *post.get("_spoken", ())} else "file"
        if column in OF_OFFICER or column == "assignment":
            return without(post, OF_OFFICER.get(column, column))
        if self.table == "recordings" and column.startswith("incident_") and column != "incident_ids":
            return without(self.incident, column.removeprefix("incident_"))
        if column in OF_INCIDENT and not (self.table == "recordings" and column in ALSO_OF_RECORDINGS):
            return without(self.incident, column)
        if column == "on_scene_seconds":
            return next((lack for lack in map(self.lacks, ON_SCENE) if lack), None)
        return None if column in COMPUTED else without(self.row, column)

    @property
    def incident(self) -> Row:
        """The one incident of the row that the data knows; empty when there is none or several."""
        if self.table == "duty":
            return {}
        known = [i for i in (self.world.incident(n) for n in sorted(self.numbers)) if i]
        return known[0] if len(known) == 1 else {}

    def value(self, column: str) -> Any:
        given = self._given(column)
        return moment(given) if column.endswith(INSTANT_SUFFIX) else given

    def _given(self, column: str) -> Any:
        if column == "officer_id":
            return self.officer
        if column in OF_OFFICER:
            return self.world.people.about(self.officer, self.row["_at"]).get(OF_OFFICER[column])
        if column == "assignment":
            return self.assignment()
        if column == "on_scene_seconds":
            start, end = (moment(self.row.get(c)) for c in ON_SCENE)
            return seconds_between(start, end) if start and end else None
        if column == "camera_issued":
            return self.camera_issued()
        if column == "others_recorded":
            return self.others_recorded()
        if self.table == "unit_responses" and column in OF_INCIDENT:
            return self.incident.get(column)
        if self.table == "recordings" and column.startswith("incident_") and column != "incident_ids":
            return self.incident.get(column.removeprefix("incident_"))
        if self.table == "recordings" and column in OF_INCIDENT - ALSO_OF_RECORDINGS:
            return self.incident.get(column)
        return self.row.get(column)

    def has_fact(self, name: str, standing: str, ties: Ties | None = None) -> bool | None:
        if not self.world.knows_fact(name):
            return None
        return bool(tied(self.world, name, standing, ties or self.ties))

    def assignment(self) -> Any:
        """That of the shift that covers the instant if it states one, else the officer's."""
        shifts = []
        at = self.row["_at"]
        for shift in self.world.rows["duty"] if at else ():
            start, end = moment(shift.get("started_at")), moment(shift.get("ended_at"))
            covers = start is not None and start <= at and (end is None or at < end)
            if covers and shift["_officer"] == self.officer and self.officer and shift.get("assignment"):
                shifts.append((start, shift["source_row"], shift["assignment"]))
        if self.table == "duty":
            shifts = [(0, 0, self.row["assignment"])] if self.row.get("assignment") else []
        return max(shifts)[2] if shifts else self.world.people.about(self.officer, self.row["_at"]).get("assignment")

    def camera_issued(self) -> bool | None:
        rows = self.world.rows["device_assignments"]
        if not rows or self.at is None or self.officer is None:
            return None
        for row in rows:
            since, until = moment(row.get("assigned_at")), moment(row.get("returned_at"))
            held = (since is None or since <= self.at) and (until is None or self.at < until)
            if held and row["_officer"] == self.officer:
                return True
        return False

    def others_recorded(self) -> bool | None:
        start, end = self.at, moment(self.row.get("cleared_at"))
        if start is None or end is None or self.officer is None or not start <= end <= start + LONGEST:
            return None
        others = {
            r["_officer"]
            for r in self.world.rows["unit_responses"]
            if self.row["_number"] is not None and r["_number"] == self.row["_number"]
        } - {None, self.officer}
        if any(overlaps(s, start, end) for o in others for s in self.rule.stretches(o)):
            return True
        unsure = any(may_reach(s, start, end) for o in others for s in self.rule.open_starts(o))
        return None if unsure else False


def without(row: Row, column: str) -> str | None:
    """What a row lacks of a column: itself, or a file that had it."""
    if "_spoken" not in row:
        return "row"
    return None if column in row["_spoken"] else "file"


def frame_of(rule: Rule, default: str) -> tuple[str | None, Row]:
    """Name and definition of the frame a rule uses."""
    frames = rule.policy.get("frames") or {}
    if rule.text.get("frame"):
        return rule.text["frame"], frames[rule.text["frame"]]
    for name, frame in frames.items():
        if frame.get("over", "unit_responses") == default:
            return name, frame
    return None, {"over": default}


def framed(rule: Rule, name: str | None, frame: Row) -> tuple[list[FrameRow], Counter[str]]:
    """The rows in a frame, and how many left under which reason."""
    table = frame.get("over", "unit_responses")
    kept, left = [], Counter[str]()
    for row in rule.world.rows[table]:
        subject = FrameRow(rule, table, row)
        reason = leaves_under(frame, subject)
        if reason is None:
            kept.append(subject)
        else:
            left[reason] += 1
    return kept, left


def leaves_under(frame: Row, subject: FrameRow) -> str | None:
    """The reason of the first exclusion that is true; None when the row stays."""
    if not in_force(subject.rule, subject.row["_at"]):
        return "not in force"
    return next((e["reason"] for e in frame.get("exclude") or () if _excludes(e, subject)), None)


def in_force(rule: Rule, at: datetime | None) -> bool:
    """Whether the policy is in force on the local day of an instant; what has none is judged."""
    effective = rule.policy.get("effective") or {}
    if at is None:
        return True
    day = rule.calendar.local_day(at)
    since, until = (day_of(effective.get(end)) for end in ("from", "to"))
    return (since is None or since <= day) and (until is None or day <= until)


def day_of(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _excludes(entry: Row, subject: FrameRow) -> bool:
    if "when" not in entry:
        return bool(tied(subject.world, entry["fact"], entry.get("standing", "documented"), subject.ties))
    instants = [c for c in columns_named(entry["when"]) if c.endswith(INSTANT_SUFFIX) or c == "on_scene_seconds"]
    names_doubtful = any(subject.is_doubtful(column) for column in instants)
    return not names_doubtful and judge(entry["when"], subject) is True
