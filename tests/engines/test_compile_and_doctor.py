"""`compile` writes the plan that runs; `doctor` prints what an engine answers and ends with 4 where it is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import sqlglot
from ran import Ran

from bwcmeta.audit.written import DIALECTS
from bwcmeta.engines import conformance

STATED = ("--as-of", "2026-04-01", "--horizon", "recordings=2026-01-01..2026-04-01")
POLICY = """
policy: small
title: Two rules
kind: agency
timezone: America/Chicago
rules:
- {id: covered, title: Covered., clause: "1", topic: activation, kind: recorded_throughout, start_within: 30s,
   when: "call_type = 'it''s' or others_recorded is not true"}
- {id: kept, title: Kept., clause: "2", topic: retention, kind: kept, classes: [{otherwise: true, at_least: 90d}]}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_written_whole(
    dialect: str, policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]
) -> None:
    out = tmp_path / "plan"
    ran = bwcmeta("compile", "--dialect", dialect, "--out", out, "-p", policy, *STATED, "--format", "json")
    assert ran.code == 0, ran.err
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    told = json.loads(ran.out)
    files = sorted(path.name for path in out.glob("*.sql"))
    assert [s["file"] for s in manifest["steps"]] == files == [s["file"] for s in told["steps"]]
    assert manifest["dialect"] == dialect
    assert manifest["policies"][0]["sha256"]
    assert manifest["stated"]["as_of"] == "2026-04-01T00:00:00Z"
    assert {"details", "evidence"} <= set(manifest["results"])
    verified = dialect in ("duckdb", "spark")
    assert told["verified"] is verified
    assert ("generated, not verified" in manifest["status"]) is not verified
    assert ("generated, not verified" in ran.err) is not verified
    known: set[str] = set(manifest["reads"])
    for entry in manifest["steps"]:
        text = (out / entry["file"]).read_text(encoding="utf-8")
        assert text.startswith(f"-- {entry['says'].splitlines()[0][:20]}")
        assert ("generated, not verified" in text) is not verified
        assert "BWC_" not in text
        assert sqlglot.parse_one(text, dialect=dialect) is not None
        assert set(entry["reads"]) <= known, f"{entry['step']} reads what comes later"
        known.add(entry["step"])


def test_what_is_written_for_duckdb_runs_there(policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]) -> None:
    out = tmp_path / "plan"
    assert bwcmeta("compile", "--dialect", "duckdb", "--out", out, "-p", policy, *STATED).code == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    kinds = {"text": "VARCHAR", "text_list": "VARCHAR[]", "instant": "TIMESTAMPTZ", "integer": "BIGINT",
             "number": "DOUBLE", "boolean": "BOOLEAN"}  # fmt: skip
    with duckdb.connect() as connection:
        for table, columns in manifest["reads"].items():
            listed = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in columns.items())
            connection.execute(f"CREATE TABLE {table} ({listed})")
        for step in manifest["steps"]:
            connection.execute((out / step["file"]).read_text(encoding="utf-8"))
        assert connection.execute("SELECT COUNT(*) FROM details").fetchone() == (0,)


def test_snowflake_and_trino_keep_unknown_apart_from_false(
    policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]
) -> None:
    for dialect in ("snowflake", "trino"):
        out = tmp_path / dialect
        assert bwcmeta("compile", "--dialect", dialect, "--out", out, "-p", policy, *STATED).code == 0
        text = next(out.glob("*_covered_judged.sql")).read_text(encoding="utf-8")
        assert "COALESCE((\n" in text or "COALESCE((x.others_recorded), FALSE)" in text.replace("\n", "")


def test_writing_again_replaces_the_whole_folder(policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]) -> None:
    out = tmp_path / "plan"
    words = ("compile", "--dialect", "spark", "--out", out, "-p", policy, *STATED)
    assert bwcmeta(*words).code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "999_left_over.sql").write_text("SELECT 1", encoding="utf-8")
    assert bwcmeta(*words).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dialect", "spark", "--as-of", "2026-04-01", "--horizon", "duty=2026-01-01..2026-04-01"),
         "recordings=FROM..TO"),
        (("--dialect", "spark", "--as-of", "2026-04-01", "--horizon", "record=2026-01-01..2026-04-01"),
         "did you mean"),
        (("--dialect", "db2", *STATED), "db2"),
        (("--dialect", "spark"), "--as-of"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(
    words: tuple[str, ...], told: str, policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]
) -> None:
    ran = bwcmeta("compile", "--out", tmp_path / "plan", "-p", policy, *words)
    assert ran.code == 3
    assert told in ran.err
    assert not (tmp_path / "plan").exists()


def test_a_folder_of_something_else_is_left_alone(policy: Path, tmp_path: Path, bwcmeta: Callable[..., Ran]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    ran = bwcmeta("compile", "--dialect", "spark", "--out", tmp_path / "mine", "-p", policy, *STATED)
    assert ran.code == 3
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_doctor_prints_in_three_formats(bwcmeta: Callable[..., Ran]) -> None:
    table = bwcmeta("doctor")
    assert table.code == 0
    assert "every answer is right" in table.err
    rows = list(csv.DictReader(io.StringIO(bwcmeta("doctor", "--format", "csv").out)))
    document = json.loads(bwcmeta("doctor", "--format", "json").out)
    assert len(rows) == len(document["questions"]) == len(conformance.QUESTIONS)
    assert all(row["conforms"] == "true" and row["engine"] == row["duckdb"] for row in rows)


def test_doctor_ends_with_4_when_an_answer_is_wrong(
    bwcmeta: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = conformance.QUESTIONS
    monkeypatch.setattr(conformance.ask, "__defaults__", ((replace(first, answers=(("x", 1),)), *others),))
    ran = bwcmeta("doctor")
    assert ran.code == 4
    assert "What it means otherwise" in ran.out
    assert "1 answer wrong: do not trust it" in ran.err
