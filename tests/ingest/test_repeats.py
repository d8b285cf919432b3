"""Files read twice, rows exported twice, rows that say something else the second time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bwcmeta.api.lakes import export_set_aside
from bwcmeta.errors import ExportError
from bwcmeta.ingest import afterwards, stretches, take
from bwcmeta.ingest.readers import delimited_fast
from bwcmeta.ingest.readers.batch import Batch
from bwcmeta.lake import Lake
from bwcmeta.lake import writer as lake_writer

HEAD = "recording_id,officer_id,started_at\n"
DAYS = [datetime(2026, 6, day, tzinfo=UTC) for day in range(1, 6)]


def row(n: int, officer: str = "O1") -> str:
    return f"R{n},{officer},2026-01-05T10:{n % 60:02d}:01Z\n"


def test_the_same_bytes_change_nothing_and_say_so(desk) -> None:
    first = desk.read("recordings.csv", HEAD + row(1))
    again = desk.read("copy/recordings_copy.csv", HEAD + row(1))
    assert (again.status, again.rows) == ("known", first.rows)
    assert again.notes == ("the same bytes were imported before as recordings.csv; nothing changed",)
    assert desk.lake.snapshot().version == 1
    assert desk.rows("recordings", "recording_id") == [("R1",)]


def test_an_overlapping_export_adds_only_what_is_new(desk) -> None:
    desk.read("recordings_1.csv", HEAD + row(1) + row(2))
    ledger = desk.read("recordings_2.csv", HEAD + row(2) + row(3))
    assert (ledger.rows.used, ledger.rows.repeats) == (1, 1)
    assert desk.rows("recordings", "recording_id", "import_seq") == [("R1", 1), ("R2", 1), ("R3", 2)]
    assert not desk.lake.snapshot().restated("recordings")


def test_a_row_that_says_something_else_is_another_version(desk) -> None:
    desk.read("recordings_1.csv", HEAD + row(1) + row(2))
    ledger = desk.read("recordings_2.csv", HEAD + row(2, "O9"))
    assert ledger.tables[0].restates
    assert desk.lake.snapshot().restated("recordings")
    assert not desk.lake.snapshot().restated("incidents")
    assert desk.rows("recordings", "recording_id", "officer_id")[1:] == [("R2", "O1"), ("R2", "O9")]


def test_a_row_restated_back_is_compared_with_the_newest_not_the_oldest(desk) -> None:
    for number, officer in enumerate(["O1", "O9", "O1"]):
        desk.read(f"recordings_{number}.csv", HEAD + row(1, officer) + row(10 + number))
    assert [o for r, o in desk.rows("recordings", "recording_id", "officer_id") if r == "R1"] == ["O1", "O9", "O1"]


def test_repeats_and_versions_inside_one_file(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + row(1) + row(1) + row(2) + row(1, "O2") + row(1, "O2") + row(1))
    assert (ledger.rows.used, ledger.rows.repeats) == (4, 2)
    assert ledger.tables[0].restates
    assert desk.rows("recordings", "source_row", "officer_id") == [(2, "O1"), (4, "O1"), (5, "O2"), (7, "O1")]


def test_keys_with_empty_parts_are_keys(desk) -> None:
    head = "fact,incident_id,officer_id,at\n"
    fact = "arrest,I1,,2026-01-05T10:00:01Z\n"
    ledger = desk.read("facts.csv", head + fact + fact + "arrest,I1,O1,2026-01-05T10:00:01Z\n")
    assert (ledger.rows.used, ledger.rows.repeats) == (2, 1)


def test_one_file_feeds_two_tables_and_both_add_up(desk) -> None:
    text = (
        "Event ID,Officer Badge ID,Officer Dispatched DateTime,Officer Cleared DateTime,Call type\n"
        "E1,B1,2026-01-05T10:00:01Z,2026-01-05T10:30:01Z,Theft\n"
        "E1,B2,2026-01-05T10:05:01-05:00,2026-01-05T10:30:01-05:00,Theft\n"
        "E2,,,,Noise\n"
        ",B3,2026-01-05T10:00:01Z,,Noise\n"
        "E3,B3,noon,,Noise\n"
    )
    ledger = desk.read("cad.csv", text)
    assert ledger.profile == "axon-cad-printout@1"
    counts = {t.table: t.counts for t in ledger.tables}
    units, incidents = counts["unit_responses"], counts["incidents"]
    assert (units.read, units.used, units.set_aside) == (4, 2, 2)  # E2 has no officer: not meant for this table
    assert (incidents.read, incidents.used, incidents.repeats, incidents.set_aside) == (5, 3, 1, 1)
    # a row counts once, by the strongest end: E3 went into incidents
    assert (ledger.rows.read, ledger.rows.used, ledger.rows.set_aside) == (5, 4, 1)
    assert [(a["row"], a["table"], a["column"]) for a in desk.aside(ledger)] == [
        (5, "unit_responses", "incident_id"),
        (5, "incidents", "incident_id"),
        (6, "unit_responses", "dispatched_at"),
    ]


@pytest.fixture(params=[0, afterwards.MOST], ids=["read again", "mended"])
def small_batches(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Makes a file of a few hundred rows one of many batches, which are written together by twos and threes."""
    monkeypatch.setattr(delimited_fast, "ROWS", 50)
    monkeypatch.setattr(take, "_HELD_BATCHES", 1)
    monkeypatch.setattr(lake_writer, "_ROWS_A_WRITE", 120)
    monkeypatch.setattr(afterwards, "MOST", request.param)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("careful", [False, True])
