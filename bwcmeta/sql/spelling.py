"""Pieces of trees that the tables of spellings are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

Spelling = Callable[[list["exp.Expression"]], "exp.Expression"]
"""From the arguments of a `BWC_` function to what one engine calls it."""


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    """A function call that is written as it stands."""
    from sqlglot import exp

    return exp.Anonymous(this=name, expressions=list(arguments))


def number(value: int) -> exp.Expression:
    """A whole number."""
    from sqlglot import exp

    return exp.Literal.number(value)


def text(value: str) -> exp.Expression:
    """A text."""
    from sqlglot import exp

    return exp.Literal.string(value)


def array(items: list[exp.Expression]) -> exp.Expression:
    """A list of values."""
    from sqlglot import exp

    return exp.Array(expressions=items)


def word(value: str) -> exp.Expression:
    """A bare word, such as a unit of time."""
    from sqlglot import exp

    return exp.Var(this=value)


def cast(value: exp.Expression, kind: str) -> exp.Expression:
    """A value as another type."""
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build(kind))


def or_false(value: exp.Expression) -> exp.Expression:
    """Unknown as false."""
    from sqlglot import exp

    return exp.Coalesce(this=value, expressions=[exp.false()])


def null() -> exp.Expression:
    """No value."""
    from sqlglot import exp

    return exp.Null()


def distinct(value: exp.Expression) -> exp.Expression:
    """Each value of a group once."""
    from sqlglot import exp

    return exp.Distinct(expressions=[value])


def none_left(count: exp.Expression) -> exp.Expression:
    """Whether a count is zero."""
    from sqlglot import exp

    return exp.EQ(this=count, expression=number(0))


def plus_one(value: exp.Expression) -> exp.Expression:
    """The next whole number."""
    from sqlglot import exp

    return exp.Add(this=exp.Paren(this=value), expression=number(1))


def times_million(value: exp.Expression) -> exp.Expression:
    """Seconds as microseconds."""
    from sqlglot import exp

    return exp.Mul(this=value, expression=number(1_000_000))


def epoch() -> exp.Expression:
    """The first day of 1970."""
    return cast(text("1970-01-01"), "DATE")


def exact_quotient(a: list[exp.Expression]) -> exp.Expression:
    """The whole quotient where division gives a decimal: the remainder is taken off first."""
    from sqlglot import exp

    rest = exp.Paren(
        this=exp.Sub(
            this=exp.Paren(this=a[0]),
            expression=call("MOD", a[0].copy(), a[1].copy()),
        )
    )
    return cast(exp.Paren(this=exp.Div(this=rest, expression=exp.Paren(this=a[1]), typed=False, safe=False)), "BIGINT")
