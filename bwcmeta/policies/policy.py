"""A policy after loading: parents merged, tolerances resolved, every rule with its table and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from bwcmeta.documents.fields import Limit, Strict, ToleranceRef
from bwcmeta.errors import Place
from bwcmeta.model.location import PARTLY
from bwcmeta.model.moment import Duration
from bwcmeta.policies.cases import Case
from bwcmeta.policies.document import Frame, Note, RuleHead, Source
from bwcmeta.policies.vocabulary import values_of
from bwcmeta.rules.parameters import Exemption, fact_names
from bwcmeta.rules.scopes import SCOPES

if TYPE_CHECKING:
    from bwcmeta.policies.origin import Origin
    from bwcmeta.sql.predicate import Predicate

KNOWN_TOLERANCES = MappingProxyType(
    {"match_lead": Duration(5, "m"), "stitch_gap": Duration(5, "s"), "upload_grace": Duration(0, "s")}
)
"""The tolerances every audit uses, with what they are when a policy does not set them."""


@dataclass(frozen=True, slots=True)
class PredicateUse:
    """One predicate of a rule: where it stands in the rule (`when`, `classes.0.when`), over which table.

    `partly` is what its policy says of places of several kinds (`model/location.PARTLY`).
    """

    at: tuple[str | int, ...]
    table: str
    text: str
    partly: str = PARTLY[0]

    def parse(self, qualifier: str = "") -> Predicate:
        """Parse it against its table's scope (cached)."""
        from bwcmeta.sql.predicate import parse_predicate

        scope, values = SCOPES[self.table], values_of(self.table)
        return parse_predicate(self.text, scope, qualifier=qualifier, values=values, partly=self.partly)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        head: the shared keys as written (`topic`, `clause`, `severity`, `verified`, `executability` ...).
        kind: name of the rule kind.
        parameters: the kind's own keys, as the model of `bwcmeta.rules.catalogue.PARAMETERS[kind]`.
        table: the table whose rows it binds; empty for `rate`, which looks at another rule.
        predicates: every predicate it holds.
        origin: the document it stands in, which may be a parent's, and where.
    """

    head: RuleHead
    kind: str
    parameters: Strict
    table: str
    predicates: tuple[PredicateUse, ...]
    origin: Origin = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """Names the fault."""
        return self.head.id

    @property
    def title(self) -> str:
        """The clause as a sentence."""
        return self.head.title

    @property
    def topic(self) -> str:
        """One of `topics.TOPICS`."""
        return str(self.head.topic)

    @property
    def clause(self) -> str:
        """Section of the source."""
        return self.head.clause

    @property
    def severity(self) -> str:
        """`high`, `medium` or `low`."""
        return self.head.severity

    @property
    def when(self) -> str | None:
        """The predicate of what it binds, or None for all."""
        return self.head.when

    @property
    def when_unknown(self) -> str:
        """`undetermined`, `binds` or `not_bound`."""
        return self.head.when_unknown

    @property
    def unless(self) -> tuple[Exemption, ...]:
        """Its exemptions."""
        return self.head.unless

    @property
    def advisory(self) -> bool:
        """Whether a miss is a departure rather than a violation."""
        return self.head.advisory

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.origin.place()

    def fact_names(self) -> frozenset[str]:
        """Every fact it names: in its parameters, its exemptions and its predicates."""
        named = fact_names(self.parameters) | fact_names(self.unless)
        for use in self.predicates:
            named |= {name for name, _ in use.parse().facts}
            named |= {word for column, words in use.parse().named if column == "fact" for word in words}
        return frozenset(named)


@dataclass(frozen=True)
class Policy:
    """One version of a policy, ready to be compiled.

    Attributes:
        id, title, kind, jurisdiction, source, notes: as written; notes include those of the parents.
        binds: `officer`, or `policy` when the document speaks to the agency's written policy; never inherited.
        effective_from, effective_to: first and last local day on which it is in force; None is open.
        timezone: IANA zone of its days. holidays: `US`, `US-XX` or empty.
        partly: what a place of several kinds is of which one is asked for (`model/location.PARTLY`).
        tolerances: its own and the known ones.
        frames: in order, those of the parents first.
        rules: in order, those of the parents first; a rule that replaces a parent's stands in its place.
        tests: the cases of this document (not those of the parents).
        file: how messages call the document. parents: ids of what it extends, nearest first.
        sha256: of the resolved policy without places and tests: the same words give the same digest.
        origin, frame_origins: the document, and where each frame stands (which may be in a parent).
    """

    id: str
    title: str
    kind: str
    jurisdiction: str
    binds: str
    effective_from: date | None
    effective_to: date | None
    timezone: str
    holidays: str
    partly: str
    source: Source | None
    tolerances: Mapping[str, Duration]
    frames: Mapping[str, Frame]
    rules: tuple[Rule, ...]
    notes: tuple[Note, ...]
    tests: tuple[Case, ...]
    file: str
    parents: tuple[str, ...]
    sha256: str
    origin: Origin = field(repr=False, compare=False)
    frame_origins: Mapping[str, Origin] = field(repr=False, compare=False)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of that id; raises `KeyError`."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def binds_of(self, rule: Rule) -> str:
        """Return whom a rule binds: `officer` or `policy`.

        What a rule says of itself counts in its own document only: a rule that an agency takes over from a statute
        binds the agency's officers, even where the statute speaks to written policies.
        """
        own = rule.head.binds if rule.origin.document is self.origin.document else None
        return own or self.binds

    def limit(self, limit: Limit | None) -> Duration | None:
        """Return a limit as a duration, looking up a tolerance by its name."""
        return self.tolerances[limit.tolerance] if isinstance(limit, ToleranceRef) else limit

    def frame_of(self, rule: Rule) -> tuple[str, Frame] | None:
        """Return name and frame of a rule: the one it names, else the first over its table, else None."""
        if rule.head.frame is not None:
            return rule.head.frame, self.frames[rule.head.frame]
        return next(((name, frame) for name, frame in self.frames.items() if frame.over == rule.table), None)

    def in_force(self, day: date) -> bool:
        """Whether this version binds events of a local day."""
        after = self.effective_from is None or self.effective_from <= day
        return after and (self.effective_to is None or day <= self.effective_to)

    def exclusions(self, frame: str) -> Iterator[PredicateUse]:
        """The predicates of a frame's exclusions; an exclusion by a fact yields none."""
        for number, exclusion in enumerate(self.frames[frame].exclude):
            if exclusion.when is not None:
                over = self.frames[frame].over
                yield PredicateUse(("exclude", number, "when"), over, exclusion.when, self.partly)


def version_at(versions: tuple[Policy, ...], day: date) -> Policy | None:
    """Return the version in force on a local day, or None when the policy binds nothing then."""
    return next((policy for policy in versions if policy.in_force(day)), None)
