"""Faults B1 to B29: times. The first words of each docstring are the row of the page on faults."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from export_desk import ends, workbook

from bwcmeta.errors import DocumentError, ExportError
from bwcmeta.ingest.normalise import EXCHANGED
from bwcmeta.profiles import load_profile

HEAD = "recording_id,started_at,ended_at,duration_s\n"
CHICAGO = "America/Chicago"
CALLS = """
id: own
version: 1
title: Calls of our own
zone: America/Chicago
tables:
  incidents:
    columns:
      incident_id: {from: [Number]}
      created_at: %s
"""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def created(desk, rule: str, text: str, name: str = "calls.csv"):
    ledger = desk.read(name, text, profile=desk.profile(CALLS % rule))
    return ledger, desk.rows("incidents", "created_at", "resolution_us")


def test_b1_offset_present(desk) -> None:
    """An offset on the stamp | used | the instant is kept and the offset as given"""
    assert ends(desk.read("recordings.csv", HEAD + "R1,2019-04-01T00:01:41.000-05:00,,\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "started_at", "utc_offset") == [(at(2019, 4, 1, 5, 1, 41), "-05:00")]


def test_b2_offset_absent(desk) -> None:
    """No offset | used in a stated zone, refused without one | the zone stands in the notes"""
    text = HEAD + "R1,2015-03-26T18:53:46,,\n"
    with pytest.raises(ExportError, match=r"recordings\.csv:2: the stamps of 'started_at' have no offset; state their"):
        desk.read("recordings.csv", text)
    ledger = desk.read("recordings.csv", text, tz="America/Los_Angeles")
    assert ends(ledger) == (1, 0, 0, 0)
    assert ledger.notes == ("stamps without an offset read in America/Los_Angeles",)
    assert desk.rows("recordings", "started_at") == [(at(2015, 3, 27, 1, 53, 46),)]


def test_b3_offset_removed_in_some_rows(desk) -> None:
    """Offsets that a script cut off, beside rows that have theirs | used | each row by its own; the note tells
    the zone that was applied
    """
    text = HEAD + "R1,2026-01-05T10:00:01-06:00,,\nR2,2026-01-05T10:00:01,,\n"
    ledger = desk.read("recordings.csv", text, tz=CHICAGO)
    assert ends(ledger) == (2, 0, 0, 0)
    assert desk.rows("recordings", "started_at") == [(at(2026, 1, 5, 16, 0, 1),)] * 2
    assert "read in America/Chicago" in ledger.notes[0]


def test_b4_local_time_marked_utc(desk) -> None:
    """Local times wrongly marked UTC | used | `ignore_offset` in the profile reads the clock in its zone; the
    audit's second look finds clocks an hour or more off
    """
    _, rows = created(desk, "{from: [Time], ignore_offset: true}", "Number,Time\n1,2026-01-05T10:00:00Z\n")
    assert rows[0][0] == at(2026, 1, 5, 16)


def test_b5_time_in_a_title(desk) -> None:
    """A time inside a title | used | titles are never read for times"""
    head = "evidence_id,title,created_date_record_start\n"
    assert ends(desk.read("e.csv", head + "E1,AXON 2026-01-05T16:00:00Z,2026-01-05T10:00:00-06:00\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "started_at", "title") == [(at(2026, 1, 5, 16), None)]


def test_b6_zone_of_the_viewer(desk) -> None:
    """The viewer's settings decide the zone of the export | used | --tz at each import; the zone is kept in
    its notes
    """
    ledger = desk.read("recordings.csv", HEAD + "R1,2026-07-05T10:00:01,,\n", tz="America/New_York")
    assert ledger.notes == ("stamps without an offset read in America/New_York",)


def test_b7_local_date_beside_utc_instant(desk) -> None:
    """A local date and an instant of another day in one row | used | the instant is read; rules about days use
    the agency's zone; the date is left out by name
    """
    profile = load_profile("nj-use-of-force")
    assert "local day" in profile.leaves_out["incident_date"]
    assert profile.tables["facts"].columns["at"].headings == ("incident_date_utc",)


def test_b8_dst_fold(desk) -> None:
    """An hour that occurs twice, or never | repaired: emptied and marked doubtful | nobody can tell; rules
    that need it are undetermined
    """
    text = HEAD + "R1,2026-11-01T01:30:00,,\nR2,2026-03-08T02:30:00,,\nR3,2026-11-01T03:30:00,,\n"
    assert ends(desk.read("recordings.csv", text, tz=CHICAGO)) == (1, 2, 0, 0)
    assert desk.rows("recordings", "started_at", "doubtful") == [
        (None, ["started_at"]), (None, ["started_at"]), (at(2026, 11, 1, 9, 30), None)
    ]  # fmt: skip


def test_b9_seconds_taken_away(desk) -> None:
    """Seconds that a spreadsheet took away | used | the precision is kept and comparisons are widened by it"""
    _, rows = created(desk, '{from: [Time], formats: ["%m/%d/%Y %H:%M"]}', "Number,Time\n1,1/1/2022 1:07\n")
    assert rows == [(at(2022, 1, 1, 7, 7), 60_000_000)]


def test_b10_two_editions_one_cut_to_the_minute(desk) -> None:
    """Two editions of the same rows, one cut to the minute | used, the other an exact repeat | the finer times
    stay, whichever edition is read first or was exported later: a time cut to the minute is no other time
    """
    row = "R1,2026-03-26T18:{}-05:00,2026-03-26T18:{}-05:00,30.24\n"
    desk.read("minute.csv", HEAD + row.format("53", "54"), profile="canonical:recordings", exported_at=at(2026, 4, 1))
    fine = desk.read(
        "fine.csv", HEAD + row.format("53:46", "54:16"), profile="canonical:recordings", exported_at=at(2026, 4, 2)
    )
    assert ends(fine) == (1, 0, 0, 0)
    assert {(n.column, n.what) for n in fine.restated} == {
        ("started_at", "a finer time than before"),
        ("ended_at", "a finer time than before"),
    }
    again = desk.read(
        "again.csv",
        HEAD + row.format("53", "54") + "\n",
        profile="canonical:recordings",
        exported_at=at(2026, 4, 3),
    )
    assert ends(again) == (0, 0, 1, 0)


SHIFTS = ["Shift ID", "Employee ID", "Facility", "Start Date", "Start Time", "End Date", "End Time", "Shift Type"]


def test_b11_noise_of_a_spreadsheet(desk) -> None:
    """06:59:59.999: a spreadsheet's arithmetic | used, with a note (repaired, from CSV) | rounded to the
    second
    """
    text = (
        ",".join(SHIFTS)
        + "\nE1,9,Alpha,2026-01-05T00:00:00,06:59:59.999000,2026-01-05T00:00:00,13:59:59.998,Scheduled\n"
    )
    assert ends(desk.read("shifts.csv", text)) == (0, 1, 0, 0)
    row = ["E2", 9.0, "Alpha", (46027.0, 1), (0.29166665, 2), (46027.0, 1), (0.58333331, 2), "Scheduled"]
    ledger = desk.read("shifts.xlsx", workbook({"S": [SHIFTS, row]}))
    assert ends(ledger) == (1, 0, 0, 0)
    assert ledger.notes[0] == "2 times rounded to the second: noise of a spreadsheet"
    assert desk.rows("duty", "started_at", "ended_at") == [(at(2026, 1, 5, 13), at(2026, 1, 5, 20))] * 2


def test_b12_time_without_a_date(desk) -> None:
    """A time of day with the day 1899-12-31 | used | joined with the date beside it; 1899 is never kept"""
    text = ",".join(SHIFTS) + "\nE1,9,Alpha,2026-01-05,1899-12-31T08:00:01Z,2026-01-05,1899-12-31T16:00:00Z,Scheduled\n"
    assert ends(desk.read("shifts.csv", text)) == (1, 0, 0, 0)
    assert desk.rows("duty", "started_at") == [(at(2026, 1, 5, 14, 0, 1),)]


def test_b13_24_hours_with_am_pm(desk) -> None:
    """A 24-hour clock with AM or PM beside it | used where they agree or the hour is over 12, else set aside |
    03:15 PM on a 24-hour clock could be either
    """
    head = "EVENT_NUMBER,CREATE_TIME_INCIDENT,CLOSED_TIME_INCIDENT,INCIDENT_TYPE_ID,DISPOSITION_TEXT,AGENCY\n"
    text = head + "1,2026 Jan 05 14:05:00 PM,,T,ARR,CPD\n2,2026 Jan 05 03:15:00 PM,,T,ARR,CPD\n"
    ledger = desk.read("calls.csv", text)
    assert ends(ledger) == (1, 0, 0, 1)
    assert desk.rows("incidents", "created_at") == [(at(2026, 1, 5, 19, 5),)]


def test_b14_no_space_before_am_pm(desk) -> None:
    """No space before AM or PM | used | a format of its own"""
    _, rows = created(desk, '{from: [T], formats: ["%m/%d/%Y %I:%M:%S%p"]}', "Number,T\n1,01/05/2026 02:05:09PM\n")
    assert rows[0][0] == at(2026, 1, 5, 20, 5, 9)


@pytest.mark.parametrize(
    ("date", "time", "utc"),
    [
        ("2016-10-31T00:00:00", "04:57:44", at(2016, 10, 31, 9, 57, 44)),
        ("2016-10-31", "1808", at(2016, 10, 31, 23, 8)),
        ("2016-10-31T00:00:00.000", "0256", at(2016, 10, 31, 7, 56)),
        ("2016-10-31", "2:05 PM", at(2016, 10, 31, 19, 5)),
        ("2016-10-31", "12:05:30 AM", at(2016, 10, 31, 5, 5, 30)),
        ("2016-10-31", "", at(2016, 10, 31, 5)),
    ],
)
def test_b15_date_and_time_in_two_columns(desk, date, time, utc) -> None:
    """Date and time of day in two columns | used | joined; 0256 is 02:56"""
    ledger, rows = created(desk, "{date: D, time: T}", f"Number,D,T\n1,{date},{time}\n")
    assert ends(ledger) == (1, 0, 0, 0)
    assert rows[0][0] == utc


def test_b16_day_first_or_month_first(desk) -> None:
    """Day first or month first | set aside where the stated order does not fit, with a warning about the rows that fit
    either | one order a column; a profile that names both is refused
    """
    text = "Number,T\n1,13/01/2026 10:00\n2,05/01/2026 10:00\n"
    ledger, _ = created(desk, '{from: [T], formats: ["%m/%d/%Y %H:%M"]}', text)
    assert ends(ledger) == (1, 0, 0, 1)
    assert [noted.what for noted in ledger.set_aside] == [EXCHANGED]
    assert "incidents.created_at: 1 row set aside because day and month stand in another order" in ledger.warnings[0]
    ledger, _ = created(desk, '{from: [T], formats: ["%m/%d/%Y %H:%M"]}', "Number,T\n3,1/13/2026 10:00\n4,soon\n")
    assert [noted.what for noted in ledger.set_aside] == ["not a stamp that this profile reads"]
    assert ledger.warnings == ()
    both = '{from: [T], formats: ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"]}'
    with pytest.raises(DocumentError, match="read one cell in two ways"):
        load_profile(desk.profile(CALLS % both))


def test_b17_midnight_for_unknown(desk) -> None:
    """Midnight standing for an unknown time | used, precise to the day | `day_only` in the profile, or seen
    when every stamp is at midnight
    """
    text = "Number,T\n" + "".join(f"{n},1/{n % 27 + 1}/2026 12:00:00 AM\n" for n in range(40))
    form = '"%m/%d/%Y %I:%M:%S %p"'
    ledger, rows = created(desk, f"{{from: [T], formats: [{form}]}}", text)
    assert ends(ledger) == (40, 0, 0, 0)
    assert {r[1] for r in rows} == {86_400_000_000}
    _, rows = created(desk, f"{{from: [T], formats: [{form}], day_only: true}}", "Number,T\nX,1/5/2026 03:00:00 PM\n")
    assert rows[-1] == (at(2026, 1, 5, 6), 86_400_000_000)


def test_b18_missing_end(desk) -> None:
    """No end | repaired: start + duration, marked derived | without a duration the end stays open, marked
    absent; without a start the row is set aside
    """
    text = HEAD + "R1,2026-01-05T10:00:00Z,,90\nR2,2026-01-05T10:00:00Z,,\nR3,,,\n"
    assert ends(desk.read("recordings.csv", text)) == (1, 1, 0, 1)
    assert desk.rows("recordings", "ended_at", "ended_known") == [
        (at(2026, 1, 5, 10, 1, 30), "derived"), (None, "absent")
    ]  # fmt: skip


def test_b19_end_and_duration_disagree(desk) -> None:
    """End, start and duration disagree | used | both are kept: the end counts for conduct, the difference is
    for who looks
    """
    assert ends(desk.read("recordings.csv", HEAD + "R1,2026-03-26T18:53:00Z,2026-03-26T18:54:00Z,30.24\n")) == (
        1,
        0,
        0,
        0,
    )
    assert desk.rows("recordings", "ended_at", "duration_s") == [(at(2026, 3, 26, 18, 54), 30.24)]


def test_b20_zero_length(desk) -> None:
    """A recording of no length | used | the audit counts it apart: it proves nothing"""
    assert ends(desk.read("recordings.csv", HEAD + "R1,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z,0\n")) == (1, 0, 0, 0)


def test_b21_end_before_start(desk) -> None:
    """An end before the start | set aside | dispatch times out of order are used: rules judge them"""
    ledger = desk.read("recordings.csv", HEAD + "R1,2026-01-05T10:00:00Z,2026-01-05T09:00:00Z,\n")
    assert ends(ledger) == (0, 0, 0, 1)
    assert ledger.set_aside[0].what == "ends before it starts"


def test_b22_across_midnight(desk) -> None:
    """Across midnight | used | never split at a day"""
    text = HEAD + "R1,2016-10-31T23:59:53-05:00,2016-11-01T00:10:26-05:00,633\n"
    assert ends(desk.read("recordings.csv", text)) == (1, 0, 0, 0)
    assert desk.rows("recordings", "recording_id") == [("R1",)]


def test_b23_clock_stepped(desk) -> None:
    """The next clip begins seconds before the last ended | used | the audit stitches over small overlaps and
    looks for displaced clocks
    """
    text = HEAD + "R1,2026-01-05T10:00:00Z,2026-01-05T14:00:02Z,\nR2,2026-01-05T13:59:43Z,2026-01-05T14:20:00Z,\n"
    assert ends(desk.read("recordings.csv", text)) == (2, 0, 0, 0)


@pytest.mark.parametrize("unset", ["1970-01-01T00:02:11Z", "2000-01-01T00:00:05Z", "1980-01-06T00:00:00Z"])
def test_b24_clock_never_set(desk, unset) -> None:
    """A clock that was never set | set aside | dates at which cameras begin to count are no times"""
    ledger = desk.read("recordings.csv", HEAD + f"R1,{unset},,\n")
    assert ends(ledger) == (0, 0, 0, 1)
    assert ledger.set_aside[0].what.startswith("no clock")


def test_b25_recorded_on_edited(desk) -> None:
    """A recorded-on date edited by a user | used | both are kept: recorded_at for retention, started_at for
    conduct; the edit is an evidence action
    """
    head = "recording_id,started_at,recorded_at\n"
    assert ends(desk.read("recordings.csv", head + "R1,2026-01-05T10:00:00Z,2026-01-09T10:00:00Z\n")) == (1, 0, 0, 0)
    assert desk.rows("recordings", "started_at", "recorded_at") == [(at(2026, 1, 5, 10), at(2026, 1, 9, 10))]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("633", 633.0), ("30.24", 30.24), ("00:12:33", 753.0), ("27:10:00", 97_800.0), ("1.02:03:04", 93_784.0)],
)
def test_b26_forms_of_a_duration(desk, text, seconds) -> None:
    """Durations as numbers, clocks, more than a day, spans | used | all forms; a span by a named function"""
    assert ends(desk.read("recordings.csv", HEAD + f"R1,2026-01-05T10:00:00Z,2026-01-05T10:00:30Z,{text}\n")) == (
        1,
        0,
        0,
        0,
    )
    assert desk.rows("recordings", "duration_s") == [(seconds,)]


def test_b26_a_span_by_a_named_function(desk) -> None:
    """As above"""
    own = """
