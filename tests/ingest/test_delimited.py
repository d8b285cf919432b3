"""Rows and lines of delimited files, as they come."""

from __future__ import annotations

import datetime as dt

import pytest

HEAD = "recording_id,officer_id,started_at,ended_at\n"


def line(n: int, officer: str = "O1") -> str:
    return f"R{n},{officer},2026-01-05T10:{n:02d}:01Z,2026-01-05T10:{n:02d}:30Z\n"


def test_a_plain_file_keeps_the_line_of_each_row(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + line(2) + line(3))
    assert (ledger.rows.read, ledger.rows.used) == (3, 3)
    assert desk.rows("recordings", "recording_id", "source_row") == [("R1", 2), ("R2", 3), ("R3", 4)]
    assert desk.rows("recordings", "source_file", "import_id", "import_seq")[0] == (
        "recordings.csv",
        ledger.sha256[:16],
        1,
    )
    start = dt.datetime(2026, 1, 5, 10, 1, 1, tzinfo=dt.UTC)
    assert desk.rows("recordings", "started_at")[0][0] == start


def test_quoted_line_feeds_and_separators_move_no_line_number(desk) -> None:
    text = HEAD + line(1) + '"R2","Doe, J\nbis\n""x""",2026-01-05T10:02:01Z,\n' + line(3) + "\n" + line(4)
    ledger = desk.read("recordings.csv", text)
    assert ledger.rows.used == 4
    assert desk.rows("recordings", "recording_id", "source_row", "officer_id") == [
        ("R1", 2, "O1"),
        ("R2", 3, 'Doe, J\nbis\n"x"'),
        ("R3", 6, "O1"),
        ("R4", 8, "O1"),
    ]


def test_quoted_separators_alone_are_no_reason_for_the_careful_way(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + '"R1","Doe, J",2026-01-05T10:02:01Z,\n' + line(2))
    assert desk.rows("recordings", "officer_id", "source_row") == [("Doe, J", 2), ("O1", 3)]
    assert ledger.rows.used == 2


def test_rows_with_too_few_or_too_many_fields_are_set_aside_with_their_line(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + "R2,O1\n" + line(3) + "R4,O1,a,b,c\n" + line(5))
    assert (ledger.rows.read, ledger.rows.used, ledger.rows.set_aside) == (5, 3, 2)
    assert desk.aside(ledger) == [
        {
            "file": "recordings.csv",
            "row": 3,
            "table": "",
            "column": "",
            "reason": "2 fields where the heading has 4",
            "raw": "R2,O1",
        },
        {
            "file": "recordings.csv",
            "row": 5,
            "table": "",
            "column": "",
            "reason": "5 fields where the heading has 4",
            "raw": "R4,O1,a,b,c",
        },
    ]
    assert [r for (r,) in desk.rows("recordings", "source_row")] == [2, 4, 6]


def test_a_short_and_a_long_row_do_not_cancel(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + "R2,O1,2026-01-05T10:02:01Z\n" + line(3).strip() + ",x\n")
    assert (ledger.rows.used, ledger.rows.set_aside) == (1, 2)


def test_a_torn_last_line_is_set_aside(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + "R2,O1,2026-01-05T1")
    assert (ledger.rows.used, ledger.rows.set_aside) == (1, 1)
    assert desk.aside(ledger)[0]["raw"] == "R2,O1,2026-01-05T1"


def test_a_last_line_without_a_line_feed_is_a_row(desk) -> None:
    assert desk.read("recordings.csv", (HEAD + line(1) + line(2)).removesuffix("\n")).rows.used == 2


def test_an_open_quote_costs_one_line_not_the_rest_of_the_file(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + 'R2,"O1,2026-01-05T10:02:01Z,\n' + line(3) + line(4))
    assert (ledger.rows.read, ledger.rows.used, ledger.rows.set_aside) == (4, 3, 1)
    assert desk.aside(ledger)[0]["reason"] == "a quote is opened and never closed"
    assert desk.aside(ledger)[0]["row"] == 3


def test_two_inch_marks_far_apart_do_not_glue_the_rows_between(desk) -> None:
    text = HEAD + line(1) + line(2, '5" pipe') + line(3) + line(4, '6" pipe') + line(5)
    ledger = desk.read("recordings.csv", text)
    assert ledger.rows.used == 5
    assert [o for (o,) in desk.rows("recordings", "officer_id")] == ["O1", '5" pipe', "O1", '6" pipe', "O1"]


@pytest.mark.parametrize(
    ("encoding", "note"), [("utf-8-sig", ""), ("utf-16", "encoding utf-16"), ("cp1252", "Windows-1252")]
)
def test_encodings(desk, encoding: str, note: str) -> None:
    ledger = desk.read("recordings.csv", (HEAD + line(1, "Muñoz")).encode(encoding))
    assert desk.rows("recordings", "officer_id", "source_row") == [("Muñoz", 2)]
    assert note in " ".join((*ledger.notes, *ledger.warnings))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(desk, separator: str, line_end: str) -> None:
    text = (HEAD + line(1) + line(2)).replace(",", separator).replace("\n", line_end)
    assert desk.read("recordings.csv", text).rows.used == 2
    assert desk.rows("recordings", "recording_id", "source_row") == [("R1", 2), ("R2", 3)]


def test_blank_lines_are_no_rows_but_count_as_lines(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + line(1) + "\n   \n" + line(2) + "\n\n")
    assert ledger.rows.read == 2
    assert [r for (r,) in desk.rows("recordings", "source_row")] == [2, 5]


def test_a_row_of_separators_is_a_row_and_is_set_aside(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + ",,,\n" + line(2))
    assert (ledger.rows.used, ledger.rows.set_aside) == (1, 1)
    assert desk.aside(ledger)[0]["raw"] == ",,,"


def test_a_trailing_separator_on_every_line_is_no_fault(desk) -> None:
    text = (HEAD + line(1) + line(2)).replace("\n", ",\n")
    assert desk.read("recordings.csv", text).rows.used == 2
    only_rows = HEAD + (line(3) + line(4)).replace("\n", ",\n")
    assert desk.read("recordings_2.csv", only_rows).rows.used == 2


def test_a_file_with_nothing_but_headings_has_no_rows(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD)
    assert ledger.rows.read == 0
    assert [t.table for t in ledger.tables] == ["recordings"]
    assert ledger.warnings == ("the file has headings and no rows",)
    assert desk.read("recordings_2.csv", HEAD.strip()).rows.read == 0
    assert desk.rows("recordings", "recording_id") == []


def test_set_aside_rows_of_the_fast_way_keep_their_text(desk) -> None:
    body = "".join(line(n) for n in range(1, 50))
    text = HEAD + body + 'R50,O1,"not a time",\n' + "".join(line(n) for n in range(51, 60)) + "R60,O1,never,"
    ledger = desk.read("recordings.csv", text)
    assert [(a["row"], a["column"], a["raw"]) for a in desk.aside(ledger)] == [
        (51, "started_at", 'R50,O1,"not a time",'),
        (61, "started_at", "R60,O1,never,"),
    ]
    assert ledger.set_aside[0].what == "not a stamp that this profile reads"
    assert ledger.set_aside[0].examples == (51, 61)
