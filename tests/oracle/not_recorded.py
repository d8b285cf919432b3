"""`not_recorded`: nothing is recorded in a context (policy-language.md section 6)."""

from __future__ import annotations

from datetime import timedelta

from oracle.frames import FrameRow
from oracle.moments import Duration, Row, Stamp
from oracle.mutes import united
from oracle.recordings import may_reach, might_overlap, overlaps
from oracle.rule import Rule
from oracle.windows import Outcome, inside, joined, windows_judged

NOTHING = timedelta(0)


def not_recorded(rule: Rule) -> tuple[list[Row], Row]:
    predicate = joined(rule.text.get("while"), rule.text.get("when"))
    return windows_judged(rule, predicate, lambda *window: _outcome(rule, *window))


def _outcome(rule: Rule, subject: FrameRow, start: Stamp, end: Stamp) -> Outcome:
    at_most = (rule.limit("at_most", "0s") or Duration(0, "s")).seconds or 0.0
    footage = rule.stretches(subject.officer)
    inside_it = [s for s in footage if overlaps(s, start.low, end.low)]
    covered = united([(max(s.start.low, start.low), min(s.end.low, end.low)) for s in inside_it])
    blur = len(inside_it) * max((s.slack for s in inside_it), default=NOTHING)
    blur += max(start.high - start.low, end.high - end.low)
    slack = blur / timedelta(seconds=1)
    if covered - slack > at_most:
        return Outcome("violation", "recorded", covered, at_most)
    if any(may_reach(s, start.low, end.low) for s in rule.open_starts(subject.officer)):
        return Outcome("undetermined", "end_unknown")
    if inside_it and blur > NOTHING and covered + slack > at_most:
        return Outcome("undetermined", "too_coarse")
    if not inside_it and any(might_overlap(s, start, end) for s in footage):
        return Outcome("undetermined", "too_coarse")
    if not inside(rule.world.horizon("recordings"), start.low, end.low):
        return Outcome("undetermined", "outside_horizon")
    return Outcome("compliant")
