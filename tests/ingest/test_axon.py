"""The vendors' exports that ship with a profile, as invented files with the real headings, and the real samples."""

from __future__ import annotations

import datetime as dt

import pytest


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_evidence_created_in_snake_case(desk) -> None:
    text = (
        "evidence_id,status,title,id_external,date_uploaded,created_date_record_start,date_record_end,date_deleted,"
        "size_mb,duration_seconds,deletion_type,location,latitude,longitude,police_district\n"
        'AAAA-1,Active,"12 ELM ST","J-34739-16, J-2",2026-11-01T07:08:53.549-05:00,2026-10-31T23:59:53.000-05:00,'
        '2026-11-01T00:10:26.000-05:00,,290.20767402648897,633,,"(29.9295, -89.99376)",29.9295,-89.99376,4\n'
        "AAAA-2,Queued for Deletion,x,system check,,2026-10-31T23:00:00.000-05:00,,2026-11-30T00:00:00.000-06:00,1,30,"
        'Scheduled,"(30.0, -90.0)",,,\n'
    )
    ledger = desk.read("evidence.csv", text)
    assert ledger.profile == "axon-evidence-created@1"
    assert ledger.unmapped == ()
    columns = ("recording_id", "status", "title", "incident_ids", "uploaded_at", "ended_at", "latitude", "district")
    assert desk.rows("recordings", *columns) == [
        (
            "AAAA-1",
            "active",
            None,
            ["J-2", "J-34739-16"],
            at(2026, 11, 1, 12, 8, 53, 549_000),
            at(2026, 11, 1, 5, 10, 26),
            29.9295,
            "4",
        ),
        ("AAAA-2", "queued_for_deletion", None, ["system check"], None, at(2026, 11, 1, 4, 0, 30), 30.0, None),
    ]
    assert desk.rows("recordings", "ended_known", "deleted_at", "deletion_reason")[1] == (
        "derived",
        at(2026, 11, 30, 6),
        "Scheduled",
    )


def test_evidence_created_in_camel_case_without_ends(desk) -> None:
    text = (
        "evidenceId,ownerBadgeId,ownerFirstName,ownerLastName,serialNumber,dateRecordStart,dateRecordEnd,durationSeconds\n"
        "E1,0042,Given,Family,X8100001,2026-01-05T10:00:01.000-05:00,,30\n"
    )
    ledger = desk.read("report.csv", text)
    assert desk.rows("recordings", "officer_id", "device_id", "started_at", "ended_at") == [
        ("0042", "X8100001", at(2026, 1, 5, 15, 0, 1), at(2026, 1, 5, 15, 0, 31))
    ]
    assert ledger.rows.repaired == 1


def test_no_name_of_a_person_reaches_the_lake(desk) -> None:
    head = "evidence_id,owner_first_name,owner_last_name,created_date_record_start\n"
    text = head + "E1,Zebulon,Quxworth,2026-01-05T10:00:01Z\n"
    ledger = desk.read("evidence.csv", text)
    assert ledger.rows.used == 1
    assert ledger.unmapped == ()
    for path in desk.lake.folder.rglob("*"):
        if path.is_file():
            assert b"Zebulon" not in path.read_bytes()


def test_evidence_created_as_json_lines(desk) -> None:
    text = (
        '{"evidenceId": "E1", "ownerBadgeId": 42, "dateRecordStart": "2026-01-05T10:00:01Z", "durationSeconds": 30}\n'
    )
    assert desk.read("page.jsonl", text).profile == "axon-evidence-created@1"
    assert desk.rows("recordings", "officer_id", "duration_s") == [("42", 30.0)]


@pytest.mark.shared
def test_the_custody_agency_s_footage(desk, shared_data) -> None:
    ledger = desk.take(shared_data("tjjd/footage_sample.csv")).files[0]
    assert ledger.profile == "axon-evidence-created@1"
    assert (ledger.rows.read, ledger.rows.used, ledger.rows.set_aside) == (1986, 1986, 0)
    rows = desk.rows("recordings", "recording_id", "device_id", "officer_id", "started_at", "duration_s", "utc_offset")
    assert rows[0] == ("154864", "Y81340", "9001996", at(2019, 4, 1, 5, 26, 42), 2995.0, "-05:00")
    assert sum(officer is None for _, _, officer, *_ in rows) == 40
    assert {"B999", "NoID"} <= {officer for _, _, officer, *_ in rows}
    spans = desk.rows("recordings", "started_at", "ended_at", "duration_s")
    assert all((end - start).total_seconds() == length for start, end, length in spans)


@pytest.mark.shared
def test_the_new_orleans_body_camera_metadata(desk, shared_data) -> None:
    ledger = desk.take(shared_data("socrata_10row/nopd_bwc_metadata_qarb-kkbj.csv")).files[0]
    assert (ledger.rows.read, ledger.rows.used) == (10, 10)
    assert ledger.unmapped == ()
    row = desk.rows("recordings", "recording_id", "incident_ids", "latitude", "longitude", "ended_at")[0]
    assert row[:2] == ("6115BE71-B124-42DD-878B-929294147540", ["J-34739-16"])
    assert row[4] == at(2016, 11, 1, 5, 10, 26)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["seattle_bwv_pilot_a_5rka-m6jr", "seattle_bwv_pilot_b_n6as-h2bj"])
def test_the_seattle_pilot_needs_a_zone(desk, shared_data, name: str) -> None:
    from bwcmeta.errors import ExportError

    path = shared_data(f"socrata_10row/{name}.csv")
    with pytest.raises(ExportError, match="have no offset"):
        desk.take(path)
    ledger = desk.take(path, tz="America/Los_Angeles").files[0]
    assert (ledger.rows.read, ledger.rows.set_aside) == (10, 0)
    assert {offset for (offset,) in desk.rows("recordings", "utc_offset")} == {"America/Los_Angeles"}


@pytest.mark.shared
def test_an_export_nobody_has_a_profile_for_is_refused_by_name(desk, shared_data) -> None:
    from bwcmeta.errors import ExportError

    with pytest.raises(ExportError, match="no profile fits its headings"):
        desk.take(shared_data("nj/metadata.csv"))
