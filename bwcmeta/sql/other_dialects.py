"""Snowflake and Trino: spellings that were generated and never ran there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.errors import EngineError
from bwcmeta.sql.copies import copied
from bwcmeta.sql.spelling import (
    Spelling,
    array,
    call,
    cast,
    distinct,
    epoch,
    exact_quotient,
    none_left,
    null,
    number,
    or_false,
    plus_one,
    text,
    times_million,
    word,
)

if TYPE_CHECKING:
    from sqlglot import exp

SNOWFLAKE: dict[str, Spelling] = {
    "BWC_US": lambda a: call("DATE_PART", word("EPOCH_MICROSECOND"), a[0]),
    "BWC_HAS_ANY": lambda a: or_false(call("ARRAYS_OVERLAP", a[0], call("ARRAY_CONSTRUCT", *a[1:]))),
    "BWC_HAS_ONLY": lambda a: or_false(
        none_left(
            call("ARRAY_SIZE", call("ARRAY_EXCEPT", call("ARRAY_COMPACT", a[0]), call("ARRAY_CONSTRUCT", *a[1:])))
        )
    ),
    "BWC_SET_OF": lambda a: call("ARRAY_SORT", call("ARRAY_AGG", distinct(a[0]))),
    "BWC_COUNT_OF": lambda a: call("ARRAY_SIZE", a[0]),
    "BWC_FIRST_OF": lambda a: cast(call("GET", a[0], number(0)), "VARCHAR"),
    "BWC_DIV": exact_quotient,
    "BWC_DATE_OF": lambda a: call("DATEADD", word("DAY"), a[0], epoch()),
    "BWC_DAY_OF": lambda a: call("DATEDIFF", word("DAY"), epoch(), a[0]),
    # ADD_MONTHS would take the last day of a month to the last day of the other
    "BWC_ADD_MONTHS": lambda a: call("DATEADD", word("MONTH"), a[1], a[0]),
    "BWC_ID": lambda a: call("SUBSTRING", call("SHA2", a[0], number(256)), number(1), number(16)),
    "BWC_MONTH": lambda a: call("TO_CHAR", a[0], text("YYYY-MM")),
}

TRINO: dict[str, Spelling] = {
    # seconds as a double still hold a microsecond until the year 2242
    "BWC_US": lambda a: cast(call("ROUND", times_million(call("TO_UNIXTIME", a[0]))), "BIGINT"),
    "BWC_HAS_ANY": lambda a: or_false(call("ARRAYS_OVERLAP", a[0], array(a[1:]))),
    "BWC_HAS_ONLY": lambda a: or_false(
        none_left(call("CARDINALITY", call("ARRAY_EXCEPT", a[0], array([*a[1:], null()]))))
    ),
    "BWC_SET_OF": lambda a: call("ARRAY_SORT", call("ARRAY_AGG", distinct(a[0]))),
    "BWC_COUNT_OF": lambda a: call("CARDINALITY", a[0]),
    "BWC_FIRST_OF": lambda a: call("ELEMENT_AT", a[0], number(1)),
    "BWC_DIV": exact_quotient,
    "BWC_DATE_OF": lambda a: call("DATE_ADD", text("day"), a[0], epoch()),
    "BWC_DAY_OF": lambda a: call("DATE_DIFF", text("day"), epoch(), a[0]),
    "BWC_ADD_MONTHS": lambda a: call("DATE_ADD", text("month"), a[1], a[0]),
    "BWC_ID": lambda a: call(
        "SUBSTR", call("LOWER", call("TO_HEX", call("SHA256", call("TO_UTF8", a[0])))), number(1), number(16)
    ),
    "BWC_MONTH": lambda a: call("DATE_FORMAT", a[0], text("%Y-%m")),
}

_EACH = ("BWC_EACH", "BWC_EACH_NUMBER")


def adapted(tree: exp.Expression, dialect: str) -> exp.Expression:
    """Say what these two cannot say as the others do, in a copy; a tree for another dialect comes back itself.

    Raises:
        EngineError: a function stands where nothing can replace it.
    """
    if dialect not in ("snowflake", "trino"):
        return tree
    return _rows_of_lists(_known_truths(copied(tree)), dialect)


def _known_truths(tree: exp.Expression) -> exp.Expression:
    """`x IS TRUE` without the words: sqlglot would write `x`, which is unknown where this is false."""
    from sqlglot import exp

    for node in reversed(list(tree.find_all(exp.Is, bfs=False))):
        if isinstance(node.expression, exp.Boolean):
            told = exp.Paren(this=node.this)
            node.replace(or_false(told if node.expression.this else exp.Not(this=told)))
    return tree


def _rows_of_lists(tree: exp.Expression, dialect: str) -> exp.Expression:
    """Turn `SELECT ..., BWC_EACH(list)` into a join with the list's rows: these two have them in FROM alone."""
    from sqlglot import exp

    for number_of_it, node in enumerate(
        [n for n in tree.find_all(exp.Anonymous) if str(n.this).upper() in _EACH], start=1
    ):
        select = node.find_ancestor(exp.Select)
        named = node.parent
        if select is None or not isinstance(named, exp.Alias) or named.parent is not select:
            msg = f"{dialect!r} has no spelling for {node.this} inside another expression"
            raise EngineError(msg)
        name = f"each_{number_of_it}"
        value, source = _snowflake(node, name) if dialect == "snowflake" else _trino(node, name)
        named.set("this", value)
        if select.args.get("from_") is None and select.args.get("from") is None:
            select.from_(source, copy=False)
        else:
            select.join(source, join_type="cross", copy=False)
    return tree


def _snowflake(node: exp.Anonymous, name: str) -> tuple[exp.Expression, exp.Expression]:
    from sqlglot import exp

    is_list = str(node.this).upper() == "BWC_EACH"
    a = [argument.copy() for argument in node.expressions]
    listed = a[0] if is_list else call("ARRAY_GENERATE_RANGE", a[0], plus_one(a[1]))
    flat = call("FLATTEN", exp.Kwarg(this=word("INPUT"), expression=listed))
    value = cast(exp.column("VALUE", table=name), "VARCHAR" if is_list else "BIGINT")
    return value, exp.Lateral(this=flat, alias=exp.TableAlias(this=exp.to_identifier(name)))


def _trino(node: exp.Anonymous, name: str) -> tuple[exp.Expression, exp.Expression]:
    from sqlglot import exp

    a = [argument.copy() for argument in node.expressions]
    listed = a[0]
    if str(node.this).upper() != "BWC_EACH":  # SEQUENCE counts down where the end lies before the beginning
        some = exp.LTE(this=exp.Paren(this=a[0].copy()), expression=exp.Paren(this=a[1].copy()))
        listed = exp.Case(ifs=[exp.If(this=some, true=call("SEQUENCE", a[0], a[1]))])
    alias = exp.TableAlias(this=exp.to_identifier(name), columns=[exp.to_identifier("item")])
    return exp.column("item", table=name), exp.Unnest(expressions=[listed], alias=alias)
