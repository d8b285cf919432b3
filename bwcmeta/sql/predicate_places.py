"""Questions about the kind of a place, as expressions: of one kind, and of several at once.

A row has one kind (`location_type`), or several (`location_types`, the other column is then empty), or neither. What
several mean is said by `partly` (`model/location.PARTLY`); a coarse or unknown kind gives NULL, never FALSE.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from bwcmeta.model.location import asked

Arm = tuple[exp.Expr, exp.Expr]


def place_is(kind: exp.Expr, kinds: exp.Expr, names: Sequence[str], partly: str) -> exp.Expr:
    """Return the test whether a place is one of some names.

    Args:
        kind: the column of a single kind.
        kinds: the column of several.
        names: what is asked for.
        partly: what a place of several kinds is of which one is asked for.
    """
    yes, perhaps = asked(names)
    arms: list[Arm] = [(_in(kind, yes), exp.true())]
    if perhaps:
        arms.append((_in(kind, perhaps), exp.Null()))
    arms.append((exp.not_(_absent(kind), copy=False), exp.false()))
    arms.append((_absent(kinds), exp.Null()))
    several, otherwise = _of_several(kinds, yes, perhaps, partly)
    ifs = [exp.If(this=when, true=then) for when, then in arms + several]
    return exp.Case(ifs=ifs, default=otherwise)


def no_kind(kind: exp.Expr, kinds: exp.Expr) -> exp.Expr:
    """Return the test whether not a single kind of a place is known."""
    return exp.Paren(this=exp.and_(_absent(kind), _absent(kinds), copy=False))


def _of_several(kinds: exp.Expr, yes: Sequence[str], perhaps: Sequence[str], partly: str) -> tuple[list[Arm], exp.Expr]:
    either = tuple(sorted({*yes, *perhaps}))
    holds_no = exp.not_(_call("BWC_HAS_ONLY", kinds, either), copy=False)  # one of them is none of the names
    unsure = [(_call("BWC_HAS_ANY", kinds, perhaps), exp.Null())] if perhaps else []
    if partly == "counts":
        return [(_call("BWC_HAS_ANY", kinds, yes), exp.true()), *unsure], exp.false()
    if partly == "does_not_count":
        return [(holds_no, exp.false()), *unsure], exp.true()
    every = (_call("BWC_HAS_ONLY", kinds, yes), exp.true())
    return [every, (_call("BWC_HAS_ANY", kinds, either), exp.Null())], exp.false()


def _in(column: exp.Expr, names: Sequence[str]) -> exp.Expr:
    return exp.In(this=column.copy(), expressions=[exp.Literal.string(name) for name in names])


def _absent(column: exp.Expr) -> exp.Expr:
    return exp.Is(this=column.copy(), expression=exp.Null())


def _call(name: str, column: exp.Expr, words: Sequence[str]) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[column.copy(), *(exp.Literal.string(word) for word in words)])
