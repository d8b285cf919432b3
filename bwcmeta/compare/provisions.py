"""What a policy says of each topic, and how two policies stand to one another in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from bwcmeta.compare.keeping import FAMILY, Keeping, compare_keeping, keepings
from bwcmeta.compare.said import Said, said
from bwcmeta.compare.strictness import compare
from bwcmeta.policies.topics import TOPICS

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy

Provision = Said | Keeping
"""A rule, or a facet of how footage is kept."""
Provisions = Mapping[str, tuple[Provision, ...]]
"""Topic -> what a policy says of it, in the order of the topics."""


class Status(StrEnum):
    """How a policy stands to another in one topic."""

    ABSENT = "absent"
    NOTE = "note"
    ADVICE = "advice"
    WEAKER = "weaker"
    EQUAL = "equal"
    STRONGER = "stronger"
    DIFFERENT = "different"


SILENT = (Status.ABSENT, Status.NOTE)
"""Where a policy has no rule of a topic."""
SAYS = {
    Status.ABSENT: "it has no rule of this topic",
    Status.NOTE: "it says something of this topic that is printed and not judged",
    Status.ADVICE: "it advises, and the model has no rule",
    Status.WEAKER: "it binds less in something and more in nothing",
    Status.EQUAL: "it says the same",
    Status.STRONGER: "it binds more in something and less in nothing",
    Status.DIFFERENT: "each binds something that the other leaves free",
}
"""Status -> what it means, for legends."""


def provisions(policy: Policy) -> Provisions:
    """Return what a policy says, by topic. Rules that keep footage are taken together (see `keeping`)."""
    rules = [said(policy, rule) for rule in policy.rules]
    found: dict[str, list[Provision]] = {}
    for rule in rules:
        if rule.kind != "kept" or rule.topic not in FAMILY:
            found.setdefault(rule.topic, []).append(rule)
    for keeping in keepings(rules):
        found.setdefault(keeping.topic, []).append(keeping)
    return {topic: tuple(found[topic]) for topic in TOPICS if topic in found}


def stricter(one: Provision, other: Provision) -> int | None:
    """1 when the first is stricter, -1 laxer, 0 equal, None incomparable."""
    if isinstance(one, Keeping) and isinstance(other, Keeping):
        return compare_keeping(one, other) if one.facet == other.facet else None
    return compare(one, other) if isinstance(one, Said) and isinstance(other, Said) else None


def meets(mine: Sequence[Provision], theirs: Sequence[Provision]) -> bool:
    """Whether for each of theirs one of mine is at least as strict."""
    return all(any(stricter(one, other) in (0, 1) for one in mine) for other in theirs)


def relation(mine: Sequence[Provision], theirs: Sequence[Provision]) -> int | None:
    """Compare all that two policies say of a topic: 1 when mine binds more, -1 less, 0 the same, None incomparable."""
    more, less = meets(mine, theirs), meets(theirs, mine)
    return 0 if more and less else 1 if more else -1 if less else None


def stand(mine: Provisions, theirs: Provisions, topic: str, *, noted: bool = False) -> Status:
    """Name how a policy stands to another in a topic; `noted` where it has at least a note of it.

    What it says under another topic counts where it says as much as the other does.
    """
    said = mine.get(topic, ())
    wanted = [one for one in theirs.get(topic, ()) if own(one)]
    if not any(own(one) for one in said):
        anywhere = [one for every in mine.values() for one in every]
        if wanted and meets(anywhere, wanted):
            return status_of(relation([one for one in anywhere if _meets_one(one, wanted)], wanted))
        return Status.NOTE if noted else Status.ABSENT
    if not wanted and advises(said):
        return Status.ADVICE
    return status_of(relation(said, wanted))


def _meets_one(one: Provision, wanted: Sequence[Provision]) -> bool:
    return any(stricter(one, other) in (0, 1) for other in wanted)


def status_of(sign: int | None) -> Status:
    """The word for a comparison."""
    return {0: Status.EQUAL, 1: Status.STRONGER, -1: Status.WEAKER, None: Status.DIFFERENT}[sign]


def own(provision: Provision) -> bool:
    """Whether a policy says this of its own, and not only by a rule that is about more."""
    return not isinstance(provision, Keeping) or provision.own


def advises(said: Sequence[Provision]) -> bool:
    """Whether all that is said is advice."""
    return all(isinstance(one, Said) and one.advisory for one in said)


def paired(mine: Sequence[Provision], theirs: Sequence[Provision]) -> list[tuple[Provision | None, Provision | None]]:
    """Pair what two policies say of a topic, for telling them apart: each of theirs with the nearest of mine.

    What has no counterpart of its kind stands alone.
    """
    left = list(mine)
    pairs: list[tuple[Provision | None, Provision | None]] = []
    for other in theirs:
        near = sorted((one for one in left if _alike(one, other)), key=lambda one: _nearness(one, other))
        if near:
            left.remove(near[0])
        pairs.append((near[0] if near else None, other))
    return pairs + [(one, None) for one in left]


def _alike(one: Provision, other: Provision) -> bool:
    if isinstance(one, Keeping) and isinstance(other, Keeping):
        return one.facet == other.facet
    return isinstance(one, Said) and isinstance(other, Said) and (one.kind, one.table) == (other.kind, other.table)


def _nearness(one: Provision, other: Provision) -> tuple[int, int]:
    sign = stricter(one, other)
    same_name = isinstance(one, Said) and isinstance(other, Said) and one.rule == other.rule
    return (0 if sign == 0 else 1 if same_name else 2, 0 if sign == 1 else 1 if sign == -1 else 2)
