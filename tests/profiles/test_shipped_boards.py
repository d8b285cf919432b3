"""What boards, prisons and stop reports say about cameras: invented rows under the headings that were read."""

from __future__ import annotations

import json

from export_desk import workbook


def test_the_review_board_of_san_diego_as_published(reader) -> None:
    text = "id,pid,case_number,bwc_on\n1,501,19-001,Yes\n2,502,19-001,No\n3,,19-002,\n"
    ledger = reader.text("crb_cases_bwc_datasd.csv", text)
    assert (ledger.profile, ledger.rows.used, ledger.unmapped) == ("san-diego-review-board@1", 3, ())
    assert reader.rows("facts", "fact_id", "fact", "detail")[:2] == [
        ("19-001 1 501", "complaint", "Yes"), ("19-001 2 502", "complaint", "No")
    ]  # fmt: skip


def test_the_workbook_of_the_review_board_with_blanks_that_mean_as_above(reader) -> None:
    year = [
        ["Community Review Board"],
        [],
        [
            "Case Number",
            "Officer",
            "Race",
            "Gender",
            "Allegation",
            "BWC On/Off",
            "BWC Viewed by CRB Team",
            "Race",
            "Gender",
        ],
        ["19-001", "Doe 1; Roe 2", "x", "y", "Force", "On", "Yes", "x", "y"],
        [None, None, "x", "y", "Courtesy", "On", "Yes", "x", "y"],
        ["19-002", "Poe 3", "x", "y", "Procedure", "Off", "No", "x", "y"],
    ]
    path = reader.folder / "crb.xlsx"
    path.write_bytes(
        workbook(
            {"Index": [["read me"]], "FY19": year, "FY20": [*year[:3], ["20-001", "Moe 4", None, None, "Force", "N/A"]]}
        )
    )
    ledger = reader.take(path, profile="san-diego-review-board-workbook")
    assert (ledger.rows.read, ledger.rows.used, ledger.unmapped) == (4, 4, ())
    assert reader.rows("facts", "fact_id", "level", "detail") == [
        ("19-001 Force", "Force", "On"), ("19-001 Courtesy", "Courtesy", "On"),
        ("19-002 Procedure", "Procedure", "Off"), ("20-001 Force", "Force", None),
    ]  # fmt: skip
    assert "Doe" not in str(reader.rows("facts", "fact_id", "officer_id", "detail"))


def test_stops_of_chicago(reader) -> None:
    text = "CONTACT_CARD_ID,CONTACT_DATE,DISTRICT,BODY_CAMERA_I\n11,2020-03-08T12:00:00,7,Y\n12,,7,N\n"
    ledger = reader.text("isr.csv", text)
    assert (ledger.profile, ledger.rows.used) == ("chicago-stops@1", 2)
    assert reader.rows("facts", "fact_id", "fact", "detail") == [("11", "detention", "Y"), ("12", "detention", "N")]


def test_force_in_prisons_says_yes_no_or_not_known(reader) -> None:
    reports = [
        {
            "id": 7,
            "incidentDate": "2026-01-05T10:00:00Z",
            "bodyWornCamera": "YES",
            "bodyWornCameraNumbers": [{"cameraNum": "4"}],
        },
        {"id": 8, "incidentDate": "2026-01-05T11:00:00Z", "bodyWornCamera": "NOT_KNOWN"},
    ]
    ledger = reader.text("reports.json", json.dumps(reports))
    assert (ledger.profile, ledger.rows.used) == ("hmpps-use-of-force@1", 2)
    assert reader.rows("facts", "fact_id", "fact", "detail") == [
        ("7", "use_of_force", "YES"),
        ("8", "use_of_force", "NOT_KNOWN"),
    ]
