"""`stops_after`: recording ends within a limit of a request and stays off (policy-language.md section 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from oracle.facts import Ties, exemption, fact_stamp, suffices
from oracle.frames import FrameRow, leaves_under, without
from oracle.moments import Duration, Row, Stamp, is_doubtful, later_than, moment, seconds_between, stamp
from oracle.predicates import judge
from oracle.recordings import LONGEST, OPEN_REACH
from oracle.rule import Rule, obligation
from oracle.windows import Outcome, bound, inside, still_open, unless_exempt

OF_FACT = {
    "fact_id", "fact", "recording_id", "at", "until_at", "standing", "level", "recorded_by", "detail",
}  # fmt: skip
LEAVES_PLACE = {"fact": "left_residence", "else": "cleared_at"}
A_DAY = timedelta(hours=24)


@dataclass
class Request:
    """One trigger for one officer: what a predicate may ask of it."""

    rule: Rule
    fact: Row
    officer: str | None

    @property
    def response(self) -> Row:
        """The officer's response that began last before the request; else the one that began first."""
        rows = [r for r in self.rule.world.rows["unit_responses"]
                if r["_number"] is not None and r["_number"] == self.fact["_number"]
                and r["_officer"] is not None and r["_officer"] == self.officer]  # fmt: skip
        rows.sort(key=lambda r: r["source_row"])
        at = moment(self.fact.get("at"))
        begun = [(b, r) for b, r in ((_begin(r), r) for r in rows) if b is not None]
        before = [(b, r) for b, r in begun if at is not None and b <= at]
        if before:
            return max(before, key=lambda pair: pair[0])[1]
        if begun:
            return min(begun, key=lambda pair: pair[0])[1]
        return rows[0] if rows else {}

    @property
    def row(self) -> FrameRow:
        """The response as a row of the frame table; an empty one where the officer has none."""
        row = {"_officer": self.officer, "_number": self.fact["_number"], "_numbers": set(),
               "source_row": 0, **self.response, "_at": self.fact["_at"]}  # fmt: skip
        return FrameRow(self.rule, "unit_responses", row)

    @property
    def ties(self) -> Ties:
        number = self.fact["_number"]
        return Ties(self.officer, frozenset({number} - {None}), self.fact.get("recording_id"), self.row.own_time)

    def value(self, column: str) -> Any:
        if column in OF_FACT:
            return moment(self.fact.get(column)) if column in ("at", "until_at") else self.fact.get(column)
        return self.row.value(column)

    def is_doubtful(self, column: str) -> bool:
        return is_doubtful(self.fact, column) if column in OF_FACT else self.row.is_doubtful(column)

    def lacks(self, column: str) -> str | None:
        return without(self.fact, column) if column in OF_FACT else self.row.lacks(column)

    def has_fact(self, name: str, standing: str) -> bool | None:
        return self.row.has_fact(name, standing, self.ties)


@dataclass
class _FactName:
    """A trigger predicate sees the fact's own columns."""

    fact: Row

    def value(self, column: str) -> Any:
        if column == "officer_id":
            return self.fact["_officer"]
        found = self.fact.get(column)
        return moment(found) if column in ("at", "until_at") else found

    def is_doubtful(self, column: str) -> bool:
        return is_doubtful(self.fact, column)

    def lacks(self, column: str) -> str | None:
        return without(self.fact, column)

    def has_fact(self, name: str, standing: str) -> bool | None:
        raise ValueError("a trigger is a predicate on the fact alone")


def _begin(row: Row) -> datetime | None:
    return moment(row.get("arrived_at")) or moment(row.get("dispatched_at"))


def stops_after(rule: Rule) -> tuple[list[Row], Row]:
    name = rule.text.get("frame")
    frame = rule.policy["frames"][name] if name else {}
    found, not_bound, left = [], 0, Counter[str]()
    for fact in rule.world.facts:
        if not (_triggers(rule, fact) and suffices(fact, "claimed")):
            continue
        for officer in _officers(rule, fact):
            request = Request(rule, fact, officer)
            reason = leaves_under(frame if request.response else {}, request.row)
            if reason is not None:
                left[reason] += 1
                continue
            binds = bound(rule, rule.text.get("when"), request)
            if binds is False:
                not_bound += 1
                continue
            outcome = _judged(rule, request, binds)
            found.append(obligation(rule, "facts", fact, outcome.verdict, outcome.reason, officer_id=officer,
                                    measured=outcome.measured, allowed=outcome.allowed))  # fmt: skip
    return found, {"frame": name, "excluded": dict(left), "not_bound": not_bound, "obligations": len(found)}


