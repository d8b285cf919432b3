"""Without PySpark, Java or a server the engine says so in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ran import Ran

from bwcmeta.engines import spark_session
from bwcmeta.engines.on_spark import SparkEngine, literal_path, seen_by_executors
from bwcmeta.engines.spark_session import SparkPlace, java_problem, open_session
from bwcmeta.errors import EngineError


def _java(folder: Path, says: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"needs PySpark: install the extra.*bwcmeta\[spark\]"):
        open_session(SparkPlace())


def test_without_pyspark_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, bwcmeta: Callable[..., Ran], root: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    ran = bwcmeta("doctor", "--engine", "spark")
    assert ran.code == 4
    assert ran.out == ""
    assert "install the extra" in ran.err
    assert "Traceback" not in ran.err


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "needs Java 17 or newer, and there is none" in java_problem()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "SPARK_REMOTE" in java_problem()


@pytest.mark.parametrize("says", ['openjdk version "11.0.20" 2023-07-18', 'java version "1.8.0_401"', "no such thing"])
def test_with_too_old_a_java(says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path / "jdk", says)))
    assert "needs Java 17 or newer" in java_problem()


def test_with_a_java_that_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path / "jdk", 'openjdk version "21.0.2" 2024-01-16')))
    assert java_problem() == ""


def test_paths_are_no_patterns() -> None:
    assert literal_path("/a b/{x}[1]*?\\y") == "/a b/\\{x\\}\\[1\\]\\*\\?\\\\y"


def test_files_as_the_executors_see_them() -> None:
    file, folders = "/lake/recordings/month=2026-01/a.parquet", ["/other", "/lake"]
    assert seen_by_executors(file, folders, None, local=True) == f"file:{file}"
    assert seen_by_executors(file, folders, None, local=False) == file
    there = seen_by_executors(file, folders, "s3a://bucket/lake/", local=False)
    assert there == "s3a://bucket/lake/recordings/month=2026-01/a.parquet"
    assert (
        seen_by_executors("/elsewhere/a.parquet", folders, "s3a://bucket/lake", local=False) == "/elsewhere/a.parquet"
    )


def test_what_is_wrong_is_told_without_the_stack() -> None:
    error = RuntimeError("\n [PARSE] near 'x'\n\tat org.apache.spark\n")
    assert spark_session.first_line(error) == "[PARSE] near 'x'"


def test_memory_as_java_writes_it() -> None:
    assert [spark_session._java_size(text) for text in ("4GB", "512 MB", "2g", "1GiB")] == ["4g", "512m", "2g", "1g"]


def test_an_engine_that_is_none(bwcmeta: Callable[..., Ran]) -> None:
    ran = bwcmeta("doctor", "--engine", "oracle")
    assert ran.code == 3
    assert "spark" in ran.err


def test_a_failure_of_whatever_kind_names_the_step_and_not_the_stack() -> None:
    def fail() -> None:
        raise RuntimeError("An error occurred.\n: org.x: [FILE_NOT_EXIST] gone\n\tat org.apache.spark.X\n\tat java.Y")

    with pytest.raises(EngineError, match="FILE_NOT_EXIST") as caught:
        object.__new__(SparkEngine)._guard(fail, "Every recording.")
    assert "Every recording." in str(caught.value)
    assert "org.apache" not in str(caught.value)
