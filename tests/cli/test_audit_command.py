"""`audit` and what follows it, on the logs of a small invented county."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.api.audits import audit_exports
from bwcmeta.api.logs import generate_logs


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight officers, three days, nothing planted: a few candidates by chance."""
    folder = tmp_path_factory.mktemp("logs")
    generate_logs(folder, officers=8, days=3, plant=False)
    return folder


@pytest.fixture(scope="module")
def kept(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the lake those logs were read into, and the run of one audit."""
    folder = tmp_path_factory.mktemp("kept")
    audit_exports([logs], lake=folder / "lake", out=folder / "run")
    return folder


def files_of(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(run.iterdir())}


def findings_of(run: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((run / "findings.csv").read_text(encoding="utf-8"))))


def test_the_table_fits_and_says_all_a_reader_needs(bwcmeta: Any, logs: Path) -> None:
    ran = bwcmeta("audit", logs)
    assert ran.code == 1, ran.err
    assert max(len(line) for line in ran.out.splitlines()) <= 100
    for words in ("The auditor's settings", "Verdicts", "Share kept", "Candidate violations", "From rows to what"):
        assert words in ran.out
    assert "rows = " in ran.err
    assert "candidate violation" in ran.err
    assert "nothing was written" in ran.err


def test_one_thread_and_another_folder_give_the_same_bytes(bwcmeta: Any, kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ran = bwcmeta("audit", "--lake", kept / "lake", "--out", other, "--threads", "1", "-f", "csv")
    findings = list(csv.DictReader(io.StringIO(ran.out)))
    assert {"violation", "undetermined"} <= {row["verdict"] for row in findings}
    assert len({row["finding_id"] for row in findings}) == len(findings)
    assert all(row["sources"] for row in findings if row["verdict"] == "violation")
    assert files_of(kept / "run") == files_of(other)


def test_the_threshold_changes_the_exit_code_and_nothing_else(bwcmeta: Any, kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ran = bwcmeta("audit", "--lake", kept / "lake", "--out", other, "--threshold", "100000", "-f", "csv")
    assert ran.code == 0
    one, two = files_of(kept / "run"), files_of(other)
    assert {name for name in one if one[name] != two[name]} == {"manifest.json", "summary.json"}


def test_verify_sees_a_changed_run(bwcmeta: Any, kept: Path, tmp_path: Path) -> None:
    assert bwcmeta("verify", kept / "run").code == 0
    copy = shutil.copytree(kept / "run", tmp_path / "copy")
    (copy / "findings.csv").write_text("changed", encoding="utf-8")
    (copy / "ledger.json").unlink()
    ran = bwcmeta("verify", copy, "-f", "csv")
    assert ran.code == 3
    assert ran.out == "what\nfindings.csv was changed\nledger.json is missing\n"


def test_explain_shows_clause_measure_and_every_source_row(bwcmeta: Any, kept: Path) -> None:
    row = next(row for row in findings_of(kept / "run") if row["verdict"] == "violation")
    ran = bwcmeta("explain", row["finding_id"], "--run", kept / "run")
    assert ran.code == 0, ran.err
    assert row["sentence"] in " ".join(ran.out.split())
    assert row["clause"] in ran.out
    assert "the auditor's settings, not the law's" in " ".join(ran.out.split())
    assert "A candidate until a person has decided." in ran.out
    for place in row["sources"].split("; "):
        assert place in ran.out

    document = json.loads(bwcmeta("explain", row["finding_id"], "--run", kept / "run", "-f", "json").out)
    assert document["finding"]["finding_id"] == row["finding_id"]
    assert {f"{s['source_file']}:{s['source_row']}" for s in document["sources"]} == set(row["sources"].split("; "))
    assert [m["at"] for m in document["moments"]] == sorted(m["at"] for m in document["moments"])


@pytest.mark.parametrize(("finding", "text"), [("nope", "has no finding 'nope'"), ("", "begin with ''")])
def test_a_finding_that_is_not_there(bwcmeta: Any, kept: Path, finding: str, text: str) -> None:
    ran = bwcmeta("explain", finding, "--run", kept / "run")
    assert ran.code == 3
    assert text in ran.err


def test_explain_wants_a_run(bwcmeta: Any, tmp_path: Path) -> None:
    ran = bwcmeta("explain", "x", "--run", tmp_path)
    assert ran.code == 3
    assert "no run folder" in ran.err


def test_json_has_the_summary_the_tallies_and_every_finding(bwcmeta: Any, logs: Path) -> None:
    ran = bwcmeta("audit", logs, "-f", "json")
    document = json.loads(ran.out)
    assert document["exit"] == ran.code == 1
    violations = [f for f in document["findings"] if f["verdict"] == "violation"]
    assert len(violations) == document["candidate_violations"]
    whole = [t for t in document["tallies"] if t["by_group"] == "all"]
    assert [t["rule_id"] for t in whole] == [r["rule_id"] for r in document["rules"]]


def test_empty_exports_are_never_clean(bwcmeta: Any, logs: Path, tmp_path: Path) -> None:
    for path in logs.glob("*.csv"):
        heading = path.read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / path.name).write_text(heading + "\n", encoding="utf-8")
    ran = bwcmeta("audit", tmp_path)
    assert ran.code == 2
    assert "DEGRADED: no row of recordings was read" in ran.err
    assert "0 of 0" in ran.out
    assert "100.0 %" not in ran.out


def test_strict_names_what_the_data_never_had(bwcmeta: Any, logs: Path, tmp_path: Path) -> None:
    ran = bwcmeta("audit", logs, "--strict", "--out", tmp_path / "run")
    assert ran.code == 3
    assert "--strict: the policy names what the data never had" in ran.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((), "nothing to audit: name exports, or a lake with --lake"),
        (("--lake", "nowhere"), "does not exist"),
        (("LOGS", "--policy", "aclu-model-akt"), "did you mean 'aclu-model-act'?"),
        (("LOGS", "--as-of", "2026-03-01T10:00"), "has no offset"),
        (("LOGS", "--horizon", "recordings=2026-03-01"), "is no span"),
        (("LOGS", "--horizon", "recordings=2026-03-01..2026-02-01"), "ends before it begins"),
        (("LOGS", "--lake", "l", "--lake-version", "1"), "an earlier state of the lake"),
    ],
)
def test_a_wrong_argument_is_seen_before_anything_is_read(
    bwcmeta: Any, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = bwcmeta("audit", *(logs if word == "LOGS" else word for word in words))
    assert ran.code == 3
    assert text in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_explains_a_finding_and_may_be_run_again(bwcmeta: Any, logs: Path, tmp_path: Path) -> None:
    words = ("demo", "--logs", logs, "--out", tmp_path / "demo")
    first, again = bwcmeta(*words), bwcmeta(*words)
    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "One of them on its time line" in first.out
    assert first.out == again.out
    assert "other logs" not in again.err


def test_the_demonstration_says_when_its_lake_holds_other_logs_too(bwcmeta: Any, logs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(logs, other)
    with (other / "duty.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    bwcmeta("demo", "--logs", logs, "--out", tmp_path / "demo")
    ran = bwcmeta("demo", "--logs", other, "--out", tmp_path / "demo")
    assert ran.code == 0, ran.err
    assert f"{tmp_path / 'demo' / 'lake'} also holds 1 file of other logs" in ran.err


def test_a_demonstration_over_a_lake_of_another_format_says_what_to_delete(
    bwcmeta: Any, kept: Path, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(kept / "lake", tmp_path / "demo" / "lake")
    monkeypatch.setattr("bwcmeta.lake.imports.FORMAT", "bwcmeta lake, format 99")
    ran = bwcmeta("demo", "--logs", logs, "--out", tmp_path / "demo")
    assert ran.code == 3
    assert f"delete it (rm -r {tmp_path / 'demo' / 'lake'}) and run the demonstration again, or name another" in ran.err
    assert (tmp_path / "demo" / "lake" / "imports").is_dir()
    plain = bwcmeta("audit", "--lake", tmp_path / "demo" / "lake")
    assert plain.code == 3
    assert "this program reads 'bwcmeta lake, format 99': `bwcmeta ingest EXPORTS --lake DIR` makes a new" in plain.err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--memory", "5"), "memory is '5': give a number with a unit (KB, KiB, MB, MiB, GB, GiB, TB, TiB), as in 2GB"),
        (("--memory", "lots"), "memory is 'lots': give a number with a unit"),
        (("--memory", "-1GB"), "memory is '-1GB': give a number with a unit"),
        (("--memory", "1KB"), "memory is '1KB': give 32MB at the least"),
        (("--threads", "0"), "--threads"),
        (("--threads", "1000000"), "--threads"),
        (("--threshold", "-1"), "--threshold"),
        (
            ("--as-of", "yesterday"),
            "--as-of: 'yesterday' is no instant; write it as 2026-03-01T12:00:00Z or 2026-03-01",
        ),
        (("--as-of", "03/01/2026"), "is no instant"),
        (("--polcy", "x"), "--policy"),
        (("--out", "letter.txt"), "letter.txt is there and is no run folder: name another with --out"),
        (("--out", "letter.txt/run"), "letter.txt is a file; name another folder with --out"),
        (("--out", "full"), "full is there and is no run folder: name another with --out"),
        (("--clock-corrections", "nowhere.csv"), "nowhere.csv cannot be read: No such file or directory"),
    ],
)
def test_a_mistake_is_told_before_the_files_are_read_and_never_as_a_fault_of_the_program(
    bwcmeta: Any, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear auditor")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear auditor")
    ran = bwcmeta("audit", logs, *words)
    assert ran.code == 3, ran.err
    assert text in ran.err
    assert "fault of the program" not in ran.err
    assert "rows = " not in ran.err, "seen before anything is read"
    assert (tmp_path / "letter.txt").read_text() == "Dear auditor"


def test_limits_that_can_be_met_change_nothing(bwcmeta: Any, kept: Path, tmp_path: Path) -> None:
    words = ("--memory", "0.5 gib", "--threads", "2", "--threshold", "100000")
    assert bwcmeta("audit", "--lake", kept / "lake", "--out", tmp_path / "run", *words).code == 0
    assert (tmp_path / "run" / "findings.csv").read_bytes() == (kept / "run" / "findings.csv").read_bytes()


def test_a_folder_that_may_not_be_written_is_told_before_the_audit(
    bwcmeta: Any, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: path != tmp_path and may(path, mode, **more))
    ran = bwcmeta("audit", "--lake", kept / "lake", "--out", tmp_path / "run")
    assert ran.code == 3
    assert f"nothing may be written in {tmp_path}; name another folder with --out" in ran.err
    assert "candidate" not in ran.err


def test_rows_behind_a_finding_stand_in_columns(bwcmeta: Any, kept: Path) -> None:
    finding = next(f for f in findings_of(kept / "run") if f["verdict"] == "violation" and f["recording_id"] == "")
    lines = bwcmeta("explain", finding["finding_id"], "--run", kept / "run").out.splitlines()
    rows = [line for line in lines[lines.index("rows behind it") + 1 :] if line.startswith("  ")]
    assert len(rows) > 1
    roles = {"subject", "incident", "recording", "fact"}
    assert len({next(line.index(f" {role} ") for role in roles if f" {role} " in line) for line in rows}) == 1
