"""Predicates: the expressions people write in policies, made safe.

    parse_predicate("location_type = 'residence' and not has_fact('warrant_service')", SCOPES["unit_responses"])

The text passes a gate of words (`predicate_tokens`), is parsed by sqlglot, and is then **rebuilt** node by node from
an allow-list (`predicate_tree`): nothing of the parsed tree survives that was not made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from bwcmeta.model.columns import Kind
from bwcmeta.model.location import PARTLY
from bwcmeta.sql.copies import copied
from bwcmeta.sql.predicate_tokens import PredicateError

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["ALIASES", "Predicate", "PredicateError", "fact_column", "parse_predicate"]

ALIASES = {"category": "categories", "tag": "tags"}
"""Names a predicate may use for one of the values of a list column."""


@dataclass(frozen=True)
class Predicate:
    """A predicate that passed.

    Attributes:
        text: as written.
        tree: a boolean expression for the engine, three-valued, over the columns of the scope, `fact_column`s and
            the functions `BWC_HAS_ANY(list, 'value', ...)` and `BWC_HAS_ONLY`. Instants are microseconds. It is the
            caller's own copy.
        columns: the columns of the scope it reads (`categories` where it says `category`).
        facts: (name, standing) of every `has_fact`.
        emptied: the columns of which it asks whether the cell is empty (`IS NULL`).
        named: column -> the text literals it is compared with, sorted: what liveness looks for in the data.
    """

    text: str
    tree: exp.Expression
    columns: frozenset[str]
    facts: frozenset[tuple[str, str]]
    named: tuple[tuple[str, tuple[str, ...]], ...]
    emptied: frozenset[str] = frozenset()


def fact_column(name: str, standing: str) -> str:
    """Return the boolean column that `has_fact(name, standing)` becomes: `fact__use_of_force__claimed`."""
    return f"fact__{name}__{standing}"


def parse_predicate(
    text: str,
    scope: Mapping[str, Kind],
    *,
    qualifier: str = "",
    values: Mapping[str, Sequence[str]] | None = None,
    partly: str = PARTLY[0],
) -> Predicate:
    """Parse a predicate against the columns it may name.

    Args:
        text: the predicate.
        scope: column -> kind.
        qualifier: table name or alias to put before every column, or none.
        values: column -> the closed list of its values; a literal outside it is refused.
        partly: what a place of several kinds is of which one is asked for (`model/location.PARTLY`).

    Raises:
        PredicateError: it is no predicate, or not one that is allowed.
    """
    closed = tuple(sorted((name, tuple(words)) for name, words in (values or {}).items()))
    parsed = _parse(text, tuple(sorted(scope.items())), qualifier, closed, partly)
    return replace(parsed, tree=copied(parsed.tree))


@lru_cache(maxsize=2048)
def _parse(
    text: str,
    scope: tuple[tuple[str, Kind], ...],
    qualifier: str,
    values: tuple[tuple[str, tuple[str, ...]], ...],
    partly: str,
) -> Predicate:
    from bwcmeta.sql.predicate_tree import build

    built = build(text, dict(scope), qualifier, dict(values), partly)
    named = tuple((column, tuple(sorted(words))) for column, words in sorted(built.named.items()))
    tree = cast("exp.Expression", built.tree)
    return Predicate(text, tree, frozenset(built.columns), frozenset(built.facts), named, frozenset(built.emptied))
