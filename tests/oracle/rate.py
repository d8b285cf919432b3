"""`rate`: a share of another rule's obligations reaches a goal (policy-language.md section 6)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from oracle.moments import Row
from oracle.rule import Rule

COUNTED = ("compliant", "violation", "undetermined")


def rate(rule: Rule, judged: list[Row]) -> tuple[list[Row], Row]:
    """One obligation for each group of the obligations of the rule it is about."""
    by = rule.text.get("by") or []
    groups: dict[tuple[Any, ...], Counter[str]] = {}
    for row in [r for r in judged if r["rule_id"] == rule.text["of"]]:
        key = tuple(_group(rule, row, name) for name in by)
        groups.setdefault(key, Counter())[row["verdict"]] += 1
    if not groups and not by:
        groups[()] = Counter()
    found = [_obligation(rule, dict(zip(by, key, strict=True)), counts) for key, counts in groups.items()]
    return found, {"frame": None, "excluded": {}, "not_bound": 0, "obligations": len(found)}


def _group(rule: Rule, row: Row, name: str) -> Any:
    if name == "officer":
        return row["officer_id"]
    if name == "month":
        return row["_at"].astimezone(rule.calendar.zone).strftime("%Y-%m") if row["_at"] else None
    source = next(r for r in rule.world.rows[row["subject"]] if r["source_row"] == row["subject_row"])
    if name == "unit":
        return source.get("unit_id")
    return source.get("district") or rule.world.incident(source["_number"]).get("district")


def _obligation(rule: Rule, group: Row, counts: Counter[str]) -> Row:
    compliant, violation, undetermined = (counts[v] for v in COUNTED)
    n = compliant + violation + undetermined
    goal = Fraction(str(rule.text["at_least"]).strip().removesuffix("%").strip()) / 100
    least = rule.text.get("at_least_n", 1)
    if n == 0:
        verdict, reason = "undetermined", "nothing_to_judge"
    elif n < least:
        verdict, reason = "undetermined", "too_few"
    elif Fraction(compliant, n) >= goal:
        verdict, reason = "compliant", None
    elif Fraction(compliant + undetermined, n) < goal:
        verdict, reason = "violation", "under_goal"
    else:
        verdict, reason = "undetermined", "goal_unknown"
    return {
        "rule_id": rule.text["id"], "subject": "rate", "subject_row": None, "incident_id": None,
        "officer_id": group.get("officer"), "recording_id": None, "fact_id": None, "verdict": verdict,
        "reason": reason, "measured": 100 * compliant / n if n else None, "allowed": float(goal * 100), "group": group,
    }  # fmt: skip
