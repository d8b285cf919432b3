"""Rows that were set aside come out as CSV, are corrected, and enter the lake under their own file and line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from export_desk import ends, workbook

from bwcmeta.api.lake_source import LakeSource
from bwcmeta.api.lakes import export_set_aside, ingest_exports, lake_status
from bwcmeta.errors import ExportError
from bwcmeta.model.ledger import Counts

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
    assert (ledger.taken_over, ledger.taken_over_rows) == (Counts(read=2, set_aside=2), ((2, 2), (4, 4)))
    assert lake_status(desk.lake.folder).rows == Counts(read=4, used=2, set_aside=2)
    assert lake_status(desk.lake.folder, version=1).rows == Counts(read=4, used=1, set_aside=3)
    source = LakeSource(desk.lake.snapshot())
    assert [(one["set_aside"], one["still_set_aside"]) for one in source.ledgers()] == [(3, 2), (1, 0)]


def corrected(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_is_read_again_once_and_over_all_imports_the_rows_add_up(desk, tmp_path) -> None:
    desk.read("evidence.csv", TEXT)
    rows = out(desk, tmp_path / "aside")
    second = desk.take(corrected(tmp_path / "again.csv", rows[1:2]), retry=True).files[0]  # as wrong as before
    assert (ends(second), second.taken_over_rows) == ((0, 0, 0, 1), ((4, 4),))
    with pytest.raises(ExportError, match=r"'bwcmeta row' 4, which is not set aside in its import, or was read again"):
        desk.take(corrected(tmp_path / "once more.csv", rows[:2]), retry=True)
    with pytest.raises(ExportError, match=r"'bwcmeta row' 99, which is not set aside"):
        desk.take(corrected(tmp_path / "strange.csv", [{**rows[0], "bwcmeta row": "99"}]), retry=True)
    with pytest.raises(ExportError, match=r"'bwcmeta row' 2 more than once"):
        desk.take(corrected(tmp_path / "twice.csv", [rows[0], rows[0]]), retry=True)
    still = {r["bwcmeta row"]: r for r in out(desk, tmp_path / "still")}
    assert {row: r["bwcmeta import"] == second.import_id for row, r in still.items()} == {
        "2": False,
        "4": True,
        "5": False,
    }
    still["4"]["created_date_record_start"] = "2026-01-05T10:00:00Z"
    third = desk.take(corrected(tmp_path / "third.csv", [still["4"]]), retry=True).files[0]
    assert (ends(third), third.retry_of) == ((1, 0, 0, 0), second.import_id)
    assert lake_status(desk.lake.folder).rows == Counts(read=4, used=2, set_aside=2)
    assert [one["still_set_aside"] for one in LakeSource(desk.lake.snapshot()).ledgers()] == [2, 0, 0]


def test_a_row_that_one_table_took_is_counted_once_when_the_other_takes_it_later(desk, tmp_path) -> None:
    text = (
        "Event ID,Officer Badge ID,Officer Dispatched DateTime,Officer Cleared DateTime,Call type\n"
        "E1,B1,noon,2026-01-05T10:30:01Z,Theft\n"
    )
    assert ends(desk.read("cad.csv", text)) == (1, 0, 0, 0)
    [row] = out(desk, tmp_path / "aside")
    row["Officer Dispatched DateTime"] = "2026-01-05T10:00:01Z"
    ledger = desk.take(corrected(tmp_path / "again.csv", [row]), retry=True).files[0]
    assert ledger.taken_over == Counts(read=1, used=1)
    assert {t.table: (t.counts.used, t.counts.repeats) for t in ledger.tables} == {
        "unit_responses": (1, 0),
        "incidents": (0, 1),
    }
    assert lake_status(desk.lake.folder).rows == Counts(read=1, used=1)


@pytest.mark.parametrize("profile", [None, "axon-evidence-created", "canonical"])
def test_such_a_file_is_no_export(desk, tmp_path, profile) -> None:
    desk.read("evidence.csv", TEXT)
    [path] = export_set_aside(desk.lake.folder, tmp_path / "aside")
    with pytest.raises(ExportError, match="holds rows that were set aside, to be corrected; read it with --retry"):
        desk.take(path, profile=profile)
    rows = out(desk, tmp_path / "aside")
    for row in rows:
        del row["bwcmeta column"]
    fewer = corrected(tmp_path / "fewer.csv", rows)
    with pytest.raises(ExportError, match="read it with --retry"):
        desk.take(fewer, profile=profile)
    with pytest.raises(ExportError, match=r"it lacks 'bwcmeta column', 'bwcmeta reason' in front"):
        desk.take(fewer, retry=True)


def test_a_corrected_file_may_come_back_as_a_workbook_or_with_semicolons(desk, tmp_path) -> None:
    desk.read("evidence.csv", TEXT)
    rows = out(desk, tmp_path / "aside")
    rows[0]["date_record_end"] = "2026-01-05T11:00:00Z"
    grid = [list(rows[0]), *([*r.values()] for r in rows[:1])]
    book = tmp_path / "corrected.xlsx"
    book.write_bytes(
        workbook({"Sheet1": [[int(c) if n == 2 and c.isdigit() else c for n, c in enumerate(r)] for r in grid]})
    )
    assert ends(desk.take(book, retry=True).files[0]) == (1, 0, 0, 0)
    semi = tmp_path / "semi.csv"
    semi.write_text("\n".join(";".join(cells) for cells in [list(rows[1]), list(rows[1].values())]) + "\n")
    again = desk.take(semi, retry=True).files[0]
    assert ends(again) == (0, 0, 0, 1)
    assert "soon" in desk.aside(again)[0]["raw"]
    assert "Oak" not in desk.aside(again)[0]["raw"]


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
