"""A night: two days of 8,000 officers (some 27,000 recordings and what belongs to them), on top of a lake, from file to
the list of what changed.

The bar: 15 s at 10 million. Every night the whole lake is judged again, since retention clocks move.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks import worlds
from benchmarks.measure import Measured, bwcmeta
from benchmarks.test_audit import POLICY

OFFICERS, DAYS, AFTER = 8_000, 2, date(2027, 1, 13)
"""Whose exports, of how many days, from the day after the last of the lake: later ones would let all of it expire."""
SENT = ("recordings", "device_events", "incidents", "unit_responses", "facts", "evidence_actions")


def _new_exports() -> Path:
    """The exports of the next days: no key of them is in the lake."""

    def make(folder: Path) -> None:
        import polars as pl

        from bwcmeta.generate import generate

        generate(folder, officers=OFFICERS, days=DAYS, plant=False, form="canonical", seed=43, start=AFTER)
        for path in folder.iterdir():
            if path.stem not in SENT:
                path.unlink()
        facts = pl.read_csv(folder / "facts.csv", infer_schema=False)
        numbered = facts.with_columns(pl.col("fact_id").str.replace("^F", "N"))  # else the numbers begin again
        numbered.write_csv(folder / "facts.csv")

    return worlds.kept(f"night-{OFFICERS}-{DAYS}-2", make)


class Night:
    """A lake with the run of the evening before, and what of the night has been done to it."""

    def __init__(self, rows: int, folder: Path) -> None:
        self.lake, self.older, self.newer = folder / "lake", folder / "older", folder / "newer"
        self.scratch, self.done = folder / "scratch", 0
        shutil.copytree(worlds.lake(rows), self.lake)
        self._audit(self.older)

    def ingest(self) -> Measured:
        """Read the new exports into the lake."""
        return bwcmeta("ingest", _new_exports(), "--lake", self.lake, "-f", "json", scratch=self.scratch)

    def audit(self) -> Measured:
        """Judge the whole lake again."""
        return self._audit(self.newer)

    def diff(self) -> Measured:
        """Say what changed since the evening."""
        return bwcmeta("diff", self.older, self.newer, "-f", "csv", scratch=self.scratch)

    def _audit(self, run: Path) -> Measured:
        return bwcmeta("audit", "--lake", self.lake, "-p", POLICY, "--out", run, scratch=self.scratch)


_PARTS = ("ingest", "audit", "diff")
_CODES = {"ingest": (0,), "audit": (1, 2), "diff": (0, 1)}
_NIGHTS: dict[int, Night] = {}


@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize("size", ["ordinary", pytest.param("large", marks=pytest.mark.full)])
def test_night(
    part: str,
    size: str,
    recordings: int,
    large: int,
    timed: Callable[..., Measured],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = large if size == "large" else recordings
    if rows not in _NIGHTS:
        _NIGHTS[rows] = Night(rows, tmp_path_factory.mktemp("night"))
    night = _NIGHTS[rows]
    assert night.done <= _PARTS.index(part), "the parts of a night follow each other"
    for name in _PARTS[night.done : _PARTS.index(part)]:
        getattr(night, name)()
    ran = timed(f"night-{rows}", part, getattr(night, part), against="audit", rounds=1)
    night.done = _PARTS.index(part) + 1
    assert ran.code in _CODES[part], ran.complained
