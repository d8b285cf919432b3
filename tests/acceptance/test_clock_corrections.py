"""What the auditor states about a clock is applied and told; nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from audits import WHOLE_YEAR, Rows, at, film, policy_of, response

from bwcmeta import ArgumentError, AuditResult, audit_rows
from bwcmeta.audit.corrections import read_corrections

EVENT = [response("I1", "P1", at("10:00"), at("10:30")), response("I2", "P2", at("10:00"), at("10:30"))]
FOOTAGE = [film("R1", "P1", at("10:58"), at("11:31")), film("R2", "P2", at("10:58"), at("11:31"))]


def _audited(tables: Rows, text: str, folder: Path) -> AuditResult:
    path = folder / "clocks.csv"
    path.write_text(text, encoding="utf-8")
    return audit_rows(
        tables, policy_of(), horizon=WHOLE_YEAR, keep_obligations=True, clock_corrections=read_corrections(path)
    )


def test_one_camera_is_moved(tmp_path: Path) -> None:
    text = "device,source,from,to,shift\nCAM-P1,,2026-03-02T00:00:00Z,,-1h\n"
    result = _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)
    assert result.obligations is not None
    assert [o["verdict"] for o in result.obligations.to_dicts()] == ["compliant", "violation"]
    (told,) = result.summary["clock_corrections"]
    assert (told["device_id"], told["shift_us"], told["rows"]) == ("CAM-P1", -3_600_000_000, 1)


def test_outside_its_time_nothing_is_moved(tmp_path: Path) -> None:
    text = "device,from,to,shift\nCAM-P1,2026-03-02T17:00:00Z,,-1h\nCAM-P2,,2026-03-02T16:58:00Z,-1h\n"
    result = _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)
    assert [c["rows"] for c in result.summary["clock_corrections"]] == [0, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("device,shift\nC1,1h\n", "with a sign"),
        ("device,shift\n,+1h\n", "--tz"),
        ("device,moved\nC1,+1h\n", "'moved' is none"),
        ("device,from,shift\nC1,2026-03-02 10:00,+1h\n", "no offset"),
        ("device,from,to,shift\nC1,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z,+1h\n", "not after"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)


POLICY = """policy: {name}
title: P
kind: agency
rules:
  - {{id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout, start_within: {late}}}
"""


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """An event, footage an hour late by its camera's clock and a minute late in truth, and two policies."""
    (tmp_path / "unit_responses.csv").write_text(
        "incident_id,officer_id,arrived_at,cleared_at\nI1,P1,2026-03-02T16:00:00Z,2026-03-02T16:30:00Z\n"
    )
    (tmp_path / "recordings.csv").write_text(
        "recording_id,officer_id,device_id,started_at,ended_at,incident_ids\n"
        "R0,P1,C1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,\n"
        "R1,P1,C1,2026-03-02T17:01:00Z,2026-03-02T17:31:00Z,\n"
        "R2,P2,C2,2026-03-02T20:01:00Z,2026-03-02T20:31:00Z,\n"
    )
    (tmp_path / "device_events.csv").write_text(
        "device_id,at,event\nC1,2026-03-02T17:01:00Z,record_start\nC1,2026-03-02T17:31:00Z,record_stop\n"
    )
    (tmp_path / "clocks.csv").write_text("device,shift\nC1,-1h\n")
    for name, late in (("strict", "30s"), ("lax", "2m")):
        (tmp_path / f"{name}.yaml").write_text(POLICY.format(name=name, late=late))
    return tmp_path


def _files(agency: Path) -> list[Path]:
    return [agency / f"{name}.csv" for name in ("unit_responses", "recordings", "device_events")]


@pytest.mark.parametrize("kept", [False, True], ids=["exports", "lake"])
def test_every_policy_of_a_what_if_sees_the_corrected_clocks(
    agency: Path, bwcmeta: Callable[..., Any], kept: bool
) -> None:
    """By the camera's clock both policies accuse; by the corrected one only the strict one does, of a minute."""
    given: list[Any] = _files(agency)
    if kept:
        bwcmeta("ingest", *given, "--lake", agency / "lake")
        given = ["--lake", agency / "lake"]
    words = ("-p", agency / "strict.yaml", "--what-if", agency / "lax.yaml", "-f", "json")
    wrong = json.loads(bwcmeta("audit", *given, *words).out)
    assert {row["policy"]: row["violation"] for row in wrong["rules"]} == {"strict": 1, "lax": 1}
    run = agency / "run"
    ran = bwcmeta("audit", *given, *words, "--clock-corrections", agency / "clocks.csv", "--out", run)
    assert ran.code == 1, ran.err
    told = json.loads(ran.out)
    assert {row["policy"]: (row["compliant"], row["violation"]) for row in told["rules"]} == {
        "strict": (0, 1), "lax": (1, 0),
    }  # fmt: skip
    assert [c["rows"] for c in told["clock_corrections"]] == [4]
    manifest = json.loads((run / "manifest.json").read_text())
    assert [c["device_id"] for c in manifest["parameters"]["clock_corrections"]] == ["C1"]


def test_the_lake_keeps_the_stamps_as_they_were(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    bwcmeta("ingest", *_files(agency), "--lake", agency / "lake")
    words = ("audit", "--lake", agency / "lake", "-p", agency / "strict.yaml", "-f", "json")
    before = json.loads(bwcmeta(*words).out)
    bwcmeta(*words, "--clock-corrections", agency / "clocks.csv")
    after = json.loads(bwcmeta(*words).out)
    assert before == after
    assert before["findings"][0]["reason"] == "no_recording"


def test_a_correction_that_moves_nothing_says_so(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    (agency / "clocks.csv").write_text("device,shift\nC7,-1h\n")
    words = ("-p", agency / "strict.yaml", "--clock-corrections", agency / "clocks.csv", "-f", "json")
    ran = bwcmeta("audit", *_files(agency), *words)
    assert [c["rows"] for c in json.loads(ran.out)["clock_corrections"]] == [0]
    assert "the clock correction of C7 moved no row" in ran.err


def test_a_missing_file_of_corrections_is_no_traceback(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    words = ("-p", agency / "strict.yaml", "--clock-corrections", agency / "gone.csv", "--what-if", "aclu-model-act")
    ran = bwcmeta("audit", *_files(agency), *words)
    assert ran.code == 3
    assert "gone.csv" in ran.err
