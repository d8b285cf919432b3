"""Spark and DuckDB say the same, byte for byte: findings, evidence, tallies, waterfall, quality, every obligation.

The suite runs a part that touches every rule kind; BWCMETA_ALL_SPARK=1 runs all cases, many worlds and the sample logs
under the model policy (half an hour).
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import case_bundles
import pytest
from both_engines import differences, policy_of, source_of
from case_bundles import Bundle
from comparing import Said, engine_says
from rule_cases import all_cases
from world_policies import policy
from worlds import HORIZON, batch, together

import bwcmeta
from bwcmeta.audit import AuditOptions
from bwcmeta.audit.at_risk import find_at_risk
from bwcmeta.engines.conformance import ask, told
from bwcmeta.engines.on_spark import SparkEngine
from bwcmeta.engines.spark_session import SparkPlace
from bwcmeta.model.moment import Duration

pytestmark = pytest.mark.spark

EVERYTHING = bool(os.environ.get("BWCMETA_ALL_SPARK"))
SOME_CASES = "holds:"
WORLDS = int(os.environ.get("BWCMETA_SPARK_WORLDS", "40"))
SOME_RULES = (
    "recorded-throughout-8", "not-recorded-4", "stops-after-2", "kept-3", "followed-by-13", "preceded-by-1",
    "not-before-2", "holds-1",
    "preceded-by-1", "not-before-2", "holds-1",
)  # fmt: skip


def _bundles() -> list[Bundle]:
    """Cases that may go into one audit where only the engines are held against one another, the largest first."""
    together: dict[str, Bundle] = {}
    for case in all_cases():
        around = {key: value for key, value in case.policy.items() if key != "rules"}
        one = case.label if len(case.policy["rules"]) > 1 else ""
        key = json.dumps([case.file, around, case.as_of, case.horizon, one], sort_keys=True, default=str)
        together.setdefault(key, Bundle(f"{case.file}: {case.name}")).cases.append(case)
    found = sorted(together.values(), key=lambda bundle: -len(bundle.cases))
    return found if EVERYTHING else [bundle for bundle in found if bundle.label.startswith(SOME_CASES)][:1]


def _moments(horizon: dict[str, Any]) -> dict[str, tuple[datetime, datetime]]:
    def at(value: Any) -> datetime:
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    return {table: (at(a), at(b)) for table, (a, b) in horizon.items()}


def test_spark_answers_what_a_plan_takes_for_granted(spark: Any, tmp_path: Path) -> None:
    folder = tmp_path / "month=2024-01" / "a {b}[1] \\ ü%20"  # Spark reads patterns and columns into paths
    folder.mkdir(parents=True)
    with SparkEngine([folder], place=SparkPlace(spark, scratch=str(tmp_path / "scratch"))) as engine:
        answered = list(ask(engine, folder))
    wrong = [f"{a.question.name}: {told(a.question.answers)}, not {a.trouble or told(a.answers)}" for a in answered]
    assert [line for line, a in zip(wrong, answered, strict=True) if not a.conforms] == []


@pytest.mark.parametrize("seed", range(3 if EVERYTHING else 1))
def test_random_worlds_come_out_the_same(
    spark: Any, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bwcmeta.plan.plan.FEW_ROWS", 0)  # of few rows, every one is kept
    document, as_of = policy(2 - seed)
    if not EVERYTHING:
        document["rules"] = [rule for rule in document["rules"] if rule["id"] in SOME_RULES]
    source = source_of(together(batch(random.Random(seed), WORLDS)))
    # in turn with every row kept, and with those counted that end as most do
    options = AuditOptions(as_of=as_of, horizons=_moments(HORIZON), keep_obligations=seed % 2 == 1, deep=EVERYTHING)
    try:
        assert differences(source, policy_of(document, tmp_path), options, spark) == []
    finally:
        source.close()


@pytest.mark.parametrize("bundle", [pytest.param(bundle, id=bundle.label) for bundle in _bundles()])
def test_cases_come_out_the_same(bundle: Bundle, spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd: list[str] = []

    def both(tables: Any, document: dict[str, Any], as_of: Any, horizon: dict[str, Any], folder: Path) -> Said:
        source = source_of(tables)
        moment = datetime.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        options = AuditOptions(as_of=moment, horizons=_moments(horizon), keep_obligations=True, deep=False)
        odd.extend(differences(source, policy_of(document, folder), options, spark))
        source.close()
        return engine_says(tables, document, as_of, horizon, folder)

    monkeypatch.setattr(case_bundles, "engine_says", both)
    bundle.said(tmp_path)
    assert odd == []


@pytest.mark.skipif(not EVERYTHING, reason="half an hour of cases and logs: set BWCMETA_ALL_SPARK=1")
def test_the_sample_logs_come_out_the_same(spark: Any, root: Path, tmp_path: Path) -> None:
    exports = sorted((root / "sample_logs").glob("*.csv"))
    bwcmeta.ingest_exports(exports, tmp_path / "lake")
    here = bwcmeta.audit_lake(tmp_path / "lake", out=tmp_path / "here")
    there = bwcmeta.audit_lake(tmp_path / "lake", out=tmp_path / "there", spark=spark)
    assert here.exit == there.exit
    for file in ("findings.csv", "tallies.csv", "waterfall.csv", "quality.csv", "evidence.parquet", "timeline.parquet"):
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "there" / file).read_bytes(), file


def test_what_is_told_beside_the_verdicts_comes_out_the_same(spark: Any, tmp_path: Path) -> None:
    """Decisions under a rate, what was there at the deadline, rates by recording, small cells."""

    def at(clock: str) -> str:
        return f"2026-03-02T{clock}:00Z"

    rows: dict[str, list[dict[str, Any]]] = {
        "unit_responses": [
            {"incident_id": f"I-{n}", "officer_id": f"P{n % 2}", "arrived_at": at(f"1{n}:00"),
             "cleared_at": at(f"1{n}:20")}
            for n in range(5)
        ],
        "recordings": [
            {"recording_id": f"R{n}", "officer_id": f"P{n % 2}", "device_id": "C", "started_at": at(f"1{n}:00"),
             "ended_at": at(f"1{n}:2{n}"), "incident_ids": [f"i{n}"], "categories": ["arrest"] * n,
             "uploaded_at": [at("15:00"), None, at("23:00")][n]}
            for n in range(3)
        ],
    }  # fmt: skip
    document = {
        "policy": "told", "title": "T", "kind": "agency", "tolerances": {"upload_grace": "2h"},
        "rules": [
            {"id": "all", "title": "A", "topic": "activation", "clause": "1", "kind": "recorded_throughout"},
            {"id": "goal", "title": "G", "topic": "activation", "clause": "2", "kind": "rate", "of": "all",
             "at_least": "70%", "by": ["officer"]},
        ],
    }  # fmt: skip
    made = policy_of(document, tmp_path)
    as_of = datetime.fromisoformat("2026-03-09T00:00:00+00:00")
    found = bwcmeta.audit_rows(rows, made, as_of=as_of).findings
    missing = found.filter((found["rule_id"] == "all") & (found["officer_id"] == "P1"))["finding_id"].to_list()
    rows["dispositions"] = [{"finding_id": missing[0], "state": "unfounded", "decided_at": at("12:00")}]
    source = source_of(rows)
    options = AuditOptions(as_of=as_of, keep_obligations=True, suppress_below=3, deep=True)
    try:
        assert differences(source, made, options, spark) == []
    finally:
        source.close()


def test_footage_at_risk_comes_out_the_same(spark: Any, tmp_path: Path) -> None:
    """Minimum, hold, unknown class, no planned date, an edit in the trail: on both engines the same."""
    day = "2026-04-20T12:00:00Z"

    def film(name: str, until: str | None, *categories: str) -> dict[str, Any]:
        start = "2026-01-15T12:00:00Z"
        return {"recording_id": name, "officer_id": "A", "started_at": start, "incident_ids": [name],
                "categories": list(categories) or None, "retention_until": until}  # fmt: skip

    source = source_of(
        {
            "recordings": [film("R1", day, "force"), film("R2", day, "x"), film("R3", day), film("R4", None, "x")],
            "facts": [{"fact": "case_open", "incident_id": "R2", "at": "2026-02-01T00:00:00Z"}],
            "evidence_actions": [
                {"recording_id": "R4", "at": day, "action": "retention_edited", "new_value": "2026-04-30"}
            ],
        }
    )
    classes = [{"when": "category = 'force'", "at_least": "3y"}, {"otherwise": True, "at_least": "90d"}]
    rule = {"id": "k", "title": "K", "topic": "retention", "clause": "1", "kind": "kept", "classes": classes}
    held = {**rule, "held_by": [{"fact": "case_open"}]}
    document = {"policy": "p", "title": "P", "kind": "agency", "timezone": "America/Chicago", "rules": [held]}
    loaded = policy_of(document, tmp_path)
    options = AuditOptions(as_of=datetime.fromisoformat("2026-04-10T00:00:00+00:00"))
    try:
        here = find_at_risk(source, [loaded], Duration.parse("30d"), options)
        on_spark = replace(options, engine="spark", spark=SparkPlace(spark))
        there = find_at_risk(source, [loaded], Duration.parse("30d"), on_spark)
    finally:
        source.close()
    assert here.counts == there.counts
    for name in ("rows", "undetermined", "rules"):
        assert getattr(here, name).equals(getattr(there, name)), name
    assert (here.rows.height, here.undetermined.height) == (2, 3)
