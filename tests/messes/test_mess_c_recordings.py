"""Faults C1 to C15: recordings that are not what they seem. Ingest keeps what tells them apart; the policy decides."""

from __future__ import annotations

import pytest
from export_desk import ends

from bwcmeta.profiles import load_profile

HEAD = "recording_id,started_at,ended_at,device_id,officer_id"
AXON = "evidence_id,created_date_record_start,date_record_end,serial_number,owner_badge_id"
TEN, ELEVEN = "2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"


def test_c1_four_hour_split(desk) -> None:
    """A recording split at four hours | used | the audit stitches segments of one camera and officer; no
    segment's end is taken for a deactivation
    """
    text = f"{HEAD}\nR1,{TEN},2026-01-05T14:00:02Z,C,O\nR2,2026-01-05T14:00:04Z,2026-01-05T15:00:00Z,C,O\n"
    assert ends(desk.read("recordings.csv", text)) == (2, 0, 0, 0)


def test_c2_buffer_moves_the_start(desk) -> None:
    """The buffer moves the start earlier | used | the trigger and the start of the media are kept apart; a
    buffer whose length is known is taken off
    """
    text = f"{HEAD},activated_at,buffer_s\nR1,{TEN},{ELEVEN},C,O,2026-01-05T10:00:30Z,30\n"
    assert ends(desk.read("recordings.csv", text)) == (1, 0, 0, 0)
    assert desk.rows("recordings", "activated_known", "buffer_s") == [("stated", 30.0)]


@pytest.mark.parametrize("word", ["after_the_fact", "After the Fact"])
def test_c3_created_after_the_fact(desk, word) -> None:
    """Created after the fact from background video | used | trigger_reason after_the_fact: no activation"""
    assert ends(desk.read("recordings.csv", f"{HEAD},trigger_reason\nR1,{TEN},{ELEVEN},C,O,{word}\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "trigger_reason") == [("after_the_fact",)]


def test_c4_started_by_another_device(desk) -> None:
    """Started by another device | used | the reason is kept and the policy decides; a word nobody knows is
    emptied and listed
    """
    text = f"{HEAD},trigger_reason\nR1,{TEN},{ELEVEN},C,O,peer\nR2,{TEN},{ELEVEN},D,O,Wolf call\n"
    ledger = desk.read("recordings.csv", text)
    assert ends(ledger) == (1, 1, 0, 0)
    assert [(u.what, u.count) for u in ledger.unknown] == [("Wolf call", 1)]


def test_c5_sleep_mode(desk) -> None:
    """Sleep mode: signals start nothing, the buffer is lost | used | sleep_on and sleep_off are events; a rule
    can ask for them, nothing is excused
    """
    text = f"device_id,at,event\nC,{TEN},sleep_on\nC,{ELEVEN},Sleep Off\n"
    assert ends(desk.read("device_events.csv", text)) == (2, 0, 0, 0)


def test_c6_mute_is_not_deactivation(desk) -> None:
    """Muting is not deactivation | used | mute_on and mute_off are events of their own, with rules of their
    own
    """
    assert ends(desk.read("device_events.csv", f"device_id,at,event\nC,{TEN},mute_on\nC,{ELEVEN},mute_off\n")) == (
        2,
        0,
        0,
        0,
    )


def test_c7_test_clips(desk) -> None:
    """Test clips | used | category, length and content type are kept; the policy's exclusions name them"""
    ledger = desk.read("e.csv", f"{AXON},categories,id_external\nE1,{TEN},,S,7,System Check,system check\n")
    assert ends(ledger) == (1, 0, 0, 0)
    assert desk.rows("recordings", "categories", "incident_ids") == [(["system check"], ["system check"])]


def test_c8_training_clips(desk) -> None:
    """Training and demonstration clips | used | as C7; the words in the id column match no incident"""
    ledger = desk.read("e.csv", f"{AXON},categories,id_external\nE1,{TEN},,S,7,Training,Training Scenario 1-4\n")
    assert ends(ledger) == (1, 0, 0, 0)
    assert desk.rows("recordings", "categories") == [(["training"],)]


def test_c9_derived_evidence(desk) -> None:
    """Clips, redactions and copies counted as recordings | used | they have no camera: rules over cameras ask
    for device_id; the trail says clip_made and redacted
    """
    assert ends(desk.read("recordings.csv", f"{HEAD}\nR1,{TEN},{ELEVEN},,O\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "device_id") == [(None,)]


def test_c10_documents_and_uploads_of_citizens(desk) -> None:
    """Citizen uploads, photographs and documents | used | content_type is kept for the policy's exclusions"""
    assert ends(desk.read("e.csv", f"{AXON},content_type\nE1,{TEN},,S,7,pdf\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "content_type") == [("pdf",)]


def test_c11_one_second_two_officers(desk) -> None:
    """Two recordings of one second without an owner | used | no duplicates: the id is the key"""
    text = f"{HEAD}\n92ED,{TEN},{ELEVEN},,\n58B9,{TEN},2026-01-05T10:30:00Z,,\n"
    assert ends(desk.read("recordings.csv", text)) == (2, 0, 0, 0)


def test_c12_one_camera_two_people(desk) -> None:
    """One camera, two people | used | assignments have spans; a recording belongs to whoever had the camera
    then
    """
    head = "device_id,officer_id,assigned_at,returned_at"
    text = f"{head}\nC,O1,{TEN},{ELEVEN}\nC,O2,{ELEVEN},2026-01-05T12:00:00Z\n"
    assert ends(desk.read("device_assignments.csv", text)) == (2, 0, 0, 0)


def test_c13_two_cameras_at_once(desk) -> None:
    """One person on two cameras at once | used | the audit counts it as a fault of the data, not of conduct"""
    assert ends(desk.read("recordings.csv", f"{HEAD}\nR1,{TEN},{ELEVEN},C,O\nR2,{TEN},{ELEVEN},D,O\n")) == (2, 0, 0, 0)


def test_c14_deleted_rows(desk) -> None:
    """Deleted rows listed, or left out | used | status, time and kind of deletion are kept; a retention audit
    without any deleted row says that they are absent
    """
    text = f"{AXON},status,date_deleted,deletion_type\nE1,{TEN},,S,7,Deleted,{ELEVEN},Retention\n"
    assert ends(desk.read("e.csv", text)) == (1, 0, 0, 0)
    assert desk.rows("recordings", "status", "deletion_reason") == [("deleted", "Retention")]


@pytest.mark.parametrize("word", ["Processing", "Transferring", "Queued for Deletion", "Triage Pending"])
def test_c15_still_uploading(desk, word) -> None:
    """Still uploading | used | the status is kept; absence stays provisional until the horizon"""
    assert ends(desk.read("e.csv", f"{AXON},status\nE1,{TEN},,S,7,{word}\n")) == (1, 0, 0, 0)
    assert (
        load_profile("axis-body-worn").tables["recordings"].columns["status"].values["Transferring"] == "transferring"
    )
