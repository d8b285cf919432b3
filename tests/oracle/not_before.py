"""`not_before`: a thing does not happen before another (policy-language.md section 6)."""

from __future__ import annotations

from datetime import timedelta

from oracle.facts import Ties, exemption, is_tied
from oracle.frames import in_force
from oracle.moments import Row, Stamp, moment, seconds_between, stamp
from oracle.rule import Rule, obligation
from oracle.subjects import OtherRow
from oracle.things import named_rows, numbers, recording
from oracle.windows import Outcome, bound, unless_exempt


def not_before(rule: Rule) -> tuple[list[Row], Row]:
    found, not_bound, left = [], 0, 0
    for thing in named_rows(rule.world, {"action": rule.text["what"]["action"]}):
        row = thing.row
        if not in_force(rule, row["_at"]):
            left += 1
            continue
        subject = OtherRow(rule, "evidence_actions", row)
        binds = bound(rule, rule.text.get("when"), subject) if _is_meant(rule, row) else False
        if binds is False:
            not_bound += 1
            continue
        outcome = _judged(rule, subject, binds)
        found.append(obligation(rule, "evidence_actions", row, outcome.verdict, outcome.reason,
                                measured=outcome.measured, allowed=outcome.allowed))  # fmt: skip
    excluded = {"not in force": left} if left else {}
    return found, {"frame": None, "excluded": excluded, "not_bound": not_bound, "obligations": len(found)}


def _is_meant(rule: Rule, row: Row) -> bool:
    """Whether the actor was on the incident, or recorded it; or anybody's action is meant."""
    if rule.text["what"].get("by", "involved_officer") == "anyone":
        return True
    if row["_officer"] is None:
        return False
    wearer = recording(rule.world, row.get("recording_id")).get("_officer")
    there = numbers(rule.world, "evidence_actions", row)
    return wearer == row["_officer"] or any(
        r["_number"] in there and r["_officer"] == row["_officer"] for r in rule.world.rows["unit_responses"]
    )


def _judged(rule: Rule, subject: OtherRow, binds: bool | None) -> Outcome:
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    at = stamp(subject.row, "at")
    low = moment(subject.row.get("at"))
    exempt = exemption(rule.world, rule.text, subject.ties, subject, low, low)
    if exempt.applies:
        return Outcome("exempt")
    if at is None:
        return Outcome("undetermined", "window_unknown")
    first = _what_must_come_first(rule, subject.row)
    if first is None:
        if not named_rows(rule.world, rule.text["before"]):
            return Outcome("undetermined", "never_seen" if rule.text.get("missing") == "violation" else "missing")
        return unless_exempt(Outcome(rule.text.get("missing", "undetermined"), "missing"), exempt)
    lead = rule.limit("at_least")
    if lead is not None:
        more = timedelta(seconds=lead.number * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[lead.unit])
        first = Stamp(first.low + more, first.high + more)
    measured = seconds_between(first.low, at.low)
    if at.high < first.low:
        return unless_exempt(Outcome("violation", "too_early", -measured, 0.0), exempt)
    if at.low >= first.high:
        return Outcome("compliant", None, measured, 0.0)
    return Outcome("undetermined", "too_coarse", measured, 0.0)


def _what_must_come_first(rule: Rule, row: Row) -> Stamp | None:
    before = rule.text["before"]
    ties = Ties(row["_officer"], numbers(rule.world, "evidence_actions", row), row.get("recording_id"))
    candidates = named_rows(rule.world, before)
    if "fact" in before:
        found = [t.at for t in candidates if is_tied(t.row, ties)]
    else:
        named = row.get("recording_id")
        found = [t.at for t in candidates if named and t.row.get("recording_id") == named]
    return min((s for s in found if s is not None), key=lambda s: (s.low, s.high), default=None)
