"""A run that cannot be written: one sentence, no half of a run, and what was there before still is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "sample_logs"
ARGUMENTS = ["audit", str(SAMPLES), "--policy", "aclu-model-act", "--tz", "America/Chicago"]
BOUNDED = """
import resource, sys
from bwcmeta.audit import write
from bwcmeta.cli.app import run
whole = write._write_files
def bounded(result, draft):  # from here on: what is read and spilled before may be larger
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    whole(result, draft)
write._write_files = bounded
sys.exit(run(sys.argv[2:]))
"""


def audit(out: Path, most: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BOUNDED, str(most), *ARGUMENTS, "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
@pytest.mark.parametrize("most", [500, 20_000, 400_000])  # small JSON, a Parquet file of polars, a long CSV
def test_a_file_that_may_grow_no_further(tmp_path: Path, most: int) -> None:
    out = tmp_path / "run"
    ran = audit(out, most)
    assert ran.returncode == 4, ran.stderr
    assert f"error: {out}: the run could not be written: File too large; nothing of it is left" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "fault of the program" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_the_run_before_stays(tmp_path: Path) -> None:
    out = tmp_path / "run"
    out.mkdir()
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    ran = audit(out, 500)
    assert ran.returncode == 4, ran.stderr
    assert "the run that was there still is" in ran.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert (out / "manifest.json").read_text(encoding="utf-8") == "{}"
