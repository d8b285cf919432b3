"""The second gate of a predicate: the parsed tree, rebuilt from an allow-list with the types checked.

Three-valued throughout: what reads a NULL is NULL unless SQL says otherwise. Places are compared through
`predicate_places.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from bwcmeta.model.columns import Kind
from bwcmeta.model.location import LOCATION_TYPES, is_kind_of_place, is_set_of_kinds, several_of
from bwcmeta.model.vocabulary import STANDINGS
from bwcmeta.sql.doubtful import ASKED
from bwcmeta.sql.predicate import ALIASES, fact_column
from bwcmeta.sql.predicate_literals import FACT_NAME, instant_us, number
from bwcmeta.sql.predicate_parse import offsets, parse
from bwcmeta.sql.predicate_places import no_kind, place_is
from bwcmeta.sql.predicate_tokens import ALLOWED, FUNCTIONS_ARE, PredicateError, scan
from bwcmeta.text import did_you_mean

_ORDER: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.EQ: exp.EQ, exp.NEQ: exp.NEQ, exp.LT: exp.LT, exp.LTE: exp.LTE, exp.GT: exp.GT, exp.GTE: exp.GTE,
}  # fmt: skip
_SAYS = {"text": "text", "integer": "numbers", "number": "numbers", "boolean": "true or false",
         "instant": "instants", "text_list": "a list"}  # fmt: skip


@dataclass(slots=True)
class Operand:
    """One side of a comparison: a column or a literal."""

    node: exp.Expr
    kind: Kind
    tree: exp.Expr
    column: str = ""
    asked: str = ""  # the column as the writer spelt it: `category` for `categories`

    @property
    def word(self) -> str:
        """The text of a literal."""
        return str(self.node.name)


@dataclass(slots=True)
class Built:
    """A rebuilt tree with what it names."""

    tree: exp.Expr = field(default_factory=exp.Null)
    columns: set[str] = field(default_factory=set)
    facts: set[tuple[str, str]] = field(default_factory=set)
    named: dict[str, set[str]] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)


def build(
    text: str, scope: Mapping[str, Kind], qualifier: str, values: Mapping[str, Sequence[str]], partly: str
) -> Built:
    """Parse and rebuild a predicate; see `predicate.parse_predicate`."""
    scanned = scan(text, scope)
    parsed = parse(scanned)
    builder = _Builder(scope, qualifier, values, offsets(parsed, scanned), partly)
    builder.built.tree = builder.predicate(parsed)
    return builder.built


class _Builder:
    """Rebuilds one tree. Every method takes a parsed node and returns a new one, or raises `PredicateError`."""

    def __init__(
        self,
        scope: Mapping[str, Kind],
        qualifier: str,
        values: Mapping[str, Sequence[str]],
        offsets: Mapping[int, int],
        partly: str,
    ) -> None:
        self.scope, self.qualifier, self.values, self.offsets = scope, qualifier, values, offsets
        self.partly = partly
        self.built = Built()
        self._kinds: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
            exp.And: self._connector,
            exp.Or: self._connector,
            exp.Not: lambda n: exp.not_(self.predicate(n.this), copy=False),
            exp.Paren: lambda n: self.predicate(n.this),  # and_, or_ and not_ put back those that matter
            exp.In: self._in,
            exp.Between: self._between,
            exp.Is: self._is,
            exp.Column: self._boolean_column,
            exp.Boolean: lambda n: exp.Boolean(this=bool(n.this)),
            exp.Anonymous: self._function,
            **dict.fromkeys(_ORDER, self._comparison),
        }

    def predicate(self, node: exp.Expr) -> exp.Expr:
        """Rebuild a node that is true, false or unknown."""
        rebuild = self._kinds.get(type(node))
        if rebuild is None:
            raise self._error(*_unfit(node), node)
        return rebuild(node)

    # -- connectives and tests ------------------------------------------------------------------------------------

    def _connector(self, node: exp.Expr) -> exp.Expr:
        kind = type(node)
        terms = []
        while type(node) is kind:  # `a AND b AND c` leans to the left; a long chain is no depth
            terms.append(node.expression)
            node = node.this
        rebuilt = [self.predicate(term) for term in (node, *reversed(terms))]
        return (exp.and_ if kind is exp.And else exp.or_)(*rebuilt, copy=False)

    def _is(self, node: exp.Expr) -> exp.Expr:
        of, inner = node.expression, _bare(node.this)
        if type(of) is exp.Null:
            if type(inner) is exp.Column:
                column = self._column(inner)
                self.built.emptied.add(column.column)
                if _of_places(inner.name):
                    return exp.Paren(this=no_kind(*self._kinds_of(column)), **{ASKED: column.column})
                return exp.Is(this=column.tree, expression=exp.Null(), **{ASKED: column.column})
            subject = self._whole(node.this)
            return exp.Is(this=subject, expression=exp.Null())
        if type(of) is not exp.Boolean:
            raise self._error("IS takes NULL, TRUE or FALSE", "", node)
        return exp.Is(this=self._whole(node.this), expression=exp.Boolean(this=bool(of.this)))

    def _whole(self, node: exp.Expr) -> exp.Expr:
        """Rebuild what IS tests: a boolean column, a function, or a predicate in parentheses."""
        if type(node) not in (exp.Paren, exp.Column, exp.Anonymous):
            raise self._error("IS tests a column or a predicate in parentheses", "write (a = 1) IS TRUE", node)
        built = self.predicate(node)
        return built if isinstance(built, exp.Column) else exp.Paren(this=built)

    def _boolean_column(self, node: exp.Expr) -> exp.Expr:
        column = self._column(node)
        if column.kind != "boolean":
            what = f"{column.asked} holds {_SAYS[column.kind]}: by itself it is neither true nor false"
            raise self._error(what, f"compare it, or write {column.asked} IS NOT NULL", node)
        return column.tree

    # -- comparisons ----------------------------------------------------------------------------------------------

    def _comparison(self, node: exp.Expr) -> exp.Expr:
        make = _ORDER[type(node)]
        equality = make in (exp.EQ, exp.NEQ)
        left, right = self._operand(node.this), self._operand(node.expression)
        column = left if left.column else right
        if not column.column:
            raise self._error("a comparison needs a column", "", node)
        other = right if column is left else left
        if not other.column and (column.kind == "text_list" or is_kind_of_place(column.column)):
            if not equality:
                raise self._error(f"{column.asked} has no order", "write =, <> or IN", node)
            found = self._among(column, [other])
            return found if make is exp.EQ else exp.not_(found, copy=False)
        self._fits(column, other, equality=equality)
        return make(this=left.tree, expression=right.tree)

    def _in(self, node: exp.Expr) -> exp.Expr:
        self._only(node, "this", "expressions")
        members = node.expressions
        if not members:
            raise self._error("IN needs a list of literals", "write IN ('a', 'b')", node)
        column = self._column(node.this)
        literals = [self._literal(member) for member in members]
        if column.kind == "text_list" or is_kind_of_place(column.column):
            return self._among(column, literals)
        if column.kind == "boolean":
            raise self._error(f"{column.asked} is true or false", f"write {column.asked} or NOT {column.asked}", node)
        for literal in literals:
            self._fits(column, literal, equality=True)
        return exp.In(this=column.tree, expressions=[literal.tree for literal in literals])

    def _between(self, node: exp.Expr) -> exp.Expr:
        self._only(node, "this", "low", "high")
        column = self._column(node.this)
        low, high = self._operand(node.args["low"]), self._operand(node.args["high"])
        for end in (low, high):
            self._fits(column, end, equality=False)
        return exp.Between(this=column.tree, low=low.tree, high=high.tree)

    def _fits(self, column: Operand, other: Operand, *, equality: bool) -> None:
        """Check that two sides can be compared; turn the text of an instant into microseconds."""
        if other.column and (is_kind_of_place(column.column) or is_kind_of_place(other.column)):
            raise self._error("a location type is compared with names only", "", column.node)
        if "text_list" in (column.kind, other.kind):
            asked = column if column.kind == "text_list" else other
            raise self._error(f"{asked.asked} is a list", f"write has_any({asked.column}, 'a', 'b')", asked.node)
        if column.kind == "instant" and not other.column and other.kind == "text":
            try:
                other.tree = exp.Literal.number(instant_us(other.word))
            except ValueError as error:
                raise self._error(str(error), "write it as in '2026-03-01T20:00:00-06:00'", other.node) from error
            return
        if _family(column.kind) != _family(other.kind):
            raise self._error(*_mismatch(column, other), other.node)
        closed = self.values.get(column.column, ())
        if not equality and (column.kind == "boolean" or closed or is_kind_of_place(column.column)):
            raise self._error(f"{column.asked} has no order", "write =, <> or IN", column.node)
        if not other.column and column.kind == "text":
            self._known(column, other, closed)
            self._name(column, other.word)

    def _among(self, column: Operand, literals: Sequence[Operand]) -> exp.Expr:
        """Return the test whether a list, or a place, is one of the literals."""
        for literal in literals:
            if literal.kind != "text":
                raise self._error(*_mismatch(column, literal), literal.node)
        if column.kind == "text_list":
            if column.asked == column.column:
                hint = f"write has_any({column.column}, '{literals[0].word}')"
                raise self._error(f"{column.asked} is a list", hint, column.node)
            return self._has("has_any", column, literals)
        return self._place(column, literals, self.partly)

    def _place(self, column: Operand, literals: Sequence[Operand], partly: str) -> exp.Expr:
        """Return the test whether a place is one of some kinds, by what it means to be one of them in part."""
        kind, kinds = self._kinds_of(column)
        for literal in literals:
            self._known(column, literal, LOCATION_TYPES)
            self.built.named.setdefault(kind.name, set()).add(literal.word)
        return place_is(kind, kinds, [literal.word for literal in literals], partly)

    def _kinds_of(self, column: Operand) -> tuple[exp.Expr, exp.Expr]:
        """Return the column of one kind of place and that of several; whoever reads one reads both."""
        kind = column.column.removesuffix("s") if is_set_of_kinds(column.column) else column.column
        self.built.columns |= {kind, several_of(kind)}
        return self._made(kind), self._made(several_of(kind))

    # -- functions ------------------------------------------------------------------------------------------------

    def _function(self, node: exp.Expr) -> exp.Expr:
        name = str(node.this).lower()
        if name in ("has_any", "has_only"):
            return self._call_has(name, node)
        if name == "has_fact":
            return self._call_has_fact(node)
        raise self._error(f"unknown function {name!r}", FUNCTIONS_ARE, node)

    def _call_has(self, name: str, node: exp.Expr) -> exp.Expr:
        given = node.expressions
        if len(given) < (1 if name == "has_any" else 2):
            what = f"{name} takes a list column, and texts that it may hold"
            raise self._error(what, f"write {name}(categories, 'a', 'b')", node)
        column = self._column(given[0])
        if column.kind != "text_list":
            place = is_kind_of_place(column.column)
            hint = (
                f"write {name}({several_of(column.asked)}, 'a', 'b')"
                if place
                else f"write {column.asked} IN ('a', 'b')"
            )
            raise self._error(f"{column.asked} is no list", hint, given[0])
        literals = [self._literal(value) for value in given[1:]]
        for literal in literals:
            if literal.kind != "text":
                raise self._error(*_mismatch(column, literal), literal.node)
        if is_set_of_kinds(column.column):
            if not literals:
                none = exp.If(this=no_kind(*self._kinds_of(column)), true=exp.Null())
                return exp.Case(ifs=[none], default=exp.true())
            return self._place(column, literals, "counts" if name == "has_any" else "does_not_count")
        return self._has(name, column, literals)

    def _has(self, name: str, column: Operand, literals: Sequence[Operand]) -> exp.Expr:
        """Return the test of a list: NULL where it is absent."""
        lower = column.column in ALIASES.values()
        words = list(dict.fromkeys(x.word.lower() if lower else x.word for x in literals))
        for word in words:
            self._name(column, word)

        def call(function: str) -> exp.Expr:
            listed = [column.tree.copy(), *(exp.Literal.string(word) for word in words)]
            return exp.Anonymous(this=function, expressions=listed)

        if not words:  # has_any(list): it holds anything at all
            test: exp.Expr = exp.GT(this=call("BWC_COUNT_OF"), expression=exp.Literal.number(0))
        elif name == "has_any":
            test = call("BWC_HAS_ANY")
        else:  # one of the words at least, and nothing else
            test = exp.and_(call("BWC_HAS_ANY"), call("BWC_HAS_ONLY"), copy=False)
        absent = exp.Is(this=column.tree, expression=exp.Null())
        return exp.Case(ifs=[exp.If(this=absent, true=exp.Null())], default=test)

    def _call_has_fact(self, node: exp.Expr) -> exp.Expr:
        given = node.expressions
        if not 1 <= len(given) <= 2 or any(type(x) is not exp.Literal or not x.is_string for x in given):
            what = "has_fact takes the name of a fact and, if need be, a standing, as texts"
            raise self._error(what, "write has_fact('use_of_force') or has_fact('exigent', 'documented')", node)
        if not {"recording_id", "incident_id", "incident_ids"} & set(self.scope):
            raise self._error("has_fact: these rows have no incident and no recording to tie a fact to", "", node)
        name, standing = given[0].name, given[1].name if len(given) > 1 else "claimed"
        if not FACT_NAME.match(name):
            what = f"{name!r} is no name of a fact"
            raise self._error(what, "lower case letters, digits and underscores", given[0])
        if standing not in STANDINGS[1:]:
            what = "a rejected fact never counts" if standing == "rejected" else f"unknown standing {standing!r}"
            raise self._error(what, did_you_mean(standing, STANDINGS[1:]), given[1])
        self.built.facts.add((name, standing))
        return self._made(fact_column(name, standing))

    # -- columns and literals -------------------------------------------------------------------------------------

    def _operand(self, node: exp.Expr) -> Operand:
        return self._column(node) if type(node) is exp.Column else self._literal(node)

    def _column(self, node: exp.Expr) -> Operand:
        if type(node) is not exp.Column:
            raise self._error("a column is needed here", "", node)
        self._only(node, "this")
        asked = node.name
        if asked not in self.scope:
            raise self._error(f"unknown column {asked!r}", did_you_mean(asked, self.scope), node)
        name = ALIASES.get(asked, asked)
        self.built.columns.add(name)
        return Operand(node, self.scope[asked], self._made(name), name, asked)

    def _literal(self, node: exp.Expr) -> Operand:
        if type(node) is exp.Literal and node.is_string:
            return Operand(node, "text", exp.Literal.string(node.name))
        if type(node) is exp.Boolean:
            return Operand(node, "boolean", exp.Boolean(this=bool(node.this)))
        if type(node) is exp.Null:
            raise self._error("a comparison with NULL is never true", "write IS NULL or IS NOT NULL", node)
        sign, inner = (-1, node.this) if type(node) is exp.Neg else (1, node)
        if type(inner) is exp.Literal and not inner.is_string:
            try:
                kind, tree = number(inner.name, sign)
            except ValueError as error:
                raise self._error(str(error), "", inner) from error
            return Operand(inner, kind, tree)
        if type(node) is exp.Column:
            raise self._error("a literal is needed here, not a column", "write text in single quotes", node)
        if type(_bare(node)) in self._kinds:
            raise self._error("a comparison cannot be compared again", "join two comparisons with AND", node)
        raise self._error(*_unfit(node), node)

    def _made(self, name: str) -> exp.Expr:
        return exp.column(name, table=self.qualifier or None)

    def _known(self, column: Operand, literal: Operand, closed: Sequence[str]) -> None:
        if closed and literal.word not in closed:
            what = f"{column.asked} is never {literal.word!r}"
            raise self._error(what, did_you_mean(literal.word, closed), literal.node)

    def _name(self, column: Operand, word: str) -> None:
        self.built.named.setdefault(column.column, set()).add(word)

    def _only(self, node: exp.Expr, *names: str) -> None:
        """Refuse a node that carries anything beside the named parts (a subquery in IN, a table of a column)."""
        if any(value not in (None, False, []) for key, value in node.args.items() if key not in names):
            raise self._error(*_unfit(node), node)

    def _error(self, what: str, hint: str, node: exp.Expr) -> PredicateError:
        around: exp.Expr | None = node
        while around is not None:  # NULL and TRUE have no place of their own: take what they stand in
            places = [self.offsets[id(n)] for n in around.dfs() if id(n) in self.offsets]
            if places:
                return PredicateError(what, hint, min(places))
            around = around.parent
        return PredicateError(what, hint)


def _bare(node: exp.Expr) -> exp.Expr:
    while type(node) is exp.Paren:
        node = node.this
    return node


def _family(kind: Kind) -> str:
    return "number" if kind in ("integer", "number") else kind


def _of_places(column: str) -> bool:
    return is_kind_of_place(column) or is_set_of_kinds(column)


def _mismatch(column: Operand, other: Operand) -> tuple[str, str]:
    if other.column:
        what = f"{column.asked} holds {_SAYS[column.kind]} and {other.asked} holds {_SAYS[other.kind]}"
        return what, "compare columns of one kind"
    shown = str(other.node.this) if other.kind == "boolean" else other.word
    if other.kind == "text":
        shown = f"'{shown}'"
    what = f"{column.asked} holds {_SAYS[column.kind]} and is compared with {shown}"
    wanted = {"text": "write a text in single quotes", "boolean": f"write {column.asked} or NOT {column.asked}",
              "instant": "write it as in '2026-03-01T20:00:00-06:00'",
              "text_list": "write texts in single quotes"}  # fmt: skip
    if column.kind == "text" and other.kind in ("integer", "number"):
        return what, f"write '{shown}'"
    return what, wanted.get(column.kind, "write a number without quotes")


def _unfit(node: exp.Expr) -> tuple[str, str]:
    if isinstance(node, exp.Literal):
        return "a literal by itself is neither true nor false", "compare a column with it"
    if isinstance(node, exp.Null):
        return "NULL by itself is neither true nor false", "write IS NULL after a column"
    if isinstance(node, exp.Tuple):
        return "a list of values is not allowed here", "compare one column"
    return "this is not allowed in a predicate", ALLOWED
