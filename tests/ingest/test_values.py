"""Cells of every kind: what is read, what is emptied and listed, what sets a row aside."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

from bwcmeta.ingest.readers import parquet
from bwcmeta.model.ledger import Noted


def noted(found: tuple[Noted, ...]) -> list[tuple[str, str, int]]:
    return [(n.column, n.what, n.count) for n in found]


def test_a_value_outside_an_optional_vocabulary_is_emptied_and_listed(desk) -> None:
    text = (
        "recording_id,started_at,status,trigger_reason\n"
        "R1,2026-01-05T10:00:01Z,Queued for Deletion,button\n"
        "R2,2026-01-05T10:00:02Z,Frozen,BUTTON\n"
        "R3,2026-01-05T10:00:03Z,Frozen,\n"
    )
    ledger = desk.read("recordings.csv", text)
    assert desk.rows("recordings", "status", "trigger_reason") == [
        ("queued_for_deletion", "button"),
        (None, "button"),
        (None, None),
    ]
    assert noted(ledger.unknown) == [("status", "Frozen", 2)]
    assert ledger.unknown[0].examples == (3, 4)
    assert (ledger.rows.used, ledger.rows.repaired) == (1, 2)


def test_a_cell_of_which_nobody_knows_the_meaning_is_named_beside_the_row(desk) -> None:
    text = (
        "recording_id,started_at,ended_at,status,buffer_s\n"
        "R1,2026-01-05T10:00:01Z,2026-01-05T10:10:01Z,Frozen,thirty\n"
        "R2,2026-01-05T10:00:02Z,2026-01-05T10:10:01Z,,30\n"
        "R3,2026-01-05T10:00:03Z,2026-01-05T10:10:01Z,Active,\n"
    )
    desk.read("recordings.csv", text)
    assert desk.rows("recordings", "status", "buffer_s", "doubtful") == [
        (None, None, ["buffer_s", "status"]),
        (None, 30, None),
        ("active", None, None),
    ]


def test_a_value_outside_a_required_vocabulary_sets_the_row_aside(desk) -> None:
    text = "device_id,at,event\nC1,2026-01-05T10:00:01Z,record_start\nC1,2026-01-05T10:00:02Z,record_sart\n"
    ledger = desk.read("device_events.csv", text)
    assert (ledger.rows.used, ledger.rows.set_aside) == (1, 1)
    assert noted(ledger.unknown) == [("event", "record_sart", 1)]
    assert desk.aside(ledger)[0]["reason"] == "not in the vocabulary"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("residence", "residence"),
        ("Residence/Home", "residence"),
        ("20", "residence"),
        ("9", "drug_store_doctor_hospital"),
        ("School-Elementary/Secondary", "school_elementary_secondary"),
        ("health care", "health_care"),
        ("the moon", None),
    ],
)
def test_location_types_by_name_and_by_nibrs(desk, text: str, stored: str | None) -> None:
    desk.read("incidents.csv", f"incident_id,location_type\nI1,{text}\n")
    assert desk.rows("incidents", "location_type", "location_known") == [(stored, "stated" if stored else None)]


def test_several_values_in_a_cell_are_a_set(desk) -> None:
    text = (
        "recording_id,started_at,categories,incident_ids\n"
        "R1,2026-01-05T10:00:01Z, Traffic Stop;arrest;;ARREST ,I-2;I-1\n"
        "R2,2026-01-05T10:00:02Z,,I-3\n"
    )
    desk.read("recordings.csv", text)
    assert desk.rows("recordings", "categories", "incident_ids") == [
        (["arrest", "traffic stop"], ["I-1", "I-2"]),
        (None, ["I-3"]),
    ]


def test_ids_are_text_with_their_zeros(desk) -> None:
    desk.read("officers.csv", "officer_id,badge,call_sign\n 007 ,0012,1E5\n")
    assert desk.rows("officers", "officer_id", "badge", "call_sign") == [("007", "0012", "1E5")]


def test_numbers_and_lengths(desk) -> None:
    text = (
        "recording_id,started_at,duration_s,size_mb,sequence,buffer_audio\n"
        "R1,2026-01-05T10:00:01Z,30.24,1.5,7,yes\n"
        "R2,2026-01-05T10:00:02Z,00:12:33,,8.0,F\n"
        "R3,2026-01-05T10:00:03Z,1.02:03:04,,,\n"
        "R4,2026-01-05T10:00:04Z,half an hour,1e400,x,perhaps\n"
    )
    ledger = desk.read("recordings.csv", text)
    assert desk.rows("recordings", "duration_s", "size_mb", "sequence", "buffer_audio") == [
        (30.24, 1.5, 7, True),
        (753.0, None, 8, False),
        (93784.0, None, None, None),
        (None, None, None, None),
    ]
    assert noted(ledger.unknown) == [
        ("buffer_audio", "perhaps", 1),
        ("duration_s", "half an hour", 1),
        ("sequence", "x", 1),
        ("size_mb", "1e400", 1),
    ]


def test_a_missing_end_is_the_start_plus_the_length_and_says_so(desk) -> None:
    text = (
        "recording_id,started_at,ended_at,duration_s\n"
        "R1,2026-01-05T10:00:01Z,,30.5\n"
        "R2,2026-01-05T10:00:01Z,2026-01-05T10:00:09Z,30\n"
        "R3,2026-01-05T10:00:01Z,,\n"
        "R4,2026-01-05T10:00:01Z,,-5\n"
    )
    ledger = desk.read("recordings.csv", text)
    first = dt.datetime(2026, 1, 5, 10, 0, 31, 500_000, tzinfo=dt.UTC)
    rows = desk.rows("recordings", "ended_at", "ended_known")
    assert rows[0] == (first, "derived")
    assert [known for _, known in rows] == ["derived", "stated", "absent", "absent"]
    assert noted(ledger.repairs) == [
        ("duration_s", "emptied: a negative length", 1),
        ("ended_at", "derived from start and duration", 1),
    ]


def test_an_end_before_the_start_is_set_aside_and_a_zero_length_is_kept(desk) -> None:
    text = (
        "recording_id,started_at,ended_at\n"
        "R1,2026-01-05T10:00:01Z,2026-01-05T10:00:00Z\n"
        "R2,2026-01-05T10:00:01Z,2026-01-05T10:00:01Z\n"
    )
    ledger = desk.read("recordings.csv", text)
    assert [r for (r,) in desk.rows("recordings", "recording_id")] == ["R2"]
    assert desk.aside(ledger)[0]["reason"] == "ends before it starts"


def test_dispatch_times_out_of_order_stay_for_the_rules_to_judge(desk) -> None:
    text = "incident_id,officer_id,arrived_at,cleared_at\nI1,O1,2026-01-05T10:10:01Z,2026-01-05T10:00:01Z\n"
    assert desk.read("unit_responses.csv", text).rows.used == 1


def test_a_point_that_is_none(desk) -> None:
    text = "incident_id,latitude,longitude\nI1,29.9,-90.1\nI2,0,0.0\nI3,95,10\nI4,29.9,\n"
    ledger = desk.read("incidents.csv", text)
    assert desk.rows("incidents", "latitude") == [(29.9,), (None,), (None,), (None,)]
    assert ledger.rows.repaired == 3


def test_fact_names_become_lower_case_with_underscores(desk) -> None:
    desk.read("facts.csv", "fact,incident_id\nUse of Force,I1\n")
    assert desk.rows("facts", "fact") == [("use_of_force",)]


def test_json_lines_keep_digits_lists_and_nothing_else(desk) -> None:
    rows = [
        {"recording_id": "R1", "officer_id": 12, "started_at": "2026-01-05T10:00:01Z", "tags": ["b", "A"]},
        {"recording_id": "R2", "officer_id": "012", "started_at": "2026-01-05T10:00:02Z", "duration_s": 1.50},
        {"recording_id": "R3", "started_at": "2026-01-05T10:00:03Z", "buffer_audio": True, "status": None},
    ]
    text = "\n".join([json.dumps(rows[0]), json.dumps(rows[1]), "", "{broken", "[1]", json.dumps(rows[2])])
    ledger = desk.read("recordings.jsonl", text)
    assert desk.rows(
        "recordings", "recording_id", "officer_id", "tags", "duration_s", "buffer_audio", "source_row"
    ) == [
        ("R1", "12", ["a", "b"], None, None, 1),
        ("R2", "012", None, 1.5, None, 2),
        ("R3", None, None, None, True, 6),
    ]
    assert [(a["row"], a["reason"], a["raw"]) for a in desk.aside(ledger)] == [
        (4, "not JSON", "{broken"),
        (5, "not a JSON object", "[1]"),
    ]


def test_parquet_with_types_gives_the_same_rows_as_text(desk) -> None:
    at = dt.datetime(2026, 1, 5, 10, 0, 1, 250_000, tzinfo=dt.UTC)
    frame = pl.DataFrame(
        {"recording_id": [7, 8], "started_at": [at, at], "tags": [["B"], []], "duration_s": [1.5, None]}
    )
    path = desk.folder / "recordings.parquet"
    frame.write_parquet(path)
    ledger = desk.take(path).files[0]
    assert desk.rows("recordings", "recording_id", "started_at", "tags", "duration_s", "source_row") == [
        ("7", at, ["b"], 1.5, 1),
        ("8", at, None, None, 2),
    ]
    assert ledger.rows.read == 2


@pytest.mark.parametrize(
    "others", [[], [None], ["1969-12-31T23:59:59Z"], ["2100-01-01T00:00:00Z"], ["1999-12-31T23:59:59.000001Z"]]
)
def test_many_instants_of_parquet_are_written_as_few_are(monkeypatch, tmp_path, others: list[str | None]) -> None:
    monkeypatch.setattr(parquet, "_MANY", 3)
    texts = ["1970-01-01T00:00:00Z", "2026-02-28T23:59:59Z", "2099-12-31T23:59:59Z", *others]
    at = [text and dt.datetime.fromisoformat(text) for text in texts]
    path = tmp_path / "a.parquet"
    pl.DataFrame({"at": pl.Series(at, dtype=pl.Datetime("us", "UTC"))}).write_parquet(path)
    (batch,) = parquet.ParquetTable(path).batches()
    assert batch.cells["c0"].to_list() == [one and one.isoformat(timespec="microseconds") for one in at]


def test_parquet_without_zones_is_refused_without_a_zone_and_naive_values_are_placed(desk) -> None:
    frame = pl.DataFrame({"recording_id": ["R1"], "started_at": [dt.datetime(2026, 1, 5, 10, 0, 1)]})  # noqa: DTZ001
    path = desk.folder / "recordings.parquet"
    frame.write_parquet(path)
    desk.take(path, tz="America/Chicago")
    assert desk.rows("recordings", "started_at") == [(dt.datetime(2026, 1, 5, 16, 0, 1, tzinfo=dt.UTC),)]


def test_a_lake_table_read_again_keeps_offset_resolution_and_doubt(desk) -> None:
    text = (
        "recording_id,started_at,utc_offset,resolution_us,doubtful\nR1,2026-01-05T10:00:01Z,-05:00,60000000,ended_at\n"
    )
    desk.read("recordings.csv", text)
    assert desk.rows("recordings", "utc_offset", "resolution_us", "doubtful") == [("-05:00", 60_000_000, ["ended_at"])]
