"""`bwcmeta doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import EngineName, Format, FormatOption
from bwcmeta.cli.output import Column, Section, show
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

_COLUMNS = (
    Column("question", whole=True),
    Column("why"),
    Column("conforms", "as it must be"),
    Column("wanted", in_table=False),
    Column("duckdb", in_table=False),
    Column("engine", in_table=False),
)
_WRONG = (Column("question"), Column("wanted"), Column("engine", "the engine says"), Column("duckdb", "DuckDB says"))


def command(
    *,
    engine: Annotated[EngineName, typer.Option("--engine", help="Which engine.")] = EngineName.DUCKDB,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Check that an engine means what a plan takes for granted, before its results are trusted.

    Asks it small questions (absent values in lists, changes of the clock, fractions, `${x}`, quotes, backslashes) and
    holds the answers against what they must be, and against DuckDB's. Spark is found through SPARK_REMOTE, else started
    on this machine. Ends with 4 when an answer is wrong.
    """
    from bwcmeta.api.engines import check_engine

    found = check_engine(engine.value)
    rows = [
        {
            "question": one.question,
            "why": one.why,
            "conforms": one.conforms,
            "wanted": one.wanted,
            "duckdb": one.duckdb,
            "engine": one.engine,
        }
        for one in found
    ]
    wrong = [row for row in rows if not row["conforms"]]
    sections = [Section("questions", f"What a plan takes for granted, asked of {engine.value}", _COLUMNS, rows)]
    if wrong and output_format is Format.TABLE:
        sections.append(Section("wrong", "What it means otherwise", _WRONG, wrong))
    show(output_format, *sections)
    verdict = f"{plural(len(wrong), 'answer')} wrong: do not trust it" if wrong else "every answer is right"
    say(f"{engine.value}: {plural(len(rows), 'question')}, {verdict}")
    return Exit.FAILED if wrong else Exit.CLEAN
