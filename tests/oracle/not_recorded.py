"""`not_recorded`: nothing is recorded in a context (policy-language.md section 6)."""

from __future__ import annotations

from datetime import datetime

from oracle.frames import FrameRow
from oracle.moments import Duration, Row, Stamp
from oracle.mutes import united
from oracle.recordings import may_reach
from oracle.rule import Rule
from oracle.windows import Outcome, inside, joined, windows_judged


def not_recorded(rule: Rule) -> tuple[list[Row], Row]:
    predicate = joined(rule.text.get("while"), rule.text.get("when"))
    return windows_judged(rule, predicate, lambda *window: _outcome(rule, *window))


def _outcome(rule: Rule, subject: FrameRow, start: Stamp, end: Stamp) -> Outcome:
    at_most = (rule.limit("at_most", "0s") or Duration(0, "s")).seconds or 0.0
    closed = rule.stretches(subject.officer)
    written = _seconds([(s.start.low, s.end.low) for s in closed], start.low, end.low)
    least = _seconds([(s.start.high, s.end.low) for s in closed], start.high, end.low)
    most = _seconds([(s.start.low, s.end.high) for s in closed], start.low, end.high)
    if least > at_most:
        return Outcome("violation", "recorded", written, at_most)
    if any(may_reach(s, start.low, end.low) for s in rule.open_starts(subject.officer)):
        return Outcome("undetermined", "end_unknown", written, at_most)
    if most > at_most:
        return Outcome("undetermined", "too_coarse", written, at_most)
    if not inside(rule.world.horizon("recordings"), start.low, end.low):
        return Outcome("undetermined", "outside_horizon", written, at_most)
    return Outcome("compliant", None, written, at_most)


def _seconds(spans: list[tuple[datetime, datetime]], start: datetime, end: datetime) -> float:
    return united([(max(a, start), min(b, end)) for a, b in spans])
