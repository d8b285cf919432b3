"""The first memory limit is a guess: a step that needs more gets what the machine can give; a stated limit holds."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator

import pytest

from bwcmeta.engines import on_duckdb
from bwcmeta.engines.on_duckdb import LARGE_BYTES, DuckDBEngine
from bwcmeta.errors import EngineError
from bwcmeta.sql.step import Step
from bwcmeta.sql.template import step

MANY = "SELECT r.n AS a, r.n + 1 AS b, r.n + 2 AS c, r.n + 3 AS d FROM RANGE(3000000) AS r(n)"


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[DuckDBEngine]:
    """An engine whose guess is too low for anything, and that has no disk to spill to."""
    monkeypatch.setattr(on_duckdb, "default_memory", lambda _bytes, _usual: "20MB")
    with DuckDBEngine([tmp_path]) as engine:
        engine._connection.execute("SELECT 1")
        yield engine


def _limit(engine: DuckDBEngine) -> str:
    return str(engine.value("SELECT current_setting('memory_limit')")[0])


def _sorted() -> Step:
    return step("many", "Many rows.", f"SELECT LIST(q.a ORDER BY q.b DESC) AS every FROM ({MANY}) AS q", keep=True)


def test_a_guess_that_is_too_low_grows_by_halves_to_what_the_machine_has(tight: DuckDBEngine) -> None:
    before = _limit(tight)
    limits = on_duckdb.higher_limits("20MB", on_duckdb.most_memory())
    assert limits[:2] == ["31MB", "47MB"]
    assert limits[-1] == on_duckdb.most_memory()
    tight.run(_sorted())
    assert _limit(tight) != before
    assert next(tight._limits, None) in limits[1:]  # no further than it had to
    assert tight.value("SELECT LEN(every) FROM many") == (3_000_000,)


def test_the_guess_follows_the_inputs_and_beyond_the_usual_number_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_duckdb, "_machine", lambda: 64 * 2**30)
    at = 150 * 2**20
    assert on_duckdb.default_memory(at) == on_duckdb.default_memory(at, 0.4) == "1500MB"
    assert on_duckdb.default_memory(at, 1.5) == "2250MB"
    assert on_duckdb.default_memory(at, 50) == "3072MB", "but no more than 3 GB unasked"
    assert on_duckdb.default_memory(1, 50) == "1024MB"


def test_a_stated_limit_holds_and_says_what_to_do(tmp_path) -> None:
    with DuckDBEngine([tmp_path], memory="20MB") as engine, pytest.raises(EngineError, match="--memory"):
        engine.run(_sorted())


def test_nothing_else_of_the_engine_can_be_set(tight: DuckDBEngine) -> None:
    import duckdb

    with pytest.raises(duckdb.Error, match="locked"):
        tight._connection.execute("SET threads = 1")


@pytest.mark.parametrize("size", [None, LARGE_BYTES + 1])
def test_a_full_folder_for_temporary_files_is_named(
    tmp_path, monkeypatch: pytest.MonkeyPatch, size: int | None
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=20m,mode=700", "tmpfs", str(disk)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("SKIPPED: no full disk was tried, for there is no `mount` here")
    if mounted.returncode:
        pytest.skip(f"SKIPPED: no full disk was tried, for no small one may be mounted: {mounted.stderr.strip()}")
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    texts = "SELECT SHA256(CAST(r.n AS VARCHAR)) AS n FROM RANGE(1500000) AS r(n)"
    try:
        with DuckDBEngine([tmp_path], memory="60MB", input_bytes=size) as engine, pytest.raises(EngineError) as refused:
            engine.run(step("many", "Many texts.", texts, keep=True))
        assert list(disk.iterdir()) == []
    finally:
        monkeypatch.undo()
        # lazily: what was raised still holds the engine, and that the folder
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
    assert str(refused.value).startswith(f"the folder for temporary files, {disk}, is full: make room")
    assert "SELECT" not in str(refused.value)
