"""Whole files with their ledgers, for eyes: `tests/ingest/golden/<case>.csv` beside `<case>.json`.

`BWCMETA_UPDATE_GOLDEN=1 pytest tests/ingest/test_golden.py` writes the answers anew; read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in FOLDER.glob("*.csv"))
UPDATE = bool(os.environ.get("BWCMETA_UPDATE_GOLDEN"))


@pytest.mark.parametrize("case", CASES)
def test_golden(desk, case: str) -> None:
    table, _, _ = case.partition("-")
    text = (FOLDER / f"{case}.csv").read_bytes()
    ledger = desk.read(f"{table}.csv", text, tz="America/Chicago")
    told: dict[str, Any] = ledger.to_dict()
    for name in ("sha256", "size", "taken_over"):
        del told[name]
    got = json.dumps(
        {"ledger": _without_empty(told), "set_aside": desk.aside(ledger), "rows": _rows(desk)},
        indent=1,
        default=str,
        ensure_ascii=False,
    )
    path = FOLDER / f"{case}.json"
    if UPDATE:
        path.write_text(got + "\n", encoding="utf-8")
    assert got + "\n" == path.read_text(encoding="utf-8")


def _rows(desk: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    snapshot = desk.lake.snapshot()
    for table in snapshot.imports[-1].table_versions:
        frame = pl.read_parquet(list(snapshot.files(table)), hive_partitioning=False).sort("source_row")
        found[table] = [
            {k: v for k, v in row.items() if v is not None and k not in ("import_id", "import_seq", "source_file")}
            for row in frame.iter_rows(named=True)
        ]
    return found


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in ((), [], "")}
