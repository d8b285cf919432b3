"""A predicate in plain words, for a reader who does not program.

tell("location_type = 'residence' and not has_fact('exigent', 'documented')", SCOPES["unit_responses"])
# the place is a residence, and exigent is not on record (documented at least)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bwcmeta.model.columns import Kind
from bwcmeta.model.location import is_set_of_kinds
from bwcmeta.text import join_sorted

if TYPE_CHECKING:
    from sqlglot import exp

_COLUMNS = {
    "location_type": "the place",
    "incident_location_type": "the place",
    "location_types": "the place",
    "incident_location_types": "the place",
    "call_type": "the call type",
    "on_scene_seconds": "the time on scene in seconds",
    "camera_issued": "a camera is issued to the officer",
    "others_recorded": "another officer recorded",
    "self_initiated": "the officer began it",
    "buffer_s": "the buffer in seconds",
    "buffer_audio": "the buffer has sound",
    "category": "a category",
    "categories": "the categories",
    "tag": "a tag",
    "tags": "the tags",
    "incident_ids": "the incident numbers",
    "officer_id": "the officer",
    "actor_id": "who did it",
    "arrived_at": "the arrival",
    "cleared_at": "the clearing",
    "dispatched_at": "the dispatch",
    "decided_at": "the day of decision",
    "fulfilled_at": "the day of fulfilment",
    "received_at": "the day of receipt",
    "enroute_at": "the departure",
}


_SEVERAL = ("categories", "tags", "incident_ids")


def tell(text: str, scope: Mapping[str, Kind]) -> str:
    """Say a predicate in words.

    Args:
        text: a predicate that passed `parse_predicate` over this scope.
        scope: column -> kind.
    """
    from bwcmeta.sql.predicate_parse import parse
    from bwcmeta.sql.predicate_tokens import scan

    return _told(parse(scan(text, scope)), scope, negated=False)


def _told(node: exp.Expr, scope: Mapping[str, Kind], *, negated: bool, inner: bool = False) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _told(node.this, scope, negated=negated, inner=inner)
    if isinstance(node, exp.Not):
        return _told(node.this, scope, negated=not negated, inner=inner)
    if isinstance(node, exp.And | exp.Or):
        both = isinstance(node, exp.And) is not negated  # NOT (a OR b) is: neither a nor b
        terms = _terms(node)
        facts = _facts(terms)
        if facts and both is negated:  # one of several facts, or none of them
            return f"{facts} is {'not ' if negated else ''}on record"
        joined = (", and " if both else ", or ").join(_told(t, scope, negated=negated, inner=True) for t in terms)
        return f"({joined})" if inner else joined
    if isinstance(node, exp.Is):
        return _is(node, scope, negated=negated)
    if isinstance(node, exp.In):
        return _compared(node.this.name, f"{_one_of(node.expressions)}", negated=negated)
    if isinstance(node, exp.Between):
        span = f"between {_word(node.args['low'])} and {_word(node.args['high'])}"
        return f"{_column(node.this.name)} is {'not ' if negated else ''}{span}"
    if isinstance(node, exp.Anonymous):
        return _function(node, negated=negated)
    if isinstance(node, exp.Column):
        return _flag(node.name, yes=not negated)
    if isinstance(node, exp.Boolean):
        return "always" if bool(node.this) is not negated else "never"
    return _comparison(node, negated=negated)


def _terms(node: exp.Expr) -> list[exp.Expr]:
    """What a chain of ANDs, or of ORs, joins."""
    kind = type(node)
    found: list[exp.Expr] = []
    while type(node) is kind:
        found.insert(0, node.expression)
        node = node.this
    return [node, *found]


def _facts(terms: list[exp.Expr]) -> str:
    """The facts that a chain names, where it names nothing else and takes each at its word."""
    from sqlglot import exp

    plain = [t for t in terms if isinstance(t, exp.Anonymous) and str(t.this).lower() == "has_fact"]
    names = [t.expressions[0] for t in plain if len(t.expressions) == 1]
    return _one_of(names) if len(names) == len(terms) else ""


def _is(node: exp.Is, scope: Mapping[str, Kind], *, negated: bool) -> str:
    from sqlglot import exp

    if isinstance(node.expression, exp.Null):
        missing = "is known" if negated else "is not known"
        if isinstance(node.this, exp.Column):
            column = _column(node.this.name)
            return f"{column} {missing.replace('is', 'are', 1) if node.this.name in _SEVERAL else missing}"
        return f"whether {_told(node.this, scope, negated=False)} {missing}"
    wanted = bool(node.expression.this)
    told = _told(node.this, scope, negated=not wanted)
    return f"it is not so, or not known, that {told}" if negated else f"it is known that {told}"


def _comparison(node: exp.Expr, *, negated: bool) -> str:
    from sqlglot import exp

    words: dict[type[exp.Expr], tuple[str, str]] = {
        exp.EQ: ("is", "is not"),
        exp.NEQ: ("is not", "is"),
        exp.LT: ("is less than", "is at least"),
        exp.LTE: ("is at most", "is more than"),
        exp.GT: ("is more than", "is at most"),
        exp.GTE: ("is at least", "is less than"),
    }
    turned: dict[type[exp.Expr], type[exp.Expr]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}
    kind, left, right = type(node), node.this, node.expression
    if not isinstance(left, exp.Column):
        kind, left, right = turned.get(kind, kind), right, left
    if isinstance(right, exp.Boolean):
        return _flag(left.name, yes=(bool(right.this) is (kind is exp.EQ)) is not negated)
    if isinstance(right, exp.Column):
        when = left.name.endswith("_at")
        order = {"less than": "before", "more than": "after", "at least": "at or after", "at most": "at or before"}
        said = words[kind][int(negated)]
        said = f"is {order[said.removeprefix('is ')]}" if when and said.removeprefix("is ") in order else said
        return f"{_column(left.name)} {said} {_column(right.name)}"
    if kind in (exp.EQ, exp.NEQ):
        return _compared(left.name, _word(right), negated=negated is not (kind is exp.NEQ))
    return f"{_column(left.name)} {words[kind][int(negated)]} {_word(right)}"


def _compared(column: str, word: str, *, negated: bool) -> str:
    """A column and the word, or the words, that it is."""
    verb = "is not" if negated else "is"
    if column in ("category", "tag"):
        return f"no {column} is {word}" if negated else f"a {column} is {word}"
    return f"{_column(column)} {verb} {word}"


def _function(node: exp.Anonymous, *, negated: bool) -> str:
    first, *rest = node.expressions
    if str(node.this).lower() == "has_fact":
        standing = f" ({rest[0].name} at least)" if rest and rest[0].name != "claimed" else ""
        return f"{_spaced(first.name)} is {'not ' if negated else ''}on record{standing}"
    only = str(node.this).lower() == "has_only"
    if is_set_of_kinds(first.name):
        return _place(first.name, rest, only=only, negated=negated)
    if only:
        return f"{_column(first.name)} hold {'not only' if negated else 'nothing but'} {_one_of(rest)}"
    if not rest:
        return f"there are {'no ' if negated else ''}{_column(first.name).removeprefix('the ')}"
    return f"{_column(first.name)} {'lack' if negated else 'hold'} {_one_of(rest)}"


def _place(column: str, words: list[exp.Expr], *, only: bool, negated: bool) -> str:
    """A place that may be of several kinds: part of it, or all of it."""
    if not words:
        return f"{_column(column)} is {'not ' if negated else ''}known"
    part = ("not wholly" if negated else "wholly") if only else ("not even in part" if negated else "at least in part")
    return f"{_column(column)} is {part} {_one_of(words)}"


def _flag(column: str, *, yes: bool) -> str:
    told = _COLUMNS.get(column, f"{_spaced(column)} is so")
    return told if yes else f"it is not so that {told}"


def _column(name: str) -> str:
    return _COLUMNS.get(name, f"the {_spaced(name.removesuffix('_id').removesuffix('_at'))}")


def _word(node: exp.Expr) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Column):
        return _column(node.name)
    if isinstance(node, exp.Neg):
        return f"-{_word(node.this)}"
    return _spaced(node.name) if node.args.get("is_string") else str(node.name)


def _one_of(nodes: list[exp.Expr]) -> str:
    return join_sorted((_word(node) for node in nodes), "or")


def _spaced(word: str) -> str:
    return word.replace("_", " ")
