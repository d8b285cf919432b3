# ruff: noqa: E501  rows of exports are long
"""Evidence, trails and logs of vendors, as invented rows under the documented headings."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bwcmeta.errors import ExportError


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_pages_of_the_partner_interface(reader) -> None:
    page = {
        "data": [
            {"evidenceId": "E1", "ownerBadgeId": "0042", "ownerFirstName": "Given", "serialNumber": "X1",
             "dateRecordStart": "2026-01-05T10:00:01.000-05:00", "dateRecordEnd": "2026-01-05T10:00:31.000-05:00",
             "durationSeconds": 30},
            {"evidenceId": "E2", "ownerBadgeId": "0043", "serialNumber": "X2",
             "dateRecordStart": "2026-01-05T11:00:00.000-05:00", "durationSeconds": 60},
        ]
    }  # fmt: skip
    ledger = reader.text("page.json", json.dumps(page))
    assert (ledger.profile, ledger.rows.used, ledger.rows.repaired) == ("axon-evidence-created@1", 1, 1)
    assert reader.rows("recordings", "officer_id", "ended_at", "ended_known") == [
        ("0042", at(2026, 1, 5, 15, 0, 31), "stated"),
        ("0043", at(2026, 1, 5, 16, 1), "derived"),
    ]


def test_evidence_resources_of_the_interface(reader) -> None:
    page = {
        "data": [
            {"type": "evidence", "id": "E1",
             "attributes": {"status": "Active", "title": "12 ELM ST", "externalId": "26-1, 26-2", "recordedOn": "2026-01-05T10:00:01Z",
                            "uploadedOn": "2026-01-05T18:00:00Z", "modifiedOn": "2026-01-06T00:00:00Z", "duration": 30.5,
                            "size": 2000000, "notes": [], "tags": ["Stop", "Arrest"], "evidenceCaseIds": None}},
        ],
        "meta": {"count": 1},
    }  # fmt: skip
    ledger = reader.text("page.json", json.dumps(page))
    assert (ledger.profile, ledger.unmapped) == ("axon-evidence-api@1", ())
    assert reader.rows("recordings", "incident_ids", "tags", "recorded_at", "duration_s", "size_mb", "title") == [
        (["26-1", "26-2"], ["arrest", "stop"], at(2026, 1, 5, 10, 0, 1), 30.5, 2.0, None)
    ]


def test_rows_of_an_evidence_audit_trail(reader) -> None:
    text = (
        "Evidence ID,Date Time,Event Name,Activity,User\n"
        "E1,2026-01-05T10:00:00Z,Evidence created,Uploaded by dock,System\n"
        "E1,2026-01-06T10:00:00Z,Retention Level Updated,3 years to 5 years,Given Family\n"
        "E1,2026-01-07T10:00:00Z,Painted blue,?,Given Family\n"
    )
    ledger = reader.text("trail.csv", text)
    assert (ledger.profile, ledger.rows.set_aside) == ("axon-evidence-audit-trail@1", 1)
    assert [(n.what, n.count) for n in ledger.unknown] == [("Painted blue", 1)]
    assert reader.rows("evidence_actions", "action", "detail", "actor_id") == [
        ("created", "Uploaded by dock", None),
        ("retention_edited", "3 years to 5 years", None),
    ]


def test_a_user_s_audit_trail(reader) -> None:
    text = (
        "Date Time,User ID,User Name,Action,Evidence ID,IP Address\n"
        "2026-01-05T10:00:00Z,u1,Given Family,Edit evidence recorded date and time,E1,10.0.0.1\n"
        "2026-01-05T10:05:00Z,u1,Given Family,Un-flag,E1,10.0.0.1\n"
    )
    ledger = reader.text("trail.csv", text)
    assert (ledger.profile, ledger.unmapped) == ("axon-user-audit-trail@1", ())
    assert reader.rows("evidence_actions", "action", "actor_id") == [("recorded_at_edited", "u1"), ("unflagged", "u1")]


def test_a_device_log_and_a_word_that_nobody_knows(reader) -> None:
    text = (
        "Device Serial Number,Event Date Time,Event,Badge ID,Battery Level Percent\n"
        "X1,2026-01-05T10:00:00Z,Power On,0042,98\nX1,2026-01-05T10:00:05Z,Recording Started,0042,\n"
        "X1,2026-01-05T10:10:00Z,Stealth Mode On,0042,\nX1,2026-01-05T10:11:00Z,Flux Inverted,0042,\n"
    )
    ledger = reader.text("log.csv", text)
    assert (ledger.profile, ledger.rows.set_aside) == ("axon-device-log@1", 1)
    assert [(n.what, n.examples) for n in ledger.unknown] == [("Flux Inverted", (5,))]
    assert [e for (e,) in reader.rows("device_events", "event")] == ["power_on", "record_start", "stealth_on"]


def test_a_log_of_something_else_is_not_taken_for_a_trail(reader) -> None:
    with pytest.raises(ExportError, match="no profile fits"):
        reader.text("door.csv", "Timestamp,Event,User\n2026-01-05T10:00:00Z,Door opened,u1\n")


def test_containers_of_axis_keep_trigger_and_media_apart(reader) -> None:
    container = {
        "ContainerName": "u7_B8A4_20260105", "BWCSerialNumber": "B8A4", "SCUSerialNumber": "S1", "FirmwareVersion": "11.8",
        "UserID": "u7", "UserName": "Given", "TriggerOn": "Button", "TriggerOff": "LowBattery",
        "TriggerOnTime": 1767607230, "StartTime": 1767607200, "StartTimeISO": "2026-01-05T10:00:00Z", "StopTime": 1767607800,
        "TimeZone": "America/Chicago", "Status": "Complete",
    }  # fmt: skip
    ledger = reader.text("container.json", json.dumps(container))
    assert (ledger.profile, ledger.unmapped) == ("axis-body-worn@1", ())
    assert reader.rows(
        "recordings", "activated_at", "started_at", "ended_at", "trigger_reason", "stop_reason", "status"
    ) == [(at(2026, 1, 5, 10, 0, 30), at(2026, 1, 5, 10), at(2026, 1, 5, 10, 10), "button", None, "active")]
    assert [n.what for n in ledger.unknown] == ["LowBattery"]  # a reason nobody mapped is listed, not guessed at


def test_a_container_with_clips_bookmarks_and_a_track_is_one_recording(reader) -> None:
    container = {
        "ContainerName": "u7_B8A4_1", "BWCSerialNumber": "B8A4", "UserID": "u7", "TriggerOnTimeISO": "UnknownTime",
        "StartTimeISO": "2026-01-05T10:00:00Z", "StopTimeISO": "2026-01-05T10:10:00Z", "TriggerOn": "Button",
        "Clips": [{"StartTime": 1}, {"StartTime": 2}],
        "Bookmarks": [
            {"CategoryID": "1", "CategoryName": "Arrest", "Tags": "TriggerOn:Button;SomeTag:SomeValue"},
            {"CategoryID": "99", "CategoryName": "Renamed since", "Tags": None},
        ],
        "CoordinateEntries": [{"LocationWKT": "POINT(13.19 55.71)", "SecondsFromStart": 0, "Timestamp": "x"}],
    }  # fmt: skip
    ledger = reader.text("container.json", json.dumps([container]))
    assert (ledger.profile, ledger.unmapped, ledger.rows.read) == ("axis-body-worn@1", (), 1)
    assert reader.rows("recordings", "activated_at", "categories", "tags", "latitude", "longitude") == [
        (None, ["arrest", "renamed since"], ["sometag:somevalue", "triggeron:button"], 55.71, 13.19)
    ]


def test_bookmarks_alone_are_facts_about_their_container(reader) -> None:
    text = (
        "ContainerName,CategoryID,CategoryName,Tags,StartTimeISO,EndTimeISO\n"
        "u7_B8A4_1,1,Arrest,A:B;C:D,2026-01-05T10:01:00Z,2026-01-05T10:02:00Z\n"
    )
    assert reader.text("bookmarks.csv", text).profile == "axis-bookmarks@1"
    assert reader.rows("facts", "fact", "recording_id", "level", "detail") == [
        ("bookmark", "u7_B8A4_1", "Arrest", "A:B;C:D")
    ]


def test_a_sidecar_names_its_clip_by_its_file(reader) -> None:
    points = [{"Time": f"2024-05-08T02:04:{s:02}.016256Z", "Speed": 0} for s in (14, 15, 59)]
    ledger = reader.text("V300-77_clip1.json", json.dumps({"DataPoints": points}))
    assert (ledger.profile, ledger.rows.read, ledger.unmapped) == ("motorola-v300@2", 1, ())
    assert reader.rows("recordings", "recording_id", "started_at", "ended_at", "ended_known", "officer_id") == [
        ("V300-77_clip1", at(2024, 5, 8, 2, 4, 14, 16_256), at(2024, 5, 8, 2, 4, 59, 16_256), "derived", None)
    ]


@pytest.mark.parametrize(("second", "officer"), [("4711", "4711"), ("4712", None)])
def test_the_cues_beside_a_sidecar_tell_its_officer_and_place(reader, second, officer) -> None:
    cues = [
        {"officer": "4711", "gpsCoordinates": "", "unit": 3},
        {"officer": second, "gpsCoordinates": "N42.389457 W72.526538"},
        {"officer": None, "gpsCoordinates": "S1.5 E2.5"},
    ]
    text = "WEBVTT\n\n" + "".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{json.dumps(cue)}\n\n" for n, cue in enumerate(cues)
    )
    (reader.folder / "clip2.vtt").write_text(text + "{torn\n")
    points = [{"Time": "2024-05-08T02:04:14Z"}, {"Time": "2024-05-08T02:05:14Z"}]
    ledger = reader.text("clip2.json", json.dumps({"DataPoints": points}))
    assert any("clip2.vtt beside it" in note for note in ledger.notes)
    assert reader.rows("recordings", "officer_id", "latitude", "longitude") == [(officer, 42.389457, -72.526538)]


CUES = 'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{"officer": "4711", "gpsCoordinates": "N42.389457 W72.526538"}\n'
TRACK = json.dumps({"DataPoints": [{"Time": "2024-05-08T02:04:14Z"}, {"Time": "2024-05-08T02:05:14Z"}]})


def _newest(reader) -> list[tuple[str | None, float | None]]:
    rows = reader.rows("recordings", "import_seq", "officer_id", "latitude")
    return [row[1:] for row in rows if row[0] == rows[-1][0]]


def test_cues_that_arrive_after_their_sidecar_complete_it_once(reader) -> None:
    first = reader.text("clip3.json", TRACK)
    assert (first.rows.read, first.rows.used, _newest(reader)) == (1, 1, [(None, None)])
    (reader.folder / "clip3.vtt").write_text(CUES)
    second = reader.text("clip3.json", TRACK)
    assert second.status == "imported"
    assert second.rows.read == second.rows.used == 1
    assert {(noted.column, noted.count) for noted in second.restated} == {
        ("officer_id", 1), ("latitude", 1), ("longitude", 1)
    }  # fmt: skip
    assert _newest(reader) == [("4711", 42.389457)]
    assert reader.text("clip3.json", TRACK).status == "known"
    (reader.folder / "clip3.vtt").unlink()
    assert reader.text("clip3.json", TRACK).status == "known"
    assert _newest(reader) == [("4711", 42.389457)]


def test_a_sidecar_that_arrives_after_its_cues_is_read_with_them(reader) -> None:
    (reader.folder / "clip4.vtt").write_text(CUES)
    (alone,) = reader.read(reader.folder / "clip4.vtt")
    assert alone.status == "skipped"
    assert "lay clip4.json beside them" in alone.notes[0]
    (reader.folder / "clip4.json").write_text(TRACK)
    ledgers = {ledger.file: ledger for ledger in reader.read(reader.folder)}
    assert "read with clip4.json beside them" in ledgers["clip4.vtt"].notes[0]
    assert (ledgers["clip4.json"].rows.read, ledgers["clip4.json"].rows.used) == (1, 1)
    assert _newest(reader) == [("4711", 42.389457)]


def test_a_sidecar_without_the_cues_it_once_had_takes_nothing_back(reader) -> None:
    (reader.folder / "clip5.vtt").write_text(CUES)
    assert reader.text("clip5.json", TRACK).rows.used == 1
    (reader.folder / "clip5.vtt").unlink()
    again = reader.text("clip5.json", TRACK)
    assert (again.rows.read, again.rows.repeats) == (1, 1)
    assert _newest(reader) == [("4711", 42.389457)]
