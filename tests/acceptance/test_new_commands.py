"""Adjudications come in on the command line and change the next audit; sensitivity prints grades and tolerances."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RESPONSES = """incident_id,officer_id,arrived_at,cleared_at
I1,P1,2026-03-02T16:00:00Z,2026-03-02T16:20:00Z
I2,P1,2026-03-02T18:00:00Z,2026-03-02T18:20:00Z
I3,P1,2026-03-02T20:00:00Z,2026-03-02T20:20:00Z
"""
RECORDINGS = """recording_id,officer_id,device_id,started_at,ended_at,incident_ids
R0,P1,C1,2026-03-02T15:00:00Z,2026-03-02T15:10:00Z,
R1,P1,C1,2026-03-02T15:59:00Z,2026-03-02T16:21:00Z,I1
R2,P1,C1,2026-03-02T22:59:00Z,2026-03-02T23:21:00Z,
"""
POLICY = """policy: p
title: P
kind: agency
rules:
  - {id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout}
"""


@pytest.fixture
def agency(tmp_path: Path, bwcmeta: Callable[..., Any]) -> Path:
    (tmp_path / "unit_responses.csv").write_text(RESPONSES)
    (tmp_path / "recordings.csv").write_text(RECORDINGS)
    (tmp_path / "p.yaml").write_text(POLICY)
    files = (tmp_path / "unit_responses.csv", tmp_path / "recordings.csv")
    assert bwcmeta("ingest", *files, "--lake", tmp_path / "lake").code == 0
    return tmp_path


def _audit(agency: Path, bwcmeta: Callable[..., Any], *words: str) -> dict[str, Any]:
    ran = bwcmeta("audit", "--lake", agency / "lake", "-p", agency / "p.yaml", "-f", "json", *words)
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_adjudications_change_the_next_audit(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    before = _audit(agency, bwcmeta)
    first, second = (f["finding_id"] for f in before["findings"])
    decided = agency / "ia.csv"
    decided.write_text(
        f"Finding,Disposition,Reason,Who,When\n{first},Cleared by video,court,IA7,2026-04-01T00:00:00Z\n"
        f"{second},SUSTAINED,,IA7,2026-04-02T00:00:00Z\n"
    )
    unknown = bwcmeta("dispositions", "import", decided, "--lake", agency / "lake")
    assert unknown.code == 3
    assert "Cleared by video" in unknown.err
    (agency / "words.yaml").write_text("cleared by video: unfounded\n")
    words = ("--words", agency / "words.yaml")
    assert bwcmeta("dispositions", "import", decided, "--lake", agency / "lake", *words).code == 0
    after = _audit(agency, bwcmeta)
    assert (before["candidate_violations"], after["candidate_violations"]) == (2, 1)
    states = {f["finding_id"]: (f["disposition"], f["disposition_word"], f["counted"]) for f in after["findings"]}
    assert states[first] == ("unfounded", "Cleared by video", False)
    assert states[second] == ("sustained", "SUSTAINED", True)
    assert after["adjudicated"]["rules"][0]["wrong_flag_rate"] == 0.5
    assert bwcmeta("dispositions", "import", decided, "--lake", agency / "lake", *words).code == 0
    assert _audit(agency, bwcmeta)["candidate_violations"] == 1


@pytest.mark.parametrize(
    ("text", "says"), [("cleared: cleard\n", "is no state"), ("- a\n- b\n", "word: state"), ("x: [1]\n", "is no state")]
)
def test_wrong_words_are_told_with_their_place(agency: Path, bwcmeta: Callable[..., Any], text: str, says: str) -> None:
    (agency / "ia.csv").write_text("finding_id,state,decided_at\nabc,cleared,2026-04-01T00:00:00Z\n")
    (agency / "words.yaml").write_text(text)
    ran = bwcmeta(
        "dispositions", "import", agency / "ia.csv", "--lake", agency / "lake", "--words", agency / "words.yaml"
    )
    assert ran.code == 3
    assert says in ran.err
    assert "words.yaml" in ran.err


def test_sensitivity(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    ran = bwcmeta("sensitivity", "--lake", agency / "lake", "-p", agency / "p.yaml", "-f", "json")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert {g["grade"]: g["responses"] for g in told["grades"]} == {"A": 1, "B": 0, "C": 0, "none": 2}
    assert {(m["measure"], m["tolerance_s"]) for m in told["measures"]} >= {
        ("presence", 300),
        ("whole", 0),
        ("on_time", None),
    }
    table = bwcmeta("sensitivity", "--lake", agency / "lake", "-p", agency / "p.yaml")
    assert "Presence never alone" in table.out
    assert max(map(len, table.out.splitlines())) <= 100


def test_explain_tells_what_was_known_when(agency: Path, bwcmeta: Callable[..., Any]) -> None:
    run = agency / "run"
    found = _audit(agency, bwcmeta, "--out", str(run))["findings"]
    (finding,) = [f["finding_id"] for f in found if f["incident_id"] == "I2"]
    (agency / "later").mkdir()
    later = agency / "later" / "unit_responses.csv"
    later.write_text(
        RESPONSES.replace("I2,P1,2026-03-02T18:00:00Z,2026-03-02T18:20", "I2,P1,2026-03-02T18:00:00Z,2026-03-02T18:25")
    )
    assert bwcmeta("ingest", later, "--lake", agency / "lake").code == 0
    told = bwcmeta("explain", finding, "--run", run, "--lake", agency / "lake")
    assert told.code == 0
    assert "unit_responses I2: first read" in " ".join(told.out.split())
    assert "cleared_at: 2026-03-02T18:20:00Z -> 2026-03-02T18:25:00Z" in " ".join(told.out.split())
    known = json.loads(bwcmeta("explain", finding, "--run", run, "--lake", agency / "lake", "-f", "json").out)["known"]
    assert [(k["what"], k["before"], k["after"]) for k in known] == [
        ("first read", "", ""),
        ("cleared_at", "2026-03-02T18:20:00Z", "2026-03-02T18:25:00Z"),
    ]
