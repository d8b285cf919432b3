from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from generated import contents

from bwcmeta.generate import generate

ONE_THREAD = (
    "from bwcmeta.generate import generate; import sys; generate(sys.argv[1], officers=12, days=10, clean=True)"
)


def test_generating_again_gives_the_committed_bytes(tmp_path: Path, root: Path) -> None:
    generate(tmp_path)
    made, committed = contents(tmp_path), contents(root / "sample_logs")
    committed.pop("README.md")
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_one_thread_gives_the_committed_clean_bytes(tmp_path: Path, root: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", ONE_THREAD, str(tmp_path)],
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
        cwd=root,
        check=True,
    )
    assert contents(tmp_path) == contents(root / "tests" / "data" / "clean_county")


def test_sizes(root: Path) -> None:
    folder = root / "sample_logs"
    assert sum(len(data) for data in contents(folder).values()) < 6_000_000
    assert sum(len(data) for data in contents(root / "tests" / "data" / "clean_county").values()) < 1_000_000


def test_every_file_is_in_the_readme(root: Path) -> None:
    folder = root / "sample_logs"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in contents(folder) if f"`{name}`" not in readme and name != "README.md"] == []


def test_no_names_are_in_the_headings(root: Path) -> None:
    for path in sorted((root / "sample_logs").glob("*.csv")):
        heading = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert not [word for word in heading if "first_name" in word or "last_name" in word]
        assert "name" not in heading or path.name == "places.csv"


def test_stamps_change_their_offset_on_the_eighth_of_march(root: Path) -> None:
    text = (root / "sample_logs" / "cad_printout.csv").read_text(encoding="utf-8")
    assert "2026-03-08T01:50:00-06:00" in text
    assert "2026-03-08T03:20:00-05:00" in text
    assert "2026-03-09T08:10:00-05:00" in text


@pytest.mark.parametrize("number", [*range(1, 21)])
def test_every_acceptance_case_is_in_the_answers(root: Path, number: int) -> None:
    answers = json.loads((root / "sample_logs" / "answers.yaml").read_text(encoding="utf-8"))
    case = next(case for case in answers["cases"] if case["name"] == f"case{number:02d}")
    assert case["source"] == f"acceptance case {number}"
    assert case["expect"] or case["needs"]
