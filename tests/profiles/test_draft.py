"""A draft reads back, marks what it guessed, names what is missing, and shows shapes, never values."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta.api.profiles import check_profile, draft_profile
from bwcmeta.documents.load import check_model
from bwcmeta.documents.places import read_yaml
from bwcmeta.profiles.cell_shapes import have_offset, order_is_open, shape, stamp_formats
from bwcmeta.profiles.document import Profile
from bwcmeta.profiles.draft import draft

UNITS = """\
Call Number,Officer Badge,Call Sign,Dispatch Date,Dispatch Time,Arrived,Cleared,Nature,Caller Name
26-0001,0412,2A11,03/02/2026,0915,03/02/2026 09:21:05,03/02/2026 09:44:30,DISTURBANCE,Quxworth
26-0002,0388,2A12,03/22/2026,1002,03/22/2026 10:09:40,03/22/2026 10:31:00,ALARM,Quxworth
"""


def read(text: str) -> Profile:
    return check_model(read_yaml(text, "draft.yaml"), Profile)


def test_a_draft_of_a_unit_history_reads_its_file(tmp_path: Path) -> None:
    export, path = tmp_path / "units.csv", tmp_path / "units.yaml"
    export.write_text(UNITS, encoding="utf-8")
    text = draft_profile(export)
    for value in ("Quxworth", "0412", "2A11", "DISTURBANCE", "26-0001"):
        assert value not in text
    profile = read(text)
    assert set(profile.tables) == {"unit_responses", "incidents"}
    responses = profile.tables["unit_responses"].columns
    assert responses["officer_id"].identifies == "badge"
    assert (responses["dispatched_at"].date, responses["dispatched_at"].time) == (
        ("Dispatch Date",),
        ("Dispatch Time",),
    )
    assert responses["arrived_at"].formats == ("%m/%d/%Y %H:%M:%S",)
    assert "# zone: America/Chicago" in text
    assert "may name people" in profile.leaves_out["Caller Name"]
    path.write_text(text, encoding="utf-8")
    checked = check_profile(path, export, tz="America/Chicago")
    assert not checked.is_wrong
    (ledger,) = checked.ledgers
    assert (ledger.rows.read, ledger.rows.used) == (2, 2)


def test_what_is_required_and_not_found_is_named_and_keeps_the_draft_from_being_used(tmp_path: Path) -> None:
    export, path = tmp_path / "x.csv", tmp_path / "x.yaml"
    export.write_text("colour,weight\nred,1\n", encoding="utf-8")
    text = draft_profile(export, table="recordings")
    assert 'recording_id: {from: ["?"]}  # MISSING and required' in text
    path.write_text(text, encoding="utf-8")
    problems = check_profile(path, export).problems
    assert [p.place.line > 0 for p in problems if p.severity == "error"] == [True, True]


def test_a_draft_of_evidence_knows_the_headings_of_shipped_profiles() -> None:
    text = draft(
        ["Clip ID", "Camera Serial Number", "created_date_record_start", "Tags"],
        {"created_date_record_start": ["2026-01-05T10:00:00-05:00"], "Tags": ["a; b", "c"]},
        name="clips.csv",
    )
    columns = read(text).tables["recordings"].columns
    assert columns["recording_id"].from_ == ("Clip ID",)
    assert columns["tags"].separator == ";"
    assert "# zone" not in text  # the stamps say their offset


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["2026-01-05T10:00:00Z", "2026-01-05"], ("iso",)),
        (["1/5/2026 1:07", "12/31/2026 22:07"], ("%m/%d/%Y %H:%M",)),
        (["31/12/2026 22:07:01", "1/5/2026 1:07:02"], ("%d/%m/%Y %H:%M:%S",)),
        (["1/5/2026 1:07:02PM"], ("%m/%d/%Y %I:%M:%S%p",)),
        (["1/5/2026 12:00:00 AM"], ("%m/%d/%Y %I:%M:%S %p",)),
        (["1767607200", "1767607201"], ("epoch_s",)),
        (["1767607200000"], ("epoch_ms",)),
        (["0412345678"], ()),
        (["word", "2026-01-05"], ()),
        ([], ()),
    ],
)
def test_formats_are_told_by_the_cells(cells: list[str], formats: tuple[str, ...]) -> None:
    assert stamp_formats(cells) == formats


def test_what_cells_look_like() -> None:
    assert shape("J-34739-16") == "A-99999-99"
    assert shape("2026-01-31T10:00:00Z") == "9999-99-99T99:99:99Z"
    assert shape("x" * 40) == "a" * 28 + "..."
    assert order_is_open(["1/5/2026"])
    assert not order_is_open(["1/25/2026", "1/5/2026"])
    assert have_offset(["2026-01-05T10:00:00-05:00"])
    assert not have_offset(["2026-01-05T10:00:00"])


@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=4))
def test_any_headings_and_cells_give_a_draft_that_reads_back(headings: list[str], cells: list[str]) -> None:
    text = draft(headings, {h: [c for c in cells if c.strip()] for h in headings}, name="some export.csv")
    assert read(text).version == 1
