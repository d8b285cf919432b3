"""Kill -9 at random moments: every file is in the lake wholly or not at all, and the next run completes it.

The short version runs with the suite. For a long one: `BWCMETA_KILLS=300 pytest tests/lake/test_kill.py`.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from bwcmeta.lake import Lake

IMPORTER = """
import sys
from pathlib import Path
from bwcmeta.ingest import ingest
from bwcmeta.ingest.readers import delimited_fast
from bwcmeta.lake import Lake
delimited_fast.ROWS = 300  # many appends inside one import: many moments to die at
lake = Lake.open(Path(sys.argv[2]), create=True)
print("ready", flush=True)
with lake.writer(wait_seconds=60) as writer:
    ingest([Path(sys.argv[1])], writer)
print("done", flush=True)
"""
KILLS = int(os.environ.get("BWCMETA_KILLS", "5"))
ROWS = {"recordings_1": 2000, "recordings_2": 900, "officers": 50, "unit_responses": 1500}
HEADS = {
    "recordings": "recording_id,officer_id,started_at,ended_at",
    "officers": "officer_id,badge,valid_from_at,valid_until_at",
    "unit_responses": "incident_id,officer_id,dispatched_at,cleared_at",
}


def write_exports(folder: Path) -> None:
    folder.mkdir()
    for name, rows in ROWS.items():
        table = name.rstrip("_12")
        lines = [HEADS[table]]
        for n in range(rows):
            at = f"2026-{n % 12 + 1:02d}-05T10:{n % 60:02d}"
            lines.append(f"{name}-{n},O{n % 7},{at}:01Z,{at}:30Z")
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def counts(lake: Lake) -> dict[str, int]:
    """Rows by file, as a reader sees them."""
    snapshot = lake.snapshot()
    found: dict[str, int] = {}
    for table in HEADS:
        files = snapshot.files(table)
        if files:
            frame = pl.read_parquet(list(files), hive_partitioning=False)
            found.update({k.removesuffix(".csv"): v for k, v in frame["source_file"].value_counts().iter_rows()})
    assert set(found) == {r.file.removesuffix(".csv") for r in snapshot.imports}
    return found


def start(exports: Path, lake: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IMPORTER, str(exports), str(lake)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_killed_imports_leave_whole_files_and_the_next_run_completes_them(tmp_path: Path) -> None:
    exports, folder = tmp_path / "exports", tmp_path / "lake"
    write_exports(exports)
    started = time.monotonic()
    with start(exports, tmp_path / "measured") as process:
        assert process.stdout is not None
        process.stdout.readline()
        ready = time.monotonic()
        assert process.stdout.read() == "done\n"
    length = time.monotonic() - ready
    assert ready - started < 60
    chance = random.Random(20260105)
    for _ in range(KILLS):
        with start(exports, folder) as process:
            assert process.stdout is not None
            if process.stdout.readline() == "ready\n":
                time.sleep(chance.random() * length)
            process.send_signal(signal.SIGKILL)
        found = counts(Lake.open(folder, create=True))
        assert all(rows == ROWS[name] for name, rows in found.items())
        if len(found) == len(ROWS):
            folder.rename(tmp_path / f"full-{time.monotonic_ns()}")
    with start(exports, folder) as process:
        assert process.wait() == 0
    lake = Lake.open(folder)
    assert counts(lake) == ROWS
    on_disk = {str(p) for t in HEADS for p in (folder / t).rglob("*.parquet") if "_delta_log" not in p.parts}
    assert on_disk == {f for t in HEADS for f in lake.snapshot().files(t)}


def test_two_imports_at_once_take_turns(tmp_path: Path) -> None:
    exports, folder = tmp_path / "exports", tmp_path / "lake"
    write_exports(exports)
    Lake.open(folder, create=True)
    both = [start(exports, folder), start(exports, folder)]
    outs = [process.communicate(timeout=120)[0] for process in both]
    assert outs == ["ready\ndone\n"] * 2
    lake = Lake.open(folder)
    assert counts(lake) == ROWS
    assert len(lake.snapshot().imports) == len(ROWS)


def test_a_reader_beside_a_writer_sees_whole_files(tmp_path: Path) -> None:
    exports, folder = tmp_path / "exports", tmp_path / "lake"
    write_exports(exports)
    lake = Lake.open(folder, create=True)
    with start(exports, folder) as process:
        looks = 0
        while process.poll() is None:
            assert all(rows == ROWS[name] for name, rows in counts(lake).items())
            looks += 1
    assert looks > 1
    assert counts(lake) == ROWS
