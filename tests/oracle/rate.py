"""`rate`: a share of another rule's obligations reaches a goal (policy-language.md section 6)."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from oracle.moments import Row, moment
from oracle.rule import Rule
from oracle.world import row_age

CLEARED = ("exonerated", "unfounded", "data_quality")
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
COUNTED = ("compliant", "violation", "undetermined")


def rate(rule: Rule, judged: list[Row]) -> tuple[list[Row], Row]:
    """One obligation for each group of the obligations of the rule it is about."""
    by = rule.text.get("by") or []
    groups: dict[tuple[Any, ...], Counter[str]] = {}
    about = [r for r in judged if r["rule_id"] == rule.text["of"]]
    gone = _cleared(rule, about)
    for place, row in enumerate(about):
        key = tuple(_group(rule, row, name) for name in by)
        groups.setdefault(key, Counter())["cleared" if place in gone else row["verdict"]] += 1
    if not groups and not by:
        groups[()] = Counter()
    found = [_obligation(rule, dict(zip(by, key, strict=True)), counts) for key, counts in groups.items()]
    return found, {"frame": None, "excluded": {}, "not_bound": 0, "obligations": len(found)}


def _cleared(rule: Rule, about: list[Row]) -> set[int]:
    """Places of the violations whose finding a person has cleared; a finding's id is that of outputs.md."""
    standing: dict[str, tuple[Any, ...]] = {}
    states: dict[str, str] = {}
    for decision in rule.world.rows["dispositions"]:
        at = moment(decision.get("decided_at"))
        if rule.world.decided_until is not None and (at is None or at > rule.world.decided_until):
            continue
        ident = decision["finding_id"].strip().lower()
        age = (at is not None, at, *row_age(decision)) if at is not None else (False, None, *row_age(decision))
        if ident not in standing or _later(age, standing[ident]):
            standing[ident], states[ident] = age, decision["state"]
    found, seen = set(), Counter[str]()
    order = sorted(range(len(about)), key=lambda place: about[place]["subject_row"])
    for place in order:
        row = about[place]
        if row["verdict"] == "compliant":
            continue
        source = next(r for r in rule.world.rows[row["subject"]] if r["source_row"] == row["subject_row"])
        at = row["_at"]
        parts = [rule.policy["policy"], row["rule_id"], row["incident_id"], row["officer_id"], row["recording_id"],
                 row["fact_id"], source.get("unit_id"), (at - EPOCH) // MICROSECOND if at else None]  # fmt: skip
        text = "\x1f".join("" if part is None else str(part) for part in parts)
        ident = hashlib.sha256(f"{text}\x1f{seen[text]}".encode()).hexdigest()[:16]
        seen[text] += 1
        if row["verdict"] == "violation" and states.get(ident) in CLEARED:
            found.add(place)
    return found


def _later(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether one decision was made after another; without a time it is the oldest."""
    if one[0] != other[0]:
        return bool(one[0])
    return bool(one[1:] > other[1:]) if one[0] else bool(one[2:] > other[2:])


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
