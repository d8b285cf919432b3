"""Predicates over instants that cannot be told: `IS NULL` of a doubtful instant is unknown, not true."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def guarded(tree: exp.Expression) -> exp.Expression:
    """Make `INSTANT IS NULL` unknown where the instant is doubtful rather than absent."""
    from sqlglot import exp

    from bwcmeta.sql.template import tree_of

    def guard(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null) and isinstance(node.this, exp.Column):
            name = node.this.name
            instants = ["arrived_at", "cleared_at"] if name == "on_scene_seconds" else [name]
            if name == "on_scene_seconds" or name.endswith("_at"):
                listed = ", ".join(f"'{i}'" for i in instants)
                return tree_of(
                    f"CASE WHEN BWC_HAS_ANY(x.doubtful, {listed}) THEN NULL ELSE :test END", test=node.copy()
                )
        return node

    return tree.transform(guard)
