"""`policy lint`: a policy document held against a law: is each of its rules met, and by which rule?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bwcmeta.compare.keeping import FAMILY, Keeping, compare_keeping, falls_short, keepings
from bwcmeta.compare.provisions import Provision, stricter
from bwcmeta.compare.said import Said, said
from bwcmeta.compare.strictness import parts
from bwcmeta.compare.words import deciding, phrases

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy


class Outcome(StrEnum):
    """How a policy stands to one rule of a law."""

    MET = "met"
    WEAKER = "weaker"
    ABSENT = "absent"
    UNCLEAR = "cannot compare"


@dataclass(frozen=True, slots=True)
class Linted:
    """One rule of a law and how the policy stands to it.

    Attributes:
        rule, clause, title, topic: the law's rule; one of retention is told facet by facet, under the facet's topic.
        outcome: met, weaker, absent, or cannot compare.
        by: ids of the policy's rules that were held against it.
        wants: what the law says, in a few words. differs: what the policy says otherwise.
        advice: whether the law only advises; then nothing fails by it.
    """

    rule: str
    clause: str
    title: str
    topic: str
    outcome: Outcome
    by: tuple[str, ...]
    wants: tuple[str, ...]
    differs: tuple[str, ...]
    advice: bool

    @property
    def fails(self) -> bool:
        """Whether the policy falls short of what the law demands."""
        return not self.advice and self.outcome in (Outcome.WEAKER, Outcome.ABSENT)


def lint_policy(policy: Policy, law: Policy) -> tuple[Linted, ...]:
    """Hold a policy against every rule of a law, in the law's order.

    A rule is met when one of the policy's is at least as strict, whatever its topic. The policy is weaker when its rule
    falls short of the law's in something, however far it goes in something else. The rule is absent when the policy
    has none of the topic, and cannot be compared when what the policy has is of another kind. What the policy says of
    keeping footage counts together, and is told for minimum, flagged footage, maximum and holds one by one.
    """
    mine = [said(policy, rule) for rule in policy.rules]
    found: list[Linted] = []
    for theirs in (said(law, rule) for rule in law.rules):
        if theirs.kind == "kept" and theirs.topic in FAMILY:
            found.extend(_kept(mine, theirs))
        else:
            outcome, by, differs = _ruled(mine, theirs)
            found.append(_linted(theirs, theirs.topic, outcome, by, (theirs, differs)))
    return tuple(found)


def _linted(
    theirs: Said, topic: str, outcome: Outcome, by: tuple[str, ...], told: tuple[Provision, tuple[str, ...]]
) -> Linted:
    wants, differs = told
    return Linted(
        rule=theirs.rule,
        clause=theirs.clause,
        title=theirs.title,
        topic=topic,
        outcome=outcome,
        by=by,
        wants=tuple(phrases(wants)),
        differs=differs,
        advice=theirs.advisory,
    )


def _kept(mine: Sequence[Said], theirs: Said) -> Iterator[Linted]:
    """Each facet of what a rule says of keeping footage, against all that the policy says of it."""
    keeping = tuple(rule for rule in mine if rule.kind == "kept" and rule.topic in FAMILY)
    by = tuple(rule.rule for rule in keeping)
    for facet in keepings([theirs]):
        own_facet = Keeping(facet.facet, keeping)
        if not facet.own:
            continue
        if not keeping or not own_facet.says:
            yield _linted(theirs, facet.facet, Outcome.ABSENT, (), (facet, ()))
            continue
        sign = compare_keeping(own_facet, facet)
        met = Outcome.MET if sign in (0, 1) else Outcome.UNCLEAR
        outcome = Outcome.WEAKER if falls_short(own_facet, facet) else met
        yield _linted(theirs, facet.facet, outcome, by, (facet, tuple(phrases(own_facet)) if sign != 0 else ()))


_WINDOWS = ("activation", "continuous_recording", "deactivation", "muting", "buffer")
"""Topics under which policies say that a window is recorded: what a law says under one may stand under another."""
_Answer = tuple[Outcome, tuple[str, ...], tuple[str, ...]]


def _ruled(mine: Sequence[Said], theirs: Said) -> _Answer:
    signs: list[tuple[Said, int | None]] = [(one, stricter(one, theirs)) for one in mine if _comparable(one, theirs)]
    for one, sign in signs:
        if sign in (0, 1):
            return Outcome.MET, (one.rule,), ()
    related = _WINDOWS if theirs.topic in _WINDOWS and theirs.kind == "recorded_throughout" else (theirs.topic,)
    near = [one for one, _ in signs if one.topic in related] or [one for one, sign in signs if sign == -1]
    short = [one for one in near if any(part.sign == -1 for part in parts(one, theirs))]
    if short:
        return Outcome.WEAKER, (short[0].rule,), tuple(deciding(short[0], theirs))
    if near:
        return Outcome.UNCLEAR, (near[0].rule,), tuple(deciding(near[0], theirs))
    same_topic: list[Provision] = [one for one in mine if one.topic == theirs.topic]
    if same_topic:
        by = tuple(one.rule for one in same_topic if isinstance(one, Said))
        return Outcome.UNCLEAR, by, tuple(text for one in same_topic for text in phrases(one))
    return Outcome.ABSENT, (), ()


def _comparable(one: Said, other: Said) -> bool:
    return (one.kind, one.table) == (other.kind, other.table)
