"""Which profile reads a file, and what is said when none does. Nothing is written before every file is recognised."""

from __future__ import annotations

import pytest

from bwcmeta.errors import ExportError

GOOD = "recording_id,started_at\nR1,2026-01-05T10:00:01Z\n"


@pytest.mark.parametrize("name", ["recordings.csv", "recordings_2026.csv", "Recordings 2026-01.csv", "RECORDINGS.CSV"])
def test_a_canonical_file_is_known_by_its_name(desk, name: str) -> None:
    assert desk.read(name, GOOD).profile == "canonical:recordings@1"


def test_or_by_headings_that_fit_one_table(desk) -> None:
    text = "incident_id,officer_id,arrived_at\nI1,O1,2026-01-05T10:00:01Z\n"
    assert desk.read("export.csv", text).profile == "canonical:unit_responses@1"


def test_or_by_the_profile_that_was_named(desk) -> None:
    ledger = desk.read("places.csv", "incident_id\nI1\n", profile="canonical:incidents")
    assert ledger.profile == "canonical:incidents@1"
    ledger = desk.read("incidents.csv", "incident_id\nI2\n", profile="canonical")
    assert ledger.profile == "canonical:incidents@1"


def test_headings_are_compared_without_case_spaces_and_the_remains_of_a_byte_order_mark(desk) -> None:
    text = "ï»¿Recording ID, Started_At ,OfficerId\nR1,2026-01-05T10:00:01Z,O1\n"
    desk.read("recordings.csv", text)
    assert desk.rows("recordings", "recording_id", "officer_id") == [("R1", "O1")]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "recordings.csv",
            "officer_id,started_at\nO1,2026-01-05T10:00:01Z\n",
            r"recordings\.recording_id has no column here \(a heading such as 'recording_id' would do\)",
        ),
        (
            "recordings.csv",
            "recording_id,started_at,Started At\nR1,2026-01-05T10:00:01Z,\n",
            r"2 columns of one name: 'started_at' \(column 2\) and 'Started At' \(column 3\); rename or remove",
        ),
        ("export.csv", "incident_id\nI1\n", r"fit several profiles \(canonical:incidents, canonical:unit_responses\)"),
        ("export.csv", "colour,taste\nred,sweet\n", r"no profile fits its headings \(colour, taste\)"),
        ("export.csv", "", "is empty: not even a heading line"),
        ("export.csv", "\n\n", "is empty: not even a heading line"),
        ("export.jsonl", "no json\n", "holds no JSON object"),
        ("export.parquet", "no parquet\n", "is not Parquet"),
        ("export.pdf", "%PDF", r"no reader for \.pdf"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_is_wrong_and_what_would_be_right(desk, name, text, says) -> None:
    good = desk.file("a_first/recordings.csv", GOOD)
    bad = desk.file(f"b/{name}", text)
    with pytest.raises(ExportError, match=says):
        desk.take(good, bad)
    assert desk.lake.snapshot().version == 0


def test_all_files_that_are_wrong_are_named_at_once(desk) -> None:
    paths = [desk.file("a.csv", "colour\nred\n"), desk.file("b.csv", "taste\nsweet\n")]
    with pytest.raises(ExportError) as caught:
        desk.take(*paths)
    assert "a.csv" in str(caught.value)
    assert "b.csv" in str(caught.value)


def test_headings_nobody_reads_are_listed(desk) -> None:
    ledger = desk.read("recordings.csv", "recording_id,started_at,colour,,\nR1,2026-01-05T10:00:01Z,red,,\n")
    assert ledger.unmapped == ("colour",)
    assert ledger.rows.used == 1


def test_a_folder_is_walked_in_order_and_what_is_left_alone_is_named(desk) -> None:
    desk.file("b/recordings.csv", GOOD)
    desk.file("a/officers.csv", "officer_id\nO1\n")
    desk.file(".hidden.csv", GOOD)
    desk.file(".git/recordings.csv", GOOD)
    desk.file("recordings.csv.part", GOOD)
    desk.file("~$recordings.xlsx", "")
    desk.file("README.md", "words")
    report = desk.take(desk.folder)
    assert [(f.file, f.status) for f in report.files] == [
        (".hidden.csv", "skipped"),
        ("recordings.csv.part", "skipped"),
        ("~$recordings.xlsx", "skipped"),
        ("README.md", "skipped"),
        ("a/officers.csv", "imported"),
        ("b/recordings.csv", "imported"),
    ]
    assert {f for (f,) in desk.rows("recordings", "source_file")} == {"b/recordings.csv"}


def test_a_path_that_is_not_there_is_an_error(desk) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        desk.take(desk.folder / "gone.csv")


def test_names_with_glob_marks_are_plain_names(desk) -> None:
    assert desk.read("recordings[1]*?.csv", GOOD).rows.used == 1


def test_a_file_that_grows_while_it_is_looked_at_is_not_read(desk, monkeypatch) -> None:
    path = desk.file("drop/recordings.csv", GOOD)
    desk.file("drop/officers.csv", "officer_id\nO1\n")

    def grow(_seconds: float) -> None:
        with path.open("a") as stream:
            stream.write("R2,2026-01-05T10:0")

    monkeypatch.setattr("bwcmeta.ingest.files.time.sleep", grow)
    report = desk.take(path.parent)
    assert [(f.file, f.status, f.notes) for f in report.files] == [
        ("recordings.csv", "skipped", ("still being written",)),
        ("officers.csv", "imported", ()),
    ]
    with pytest.raises(ExportError, match="still being written"):
        desk.take(path)