id: own
version: 1
title: Spans
tables:
  recordings:
    columns:
      recording_id: {from: [Id]}
      started_at: {from: [At]}
      duration_s: {from: [Span], normalise: [length_of_span]}
"""
    text = "Id,At,Span\nR1,2026-01-05T10:00:00Z,00:00:19-00:00:29\n"
    desk.read("spans.csv", text, profile=desk.profile(own))
    assert desk.rows("recordings", "duration_s") == [(10.0,)]


def test_b27_unit_of_a_duration(desk) -> None:
    """A duration whose unit nobody states | used | the unit is the profile's to say; a profile that does not
    know it leaves the column out
    """
    own = (
        CALLS.replace("incidents", "recordings")
        .replace("incident_id", "recording_id")
        .replace("created_at", "started_at")
    )
    own += "      duration_s: {from: [Length], unit: min}\n"
    desk.read("d.csv", "Number,T,Length\nR1,2026-01-05T10:00:00Z,41\n", profile=desk.profile(own % "{from: [T]}"))
    assert desk.rows("recordings", "duration_s") == [(2460.0,)]


def test_b28_durations_instead_of_times(desk) -> None:
    """Durations instead of clock times | used | derived only where the profile says what they are added to;
    else left out
    """
    rule = "{from: [Called], plus: [Intake, Dispatch], unit: min}"
    ledger, rows = created(
        desk, rule, "Number,Called,Intake,Dispatch\n1,2026-01-05T10:00:00Z,1.5,2\n2,2026-01-05T10:00:00Z,1,\n"
    )
    assert rows == [(at(2026, 1, 5, 10, 3, 30), 60_000_000), (None, None)]
    assert ends(ledger) == (2, 0, 0, 0)
    assert "length without a stated beginning" in load_profile("detroit-calls").leaves_out["Dispatch Time"]


def test_b29_uploaded_much_later(desk) -> None:
    """Uploaded hours or days after recording | used | the audit's horizon and grace period keep "no video"
    provisional
    """
    head = "recording_id,started_at,uploaded_at\n"
    assert ends(desk.read("recordings.csv", head + "R1,2026-01-05T10:00:00Z,2026-01-12T10:00:00Z\n")) == (1, 0, 0, 0)
