"""`audit` and what follows it, on the logs of a small invented county."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.api.logs import generate_logs


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight officers, three days, nothing planted: a few candidates by chance."""
    folder = tmp_path_factory.mktemp("logs")
    generate_logs(folder, officers=8, days=3, plant=False)
    return folder


def files_of(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(run.iterdir())}


def test_one_audit_printed_and_written_and_the_same_bytes_from_a_lake_on_one_thread(
    bwcmeta: Any, logs: Path, tmp_path: Path
) -> None:
    first, second, lake = tmp_path / "first", tmp_path / "second", tmp_path / "lake"
    table = bwcmeta("audit", logs, "--lake", lake, "--out", first)
    assert table.code == 1, table.err
    assert max(len(line) for line in table.out.splitlines()) <= 100
    for words in ("The auditor's settings", "Verdicts", "Share kept", "Candidate violations", "From rows to what"):
        assert words in table.out
    assert "rows = " in table.err
    assert "candidate violation" in table.err

    lists = bwcmeta("audit", "--lake", lake, "--out", second, "--threads", "1", "--threshold", "100000", "-f", "csv")
    findings = list(csv.DictReader(io.StringIO(lists.out)))
    assert lists.code == 0
    assert {"violation", "undetermined"} <= {row["verdict"] for row in findings}
    assert len({row["finding_id"] for row in findings}) == len(findings)
    assert all(row["sources"] for row in findings if row["verdict"] == "violation")

    one, other = files_of(first), files_of(second)
    differ = {name for name in one if one[name] != other[name]}
    assert differ <= {"manifest.json", "summary.json"}, "only the threshold and the exit code may differ"
    told = [json.loads(files["manifest.json"])["parameters"] for files in (one, other)]
    assert [t.pop("threshold") for t in told] == [0, 100000]
    assert told[0] == told[1]

    assert bwcmeta("verify", first).code == 0
    (first / "findings.csv").write_text("changed", encoding="utf-8")
    changed = bwcmeta("verify", first)
    assert (changed.code, "findings.csv was changed" in changed.out) == (3, True)


def test_json_has_the_summary_the_tallies_and_every_finding(bwcmeta: Any, logs: Path) -> None:
    ran = bwcmeta("audit", logs, "-f", "json")
    document = json.loads(ran.out)
    assert document["exit"] == ran.code == 1
    violations = [f for f in document["findings"] if f["verdict"] == "violation"]
    assert len(violations) == document["candidate_violations"]
    whole = [t for t in document["tallies"] if t["by_group"] == "all"]
    assert [t["rule_id"] for t in whole] == [r["rule_id"] for r in document["rules"]]
    assert "nothing was written" in ran.err


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
