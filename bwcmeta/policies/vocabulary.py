"""Which words a column of a scope can hold: a predicate that asks for another word is a mistake, not a no."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bwcmeta.model.tables import INCIDENTS, TABLE_BY_NAME
from bwcmeta.rules.scopes import SCOPES


@cache
def values_of(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return column -> closed list of values, for the columns of a scope that have one."""
    found: dict[str, tuple[str, ...]] = {}
    for name in SCOPES[table]:
        column = TABLE_BY_NAME[table].column(name) or INCIDENTS.column(name.removeprefix("incident_"))
        if column is not None and column.values:
            found[name] = column.values
    return found
