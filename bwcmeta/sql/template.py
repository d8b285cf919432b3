"""Readable SQL with `:slots` becomes a tree: parsed once, slots filled with trees, never with text.

The text keeps to the portable core: integer microseconds, CASE instead of GREATEST and LEAST, explicit frames, total
orders, no ASOF, no QUALIFY, no SELECT *, and no function that engines spell or mean differently but those of
`sql.functions`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bwcmeta.sql.copies import copied
from bwcmeta.sql.query import Query
from bwcmeta.sql.step import Step

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlglot import exp

Slot = "exp.Expression | int | str | bool | None"


_ONCE: set[int] = set()
"""Hashes of the texts that were parsed once: most are never parsed again, and need no copy."""


def _fresh(text: str) -> exp.Expression:
    """A tree of its own for a text: parsed where the text is new, else a copy of what was parsed before."""
    known = hash(text)
    if known not in _ONCE:
        _ONCE.add(known)
        return _parse(text)
    return copied(_parsed(text))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expression:
    return _parse(text)


def _parse(text: str) -> exp.Expression:
    import sqlglot

    tree: exp.Expression = sqlglot.parse_one(text, dialect="duckdb")  # type: ignore[assignment]
    return tree


def tree_of(text: str, **slots: exp.Expression | float | str | bool | None) -> exp.Expression:
    """Parse a template and fill its `:slots`.

    A slot takes a tree (put in parentheses), or a plain value that becomes a literal.

    Raises:
        KeyError: the text has a slot that was not given, or the other way round (a fault of the program).
    """
    from sqlglot import exp

    tree = _fresh(text)
    used: set[str] = set()
    for node in list(tree.find_all(exp.Placeholder)) if ":" in text else ():
        name = str(node.this)
        used.add(name)
        check_slots(used, slots, all_known=False)
        new = literal(slots[name])
        if node is tree:
            return new
        node.replace(new)
    check_slots(used, slots)
    return tree


def check_slots(wanted: Collection[str], given: Collection[str], *, all_known: bool = True) -> None:
    """Hold the slots of a template against those that are given.

    Raises:
        KeyError: a slot was not given, or (where all are known) one was given that the template does not have.
    """
    for name in wanted:
        if name not in given:
            msg = f"template has a slot :{name} that was not filled"
            raise KeyError(msg)
    unused = set(given) - set(wanted)
    if all_known and unused:
        msg = f"slots given but not in the template: {sorted(unused)}"
        raise KeyError(msg)


def literal(value: exp.Expression | float | str | bool | None) -> exp.Expression:
    """Turn a plain value into a literal; a tree is copied and put in parentheses when it is not atomic."""
    from sqlglot import exp

    if isinstance(value, exp.Expression):
        atomic = isinstance(value, (exp.Column, exp.Literal, exp.Paren, exp.Boolean, exp.Null, exp.Case))
        return copied(value) if atomic else exp.Paren(this=copied(value))
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, int):
        number: exp.Expression = exp.Literal.number(abs(value))
        if abs(value) > 2**31 - 1:
            number = exp.Cast(this=number, to=exp.DataType.build("BIGINT"))
        return exp.Paren(this=exp.Neg(this=number)) if value < 0 else number
    if isinstance(value, float):
        return exp.Literal.number(repr(value))
    return exp.Literal.string(value)


def step(
    name: str,
    says: str,
    text: str,
    *,
    keep: bool = False,
    **slots: exp.Expression | float | str | bool | None,
) -> Step:
    """Make a step from a template."""
    return Step(name, says, Query(text, slots), keep)
