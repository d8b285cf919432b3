"""What changed from one night to the next, and why: every cause on rows, through the public command."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from ran import Ran

from bwcmeta.audit import long_frame
from bwcmeta.nightly import CAUSES, diff_runs, run_diff

Bwcmeta = Callable[..., Ran]
RULES = """
policy: county
title: County
kind: agency
timezone: UTC
tolerances: {late_start: 60s, upload_grace: GRACE}
rules:
  - id: encounter
    title: Encounters are recorded
    topic: activation
    clause: "1"
    kind: recorded_throughout
    start_within: {tolerance: late_start}
"""
RESPONSES = "incident_id,officer_id,arrived_at,cleared_at"
RECORDINGS = "recording_id,officer_id,device_id,started_at,ended_at"
DECISIONS = "finding_id,state,reason,decided_by,decided_at"
FILMED = ["R0,P1,C1,2026-03-01T10:00:00Z,2026-03-01T10:30:00Z", "R9,P1,C1,2026-03-01T22:00:00Z,2026-03-01T22:10:00Z"]


def _event(number: str, hour: int) -> str:
    return f"{number},P1,2026-03-01T{hour}:00:00Z,2026-03-01T{hour}:20:00Z"


class County:
    """A lake that grows by files, and runs over it."""

    def __init__(self, bwcmeta: Bwcmeta, folder: Path) -> None:
        self.call, self.folder = bwcmeta, folder
        self.policy("0s")

    def policy(self, grace: str) -> None:
        (self.folder / "county.yaml").write_text(RULES.replace("GRACE", grace), encoding="utf-8")

    def read(self, name: str, heading: str, rows: Sequence[str]) -> None:
        (self.folder / name).write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        ran = self.call("ingest", self.folder / name, "--lake", self.folder / "lake")
        assert ran.code == 0, ran.err

    def audit(self, name: str, as_of: str = "2026-03-02T00:00:00Z", *more: str) -> Path:
        out = self.folder / name
        ran = self.call("audit", "--lake", self.folder / "lake", "-p", self.folder / "county.yaml", "--out", out,
                        "--as-of", as_of, *more)  # fmt: skip
        assert ran.code in (0, 1), ran.err
        return out

    def diff(self, older: Path, newer: Path) -> tuple[int, dict[str, Any]]:
        ran = self.call("diff", older, newer, "--format", "json")
        return ran.code, json.loads(ran.out)


@pytest.fixture
def county(bwcmeta: Bwcmeta, tmp_path: Path) -> County:
    made = County(bwcmeta, tmp_path)
    made.read("responses-1.csv", RESPONSES, [_event("I1", 10), _event("I2", 13)])
    made.read("recordings-1.csv", RECORDINGS, FILMED)
    return made


def _causes(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(c["incident_id"], c["change"], c["cause"]) for c in found["changes"]]


def test_nothing_changed_is_silent(county: County) -> None:
    one, two = county.audit("one"), county.audit("two")
    code, found = county.diff(one, two)
    assert (code, found["changes"], found["same"], found["read_since"]) == (0, [], 1, [])


def test_a_new_event(county: County) -> None:
    one = county.audit("one")
    county.read("responses-2.csv", RESPONSES, [_event("I3", 16)])
    code, found = county.diff(one, county.audit("two"))
    assert (code, found["new_candidate_violations"], found["read_since"]) == (1, 1, ["responses-2.csv"])
    assert _causes(found) == [("I3", "new", "new event")]
    assert found["changes"][0]["sure"] is True


def test_footage_that_arrived_takes_a_finding_away_by_inference(county: County) -> None:
    one = county.audit("one")
    county.read("recordings-2.csv", RECORDINGS, ["R1,P1,C1,2026-03-01T13:00:00Z,2026-03-01T13:20:00Z"])
    code, found = county.diff(one, county.audit("two"))
    assert (code, _causes(found)) == (0, [("I2", "gone", "footage arrived")])
    assert found["changes"][0]["sure"] is False  # what is gone has no rows in the newer run


def test_footage_that_arrived_late_changes_the_reason(county: County) -> None:
    one = county.audit("one")
    county.read("recordings-2.csv", RECORDINGS, ["R1,P1,C1,2026-03-01T13:05:00Z,2026-03-01T13:20:00Z"])
    code, found = county.diff(one, county.audit("two"))
    (change,) = found["changes"]
    assert (code, change["change"], change["cause"], change["sure"]) == (0, "changed", "footage arrived", True)
    assert (change["reason_before"], change["reason"]) == ("no_recording", "late_start")


def test_a_clock_ran_out(county: County) -> None:
    county.policy("24h")
    one = county.audit("one", "2026-03-01T14:00:00Z")
    code, found = county.diff(one, county.audit("two", "2026-03-03T00:00:00Z"))
    (change,) = found["changes"]
    assert (code, change["cause"], change["verdict_before"], change["verdict"]) == (
        1, "a clock ran out", "pending", "violation",
    )  # fmt: skip


def test_adjudicated_and_no_candidate_any_more(county: County) -> None:
    one = county.audit("one")
    finding = _finding(county, one)
    county.read("decisions.csv", DECISIONS, [f"{finding},exonerated,camera failed,IA7,2026-03-01T20:00:00Z"])
    code, found = county.diff(one, county.audit("two"))
    assert (code, _causes(found)) == (0, [("I2", "changed", "adjudicated")])
    assert found["changes"][0]["disposition"] == "exonerated"


def test_another_policy_and_other_settings_are_told_before_anything_else(county: County) -> None:
    one = county.audit("one")
    county.policy("24h")
    two = county.audit("two", "2026-03-01T14:00:00Z")
    assert _causes(county.diff(one, two)[1]) == [("I2", "changed", "policy changed")]
    county.policy("0s")
    shut = county.audit(
        "shut", "2026-03-02T00:00:00Z", "--horizon", "recordings=2026-03-01T00:00:00Z..2026-03-01T12:00:00Z"
    )
    assert _causes(county.diff(one, shut)[1]) == [("I2", "changed", "settings changed")]


def _finding(county: County, run: Path) -> str:
    rows = json.loads(county.call("diff", run, run, "--format", "json").out)
    assert rows["same"] == 1
    import polars as pl

    return str(pl.read_parquet(run / "findings.parquet")["finding_id"][0])


def test_tables_and_csv_say_the_same(county: County, bwcmeta: Bwcmeta) -> None:
    one = county.audit("one")
    county.read("responses-2.csv", RESPONSES, [_event("I3", 16)])
    two = county.audit("two")
    table, listed = bwcmeta("diff", one, two), bwcmeta("diff", one, two, "--format", "csv")
    assert "new event" in table.out
    assert max(map(len, table.out.splitlines())) <= 100
    assert listed.out.splitlines()[0].startswith("finding_id,change,cause,sure,")
    assert len(listed.out.splitlines()) == 2


SEVERAL = (
    RULES
    + """  - id: own-camera
    title: Every recording is of camera C9
    topic: activation
    clause: "2"
    kind: holds
    over: recordings
    holds: "device_id = 'C9'"
