"""Folders as a careless or unwilling records unit sends them: what a clerk reads must tell what to do."""

from __future__ import annotations

import gzip

import pytest
from export_desk import ends, workbook

from bwcmeta.errors import ExportError

HEAD = "evidence_id,created_date_record_start,date_record_end,duration_seconds,owner_badge_id\n"
ROW = "E{0},2026-01-05T10:00:00Z,2026-01-05T10:30:00Z,1800,77\n"
BOOK = workbook({"S": [["evidence_id"], ["E1"]]})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("evidence.csv", BOOK, r"evidence.csv is an Excel workbook, though its name ends in .csv; name it .xlsx"),
        ("evidence.csv", b"PK\x03\x04" + b"x" * 60, r"is a zip archive, though its name ends in .csv; name it .zip"),
        ("evidence.txt", gzip.compress(b"x", mtime=0), r"is compressed with gzip, though .* add .gz to its name"),
        ("trail.csv", b"%PDF-1.4 and more", r"is a PDF, though its name ends in .csv; ask for the table"),
        ("evidence.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old Excel workbook .*; name it .xls"),
        ("evidence.csv", b"PAR1" + b"x" * 9, r"is Parquet, though its name ends in .csv; name it .parquet"),
        ("evidence.xlsx", HEAD + ROW, r"no workbook that can be read.*it looks like text: name it .csv"),
        ("evidence.json", HEAD + ROW, r"is not JSON, though its name says so: if it is a table of text, name it .csv"),
        ("notes.txt", "Dear auditor,\nplease find\n", r"profile draft FILE.*or take the file out if it is no export"),
    ],
)
def test_a_file_under_a_wrong_name_is_refused_with_the_right_one(desk, name, data, words) -> None:
    with pytest.raises(ExportError, match=words) as told:
        desk.read(name, data)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 700


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_headings_in_the_middle_of_files_put_together_by_hand(desk, mark) -> None:
    text = (HEAD + ROW.format(1)).encode() + mark + (HEAD + ROW.format(2)).encode()
    ledger = desk.read("evidence.csv", text)
    assert ends(ledger) == (2, 0, 0, 1)
    assert [(n.what, n.examples) for n in ledger.set_aside] == [("the headings once more, not a record", (3,))]
    assert ledger.unknown == ()


def test_a_negative_length_is_none_and_is_said(desk) -> None:
    ledger = desk.read("evidence.csv", HEAD + ROW.format(1).replace("1800", "-5") + ROW.format(2))
    assert ends(ledger) == (1, 1, 0, 0)
    assert [(n.column, n.what) for n in ledger.repairs] == [("duration_s", "emptied: a negative length")]
    assert desk.rows("recordings", "duration_s") == [(None,), (1800.0,)]
