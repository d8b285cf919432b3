"""The first memory limit is a guess: a step that needs more gets what the machine can give; a stated limit holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bwcmeta.engines import on_duckdb
from bwcmeta.engines.on_duckdb import DuckDBEngine
from bwcmeta.errors import EngineError
from bwcmeta.sql.step import Step
from bwcmeta.sql.template import step

MANY = "SELECT r.n AS a, r.n + 1 AS b, r.n + 2 AS c, r.n + 3 AS d FROM RANGE(3000000) AS r(n)"


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[DuckDBEngine]:
    """An engine whose guess is too low for anything, and that has no disk to spill to."""
    monkeypatch.setattr(on_duckdb, "default_memory", lambda _bytes: "20MB")
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


def test_a_stated_limit_holds_and_says_what_to_do(tmp_path) -> None:
    with DuckDBEngine([tmp_path], memory="20MB") as engine, pytest.raises(EngineError, match="--memory"):
        engine.run(_sorted())


def test_nothing_else_of_the_engine_can_be_set(tight: DuckDBEngine) -> None:
    import duckdb

    with pytest.raises(duckdb.Error, match="locked"):
        tight._connection.execute("SET threads = 1")
