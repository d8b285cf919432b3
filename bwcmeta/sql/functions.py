"""The few functions that engines spell or mean differently, and how each engine spells them.

Everything else in a template means the same on every engine (docs/reference/portable-core.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bwcmeta.errors import EngineError

if TYPE_CHECKING:
    from sqlglot import exp

Spelling = Callable[[list["exp.Expression"]], "exp.Expression"]


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.Anonymous(this=name, expressions=list(arguments))


def _array(items: list[exp.Expression]) -> exp.Expression:
    from sqlglot import exp

    return exp.Array(expressions=items)


def _number(value: int) -> exp.Expression:
    from sqlglot import exp

    return exp.Literal.number(value)


def _text(value: str) -> exp.Expression:
    from sqlglot import exp

    return exp.Literal.string(value)


def _not_null(value: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.Coalesce(this=value, expressions=[exp.false()])


def _plus_one(value: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.Add(this=exp.Paren(this=value), expression=_number(1))


def _epoch() -> exp.Expression:
    from sqlglot import exp

    return exp.Cast(this=_text("1970-01-01"), to=exp.DataType.build("DATE"))


def _int_div(a: list[exp.Expression]) -> exp.Expression:
    from sqlglot import exp

    return exp.Paren(this=exp.IntDiv(this=exp.Paren(this=a[0]), expression=exp.Paren(this=a[1])))


def _whole_numbers(a: list[exp.Expression]) -> exp.Expression:
    # SEQUENCE counts down where the end lies before the beginning; RANGE is empty there
    from sqlglot import exp

    some = exp.LTE(this=exp.Paren(this=a[0].copy()), expression=exp.Paren(this=a[1].copy()))
    return exp.Case(ifs=[exp.If(this=some, true=_call("SEQUENCE", a[0], a[1]))])


def _spark_int(value: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build("INT"))


def _add_days(days: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    whole = exp.Cast(this=days, to=exp.DataType.build("INT"))
    return exp.Paren(this=exp.Add(this=_epoch(), expression=whole))


def _add_months(date: exp.Expression, months: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    interval = _call("TO_MONTHS", exp.Cast(this=months, to=exp.DataType.build("INT")))
    return exp.Cast(this=exp.Paren(this=exp.Add(this=date, expression=interval)), to=exp.DataType.build("DATE"))


DUCKDB: dict[str, Spelling] = {
    # instant -> microseconds since 1970, and back
    "BWC_US": lambda a: _call("EPOCH_US", a[0]),
    # list holds one of the values; NULL elements are no match, a NULL list is handled by the caller
    "BWC_HAS_ANY": lambda a: _not_null(_call("LIST_HAS_ANY", a[0], _array(a[1:]))),
    # one row for each element of a list; for each whole number from a to b, both included
    "BWC_EACH": lambda a: _call("UNNEST", a[0]),
    "BWC_EACH_NUMBER": lambda a: _call("UNNEST", _call("RANGE", a[0], _plus_one(a[1]))),
    # number of elements of a list; its first element
    "BWC_COUNT_OF": lambda a: _call("LEN", a[0]),
    "BWC_FIRST_OF": lambda a: _call("LIST_EXTRACT", a[0], _number(1)),
    # whole quotient of two whole numbers that are not negative
    "BWC_DIV": _int_div,
    # days since 1970 <-> date, and calendar months on a date (too short months are cut to their last day)
    "BWC_DATE_OF": lambda a: _add_days(a[0]),
    "BWC_DAY_OF": lambda a: _call("DATE_DIFF", _text("day"), _epoch(), a[0]),
    "BWC_ADD_MONTHS": lambda a: _add_months(a[0], a[1]),
    # first 16 hexadecimal digits of the SHA-256
    "BWC_ID": lambda a: _call("SUBSTRING", _call("SHA256", a[0]), _number(1), _number(16)),
    # 'YYYY-MM' of a date
    "BWC_MONTH": lambda a: _call("STRFTIME", a[0], _text("%Y-%m")),
}  # fmt: skip

SPARK: dict[str, Spelling] = {
    "BWC_US": lambda a: _call("UNIX_MICROS", a[0]),
    "BWC_HAS_ANY": lambda a: _not_null(_call("ARRAYS_OVERLAP", a[0], _call("ARRAY", *a[1:]))),
    "BWC_EACH": lambda a: _call("EXPLODE", a[0]),
    "BWC_EACH_NUMBER": lambda a: _call("EXPLODE", _whole_numbers(a)),
    "BWC_COUNT_OF": lambda a: _call("ARRAY_SIZE", a[0]),
    "BWC_FIRST_OF": lambda a: _call("GET", a[0], _number(0)),
    "BWC_DIV": lambda a: _call("DIV", a[0], a[1]),
    "BWC_DATE_OF": lambda a: _call("DATE_ADD", _epoch(), _spark_int(a[0])),
    "BWC_DAY_OF": lambda a: _call("DATEDIFF", a[0], _epoch()),
    "BWC_ADD_MONTHS": lambda a: _call("ADD_MONTHS", a[0], _spark_int(a[1])),
    "BWC_ID": lambda a: _call("SUBSTRING", _call("SHA2", a[0], _number(256)), _number(1), _number(16)),
    "BWC_MONTH": lambda a: _call("DATE_FORMAT", a[0], _text("yyyy-MM")),
}

SPELLINGS: dict[str, dict[str, Spelling]] = {"duckdb": DUCKDB, "spark": SPARK, "databricks": SPARK}


def spell(tree: exp.Expression, dialect: str, *, pretty: bool = True) -> str:
    """Write a step's tree as SQL text for one engine.

    Raises:
        EngineError: the tree holds a function outside the portable core, or a slot that was never filled.
    """
    from sqlglot import ErrorLevel, exp

    table = SPELLINGS.get(dialect)
    if table is None:
        msg = f"no spelling for engine {dialect!r}; known: {', '.join(sorted(SPELLINGS))}"
        raise EngineError(msg)
    resolved = tree.copy()
    for node in reversed(list(resolved.find_all(exp.Anonymous, exp.Placeholder, bfs=False))):  # arguments before calls
        if isinstance(node, exp.Placeholder):
            msg = f"slot :{node.this} was never filled"
            raise EngineError(msg)
        name = str(node.this).upper()
        if name.startswith("BWC_"):
            spelling = table.get(name)
            if spelling is None:
                msg = f"engine {dialect!r} has no spelling for {node.this}"
                raise EngineError(msg)
            node.replace(spelling(list(node.expressions)))
    return resolved.sql(dialect=dialect, pretty=pretty, unsupported_level=ErrorLevel.RAISE)
