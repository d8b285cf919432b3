"""Faults D1 to D13: who somebody is. Ids are text, and ingest joins nobody: the audit does, by dates."""

from __future__ import annotations

import pytest
from export_desk import ends, workbook

from bwcmeta.errors import DocumentError
from bwcmeta.profiles import load_profile

TEN, ELEVEN = "2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"
HEAD = "recording_id,started_at,officer_id"
OWN = """
id: own
version: 1
title: Clips of our own
tables:
  recordings:
    columns:
      recording_id: {from: [Clip]}
      started_at: {from: [Begun]}
      officer_id: {from: [Employee], %s}
"""


def test_d1_blank_officer(desk) -> None:
    """No officer | used | the recording exists; whose it is stays unknown, and the audit counts such rows"""
    assert ends(desk.read("recordings.csv", f"{HEAD}\nR1,{TEN},\nR2,{TEN}, \n")) == (2, 0, 0, 0)
    assert desk.rows("recordings", "officer_id") == [(None,), (None,)]


def test_d2_filler_ids(desk) -> None:
    """Ids that stand for nobody (B999, NoID, 0) | repaired: emptied | the profile lists them as `filler`; each
    is listed with its count
    """
    text = f"Clip,Begun,Employee\n1,{TEN},B999\n2,{TEN},NoID\n3,{TEN},noid\n4,{TEN},9001\n"
    ledger = desk.read("own.csv", text, profile=desk.profile(OWN % "filler: [B999, NoID]"))
    assert ends(ledger) == (1, 3, 0, 0)
    assert [(u.what, u.count) for u in ledger.unknown] == [("B999", 1), ("NoID", 1), ("noid", 1)]
    assert desk.rows("recordings", "officer_id") == [(None,)] * 3 + [("9001",)]


def test_d3_half_masked_id(desk) -> None:
    """A half masked id (xxxxx062) | repaired: emptied | it has not the shape that the profile states, and is
    never joined
    """
    text = f"Clip,Begun,Employee\n1,{TEN},xxxxx062\n2,{TEN},9001062\n"
    ledger = desk.read("own.csv", text, profile=desk.profile(OWN % "pattern: '^[0-9]+$'"))
    assert ends(ledger) == (1, 1, 0, 0)
    assert desk.rows("recordings", "officer_id") == [(None,), ("9001062",)]
    assert ledger.unknown == ()


def test_d4_number_here_text_there(desk) -> None:
    """A number in one row, text in another | used | ids are text always"""
    rows = [HEAD.split(","), ["R1", TEN, 9001062.0], ["R2", TEN, "9001062"], ["R3", TEN, "B12"]]
    assert ends(desk.read("recordings.xlsx", workbook({"S": rows}))) == (3, 0, 0, 0)
    assert desk.rows("recordings", "officer_id") == [("9001062",), ("9001062",), ("B12",)]


def test_d5_leading_zeros(desk) -> None:
    """Leading zeros and widths | used | never a number: 065 stays 065"""
    assert ends(desk.read("recordings.csv", f"{HEAD}\n0012,{TEN},065\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "recording_id", "officer_id") == [("0012", "065")]


def test_d6_id_not_in_the_roster(desk) -> None:
    """An id that the roster does not know | used | the audit says officer_unknown"""
    assert ends(desk.read("recordings.csv", f"{HEAD}\nR1,{TEN},nobody\n")) == (1, 0, 0, 0)


def test_d7_not_employed_then(desk) -> None:
    """The roster says: not employed then | used | officers have spans; outside of them an id is nobody's"""
    head = "officer_id,badge,valid_from_at,valid_until_at"
    assert ends(desk.read("officers.csv", f"{head}\nP1,7,{TEN},{ELEVEN}\nP2,7,{ELEVEN},\n")) == (2, 0, 0, 0)


def test_d8_absent_from_the_camera_system(desk) -> None:
    """Somebody expected who has no recording at all | used | seen only against a roster: the frame of the
    audit is the responses and shifts, not the recordings
    """
    assert ends(desk.read("officers.csv", f"officer_id,badge,valid_from_at\nP1,7,{TEN}\n")) == (1, 0, 0, 0)


def test_d9_labels_disagree(desk) -> None:
    """Role or post disagree between systems | used | the personnel file counts; labels in other exports are
    left out by name
    """
    assert "personnel file" in load_profile("axon-evidence-created").leaves_out["Employee Role"]


def test_d10_casing_and_forms_of_names(desk) -> None:
    """Names in many forms | used | names are dropped at the door and never joined; a profile that calls a name
    an id is refused
    """
    head = "evidence_id,created_date_record_start,owner_first_name,owner_last_name"
    ledger = desk.read("e.csv", f"{head}\nE1,{TEN},DEBRA,PELICH\n")
    assert ends(ledger) == (1, 0, 0, 0)
    assert "PELICH" not in str(desk.rows("recordings", "officer_id", "title")) + str(ledger)
    with pytest.raises(DocumentError, match="a name identifies nobody"):
        load_profile(desk.profile(OWN % "identifies: display_name"))


def test_d11_badge_or_employee_id_or_call_sign(desk) -> None:
    """Badge, employee id, call sign | used | `officers` is the dated crosswalk: any id in it is found"""
    head = "officer_id,badge,employee_id,valid_from_at"
    assert ends(desk.read("officers.csv", f"{head}\nP1,7,9001,{TEN}\n")) == (1, 0, 0, 0)
    assert ends(desk.read("unit_responses.csv", f"incident_id,unit_id,dispatched_at\nI1,3A12,{TEN}\n")) == (1, 0, 0, 0)


def test_d12_several_officers_in_one_cell(desk) -> None:
    """Several officers in one cell | used, a row for each | every one keeps the line; the ledger says how many
    rows more
    """
    own = """
id: own
version: 1
title: Board cases
tables:
  facts:
    split_rows: {Officers: ";"}
    columns:
      fact_id: {from: [Case]}
      fact: {value: complaint}
      officer_id: {from: [Officers]}
"""
    ledger = desk.read("own.csv", "Case,Officers\nC1,O1; O2;O3;\nC2,O9\nC3,\n", profile=desk.profile(own))
    assert ends(ledger) == (5, 0, 0, 0)
    assert desk.rows("facts", "fact_id", "officer_id", "source_row") == [
        ("C1", "O1", 2), ("C1", "O2", 2), ("C1", "O3", 2), ("C2", "O9", 3), ("C3", None, 4)
    ]  # fmt: skip
    assert ledger.notes == ("2 rows more than lines: cells with several values were split into a row for each",)
    again = desk.read("own2.csv", "Case,Officers\nC1,O1;O2;O4\n", profile=desk.profile(own))
    assert ends(again) == (1, 0, 2, 0)


def test_d13_display_name_is_not_unique(desk) -> None:
    """A display name that is not unique | used | the id beside it is read, the name is left out"""
    profile = load_profile("axis-body-worn")
    assert profile.tables["recordings"].columns["officer_id"].headings == ("UserID",)
    assert "identifies nobody" in profile.leaves_out["UserName"]
