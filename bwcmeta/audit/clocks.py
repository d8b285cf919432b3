"""The clocks of the cameras as a run tells them: offsets by officer, camera and day, and alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.clocks import DST_SLACK_US, DST_US, FAR_US, LEAST_PAIRS, SHIFT_US, clock_sources, clocks
from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.engines.protocol import Engine

COLUMNS = (
    "officer_id", "device_id", "day", "pairs", "offset_s", "end_offset_s", "spread_s", "own_offset_s", "own_days",
    "fleet_offset_s", "alarm", "shift_s", "pattern", "source_file",
)  # fmt: skip
_LEAST_OF_A_FILE = 20
"""Pairs below which a whole file is not called displaced."""


def clock_steps(plan: Plan) -> frozenset[str]:
    """Add the steps and return their names; none where the inputs have nothing to hold a clock against."""
    if plan.settings.empty("recordings") or plan.settings.empty("unit_responses"):
        return frozenset()
    return frozenset({clocks(plan), clock_sources(plan)})


def clocks_frame(engine: Engine, *, there: bool) -> pl.DataFrame:
    """One row for each officer, camera and local day with enough sure pairs (docs/reference/outputs.md)."""
    import polars as pl

    numbers = {"pairs": pl.Int64, "own_days": pl.Int64}
    texts = ("officer_id", "device_id", "day", "alarm", "pattern", "source_file")
    schema = {c: numbers.get(c, pl.String if c in texts else pl.Float64) for c in COLUMNS}
    if not there:
        return pl.DataFrame(schema=schema)
    raw = engine.frame(
        """SELECT p.officer_id, d.device_id, d.local_day, d.pairs, d.start_us, d.end_us, d.mad_us, d.own_start_us, d.own_days,
        d.fleet_start_us, d.alarm, d.shift_us, d.source_file FROM clock_days AS d JOIN people AS p ON p.officer_no = d.officer_no"""
    )
    shift = pl.col("shift_us").cast(pl.Int64)
    hour = (shift.abs() - DST_US).abs() <= DST_SLACK_US
    seconds = {
        "offset_s": "start_us", "end_offset_s": "end_us", "spread_s": "mad_us", "own_offset_s": "own_start_us",
        "fleet_offset_s": "fleet_start_us", "shift_s": "shift_us",
    }  # fmt: skip
    return (
        raw.with_columns(
            pl.from_epoch(pl.col("local_day").cast(pl.Int32), time_unit="d").dt.strftime("%Y-%m-%d").alias("day"),
            *((pl.col(us).cast(pl.Int64) / 1e6).alias(name) for name, us in seconds.items()),
            pl.when(hour).then(pl.lit("one hour")).otherwise(pl.lit("")).alias("pattern"),
        )
        .select(pl.col(c).cast(t) for c, t in schema.items())
        .sort("officer_id", "device_id", "day")
    )


def clock_quality(found: pl.DataFrame) -> pl.DataFrame:
    """The alarms as data-quality findings."""
    import polars as pl

    day = pl.col("day").str.to_datetime("%Y-%m-%d", time_unit="us", time_zone="UTC")
    return found.filter(pl.col("alarm") != "").select(
        pl.lit("camera clock displaced").alias("kind"),
        pl.col("device_id").alias("subject"),
        "officer_id",
        pl.col("pairs").alias("count"),
        day.alias("first_at"),
        day.alias("last_at"),
        pl.concat_str(
            pl.lit("about "), pl.col("shift_s").round(0).cast(pl.Int64).cast(pl.String), pl.lit(" s against "),
            pl.col("alarm").replace_strict(
                {"own": "its other days", "dispatch": "dispatch", "fleet": "the fleet"}, return_dtype=pl.String
            ),
            pl.when(pl.col("pattern") == "one hour").then(pl.lit(": one hour, as after a change of summer time")).otherwise(pl.lit("")),
        ).alias("detail"),
        "source_file",
        pl.lit(None, pl.Int64).alias("source_row"),
    )  # fmt: skip


def displaced_files(engine: Engine, *, there: bool) -> list[str]:
    """Why the inputs are degraded: files whose every clock is off alike, as by a wrong zone."""
    if not there:
        return []
    rows = engine.frame("SELECT source_file, pairs, start_us, end_us FROM clock_sources ORDER BY source_file")
    reasons = []
    for row in rows.iter_rows(named=True):
        start, end, pairs = int(row["start_us"]), int(row["end_us"]), int(row["pairs"])
        alike = abs(start - end) <= max(SHIFT_US, abs(start) // 4) and (start > 0) == (end > 0)
        if pairs >= min(_LEAST_OF_A_FILE, 3 * LEAST_PAIRS) and alike and min(abs(start), abs(end)) >= FAR_US:
            hours, rest = divmod(abs(start) // 1_000_000, 3600)
            far = f"{hours} h {rest // 60} min" if rest // 60 else f"{hours} h"
            way = "ahead of" if start > 0 else "behind"
            reasons.append(
                f"{row['source_file']}: its clocks run {far} {way} dispatch ({pairs:,} sure pairs): is the zone right?"
            )
    return reasons
