"""A disk that is really full, or a file that may grow no further: each export is in wholly or not at all, and the next
run completes it.

One half works anywhere: a child process under RLIMIT_FSIZE. The other mounts a file system of a few megabytes in
memory, which only root may do; elsewhere it is skipped, and says so.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_kill import HEADS, ROWS, counts, write_exports

from bwcmeta.lake import Lake

IMPORTER = """
import sys, resource
from pathlib import Path
from bwcmeta.errors import LakeError
from bwcmeta.ingest import ingest
from bwcmeta.ingest.readers import delimited_fast
from bwcmeta.lake import Lake
delimited_fast.ROWS = 300
if len(sys.argv) > 3:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    with Lake.open(Path(sys.argv[2]), create=True).writer(wait_seconds=60) as writer:
        ingest([Path(sys.argv[1])], writer)
except LakeError as error:
    sys.exit(f"refused: {error}")
"""


def run(exports: Path, lake: Path, most: int | None = None) -> subprocess.CompletedProcess[str]:
    extra = [] if most is None else [str(most)]
    command = [sys.executable, "-c", IMPORTER, str(exports), str(lake), *extra]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def whole_files_only(folder: Path) -> int:
    """Return how many exports are in; every one that is, is there to its last row."""
    if not (folder / "imports" / "_delta_log" / f"{0:020d}.json").is_file():
        return 0
    found = counts(Lake.open(folder))
    assert all(rows == ROWS[name] for name, rows in found.items())
    return len(found)


def nothing_is_left_over(folder: Path) -> None:
    lake = Lake.open(folder)
    assert counts(lake) == ROWS
    on_disk = {str(p) for t in HEADS for p in (folder / t).rglob("*.parquet") if "_delta_log" not in p.parts}
    assert on_disk == {f for t in HEADS for f in lake.snapshot().files(t)}


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 300, 1_500, 3_000, 6_000, 9_000])
def test_a_file_that_may_grow_no_further(tmp_path: Path, most: int) -> None:
    exports, folder = tmp_path / "exports", tmp_path / "lake"
    write_exports(exports)
    ran = run(exports, folder, most)
    assert "Traceback" not in ran.stderr
    if ran.returncode:
        assert ran.stderr.startswith("refused: ")
        assert str(folder) in ran.stderr
    else:
        assert whole_files_only(folder) == len(ROWS)
    whole_files_only(folder)
    assert run(exports, folder).returncode == 0
    nothing_is_left_over(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("SKIPPED: no full disk was tried, for there is no `mount` here")
    if mounted.returncode:
        pytest.skip(f"SKIPPED: no full disk was tried, for no small one may be mounted: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("free", [8_192, 40_960, 122_880, 204_800, 409_600])
def test_a_full_disk(tmp_path: Path, small_disk: Path, free: int) -> None:
    exports, folder = tmp_path / "exports", small_disk / "lake"
    write_exports(exports)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(2 * 1024 * 1024 - free - 8_192))
    ran = run(exports, folder)
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 0 or ran.stderr.startswith("refused: ")
    whole_files_only(folder)
    ballast.unlink()
    assert run(exports, folder).returncode == 0
    nothing_is_left_over(folder)


def test_a_full_disk_was_tried_at_least_in_part() -> None:
    """The limit that the first half relies on can be set here."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
