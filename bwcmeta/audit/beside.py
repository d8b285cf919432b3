"""What a run tells beside its verdicts: clocks, identity, matching, measures. The one place where they are hooked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.clocks import clock_quality, clock_steps, clocks_frame, displaced_files
from bwcmeta.audit.dispositions import disposition_step
from bwcmeta.plan.identity_checks import COLUMNS, identity_checks
from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.engines.protocol import Engine


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found.

    Attributes:
        clocks: offsets of the cameras' clocks.
        quality: further data-quality findings, in the shape of `quality_frame`.
        degraded: further reasons for which the results are provisional.
        summary: further entries of `summary.json`.
    """

    clocks: pl.DataFrame
    quality: pl.DataFrame
    degraded: tuple[str, ...]
    summary: dict[str, Any]


def beside_steps(plan: Plan, *, stated_as_of_us: int | None) -> frozenset[str]:
    """Add the steps of all that is told beside the verdicts; return the names of those that are read in the end."""
    names = {"people", identity_checks(plan), disposition_step(plan, until_us=stated_as_of_us)}
    return frozenset(names | clock_steps(plan))


def beside(engine: Engine, plan: Plan) -> Beside:
    """Read what these steps found."""
    import polars as pl

    there = "clock_days" in plan.steps
    found = clocks_frame(engine, there=there)
    quality = pl.concat([quality_rows(engine, "identity_checks"), clock_quality(found)], how="vertical_relaxed")
    return Beside(found, quality, tuple(displaced_files(engine, there=there)), {})


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
