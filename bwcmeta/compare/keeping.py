"""How long a policy keeps footage, all its `kept` rules together: the least and the most for every kind of recording.

Policies cut retention differently: one rule for everything here, a minimum, a maximum and a rule for flagged footage
there. So they are compared by what they come to: `retention_min` (footage that nothing flags, at least),
`retention_flagged` (footage of force, arrest or complaint, at least), `retention_max` (all footage, at most) and `hold`
(what stops deletion).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bwcmeta.compare.said import Said
from bwcmeta.compare.strictness import truths_over
from bwcmeta.model.moment import Duration
from bwcmeta.model.vocabulary import STANDINGS
from bwcmeta.rules.kept import Parameters, covered, winner
from bwcmeta.rules.order import ZERO, Order, Truth, compare_lengths

FACETS = ("retention_min", "retention_flagged", "retention_max", "hold")
"""Topics under which retention is compared."""
FAMILY = ("retention", "retention_min", "retention_flagged", "retention_max")
"""Topics whose `kept` rules are taken together."""
FLAGGING_FACTS = (
    "use_of_force", "deadly_force", "firearm_discharge", "officer_shooting", "death", "great_bodily_harm",
    "arrest", "felony_arrest", "custodial_arrest", "complaint", "formal_complaint",
)  # fmt: skip
"""Facts that flag a recording: force, arrest, complaint."""
FLAGGING_WORDS = ("force", "shooting", "arrest", "felony", "complaint", "death")
"""Words that make a category or a tag one that flags."""
_LISTS = ("categories", "tags")


@dataclass(frozen=True, slots=True)
class Term:
    """What a policy wants of one recording: kept at least, deleted after at most, with so much grace."""

    least: Duration = ZERO
    most: Duration | None = None
    grace: Duration = ZERO


@dataclass(frozen=True, slots=True)
class Keeping:
    """One facet of how a policy keeps footage, or (facet '') all of it. Equal ones say the same."""

    facet: str
    rules: tuple[Said, ...]

    @property
    def topic(self) -> str:
        """The topic it is compared under."""
        return self.facet

    def terms(self) -> frozenset[Term]:
        """What it wants of the recordings that the facet is about."""
        found = {_seen(self.facet, mine) for flagged, mine, _ in _rows(self, self) if _about(self.facet, flagged)}
        return frozenset(found)

    @property
    def says(self) -> bool:
        """Whether it says anything: a minimum (or a maximum) for some recording."""
        return bool(self.holds) if self.facet == "hold" else self.terms() != {Term()}

    @property
    def own(self) -> bool:
        """Whether flagged footage has a term of its own; other facets always are."""
        general = Keeping("retention_min", self.rules).terms()
        return self.facet != "retention_flagged" or self.terms() != general

    @property
    def holds(self) -> frozenset[tuple[str, int]]:
        """Facts that stop the clock, with every standing that suffices."""
        return frozenset(hold for rule in self.rules for hold in covered(kept(rule).held_by))


def keepings(rules: Sequence[Said]) -> tuple[Keeping, ...]:
    """The facets of a policy's retention that it says something about."""
    family = tuple(rule for rule in rules if rule.kind == "kept" and rule.topic in FAMILY)
    found = (Keeping(facet, family) for facet in FACETS) if family else ()
    return tuple(one for one in found if one.says)


def compare_keeping(one: Keeping, other: Keeping) -> int | None:
    """1 when the first is stricter, -1 laxer, 0 equal, None incomparable; of the facet of the second."""
    return Order(set(_signs(one, other))).result


def falls_short(one: Keeping, other: Keeping) -> bool:
    """Whether the first keeps some recording less long, or longer, than the second wants."""
    return -1 in _signs(one, other)


@lru_cache(maxsize=65536)
def _signs(one: Keeping, other: Keeping) -> frozenset[int | None]:
    order = Order()
    if other.facet in ("", "hold"):
        order.fewer_is_stricter(other.holds, one.holds)
    for flagged, mine, theirs in _rows(one, other) if other.facet != "hold" else ():
        if _about(other.facet, flagged):
            _compare_terms(order, _seen(other.facet, mine), _seen(other.facet, theirs))
    return frozenset(order.signs)


