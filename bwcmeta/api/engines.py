"""Other engines: the plan written for them, and whether one keeps to what a plan takes for granted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.api.audits import load_versions
from bwcmeta.engines.spark_session import SparkPlace
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    from bwcmeta.audit import AuditOptions
    from bwcmeta.audit.written import Written
    from bwcmeta.engines.conformance import Answered
    from bwcmeta.engines.protocol import Engine

__all__ = ["ENGINES", "SparkPlace", "check_engine", "compile_plan"]

ENGINES = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Checked:
    """One question, what was to be answered, and what DuckDB and the engine said."""

    question: str
    why: str
    wanted: str
    duckdb: str
    engine: str
    conforms: bool


def compile_plan(
    policies: Sequence[str | Path] | str | Path, dialect: str, out: Path | str, options: AuditOptions
) -> Written:
    """Write the plan of an audit as SQL, a file a step, with a manifest.

    Args:
        policies: as for `audit_lake`.
        dialect: `duckdb`, `spark`, `databricks`, `snowflake` or `trino`; the last three were never run.
        out: the folder.
        options: `as_of` and the horizons must be stated: they stand in the SQL.

    Raises:
        DocumentError: a policy is wrong.
        ArgumentError: something was not stated, or the folder is there and is something else.
        EngineError: the dialect cannot say something.
    """
    from bwcmeta.audit.written import write_plan

    return write_plan(load_versions(policies), dialect, Path(out), options)


def check_engine(engine: str, *, spark: Any = None) -> list[Checked]:
    """Ask an engine what a plan takes for granted, and DuckDB beside it.

    Args:
        engine: `duckdb` or `spark`.
        spark: a session of yours; None: `SPARK_REMOTE`, else a local one.

    Raises:
        ArgumentError: there is no such engine.
        EngineError: the engine is not there, or cannot be set up.
    """
    if engine not in ENGINES:
        msg = f"unknown engine {engine!r}: one of {', '.join(ENGINES)}"
        raise ArgumentError(msg)
    from bwcmeta.engines.conformance import told

    # a server on another machine sees no temporary folder of ours
    shared = os.environ.get("BWCMETA_SPARK_SCRATCH") if engine == "spark" else None
    with tempfile.TemporaryDirectory(prefix="bwcmeta-doctor-", dir=shared) as folder:
        there = _answers(_open(engine, Path(folder), spark), Path(folder))
        here = there if engine == "duckdb" else _answers(_open("duckdb", Path(folder), None), Path(folder))
    return [
        Checked(
            mine.question.name,
            mine.question.why,
            told(mine.question.answers),
            here_said.trouble or told(here_said.answers),
            mine.trouble or told(mine.answers),
            mine.conforms,
        )
        for mine, here_said in zip(there, here, strict=True)
    ]


def _open(name: str, folder: Path, spark: Any) -> Engine:
    if name == "spark":
        from bwcmeta.engines.on_spark import SparkEngine
        from bwcmeta.engines.spark_session import SparkPlace

        return SparkEngine([folder], place=SparkPlace.of_environment(spark))
    from bwcmeta.engines.on_duckdb import DuckDBEngine

    return DuckDBEngine([folder])


def _answers(engine: Engine, folder: Path) -> list[Answered]:
    from bwcmeta.engines.conformance import ask

    try:
        return list(ask(engine, folder))
    finally:
        engine.close()