def test_a_long_file_is_mended_or_taken_back_and_read_again_when_keys_collide(desk, careful: bool) -> None:
    torn = "torn\n" if careful else ""
    desk.read("recordings_1.csv", HEAD + "".join(row(n) for n in range(400)))
    assert len(desk.rows("recordings", "recording_id")) == 400
    text = (
        HEAD + "".join(row(n, "O9" if n == 399 else "O1") for n in range(300, 700)) + row(650) + row(651, "O2") + torn
    )
    ledger = desk.read("recordings_2.csv", text)
    assert (ledger.rows.used, ledger.rows.repeats, ledger.rows.set_aside) == (302, 100, int(careful))
    assert ledger.tables[0].restates
    ids = [r for (r,) in desk.rows("recordings", "recording_id")]
    assert len(ids) == 702
    assert {i for i in ids if ids.count(i) > 1} == {"R399", "R651"}


def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the name of each file that is read from its start."""
    found: list[str] = []
    batches = delimited_fast.FastDelimited.batches

    def noted(self: delimited_fast.FastDelimited) -> Iterator[Batch]:
        found.append(self._path.name)
        return batches(self)

    monkeypatch.setattr(delimited_fast.FastDelimited, "batches", noted)
    return found


TEXT = [
    row(1), *(row(n) for n in range(100, 400)), row(1), row(130, "O2"), *(row(n) for n in range(400, 500)),
    row(120), row(450), row(450, "O2"), row(450, "O2"), row(1, "O2"),
]  # fmt: skip


@pytest.mark.usefixtures("small_batches")
def test_few_repeats_of_a_long_file_are_told_apart_without_another_reading(desk, monkeypatch) -> None:
    read = readings(monkeypatch)
    desk.read("recordings_1.csv", HEAD + row(120) + row(1, "O9") + row(7))
    ledger = desk.read("recordings_2.csv", HEAD + "".join(TEXT))
    assert read.count("recordings_2.csv") == (1 if afterwards.MOST else 2)
    assert (ledger.rows.used, ledger.rows.repeats) == (403, 5)
    rows = desk.rows("recordings", "recording_id", "officer_id", "source_row", "import_seq")
    assert [r for r in rows if r[0] in ("R1", "R120", "R130", "R450")] == [
        ("R120", "O1", 2, 1),
        ("R1", "O9", 3, 1),
        ("R1", "O1", 2, 2),
        ("R130", "O1", 33, 2),
        ("R130", "O2", 304, 2),
        ("R450", "O1", 355, 2),
        ("R450", "O2", 407, 2),
        ("R1", "O2", 409, 2),
    ]
    assert [(n.column, n.count, n.examples) for n in ledger.restated] == [("officer_id", 4, (2, 304, 407, 409))]
    on_disk = {str(path) for path in (desk.lake.folder / "recordings").glob("month=*/*.parquet")}
    assert not afterwards.MOST or on_disk == set(desk.lake.snapshot().files("recordings"))


@pytest.mark.usefixtures("small_batches")
def test_a_repeated_row_that_was_repaired_is_not_counted_as_repaired(desk, monkeypatch) -> None:
    read = readings(monkeypatch)
    head = "recording_id,started_at,ended_at,duration_s\n"
    rows = [f"R{n},2026-01-05T10:00:01Z,2026-01-05T10:01:01Z,60\n" for n in range(300)]
    short = "S,2026-01-05T10:00:01Z,2026-01-05T10:01:01Z,short\n"
    ledger = desk.read("recordings.csv", head + "".join([short, *rows, short, rows[7]]))
    assert read.count("recordings.csv") == 2
    assert (ledger.rows.used, ledger.rows.repaired, ledger.rows.repeats) == (300, 1, 2)
    assert [(n.count, n.examples) for n in ledger.repairs] == [(1, (2,))]


@pytest.mark.usefixtures("small_batches")
def test_an_older_export_is_told_apart_from_later_ones(desk) -> None:
    desk.read("recordings_2.csv", HEAD + row(1, "O9") + row(130), exported_at=DAYS[2])
    ledger = desk.read("recordings_1.csv", HEAD + "".join(TEXT), exported_at=DAYS[1])
    assert (ledger.rows.used, ledger.rows.repeats, ledger.rows.set_aside) == (400, 4, 4)
    assert [(n.what, n.count, n.examples) for n in ledger.set_aside] == [(take.OUTDATED, 4, (2, 303, 304, 409))]
    assert [a["row"] for a in desk.aside(ledger)] == [2, 303, 304, 409]
    last = dict(desk.rows("recordings", "recording_id", "officer_id"))
    assert (last["R1"], last["R130"], last["R450"]) == ("O9", "O1", "O2")


@pytest.mark.parametrize("then", ["all of it again", "all of it restated", "nothing of it"])
def test_the_lake_is_read_as_often_for_many_batches_as_for_few(desk, monkeypatch, tmp_path, then: str) -> None:
    """A scan a batch made an overlapping export cost the square of its length."""
    first = HEAD + "".join(row(n) for n in range(600))
    rows = {
        "all of it again": [row(n) for n in range(601)],
        "all of it restated": [row(n, "O9") for n in range(600)],
        "nothing of it": [row(n) for n in range(1000, 1600)],
    }[then]
    desk.read("recordings_1.csv", first)
    other = type(desk)(desk.folder, Lake.open(tmp_path / "other", create=True))
    other.read("recordings_1.csv", first)
    scans: list[int] = []
    scan = lake_writer._scan
    monkeypatch.setattr(lake_writer, "_scan", lambda paths: scans.append(len(paths)) or scan(paths))
    monkeypatch.setattr(take, "_HELD_BATCHES", 1)
    seen = []
    for where, size in ((desk, 300), (other, 10)):
        monkeypatch.setattr(delimited_fast, "ROWS", size)
        monkeypatch.setattr(stretches, "ROWS", size)
        scans.clear()
        ledger = where.read("recordings_2.csv", HEAD + "".join(rows))
        seen.append((list(scans), ledger.rows, where.rows("recordings", "recording_id", "officer_id", "source_row")))
    assert seen[0] == seen[1]
    # once to see whether any key collides and, where some do, once more for what is there of them
    assert len(seen[0][0]) == (1 if then == "nothing of it" else 2)


@pytest.mark.usefixtures("small_batches")
def test_versions_of_a_key_far_apart_in_a_file_are_compared_with_the_newest(desk, monkeypatch) -> None:
    monkeypatch.setattr(stretches, "ROWS", 50)
    monkeypatch.setattr("bwcmeta.ingest.before.MOST_HELD", 20)
    desk.read("recordings_1.csv", HEAD + row(1) + row(2))
    filler = [row(n) for n in range(100, 500)]
    text = [row(1), *filler[:120], row(1, "O2"), row(2), *filler[120:240], row(1, "O2"), *filler[240:], row(1)]
    ledger = desk.read("recordings_2.csv", HEAD + "".join(text))
    assert (ledger.rows.used, ledger.rows.repeats) == (402, 3)
    versions = [(o, s) for r, o, s in desk.rows("recordings", "recording_id", "officer_id", "import_seq") if r == "R1"]
    assert versions == [("O1", 1), ("O2", 2), ("O1", 2)]
    assert [(n.column, n.count) for n in ledger.restated] == [("officer_id", 2)]


def test_a_file_that_is_no_longer_the_same_when_read_again_is_refused(desk, monkeypatch) -> None:
    monkeypatch.setattr(take, "_HELD_BATCHES", 1)
    monkeypatch.setattr(afterwards, "MOST", 0)
    monkeypatch.setattr(delimited_fast, "ROWS", 50)
    desk.read("recordings_1.csv", HEAD + row(1))
    before = take.Before.__init__

    def grown(*args: object) -> None:
        before(*args)
        monkeypatch.setattr(delimited_fast, "ROWS", 40)  # as if lines had come and gone

    monkeypatch.setattr(take.Before, "__init__", grown)
    with pytest.raises(ExportError, match=r"recordings_2\.csv changed while it was read; try again"):
        desk.read("recordings_2.csv", HEAD + "".join(row(n) for n in range(200)))
    assert desk.rows("recordings", "recording_id") == [("R1",)]


@pytest.mark.usefixtures("small_batches")
def test_short_and_long_ways_give_the_same_lake(desk, tmp_path) -> None:
    from bwcmeta.ingest.readers import delimited_fast as fast

    text = HEAD + "".join(row(n % 130, "O2" if n % 7 == 0 else "O1") for n in range(500))
    desk.read("recordings.csv", text)
    other = type(desk)(desk.folder, Lake.open(tmp_path / "other", create=True))
    fast.ROWS = 10_000  # the fixture puts it back
    other.read("recordings.csv", text)
    columns = ("recording_id", "officer_id", "source_row", "started_at", "resolution_us")
    assert desk.rows("recordings", *columns) == other.rows("recordings", *columns)


@pytest.mark.usefixtures("small_batches")
def test_keys_beyond_what_memory_holds_go_to_disk_and_are_still_told_apart(desk, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("bwcmeta.ingest.key_log.MOST_IN_MEMORY", 120)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    ledger = desk.read("recordings_1.csv", HEAD + "".join(row(n) for n in range(400)) + row(7) + row(8, "O2"))
    assert (ledger.rows.used, ledger.rows.repeats, ledger.tables[0].restates) == (401, 1, True)
    ledger = desk.read("recordings_2.csv", HEAD + "".join(row(n) for n in range(395, 700)))
    assert (ledger.rows.used, ledger.rows.repeats) == (300, 5)
    assert not list(tmp_path.glob("bwcmeta-keys-*"))


def test_a_vendor_file_that_says_less_of_a_thing_does_not_empty_what_was_known(desk) -> None:
    desk.read(
        "incidents.csv", "incident_id,call_type,created_at,location_type\nE1,Theft,2026-01-05T09:59:00Z,residence\n"
    )
    head = "Event ID,Officer Badge ID,Officer Dispatched DateTime,Officer Cleared DateTime,Call type\n"
    same = desk.read("cad_1.csv", head + "E1,B1,2026-01-05T10:00:01Z,2026-01-05T10:30:01Z,Theft\n")
    assert {t.table: t.counts.repeats for t in same.tables} == {"unit_responses": 0, "incidents": 1}
    other = desk.read("cad_2.csv", head + "E1,B2,2026-01-05T10:00:02Z,2026-01-05T10:30:01Z,Robbery\n")
    assert {t.table: t.restates for t in other.tables} == {"unit_responses": False, "incidents": True}
    rows = desk.rows("incidents", "incident_id", "call_type", "location_type", "import_seq")
    assert rows == [("E1", "Theft", "residence", 1), ("E1", "Robbery", "residence", 3)]
    assert len({at for (at,) in desk.rows("incidents", "created_at")}) == 1


def test_a_column_that_is_absent_erases_nothing_and_an_empty_cell_does(desk) -> None:
    desk.read("incidents_1.csv", "incident_id,call_type,district\nE1,Theft,4\n")
    fewer = desk.read("incidents_2.csv", "incident_id,call_type\nE1,Theft\n")
    assert fewer.rows.repeats == 1
    desk.read("incidents_3.csv", "incident_id,call_type,district\nE1,Theft,\n")
    assert desk.rows("incidents", "call_type", "district") == [("Theft", "4"), ("Theft", None)]


def test_an_older_export_fills_what_no_later_one_speaks_about(desk) -> None:
    """Five editions of one row in a muddled order: each column is that of the last export that has the column."""
    edition = {
        3: "incident_id,call_type\nE1,Robbery\n",
        1: "incident_id,call_type,district,beat\nE1,Theft,4,B1\n",
        2: "incident_id,district,priority\nE1,5,2\n",
    }
    ledgers = {}
    for day in (3, 1, 2):
        ledgers[day] = desk.read(f"incidents_{day}.csv", edition[day], exported_at=DAYS[day])
    newest = desk.rows("incidents", "call_type", "district", "beat", "priority")[-1]
    assert newest == ("Robbery", "5", "B1", "2")
    told = {day: [(n.column, n.what) for n in ledger.restated] for day, ledger in ledgers.items()}
    assert told[1] == [
        ("beat", "another value than before"),
        ("call_type", "an export made later says something else"),
        ("district", "another value than before"),
    ]
    assert [(ledger.rows.used, ledger.rows.set_aside) for ledger in ledgers.values()] == [(1, 0)] * 3
    old = desk.read("incidents_0.csv", "incident_id,call_type,district\nE1,Arson,9\n", exported_at=DAYS[0])
    assert (old.rows.set_aside, old.set_aside[0].what) == (1, "an export made later has another version of it")
    assert [n.column for n in old.restated] == ["call_type", "district"]
    assert len(desk.rows("incidents", "incident_id")) == 3


def test_a_later_export_that_says_the_same_still_stands_against_an_older_one(desk) -> None:
    head = "incident_id,call_type\n"
    desk.read("incidents_1.csv", head + "E1,Theft\nE2,Theft\n", exported_at=DAYS[1])
    assert desk.read("incidents_3.csv", head + "E1,Theft\n", exported_at=DAYS[3]).rows.repeats == 1
    between = desk.read("incidents_2.csv", head + "E1,Arson\nE2,Arson\n", exported_at=DAYS[2])
    assert (between.rows.used, between.rows.set_aside) == (1, 1)
    assert desk.rows("incidents", "incident_id", "call_type") == [("E1", "Theft"), ("E2", "Theft"), ("E2", "Arson")]


@pytest.mark.parametrize("finer_first", [True, False])
def test_a_time_cut_to_the_minute_is_no_other_time(desk, finer_first: bool) -> None:
    head = "recording_id,started_at,ended_at,officer_id\n"
    fine = head + "R1,2026-03-26T18:53:46Z,2026-03-26T18:54:16Z,O1\nR2,2026-03-26T18:53:46Z,2026-03-26T18:54:16Z,O1\n"
    coarse = head + "R1,2026-03-26T18:53Z,2026-03-26T18:54Z,O1\nR2,2026-03-26T18:53Z,2026-03-26T18:55Z,O2\n"
    first, second = (fine, coarse) if finer_first else (coarse, fine)
    desk.read("recordings_1.csv", first)
    ledger = desk.read("recordings_2.csv", second)
    rows = desk.rows("recordings", "recording_id", "started_at", "ended_at", "officer_id", "resolution_us")
    at = datetime(2026, 3, 26, 18, 53, 46, tzinfo=UTC)
    end = datetime(2026, 3, 26, 18, 54, 16, tzinfo=UTC)
    newest = {row[0]: row for row in rows}
    assert newest["R1"] == ("R1", at, end, "O1", 1_000_000)
    if finer_first:
        assert (ledger.rows.repeats, ledger.rows.used) == (1, 1)
        assert newest["R2"] == ("R2", at, datetime(2026, 3, 26, 18, 55, tzinfo=UTC), "O2", 60_000_000)
    else:
        assert newest["R2"] == ("R2", at, end, "O1", 1_000_000)
        assert ("started_at", "a finer time than before", 2) in [(n.column, n.what, n.count) for n in ledger.restated]


def test_a_row_read_again_belongs_to_its_own_export(desk, tmp_path) -> None:
    head = "incident_id,created_at,closed_at,call_type\n"
    first = desk.read("incidents_1.csv", head + "E1,soon,soon,Theft\nE2,noon,,Theft\n")
    desk.read("incidents_2.csv", head + "E1,2026-01-05T10:00:00Z,,Robbery\n")
    [path] = export_set_aside(desk.lake.folder, tmp_path / "aside")
    path.write_text(path.read_text().replace("soon", "2026-01-05T09:00:00Z").replace("noon", "2026-01-05T12:00:00Z"))
    again = desk.take(path, retry=True).files[0]
    assert (first.rows.set_aside, again.rows.set_aside, again.rows.used) == (2, 1, 1)
    assert desk.rows("incidents", "incident_id", "call_type") == [("E1", "Robbery"), ("E2", "Theft")]
