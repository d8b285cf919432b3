"""The audit of eight rules of the model pack against the same rules without bwcmeta: same rows, same answers.

Bars at 10 million recordings: 20 s and 4 GB; 1.5 times the tuned SQL; 50 times faster than pandas; 20 times faster than
one statement a rule. What the rivals leave out stands in `rivals/model_pack_sql.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import worlds
from benchmarks.answers import of_model_pack
from benchmarks.conftest import needs
from benchmarks.machine import machine
from benchmarks.measure import ROOT, Measured, bwcmeta, rival
from benchmarks.rivals.answers import digest

POLICY = ROOT / "benchmarks" / "policies" / "bench-eight.yaml"
RIVALS = ("duckdb-tuned", "duckdb-plain", "polars", "sqlite", "pandas")
SLOW = ("sqlite", "pandas")
GB_A_MILLION = {"pandas": 3.3, "polars": 1.6}
"""Peak memory at a million recordings; at ten million it is ten times that."""
_ANSWERS: dict[int, dict[str, list[object]]] = {}


def _audit(rows: int, scratch: Path) -> Measured:
    out = scratch.parent / "run"
    return bwcmeta("audit", "--lake", worlds.lake(rows), "-p", POLICY, "--out", out, scratch=scratch)


def _answers(rows: int, scratch: Path) -> dict[str, list[object]]:
    """What bwcmeta says, once a session; those it leaves open count as the rivals count them."""
    if rows not in _ANSWERS:
        _audit(rows, scratch)
        _ANSWERS[rows], _ = of_model_pack(scratch.parent / "run", worlds.world(rows))
    return _ANSWERS[rows]


@pytest.mark.parametrize("name", ["bwcmeta", *RIVALS])
@pytest.mark.parametrize("size", ["tenth", "ordinary", pytest.param("large", marks=pytest.mark.full)])
def test_audit(
    name: str, size: str, recordings: int, large: int, timed: Callable[..., Measured], scratch: Path
) -> None:
    rows = {"tenth": recordings // 10, "ordinary": recordings, "large": large}[size]
    if name == "pandas":
        needs("pandas", "pyarrow")
    takes, there_are = GB_A_MILLION.get(name, 0) * rows / 1_000_000, machine()["memory_gb"]
    if takes > float(there_are):
        pytest.skip(f"{name} would take some {takes:.0f} GB of memory for {rows:,} recordings: there are {there_are}")
    group, rounds = f"audit-{rows}", 1 if size == "large" or name in SLOW else None
    world = worlds.world(rows)
    worlds.lake(rows)
    if name == "bwcmeta":
        timed(group, name, lambda: _audit(rows, scratch), against="duckdb-tuned", rounds=rounds)
        _, abstained = of_model_pack(scratch.parent / "run", world)
        assert sum(abstained.values()) < 0.01 * rows
        return
    ran = timed(group, name, lambda: rival(name, world, scratch=scratch), against="duckdb-tuned", rounds=rounds)
    theirs, mine, nothing = ran.answer, _answers(rows, scratch), digest([])
    assert {r: a for r, a in theirs.items() if a != nothing} == {r: a for r, a in mine.items() if a != nothing}
