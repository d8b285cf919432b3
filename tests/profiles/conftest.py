from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.ingest import files, ingest
from bwcmeta.lake import Lake
from bwcmeta.model.ledger import FileLedger


@dataclass
class Reader:
    """Reads exports into a lake of its own, and shows what came of them."""

    folder: Path
    lake: Lake

    def read(self, path: Path, **options: Any) -> tuple[FileLedger, ...]:
        with self.lake.writer() as writer:
            report = ingest([path], writer, **options)
        assert report.adds_up
        return report.files

    def take(self, path: Path, **options: Any) -> FileLedger:
        return self.read(path, **options)[0]

    def text(self, name: str, text: str, **options: Any) -> FileLedger:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return self.take(path, **options)

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        import polars as pl

        parquet = self.lake.snapshot().files(table)
        if not parquet:
            return []
        frame = pl.read_parquet(list(parquet), glob=False, hive_partitioning=False)
        return frame.sort("import_seq", "source_row", *columns).select(columns).rows()


@pytest.fixture(autouse=True, scope="session")
def _no_wait_between_looks() -> None:
    files._SECOND_LOOK_SECONDS = 0.0


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    folder = tmp_path / "exports"
    folder.mkdir()
    return Reader(folder, Lake.open(tmp_path / "lake", create=True))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    folder = Path(__file__).parents[2].parent / "shared" / "data"

    def find(name: str) -> Path:
        if not (folder / name).is_file():
            pytest.skip(f"the real samples are not beside this checkout ({folder.name}/{name} absent)")
        return folder / name

    return find
