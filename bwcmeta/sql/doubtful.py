"""Predicates over what cannot be told: `IS NULL` of a doubtful cell, or of a column no file had, is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlglot import exp

ASKED = "asked"
"""Argument of an `IS NULL` that the writer of a predicate wrote: the column whose cell it asks for."""


def guarded(
    tree: exp.Expression, absent: Callable[[str], str] = lambda _column: "", doubted: Collection[str] = ()
) -> exp.Expression:
    """Make `COLUMN IS NULL` unknown where nobody knows whether the cell is empty.

    Args:
        tree: a predicate over the alias `x`.
        absent: gives the SQL that is true of the rows whose files lack a column; '' where none does.
        doubted: the columns of which the rows say whether their cell is doubtful.
    """
    from bwcmeta.sql.template import tree_of

    def guard(node: exp.Expression) -> exp.Expression:
        name = node.args.get(ASKED)
        if name is None:
            return node
        unknown = [lacks] if (lacks := absent(name)) else []
        cells = [c for c in (("arrived_at", "cleared_at") if name == "on_scene_seconds" else (name,)) if c in doubted]
        if cells:
            listed = ", ".join(f"'{c}'" for c in cells)
            unknown.append(f"BWC_HAS_ANY(x.doubtful, {listed})")
        if not unknown:
            return node
        return tree_of(f"CASE WHEN (:test) AND ({' OR '.join(unknown)}) THEN NULL ELSE :test END", test=node.copy())

    return tree.transform(guard)
