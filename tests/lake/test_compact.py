"""Small files made into large ones: no row lost or doubled, every earlier state stays, a kill leaves all or nothing."""

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

from bwcmeta.api import lakes
from bwcmeta.api.lakes import compact_lake, ingest_exports, lake_status
from bwcmeta.errors import LakeError
from bwcmeta.ingest import files as found_files
from bwcmeta.lake import Lake, writer
from bwcmeta.lake.snapshot import Snapshot
from bwcmeta.lake.tables import DataFile
from bwcmeta.model.ledger import IngestReport

NIGHTS = 12
KILLS = int(os.environ.get("BWCMETA_KILLS", "5"))
COMPACTOR = """
import sys
from bwcmeta.api.lakes import compact_lake
import bwcmeta.lake.writer
print("ready", flush=True)
compact_lake(sys.argv[1], more_than=3)
print("done", flush=True)
"""

NIGHTLY = """
import sys
from bwcmeta.api import lakes
from bwcmeta.lake import Lake
import bwcmeta.lake.writer
lakes.MANY = 2
print("ready", flush=True)
lakes.ingest_exports([sys.argv[2]], sys.argv[1])
"""


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_files, "_SECOND_LOOK_SECONDS", 0.0)


def export(folder: Path, number: int) -> Path:
    path = folder / f"recordings_{number}.csv"
    rows = "".join(f"R{number}-{n},2026-0{n % 2 + 1}-05T10:00:{n:02d}Z,O{n}\n" for n in range(20))
    path.write_text(f"recording_id,started_at,officer_id\n{rows}R0-0,2026-01-05T10:00:00Z,O{number}\n")
    return path


def night(folder: Path, lake: Path, number: int, **options: bool) -> IngestReport:
    return ingest_exports([export(folder, number)], lake, **options)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    for number in range(NIGHTS):
        night(tmp_path, tmp_path / "lake", number)
    return tmp_path / "lake"


def rows(snapshot: Snapshot) -> pl.DataFrame:
    frame = pl.read_parquet(list(snapshot.files("recordings")), hive_partitioning=False, glob=False)
    return frame.sort("import_seq", "source_row")


def states(lake: Path) -> list[pl.DataFrame]:
    """Every state the lake has been in, first to last."""
    opened = Lake.open(lake)
    return [rows(opened.snapshot(version=v)) for v in range(1, opened.snapshot().version + 1)]


def test_fewer_files_and_the_same_rows_in_every_state(tmp_path: Path, lake: Path) -> None:
    before, reader = states(lake), Lake.open(lake).snapshot()
    paths = reader.files("recordings")
    assert compact_lake(lake, more_than=3) == {"recordings": (len(paths), 2)}
    assert len(Lake.open(lake).snapshot().files("recordings")) == 2
    for then, now in zip(before, states(lake), strict=True):
        assert now.equals(then)
    assert rows(reader).equals(before[-1])  # who was reading goes on
    assert reader.files("recordings") == paths
    assert compact_lake(lake, more_than=3) == {}
    history = Lake.open(lake).snapshot().history("recordings")
    assert [v.seq for v in history] == list(range(1, NIGHTS + 1))


def test_imports_go_on_after_it_and_it_can_be_done_again(tmp_path: Path, lake: Path) -> None:
    compact_lake(lake, more_than=3)
    before = states(lake)
    for number in range(NIGHTS, 2 * NIGHTS):
        night(tmp_path, lake, number)
    night(tmp_path, lake, 3)  # the same bytes
    assert lake_status(lake).version == 2 * NIGHTS
    after = states(lake)
    assert compact_lake(lake, more_than=3) != {}
    for then, now in zip(after, states(lake), strict=True):
        assert now.equals(then)
    for then, now in zip(before, states(lake), strict=False):
        assert now.equals(then)
    newest = rows(Lake.open(lake).snapshot())
    assert newest.filter(pl.col("recording_id") == "R0-0").height == 2 * NIGHTS  # each night restated it
    assert newest.filter(pl.col("recording_id") != "R0-0")["recording_id"].is_unique().all()


def test_after_an_unclean_end_the_files_of_earlier_states_stay(tmp_path: Path, lake: Path) -> None:
    before = states(lake)
    compact_lake(lake, more_than=3)
    (lake / ".lock").write_text('{"pid": 1, "since": "then"}')  # somebody died here: the next writer sweeps up
    stray = lake / "recordings" / "month=2026-01" / "part-stray.parquet"
    stray.write_bytes(b"half")
    night(tmp_path, lake, NIGHTS)
    assert not stray.exists()
    for then, now in zip(before, states(lake), strict=False):
        assert now.equals(then)


