"""A night: about 30,000 new recordings and what belongs to them, on top of a lake, from file to the list of what changed.

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

NEW = 30_000


def _new_exports() -> Path:
    """The exports of another spring: no id of them is in the lake."""

    def make(folder: Path) -> None:
        from bwcmeta.generate import generate

        generate(folder, recordings=NEW, plant=False, form="canonical", seed=43, start=date(2028, 3, 6))

    return worlds.kept(f"night-{NEW}-1", make)


@pytest.mark.parametrize("part", ["ingest", "audit", "diff"])
@pytest.mark.parametrize("size", ["ordinary", pytest.param("large", marks=pytest.mark.full)])
def test_night(
    part: str, size: str, recordings: int, large: int, timed: Callable[..., Measured], scratch: Path
) -> None:
    rows = large if size == "large" else recordings
    before, exports, lake = worlds.lake(rows), _new_exports(), scratch.parent / "lake"

    def fresh() -> None:
        shutil.rmtree(lake, ignore_errors=True)
        shutil.copytree(before, lake)

    def ingest() -> Measured:
        return bwcmeta("ingest", exports, "--lake", lake, "-f", "json", scratch=scratch)

    if part == "ingest":
        timed(f"night-{rows}", part, ingest, against="audit", rounds=1, setup=fresh)
        return
    fresh()
    if part == "diff":
        older, newer = scratch.parent / "older", scratch.parent / "newer"
        for run in (older, newer):
            bwcmeta("audit", "--lake", lake, "-p", POLICY, "--out", run, scratch=scratch)
            if run == older:
                ingest()
        ran = timed(f"night-{rows}", part, rounds=1, against="audit",
                    work=lambda: bwcmeta("diff", older, newer, "-f", "csv", scratch=scratch))  # fmt: skip
        assert ran.code in (0, 1)
        return
    ingest()
    ran = timed(
        f"night-{rows}", part, rounds=1, against="audit",
        work=lambda: bwcmeta("audit", "--lake", lake, "-p", POLICY, "--out", scratch.parent / "run", scratch=scratch),
    )  # fmt: skip
    assert ran.code in (1, 2)
