"""The oracle and the engine agree on the worst history of all: one pooled id, one pooled camera, more than a day of it.

The same rows, many times over, are what benchmarks/test_skew.py measures.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from comparing import differences, engine_says, oracle_says

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measure import ROOT
from benchmarks.skewed import BEGIN, skewed_rows

POLICY = yaml.safe_load((ROOT / "benchmarks" / "policies" / "bench-skew.yaml").read_text(encoding="utf-8"))
SIZE = 170
"""Rows of each table, ten minutes apart: a day, and four hours of the next."""


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=-7, minutes=-59), timedelta(hours=-16)])
def test_one_officer_with_everything(later: timedelta, tmp_path: Path) -> None:
    """Begun at midnight, so that shifts and issues begin and end there; and elsewhere in the day."""
    rows = skewed_rows(SIZE, begin=BEGIN + later)
    horizon = {table: (BEGIN + later, BEGIN + timedelta(days=9)) for table in rows}
    as_of = BEGIN + timedelta(days=9)
    engine = engine_says(rows, POLICY, as_of, horizon, tmp_path)
    oracle = oracle_says(rows, POLICY, as_of, horizon)
    assert differences(engine.obligations, oracle.obligations) == []
    assert engine.waterfall == oracle.waterfall
    verdicts = Counter(row["verdict"] for row in engine.obligations)
    assert verdicts["violation"] > 50
    assert verdicts["compliant"] > 50
