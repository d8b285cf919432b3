"""Further cases, found while building: what is owed to whoever is named (PITFALLS section 5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from audits import ENCOUNTER, Row, Rows, at, audited, film, response

TABLES: Rows = {
    "unit_responses": [response("I1", "P1", at("10:00"), at("10:30")), response("I2", "P1", at("12:00"), at("12:30"))],
    "recordings": [film("R0", "P1", at("08:00"), at("08:05")), film("R1", "P1", at("10:05"), at("10:31"), "I1")],
}
ACCUSING = ("failed", "guilty", "refused", "violated", "misconduct", "neglect")


def _found(**more: Any) -> dict[str, Row]:
    return {row["incident_id"]: row for row in audited(TABLES, **more).findings.to_dicts()}


def test_every_finding_has_the_rows_it_rests_on_both_clocks_and_the_limit() -> None:
    result = audited(TABLES)
    late = next(row for row in result.findings.to_dicts() if row["incident_id"] == "I1")
    assert (late["measured"], late["allowed"], late["unit"]) == (300, 30, "s")
    assert {place.split(":")[0] for place in late["sources"].split("; ")} == {"unit_responses.rows", "recordings.rows"}
    roles = result.evidence.filter(result.evidence["finding_id"] == late["finding_id"])["role"].to_list()
    assert {"subject", "recording"} <= set(roles)
    moments = result.timeline.filter(result.timeline["finding_id"] == late["finding_id"])["what"].to_list()
    assert {"arrived", "cleared", "media begins", "recording ends"} <= set(moments)
    assert result.summary["policies"][0]["tolerances"]["match_lead"] == "5m"


def test_the_wording_accuses_nobody() -> None:
    found = _found()
    assert found["I2"]["sentence"] == "Officer P1, incident I2: no matching recording found."
    assert not [w for row in found.values() for w in ACCUSING if w in row["sentence"].lower()]


def test_nobody_is_decided_upon_by_the_program() -> None:
    assert {row["disposition"] for row in _found().values()} == {None}
    assert {row["counted"] for row in _found().values()} == {True}


def test_a_finding_keeps_its_id_when_rows_move_and_strangers_come() -> None:
    moved: Rows = {
        "unit_responses": [response("X1", "P7", at("10:00"), at("10:30")), *reversed(TABLES["unit_responses"])],
        "recordings": [film("X1", "P7", at("10:00"), at("10:31"), "X1"), *reversed(TABLES["recordings"])],
    }
    again = {row["incident_id"]: row["finding_id"] for row in audited(moved).findings.to_dicts()}
    assert again == {number: row["finding_id"] for number, row in _found().items()}


def test_advice_is_no_violation() -> None:
    advice = audited(TABLES, {**ENCOUNTER, "advisory": True})
    assert (advice.summary["candidate_violations"], advice.summary["departures_from_advice"]) == (0, 2)


def test_what_binds_the_written_policy_says_so() -> None:
    """A statute that tells agencies what to write accuses no officer."""
    (rule,) = audited(TABLES, binds="policy").summary["rules"]
    assert rule["binds"] == "policy"


@pytest.mark.parametrize("state", ["not_sustained", "policy_failure"])
def test_what_stays_open_is_neutral_in_the_share_of_wrong_flags(state: str) -> None:
    ident = _found()["I2"]["finding_id"]
    decided = {
        **TABLES,
        "dispositions": [{"finding_id": ident, "state": state, "decided_at": at("09:00", "2026-03-09")}],
    }
    (rule,) = audited(decided).summary["adjudicated"]["rules"]
    assert (rule["wrong_flags"], rule["wrong_flags_of"], rule["wrong_flag_rate"]) == (0, 0, None)


def test_the_accusation_is_reproduced_from_the_lake_as_it_was(tmp_path: Path, bwcmeta: Callable[..., Any]) -> None:
    """Footage that came in later clears it today; the state of the lake that accused can still be audited."""
    (tmp_path / "p.yaml").write_text(
        "policy: p\ntitle: P\nkind: agency\nrules:\n"
        '  - {id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout}\n'
    )
    head = "recording_id,officer_id,device_id,started_at,ended_at,incident_ids\n"
    files = {
        "a/unit_responses.csv": "incident_id,officer_id,arrived_at,cleared_at\n"
        "I1,P1,2026-03-02T16:00:00Z,2026-03-02T16:30:00Z\n",
        "a/recordings.csv": f"{head}R0,P1,C1,2026-03-02T09:00:00Z,2026-03-02T20:00:00Z,\n".replace("20:00", "09:10"),
        "b/recordings.csv": f"{head}R1,P1,C1,2026-03-02T15:59:00Z,2026-03-02T16:31:00Z,I1\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    lake = ("--lake", tmp_path / "lake")
    cover = ("--horizon", "recordings=2026-03-02T00:00:00Z..2026-03-03T00:00:00Z", "-f", "json")
    words = ("audit", *lake, "-p", tmp_path / "p.yaml", *cover)
    bwcmeta("ingest", tmp_path / "a", *lake)
    before = json.loads(bwcmeta(*words).out)
    version = json.loads(bwcmeta("lake", "status", tmp_path / "lake", "-f", "json").out)["version"]
    bwcmeta("ingest", tmp_path / "b", *lake)
    assert json.loads(bwcmeta(*words).out)["candidate_violations"] == 0
    again = json.loads(bwcmeta(*words, "--lake-version", str(version)).out)
    assert [f["finding_id"] for f in again["findings"]] == [f["finding_id"] for f in before["findings"]]
    assert again["candidate_violations"] == before["candidate_violations"] == 1


def _silent() -> Rows:
    """P1 silent at an event where two others were, of whom one recorded; P1's second camera ran under another's id."""
    return {
        "unit_responses": [response("I1", p, at("10:00"), at("10:30")) for p in ("P1", "P2", "P3")],
        "recordings": [
            film("R0", "P1", at("08:00"), at("08:05")), film("R5", "P1", at("23:00"), at("23:05")),
            film("R2", "P2", at("09:59"), at("10:31"), "I1"),
            film("R4", "P4", at("10:05"), at("10:10"), device_id="C9"),
        ],
        "device_assignments": [
            {"device_id": d, "officer_id": "P1", "assigned_at": at("07:00"), "returned_at": back}
            for d, back in (("CAM-P1", None), ("C9", None), ("C8", at("09:00")))
        ],
    }  # fmt: skip


def test_the_search_is_told() -> None:
    result = audited(_silent())
    ident = {row["officer_id"]: row["finding_id"] for row in result.findings.to_dicts()}
    found = {row.pop("finding_id"): row for row in result.searches.to_dicts()}
    assert found[ident["P1"]] == {
        "officer_around": 1, "under_number": 1, "others_there": 2, "others_recording": 1, "cameras_issued": 2,
        "cameras_recording": 1,
    }  # fmt: skip
    assert set(found) == {ident["P1"], ident["P3"]}
    without = audited({**_silent(), "device_assignments": []}).searches.to_dicts()
    assert {row["cameras_issued"] for row in without} == {None}


def test_explain_tells_the_search_in_words(tmp_path: Path, bwcmeta: Callable[..., Any]) -> None:
    (tmp_path / "p.yaml").write_text(
        "policy: p\ntitle: P\nkind: agency\nrules:\n"
        '  - {id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout}\n'
    )
    (tmp_path / "unit_responses.csv").write_text(
        "incident_id,officer_id,arrived_at,cleared_at\nI1,P1,2026-03-02T16:00:00Z,2026-03-02T16:30:00Z\n"
    )
    (tmp_path / "recordings.csv").write_text(
        "recording_id,officer_id,device_id,started_at,ended_at,incident_ids\n"
        "R0,P1,C1,2026-03-02T09:00:00Z,2026-03-02T09:10:00Z,\nR9,P1,C1,2026-03-02T20:00:00Z,2026-03-02T20:10:00Z,\n"
    )
    files = [tmp_path / f"{name}.csv" for name in ("unit_responses", "recordings")]
    words = ("audit", *files, "-p", tmp_path / "p.yaml", "--out", tmp_path / "run", "-f", "json")
    (finding,) = json.loads(bwcmeta(*words).out)["findings"]
    told = bwcmeta("explain", finding["finding_id"], "--run", tmp_path / "run").out
    assert "recordings of this officer from 12 hours before to 12 hours after: 2" in told
    assert "other officers on the incident: 0; recorded at that time: 0" in told
    assert "the data has no device assignments" in told
    assert max(map(len, told.splitlines())) <= 100
    found = json.loads(bwcmeta("explain", finding["finding_id"], "--run", tmp_path / "run", "-f", "json").out)
    assert found["search"]["officer_around"] == 2
