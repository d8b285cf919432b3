"""A step: one named table of the compiled plan, with one sentence for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from bwcmeta.sql.query import Query


@dataclass(frozen=True, slots=True)
class Step:
    """One named table.

    Attributes:
        name: stable, from what it holds or from the rule's id; never a counter.
        says: one sentence, printed above the SQL.
        query: in the portable core (functions of `sql.functions` still unresolved).
        keep: True when several later steps read it, so that an engine computes it once and keeps the rows.
    """

    name: str
    says: str
    query: Query
    keep: bool = False

    @property
    def tree(self) -> exp.Expression:
        """The query as a tree."""
        return self.query.tree


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    """A tree told from others by being it: comparing trees by what they hold would cost more than the work on them."""

    tree: exp.Expression

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.tree is self.tree

    def __hash__(self) -> int:
        return id(self.tree)


OBLIGATION = ("subject_no", "verdict", "reason", "measured", "allowed")
"""Columns of the last step of every rule: which row, what was decided and why; measures in microseconds (or counts)."""
