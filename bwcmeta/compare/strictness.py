"""Which of two rules binds more: the part that every kind shares, beside the kind's own order.

A rule is at least as strict as another when it is so in everything: its kind's parameters, the rows it binds (`when`,
exemptions), and whether a miss counts. Severity is no part of it. Frames decide only between rules that are equal
otherwise: they say whose rows an auditor looks at before they say what a policy wants. A policy that states no frame
is read in the frame of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bwcmeta.compare.said import Said
from bwcmeta.rules.kinds import KIND_BY_NAME
from bwcmeta.rules.order import Order, Truth, Truths, apart, sign_of
from bwcmeta.rules.scopes import SCOPES

_UNKNOWN = {"undetermined": 1, "binds": 2, "not_bound": 0}
"""What an unknown `when` is worth: 0 not bound, 1 undetermined, 2 bound."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of two rules that differs: a key of the kind or `when`, `unless`, `advisory`, `counted`, `frame`.

    `sign` is 1 where the first rule is stricter in it, -1 laxer, None incomparable.
    """

    name: str
    sign: int | None


def compare(one: Said, other: Said) -> int | None:
    """1 when the first rule is stricter, -1 when it is laxer, 0 when both say the same, None when incomparable."""
    if (one.kind, one.table) != (other.kind, other.table):
        return None
    return _compare(one, other)


@lru_cache(maxsize=65536)
def _compare(one: Said, other: Said) -> int | None:
    order = Order()
    order.add(KIND_BY_NAME[one.kind].stricter(one.parameters, other.parameters, truths_over(one.table)))
    for part in _shared(one, other):
        order.add(part.sign)
    return order.result if order.result != 0 else _frames(one, other)


def parts(one: Said, other: Said) -> tuple[Part, ...]:
    """What two rules of one kind over one table differ in; their frames only where nothing else does."""
    kind, truths = KIND_BY_NAME[one.kind], truths_over(one.table)
    found = []
    for name in type(one.parameters).model_fields:
        swapped = one.parameters.model_copy(update={name: getattr(other.parameters, name)})
        sign = kind.stricter(one.parameters, swapped, truths)
        if sign != 0:
            found.append(Part(name, sign))
    found += [part for part in _shared(one, other) if part.sign != 0]
    if not found and (frames := _frames(one, other)) != 0:
        found.append(Part("frame", frames))
    return tuple(found)


def _shared(one: Said, other: Said) -> Iterator[Part]:
    yield Part("when", _binding(one, other))
    exempt = Order()
    exempt.fewer_is_stricter(one.exempt, other.exempt)
    yield Part("unless", exempt.result)
    if one.advisory != other.advisory:
        yield Part("advisory", -1 if one.advisory else 1)
    if one.counted is not None and other.counted is not None:
        yield Part("counted", compare(one.counted, other.counted))


def _binding(one: Said, other: Said) -> int | None:
    """Compare which rows two rules bind, predicates that exempt included."""
    texts = [text for rule in (one, other) for text in (*rule.when, *rule.exempt_when)]
    pairs = set()
    for row in truths_over(one.table)(texts):
        told = iter(row)
        pairs.add((_bound(one, told), _bound(other, told)))
    return sign_of(pairs)


def _bound(rule: Said, told: Iterator[Truth]) -> int:
    """How far a rule binds a row: 0 not, 1 perhaps, 2 it does."""
    when = [next(told) for _ in rule.when]
    exempt = [next(told) for _ in rule.exempt_when]
    if False in when or True in exempt:
        return 0
    level = _UNKNOWN[rule.when_unknown] if None in when else 2
    return min(level, 1) if None in exempt else level


def _frames(one: Said, other: Said) -> int | None:
    """Compare two frames: the one that leaves out less binds more. One that is not stated is taken to be the other."""
    if one.frame is None or other.frame is None or one.frame == other.frame:
        return 0
    pairs = set()
    for row in truths_over(one.table)([*one.frame, *other.frame]):
        mine, theirs = row[: len(one.frame)], row[len(one.frame) :]
        pairs.add((int(True not in mine), int(True not in theirs)))
    return sign_of(pairs)


def truths_over(table: str) -> Truths:
    """What predicates over a table have to do with one another; each stands for itself where they name too much."""

    def told(texts: Sequence[str]) -> frozenset[tuple[Truth, ...]]:
        return _truths(table, tuple(texts))

    return told


@lru_cache(maxsize=8192)
def _truths(table: str, texts: tuple[str, ...]) -> frozenset[tuple[Truth, ...]]:
    from bwcmeta.policies.vocabulary import values_of
    from bwcmeta.sql.predicate import parse_predicate
    from bwcmeta.sql.truths import CannotTell, truths

    if not texts:
        return frozenset([()])
    scope, values = SCOPES[table], values_of(table)
    parsed = [parse_predicate(text, scope, values=values) for text in texts]
    try:
        return truths(parsed, scope, values)
    except CannotTell:
        return frozenset(apart(texts))
