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
    assert (ledger.profile, ledger.rows.used) == ("hmpps-use-of-force@2", 2)
    assert reader.rows("facts", "fact_id", "fact", "detail") == [
        ("7", "use_of_force", "YES"),
        ("8", "use_of_force", "NOT_KNOWN"),
    ]


def test_force_in_prisons_is_read_out_of_earlier_and_later_reports(reader) -> None:
    later, earlier = {"useOfForceDetails": {"bodyWornCamera": "NO"}}, {"evidence": {"bodyWornCamera": "YES"}}
    reports = [
        {"id": 680, "incident_date": "2025-11-10 01:00:00.000", "form_response": later},
        {"id": 681, "incident_date": "2019-11-10 01:00:00.000", "form_response": earlier},
    ]
    ledger = reader.text("reports.json", json.dumps(reports))
    assert (ledger.profile, ledger.rows.used) == ("hmpps-use-of-force@2", 2)
    assert reader.rows("facts", "fact_id", "detail") == [("680", "NO"), ("681", "YES")]


def test_the_workbook_of_san_diego_as_its_loader_reads_it(reader) -> None:
    heads = ["#", "Case", "Allegation", "BWC Viewed by CRB Team", "BWC On/Off", "Complainant's Name", "Race", "Gender"]
    heads += ["Officer's Name", "Race", "Gender", "Years of Service"]
    year = [
        ["Case tracking"], [None], heads,
        [1, "19-001", "Force", "Yes", "On", "Poe", "x", "y", "Doe 1; Roe 2", "x", "y", 4],
        [None, None, "Courtesy", "Yes", "Off", None, "x", "y", None, "x", "y", 4],
    ]  # fmt: skip
    path = reader.folder / "crb.xlsx"
    path.write_bytes(workbook({"FY19": year}))
    ledger = reader.take(path, profile="san-diego-review-board-workbook")
    assert (ledger.rows.read, ledger.rows.used, ledger.unmapped) == (2, 2, ())
    assert reader.rows("facts", "fact_id", "level", "detail") == [
        ("19-001 Force", "Force", "On"), ("19-001 Courtesy", "Courtesy", "Off")
    ]  # fmt: skip


def test_headings_that_nobody_read_are_named(reader, bwcmeta) -> None:
    path = reader.folder / "isr.csv"
    path.write_text("CONTACT_CARD_ID,CONTACT_DATE,DISTRICT,BODY_CAMERA_I\n11,2020-03-08T12:00:00,7,Y\n")
    said = "eadings or words not read in a real file: facts.fact_id, facts.at"
    assert said in bwcmeta("profile", "detect", path).err
    assert said in bwcmeta("profile", "check", "chicago-stops", path).err
    assert said in " ".join(bwcmeta("profile", "show", "chicago-stops").out.split())
    assert said[:30] not in bwcmeta("profile", "show", "axon-evidence-created").out
