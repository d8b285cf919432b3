"""What an engine can do. Rules and the audit know no more than this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.sql.step import Step


class Engine(Protocol):
    """Opens tables, runs steps, hands out rows."""

    name: str
    dialect: str
    small: bool
    """Whether the inputs are so small that to plan a step costs more than to run it."""

    def source(self, table: Table, files: Sequence[str]) -> None:
        """Make `src_TABLE` from Parquet files; with no file, an empty table of the right columns."""

    def run(self, step: Step, parts: Sequence[Step] = ()) -> None:
        """Compute one step under its name.

        Args:
            step: the step.
            parts: steps it reads that nothing else does, each after those it reads: they need no name of their own.
        """

    def forget(self, name: str) -> None:
        """Let go of a kept step that no later step reads."""

    def others(self) -> Sequence[Engine]:
        """More engines over the same tables and steps, to run steps at the same time; none where that gains nothing."""

    def frame(self, sql: str) -> pl.DataFrame:
        """Rows of a query over steps (plain SELECT ... FROM ... ORDER BY)."""

    def close(self) -> None:
        """Let go of memory and temporary files."""
