"""`holds`: a predicate is true of a row (policy-language.md section 6)."""

from __future__ import annotations

from typing import Any

from oracle.facts import exemption
from oracle.frames import ON_SCENE, frame_of, framed, in_force
from oracle.moments import Row
from oracle.predicates import LISTS, columns_named, judge
from oracle.rule import Rule, obligation
from oracle.subjects import OtherRow
from oracle.windows import Outcome, bound, unless_exempt

FRAME_TABLES = ("unit_responses", "duty", "recordings")


def holds(rule: Rule) -> tuple[list[Row], Row]:
    name, subjects, left = _subjects(rule)
    found, not_bound = [], 0
    for subject in subjects:
        binds = bound(rule, rule.text.get("when"), subject)
        if binds is False:
            not_bound += 1
            continue
        outcome = _judged(rule, subject, binds)
        found.append(obligation(rule, subject.table, subject.row, outcome.verdict, outcome.reason))
    return found, {"frame": name, "excluded": left, "not_bound": not_bound, "obligations": len(found)}


def _subjects(rule: Rule) -> tuple[str | None, list[Any], Row]:
    table = rule.text.get("over")
    if table is None or table in FRAME_TABLES:
        name, frame = frame_of(rule, table or "unit_responses")
        subjects, left = framed(rule, name, frame)
        return name, subjects, dict(left)
    rows = rule.world.rows[table]
    kept = [r for r in rows if in_force(rule, r["_at"])]
    left = {"not in force": len(rows) - len(kept)} if len(rows) > len(kept) else {}
    return None, [OtherRow(rule, table, r) for r in kept], left


def _judged(rule: Rule, subject: Any, binds: bool | None) -> Outcome:
    if binds is None:
        return Outcome("undetermined", "when_unknown")
    exempt = exemption(rule.world, rule.text, subject.ties, subject, None, None, ignore_time=True)
    if exempt.applies:
        return Outcome("exempt")
    answer = judge(rule.text["holds"], subject)
    if answer is None:
        return Outcome("undetermined", "column_absent" if _names_what_no_file_had(rule, subject) else "unknown")
    if answer:
        return Outcome("compliant")
    return unless_exempt(Outcome("violation", "does_not_hold"), exempt)


def _names_what_no_file_had(rule: Rule, subject: Any) -> bool:
    named = {LISTS.get(c, c) for c in columns_named(rule.text["holds"])}
    named = {part for c in named for part in (ON_SCENE if c == "on_scene_seconds" else (c,))}
    return any(subject.lacks(column) == "file" for column in named)
