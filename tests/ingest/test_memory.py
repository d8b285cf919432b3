"""What is read whole has a limit with a name; what is read in pieces takes no more memory for being longer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from export_desk import ends, workbook

from bwcmeta.errors import ArgumentError, ExportError
from bwcmeta.ingest.readers import whole

ROWS = 1_600_000 if os.environ.get("BWCMETA_BIG_CSV") else 500_000
SHEET = [["recording_id", "started_at"], *([f"R{n}", "2026-01-05T10:00:01Z"] for n in range(20_000))]


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_a_document_over_the_limit_is_refused_by_name_and_the_limit_can_be_set(desk, monkeypatch, kind) -> None:
    text = '[{"recording_id": "R1", "started_at": "2026-01-05T10:00:01Z", "note": "' + "x" * 2_000_000 + '"}]'
    data = workbook({"S": SHEET}) if kind == "xlsx" else text
    monkeypatch.setenv(whole.SETTING, "1")
    with pytest.raises(
        ExportError, match=rf"recordings.{kind} holds [23] MB that must be read whole; at most 1 MB are"
    ):
        desk.read(f"recordings.{kind}", data)
    monkeypatch.setenv(whole.SETTING, "9")
    assert ends(desk.read(f"recordings.{kind}", data))[0] >= 1
    monkeypatch.setenv(whole.SETTING, "much")
    with pytest.raises(ArgumentError, match="BWCMETA_MOST_DOCUMENT_MB is 'much'; give a number of megabytes"):
        desk.read(f"again.{kind}", data)


PEAK = """
import sys
from pathlib import Path
from bwcmeta.ingest import ingest
from bwcmeta.lake import Lake
with Lake.open(Path(sys.argv[2]), create=True).writer() as writer:
    rows = ingest([Path(sys.argv[1])], writer).rows
assert rows.read == rows.used == int(sys.argv[3]), rows
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


AGAIN = PEAK.replace(
    "rows.read == rows.used == int(sys.argv[3])", "rows.repeats + 1 == rows.read == int(sys.argv[3]) + 1"
)


def peak_mb(folder: Path, rows: int, *, again: bool = False) -> float:
    """Return the most memory that an import of so many rows had, in a process of its own.

    Args:
        folder: for the file and the lake.
        rows: of the file.
        again: the import of the same rows and one more, over them.
    """
    path = folder / f"recordings_{rows}.csv"
    with path.open("w") as stream:
        stream.write("recording_id,officer_id,started_at,ended_at,title,district\n")
        for n in range(rows):
            at = f"2026-01-{n % 28 + 1:02d}T10:{n % 60:02d}"
            stream.write(f"{n:032d},O{n % 997},{at}:01.000-06:00,{at}:59.000-06:00,some words {n},{n % 7}\n")
    command = [sys.executable, "-c", PEAK, str(path), str(folder / f"lake_{rows}"), str(rows)]
    environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    if again:
        with path.open("a") as stream:
            stream.write("another,O1,2026-01-05T10:00:01.000-06:00,2026-01-05T10:00:59.000-06:00,some words,3\n")
        command[2] = AGAIN
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    path.unlink()
    return int(ran.stdout) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of a process is read from /proc")
def test_a_csv_four_times_as_long_takes_no_more_memory(tmp_path) -> None:
    """200 MB and 800 MB where BWCMETA_BIG_CSV=1; a third of that with the suite."""
    short, long = peak_mb(tmp_path, ROWS), peak_mb(tmp_path, 4 * ROWS)
    grown = f"{short:.0f} MB for {ROWS:,} rows, {long:.0f} MB for {4 * ROWS:,}"
    # the first million rows or so fill what is held at once; after that only eight bytes a row are kept, up to 96 MB
    assert long < (1.3 if ROWS == 1_600_000 else 1.6) * short, grown
    assert long < 1_000, grown
    print(grown)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of a process is read from /proc")
def test_an_overlapping_export_four_times_as_long_takes_little_more_memory(tmp_path) -> None:
    """Some twenty bytes a row that may stand twice are kept, and one stretch of the file."""
    short, long = peak_mb(tmp_path, ROWS, again=True), peak_mb(tmp_path, 4 * ROWS, again=True)
    grown = f"{short:.0f} MB for {ROWS:,} rows, {long:.0f} MB for {4 * ROWS:,}"
    assert long < 1.6 * short, grown
    assert long < 1_200, grown
    print(grown)
