"""The same base tables as polars frames, for the scripts and for SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

INSTANTS = {
    "recordings": ("started_at", "ended_at", "activated_at", "uploaded_at", "deleted_at"),
    "unit_responses": ("dispatched_at", "enroute_at", "arrived_at", "cleared_at"),
    "incidents": ("created_at", "closed_at"),
    "facts": ("at", "until_at"),
    "evidence_actions": ("at",),
    "requests": ("received_at", "decided_at", "fulfilled_at"),
    "reviews": ("assigned_at", "done_at"),
}


def frames(world: Path) -> dict[str, pl.DataFrame]:
    """Read a world and make the base tables (columns as in `model_pack_base`)."""
    import polars as pl

    def read(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(f"{world}/{name}-*.parquet", glob=True)

    def us(name: str, to: str) -> pl.Expr:
        return pl.col(name).dt.epoch("us").alias(to)

    def number(name: str) -> pl.Expr:
        return pl.col(name).str.strip_chars().str.replace_all("[- ]", "").str.to_uppercase()

    roster = (
        read("officers")
        .sort("officer_id")
        .with_row_index("o", offset=1)
        .with_columns(pl.col("o").cast(pl.Int64))
        .collect()
    )
    badge = roster.lazy().select("o", who="badge")
    employee = roster.lazy().select("o", who="employee_id")
    clock = pl.coalesce("recorded_at", "started_at")
    rec = (
        read("recordings").with_row_index("rowno").join(badge, left_on="officer_id", right_on="who", how="left")
        .select(
            pl.col("rowno").cast(pl.Int64), "recording_id", "device_id", "o", us("started_at", "started"), us("ended_at", "ended"),
            us("activated_at", "activated"), us("deleted_at", "deleted"), "status", "buffer_s", "buffer_audio", "incident_ids",
            (pl.col("trigger_reason") == "after_the_fact").fill_null(value=False).cast(pl.Int8).alias("after_the_fact"),
            clock.dt.offset_by("6mo").dt.epoch("us").alias("in_six_months"),
            clock.dt.offset_by("3y").dt.epoch("us").alias("in_three_years"),
        ).collect()
    )  # fmt: skip
    rec_number = (
        rec.lazy().filter(pl.col("after_the_fact") == 0).select("rowno", "recording_id", "o", raw="incident_ids")
        .explode("raw", empty_as_null=False, keep_nulls=False).with_columns(number("raw").alias("number")).drop("raw").collect()
    )  # fmt: skip
    resp = (
        read("unit_responses").with_row_index("rowno").join(badge, left_on="officer_id", right_on="who", how="left")
        .select(
            pl.col("rowno").cast(pl.Int64), "incident_id", "o", number("incident_id").alias("number"),
            us("arrived_at", "arrived"), us("cleared_at", "cleared"),
        ).collect()
    )  # fmt: skip
    standing = pl.col("standing").fill_null("claimed")
    fact = (
        read("facts").with_row_index("rowno").join(employee, left_on="officer_id", right_on="who", how="left")
        .select(
            pl.col("rowno").cast(pl.Int64), "fact_id", "fact", number("incident_id").alias("number"), "recording_id", "o",
            standing.replace_strict({"rejected": 0, "claimed": 1, "documented": 2, "verified": 3}).cast(pl.Int8).alias("standing"),
            us("at", "at_us"), us("until_at", "until_us"),
        ).filter(pl.col("standing") > 0).collect()
    )  # fmt: skip
    return {
        "rec": rec.drop("incident_ids"),
        "rec_number": rec_number,
        "resp": resp,
        "inc": read("incidents")
        .select(number("incident_id").alias("number"), "disposition", "location_type")
        .collect(),
        "fact": fact,
        "press": read("device_events").select("device_id", us("at", "at_us"), "event", "sequence").collect(),
        "special": roster.filter(pl.col("assignment").is_in(["undercover", "court"])).select("o"),
        "assigned": read("device_assignments").collect().join(roster, on="officer_id").select("o").unique(),
        "now": pl.DataFrame({"as_of": [_latest(world)]}),
    }


def _latest(world: Path) -> int:
    """The latest instant in the inputs, the logs of cameras left out."""
    import polars as pl

    found = []
    for table, columns in INSTANTS.items():
        if any(world.glob(f"{table}-*.parquet")):
            latest = (
                pl.scan_parquet(f"{world}/{table}-*.parquet")
                .select(pl.col(c).dt.epoch("us").max() for c in columns)
                .collect()
            )
            found += [value for value in latest.row(0) if value is not None]
    return int(max(found))
