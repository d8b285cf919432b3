"""Rows that end as most do are counted, not kept: the same counts and findings as where every row is kept."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from polars.testing import assert_frame_equal
from world_policies import policy
from worlds import HORIZON, batch, together

from bwcmeta.audit import audit_rows
from bwcmeta.audit.compile import compile_audit
from bwcmeta.audit.outcomes import rest
from bwcmeta.plan.plan import Settings
from bwcmeta.policies import load_policy
from bwcmeta.policies.policy import Policy


def _policy(document: dict[str, Any], folder: Path) -> Policy:
    path = folder / "worlds.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return load_policy(path)


@pytest.mark.parametrize("which", range(3))
def test_counts_and_findings_are_those_of_every_row(
    which: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, as_of = policy(which)
    rows, it = together(batch(random.Random(40 + which), 60)), _policy(document, tmp_path)
    horizon: Any = HORIZON
    few = audit_rows(rows, it, as_of=as_of, horizon=horizon)
    monkeypatch.setattr("bwcmeta.plan.plan.FEW_ROWS", 0)
    counted = audit_rows(rows, it, as_of=as_of, horizon=horizon)
    kept = audit_rows(rows, it, as_of=as_of, horizon=horizon, keep_obligations=True)
    assert kept.obligations is not None
    assert counted.tallies["n"].sum() > 1000
    assert counted.waterfall["n"].sum() > kept.obligations.height
    assert_frame_equal(counted.tallies, kept.tallies)
    assert_frame_equal(counted.waterfall, kept.waterfall)
    assert_frame_equal(counted.findings, kept.findings)
    assert {"tally"} == {step.name for step in few.steps if step.name.endswith("tally")}, "few rows are counted at once"
    assert len({step.name for step in kept.steps if step.name.endswith("_tally")}) == len(it.rules)
    assert_frame_equal(few.tallies, kept.tallies)
    assert_frame_equal(few.waterfall, kept.waterfall)
    assert_frame_equal(few.findings, kept.findings)
    by_verdict = kept.obligations.group_by("verdict").len()
    totals = counted.tallies.filter(counted.tallies["by_group"] == "all")
    assert {v: totals[v].sum() for v in by_verdict["verdict"]} == dict(by_verdict.iter_rows())


def test_each_way_of_counting_is_taken(tmp_path: Path) -> None:
    document, _ = policy(0)
    tables = ("recordings", "unit_responses", "facts", "duty")
    settings = Settings(0, {}, dict.fromkeys(tables, 1))
    compiled = compile_audit([_policy(document, tmp_path)], settings)
    assert {rest(compiled.plan, rule) for rule in compiled.rules} == {""}, (
        "every row is kept unless an audit says otherwise"
    )
    compiled = compile_audit([_policy(document, tmp_path)], replace(settings, every_row=False))
    taken: dict[str, set[str]] = {}
    for rule in compiled.rules:
        taken.setdefault(rule.rule.kind, set()).add(rest(compiled.plan, rule))
    assert "compliant" in taken["recorded_throughout"] & taken["holds"] & taken["followed_by"]
    assert taken["stops_after"] == {"compliant", ""}, "which rows leave a frame of responses is told by a join"
    assert "not bound" in taken["holds"] | taken["not_before"]
