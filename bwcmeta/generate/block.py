"""Some days of the county as canonical tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.generate.calls import responses, seats
from bwcmeta.generate.conduct import behave
from bwcmeta.generate.devicelog import device_log
from bwcmeta.generate.evidence import recordings
from bwcmeta.generate.footage import pieces
from bwcmeta.generate.paperwork import actions, facts, mark_incidents, requests, reviews, stamped
from bwcmeta.generate.people import duty, shifts
from bwcmeta.generate.stamps import instant

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

Tables = dict[str, "pl.DataFrame"]
"""Canonical table -> its rows, only the columns that the county fills."""


@dataclass
class Running:
    """What runs on from block to block: numbers that the county's systems give out in order.

    Attributes:
        incidents: incidents so far.
        ids: rows so far of the tables whose rows are numbered (`facts`, `evidence_actions`, ...).
        log_lines: lines each camera has written so far, by the officer's `n`.
    """

    incidents: int
    ids: dict[str, int]
    log_lines: pl.Series

    @classmethod
    def begin(cls, people: pl.DataFrame) -> Running:
        """Nothing so far."""
        import polars as pl

        return cls(0, {}, pl.Series("lines", [0] * people.height, dtype=pl.Int64))


def one_block(scale: Scale, people: pl.DataFrame, days: range, running: Running) -> Tables:
    """Make the shifts that begin on those days and all that comes of them; moves `running` on."""
    import polars as pl

    worked = shifts(scale, people, days)
    seated = seats(scale, worked)
    gone = behave(scale, mark_incidents(scale, responses(scale, seated)))
    numbers = _numbers(scale, gone, running)
    filmed = pieces(scale, gone, seated, worked)
    items = recordings(scale, filmed, people, numbers)
    beside = filmed.select("key", "kind", "force", "start_s", "on_hold", "n").join(
        people.select("n", "badge"), on="n", how="left", maintain_order="left"
    )
    known = pl.concat([items, beside.drop("n")], how="horizontal")
    held = known.filter(pl.col("on_hold")).select("recording_id", "start_s")
    log = device_log(scale, people, worked, filmed, running.log_lines)
    running.log_lines = _moved_on(running.log_lines, log)
    sergeants = people.filter(pl.col("rank") == "Sergeant")["officer_id"]
    tables = {
        "recordings": items.sort("started_at", "recording_id"),
        "device_events": log.drop("n"),
        "incidents": _incidents(gone, numbers),
        "unit_responses": _unit_responses(gone, numbers),
        "facts": stamped(facts(scale, gone, numbers, held)),
        "evidence_actions": stamped(actions(scale, known)),
        "duty": stamped(duty(worked)),
        "requests": stamped(requests(scale, known)),
    }
    if len(sergeants):
        tables["reviews"] = stamped(reviews(scale, known, sergeants))
    sign = scale.tag.replace("C", "")
    for table, column, letter in NUMBERED:
        if table in tables:
            tables[table] = _with_ids(tables[table], column, sign + letter, running.ids.get(table, 0))
            running.ids[table] = running.ids.get(table, 0) + tables[table].height
    return tables


NUMBERED = (
    ("facts", "fact_id", "F"),
    ("evidence_actions", "action_id", "A"),
    ("requests", "request_id", "Q"),
    ("reviews", "review_id", "V"),
)
"""Tables whose rows get a running number, its column and its letter."""


def _with_ids(rows: pl.DataFrame, column: str, letter: str, so_far: int) -> pl.DataFrame:
    import polars as pl

    number = pl.int_range(so_far + 1, so_far + 1 + pl.len(), dtype=pl.Int64).cast(pl.String).str.zfill(6)
    return rows.select(pl.concat_str(pl.lit(letter), number).alias(column), pl.all())


def _numbers(scale: Scale, gone: pl.DataFrame, running: Running) -> pl.DataFrame:
    """Give the block's incidents their numbers in the order they were created (`MC26-000001`)."""
    import polars as pl

    order = gone.select("incident_key", "created_s").unique().sort("created_s", "incident_key")
    number = pl.int_range(running.incidents + 1, running.incidents + 1 + pl.len(), dtype=pl.Int64)
    prefix = f"M{scale.tag}{scale.start.year % 100:02d}-"
    running.incidents += order.height
    return order.select(
        "incident_key", pl.concat_str(pl.lit(prefix), number.cast(pl.String).str.zfill(6)).alias("number")
    )


def _moved_on(counts: pl.Series, log: pl.DataFrame) -> pl.Series:
    import polars as pl

    last = log.group_by("n").agg(pl.col("sequence").max()).sort("n")
    return counts.scatter(last["n"], last["sequence"])


def _incidents(gone: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    once = gone.group_by("incident_key", maintain_order=True).agg(
        pl.col("call_type", "first_type", "priority", "disposition", "created_s", "on_view").first(),
        pl.col("location_type", "district", "beat").first(),
        pl.col("cleared_s").max(),
    )
    priority = pl.col("priority").cast(pl.String)
    return (
        once.join(numbers, on="incident_key", how="left", maintain_order="left")
        .select(
            pl.col("number").alias("incident_id"),
            pl.col("first_type").alias("call_type_first"),
            "call_type",
            priority.alias("priority_first"),
            priority,
            "disposition",
            instant(pl.col("created_s")).alias("created_at"),
            instant(pl.col("cleared_s")).alias("closed_at"),
            pl.col("on_view").alias("self_initiated"),
            "location_type",
            pl.when(pl.col("location_type").is_not_null()).then(pl.lit("stated")).alias("location_known"),
            "district",
            pl.concat_str(pl.lit("B"), pl.col("beat").cast(pl.String)).alias("beat"),
        )
        .sort("created_at", "incident_id")
    )


def _unit_responses(gone: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return (
        gone.join(numbers, on="incident_key", how="left", maintain_order="left")
        .select(
            pl.col("number").alias("incident_id"),
            pl.col("call_sign").alias("unit_id"),
            pl.col("badge").alias("officer_id"),
            instant(pl.col("dispatched_s")).alias("dispatched_at"),
            instant(pl.col("enroute_s")).alias("enroute_at"),
            instant(pl.col("arrived_s")).alias("arrived_at"),
            instant(pl.col("shown_cleared_s")).alias("cleared_at"),
            pl.when("primary").then(pl.lit("primary")).otherwise(pl.lit("backup")).alias("role"),
        )
        .sort("dispatched_at", "incident_id", "officer_id")
    )
