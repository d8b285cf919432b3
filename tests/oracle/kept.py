"""`kept`: a recording is kept at least and at most so long (policy-language.md section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from oracle.facts import exemption, tied
from oracle.frames import FrameRow, frame_of, framed
from oracle.moments import Duration, Row, Stamp, is_doubtful, later_than, moment, seconds_between, stamp
from oracle.predicates import judge
from oracle.rule import Rule, obligation
from oracle.windows import Outcome, bound, edge, unless_exempt

NONE = Duration(0, "s")
A_DAY = 86_400
PLAIN = {"s": 1, "m": 60, "h": 3600, "d": A_DAY, "mo": 30.4375 * A_DAY, "y": 365.25 * A_DAY}


@dataclass(frozen=True)
class Class:
    """One retention class: at least, at most, and the grace on the maximum."""

    at_least: Duration
    at_most: Duration | None
    grace: Duration


def kept(rule: Rule) -> tuple[list[Row], Row]:
    name, frame = frame_of(rule, "recordings")
    subjects, left = framed(rule, name, frame)
    found, not_bound = [], 0
    for subject in subjects:
        binds = bound(rule, rule.text.get("when"), subject)
        outcome = None if binds is False else _judged(rule, subject, binds)
        if outcome is None:
            not_bound += 1
            continue
        found.append(obligation(rule, "recordings", subject.row, outcome.verdict, outcome.reason,
                                measured=outcome.measured, allowed=outcome.allowed))  # fmt: skip
    return found, {"frame": name, "excluded": dict(left), "not_bound": not_bound, "obligations": len(found)}


def _judged(rule: Rule, subject: FrameRow, binds: bool | None) -> Outcome | None:
    """The outcome, or None when no class takes the item in."""
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    if all(answer is False for answer in _takes_in(rule, subject)):
        return None
    exempt = exemption(rule.world, rule.text, subject.ties, subject, None, None, ignore_time=True)
    if exempt.applies:
        return Outcome("exempt")
    start = _start(subject, rule.text.get("from", "recorded_at"))
    if start is None:
        return Outcome("undetermined", "window_unknown")
    deleted = stamp(subject.row, "deleted_at")
    if deleted is not None and deleted.low < start.low:
        return Outcome("undetermined", "clock_contradiction")
    if deleted is None and (
        subject.row.get("status") == "deleted" or any(is_doubtful(subject.row, c) for c in ("deleted_at", "status"))
    ):
        return Outcome("undetermined", "deletion_time_unknown")
    if deleted is None and subject.row.get("status") is None and subject.lacks("deleted_at") is not None:
        return Outcome("undetermined", "deletion_unknown")
    outcomes = [_kept_as(rule, subject, start, deleted, c) for c in _possible_classes(rule, subject, start)]
    if len({(o.verdict, o.reason) if o else None for o in outcomes}) > 1:
        return Outcome("undetermined", "class_unknown")
    return unless_exempt(outcomes[0], exempt) if outcomes[0] else None


def _start(subject: FrameRow, reference: Any) -> Stamp | None:
    found = edge(subject, reference)
    if found is None and reference == "recorded_at" and not is_doubtful(subject.row, "recorded_at"):
        return stamp(subject.row, "started_at")
    return found


def _takes_in(rule: Rule, subject: FrameRow) -> list[bool | None]:
    return [True if entry.get("otherwise") else judge(entry["when"], subject) for entry in rule.text["classes"]]


def _possible_classes(rule: Rule, subject: FrameRow, start: Stamp) -> list[Class | None]:
    """The class that counts, and those that would if an unknown answer were a yes; None: no class at all."""
    true, unknown, otherwise = [], [], None
    for place, entry in enumerate(rule.text["classes"]):
        group = Class(rule_duration(rule, entry, "at_least") or NONE, rule_duration(rule, entry, "at_most"),
                      rule_duration(rule, entry, "grace") or NONE)  # fmt: skip
        rank = (-group.at_least.after(start.low, rule.calendar).timestamp(), place)
        if entry.get("otherwise"):
            otherwise = group
            continue
        answer = judge(entry["when"], subject)
        if answer is True:
            true.append((rank, group))
        elif answer is None:
            unknown.append((rank, group))
    if not true:
        return [otherwise, *(group for _, group in unknown)]
    best = min(true, key=lambda t: t[0])
    return [best[1], *(group for rank, group in unknown if rank < best[0])]


def rule_duration(rule: Rule, entry: Row, name: str) -> Duration | None:
    return Rule(entry, rule.policy, rule.world).limit(name)


def _kept_as(rule: Rule, subject: FrameRow, start: Stamp, deleted: Stamp | None, group: Class | None) -> Outcome | None:
    """The verdict if the item is of this class."""
    as_of = rule.world.as_of
    upto = deleted.low if deleted else as_of
    age = seconds_between(start.low, upto)
    holds = [f for h in rule.text.get("held_by") or ()
             for f in tied(rule.world, h["fact"], h.get("standing", "claimed"), subject.ties)]  # fmt: skip
    if deleted is not None and any(_in_force(f, deleted) for f in holds):
        return Outcome("violation", "deleted_on_hold", age)
    if group is None:
        return None
    least = seconds_between(start.low, group.at_least.after(start.low, rule.calendar))
    if deleted is not None and not group.at_least.is_zero:
        if deleted.high < group.at_least.after(start.low, rule.calendar):
            return Outcome("violation", "deleted_early", age, least)
        if deleted.low < group.at_least.after(start.high, rule.calendar):
            return Outcome("undetermined", "too_coarse", age, least)
    if group.at_most is None:
        return Outcome("compliant", None, age, least)
    return _maximum(rule, start, deleted or Stamp(as_of, as_of), deleted is not None, group, holds, age)


def plainly(grace: Duration) -> timedelta:
    """A grace is a plain length of time, whatever the calendar."""
    return timedelta(seconds=grace.number * PLAIN[grace.unit])


def _maximum(
    rule: Rule, start: Stamp, now: Stamp, is_deleted: bool, group: Class, holds: list[Row], age: float
) -> Outcome:
    at_most = group.at_most or NONE
    full = at_most.after(start.low, rule.calendar)
    most = seconds_between(start.low, full)
    ends = [moment(f.get("until_at")) for f in holds]
    if any(end is None or end >= full for end in ends):
        return Outcome("compliant", None, age, most)
    last = Stamp(full, at_most.after(start.high, rule.calendar))
    last = Stamp(last.low + plainly(group.grace), last.high + plainly(group.grace))
    late = later_than(last, now, NONE, rule.calendar)
    if late is True:
        return Outcome("violation", "kept_too_long", age, most)
    if late is None:
        return Outcome("undetermined", "too_coarse", age, most)
    if not is_deleted and now.low > full:
        return Outcome("pending", "grace_open", age, most)
    return Outcome("compliant", None, age, most)


def _in_force(fact: Row, deleted: Stamp) -> bool:
    at, until = moment(fact.get("at")), moment(fact.get("until_at"))
    return (at is None or at <= deleted.low) and (until is None or deleted.low < until)
