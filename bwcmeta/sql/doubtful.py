"""Predicates over what cannot be told: `IS NULL` of a doubtful instant, or of a column no file had, is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot import exp

ASKED = "asked"
"""Argument of an `IS NULL` that the writer of a predicate wrote: the column whose cell it asks for."""


def guarded(
    tree: exp.Expression, absent: Callable[[str], str] = lambda _column: "", *, doubt: bool = True
) -> exp.Expression:
    """Make `COLUMN IS NULL` unknown where nobody knows whether the cell is empty.

    Args:
        tree: a predicate over the alias `x`.
        absent: gives the SQL that is true of the rows whose files lack a column; '' where none does.
        doubt: whether the rows say which of their instants are doubtful.
    """
    from bwcmeta.sql.template import tree_of

    def guard(node: exp.Expression) -> exp.Expression:
        name = node.args.get(ASKED)
        if name is None:
            return node
        lacks = absent(name)
        unknown = [f"(:test) AND ({lacks})"] if lacks else []
        instants = ["arrived_at", "cleared_at"] if name == "on_scene_seconds" else [name]
        if doubt and (name == "on_scene_seconds" or name.endswith("_at")):
            listed = ", ".join(f"'{i}'" for i in instants)
            unknown.append(f"BWC_HAS_ANY(x.doubtful, {listed})")
        if not unknown:
            return node
        return tree_of(f"CASE WHEN {' OR '.join(unknown)} THEN NULL ELSE :test END", test=node.copy())

    return tree.transform(guard)