def _triggers(rule: Rule, fact: Row) -> bool:
    trigger = rule.text["trigger"]
    if isinstance(trigger, dict):
        return bool(fact["fact"] == trigger["fact"])
    return judge(trigger, _FactName(fact)) is True


def _officers(rule: Rule, fact: Row) -> list[str | None]:
    """Its own officer; else the one of its recording; else those at its incident; else nobody known."""
    if fact["_officer"] is not None:
        return [fact["_officer"]]
    named = fact.get("recording_id")
    for row in rule.world.rows["recordings"]:
        if named and row["recording_id"] == named and row["_officer"] is not None:
            return [row["_officer"]]
    there = {
        r["_officer"]
        for r in rule.world.rows["unit_responses"]
        if fact["_number"] is not None and r["_number"] == fact["_number"]
    } - {None}
    return sorted(there) or [None]


def _judged(rule: Rule, request: Request, binds: bool | None) -> Outcome:
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    within = rule.limit("within", "0s") or Duration(0, "s")
    at = stamp(request.fact, "at")
    end = within.after(at.low, rule.calendar) if at else None
    exempt = exemption(rule.world, rule.text, request.ties, request, at.low if at else None, end)
    if exempt.applies:
        return Outcome("exempt")
    if request.officer is None:
        return Outcome("undetermined", "officer_unknown")
    if at is None or end is None:
        return Outcome("undetermined", "window_unknown")
    return unless_exempt(still_open(rule, _tests(rule, request, at, within), end), exempt)


def _tests(rule: Rule, request: Request, at: Stamp, within: Duration) -> Outcome:
    if not inside(rule.world.horizon("recordings"), at.low, at.low):
        return Outcome("undetermined", "outside_horizon")
    answers = [_stopped(rule, request, at, within)]
    if rule.text.get("stays_off_until") is not None:
        answers.append(_stays_off(rule, request, at))
    if answers[0].reason == "end_unknown":  # line 6: an open recording touches the window
        return answers[0]
    for verdict in ("violation", "undetermined"):
        for answer in answers:
            if answer.verdict == verdict:
                return answer
    return answers[0]


def _stopped(rule: Rule, request: Request, at: Stamp, within: Duration) -> Outcome:
    """Whether the footage that covers the request ends in time. Only the request's own stamp may be coarse."""
    unknown, measured = None, 0.0
    for stretch in rule.stretches(request.officer):
        end = stretch.end.low
        if not stretch.start.low <= at.low < end:
            continue
        measured = seconds_between(at.low, end)
        late = later_than(at, Stamp(end, end), within, rule.calendar)
        if late is True:
            return Outcome("violation", "stopped_late", measured, within.seconds)
        if late is None:
            unknown = "too_coarse"
    for opened in rule.open_starts(request.officer):
        if opened.low <= at.low <= opened.low + OPEN_REACH:
            unknown = "end_unknown"
    return Outcome("undetermined" if unknown else "compliant", unknown, measured, within.seconds)


def _stays_off(rule: Rule, request: Request, at: Stamp) -> Outcome:
    """Whether the officer records again too soon."""
    starts = [s.start.low for s in rule.stretches(request.officer)]
    starts += [s.low for s in rule.open_starts(request.officer)]
    until = _off_until(rule, request)
    if until is None or until.low < at.low:
        near = any(at.low < s <= at.low + A_DAY for s in starts)
        return Outcome("undetermined", "window_unknown") if near else Outcome("compliant")
    again = [s for s in starts if at.low < s < until.low and s <= at.low + LONGEST]
    certain = [s for s in again if s > at.high]
    if certain:
        return Outcome("violation", "restarted", seconds_between(at.low, min(certain)))
    if again:
        return Outcome("undetermined", "too_coarse")
    horizon = rule.world.horizon("recordings")
    if horizon is None or until.low > horizon[1]:
        return Outcome("undetermined", "outside_horizon")
    return Outcome("compliant")


def _off_until(rule: Rule, request: Request) -> Stamp | None:
    reference = rule.text["stays_off_until"]
    reference = LEAVES_PLACE if reference == "leaves_place" else reference
    if isinstance(reference, dict):
        found = fact_stamp(rule.world, reference, request.ties)
        if found is not None:
            return found
        reference = reference.get("else")
    return stamp(request.response, reference) if reference else None
