"""A clean world of a million recordings accuses nobody, under every rule of the model policy. Nothing is timed.

`make silence`, or `python -m pytest benchmarks/test_silence.py -p no:xdist --recordings 10000000`.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from benchmarks import worlds
from benchmarks.measure import bwcmeta

POLICY = "aclu-model-act"


def test_where_everybody_kept_the_policy_nobody_is_accused(recordings: int, scratch: Path) -> None:
    out = scratch.parent / "run"
    bwcmeta("audit", worlds.clean_world(recordings), "-p", POLICY, "--out", out, scratch=scratch)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    findings = pl.scan_parquet(out / "findings.parquet")
    accused = findings.filter(pl.col("verdict") == "violation").select("rule_id", "sentence", "sources").collect()
    assert accused.rows() == []
    assert (summary["candidate_violations"], summary["departures_from_advice"]) == (0, 0)
    judged = sum(rule["n"] for rule in summary["rules"])
    assert judged > recordings  # silence must not come from asking nothing
    assert sum(rule["compliant"] for rule in summary["rules"]) > 0.9 * judged
