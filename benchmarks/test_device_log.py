"""A million recordings, one response rule and five row checks, the whole process from CSV to answers.

The bar: at most twice the twenty-line polars script, and ahead of every rule tool.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.answers import of_device_log
from benchmarks.conftest import needs
from benchmarks.device_log import device_log
from benchmarks.measure import ROOT, Measured, bwcmeta, rival

POLICY = ROOT / "benchmarks" / "policies" / "bench-device-log.yaml"
PARTS = {"log-pointblank": "row checks only", "log-pysigma": "all but repeats", "log-behave": "the response rule only"}
NEEDS = {"log-pandas": ("pandas",), "log-pointblank": ("pointblank",), "log-pysigma": ("sigma",),
         "log-behave": ("behave_rv",)}  # fmt: skip


def _audit(folder: Path, scratch: Path) -> Measured:
    out = scratch.parent / "run"
    shutil.rmtree(out, ignore_errors=True)
    return bwcmeta("audit", folder, "-p", POLICY, "--out", out, scratch=scratch)


@pytest.mark.parametrize(
    "name", ["log-polars", "bwcmeta", "log-duckdb", "log-pandas", "log-pointblank", "log-pysigma", "log-behave"]
)
def test_device_log(name: str, recordings: int, timed: Callable[..., Measured], scratch: Path) -> None:
    needs(*NEEDS.get(name, ()))
    folder, group = device_log(recordings), f"device-log-{recordings}"
    if name == "bwcmeta":
        ran = timed(group, name, lambda: _audit(folder, scratch), against="log-polars")
        assert ran.code == 1, ran.complained
        return
    ran = timed(
        group, name, lambda: rival(name, folder, scratch=scratch), against="log-polars", does=PARTS.get(name, "all")
    )
    _audit(folder, scratch)
    mine = of_device_log(scratch.parent / "run")
    assert ran.answer == {rule: mine[rule] for rule in ran.answer}
