"""`followed_by` and `preceded_by`: a thing happens within a limit after, or before, another."""

from __future__ import annotations

from typing import Any

from oracle.facts import exemption
from oracle.frames import FrameRow, frame_of, framed, in_force
from oracle.moments import Duration, Row, Stamp, later_than, moment, seconds_between, stamp
from oracle.rule import Rule, obligation
from oracle.subjects import OtherRow
from oracle.things import Thing, named_rows, start_of, things, was_ever_seen
from oracle.windows import Outcome, bound, unless_exempt

FRAME_TABLES = ("unit_responses", "recordings", "duty")
HAS_INSTANT = {
    "unit_responses": ("dispatched_at", "enroute_at", "arrived_at", "cleared_at"),
    "recordings": (
        "activated_at",
        "started_at",
        "ended_at",
        "recorded_at",
        "uploaded_at",
        "deleted_at",
        "retention_until",
    ),
    "duty": ("started_at", "ended_at"),
}
Anchor = tuple[Any, Stamp | None]


def followed_by(rule: Rule) -> tuple[list[Row], Row]:
    return _judged(rule, "then", _after)


def preceded_by(rule: Rule) -> tuple[list[Row], Row]:
    return _judged(rule, "first", _before)


def _judged(rule: Rule, key: str, test: Any) -> tuple[list[Row], Row]:
    wanted = rule.text[key]
    wanted = wanted if isinstance(wanted, list) else [wanted]
    found, not_bound = [], 0
    name, anchors, left = _anchors(rule)
    for subject, at in anchors:
        binds = bound(rule, rule.text.get("when"), subject)
        if binds is False:
            not_bound += 1
            continue
        outcome = _one(rule, subject, at, wanted, binds, test)
        found.append(obligation(rule, subject.table, subject.row, outcome.verdict, outcome.reason,
                                measured=outcome.measured, allowed=outcome.allowed))  # fmt: skip
    return found, {"frame": name, "excluded": left, "not_bound": not_bound, "obligations": len(found)}


def _anchors(rule: Rule) -> tuple[str | None, list[Anchor], Row]:
    """Every subject of the rule with the instant from which its clock runs."""
    anchor = rule.text["anchor"]
    named = rule.text.get("frame")
    over = rule.policy["frames"][named].get("over", "unit_responses") if named else None
    if isinstance(anchor, str):
        table = "recordings" if anchor.startswith("recording") or over == "recordings" else "duty"
        return _frame_anchors(rule, table, lambda subject: _moment_of(rule, anchor, subject))
    if "column" in anchor:
        over = over or next(t for t in FRAME_TABLES if anchor["column"] in HAS_INSTANT[t])
        return _frame_anchors(rule, over, lambda subject: stamp(subject.row, anchor["column"]))
    if "review" in anchor:
        rows = [Thing("reviews", r, stamp(r, f"{anchor['review']}_at")) for r in rule.world.rows["reviews"]]
    elif "request" in anchor:
        rows = [Thing("requests", r, stamp(r, "received_at")) for r in rule.world.rows["requests"]
                if r["kind"] == anchor["request"]]  # fmt: skip
    else:
        rows = named_rows(rule.world, anchor)
    kept = [t for t in rows if in_force(rule, t.row.get("_at"))]
    left = {"not in force": len(rows) - len(kept)} if len(rows) > len(kept) else {}
    return None, [(OtherRow(rule, t.table, t.row), t.at) for t in kept], left


def _frame_anchors(rule: Rule, table: str, at: Any) -> tuple[str | None, list[Anchor], Row]:
    name, frame = frame_of(rule, table)
    subjects, left = framed(rule, name, frame)
    return name, [(subject, at(subject)) for subject in subjects], dict(left)


def _moment_of(rule: Rule, anchor: str, subject: FrameRow) -> Stamp | None:
    if anchor == "recording_start":
        return start_of(subject.row)
    column = "started_at" if anchor.endswith("start") else "ended_at"
    if anchor.startswith("recording") or subject.table == "duty":
        return stamp(subject.row, column)
    return stamp(_shift(rule, subject), column)


def _shift(rule: Rule, subject: FrameRow) -> Row:
    """The shift of the recording's officer in which it began."""
    at = moment(subject.row.get("started_at"))
    found = []
    for shift in rule.world.rows["duty"] if at and subject.officer else ():
        start, end = moment(shift.get("started_at")), moment(shift.get("ended_at"))
        if shift["_officer"] == subject.officer and start and end and start <= at <= end:
            found.append((start, shift["source_row"], shift))
    return max(found, key=lambda f: f[:2])[2] if found else {}


def _one(rule: Rule, subject: Any, at: Stamp | None, wanted: list[Row], binds: bool | None, test: Any) -> Outcome:
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    within = rule.limit("within") or Duration(0, "s")
    start = at.low if at else None
    end = within.after(start, rule.calendar) if start and test is _after else start
    exempt = exemption(rule.world, rule.text, subject.ties, subject, start, end)
    if exempt.applies:
        return Outcome("exempt")
    if at is None:
        return Outcome("undetermined", "window_unknown")
    own_time = subject.own_time if isinstance(subject, FrameRow) else (None, None)
    found = [t for w in wanted for t in things(rule.world, w, (subject.table, subject.row), own_time)]
    outcome = test(rule, at, within, found)
    if outcome.verdict == "pending":
        return outcome
    if outcome.reason == "missing" and not any(
        was_ever_seen(rule.world, w, subject.table, subject.row) for w in wanted
    ):
        return Outcome("undetermined", "never_seen")
    if outcome.reason in ("missing", "late") and any(t.at is None for t in found):
        return Outcome("undetermined", "time_unknown", outcome.measured, outcome.allowed)
    return unless_exempt(outcome, exempt)


def _missing(rule: Rule) -> Outcome:
    return Outcome(rule.text.get("missing", "violation"), "missing")


def _after(rule: Rule, at: Stamp, within: Duration, found: list[Thing]) -> Outcome:
    """The first thing at or after the anchor, held against the limit; a column may be earlier too."""
    deadline = within.after(at.low, rule.calendar)
    after = [t.at for t in found if t.at is not None and (t.at.high >= at.low or t.is_column)]
    if not after:
        if rule.world.as_of <= deadline:
            return Outcome("pending")
        return _missing(rule)
    first = min(after, key=lambda s: (s.low, s.high))
    late = later_than(at, first, within, rule.calendar)
    measured, allowed = seconds_between(at.low, first.low), seconds_between(at.low, deadline)
    if late is None:
        return Outcome("undetermined", "too_coarse", measured, allowed)
    return Outcome("violation" if late else "compliant", "late" if late else None, measured, allowed)


def _before(rule: Rule, at: Stamp, within: Duration, found: list[Thing]) -> Outcome:
    """The last thing at or before the anchor, if it is not too long before."""
    before = [t.at for t in found if t.at is not None and t.at.low <= at.high]
    answers = [later_than(s, at, within, rule.calendar) for s in before]
    if False in answers:
        return Outcome("compliant")
    return Outcome("undetermined", "too_coarse") if None in answers else _missing(rule)
