"""What "stricter" means, held to the oracle: where the laxer rule is broken, the stricter one is not kept.

Rules are varied in one thing at a time; of every pair that the order can tell apart, both are judged over many small
dirty worlds. A subject that breaks the laxer rule must break the stricter one too, or at least not be told compliant
by it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from compare_policies import policy_of
from oracle import audit
from world_policies import FOLLOWED, HOLDS, KEPT, NOT_BEFORE, NOT_RECORDED, PRECEDED, RECORDED, STOPS
from worlds import HORIZON, batch

from bwcmeta.compare.said import said
from bwcmeta.compare.strictness import compare

RULES = {
    "recorded_throughout": RECORDED,
    "not_recorded": NOT_RECORDED,
    "stops_after": STOPS,
    "kept": KEPT,
    "followed_by": FOLLOWED,
    "preceded_by": PRECEDED,
    "not_before": NOT_BEFORE,
    "holds": HOLDS,
}
LIMITS = ("start_within", "end_within", "longest_gap", "muted_at_most", "buffer_at_least", "at_most", "within")
KNOWN = {"evidence_actions": "purpose", "requests": "decided_at", "reviews": "done_at"}
WORLDS = 30


def variants(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rule, and the rule with one thing changed."""
    yield rule
    for key in LIMITS:
        if key in rule:
            yield from ({**rule, key: length} for length in ("0s", "90s", "2h") if length != rule[key])
    for fact, standing in (("exigent", "claimed"), ("exigent", "documented"), ("informant", "claimed")):
        yield {**rule, "unless": [*rule.get("unless", []), {"fact": fact, "standing": standing}]}
    yield {key: value for key, value in rule.items() if key != "unless"}
    yield {key: value for key, value in rule.items() if key != "when"}
    yield {**rule, "when_unknown": "not_bound"}
    if "missing" in rule or "anchor" in rule:
        yield {**rule, "missing": "undetermined"}
    if "classes" in rule:
        for number, one in enumerate(rule["classes"]):
            for change in ({"at_least": "40d"}, {"at_most": "4y"}, {"at_most": "4y", "grace": "1mo"}):
                changed = {**one, **change}
                if "at_most" in change or ("at_least" not in one and "at_most" not in one):
                    yield {**rule, "classes": [*rule["classes"][:number], changed, *rule["classes"][number + 1 :]]}
        yield {**rule, "held_by": [*rule.get("held_by", []), {"fact": "evidentiary"}]}
    if "holds" in rule:
        known = KNOWN.get(rule["over"], "officer_id")
        yield {**rule, "holds": f"({rule['holds']}) and {known} is not null"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", RULES)
def test_whatever_breaks_the_laxer_rule_does_not_keep_the_stricter_one(kind: str) -> None:
    compared = broken = 0
    for number, base in enumerate(RULES[kind]):
        if "frame" in base:
            continue
        rules = [{"kind": kind, **one} for one in variants(base)]
        head = {"timezone": "America/Chicago"}
        policy = policy_of(*rules, **head)
        normal = [said(policy, rule) for rule in policy.rules]
        pairs = [(a, b) for a, b in itertools.permutations(range(len(rules)), 2) if compare(normal[a], normal[b]) == 1]
        compared += len(pairs)
        document = {"policy": "try-out", **head, "rules": [{"id": f"rule-{n}", **r} for n, r in enumerate(rules, 1)]}
        for world in batch(random.Random(f"{kind}{number}"), WORLDS):
            found, _ = audit(world, document, None, HORIZON)
            verdicts: dict[str, dict[Any, str]] = {}
            for one in found:
                verdicts.setdefault(one["rule_id"], {})[one["subject_row"], one["officer_id"]] = one["verdict"]
            for stricter, laxer in pairs:
                broken += holds_together(
                    verdicts, policy.rules[stricter].id, policy.rules[laxer].id, rules, stricter, laxer
                )
    assert compared > 10
    assert broken > 10, "the worlds never broke a rule: the test would say nothing"


def holds_together(verdicts, stricter: str, laxer: str, rules, a: int, b: int) -> int:
    """Check one pair in one world; return how many subjects break the laxer rule."""
    broken = 0
    for subject, verdict in verdicts.get(laxer, {}).items():
        if verdict == "violation":
            broken += 1
            other = verdicts.get(stricter, {}).get(subject, "not bound")
            assert other in ("violation", "undetermined", "pending"), (
                f"{subject}: {other} under {rules[a]}, not {rules[b]}"
            )
    return broken