def test_a_damaged_note_is_refused_by_name(lake: Path) -> None:
    compact_lake(lake, more_than=3)
    before = lake_status(lake).rows
    (lake / "compacted.json").write_text("{torn")
    with pytest.raises(LakeError, match=r"compacted.json is damaged; take it away"):
        lake_status(lake)
    (lake / "compacted.json").unlink()
    assert lake_status(lake).rows == before
    assert compact_lake(lake, more_than=3) != {}


@pytest.mark.slow
def test_a_kill_leaves_all_of_it_or_nothing(tmp_path: Path, lake: Path) -> None:
    """`BWCMETA_KILLS=300 pytest tests/lake` tries more often."""
    before = states(lake)
    chance = random.Random(20260106)
    for trial in range(KILLS):
        command = [sys.executable, "-c", COMPACTOR, str(lake)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.random() * 0.6)
            process.send_signal(signal.SIGKILL)
        for then, now in zip(before, states(lake), strict=False):
            assert now.equals(then)
        night(tmp_path, lake, NIGHTS + trial)
        before = states(lake)
        assert before[-1].filter(pl.col("recording_id") != "R0-0")["recording_id"].is_unique().all()
    compact_lake(lake, more_than=1)
    for then, now in zip(before, states(lake), strict=True):
        assert now.equals(then)


def test_nightly_imports_merge_what_piles_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lakes, "MANY", 4)
    seen: list[pl.DataFrame] = []
    merged = 0
    for number in range(NIGHTS):
        report = night(tmp_path, tmp_path / "lake", number)
        merged += len(report.compacted)
        assert report.compacted in ({}, {"recordings": (10, 2)})  # five small ones in each of two months
        seen.append(rows(Lake.open(tmp_path / "lake").snapshot()))
        assert len(Lake.open(tmp_path / "lake").snapshot().files("recordings")) <= 2 * 4
    assert merged == 2
    for then, now in zip(seen, states(tmp_path / "lake"), strict=True):
        assert now.equals(then)
    for number in range(NIGHTS):
        assert night(tmp_path, tmp_path / "other", number, compact=False).compacted == {}
    assert len(Lake.open(tmp_path / "other").snapshot().files("recordings")) == 2 * NIGHTS
    assert rows(Lake.open(tmp_path / "other").snapshot()).equals(seen[-1])


def test_an_import_whose_merging_fails_is_in_all_the_same(tmp_path: Path, lake: Path, monkeypatch, bwcmeta) -> None:
    before = Lake.open(lake).snapshot().files("recordings")
    real, done = writer.merged, []

    def full(folder: Path, month: str, paths: list[Path]) -> DataFile:
        if done:
            raise LakeError("the disk is full")
        done.append(real(folder, month, paths))
        return done[0]

    monkeypatch.setattr(lakes, "MANY", 4)
    monkeypatch.setattr(writer, "merged", full)
    ran = bwcmeta("ingest", export(tmp_path, NIGHTS), "--lake", lake)
    assert ran.code == 0
    assert f"small files stay as they are: the disk is full; `bwcmeta lake compact {lake}` tries again" in ran.err
    assert set(before) < set(Lake.open(lake).snapshot().files("recordings"))
    assert not (lake / "recordings" / done[0].name).exists()
    monkeypatch.setattr(writer, "merged", real)
    ran = bwcmeta("ingest", export(tmp_path, NIGHTS + 1), "--lake", lake)
    assert "recordings: 28 small files made into 2" in ran.err
    assert lake_status(lake).rows.read == (NIGHTS + 2) * 21


@pytest.mark.slow
def test_a_kill_of_an_import_that_merges_leaves_the_file_wholly_in_or_out(tmp_path: Path, lake: Path) -> None:
    """`BWCMETA_KILLS=300 pytest tests/lake` tries more often."""
    chance = random.Random(20260107)
    for trial in range(KILLS):
        before, path = states(lake), export(tmp_path, NIGHTS + trial)
        command = [sys.executable, "-c", NIGHTLY, str(lake), str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.random() * 0.8)
            process.send_signal(signal.SIGKILL)
        after = states(lake)
        assert len(after) - len(before) in (0, 1)
        for then, now in zip(before, after, strict=False):
            assert now.equals(then)
        night(tmp_path, lake, NIGHTS + trial)
        newest = states(lake)
        assert len(newest) == len(before) + 1
        assert newest[-1].filter(pl.col("recording_id") != "R0-0")["recording_id"].is_unique().all()


def test_the_command(lake: Path, bwcmeta) -> None:
    ran = bwcmeta("lake", "compact", lake, "--more-than", "3", "--format", "csv")
    assert (ran.code, ran.out) == (0, "table,small_files,made\nrecordings,24,2\n")
    ran = bwcmeta("lake", "compact", lake)
    assert "No month of" in ran.out
