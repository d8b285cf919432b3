"""What an audit hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bwcmeta.model.verdict import Exit

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.long_frame import LongFrame
    from bwcmeta.sql.step import Step


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The outcome of one audit.

    Attributes:
        finding_rows: every obligation that is not compliant (docs/reference/outputs.md), on disk where there are very
            many; `findings` is the same in memory.
        evidence_rows: finding_id with every source row behind it and the part it plays; `evidence` is the same in memory.
        timeline: finding_id with the moments around it, for `explain`.
        searches: finding_id with where else was looked before it said that there is no footage.
        tallies: counts, rates and exact intervals by rule and group.
        waterfall: what became of every row of each rule's table; the counts close.
        quality: data-quality findings, kept apart from conduct.
        clocks: offsets of the cameras' clocks by officer, camera and day.
        measures: presence, timeliness, completeness and filing side by side, and at several tolerances.
        obligations: every obligation, compliant ones included; None unless asked for.
        summary: the whole as plain values, as in `summary.json`.
        steps: every step that ran, in order.
        dialect: the engine's dialect, to spell them in.
        degraded: reasons for which the results are provisional.
        exit: what a command ends with.
    """

    finding_rows: LongFrame
    evidence_rows: LongFrame
    timeline: pl.DataFrame
    searches: pl.DataFrame
    tallies: pl.DataFrame
    waterfall: pl.DataFrame
    quality: pl.DataFrame
    clocks: pl.DataFrame
    measures: pl.DataFrame
    obligations: pl.DataFrame | None
    summary: Mapping[str, Any]
    ledgers: tuple[Mapping[str, Any], ...]
    steps: tuple[Step, ...]
    dialect: str
    degraded: tuple[str, ...]
    exit: Exit

    @property
    def findings(self) -> pl.DataFrame:
        """Every obligation that is not compliant."""
        return self.finding_rows.frame()

    @property
    def evidence(self) -> pl.DataFrame:
        """The source rows behind the findings."""
        return self.evidence_rows.frame()
