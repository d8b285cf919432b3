"""The forms the tables are written in: as vendors export them, or as canonical CSV or Parquet.

The vendor form of `evidence_created.csv` is Axon Evidence's "evidence created" report, that of `cad_printout.csv` the
dispatch printout that Axon's Auto-Tagging reads; each with the columns an agency adds. The other files have the
canonical headings in every form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bwcmeta.generate.county import ZONE
from bwcmeta.model.location import NIBRS
from bwcmeta.model.tables import TABLE_BY_NAME

if TYPE_CHECKING:
    import polars as pl

Form = Literal["vendor", "canonical", "parquet"]

LOCAL_STAMP = "%Y-%m-%dT%H:%M:%S%:z"
UTC_STAMP = "%Y-%m-%dT%H:%M:%SZ"

LIST_SEPARATOR = ";"
"""Between the members of a list in canonical CSV."""

CANONICAL_TABLES = (
    "recordings",
    "device_events",
    "incidents",
    "unit_responses",
    "facts",
    "evidence_actions",
    "officers",
    "device_assignments",
    "duty",
    "places",
    "requests",
    "reviews",
)

STATUS_WORDS = {"active": "Active", "deleted": "Deleted", "processing": "Processing"}

UNUSED = {
    "recordings": (
        "activated_known",
        "ended_known",
        "recorded_at",
        "retention_until",
        "title",
        "location_type",
        "location_known",
        "latitude",
        "longitude",
        "sequence",
    ),
    "device_events": ["event_id", "officer_id", "recording_id", "battery_percent", "detail"],
    "incidents": ["place_id", "address_key", "latitude", "longitude"],
    "facts": ["detail"],
    "evidence_actions": ["purpose", "detail"],
    "places": ["address_key"],
    "duty": ["assignment"],
    "requests": ["incident_id"],
}
"""Canonical columns that the county does not fill and the CSV files leave out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file's worth of rows, ready to be written."""

    file: str
    rows: pl.DataFrame


def sheets(form: Form, tables: Mapping[str, pl.DataFrame]) -> list[Sheet]:
    """Put a block's canonical rows into the form's files."""
    if form == "parquet":
        return [Sheet(f"{name}.parquet", completed(name, rows)) for name, rows in tables.items()]
    if form == "canonical":
        return [Sheet(f"{name}.csv", _canonical(name, rows, UTC_STAMP)) for name, rows in tables.items()]
    found = []
    for name, rows in tables.items():
        if name == "recordings":
            found.append(Sheet("evidence_created.csv", evidence_created(rows)))
        elif name == "unit_responses":
            found.append(Sheet("cad_printout.csv", cad_printout(tables["incidents"], rows)))
        elif name != "incidents":
            found.append(Sheet(f"{name}.csv", _canonical(name, rows, LOCAL_STAMP)))
    return found


def file_of(form: Form, table: str) -> str:
    """Name of the file that a canonical table's rows go to."""
    if form == "vendor":
        named = {"recordings": "evidence_created", "unit_responses": "cad_printout", "incidents": "cad_printout"}
        return f"{named.get(table, table)}.csv"
    return f"{table}.{'csv' if form == 'canonical' else 'parquet'}"


