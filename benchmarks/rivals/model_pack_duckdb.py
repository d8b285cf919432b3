"""Run the SQL by hand on DuckDB."""

from __future__ import annotations

from pathlib import Path

from benchmarks.rivals.model_pack_base import views
from benchmarks.rivals.model_pack_sql import plain, tuned


def run(world: Path, *, way: str, memory: str = "8GB") -> dict[str, list[tuple[object, ...]]]:
    """Return the candidate violations of each rule.

    Args:
        world: folder of Parquet files.
        way: `plain` or `tuned`.
        memory: DuckDB's limit.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET preserve_insertion_order = false")
        for statement in views(world):
            connection.execute(statement)
        script = tuned() if way == "tuned" else plain()
        for statement in script.before:
            connection.execute(statement)
        return {rule: connection.execute(query).fetchall() for rule, query in script.rules.items()}
