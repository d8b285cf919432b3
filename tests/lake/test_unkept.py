"""A lake that nobody keeps holds what one that is kept holds, and leaves nothing behind that says what it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from bwcmeta.api.lakes import read_into
from bwcmeta.errors import ExportError
from bwcmeta.ingest import files as found_files
from bwcmeta.lake import Lake, UnkeptLake
from bwcmeta.model.ledger import ImportRecord, IngestReport
from bwcmeta.model.tables import TABLES

EXPORTS = ("first.csv", "second.csv", "first_again.csv")


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_files, "_SECOND_LOOK_SECONDS", 0.0)


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    """Two exports that overlap, of which the later says something else of a row; the first once more; a torn line."""
    head = "recording_id,started_at,officer_id\n"
    first = "".join(f"R{n},2026-0{n % 3 + 1}-05T10:00:{n:02d}Z,O{n}\n" for n in range(20))
    second = "".join(f"R{n},2026-0{n % 3 + 1}-05T10:00:{n:02d}Z,O{n % 12}\n" for n in range(8, 30))
    paths = [tmp_path / name for name in EXPORTS]
    for path, rows in zip(paths, (first, second + "R99,2026\n", first), strict=True):
        path.write_text(head + rows)
    return paths


def held(lake: Lake) -> dict[str, pl.DataFrame]:
    """All rows of each table, as they stand to each other by import and row."""
    snapshot = lake.snapshot()
    found = {table.name: snapshot.files(table.name) for table in TABLES}
    return {
        name: pl.read_parquet(list(files), hive_partitioning=False, glob=False).sort("import_seq", "source_row")
        for name, files in found.items()
        if files
    }


def timeless(record: ImportRecord) -> ImportRecord:
    return replace(record, imported_at=None, table_versions={})


def read(lake: Lake, exports: list[Path]) -> IngestReport:
    return read_into(lake, exports, tz="UTC")


def test_it_holds_what_a_kept_one_holds(exports: list[Path], tmp_path: Path) -> None:
    kept, unkept = Lake.open(tmp_path / "kept", create=True), UnkeptLake(tmp_path / "unkept")
    assert read(kept, exports) == read(unkept, exports)
    mine, theirs = unkept.snapshot(), kept.snapshot()
    assert [timeless(r) for r in mine.imports] == [timeless(r) for r in theirs.imports]
    assert mine.version == theirs.version == 2
    assert {t.name for t in TABLES if mine.restated(t.name)} == {"recordings"}
    assert held(unkept).keys() == held(kept).keys() == {"recordings"}
    assert held(unkept)["recordings"].equals(held(kept)["recordings"])
    for import_id in (r.import_id for r in mine.imports):
        assert list(mine.set_aside(import_id)) == list(theirs.set_aside(import_id))


def test_earlier_states_stay(exports: list[Path], tmp_path: Path) -> None:
    lake = UnkeptLake(tmp_path / "unkept")
    read(lake, exports[:1])
    before = held(lake)["recordings"]
    read(lake, exports[1:])
    assert lake.snapshot(version=1).files("recordings") != lake.snapshot().files("recordings")
    assert pl.read_parquet(list(lake.snapshot(version=1).files("recordings"))).height == before.height == 20


def test_a_file_that_cannot_be_read_leaves_nothing(exports: list[Path], tmp_path: Path) -> None:
    lake = UnkeptLake(tmp_path / "unkept")
    naive = tmp_path / "without_offset.csv"
    naive.write_text("recording_id,started_at,officer_id\nR1,2026-01-05 10:00:00,O1\n")
    with pytest.raises(ExportError, match="have no offset"):
        read_into(lake, [exports[0], naive])
    assert [r.file for r in lake.snapshot().imports] == ["first.csv"]
    assert held(lake)["recordings"].height == 20


def test_it_has_no_log(exports: list[Path], tmp_path: Path) -> None:
    read(UnkeptLake(tmp_path / "unkept"), exports)
    left = {path.relative_to(tmp_path / "unkept").parts[0] for path in (tmp_path / "unkept").rglob("*")}
    assert left == {"confirmed", "recordings", "set_aside"}


def test_many_small_exports_are_read_as_few_files(tmp_path: Path) -> None:
    lake = UnkeptLake(tmp_path / "unkept")
    nights = [tmp_path / f"night_{n:02d}.csv" for n in range(40)]
    for n, path in enumerate(nights):
        path.write_text(f"recording_id,started_at,officer_id\nR{n},2026-01-05T10:00:{n:02d}Z,O{n}\n")
    assert read(lake, nights).compacted == {"recordings": (40, 1)}
    assert len(lake.snapshot().files("recordings")) == 1
    assert held(lake)["recordings"]["recording_id"].to_list() == [f"R{n}" for n in range(40)]
