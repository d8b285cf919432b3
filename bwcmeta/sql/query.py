"""A step's query as it was written: a text with slots. It becomes a tree only where somebody asks for the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

    Value = exp.Expression | float | str | bool | None
    """What a slot takes."""


class Query:
    """A template and what fills its slots.

    Args:
        text: readable SQL in the portable core with `:slots`.
        slots: trees, or plain values that become literals; a tree is not changed afterwards.

    Raises:
        KeyError: the text has a slot that was not given, or the other way round (a fault of the program).
    """

    __slots__ = ("_tables", "_tree", "slots", "text")

    def __init__(self, text: str, slots: Mapping[str, Value]) -> None:
        from bwcmeta.sql.as_text import slots_of
        from bwcmeta.sql.template import check_slots

        check_slots(slots_of(text), slots)
        self.text, self.slots = text, slots
        self._tree: exp.Expression | None = None
        self._tables: frozenset[str] | None = None

    @property
    def tree(self) -> exp.Expression:
        """The tree, with its slots filled. Parsing costs more than a small step: most are run without."""
        if self._tree is None:
            from bwcmeta.sql.template import tree_of

            self._tree = tree_of(self.text, **self.slots)
        return self._tree

    @property
    def tables(self) -> frozenset[str]:
        """Names of the steps (and sources) it reads directly."""
        if self._tables is None:
            from bwcmeta.sql.as_text import tables_in

            self._tables = tables_in(self)
        return self._tables
