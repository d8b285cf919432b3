"""The window of a row, and the steps every obligation over a frame goes through (policy-language.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oracle.facts import Exemption, exemption, fact_stamp
from oracle.frames import FrameRow, frame_of, framed
from oracle.moments import Duration, Row, Stamp, is_doubtful, stamp
from oracle.predicates import judge
from oracle.recordings import LONGEST
from oracle.rule import Rule, obligation

EDGES = {"unit_responses": ("arrived_at", "cleared_at"), "duty": ("started_at", "ended_at")}
FOOTAGE_WANTING = {
    "no_recording", "outside_window", "late_start", "early_stop", "gap", "outside_horizon", "recording_proves_nothing",
    "recording_without_officer", "recorded_at_another_time", "window_shorter_than_the_allowed_delay",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Beginning and end; an end is None when it is unknown or doubtful."""

    start: Stamp | None
    end: Stamp | None


@dataclass(frozen=True)
class Outcome:
    verdict: str
    reason: str | None = None
    measured: float | None = None
    allowed: float | None = None


def edge(subject: FrameRow, reference: Any) -> Stamp | None:
    """The stamp of a column, of `{first: [a, b]}` or of `{fact: NAME, else: COLUMN}`; None when it cannot be told."""
    if isinstance(reference, str):
        return stamp(subject.row, reference)
    if "first" in reference:
        for column in reference["first"]:
            if is_doubtful(subject.row, column):
                return None
            found = stamp(subject.row, column)
            if found is not None:
                return found
        return None
    found = fact_stamp(subject.world, reference, subject.ties)
    if found is not None:
        return found
    return edge(subject, reference["else"]) if reference.get("else") else None


def bound(rule: Rule, predicate: str | None, subject: Any) -> bool | None:
    """Whether the rule binds a subject: True, False (not bound) or None (undetermined)."""
    if predicate is None:
        return True
    result = judge(predicate, subject)
    return {"binds": True, "not_bound": False}.get(rule.text.get("when_unknown")) if result is None else result


def joined(*predicates: str | None) -> str | None:
    """Several predicates joined by AND."""
    given = [p for p in predicates if p]
    return " AND ".join(f"({p})" for p in given) or None


def windows_judged(rule: Rule, predicate: str | None, test: Any) -> tuple[list[Row], Row]:
    """Run `test(subject, start, end)` on every row of the rule's frame that comes as far as its own tests."""
    name, frame = frame_of(rule, "unit_responses")
    subjects, left = framed(rule, name, frame)
    found, not_bound = [], 0
    for subject in subjects:
        binds = bound(rule, predicate, subject)
        if binds is False:
            not_bound += 1
            continue
        outcome = _judged(rule, subject, binds, test)
        if outcome is None:
            not_bound += 1
            continue
        found.append(obligation(rule, subject.table, subject.row, outcome.verdict, outcome.reason,
                                measured=outcome.measured, allowed=outcome.allowed))  # fmt: skip
    return found, {"frame": name, "excluded": dict(left), "not_bound": not_bound, "obligations": len(found)}


def _judged(rule: Rule, subject: FrameRow, binds: bool | None, test: Any) -> Outcome | None:
    """What the rule says of one row; None when its test finds that it does not bind it."""
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    default_from, default_until = EDGES[subject.table]
    window = Window(
        edge(subject, rule.text.get("from", default_from)), edge(subject, rule.text.get("until", default_until))
    )
    start, end = window.start, window.end
    low, high = (start.low if start else None), (end.low if end else None)
    exempt = exemption(rule.world, rule.text, subject.ties, subject, low, high)
    if exempt.applies:
        return Outcome("exempt")
    if subject.officer is None:
        return Outcome("undetermined", "officer_unknown")
    if start is None or end is None:
        return Outcome("undetermined", "window_unknown")
    if exempt.new_start is not None and exempt.new_start > start.low:
        start = Stamp(exempt.new_start, exempt.new_start)
    if end.low < start.low:
        return Outcome("undetermined", "clock_contradiction")
    if end.low - start.low > LONGEST:
        return Outcome("undetermined", "window_unknown")
    outcome: Outcome | None = test(subject, start, end)
    return unless_exempt(still_open(rule, outcome, end.low), exempt) if outcome else None


def unless_exempt(outcome: Outcome, exempt: Exemption) -> Outcome:
    """Nobody is accused while it is unknown whether an exemption applies."""
    if exempt.is_unknown and outcome.verdict == "violation":
        return Outcome("undetermined", "exemption_unknown", outcome.measured, outcome.allowed)
    return outcome


def still_open(rule: Rule, outcome: Outcome, end: datetime) -> Outcome:
    """Want of footage is pending while the upload grace runs."""
    grace: Duration = rule.tolerance("upload_grace")
    if outcome.reason in FOOTAGE_WANTING and not grace.is_zero and rule.world.as_of < grace.after(end, rule.calendar):
        return Outcome("pending", "upload_grace", outcome.measured, outcome.allowed)
    return outcome


def inside(horizon: tuple[datetime, datetime] | None, start: datetime, end: datetime) -> bool:
    return horizon is not None and horizon[0] <= start and end <= horizon[1]