def _compare_terms(order: Order, mine: Term, theirs: Term) -> None:
    order.limits(mine.least, theirs.least, larger=True)
    order.limits(mine.most, theirs.most)
    if mine.most is not None and theirs.most is not None:
        order.limits(mine.grace, theirs.grace)


def kept(rule: Said) -> Parameters:
    """The parameters of a rule that is known to be of kind `kept`."""
    assert isinstance(rule.parameters, Parameters)
    return rule.parameters


def _about(facet: str, flagged: bool) -> bool:
    return {"retention_min": not flagged, "retention_flagged": flagged}.get(facet, True)


def _seen(facet: str, term: Term) -> Term:
    """The part of a term that a facet looks at."""
    if facet == "retention_max":
        return Term(most=term.most, grace=term.grace)
    return Term(least=term.least) if facet else term


def _rows(one: Keeping, other: Keeping) -> Iterator[tuple[bool, Term, Term]]:
    """For every kind of recording that the two tell apart: whether it is flagged, and what each wants of it."""
    texts = [text for keeping in (one, other) for rule in keeping.rules for text in _texts(rule)]
    flags = _flags(texts)
    for row in truths_over("recordings")([*flags, *texts]):
        if None not in row:
            told = iter(row[len(flags) :])
            yield True in row[: len(flags)], _term(one.rules, told), _term(other.rules, told)


def _texts(rule: Said) -> list[str]:
    """Predicates of a rule in the order in which `_wants` asks for them. For `kept` a fact exempts at any time."""
    classes = [c.when for c in kept(rule).classes if c.when is not None]
    return [*rule.when, *rule.exempt_when, *_exempting(rule), *classes]


def _exempting(rule: Said) -> list[str]:
    least: dict[str, int] = {}
    for _, fact, rank in sorted(rule.exempt):
        least[fact] = min(rank, least.get(fact, rank))
    return [f"has_fact('{fact}', '{STANDINGS[rank]}')" for fact, rank in sorted(least.items())]


def _term(rules: Sequence[Said], told: Iterator[Truth]) -> Term:
    """All rules together: the longest minimum, the shortest maximum."""
    least, most, grace = ZERO, None, ZERO
    for rule in rules:
        term = _wants(rule, told)
        if compare_lengths(term.least, least) == 1 or term.least.rough_us > least.rough_us:
            least = term.least
        if term.most is not None and (most is None or term.most.rough_us < most.rough_us):
            most, grace = term.most, term.grace
    return Term(least, most, grace)


def _wants(rule: Said, told: Iterator[Truth]) -> Term:
    when = [next(told) for _ in rule.when]
    exempt = [next(told) for _ in (*rule.exempt_when, *_exempting(rule))]
    claims = [next(told) for c in kept(rule).classes if c.when is not None]
    counts = winner(kept(rule).classes, iter(claims))
    if False in when or True in exempt or counts is None:
        return Term()
    return Term(counts.at_least or ZERO, counts.at_most, counts.grace or ZERO)


def _flags(texts: Sequence[str]) -> list[str]:
    """Predicates of which a flagged recording has one: facts and words that the texts name, and one that none does."""
    from bwcmeta.policies.vocabulary import values_of
    from bwcmeta.rules.scopes import SCOPES
    from bwcmeta.sql.predicate import parse_predicate

    facts: set[str] = set()
    words: dict[str, set[str]] = {}
    for text in texts:
        parsed = parse_predicate(text, SCOPES["recordings"], values=values_of("recordings"))
        facts |= {name for name, _ in parsed.facts if name in FLAGGING_FACTS}
        for column, named in parsed.named:
            if column in _LISTS:
                words.setdefault(column, set()).update(w for w in named if any(part in w for part in FLAGGING_WORDS))
    unnamed = [name for name in FLAGGING_FACTS if name not in facts][:1]
    flags = [f"has_fact('{name}')" for name in (*sorted(facts), *unnamed)]
    for column, flagging in sorted(words.items()):
        if flagging:
            quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(flagging))
            flags.append(f"has_any({column}, {quoted})")
    return flags
