"""Predicates that no row can make true, as far as literals alone show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp


def never_true(trees: Iterable[exp.Expr]) -> str:
    """Say why the conjunction of some predicates is never true, or return ''.

    Only what is plain is found: one column equal to two values, absent and equal to something, FALSE itself. Trees
    are those of `parse_predicate`.
    """
    allowed: dict[str, set[str]] = {}
    absent: set[str] = set()
    for term in (part for tree in trees for part in _terms(tree)):
        if isinstance(term, exp.Boolean) and not term.this:
            return "it says FALSE"
        if isinstance(term, exp.Is) and isinstance(term.expression, exp.Null) and isinstance(term.this, exp.Column):
            absent.add(term.this.name)
        column, values = _values(term)
        if column:
            allowed[column] = allowed.get(column, values) & values
    for column, left in sorted(allowed.items()):
        if not left:
            return f"{column} cannot be two things at once"
        if column in absent:
            return f"{column} cannot be absent and have a value"
    return ""


def _terms(tree: exp.Expr) -> Iterator[exp.Expr]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Paren):
            pending.append(node.this)
        elif isinstance(node, exp.And):
            pending += [node.expression, node.this]
        else:
            yield node


def _values(term: exp.Expr) -> tuple[str, set[str]]:
    """The column a term binds to certain texts or numbers, with these; ('', ...) for any other term."""
    if isinstance(term, exp.EQ):
        sides = (term.this, term.expression)
        columns = [side for side in sides if isinstance(side, exp.Column)]
        literals = [side for side in sides if isinstance(side, exp.Literal | exp.Neg | exp.Boolean)]
        return (columns[0].name, {literals[0].sql()}) if columns and literals else ("", set())
    if isinstance(term, exp.In):
        return term.this.name, {literal.sql() for literal in term.expressions}
    if isinstance(term, exp.Case) and isinstance(first := term.args["ifs"][0].this, exp.In):  # predicate_places
        counts = any(_is_any(arm.this) and isinstance(arm.args["true"], exp.Boolean) for arm in term.args["ifs"])
        return ("", set()) if counts else _values(first)  # where a part counts, a place can be two things at once
    return "", set()


def _is_any(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.this) == "BWC_HAS_ANY"
