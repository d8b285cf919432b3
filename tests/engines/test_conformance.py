"""The table of questions: DuckDB answers every one, and an engine that means something else is caught."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from bwcmeta.engines.conformance import HOSTILE, QUESTIONS, Question, ask, told
from bwcmeta.engines.on_duckdb import DuckDBEngine
from bwcmeta.errors import EngineError
from bwcmeta.model.columns import Table
from bwcmeta.sql.step import Step


class Forger:
    """DuckDB with one answer forged."""

    name = dialect = "forger"
    small = False

    def __init__(self, folder: Path, forged: pl.DataFrame | None) -> None:
        self._real = DuckDBEngine([folder])
        self._forged = forged

    def source(self, table: Table, files: Sequence[str]) -> None:
        self._real.source(table, files)

    def run(self, step: Step) -> None:
        self._real.run(step)

    def forget(self, name: str) -> None:
        self._real.forget(name)

    def others(self) -> Sequence[DuckDBEngine]:
        return ()

    def frame(self, sql: str) -> pl.DataFrame:
        if self._forged is None:
            raise EngineError("forger could not run a step: no such function\nSELECT ...")
        return self._forged

    def close(self) -> None:
        self._real.close()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_duckdb_answers(question: Question, tmp_path: Path) -> None:
    with DuckDBEngine([tmp_path]) as engine:
        (answered,) = ask(engine, tmp_path, [question])
    assert answered.conforms, f"{told(question.answers)}, not {answered.trouble or told(answered.answers)}"


@pytest.mark.parametrize(
    ("name", "forged"),
    [
        ("plain division", pl.DataFrame({"a": [3], "b": [90]})),
        ("texts that differ only in case or blanks",
         pl.DataFrame({"letter": [True], "blank": [False], "empty": [False], "less": [False]})),
        ("union without repeats", pl.DataFrame({"n": [1, 2, None, None]})),
        ("a row for each number from a to b", pl.DataFrame({"n": [1, 1, 1, 2, 2], "each": [1, 2, 3, 2, 1]})),
        ("an instant that is absent", pl.DataFrame({"recording_id": [HOSTILE], "us": [0]})),
        ("hash", pl.DataFrame({"id": ["BA7816BF8F01CFEA"]})),
    ],
)  # fmt: skip
def test_another_meaning_is_caught(name: str, forged: pl.DataFrame, tmp_path: Path) -> None:
    question = next(q for q in QUESTIONS if q.name == name)
    engine = Forger(tmp_path, forged)
    (answered,) = ask(engine, tmp_path, [question])
    engine.close()
    assert not answered.conforms


def test_what_cannot_be_answered_is_told_in_one_line(tmp_path: Path) -> None:
    engine = Forger(tmp_path, None)
    (answered,) = ask(engine, tmp_path, QUESTIONS[:1])
    engine.close()
    assert not answered.conforms
    assert answered.trouble == "forger could not run a step: no such function"


def test_questions_have_names_of_their_own() -> None:
    assert len({q.name for q in QUESTIONS}) == len(QUESTIONS) >= 20
    assert "${env:HOME}" in HOSTILE
