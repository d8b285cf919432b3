"""A hundred million recordings: ten copies of the large lake, each with officers, cameras and incidents of its own.

Bars: 12 times the time of ten million, and 10 GB. It needs some 60 GB of disk, and an hour on two cores: only with
`--hundred`. What comes out must be ten times what one copy gives, verdict by verdict.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import worlds
from benchmarks.measure import Measured, bwcmeta
from benchmarks.test_audit import POLICY

COPIES = 10
MEMORY = "8500MB"
_COUNTED: dict[int, list[tuple[str, ...]]] = {}


def _audit(lake: Path, copies: int, scratch: Path) -> Measured:
    more = ("--memory", MEMORY) if copies > 1 else ()
    return bwcmeta("audit", "--lake", lake, "-p", POLICY, *more, "--out", scratch.parent / "run", scratch=scratch)


def _counted(run: Path, copies: int) -> list[tuple[str, ...]]:
    """Rule, verdicts and how many of one copy ended with each."""
    with (run / "tallies.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["by_group"] == "all"]
    verdicts = ("compliant", "violation", "undetermined", "exempt", "pending")
    return [(row["rule_id"], *(str(int(row[v]) / copies) for v in verdicts)) for row in rows]


@pytest.mark.hundred
@pytest.mark.parametrize("copies", [1, COPIES])
def test_hundred(copies: int, large: int, timed: Callable[..., Measured], scratch: Path) -> None:
    lake = worlds.copied_lake(large, copies) if copies > 1 else worlds.lake(large)
    ran = timed(f"copies-{large}", f"{copies} x", lambda: _audit(lake, copies, scratch), against="1 x", rounds=1)
    assert ran.code == 1
    _COUNTED[copies] = _counted(scratch.parent / "run", copies)
    if 1 not in _COUNTED:  # asked for by itself
        _audit(worlds.lake(large), 1, scratch)
        _COUNTED[1] = _counted(scratch.parent / "run", 1)
    assert _COUNTED[copies] == _COUNTED[1]
