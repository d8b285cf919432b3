from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bwcmeta.ingest import files, ingest
from bwcmeta.lake import Lake
from bwcmeta.model.ledger import FileLedger, IngestReport


@dataclass
class Desk:
    """A lake and a folder for exports, with the shortest words for what the tests do."""

    folder: Path
    lake: Lake

    def file(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def take(self, *paths: Path, **options: Any) -> IngestReport:
        with self.lake.writer() as writer:
            report = ingest(paths, writer, **options)
        assert report.adds_up
        return report

    def read(self, name: str, data: str | bytes, **options: Any) -> FileLedger:
        return self.take(self.file(name, data), **options).files[0]

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        files = self.lake.snapshot().files(table)
        if not files:
            return []
        frame = pl.read_parquet(list(files), glob=False, hive_partitioning=False)
        return frame.sort("import_seq", "source_row").select(columns).rows()

    def aside(self, ledger: FileLedger) -> list[dict[str, Any]]:
        import json

        path = self.lake.snapshot().set_aside(ledger.import_id)
        return [json.loads(line) for line in path.read_text().splitlines()] if path else []


@pytest.fixture(autouse=True, scope="session")
def _no_wait_between_looks() -> None:
    """Files of tests are complete when they are written: no need to look at them twice in time."""
    files._SECOND_LOOK_SECONDS = 0.0


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    exports = tmp_path / "exports"
    exports.mkdir()
    return Desk(exports, Lake.open(tmp_path / "lake", create=True))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    folder = Path(__file__).parents[2].parent / "shared" / "data"

    def find(name: str) -> Path:
        if not folder.is_dir():
            pytest.skip(f"the real samples are not beside this checkout ({folder.name} absent)")
        return folder / name

    return find
