"""A predicate with the policy's word on places of several kinds written out in it.

written_out("location_type = 'residence'", SCOPES["unit_responses"], "counts")
# has_any(location_types, 'residence')

Two policies that say different things of such places can then be held against each other by their predicates alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bwcmeta.model.columns import Kind
from bwcmeta.model.location import PARTLY, is_kind_of_place, several_of

if TYPE_CHECKING:
    from sqlglot import exp

_FUNCTIONS = {"counts": "has_any", "does_not_count": "has_only"}


def written_out(text: str, scope: Mapping[str, Kind], partly: str) -> str:
    """Return a predicate that asks the same whatever a policy says of places of several kinds.

    Args:
        text: a predicate that passed `parse_predicate` over this scope.
        scope: column -> kind.
        partly: what its policy says (`model/location.PARTLY`); with the default the text comes back as it is.
    """
    if partly == PARTLY[0] or not any(is_kind_of_place(name) and name in text.lower() for name in scope):
        return text
    from sqlglot import exp

    from bwcmeta.sql.predicate_parse import parse
    from bwcmeta.sql.predicate_tokens import scan

    def asked(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Identifier):
            return exp.to_identifier(node.name)
        if not isinstance(node, exp.EQ | exp.NEQ | exp.In):
            return node
        sides = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        columns = [side for side in sides if isinstance(side, exp.Column) and is_kind_of_place(side.name)]
        if not columns:
            return node
        words = [side for side in sides if side is not columns[0]]
        call = exp.Anonymous(this=_FUNCTIONS[partly], expressions=[exp.column(several_of(columns[0].name)), *words])
        return exp.Not(this=call) if isinstance(node, exp.NEQ) else call

    return parse(scan(text, scope)).transform(asked).sql(dialect="duckdb", normalize_functions=False)
