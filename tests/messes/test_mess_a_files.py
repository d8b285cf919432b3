"""Faults A1 to A18: files and encodings. The first words of each docstring are the row of the page on faults."""

from __future__ import annotations

import json

import pytest
from export_desk import ends, workbook

from bwcmeta.errors import ExportError
from bwcmeta.ingest import commas
from bwcmeta.ingest.readers import delimited_fast

HEAD = "recording_id,started_at,officer_id\n"
ROW = "R1,2026-01-05T10:00:01Z,O1\n"
RECORDINGS = """
id: own
version: 1
title: An export of our own
header_row: 3
tables:
  recordings:
    columns:
      recording_id: {from: [Clip]}
      started_at: {from: [Begun], zone: America/Chicago}
      officer_id: {from: [Officer]}
"""


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", "ï»¿".encode()])
def test_a1_byte_order_mark(desk, mark) -> None:
    """UTF-8 mark glued to the first heading, whole or already mangled | used | taken off the heading"""
    assert ends(desk.read("recordings.csv", mark + (HEAD + ROW).encode())) == (1, 0, 0, 0)
    assert desk.rows("recordings", "recording_id") == [("R1",)]


def test_a2_crlf(desk) -> None:
    """Line ends of Windows | used | no carriage return stays in a cell"""
    assert ends(desk.read("recordings.csv", (HEAD + ROW).replace("\n", "\r\n"))) == (1, 0, 0, 0)
    assert desk.rows("recordings", "officer_id") == [("O1",)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a3_utf_16_with_tabs(desk, encoding) -> None:
    """UTF-16 with tabs, as Excel saves "Unicode text" | used, with a note | told by its mark or by the zero
    bytes
    """
    ledger = desk.read("recordings.txt", (HEAD + ROW).replace(",", "\t").encode(encoding))
    assert ends(ledger) == (1, 0, 0, 0)
    assert any(n.startswith("encoding utf-16") for n in ledger.notes)


def test_a4_windows_1252(desk) -> None:
    """Windows-1252 among UTF-8 | used, with a warning | only the lines that are not UTF-8 are read so"""
    data = (HEAD + "R1,2026-01-05T10:00:01Z,Zoë\n").encode() + "R2,2026-01-05T11:00:01Z,Renée\n".encode("cp1252")
    ledger = desk.read("recordings.csv", data)
    assert ends(ledger) == (2, 0, 0, 0)
    assert ledger.warnings == ("not UTF-8 in 1 line (first: line 3): those are read as Windows-1252",)
    assert desk.rows("recordings", "officer_id") == [("Zoë",), ("Renée",)]


def test_a5_workbook(desk) -> None:
    """A workbook instead of CSV | used | numbers that are ids come without .0, padded ones with their zeros"""
    rows = [["recording_id", "started_at", "officer_id"], [151033.0, (46027.4167, 3), (256.0, 4)]]
    ledger = desk.read("recordings.xlsx", workbook({"Sheet1": rows}), tz="America/Chicago")
    assert ends(ledger) == (1, 0, 0, 0)
    assert desk.rows("recordings", "recording_id", "officer_id") == [("151033", "0256")]


@pytest.mark.parametrize("dimension", ["A1", "A1:C2", "A1:ZZ9999"])
def test_a6_wrong_dimension(desk, dimension) -> None:
    """A workbook that records a wrong size | used | the size is not believed: rows are counted"""
    rows = [["recording_id", "started_at", "officer_id"]]
    rows += [[f"R{n}", f"2026-01-05T10:00:{n:02d}Z", "O1"] for n in range(5)]
    assert ends(desk.read("recordings.xlsx", workbook({"S": rows}, dimension=dimension))) == (5, 0, 0, 0)


def test_a7_headings_on_row_3_of_one_of_several_sheets(desk) -> None:
    """Headings not on row 1, several sheets, merged cells | used | the profile names sheet, row and what is
    filled down; without that the file is refused
    """
    year = [
        ["Report"],
        [],
        ["Clip", "Begun", "Officer"],
        ["R1", "2026-01-05 10:00:01", "O1"],
        ["R2", "2026-01-05 11:00:01"],
    ]
    book = workbook({"Notes": [["read me"]], "FY25": year, "FY26": [*year[:3], ["R3", "2026-07-05 10:00:01", "O2"]]})
    own = RECORDINGS.replace("header_row: 3", "header_row: 3\nsheet: FY*\nfill_down: [Officer]")
    ledger = desk.read("all.xlsx", book, profile=desk.profile(own))
    assert ends(ledger) == (3, 0, 0, 0)
    assert desk.rows("recordings", "recording_id", "officer_id", "source_row") == [
        ("R1", "O1", 4), ("R2", "O1", 5), ("R3", "O2", 10_000_004)
    ]  # fmt: skip
    with pytest.raises(ExportError, match=r"several sheets \(Notes, FY25, FY26\); say which"):
        desk.read("again.xlsx", book, profile=desk.profile(RECORDINGS))


def test_a8_two_columns_of_one_name(desk) -> None:
    """Two columns of one name | refused, unless the profile says which | by position: officer#2"""
    text = "Clip,Begun,Officer,Officer\nR1,2026-01-05T10:00:01Z,C1,O1\n"
    own = RECORDINGS.replace("header_row: 3\n", "")
    with pytest.raises(ExportError, match=r"2 columns of one name: 'Officer' \(column 3\) and 'Officer' \(column 4\)"):
        desk.read("a.csv", text, profile=desk.profile(own))
    own = own.replace("[Officer]", "['Officer#2']")
    assert ends(desk.read("a.csv", text, profile=desk.profile(own))) == (1, 0, 0, 0)
    assert desk.rows("recordings", "officer_id") == [("O1",)]


def test_a9_column_without_a_name(desk) -> None:
    """A leading column without a heading | used, with a note | not read, and said"""
    ledger = desk.read("recordings.csv", "," + HEAD + "0," + ROW)
    assert ends(ledger) == (1, 0, 0, 0)
    assert ledger.notes == ("1 column without a name not read (column 1)",)


def test_a10_blanks_in_headings(desk) -> None:
    """Blanks around headings | used | headings are compared without blanks, case and punctuation"""
    assert ends(desk.read("recordings.csv", "recording_id , Started At,OFFICER-ID \n" + ROW)) == (1, 0, 0, 0)


def test_a11_two_dialects_of_one_export(desk) -> None:
    """One dataset under two sets of headings | used | a profile lists all headings it knows for a column"""
    snake = "evidence_id,created_date_record_start,date_record_end,owner_badge_id\nE1,2026-01-05T10:00:01Z,,7\n"
    camel = "evidenceId,dateRecordStart,dateRecordEnd,ownerBadgeId\nE2,2026-01-05T10:00:01Z,,7\n"
    assert desk.read("a.csv", snake).profile == desk.read("b.csv", camel).profile
    assert desk.rows("recordings", "recording_id", "officer_id") == [("E1", "7"), ("E2", "7")]


def test_a12_drift_between_two_exports(desk) -> None:
    """Columns come, go and are renamed between exports | used, with a warning | columns are found by name;
    what changed is listed
    """
    desk.read("1.csv", "evidence_id,created_date_record_start,size_mb,status\nE1,2026-01-05T10:00:01Z,1,Active\n")
    ledger = desk.read("2.csv", "evidence_id,level,date_record_start,size_mb\nE2,L1,2026-01-06T10:00:01Z,2\n")
    assert ends(ledger) == (1, 0, 0, 0)
    said = "renamed: created_date_record_start is now date_record_start; new: level; gone: status (was read)"
    assert ledger.warnings == (f"other columns than in 1.csv: {said}",)
    assert desk.rows("recordings", "size_mb") == [(1.0,), (2.0,)]


def test_a13_misspelt_heading(desk) -> None:
    """A heading that the publisher misspelt | used | the misspelling is one of the headings of its profile"""
    head = "uniqueid,incident_num,incident_type,occured_date_time,precinct,officer_id,subject_id\n"
    ledger = desk.read("force.csv", head + "1-2-3,1,Level 1 - Use of Force,2026-01-05T10:30:00,S,2,3\n")
    assert (ledger.profile.split("@")[0], ends(ledger)) == ("seattle-use-of-force", (1, 0, 0, 0))


def test_a14_broken_quotes_and_ragged_rows(desk) -> None:
    """A quoted field broken in mid file, rows with too few or too many fields | set aside, with their line |
    the rest of the file is read
    """
    text = HEAD + ROW + 'R2,"2026-01-05T10:00:01Z,O1\nR3,2026-01-05T12:00:01Z\n' + ROW.replace("R1", "R4")
    ledger = desk.read("recordings.csv", text)
    assert ends(ledger) == (2, 0, 0, 2)
    assert [(a["row"], a["reason"]) for a in desk.aside(ledger)] == [
        (3, "a quote is opened and never closed"), (4, "2 fields where the heading has 3")
    ]  # fmt: skip


def test_a15_preamble_and_totals(desk) -> None:
    """Lines above the headings, a row of totals below | set aside, the lines above noted | the line of the
    headings is found where it fits one profile, or stated
    """
    text = "Report run by the records unit\n\n" + HEAD + ROW + "Total,,1\n" + "End of report\n"
    ledger = desk.read("recordings.csv", text)
    assert ends(ledger) == (1, 0, 0, 2)
    assert "1 line above the headings (line 3) not read" in ledger.notes
    assert [a["reason"] for a in desk.aside(ledger)] == [
        "a row of totals, not a record", "1 field where the heading has 3"
    ]  # fmt: skip


def test_a16_huge_file_is_read_in_batches(desk, monkeypatch) -> None:
    """A huge file | used | read in batches at bounded memory; workbooks and JSON documents, which are read whole,
    are refused above 512 and 256 MB (BWCMETA_MOST_DOCUMENT_MB sets another limit)
    """
    monkeypatch.setattr(delimited_fast, "ROWS", 100)
    rows = "".join(f"R{n},2026-01-05T10:00:01Z,O{n % 9}\n" for n in range(1050))
    assert ends(desk.read("recordings.csv", HEAD + rows)) == (1050, 0, 0, 0)


def page(first: int, rows: int, count: int) -> str:
    data = [
        {"type": "evidence", "id": f"E{n}", "attributes": {"recordedOn": "2026-01-05T10:00:01Z", "status": "Active"}}
        for n in range(first, first + rows)
    ]
    return json.dumps({"data": data, "meta": {"count": count}})


def test_a17_one_export_in_many_pages(desk) -> None:
    """One export in many pages | used, with a warning where a page is missing | folders are read whole; gaps
    in the numbering are said
    """
    for number in (1, 2, 4):
        desk.file(f"pages/evidence_page_{number}.json", page(number * 10, 3, 9))
    report = desk.take(desk.folder / "pages")
    assert [ends(f) for f in report.files] == [(3, 0, 0, 0)] * 3
    assert report.files[0].warnings == ("pages are missing: evidence_page_*.json without 3",)


def test_a18_truncated_export(desk) -> None:
    """A page shorter than it says, or cut off | used with a warning; a page that breaks off is refused | the
    stated count is compared with the rows
    """
    ledger = desk.read("evidence.json", page(1, 3, 500))
    assert ends(ledger) == (3, 0, 0, 0)
    assert ledger.warnings == ("holds 3 of the 500 rows that it says there are",)
    with pytest.raises(ExportError, match=r"is not JSON \(line 1, column \d+\); a page that was cut short"):
        desk.read("cut.json", page(1, 3, 3)[:-30])


COMMAS = """
id: own
version: 1
title: Clips of our own
%s
tables:
  recordings:
    columns:
      recording_id: {from: [Clip]}
      started_at: {from: [Begun]}
      duration_s: {from: [Length], unit: min}
      sequence: {from: [Part]}
"""
WRITTEN = {  # what is written -> minutes by: nothing stated, semicolons, a stated comma, a stated point
    "3.5": (3.5, 3.5, None, 3.5),
    "3,5": (None, 3.5, 3.5, None),
    "1.234,5": (None, 1234.5, 1234.5, None),
    "0,125": (None, 0.125, 0.125, None),
    "1,2345": (None, 1.2345, 1.2345, None),
    "1,234": (None, None, 1.234, 1234.0),
    "1,234.5": (1234.5, 1234.5, None, 1234.5),
    "-1,234,567": (-1234567.0, -1234567.0, None, -1234567.0),
    "1.234": (1.234, 1.234, 1234.0, 1.234),
    "12": (12.0, 12.0, 12.0, 12.0),
    "1,2,3": (None, None, None, None),
    "a, b": (None, None, None, None),
}


@pytest.mark.parametrize(
    ("way", "mark", "stated"), [(0, ",", ""), (1, ";", ""), (2, ";", "decimal: ','"), (3, "\t", "decimal: '.'")]
)
def test_a19_decimal_commas(desk, way: int, mark: str, stated: str) -> None:
    """Numbers with a decimal comma, or commas between thousands | used where the profile states `decimal`; else
    repaired where only one reading is left | 3,5 is read in a file parted by semicolons, 1,234.5 in any; what could be
    either is emptied, and the reason names the comma and what the profile would have to state
    """
    lines = [mark.join(("Clip", "Begun", "Length", "Part"))]
    lines += [mark.join((f"R{n}", "2026-01-05T10:00:00Z", f'"{cell}"', "3")) for n, cell in enumerate(WRITTEN)]
    ledger = desk.read("clips.csv", "\n".join(lines) + "\n", profile=desk.profile(COMMAS % stated))
    assert sum(ends(ledger)) == len(WRITTEN)
    lengths = [length for _, length in sorted(desk.rows("recordings", "source_row", "duration_s"))]
    wanted = [None if by[way] is None or by[way] < 0 else by[way] * 60 for by in WRITTEN.values()]
    assert lengths == [None if length is None else pytest.approx(length) for length in wanted]
    told = {what.what: what.count for what in ledger.repairs if what.column == "duration_s"}
    assert told.pop("emptied: not a number") == 2
    assert told.pop("emptied: a negative length", 0) == (way != 2)
    assert (
        told
        == [
            {f"emptied: {commas.NO_EITHER}": 1, f"emptied: {commas.NO_DECIMAL}": 4, commas.UNGROUPED: 2},
            {f"emptied: {commas.NO_EITHER}": 1, commas.SWAPPED: 4, commas.UNGROUPED: 2},
            {f"emptied: {commas.NOT_COMMA}": 3},
            {f"emptied: {commas.NOT_POINT}": 4},
        ][way]
    )
    assert desk.rows("recordings", "sequence") == [(3,)] * len(WRITTEN)


def test_a_whole_number_with_a_comma_is_read_or_named_too(desk) -> None:
    lines = [
        'R1,2026-01-05T10:00:00Z,1,"1,234,567"',
        'R2,2026-01-05T10:00:00Z,1,"1,234"',
        "R3,2026-01-05T10:00:00Z,1,7",
    ]
    text = "Clip,Begun,Length,Part\n" + "\n".join(lines) + "\n"
    ledger = desk.read("clips.csv", text, profile=desk.profile(COMMAS % ""))
    assert sorted(desk.rows("recordings", "recording_id", "sequence")) == [("R1", 1234567), ("R2", None), ("R3", 7)]
    told = {what.what for what in ledger.repairs if what.column == "sequence"}
    assert told == {commas.UNGROUPED, f"emptied: {commas.NO_EITHER}"}
