"""Copies of trees without the places in the text that the parser noted: most of what sqlglot's own copy costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sqlglot import exp


def copied(
    tree: exp.Expression, instead: Callable[[exp.Expression], exp.Expression | None] = lambda _: None
) -> exp.Expression:
    """Copy a tree.

    Args:
        tree: stays as it is.
        instead: is shown every copied node, arguments before what holds them; what it returns, if anything, takes the
            node's place.
    """
    from sqlglot.expressions import Expr

    def copy(node: Expr) -> Expr:
        arguments: dict[str, Any] = {}
        for key, value in node.args.items():
            if isinstance(value, Expr):
                arguments[key] = copy(value)
            elif type(value) is list:
                arguments[key] = [copy(v) if isinstance(v, Expr) else v for v in value]
            else:
                arguments[key] = value
        made = node.__class__(**arguments)
        if node.comments is not None:
            made.comments = list(node.comments)
        changed = instead(cast("exp.Expression", made))
        return made if changed is None else changed

    return cast("exp.Expression", copy(tree))
