"""`audit --profile-run`: where the time went, and nothing else changed by asking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.api.audits import audit_exports, verify_run
from bwcmeta.api.logs import generate_logs


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake, and the run of an audit that was not timed."""
    folder = tmp_path_factory.mktemp("profiled")
    generate_logs(folder / "logs", officers=8, days=2, plant=False)
    audit_exports([folder / "logs"], lake=folder / "lake", out=folder / "plain")
    return folder


def test_the_run_holds_a_profile_and_is_otherwise_the_same(bwcmeta: Any, kept: Path) -> None:
    timed = kept / "timed"
    ran = bwcmeta("audit", "--lake", kept / "lake", "--out", timed, "--profile-run", "-f", "json")
    assert ran.code == 1, ran.err
    files = {path.name: path.read_bytes() for path in timed.iterdir()}
    profile = json.loads(files.pop("profile.json"))
    assert files == {path.name: path.read_bytes() for path in (kept / "plain").iterdir()}
    assert verify_run(timed) == []

    steps = {step["name"]: step for step in profile["steps"]}
    assert len(steps) == len(profile["steps"])
    assert {"(open and compile)", "(read the results)", "(write the run)", "recording_pieces"} <= steps.keys()
    assert steps["recording_pieces"]["rows_in"] >= steps["recording_pieces"]["rows_out"] > 0
    assert steps["recording_marks"]["rows_out"] is None, "a step computed on the way has no rows of its own"
    assert all(step["says"].endswith(".") and step["wall_s"] >= 0 for step in steps.values())
    assert profile["cpu_s"] == pytest.approx(sum(step["cpu_s"] for step in steps.values()), abs=1e-3)

    printed = json.loads(ran.out)["profile"]
    assert [step["name"] for step in printed] == [step["name"] for step in profile["steps"]]


def test_every_table_counted_in_is_known(bwcmeta: Any, kept: Path) -> None:
    profile = json.loads(bwcmeta("audit", "--lake", kept / "lake", "--profile-run", "-f", "json").out)["profile"]
    made = {step["name"]: step for step in profile}
    pieces, marks = made["recording_pieces"], made["recording_segments"]
    assert marks["rows_in"] == pieces["rows_out"], "read through a step that is not kept"


def test_the_table_shows_the_dearest_first_and_the_sum(bwcmeta: Any, kept: Path) -> None:
    ran = bwcmeta("audit", "--lake", kept / "lake", "--profile-run")
    _, _, told = ran.out.partition("Where the time went")
    assert "CPU s" in told
    assert "(all)" in told
    assert max(len(line) for line in told.splitlines()) <= 100


def test_exports_are_timed_too(bwcmeta: Any, kept: Path) -> None:
    ran = bwcmeta("audit", kept / "logs", "--profile-run", "-f", "json")
    assert json.loads(ran.out)["profile"][0]["name"] == "(read the exports)"


def test_it_times_one_audit(bwcmeta: Any, kept: Path) -> None:
    ran = bwcmeta("audit", "--lake", kept / "lake", "--profile-run", "--what-if", "aclu-model-act")
    assert ran.code == 3
    assert "--what-if" in ran.err
