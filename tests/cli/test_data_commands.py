"""`ingest`, `lake status`, `profile` and `generate` from the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

RECORDINGS = (
    "recording_id,officer_id,started_at,ended_at\n"
    "R1,A,2026-03-01T10:00:00Z,2026-03-01T10:20:00Z\n"
    "R2,A,,2026-03-01T11:20:00Z\n"
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "recordings.csv").write_text(RECORDINGS, encoding="utf-8")
    return folder


def test_ingest_prints_a_ledger_that_adds_up_and_says_where_rows_were_set_aside(
    bwcmeta: Any, exports: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    ran = bwcmeta("ingest", exports, "--lake", lake, "-f", "json")
    assert ran.code == 0, ran.err
    (file,) = json.loads(ran.out)["files"]
    assert (file["read"], file["used"], file["set_aside"]) == (2, 1, 1)
    assert f"set aside: {lake / 'set_aside'}" in ran.err
    noted = json.loads(ran.out)["noted"]
    assert any(n["kind"] == "set aside" and n["column"] == "started_at" and n["examples"] == [3] for n in noted)


def test_the_same_file_twice_changes_nothing(bwcmeta: Any, exports: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    bwcmeta("ingest", exports, "--lake", lake)
    before = bwcmeta("lake", "status", lake, "-f", "json").out
    again = bwcmeta("ingest", exports, "--lake", lake, "-f", "csv")
    assert [row["status"] for row in csv.DictReader(io.StringIO(again.out))] == ["known"]
    assert bwcmeta("lake", "status", lake, "-f", "json").out == before


def test_lake_status_now_and_earlier(bwcmeta: Any, exports: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    bwcmeta("ingest", exports, "--lake", lake)
    now = json.loads(bwcmeta("lake", "status", "--lake", lake, "-f", "json").out)
    assert now["version"] == 1
    assert {t["table"]: t["rows"] for t in now["tables"]}["recordings"] == 1
    earlier = json.loads(bwcmeta("lake", "status", lake, "--version", "0", "-f", "json").out)
    assert {t["rows"] for t in earlier["tables"]} == {0}
    assert "Tables of" in bwcmeta("lake", "status", lake).out


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("lake", "status", "nowhere"), "does not exist"),
        (("lake", "status"), "which lake?"),
        (("lake", "status", "a", "--lake", "b"), "name the lake once"),
        (("ingest", "nowhere.csv", "--lake", "l"), "nowhere.csv does not exist"),
        (("ingest", "exports", "--lake", "l", "--profile", "axon"), "no profile 'axon'"),
        (("ingest", "exports", "--lake", "l", "--tz", "Amerika/Chicago"), "did you mean 'America/Chicago'?"),
        (("profile", "detect", "nowhere.csv"), "nowhere.csv is no file"),
        (("generate", "--out", "g", "--start", "tomorrow"), "'tomorrow' is no date"),
        (("generate", "--out", "g", "--days", "0"), "days is 0"),
    ],
)
def test_what_cannot_be_done_says_why_ends_with_3_and_writes_nothing(
    bwcmeta: Any, exports: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], text: str
) -> None:
    monkeypatch.chdir(exports.parent)
    ran = bwcmeta(*words)
    assert ran.code == 3
    assert text in ran.err
    assert "Traceback" not in ran.err
    assert not (exports.parent / "g").exists()
    lake = exports.parent / "l" / "imports"
    assert not lake.exists() or json.loads(bwcmeta("lake", "status", "l", "-f", "json").out)["version"] == 0


@pytest.fixture
def misnamed(exports: Path, bwcmeta: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with exports, a lake, a run, a policy, a profile, and copies of a lake and of a run among exports."""
    here = exports.parent
    monkeypatch.chdir(here)
    assert bwcmeta("audit", "exports", "--lake", "lake", "--out", "run").code in {0, 1, 2}
    for inside in ("lake", "run"):
        shutil.copytree(here / inside, here / f"with_{inside}" / inside)
    (here / "ours.yaml").write_text("# Ours.\npolicy: ours\ntitle: typo below\nrulse: [}\n", encoding="utf-8")
    (here / "columns.yml").write_text("id: columns\nversion: 1\ntables: {}\n", encoding="utf-8")
    return here


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("lake", "lake is a lake and no export: name it with --lake lake"),
        ("lake/", "lake is a lake and no export: name it with --lake lake"),
        ("lake/recordings", "lake/recordings is part of HERE/lake, which is a lake"),
        ("lake/recordings/month=2026-03", "is part of HERE/lake, which is a lake"),
        (
            "with_lake",
            "with_lake/lake is a lake and no export: name it with --lake with_lake/lake, and keep it outside",
        ),
        ("run", "run is the run of an audit and no export: `bwcmeta verify`"),
        ("with_run", "with_run/run is the run of an audit and no export: keep it outside with_run"),
        ("ours.yaml", "ours.yaml is a policy and no export: name it with --policy ours.yaml"),
        ("columns.yml", "columns.yml is a profile and no export: name it with --profile columns.yml"),
        ("aclu-model-act", "aclu-model-act does not exist: a shipped policy is named with --policy aclu-model-act"),
    ],
)
@pytest.mark.parametrize(
    "command", [("audit",), ("ingest", "--lake", "new"), ("at-risk",), ("sensitivity",), ("sample", "draw")]
)
def test_what_is_no_export_but_something_else_of_ours_is_told_in_one_sentence(
    bwcmeta: Any, misnamed: Path, command: tuple[str, ...], given: str, text: str
) -> None:
    ran = bwcmeta(*command, given)
    assert ran.code == 3
    assert text.replace("HERE", str(misnamed)) in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_file_of_a_lake_is_no_export(bwcmeta: Any, misnamed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = next((misnamed / "lake" / "recordings" / "month=2026-03").glob("*.parquet"))
    monkeypatch.chdir(file.parent)
    ran = bwcmeta("audit", file.name)
    assert ran.code == 3
    assert f"{file.name} is part of {misnamed / 'lake'}, which is a lake" in ran.err


def test_exports_beside_the_tables_of_a_lake_are_exports(bwcmeta: Any, exports: Path, tmp_path: Path) -> None:
    bwcmeta("ingest", exports, "--lake", tmp_path / "lake")
    exports.rename(tmp_path / "lake" / "incoming")
    ran = bwcmeta("ingest", tmp_path / "lake" / "incoming", "--lake", tmp_path / "lake", "-f", "json")
    assert ran.code == 0, ran.err
    assert [file["status"] for file in json.loads(ran.out)["files"]] == ["known"]


def test_what_is_named_as_a_lake_and_is_none_says_how_one_is_made(
    bwcmeta: Any, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exports.parent)
    (exports.parent / "empty").mkdir()
    for given, text in (
        ("exports", "is no lake (it has no table of imports); exports are named without --lake"),
        ("exports/recordings.csv", "is no lake but a file; `bwcmeta ingest EXPORTS --lake DIR` makes one"),
        ("empty", f"is no lake yet: it is empty; `bwcmeta ingest EXPORTS --lake {exports.parent / 'empty'}` makes one"),
    ):
        ran = bwcmeta("audit", "--lake", given)
        assert (ran.code, text in ran.err) == (3, True), ran.err


def test_an_export_without_a_needed_column_says_which(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "recordings.csv"
    path.write_text("recording_id,officer_id\nR1,A\n", encoding="utf-8")
    ran = bwcmeta("ingest", path, "--lake", tmp_path / "lake")
    assert ran.code == 3
    assert "started_at" in ran.err


def test_profile_detect_and_list(bwcmeta: Any, exports: Path, root: Path) -> None:
    found = json.loads(bwcmeta("profile", "detect", exports / "recordings.csv", "-f", "json").out)["profiles"]
    assert (found[0]["profile"], found[0]["fits"]) == ("canonical:recordings", True)
    evidence = bwcmeta("profile", "detect", root / "sample_logs/evidence_created.csv", "-f", "json")
    assert json.loads(evidence.out)["profiles"][0]["profile"] == "axon-evidence-created"
    listed = json.loads(bwcmeta("profile", "list", "-f", "json").out)["profiles"]
    assert {"canonical:facts", "axon-cad-printout"} <= {p["profile"] for p in listed}


def test_no_profile_fits(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text("colour,weight\nred,3\n", encoding="utf-8")
    ran = bwcmeta("profile", "detect", path, "-f", "json")
    assert ran.code == 3
    assert not any(p["fits"] for p in json.loads(ran.out)["profiles"])


def test_generate_writes_the_same_bytes_twice(bwcmeta: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        ran = bwcmeta(
            "generate", "--out", tmp_path / name, "--officers", "4", "--days", "1", "--no-plant", "-f", "json"
        )
        assert ran.code == 0, ran.err
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert "evidence_created.csv" in files
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_what_is_in_a_folder_of_exports_and_cannot_be_read_is_said(bwcmeta: Any, exports: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (exports / "march").symlink_to(tmp_path / "elsewhere")
    (exports / "april.csv").symlink_to(tmp_path / "gone.csv")
    ran = bwcmeta("ingest", exports, "--lake", tmp_path / "lake", "-f", "json")
    assert ran.code == 0, ran.err
    assert {(n["file"], n["kind"], n["what"]) for n in json.loads(ran.out)["noted"]} >= {
        ("april.csv", "warning", "not read: a link to nothing"),
        ("march", "warning", "not read: a link to a folder is not followed; name that folder itself"),
    }
    assert "march: not read: a link to a folder" in bwcmeta("audit", exports).err


def test_a_folder_below_the_exports_that_cannot_be_looked_into_is_an_error(
    bwcmeta: Any, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exports / "march").mkdir()
    looked = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("march"):
            raise PermissionError(13, "Permission denied", str(path))
        return looked(path)

    monkeypatch.setattr(os, "scandir", scandir)
    ran = bwcmeta("ingest", exports, "--lake", tmp_path / "lake")
    assert ran.code == 3
    assert f"{exports / 'march'} cannot be read: Permission denied" in ran.err


def test_an_import_of_nothing_says_so(bwcmeta: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = bwcmeta("ingest", tmp_path / "empty", "--lake", tmp_path / "lake")
    assert ran.code == 0
    assert ran.err == f"no file was read: there is none to read in {tmp_path / 'empty'}\n"


def test_the_words_of_a_choice_stand_on_one_line(bwcmeta: Any) -> None:
    ran = bwcmeta("compile")
    assert ran.code == 3
    assert "databricks, snowflake, trino" in ran.err
    assert "\\t" not in ran.err
