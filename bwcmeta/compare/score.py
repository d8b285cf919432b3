"""`policy score`: a folder of agencies' policies, topic by topic: who has it, how it is set, how alike they are."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.compare.findings_2018 import Answer, answers
from bwcmeta.compare.provisions import SILENT, Provision, Provisions, Status, advises, own, provisions, stand
from bwcmeta.compare.table import decided, labels
from bwcmeta.compare.uniformity import groups, uniformity
from bwcmeta.compare.words import Measure, headline, measures
from bwcmeta.policies.topics import TOPICS

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Spread:
    """How one number of a topic is set by those that set it: its least, middle and greatest, as they write it."""

    topic: str
    name: str
    n: int
    least: Measure
    middle: Measure
    greatest: Measure


@dataclass(frozen=True, slots=True)
class Standing:
    """One square of the map: how an agency stands to the model in a topic, and what it says."""

    policy: str
    status: Status
    says: tuple[str, ...]
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """One topic over all agencies.

    Attributes:
        topic: its name. model: what the model says, in a few words; empty where it has no rule.
        standings: one for each agency, in their order.
        distinct: how many different things are said of it, silence included.
        uniformity: see `uniformity`. alike: the same among those that have a rule.
        has: how many have a rule of it. advice: how many only advise.
        spreads: its numbers.
    """

    topic: str
    model: tuple[str, ...]
    standings: tuple[Standing, ...]
    distinct: int
    uniformity: float | None
    alike: float | None
    has: int
    advice: int
    spreads: tuple[Spread, ...]

    def count(self, *wanted: Status) -> int:
        """How many agencies stand in one of these ways."""
        return sum(standing.status in wanted for standing in self.standings)


@dataclass(frozen=True, slots=True)
class Score:
    """A folder of policies held against a model."""

    model: str
    model_title: str
    policies: tuple[str, ...]
    titles: tuple[str, ...]
    topics: tuple[TopicScore, ...]
    findings: tuple[Answer, ...]


def score_policies(policies: Sequence[Policy], model: Policy) -> Score:
    """Hold every policy against the model. Of several versions of one policy the newest counts."""
    agencies = newest(policies)
    names = tuple(labels(agencies))
    said = [provisions(policy) for policy in agencies]
    noted = [{note.topic for note in policy.notes} for policy in agencies]
    theirs = provisions(model)
    topics = [t for t in TOPICS if t in theirs or any(t in one for one in (*said, *noted))]
    scored = tuple(_topic(topic, theirs, names, said, noted) for topic in topics)
    titles = tuple(policy.title for policy in agencies)
    return Score(model.id, model.title, names, titles, scored, answers(agencies, names))


def newest(policies: Sequence[Policy]) -> list[Policy]:
    """One version of each policy, the one that came into force last, in the order of their ids."""
    found: dict[str, Policy] = {}
    for policy in policies:
        known = found.get(policy.id)
        if known is None or str(policy.effective_from or "") >= str(known.effective_from or ""):
            found[policy.id] = policy
    return [found[policy_id] for policy_id in sorted(found)]


def _topic(
    topic: str, model: Provisions, names: Sequence[str], said: Sequence[Provisions], noted: Sequence[set[str]]
) -> TopicScore:
    mine, theirs = [one.get(topic, ()) for one in said], model.get(topic, ())
    standings = []
    for number, name in enumerate(names):
        status = stand(said[number], model, topic, noted=topic in noted[number])
        if status in SILENT:
            standings.append(Standing(name, status, (), ()))
        else:
            says, decides = headline(mine[number]), decided(mine[number], theirs)
            standings.append(Standing(name, status, tuple(says), tuple(decides)))
    parted = groups(mine)
    silent = [number for number, standing in enumerate(standings) if standing.status in SILENT]
    advice = sum(number not in silent and bool(one) and advises(one) for number, one in enumerate(mine))
    with_rule = [len(group) for group in parted if group[0] not in silent]
    return TopicScore(
        topic=topic,
        model=tuple(headline(theirs)) if any(own(one) for one in theirs) else (),
        standings=tuple(standings),
        distinct=len(parted),
        uniformity=uniformity([len(group) for group in parted]),
        alike=uniformity(with_rule),
        has=len(names) - len(silent) - advice,
        advice=advice,
        spreads=_spreads(topic, mine),
    )


def _spreads(topic: str, said: Sequence[tuple[Provision, ...]]) -> tuple[Spread, ...]:
    """The numbers of a topic, by name; an agency that sets one of them twice counts with the smaller."""
    found: dict[str, list[Measure]] = {}
    for one in said:
        own: dict[str, Measure] = {}
        for measure in (m for provision in one for m in measures(provision)):
            if measure.name not in own or measure.size < own[measure.name].size:
                own[measure.name] = measure
        for name, measure in own.items():
            found.setdefault(name, []).append(measure)
    spreads = []
    for name, set_to in found.items():
        ordered = sorted(set_to, key=lambda m: (m.size, m.told))
        size = statistics.median_low([m.size for m in ordered])
        middle = next(m for m in ordered if m.size == size)
        spreads.append(Spread(topic, name, len(ordered), ordered[0], middle, ordered[-1]))
    return tuple(spreads)
