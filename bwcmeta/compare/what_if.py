"""`audit --what-if`: the same frozen logs under several policies, side by side.

Each policy is audited by itself over one snapshot. What one finds and the other does not is told by rule: rules of one
id belong together, then rules of one topic where each policy has a single one left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bwcmeta.audit import AuditResult
    from bwcmeta.policies.policy import Policy

_ABOUT = ("incident_id", "officer_id", "recording_id", "fact_id", "unit_id", "at")
"""What a finding is about, whatever rule found it."""
_COUNTS = ("compliant", "violation", "undetermined", "exempt", "pending")

About = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class UnderPolicy:
    """One audit among several over the same logs: what it is called, its policies (versions of one), its result."""

    name: str
    policies: tuple[Policy, ...]
    result: AuditResult


@dataclass(frozen=True, slots=True)
class RuleUnder:
    """What came of one rule under one policy: obligations by verdict, and the rates with their exact intervals."""

    topic: str
    rule: str
    policy: str
    n: int
    counts: Mapping[str, int]
    rates: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Shift:
    """What another policy finds that the first does not, and the other way round, for rules that belong together.

    Attributes:
        topic: of the rules. before, after: their ids under the first and under the other policy; '' for none.
        policy: the other policy.
        gained: ids of findings that only the other policy has; they stand in its run.
        lost: ids of findings that only the first has.
        kept: how many both have.
    """

    topic: str
    before: str
    after: str
    policy: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The same logs under several policies: every rule, and what shifts from the first policy to each other one."""

    names: tuple[str, ...]
    rules: tuple[RuleUnder, ...]
    shifts: tuple[Shift, ...]


def what_if(first: UnderPolicy, others: Sequence[UnderPolicy]) -> WhatIf:
    """Put the results of several audits of the same logs side by side. Candidates (violations) are compared."""
    every = (first, *others)
    rules = sorted(
        (row for number, under in enumerate(every) for row in _rules(under, number)),
        key=lambda numbered: (numbered[0].topic, numbered[0].rule, numbered[1]),
    )
    shifts = tuple(shift for other in others for shift in _shifts(first, other))
    return WhatIf(tuple(under.name for under in every), tuple(row for row, _ in rules), shifts)


def _rules(under: UnderPolicy, number: int) -> Iterator[tuple[RuleUnder, int]]:
    topics = _topics(under)
    for row in under.result.summary["rules"]:
        rates = {name: row[name] for name in row if name.endswith(("_rate", "_low", "_high"))}
        counts = {name: row[name] for name in _COUNTS}
        yield RuleUnder(topics[row["rule_id"]], row["rule_id"], under.name, row["n"], counts, rates), number


def _topics(under: UnderPolicy) -> dict[str, str]:
    return {rule.id: rule.topic for policy in under.policies for rule in policy.rules}


def _shifts(first: UnderPolicy, other: UnderPolicy) -> Iterator[Shift]:
    found, against = _candidates(first), _candidates(other)
    for topic, before, after in _together(_topics(first), _topics(other)):
        old, new = found.get(before, {}), against.get(after, {})
        gained = tuple(sorted(new[about] for about in new.keys() - old.keys()))
        lost = tuple(sorted(old[about] for about in old.keys() - new.keys()))
        yield Shift(topic, before, after, other.name, gained, lost, len(old.keys() & new.keys()))


def _candidates(under: UnderPolicy) -> dict[str, dict[About, str]]:
    """Rule -> what its candidates are about -> the finding's id."""
    found: dict[str, dict[About, str]] = {}
    violations = under.result.finding_rows.only("verdict", "violation")
    for rule, finding, *about in violations.select("rule_id", "finding_id", *_ABOUT).collect().iter_rows():
        mine = found.setdefault(rule, {})
        seen = tuple(about)
        while seen in mine:  # two rows with nothing to tell them apart are two findings all the same
            seen = (*seen, "again")
        mine[seen] = finding
    return found


def _together(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield topic and ids of rules that belong together, sorted; a rule without its like stands beside ''."""
    pairs = [(before[rule], rule, rule) for rule in before if rule in after]
    gone = {rule: topic for rule, topic in before.items() if rule not in after}
    new = {rule: topic for rule, topic in after.items() if rule not in before}
    for topic in sorted({*gone.values()} & {*new.values()}):
        old_ones = [rule for rule, its in gone.items() if its == topic]
        new_ones = [rule for rule, its in new.items() if its == topic]
        if len(old_ones) == len(new_ones) == 1:
            pairs.append((topic, old_ones[0], new_ones[0]))
            del gone[old_ones[0]], new[new_ones[0]]
    pairs += [(topic, rule, "") for rule, topic in gone.items()]
    pairs += [(topic, "", rule) for rule, topic in new.items()]
    yield from sorted(pairs)
