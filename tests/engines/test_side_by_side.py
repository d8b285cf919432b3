"""Steps at the same time: the same tables, in an order that their reads allow; a failure ends all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock, get_ident

import pytest

from bwcmeta.audit.side_by_side import run_side_by_side
from bwcmeta.engines.on_duckdb import SMALL_BYTES, DuckDBEngine
from bwcmeta.errors import EngineError
from bwcmeta.sql.order import kept_where_shared, last_reads, only_for
from bwcmeta.sql.step import Step
from bwcmeta.sql.template import step


def _lattice(width: int, depth: int) -> dict[str, Step]:
    """Steps in layers, each of which adds up two of the layer before; every third is a view."""
    steps = [step(f"s_0_{i}", "Begin.", f"SELECT {i} + 1 AS n", keep=True) for i in range(width)]
    for layer in range(1, depth):
        for i in range(width):
            one, other = f"s_{layer - 1}_{i}", f"s_{layer - 1}_{(i + 1) % width}"
            text = f"SELECT MOD(a.n + b.n, 9973) AS n FROM {one} AS a CROSS JOIN {other} AS b"
            steps.append(step(f"s_{layer}_{i}", "Add.", text, keep=(layer * i) % 3 > 0))
    return {s.name: s for s in steps}


def _expected(width: int, depth: int) -> list[int]:
    row = [i + 1 for i in range(width)]
    for _ in range(1, depth):
        row = [(row[i] + row[(i + 1) % width]) % 9973 for i in range(width)]
    return row


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_same_numbers_by_any_number_of_threads(tmp_path: Path, threads: int) -> None:
    width, depth = 6, 12
    steps = _lattice(width, depth)
    ends = frozenset(f"s_{depth - 1}_{i}" for i in range(width))
    done_with = last_reads(steps, ends)
    told: list[tuple[str, int, int]] = []
    with DuckDBEngine([tmp_path], threads=threads, input_bytes=100) as engine:
        others = engine.others()
        assert len(others) == threads - 1
        run_side_by_side((engine, *others), steps, done_with, lambda *t: told.append(t))
        found = [int(engine.frame(f"SELECT e.n FROM {name} AS e")["n"][0]) for name in sorted(ends)]
        left = engine.frame("SELECT t.table_name AS name FROM duckdb_tables() AS t")["name"].to_list()
    assert found == _expected(width, depth)
    assert [number for _, number, _ in told] == list(range(width * depth))
    let_go = {kept for unread in done_with.values() for kept in unread}
    assert let_go
    assert set(left) == {name for name, made in steps.items() if made.keep} - let_go


def test_a_failure_ends_all_and_is_told(tmp_path: Path) -> None:
    steps = _lattice(4, 8)
    steps["s_3_1"] = step("s_3_1", "Divide a text.", "SELECT CAST('x' AS INT) AS n FROM s_2_1 AS a", keep=True)
    begun: list[str] = []
    with DuckDBEngine([tmp_path], threads=3, input_bytes=100) as engine:
        with pytest.raises(EngineError, match="Divide a text"):
            run_side_by_side((engine, *engine.others()), steps, {}, lambda says, _n, _of: begun.append(says))
        assert len(begun) < len(steps)


def test_an_interrupted_caller_leaves_no_thread_at_work(tmp_path: Path) -> None:
    steps = _lattice(4, 30)
    own, lock, begun = get_ident(), Lock(), []

    class Interrupted(DuckDBEngine):
        def run(self, step: Step, parts: Sequence[Step] = ()) -> None:
            with lock:
                begun.append(step.name)
            if get_ident() == own and len(begun) > 20:
                raise KeyboardInterrupt
            super().run(step, parts)

    with Interrupted([tmp_path], threads=2, input_bytes=100) as engine:
        with pytest.raises(KeyboardInterrupt):
            run_side_by_side((engine, *engine.others()), steps, {}, lambda *_: None)
        many = len(begun)
        assert many < len(steps)
    assert len(begun) == many


def test_large_inputs_and_unknown_ones_run_one_by_one(tmp_path: Path) -> None:
    for size in (None, SMALL_BYTES + 1):
        with DuckDBEngine([tmp_path], threads=4, input_bytes=size) as engine:
            assert list(engine.others()) == []


def test_what_is_read_more_than_once_is_kept_where_asked() -> None:
    steps = {
        s.name: s
        for s in (
            step("once", "Read once.", "SELECT 1 AS n"),
            step("twice", "Read twice.", "SELECT o.n FROM once AS o"),
            step("kept", "Kept anyway.", "SELECT t.n FROM twice AS t", keep=True),
            step("end", "Read by nobody.", "SELECT t.n FROM twice AS t JOIN kept AS k ON k.n = t.n"),
        )
    }
    assert {name: made.keep for name, made in kept_where_shared(steps).items()} == {
        "once": False, "twice": True, "kept": True, "end": False,
    }  # fmt: skip
    assert last_reads(kept_where_shared(steps), frozenset({"kept"})) == {"kept": ["twice"]}


def test_what_one_step_alone_reads_is_computed_with_it(tmp_path: Path) -> None:
    steps = {
        s.name: s
        for s in (
            step("base", "Kept.", "SELECT 1 AS n UNION ALL SELECT 2 AS n", keep=True),
            step("plus", "Read by one.", "SELECT b.n + 1 AS n FROM base AS b"),
            step("shared", "Read by two.", "SELECT b.n FROM base AS b"),
            step("plus_plus", "Read by one.", "SELECT p.n + 1 AS n FROM plus AS p JOIN shared AS o ON o.n = 1"),
            step("last", "Kept.", "SELECT p.n FROM plus_plus AS p JOIN shared AS o ON o.n = 2", keep=True),
        )
    }
    parts = only_for(steps)
    assert {name: [part.name for part in own] for name, own in parts.items()} == {
        "base": [], "shared": [], "last": ["plus", "plus_plus"],
    }  # fmt: skip
    done_with = last_reads(steps, frozenset({"last"}))
    assert done_with == {"last": ["base"]}
    with DuckDBEngine([tmp_path], threads=2, input_bytes=100) as engine:
        run_side_by_side((engine, *engine.others()), steps, done_with, lambda *_: None)
        assert sorted(engine.frame("SELECT l.n FROM last AS l")["n"].to_list()) == [3, 4]
        left = engine.frame("SELECT v.view_name AS name FROM duckdb_views() AS v WHERE NOT v.internal")[
            "name"
        ].to_list()
    assert left == ["shared"], "parts have no name of their own"
