"""Four times the history of one pooled officer and camera costs about four times as much, not sixteen times.

The whole audit, ingest left out of the growth; and each step by itself, so that none hides behind what is linear.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.measure import ROOT, Measured, bwcmeta
from benchmarks.skewed import skewed_world

SMALL, TIMES = 32_000, 4
POLICIES = {"every-join": str(ROOT / "benchmarks" / "policies" / "bench-skew.yaml"), "model": "aclu-model-act"}
MOST = 8.0
"""Between four times and sixteen times; what has four times the rows spills and sorts a little more."""
FROM_S = 0.4
"""A step that costs less at four times the size says nothing about growth."""


@pytest.mark.parametrize("policy", POLICIES)
def test_four_times_the_history_of_one_officer(
    policy: str, timed: Callable[..., Measured], scratch: Path, benchmark: object
) -> None:
    steps: dict[int, dict[str, float]] = {}

    def audit(size: int) -> Measured:
        out = scratch.parent / f"run-{size}"
        shutil.rmtree(out, ignore_errors=True)
        ran = bwcmeta(
            "audit", skewed_world(size), "-p", POLICIES[policy], "--out", out, "-f", "csv", "--profile-run",
            scratch=scratch,
        )  # fmt: skip
        document = json.loads((out / "profile.json").read_text(encoding="utf-8"))
        steps[size] = {step["name"]: step["cpu_s"] for step in document["steps"]}
        return ran

    small = audit(SMALL)
    large = timed(f"skew-{policy}", str(SMALL * TIMES), lambda: audit(SMALL * TIMES), against=str(SMALL), rounds=1)
    of_steps = {
        name: round(cost / max(steps[SMALL].get(name, 0.0), 0.01), 1)
        for name, cost in steps[SMALL * TIMES].items()
        if cost >= FROM_S and not name.startswith("(")
    }
    growth = round(large.cpu_s / small.cpu_s, 2)
    benchmark.extra_info.update(growth=growth, small_cpu_s=round(small.cpu_s, 2), growth_of_steps=of_steps)  # type: ignore[attr-defined]
    assert growth < MOST, of_steps
    assert all(of <= 2 * MOST for of in of_steps.values()), of_steps
