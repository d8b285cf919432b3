"""Reading a CSV file of recordings into a lake, against DuckDB copying the same file to Parquet.

The bar: at most twice the copy, memory under 2 GB and flat in the size of the file: the board shows the memory of a
file and of one four times as long.

And an export that overlaps with what is in the lake, as weekly ones of the last year do: all rows of the file over the
same rows. The bar: at most four times the first reading of the same rows, whatever their number.
"""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("name", ["first", "overlapping"])
@pytest.mark.parametrize("size", ["ordinary", "fourfold", pytest.param("large", marks=pytest.mark.full)])
def test_overlapping_export(
    name: str, size: str, recordings: int, large: int, timed: Callable[..., Measured], scratch: Path
) -> None:
    times = {"ordinary": 1, "fourfold": 4, "large": max(1, large // recordings)}[size]
    rows = times * recordings
    source = worlds.narrow_csv(recordings) if times == 1 else worlds.longer_csv(recordings, times)
    source = worlds.one_row_more(source)
    target, before = scratch.parent / "target", scratch.parent / "before"
    if name == "overlapping":
        earlier = worlds.narrow_csv(recordings) if times == 1 else worlds.longer_csv(recordings, times)
        bwcmeta("ingest", earlier, "--lake", before, "-f", "json", scratch=scratch)

    def set_up() -> None:
        shutil.rmtree(target, ignore_errors=True)
        if name == "overlapping":
            shutil.copytree(before, target)

    def work() -> Measured:
        return bwcmeta("ingest", source, "--lake", target, "-f", "json", scratch=scratch)

    rounds = None if size == "ordinary" else 1
    ran = timed(f"ingest-overlap-{rows}", name, work, against="first", setup=set_up, rounds=rounds)
    assert ran.code == 0, ran.complained
    assert ran.peak_mb < MOST_MB
    used = json.loads(ran.said)["files"][0]["used"]
    assert used == 1 if name == "overlapping" else used > rows // 2
