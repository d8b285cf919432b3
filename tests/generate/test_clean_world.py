"""A clean world gives no finding, whichever way the model policy is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from generated import Rows, rows
from oracle import audit
from shipped import POLICY

from bwcmeta.generate import generate

STRICT = {
    **POLICY,
    "timezone": "America/Chicago",
    "tolerances": {**POLICY["tolerances"], "early_stop": "10s"},
    "rules": [{**rule, "unless": []} if rule["kind"] != "not_recorded" else rule for rule in POLICY["rules"]],
}
"""Half a year by the county's clocks, nothing excused, and a stop at most ten seconds early."""


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("clean")
    generate(folder, officers=30, days=9, seed=5, clean=True, form="parquet")
    return rows(folder)


@pytest.mark.parametrize("policy", [POLICY, STRICT], ids=["model", "strict"])
def test_nobody_breaches_anything_and_nothing_is_unknown(clean: Rows, policy: dict[str, object]) -> None:
    found, frames = audit(clean, policy)
    assert {(o["rule_id"], o["verdict"]) for o in found if o["verdict"] in ("violation", "undetermined")} == set()
    judged = {o["rule_id"] for o in found if o["verdict"] == "compliant"}
    assert {"encounter-not-recorded-throughout", "buffer-too-short", "deleted-too-early-or-kept-too-long"} <= judged
    assert sum(frames["encounter-not-recorded-throughout"]["excluded"].values()) > 0


def test_it_has_late_starts_within_the_tolerance(clean: Rows) -> None:
    exact = {**POLICY, "rules": [{**POLICY["rules"][0], "start_within": "0s", "end_within": "0s", "longest_gap": "0s"}]}
    found, _ = audit(clean, exact)
    assert {"late_start", "early_stop", "gap"} <= {o["reason"] for o in found}


def test_a_clean_world_has_no_answer_key(tmp_path: Path) -> None:
    made = generate(tmp_path, officers=4, days=1, clean=True)
    assert made.answers is None
    assert not (tmp_path / "answers.yaml").exists()


def test_a_clean_county_shares_no_id_with_the_other(clean: Rows, tmp_path: Path) -> None:
    generate(tmp_path, officers=30, days=9, seed=5, form="parquet")
    other = rows(tmp_path)
    for table, column in (
        ("recordings", "recording_id"),
        ("incidents", "incident_id"),
        ("officers", "officer_id"),
        ("officers", "badge"),
        ("officers", "employee_id"),
        ("device_assignments", "device_id"),
        ("facts", "fact_id"),
        ("reviews", "review_id"),
    ):
        assert not {row[column] for row in clean[table]} & {row[column] for row in other[table]}, column
