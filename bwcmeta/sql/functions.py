"""The few functions that engines spell or mean differently, and how each engine spells them.

Everything else in a template means the same on every engine (docs/reference/portable-core.md).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bwcmeta.errors import EngineError
from bwcmeta.sql.copies import copied
from bwcmeta.sql.other_dialects import SNOWFLAKE, TRINO, adapted
from bwcmeta.sql.spelling import (
    Spelling,
    array,
    call,
    cast,
    distinct,
    epoch,
    none_left,
    null,
    number,
    or_false,
    plus_one,
    text,
)
from bwcmeta.sql.step import Itself

if TYPE_CHECKING:
    from sqlglot import exp


def _int_div(a: list[exp.Expression]) -> exp.Expression:
    from sqlglot import exp

    return exp.Paren(this=exp.IntDiv(this=exp.Paren(this=a[0]), expression=exp.Paren(this=a[1])))


def _whole_numbers(a: list[exp.Expression]) -> exp.Expression:
    # SEQUENCE counts down where the end lies before the beginning; RANGE is empty there
    from sqlglot import exp

    some = exp.LTE(this=exp.Paren(this=a[0].copy()), expression=exp.Paren(this=a[1].copy()))
    return exp.Case(ifs=[exp.If(this=some, true=call("SEQUENCE", a[0], a[1]))])


def _add_days(days: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.Paren(this=exp.Add(this=epoch(), expression=cast(days, "INT")))


def _add_months(date: exp.Expression, months: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    later = exp.Add(this=date, expression=call("TO_MONTHS", cast(months, "INT")))
    return cast(exp.Paren(this=later), "DATE")


DUCKDB: dict[str, Spelling] = {
    # instant -> microseconds since 1970, and back
    "BWC_US": lambda a: call("EPOCH_US", a[0]),
    # list holds one of the values; NULL elements are no match, a NULL list is handled by the caller
    "BWC_HAS_ANY": lambda a: or_false(call("LIST_HAS_ANY", a[0], array(a[1:]))),
    # list holds nothing but the values; NULL elements are passed over, an empty list holds nothing else
    "BWC_HAS_ONLY": lambda a: or_false(call("LIST_HAS_ALL", array(a[1:]), a[0])),
    # the texts of a group, each once, in order; no list without any
    "BWC_SET_OF": lambda a: call("LIST_SORT", call("LIST", distinct(a[0]))),
    # one row for each element of a list; for each whole number from a to b, both included
    "BWC_EACH": lambda a: call("UNNEST", a[0]),
    "BWC_EACH_NUMBER": lambda a: call("UNNEST", call("RANGE", a[0], plus_one(a[1]))),
    # number of elements of a list; its first element
    "BWC_COUNT_OF": lambda a: call("LEN", a[0]),
    "BWC_FIRST_OF": lambda a: call("LIST_EXTRACT", a[0], number(1)),
    # whole quotient of two whole numbers that are not negative
    "BWC_DIV": _int_div,
    # days since 1970 <-> date, and calendar months on a date (too short months are cut to their last day)
    "BWC_DATE_OF": lambda a: _add_days(a[0]),
    "BWC_DAY_OF": lambda a: call("DATE_DIFF", text("day"), epoch(), a[0]),
    "BWC_ADD_MONTHS": lambda a: _add_months(a[0], a[1]),
    # first 16 hexadecimal digits of the SHA-256
    "BWC_ID": lambda a: call("SUBSTRING", call("SHA256", a[0]), number(1), number(16)),
    # 'YYYY-MM' of a date
    "BWC_MONTH": lambda a: call("STRFTIME", a[0], text("%Y-%m")),
}  # fmt: skip

SPARK: dict[str, Spelling] = {
    "BWC_US": lambda a: call("UNIX_MICROS", a[0]),
    "BWC_HAS_ANY": lambda a: or_false(call("ARRAYS_OVERLAP", a[0], call("ARRAY", *a[1:]))),
    "BWC_HAS_ONLY": lambda a: or_false(
        none_left(call("ARRAY_SIZE", call("ARRAY_EXCEPT", a[0], call("ARRAY", *a[1:], null()))))
    ),
    "BWC_SET_OF": lambda a: call("SORT_ARRAY", call("COLLECT_SET", a[0])),
    "BWC_EACH": lambda a: call("EXPLODE", a[0]),
    "BWC_EACH_NUMBER": lambda a: call("EXPLODE", _whole_numbers(a)),
    "BWC_COUNT_OF": lambda a: call("ARRAY_SIZE", a[0]),
    "BWC_FIRST_OF": lambda a: call("GET", a[0], number(0)),
    "BWC_DIV": lambda a: call("DIV", a[0], a[1]),
    "BWC_DATE_OF": lambda a: call("DATE_ADD", epoch(), cast(a[0], "INT")),
    "BWC_DAY_OF": lambda a: call("DATEDIFF", a[0], epoch()),
    "BWC_ADD_MONTHS": lambda a: call("ADD_MONTHS", a[0], cast(a[1], "INT")),
    "BWC_ID": lambda a: call("SUBSTRING", call("SHA2", a[0], number(256)), number(1), number(16)),
    "BWC_MONTH": lambda a: call("DATE_FORMAT", a[0], text("yyyy-MM")),
}

SPELLINGS: dict[str, dict[str, Spelling]] = {
    "duckdb": DUCKDB,
    "spark": SPARK,
    "databricks": SPARK,
    "snowflake": SNOWFLAKE,
    "trino": TRINO,
}
VERIFIED = ("duckdb", "spark")
"""Dialects whose SQL is run in the tests; of the others the SQL is generated and never ran."""


def quoted(text: str, dialect: str) -> str:
    """A text as SQL of one engine, for a query of the program's own: whatever it holds, it stays a text."""
    from sqlglot import exp

    return exp.Literal.string(text).sql(dialect=dialect)


def spell(tree: exp.Expression, dialect: str, *, pretty: bool = True) -> str:
    """Write a step's tree as SQL text for one engine. The text is kept: a run and its `plan.sql` need the same one.

    Raises:
        EngineError: the tree holds a function outside the portable core, or a slot that was never filled.
    """
    return _spelled(Itself(tree), dialect, pretty)


@lru_cache(maxsize=512)
def _spelled(it: Itself, dialect: str, pretty: bool) -> str:
    from sqlglot import ErrorLevel, exp

    table = SPELLINGS.get(dialect)
    if table is None:
        msg = f"no spelling for engine {dialect!r}; known: {', '.join(sorted(SPELLINGS))}"
        raise EngineError(msg)

    def spelled(node: exp.Expression) -> exp.Expression | None:
        if isinstance(node, exp.Placeholder):
            msg = f"slot :{node.this} was never filled"
            raise EngineError(msg)
        if not isinstance(node, exp.Anonymous) or not (name := str(node.this).upper()).startswith("BWC_"):
            return None
        spelling = table.get(name)
        if spelling is None:
            msg = f"engine {dialect!r} has no spelling for {node.this}"
            raise EngineError(msg)
        return spelling(list(node.expressions))

    resolved = copied(adapted(it.tree, dialect), spelled)
    return resolved.sql(dialect=dialect, pretty=pretty, unsupported_level=ErrorLevel.RAISE, copy=False)
