"""`bwcmeta compile`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, instant, spans
from bwcmeta.cli.output import Column, Section, show
from bwcmeta.cli.terminal import say
from bwcmeta.text import plural


class Dialect(StrEnum):
    """Whose SQL is written."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    DATABRICKS = "databricks"
    SNOWFLAKE = "snowflake"
    TRINO = "trino"


_COLUMNS = (
    Column("file", whole=True),
    Column("says"),
    Column("keep", "kept"),
    Column("step", in_table=False),
    Column("reads", in_table=False),
)


def command(
    *,
    dialect: Annotated[Dialect, typer.Option("--dialect", help="Whose SQL to write.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into.", show_default=False)],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="INSTANT", help="From when the audit looks.", show_default=False)
    ],
    horizon: Annotated[
        list[str],
        typer.Option(
            "--horizon",
            metavar="TABLE=FROM..TO",
            help="What a table covers; may be repeated, recordings at the least.",
            show_default=False,
        ),
    ],
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", "-p", metavar="POLICY", help="Shipped policy or file; may be repeated. Else aclu-model-act."
        ),
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Write the plan of an audit as SQL for another engine: a file a step, and a manifest.

    Nothing is read, so what an audit learns from its inputs must be stated. The SQL of duckdb and spark is run in the
    tests of bwcmeta; that of databricks (Spark's, in its spelling), snowflake and trino is generated, not verified.
    """
    from bwcmeta.api.audits import MODEL_POLICY
    from bwcmeta.api.engines import compile_plan
    from bwcmeta.audit import AuditOptions

    options = AuditOptions(as_of=instant(as_of, "--as-of"), horizons=spans(horizon, "--horizon"))
    written = compile_plan(policy or [MODEL_POLICY], dialect.value, out, options)
    rows = [
        {"file": s.file, "says": s.says, "keep": s.keep, "step": s.step, "reads": list(s.reads)} for s in written.steps
    ]
    told = {"dialect": written.dialect, "verified": written.verified, "out": str(out)}
    section = Section("steps", f"Steps in {out}", _COLUMNS, rows)
    show(output_format, section, extra={**told, "results": list(written.results)})
    doubt = "" if written.verified else ": generated, not verified; hold its results against DuckDB's first"
    say(f"{plural(len(rows), 'step')} for {dialect.value}{doubt}")
