"""What a run tells beside its verdicts: clocks, identity, matching, measures. The one place where they are hooked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.clocks import clock_quality, clock_steps, clocks_frame, displaced_files
from bwcmeta.audit.measures import matching_steps, matching_told, measure_steps, measures_frame
from bwcmeta.audit.searched import search_step
from bwcmeta.plan.decisions import standing
from bwcmeta.plan.identity_checks import COLUMNS, identity_checks
from bwcmeta.plan.matching import match_notes
from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.audit.options import Gates
    from bwcmeta.engines.protocol import Engine

_DOUBTFUL = ("recording without an officer", "id that the roster does not know")
SMALL = 2_000_000
"""So many recordings and fewer are matched one by one unasked; more only with `deep`."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found.

    Attributes:
        clocks: offsets of the cameras' clocks.
        measures: rates of presence, timeliness, completeness and filing, and at several tolerances.
        quality: further data-quality findings, in the shape of `quality_frame`.
        degraded: further reasons for which the results are provisional.
        summary: further entries of `summary.json`.
    """

    clocks: pl.DataFrame
    measures: pl.DataFrame
    quality: pl.DataFrame
    degraded: tuple[str, ...]
    summary: dict[str, Any]


def beside_steps(plan: Plan, rules: tuple[CompiledRule, ...], *, deep: bool | None) -> frozenset[str]:
    """Add the steps of all that is told beside the verdicts; return the names of those that are read in the end.

    Args:
        plan: the plan.
        rules: the compiled rules.
        deep: whether recordings are matched one by one; None: where there are few enough.
    """
    names = {"people", identity_checks(plan), standing(plan)} | clock_steps(plan)
    settings = plan.settings
    if deep is None:
        deep = settings.rows.get("recordings", 0) <= SMALL
    if deep and not settings.empty("recordings"):
        names |= {match_notes(plan), search_step(plan)} | measure_steps(plan, rules) | matching_steps(plan)
    return frozenset(names)


def beside(engine: Engine, plan: Plan, rules: tuple[CompiledRule, ...], gates: Gates) -> Beside:
    """Read what these steps found."""
    import polars as pl

    there, matched = "clock_days" in plan.steps, "match_notes" in plan.steps
    found = clocks_frame(engine, there=there)
    notes = [quality_rows(engine, step) for step in ("identity_checks", "match_notes") if step in plan.steps]
    quality = pl.concat([*notes, clock_quality(found)], how="vertical_relaxed")
    told = matching_told(engine, plan) if matched else {"asked": False}
    measured = measures_frame(engine, plan, rules)
    degraded = [*displaced_files(engine, there=there), *_doubtful_ids(engine, plan, quality, gates)]
    return Beside(found, measured, quality, tuple(degraded), {"matching": told})


def _doubtful_ids(engine: Engine, plan: Plan, quality: pl.DataFrame, gates: Gates) -> list[str]:
    """Why the inputs are degraded when too many recordings cannot be told to be anybody's."""
    rows = plan.settings.rows.get("recordings", 0)
    noted = engine.frame("SELECT kind, SUM(found) AS found FROM identity_notes GROUP BY kind")
    counts = {str(kind): int(found) for kind, found in noted.iter_rows()}
    leavers = quality.filter(quality["kind"] == "id of somebody not in service")["count"].sum()
    doubtful = sum(counts.get(kind, 0) for kind in _DOUBTFUL) + int(leavers)
    if not rows or doubtful / rows <= gates.doubtful_ids:
        return []
    whose = "under no id, an unknown one, or that of somebody not in service"
    return [f"{doubtful:,} of {rows:,} recordings are {whose} ({doubtful / rows:.1%})"]


def quality_rows(engine: Engine, step: str) -> pl.DataFrame:
    """Rows of a step with the columns of `completeness` as data-quality findings."""
    import polars as pl

    numbers = ("missing", "first_us", "last_us", "source_row")
    raw = engine.frame(f"SELECT {', '.join(COLUMNS)} FROM {step}")
    return raw.select(pl.col(c).cast(pl.Int64 if c in numbers else pl.String) for c in COLUMNS).select(
        "kind", "subject", "officer_id", pl.col("missing").alias("count"),
        pl.from_epoch("first_us", time_unit="us").dt.replace_time_zone("UTC").alias("first_at"),
        pl.from_epoch("last_us", time_unit="us").dt.replace_time_zone("UTC").alias("last_at"),
        "detail", "source_file", "source_row",
    )  # fmt: skip
