"""Rows that were set aside come out as CSV, are corrected, and enter the lake under their own file and line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from export_desk import ends

from bwcmeta.api.lakes import export_set_aside, ingest_exports
from bwcmeta.errors import ExportError

TEXT = """evidence_id,created_date_record_start,date_record_end,title,owner_badge_id
E1,2026-01-05T10:00:00Z,2026-01-05T09:00:00Z,Oak 1,7
E2,2026-01-05T10:00:00Z,2026-01-05T10:30:00Z,Oak 2,7
E3,soon,,Oak 3,8
E4,2026-01-05T10:00:00Z
"""


def out(desk, folder: Path) -> list[dict[str, str]]:
    paths = export_set_aside(desk.lake.folder, folder)
    return [row for path in paths for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))]


def test_rows_are_corrected_and_read_again(desk, tmp_path) -> None:
    first = desk.read("evidence.csv", TEXT)
    assert ends(first) == (1, 0, 0, 3)
    rows = out(desk, tmp_path / "aside")
    assert [(r["bwcmeta row"], r["bwcmeta column"], r["evidence_id"], r["title"]) for r in rows] == [
        ("2", "recordings.ended_at", "E1", ""), ("4", "recordings.started_at", "E3", ""), ("5", "", "", "")
    ]  # fmt: skip
    assert rows[2]["bwcmeta reason"].endswith("could not be parted into cells: copy it from the file")
    rows[0]["date_record_end"] = "2026-01-05T11:00:00Z"
    target = tmp_path / "corrected.csv"
    with target.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:2])
    ledger = desk.take(target, retry=True).files[0]
    assert ends(ledger) == (1, 0, 0, 1)
    assert (ledger.file, ledger.retry_of) == ("evidence.csv", first.import_id)
    assert desk.rows("recordings", "recording_id", "source_file", "source_row") == [
        ("E2", "evidence.csv", 3), ("E1", "evidence.csv", 2)
    ]  # fmt: skip
    assert [a["row"] for a in desk.aside(first)] == [5]
    assert [a["row"] for a in desk.aside(ledger)] == [4]


def test_only_such_a_file_is_read_with_retry(desk, tmp_path) -> None:
    desk.read("evidence.csv", TEXT)
    path = export_set_aside(desk.lake.folder, tmp_path / "aside")[0]
    other = desk.file("other.csv", TEXT)
    with pytest.raises(ExportError, match="is no file of set-aside rows"):
        desk.take(other, retry=True)
    with pytest.raises(ExportError, match="is not in this lake"):
        ingest_exports([path], tmp_path / "another", retry=True)


def test_the_command_writes_and_reads_them(desk, tmp_path, bwcmeta) -> None:
    exports = desk.file("evidence.csv", TEXT)
    lake = tmp_path / "made"
    ran = bwcmeta("ingest", exports, "--lake", lake, "--set-aside", tmp_path / "aside", "--exported-at", "2026-02-01")
    assert ran.code == 0
    assert "to correct and read again with --retry" in ran.err
    [path] = (tmp_path / "aside").iterdir()
    ran = bwcmeta("ingest", path, "--lake", lake, "--retry", "--format", "csv")
    assert ran.code == 0
    assert "evidence.csv" in ran.out
