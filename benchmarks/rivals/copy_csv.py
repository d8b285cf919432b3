"""What ingest is measured against: DuckDB copies the same CSV file to Parquet and looks at nothing."""

from __future__ import annotations

from pathlib import Path


def run(source: Path, target: Path) -> dict[str, list[tuple[object, ...]]]:
    """Copy; answer with the number of rows."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        return {"rows": connection.execute(f"SELECT count(*) FROM read_parquet('{target}')").fetchall()}
