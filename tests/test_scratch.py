"""Temporary folders of killed processes go when the next process makes its first; nothing else goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bwcmeta import scratch
from bwcmeta.engines.on_duckdb import DuckDBEngine
from bwcmeta.scratch import HELD, ScratchFolder, sweep

_ENGINE = """
import sys, time
from bwcmeta.engines.on_duckdb import DuckDBEngine
from bwcmeta.scratch import ScratchFolder
engine, lake = DuckDBEngine([]), ScratchFolder("lake")
(lake.path / "recordings" / "month=2026-03").mkdir(parents=True)
(lake.path / "recordings" / "month=2026-03" / "part.parquet").write_text("rows")
print("ready", flush=True)
time.sleep(300)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that is this test's alone, not swept yet."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    scratch._sweep_once.cache_clear()
    yield folder
    scratch._sweep_once.cache_clear()


@pytest.fixture
def at_work(temporary: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process with an engine and a lake below it."""
    process = subprocess.Popen([sys.executable, "-c", _ENGINE], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def _names(folder: Path) -> list[str]:
    return sorted(path.name.rsplit("-", 1)[0] for path in folder.iterdir())


def test_what_a_killed_process_left_goes_when_the_next_engine_starts(
    temporary: Path, at_work: subprocess.Popen[str]
) -> None:
    at_work.send_signal(signal.SIGKILL)
    at_work.wait()
    left = set(temporary.iterdir())
    assert _names(temporary) == ["bwcmeta-lake", "bwcmeta-spill"]
    with DuckDBEngine([]):
        assert _names(temporary) == ["bwcmeta-spill"]
        assert not left & set(temporary.iterdir())
    assert list(temporary.iterdir()) == []


def test_what_a_living_process_uses_stays(temporary: Path, at_work: subprocess.Popen[str]) -> None:
    with DuckDBEngine([]):
        assert at_work.poll() is None
        assert _names(temporary) == ["bwcmeta-lake", "bwcmeta-spill", "bwcmeta-spill"]
        assert sweep(temporary) == []
    assert next(temporary.glob("bwcmeta-lake-*/recordings/month=2026-03/part.parquet")).read_text() == "rows"


def _left(folder: Path) -> Path:
    """What a killed process leaves: a folder with a file that nobody has locked."""
    folder.mkdir()
    (folder / HELD).touch()
    (folder / "part.tmp").write_text("rows")
    return folder


def test_links_and_folders_that_say_nothing_stay(temporary: Path, tmp_path: Path) -> None:
    dear = _left(tmp_path / "dear")
    (temporary / "bwcmeta-spill-link").symlink_to(dear)
    (temporary / "bwcmeta-older").mkdir()
    (temporary / "bwcmeta-older" / "rows").touch()
    _left(temporary / "somebodys-folder")
    linked = temporary / "bwcmeta-linked"
    linked.mkdir()
    (linked / HELD).symlink_to(dear / HELD)
    assert sweep(temporary) == []
    assert len(list(temporary.iterdir())) == 4
    assert (dear / "part.tmp").read_text() == "rows"


def test_a_link_inside_is_removed_and_not_followed(temporary: Path, tmp_path: Path) -> None:
    dear = _left(tmp_path / "dear")
    left = _left(temporary / "bwcmeta-spill-left")
    (left / "link").symlink_to(dear)
    assert sweep(temporary) == ["bwcmeta-spill-left"]
    assert (dear / "part.tmp").read_text() == "rows"


def test_folders_of_other_users_stay(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _left(temporary / "bwcmeta-spill-left")
    somebody_else = os.geteuid() + 1
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: somebody_else)
        assert sweep(temporary) == []
    assert sweep(temporary) == ["bwcmeta-spill-left"]


def test_a_folder_is_held_while_it_is_used_and_gone_after_it(temporary: Path) -> None:
    with ScratchFolder("lake") as name:
        assert (Path(name) / HELD).is_file()
        assert sweep(temporary) == []
        assert Path(name).is_dir()
    assert list(temporary.iterdir()) == []
    assert sweep(temporary / "nowhere") == []
