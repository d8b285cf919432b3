"""Large inputs keep their steps packed in a file: the same findings, and nothing of the file is left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from comparing import engine_says
from world_policies import KINDS, policy
from worlds import HORIZON, batch, together

from bwcmeta.engines import on_duckdb
from bwcmeta.engines.on_duckdb import LARGE_BYTES, DuckDBEngine
from bwcmeta.sql.template import step


def test_what_is_kept_goes_with_the_engine(tmp_path: Path) -> None:
    with DuckDBEngine([tmp_path], input_bytes=LARGE_BYTES + 1) as engine:
        folder = Path(engine._spill.name)
        engine.run(step("many", "Many rows.", "SELECT r.n FROM RANGE(3000000) AS r(n)", keep=True))
        engine.run(step("few", "Their sum.", "SELECT SUM(m.n) AS n FROM many AS m", keep=True))
        packed = (folder / "kept.duckdb").stat().st_size
        assert 0 < packed < 3_000_000 * 8 / 2
        for _ in range(8):
            engine.forget("many")
            engine.run(step("many", "As many rows again.", "SELECT r.n FROM RANGE(3000000) AS r(n)", keep=True))
        assert (folder / "kept.duckdb").stat().st_size < 4 * packed, "the room of what is let go of is used again"
        assert engine.value("SELECT n FROM few") == (sum(range(3_000_000)),)
    assert not folder.exists()


def test_ordinary_inputs_keep_nothing_in_a_file(tmp_path: Path) -> None:
    with DuckDBEngine([tmp_path], input_bytes=LARGE_BYTES) as engine:
        engine.run(step("few", "A number.", "SELECT 1 AS n", keep=True))
        assert not (Path(engine._spill.name) / "kept.duckdb").exists()


def test_the_verdicts_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = together(batch(random.Random(5), 30))
    document, as_of = policy(1, KINDS, 1)
    usual = engine_says(tables, document, as_of, HORIZON, tmp_path)
    monkeypatch.setattr(on_duckdb, "SMALL_BYTES", -1)
    monkeypatch.setattr(on_duckdb, "LARGE_BYTES", -1)
    assert len(usual.obligations) > 100
    assert engine_says(tables, document, as_of, HORIZON, tmp_path) == usual