"""
)


def test_pieces_make_the_whole(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few changes are looked into at once, and wherever they are kept, the same comes out in the same order."""
    (county.folder / "county.yaml").write_text(SEVERAL.replace("GRACE", "0s"), encoding="utf-8")
    one = county.audit("one")
    days = range(2, 9)
    events = [f"J{day},P1,2026-03-0{day}T12:00:00Z,2026-03-0{day}T12:20:00Z" for day in days]
    county.read("responses-2.csv", RESPONSES, events)
    filmed = [f"S{day},P1,C1,2026-03-0{day}T18:00:00Z,2026-03-0{day}T18:20:00Z" for day in days]
    county.read("recordings-2.csv", RECORDINGS, [*filmed, "R1,P1,C1,2026-03-01T13:00:00Z,2026-03-01T13:20:00Z"])
    two = county.audit("two", "2026-03-10T00:00:00Z")
    whole = diff_runs(one, two)
    monkeypatch.setattr(run_diff, "_AT_ONCE", 2)
    monkeypatch.setattr(long_frame, "VALUES_IN_MEMORY", 40)
    pieces = diff_runs(one, two)
    assert len(pieces.change_rows.files) > 1
    assert pieces.changes.equals(whole.changes)
    assert pieces.changes.equals(pieces.changes.sort("rule_id", "change", "finding_id"))
    assert (pieces.same, pieces.new_candidates, pieces.summary()) == (whole.same, whole.new_candidates, whole.summary())
    counts = Counter((c["rule_id"], c["change"], c["verdict"], c["cause"]) for c in whole.changes.to_dicts())
    assert counts == {
        ("encounter", "gone", None, "footage arrived"): 1,
        ("encounter", "new", "violation", "new event"): 7,
        ("own-camera", "new", "violation", "new event"): 8,
    } == {(c["rule_id"], c["change"], c["verdict"], c["cause"]): c["findings"] for c in whole.summary()}  # fmt: skip


def test_a_folder_that_is_no_run_is_refused(county: County, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = county.call("diff", tmp_path / "empty", county.audit("one"))
    assert ran.code == 3
    assert "is no run" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("text", ["{}", "[]", "7", "not JSON"])
def test_a_damaged_manifest_is_refused(county: County, text: str) -> None:
    one, two = county.audit("one"), county.audit("two")
    (two / "manifest.json").write_text(text, encoding="utf-8")
    ran = county.call("diff", one, two)
    assert ran.code == 3
    assert "is no run" in ran.err


def test_every_cause_is_documented(root: Path) -> None:
    page = (root / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
    assert [cause for cause in CAUSES if f"`{cause}`" not in page] == []
