"""Every way in which predicates can come out together on one row: what one predicate says of another.

    truths([parse("a = 1"), parse("a >= 1")])     # {(True, True), (False, True), (False, False), (None, None)}

The first implies the second because no pair has True before anything but True. Predicates compare columns with
literals, so a few values of each column stand for all: those that are named, those between them, and none at all.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from bwcmeta.model.columns import Kind
from bwcmeta.model.location import LOCATION_TYPES, is_kind_of_place, is_set_of_kinds, several_of
from bwcmeta.model.vocabulary import STANDINGS
from bwcmeta.sql.predicate import Predicate, fact_column

Truth = bool | None
Row = Mapping[str, Any]
Evaluate = Callable[[Row], Any]

MOST_ROWS = 40_000
"""Predicates that need more rows than this to be told apart are not compared."""
ALL_SUBSETS = 5
ALL_KINDS = 4
"""Lists of so many named words take every combination; longer ones at most two words at a time, and all. The same for
kinds of place at once, where those that no predicate tells apart stand for one another."""


_LISTS = ("BWC_HAS_ANY", "BWC_HAS_ONLY")
_ANOTHER = "\x00"
"""A word of a list that no predicate names."""


class CannotTell(Exception):  # noqa: N818  no fault of anybody: the caller compares by text instead
    """The predicates name too many things, or ask something that is not known here."""


def truths(
    predicates: Sequence[Predicate], scope: Mapping[str, Kind], values: Mapping[str, Sequence[str]] | None = None
) -> frozenset[tuple[Truth, ...]]:
    """Return every combination of truth values that some row gives the predicates.

    Args:
        predicates: parsed over one scope, without a qualifier.
        scope: column -> kind.
        values: column -> the closed list of its values.

    Raises:
        CannotTell: it would take more than `MOST_ROWS` rows, or a predicate asks what is not known here.
    """
    named = _Named()
    for predicate in predicates:
        for name, standing in predicate.facts:
            named.facts.setdefault(name, set()).add(STANDINGS.index(standing))
        named.collect(predicate.tree)
    evaluate = [_compiled(predicate.tree) for predicate in predicates]
    return frozenset(tuple(one(row) for one in evaluate) for row in named.rows(scope, values or {}))


@dataclass(slots=True)
class _Named:
    """What some predicates compare with what."""

    words: dict[str, set[Any]] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)
    facts: dict[str, set[int]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    places: dict[str, set[frozenset[str]]] = field(default_factory=dict)

    def collect(self, tree: exp.Expr) -> None:
        """Note the columns of a tree, the literals each is compared with, and whether order matters."""
        for node in tree.walk():
            if isinstance(node, exp.Column) and is_kind_of_place(node.name):
                self.places.setdefault(node.name, set())
            elif isinstance(node, exp.Column) and is_set_of_kinds(node.name):
                continue  # it goes with the column of a single kind, which stands beside it
            elif isinstance(node, exp.Column) and not node.name.startswith("fact__"):
                self.words.setdefault(node.name, set())
            elif _counts(node):
                self.counted.add(node.this.expressions[0].name)
            elif isinstance(node, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
                self._compared(node.this, node.expression, order=not isinstance(node, exp.EQ | exp.NEQ))
            elif isinstance(node, exp.Between):
                self._compared(node.this, node.args["low"], order=True)
                self._compared(node.this, node.args["high"], order=True)
            elif isinstance(node, exp.In) and is_kind_of_place(node.this.name):
                self.places.setdefault(node.this.name, set()).add(frozenset(_literal(x) for x in node.expressions))
            elif isinstance(node, exp.In):
                self.words.setdefault(node.this.name, set()).update(_literal(x) for x in node.expressions)
            elif isinstance(node, exp.Anonymous) and node.name in _LISTS:
                column, *words = node.expressions
                if is_set_of_kinds(column.name):
                    continue  # the place that goes with it is asked for the same names
                self.words.setdefault(column.name, set()).update(_literal(x) for x in words)
                if node.name == "BWC_HAS_ONLY":
                    self.words[column.name].add(_ANOTHER)

    def _compared(self, left: exp.Expr, right: exp.Expr, *, order: bool) -> None:
        if isinstance(left, exp.Column) and isinstance(right, exp.Column):
            self.pairs.add(_pair(left.name, right.name)[0])
            return
        column, literal = (left, right) if isinstance(left, exp.Column) else (right, left)
        self.words.setdefault(column.name, set()).add(_literal(literal))
        if order:
            self.ordered.add(column.name)

    def rows(self, scope: Mapping[str, Kind], values: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        """Yield rows that stand for all rows, as far as the collected predicates can tell."""
        domains: dict[str, list[Any]] = {}
        for column, words in sorted(self.words.items()):
            found = _domain(scope[column], words, column in self.ordered, values.get(column, ()))
            domains[column] = [*found, *([frozenset({_ANOTHER})] if column in self.counted else []), None]
        for kind, asked in sorted(self.places.items()):
            domains[kind] = list(_kinds(asked))
        for pair in sorted(self.pairs):
            domains[pair] = [-1, 0, 1, None]
        facts = {name: [0, *sorted(ranks)] for name, ranks in sorted(self.facts.items())}
        plain = math.prod(len(d) for d in domains.values())
        if plain * (math.prod(len(d) for d in facts.values()) + 1) > MOST_ROWS:
            raise CannotTell
        known = [_told(facts, ranks) for ranks in itertools.product(*facts.values())]
        known += [_told(facts, None)] if facts else []  # no facts were exported: none of them is known
        for chosen in itertools.product(*domains.values()):
            row = dict(zip(domains, chosen, strict=True))
            for kind in self.places:
                row[kind], row[several_of(kind)] = row[kind]
            for told in known:
                yield {**row, **told}


def _told(facts: Mapping[str, Sequence[int]], ranks: tuple[int, ...] | None) -> dict[str, Truth]:
    """The columns of `has_fact`, for the standing that each fact has (0: there is none)."""
    found: dict[str, Truth] = {}
    for number, name in enumerate(facts):
        for least in range(1, len(STANDINGS)):
            found[fact_column(name, STANDINGS[least])] = None if ranks is None else ranks[number] >= least
    return found


def _domain(kind: Kind, words: set[Any], ordered: bool, closed: Sequence[str]) -> Iterable[Any]:
    if kind == "boolean":
        return (True, False)
    if kind == "text_list":
        return _subsets(sorted(words))
    if kind == "text":
        return _texts(sorted(words), ordered, closed)
    return _numbers(sorted(words), whole=kind != "number")


def _subsets(words: list[str]) -> Iterator[frozenset[str]]:
    sizes = range(len(words) + 1) if len(words) <= ALL_SUBSETS else (0, 1, 2, len(words))
    for size in sizes:
        yield from map(frozenset, itertools.combinations(words, size))


def _kinds(asked: set[frozenset[str]]) -> Iterator[tuple[str | None, frozenset[str] | None]]:
    """One kind of place, several at once, or none: of the kinds that are asked for together, one stands for all."""
    lists = sorted(asked, key=sorted)
    alike = {tuple(name in names for names in lists): name for name in reversed(LOCATION_TYPES)}
    kinds = sorted(alike.values())
    yield from ((kind, None) for kind in kinds)
    sizes = range(2, len(kinds) + 1) if len(kinds) <= ALL_KINDS else sorted({2, len(kinds)})
    for size in sizes:
        yield from ((None, frozenset(some)) for some in itertools.combinations(kinds, size))
    yield None, None


def _texts(words: list[str], ordered: bool, closed: Sequence[str]) -> list[str]:
    if ordered:  # the text that follows a word, nothing between; the empty text comes before all
        return sorted({"", *words, *(word + "\x00" for word in words)})
    left = [word for word in closed if word not in words]
    other = left[:1] if closed else ["\x00" + "".join(words)]
    return [*words, *other]


def _numbers(words: list[Any], *, whole: bool) -> list[Any]:
    if not words:
        return [0]
    between = []
    for low, high in itertools.pairwise(words):
        middle = (low + high) // 2 if whole else (low + high) / 2
        between += [middle] if low < middle < high else []
    return sorted({*words, *between, words[0] - 1, words[-1] + 1})


def _counts(node: exp.Expr) -> bool:
    """Whether a node asks for a list that is not empty: `BWC_COUNT_OF(list) > 0`."""
    return isinstance(node, exp.GT) and isinstance(node.this, exp.Anonymous) and node.this.name == "BWC_COUNT_OF"


def _pair(left: str, right: str) -> tuple[str, int]:
    """Name of the order of two columns, and -1 where they were named the other way round."""
    return (f"{left}\x00{right}", 1) if left <= right else (f"{right}\x00{left}", -1)


def _literal(node: exp.Expr) -> Any:
    if isinstance(node, exp.Neg):
        return -_literal(node.this)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if node.args.get("is_string"):
        return str(node.this)
    text = str(node.this)
    return int(text) if text.isdigit() else float(text)


_COMPARE: dict[type[exp.Expr], Callable[[Any], bool]] = {
    exp.EQ: lambda sign: sign == 0,
    exp.NEQ: lambda sign: sign != 0,
    exp.LT: lambda sign: sign < 0,
    exp.LTE: lambda sign: sign <= 0,
    exp.GT: lambda sign: sign > 0,
    exp.GTE: lambda sign: sign >= 0,
}


def _compiled(node: exp.Expr) -> Evaluate:
    """A function that judges a row in three-valued logic."""
    if isinstance(node, exp.Paren):
        return _compiled(node.this)
    if isinstance(node, exp.And | exp.Or):
        return _connected(_compiled(node.this), _compiled(node.expression), every=isinstance(node, exp.And))
    if isinstance(node, exp.Not):
        inner = _compiled(node.this)
        return lambda row: None if (value := inner(row)) is None else not value
    if isinstance(node, exp.Is):
        return _is(node)
    if isinstance(node, exp.Between):
        low, high = (_compared(kind, node.this, node.args[end]) for kind, end in ((exp.GTE, "low"), (exp.LTE, "high")))
        return _connected(low, high, every=True)
    if isinstance(node, exp.In):
        column, words = node.this.name, frozenset(_literal(x) for x in node.expressions)
        return lambda row: None if (value := row[column]) is None else value in words
    if isinstance(node, exp.Case):
        return _case(node)
    if _counts(node):
        listed = node.this.expressions[0].name
        return lambda row: bool(row[listed])
    if isinstance(node, exp.Anonymous) and node.name in _LISTS:  # the CASE around it has seen to a NULL list
        column, words = node.expressions[0].name, frozenset(_literal(x) for x in node.expressions[1:])
        if node.name == "BWC_HAS_ONLY":
            return lambda row: row[column] <= words
        return lambda row: bool(row[column] & words)
    if isinstance(node, exp.Column):
        name = node.name
        return lambda row: row[name]
    if isinstance(node, exp.Boolean | exp.Null):
        constant = bool(node.this) if isinstance(node, exp.Boolean) else None
        return lambda _row: constant
    if type(node) not in _COMPARE:
        raise CannotTell
    return _compared(type(node), node.this, node.expression)


def _connected(left: Evaluate, right: Evaluate, *, every: bool) -> Evaluate:
    """AND (`every`) or OR: one that is false (true) decides, else one that is unknown."""

    def judge(row: Row) -> Truth:
        first = left(row)
        if first is (not every):
            return not every
        second = right(row)
        if second is (not every):
            return not every
        return None if first is None or second is None else every

    return judge


def _is(node: exp.Is) -> Evaluate:
    inner = _compiled(node.this)
    wanted = bool(node.expression.this) if isinstance(node.expression, exp.Boolean) else None
    return lambda row: inner(row) is wanted


def _case(node: exp.Case) -> Evaluate:
    arms = [(_compiled(arm.this), _compiled(arm.args["true"])) for arm in node.args["ifs"]]
    otherwise = _compiled(node.args["default"])

    def judge(row: Row) -> Any:
        for when, then in arms:
            if when(row) is True:
                return then(row)
        return otherwise(row)

    return judge


def _compared(kind: type[exp.Expr], left: exp.Expr, right: exp.Expr) -> Evaluate:
    fits = _COMPARE[kind]
    if isinstance(left, exp.Column) and isinstance(right, exp.Column):
        pair, turned = _pair(left.name, right.name)
        return lambda row: None if (sign := row[pair]) is None else fits(sign * turned)
    turned = 1 if isinstance(left, exp.Column) else -1
    column, literal = (left, right) if turned == 1 else (right, left)
    name, word = column.name, _literal(literal)

    def judge(row: Row) -> Truth:
        value = row[name]
        return None if value is None else fits(turned * ((value > word) - (value < word)))

    return judge