def completed(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with all of the table's own columns, in order and of their types; what is not there is null."""
    import polars as pl

    own = TABLE_BY_NAME[table].own
    there = set(rows.columns)
    if strange := there - {column.name for column in own}:
        raise AssertionError(f"{table} has no columns {sorted(strange)}")
    return rows.select(
        (pl.col(c.name) if c.name in there else pl.lit(None)).cast(_types()[c.kind]).alias(c.name) for c in own
    )


def from_rows(table: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Make canonical rows out of mappings; columns that a mapping lacks are null."""
    import polars as pl

    own = TABLE_BY_NAME[table].own
    lists = {c.name: [row.get(c.name) for row in rows] for c in own}
    return pl.DataFrame(lists, schema={c.name: _types()[c.kind] for c in own})


def _types() -> dict[str, pl.DataType]:
    import polars as pl

    return {
        "text": pl.String(),
        "text_list": pl.List(pl.String()),
        "instant": pl.Datetime("us", "UTC"),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
    }


def evidence_created(rows: pl.DataFrame) -> pl.DataFrame:
    """Axon Evidence "evidence created", snake_case; `date_activated` and what follows it are the agency's additions."""
    import polars as pl

    rows = completed("recordings", rows)
    return rows.select(
        pl.col("recording_id").alias("evidence_id"),
        pl.col("status").replace(STATUS_WORDS),
        "title",
        _joined("incident_ids", ",").alias("id_external"),
        _local("uploaded_at", "date_uploaded"),
        _local("started_at", "created_date_record_start"),
        _local("ended_at", "date_record_end"),
        _local("deleted_at", "date_deleted"),
        "size_mb",
        pl.col("duration_s").cast(pl.Int64).alias("duration_seconds"),
        pl.col("deletion_reason").alias("deletion_type"),
        pl.col("district").alias("police_district"),
        "content_type",
        pl.col("officer_id").alias("owner_badge_id"),
        pl.col("device_id").alias("serial_number"),
        _joined("categories", ", "),
        _joined("tags", ", ").alias("evidence_tags"),
        _local("activated_at", "date_activated"),
        pl.col("buffer_s").cast(pl.Int64).alias("buffer_seconds"),
        _yes_no("buffer_audio"),
        pl.col("trigger_reason").alias("trigger"),
        "stop_reason",
    )


def cad_printout(incidents: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Axon's CAD printout, one row for each officer on an event; the optional columns follow the five required ones."""
    import polars as pl

    codes = {name: code for name, (code, _) in NIBRS.items()}
    incidents = completed("incidents", incidents).drop("latitude", "longitude")
    rows = completed("unit_responses", rows).join(incidents, on="incident_id", how="left", maintain_order="left")
    return rows.select(
        pl.col("incident_id").alias("Event ID"),
        pl.col("officer_id").alias("Officer Badge ID"),
        _local("dispatched_at", "Officer Dispatched DateTime"),
        _local("cleared_at", "Officer Cleared DateTime"),
        pl.col("call_type").alias("Call type"),
        _local("enroute_at", "Officer En Route DateTime"),
        _local("arrived_at", "Officer Arrived DateTime"),
        pl.col("unit_id").alias("Unit"),
        pl.col("role").alias("Role"),
        pl.col("call_type_first").alias("Initial Call Type"),
        pl.col("priority").alias("Priority"),
        pl.col("disposition").alias("Disposition"),
        _local("created_at", "Event Created DateTime"),
        _local("closed_at", "Event Closed DateTime"),
        _yes_no("self_initiated").alias("Self Initiated"),
        pl.col("location_type").replace(codes).alias("Location Type"),
        pl.col("district").alias("District"),
        pl.col("beat").alias("Beat"),
    )


def _canonical(table: str, rows: pl.DataFrame, stamp: str) -> pl.DataFrame:
    import polars as pl

    spelled = []
    for column in TABLE_BY_NAME[table].own:
        if column.name in UNUSED.get(table, ()):
            continue
        if column.kind == "instant" and stamp == LOCAL_STAMP:
            spelled.append(_local(column.name, column.name))
        elif column.kind == "instant":
            spelled.append(pl.col(column.name).dt.to_string(stamp))
        elif column.kind == "text_list":
            spelled.append(_joined(column.name, LIST_SEPARATOR))
        else:
            spelled.append(pl.col(column.name))
    return completed(table, rows).select(spelled)


def _yes_no(column: str) -> pl.Expr:
    import polars as pl

    return pl.when(pl.col(column)).then(pl.lit("Y")).when(~pl.col(column)).then(pl.lit("N")).alias(column)


def _joined(column: str, separator: str) -> pl.Expr:
    """The members of a list in one cell; an empty list is an empty cell."""
    import polars as pl

    return pl.when(pl.col(column).list.len() > 0).then(pl.col(column).list.join(separator)).alias(column)


def _local(column: str, heading: str) -> pl.Expr:
    import polars as pl

    return pl.col(column).dt.convert_time_zone(ZONE).dt.to_string(LOCAL_STAMP).alias(heading)
