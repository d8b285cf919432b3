"""Reading a CSV file of recordings into a lake, against DuckDB copying the same file to Parquet.

The bar: at most twice the copy, memory under 2 GB and flat in the size of the file: the board shows the memory of a
file and of one four times as long.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import worlds
from benchmarks.measure import Measured, bwcmeta, rival

MOST_MB = 2_000


@pytest.mark.parametrize("name", ["duckdb-copy", "bwcmeta"])
@pytest.mark.parametrize("size", ["ordinary", "fourfold", pytest.param("large", marks=pytest.mark.full)])
def test_ingest(
    name: str, size: str, recordings: int, large: int, timed: Callable[..., Measured], scratch: Path
) -> None:
    times = {"ordinary": 1, "fourfold": 4, "large": max(1, large // recordings)}[size]
    rows = times * recordings
    source = worlds.narrow_csv(recordings) if times == 1 else worlds.longer_csv(recordings, times)
    target = scratch.parent / "target"

    def clear() -> None:
        if target.is_dir():
            shutil.rmtree(target)

    def work() -> Measured:
        if name == "bwcmeta":
            return bwcmeta("ingest", source, "--lake", target, "-f", "json", scratch=scratch)
        return rival("copy-csv", source, scratch.parent / "copy.parquet", scratch=scratch)

    rounds = 1 if size == "large" else None
    megabytes = round(source.stat().st_size / 1e6)
    ran = timed(f"ingest-{rows}", name, work, against="duckdb-copy", setup=clear, rounds=rounds, file_mb=megabytes)
    assert ran.code == 0, ran.complained
    assert ran.peak_mb < MOST_MB
    assert name != "bwcmeta" or '"repeats": 0' in ran.said
