"""The real sample of a custody agency: footage, shifts, HR. Every trouble its analyst had comes out under its name."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from custody_sample import custody_rows

from bwcmeta import AuditResult, audit_rows, load_policy

ROOT = Path(__file__).parents[2]
SAMPLE = Path(os.environ.get("BWCMETA_SHARED", ROOT.parent / "shared")) / "data" / "tjjd"
HOW_TO = ROOT / "docs" / "howto-custody-agency.md"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"the custody sample is not there: {SAMPLE}"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """The audit under the very policy that the how-to prints."""
    text = re.search(
        r"^```yaml[^\n]*\n(policy: .*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert text is not None
    path = tmp_path_factory.mktemp("custody") / "custody.yaml"
    path.write_text(text[1], encoding="utf-8")
    assert yaml.safe_load(text[1])["kind"] == "agency"
    return audit_rows(custody_rows(SAMPLE), load_policy(path), keep_obligations=True)


def _noted(result: AuditResult, kind: str) -> dict[str, int]:
    rows = result.quality.filter(result.quality["kind"] == kind)
    return dict(zip(rows["subject"].to_list(), rows["count"].to_list(), strict=True))


def test_ids_that_are_nobodys(result: AuditResult) -> None:
    assert _noted(result, "recording without an officer") == {"": 40, "B999": 44, "NOID": 9} or _noted(
        result, "recording without an officer"
    ) == {"": 40, "B999": 44, "NoID": 9}
    assert set(_noted(result, "id that the roster does not know")) == {"1004209", "2004215", "234567", "2626", "7253"}
    assert _noted(result, "id of somebody not in service") == {"9001342": 62}
    assert any("recordings are under no id" in reason for reason in result.degraded)


def test_two_cameras_at_once(result: AuditResult) -> None:
    assert sum(_noted(result, "officer on two cameras at once").values()) == 6


def test_shifts_and_footage_that_do_not_meet(result: AuditResult) -> None:
    assert sum(_noted(result, "scheduled shift without footage").values()) == 103
    assert sum(_noted(result, "footage outside every shift").values()) == 814
    shifts = result.summary["matching"]["shifts"]
    assert (shifts["n"], shifts["without_footage"]) == (373, 122)
    assert shifts["covered_hours"] == pytest.approx(1354.66, abs=0.01)


def test_every_shift_is_judged_or_left_out_under_a_reason(result: AuditResult) -> None:
    assert {w["state"]: w["n"] for w in result.waterfall.to_dicts()} == {"time off": 19, "bound": 354}
    assert result.obligations is not None
    assert result.obligations.height == 354
    (presence,) = [m for m in result.measures.to_dicts() if m["measure"] == "presence" and m["tolerance_s"] is None]
    assert (presence["unit"], presence["yes"], presence["no"], presence["unknown"]) == ("shift", 251, 102, 1)


def test_the_how_to_followed_word_by_word_gives_its_figures(tmp_path: Path, bwcmeta: Callable[..., Any]) -> None:
    page = HOW_TO.read_text(encoding="utf-8")
    policy = re.search(r"^```yaml[^\n]*\n(policy: .*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert policy is not None
    (tmp_path / "custody.yaml").write_text(policy[1], encoding="utf-8")
    for name, ours in (("footage", "footage"), ("shift", "shifts"), ("hr", "hr")):
        shutil.copy(SAMPLE / f"{name}_sample.csv", tmp_path / f"{ours}.csv")
    files = [tmp_path / f"{name}.csv" for name in ("footage", "shifts", "hr")]
    lake = ("--lake", tmp_path / "custody")
    assert bwcmeta("ingest", *files, *lake, "--tz", "America/Chicago").code == 0
    ran = bwcmeta("audit", *lake, "--policy", tmp_path / "custody.yaml", "--out", tmp_path / "run", "-f", "json")
    assert ran.code == 2
    shifts = {m["measure"]: m for m in json.loads(ran.out)["measures"] if m["unit"] == "shift" and not m["tolerance_s"]}
    presence = shifts["presence"]
    told = " ".join(page.split())
    assert f"{presence['yes']} of {presence['yes'] + presence['no']} shifts had some footage" in told
    assert f"{shifts['all_criteria']['yes']} were covered from end to end" in told


def test_a_shift_is_told_as_a_shift(result: AuditResult) -> None:
    late = result.findings.filter(result.findings["reason"] == "late_start")["sentence"].to_list()
    assert late
    assert not [s for s in result.findings["sentence"].to_list() if "encounter" in s]


def test_four_hour_splits_are_no_gaps(result: AuditResult) -> None:
    """Footage that goes on within five seconds is one recording: no gap that short is ever told."""
    gaps = result.findings.filter(result.findings["reason"] == "gap")
    assert gaps.height > 0
    assert gaps["measured"].min() > 15 * 60  # type: ignore[operator]
