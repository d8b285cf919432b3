"""Stamps: offsets, zones, hours that occur twice or never, and how coarse the text was."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from bwcmeta.errors import ArgumentError, ExportError
from bwcmeta.ingest.stamps import DAY_US, MINUTE_US, SECOND_US, NaiveStampError, Reading, Stamps, read_stamps

UTC = dt.UTC


def read(*texts: str | None, formats: tuple[str, ...] = ("iso",), zone: str | None = None) -> Stamps:
    return read_stamps(pl.Series(texts, dtype=pl.String), Reading(formats, zone))[1]


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant", "offset", "coarse"),
    [
        ("2026-01-05T10:00:00Z", at(2026, 1, 5, 10), "Z", SECOND_US),
        ("2026-01-05T10:00:00-05:00", at(2026, 1, 5, 15), "-05:00", SECOND_US),
        ("2026-01-05T10:00:00.250+0530", at(2026, 1, 5, 4, 30, 0, 250_000), "+0530", SECOND_US),
        ("2026-01-05T10:00:00.1234567-05", at(2026, 1, 5, 15, 0, 0, 123_456), "-05", SECOND_US),
        ("2026-01-05 10:00:00 UTC", at(2026, 1, 5, 10), "UTC", SECOND_US),
        ("2026-01-05T10:00Z", at(2026, 1, 5, 10), "Z", MINUTE_US),
        ("2026-1-5 9:00:07Z", at(2026, 1, 5, 9, 0, 7), "Z", SECOND_US),
        ("2026-1-05T10:00:07Z", at(2026, 1, 5, 10, 0, 7), "Z", SECOND_US),
        ("2026-01-05Z", at(2026, 1, 5), "Z", DAY_US),
        ("0001-01-01T00:00:00Z", None, "Z", SECOND_US),
        ("2026-02-30T10:00:00Z", None, "Z", SECOND_US),
        ("2026-01-05T25:00:00Z", None, "Z", SECOND_US),
        ("2026-01-05T10:00:00+19:00", None, None, SECOND_US),
        ("2026-01-05T10:00:00Zulu", None, None, None),
        ("soon", None, None, None),
        ("", None, None, None),
    ],
)
def test_iso(text: str, instant: dt.datetime | None, offset: str | None, coarse: int | None) -> None:
    for others in ((), ("2026-01-01T00:00:00-06:00", None)):  # alone it goes the shortest way, in company the longer
        stamps = read(text, *others)
        assert stamps.instant[0] == instant
        assert (stamps.bad is not None and stamps.bad[0]) == (instant is None)
        if instant is not None:
            assert stamps.offset[0] == offset
            assert (stamps.coarse_us if isinstance(stamps.coarse_us, int) else stamps.coarse_us[0]) == coarse


def test_a_stamp_without_an_offset_needs_a_zone() -> None:
    with pytest.raises(NaiveStampError) as caught:
        read("2026-01-05T10:00:00Z", None, "2026-01-05T10:00:00")
    assert caught.value.position == 2
    assert read("2026-01-05T10:00:00", zone="America/Chicago").instant[0] == at(2026, 1, 5, 16)


def test_the_hour_that_occurs_twice_or_never_is_not_guessed() -> None:
    texts = ["2026-03-08T02:30:00", "2026-11-01T01:30:00", "2026-11-01T01:30:00-05:00", "2026-11-01T02:00:00"]
    stamps = read(*texts, zone="America/Chicago")
    assert stamps.instant.to_list() == [None, None, at(2026, 11, 1, 6, 30), at(2026, 11, 1, 8)]
    assert stamps.doubtful is not None
    assert stamps.doubtful.to_list() == [True, True, False, False]
    assert stamps.offset.to_list() == ["America/Chicago", "America/Chicago", "-05:00", "America/Chicago"]


def test_patterns_are_tried_in_order() -> None:
    stamps = read(
        "1/5/2026 1:07",
        "01/05/2026 13:07:08",
        "13/05/2026 1:07",
        formats=("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S"),
        zone="UTC",
    )
    assert stamps.instant.to_list() == [at(2026, 1, 5, 1, 7), at(2026, 1, 5, 13, 7, 8), None]
    assert isinstance(stamps.coarse_us, pl.Series)
    assert stamps.coarse_us.to_list()[:2] == [MINUTE_US, SECOND_US]
    day = read("1/12/2011", formats=("%m/%d/%Y",), zone="America/Chicago")
    assert (day.instant[0], day.coarse_us) == (at(2011, 1, 12, 6), DAY_US)
    assert read("1767607200", formats=("epoch_s",)).instant[0] == at(2026, 1, 5, 10)
    assert read("1767607200250", formats=("epoch_ms",)).instant[0] == at(2026, 1, 5, 10, 0, 0, 250_000)
    assert read("05.01.2026 10:00:00 +0100", formats=("%d.%m.%Y %H:%M:%S %z",)).instant[0] == at(2026, 1, 5, 9)


def test_every_spelling_agrees_with_python() -> None:
    chance = random.Random(7)
    texts, wanted = [], []
    for _ in range(6000):
        offset = chance.choice(["Z", "+00:00", "-05:00", "+05:30", "-0930"])
        micro = chance.choice([0, chance.randrange(10**6)])
        moment = dt.datetime(1990, 1, 1, tzinfo=UTC) + dt.timedelta(seconds=chance.randrange(10**9), microseconds=micro)
        joint = chance.choice("T ")
        fraction = f".{micro:06d}" if micro or chance.random() < 0.5 else ""
        texts.append(f"{moment:%Y-%m-%d}{joint}{moment:%H:%M:%S}{fraction}{offset}")
        wanted.append(dt.datetime.fromisoformat(texts[-1]).astimezone(UTC))
    stamps = read(*texts)
    assert stamps.bad is None
    assert stamps.instant.to_list() == wanted


HEAD = "recording_id,officer_id,started_at,ended_at\n"


TAILS = ("Z", "", " UTC", "-06:00", "+0530", ".250Z", ",5-05", ".1234567+01:00", "Q", "+19:00")
HEADS = """2026-03-08T02:30:00|2026-02-30T10:00:00|+2026-1-05T10:00:00| 2026-01-05T10:00:0|2026-01-05T10:00:0 |
2026-01-05t10:00:00|2026-01-05 10:00:00|02026-1-05T10:00:00|2026-01-05T10:00:60|0000-00-00T00:00:00"""


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("head", HEADS.replace("\n", "").split("|"))
def test_a_column_of_stamps_that_end_alike_reads_as_one_that_does_not(head: str, tail: str) -> None:
    alike = ["2026-01-05T10:00:00" + tail, head + tail]
    together, mixed = read(*alike, zone="America/Chicago"), read(*alike, "2026-01-05", zone="America/Chicago")
    assert together.instant.to_list() == mixed.instant.to_list()[:2]
    assert together.offset.to_list() == mixed.offset.to_list()[:2]
    told = [False, False] if together.bad is None else together.bad.to_list()
    assert told == ([False] * 2 if mixed.bad is None else mixed.bad.to_list()[:2])


def test_an_export_without_offsets_is_refused_and_nothing_is_written(desk) -> None:
    path = desk.file("recordings.csv", HEAD + "R1,O1,2026-01-05T10:00:00Z,\nR2,O1,2026-01-05T10:00:00,\n")
    with pytest.raises(ExportError, match=r"recordings\.csv:3: the stamps of 'started_at' have no offset; .* --tz"):
        desk.take(path)
    assert desk.lake.snapshot().version == 0
    assert desk.take(path, tz="America/Chicago").files[0].rows.used == 2
    assert desk.rows("recordings", "started_at", "utc_offset") == [
        (at(2026, 1, 5, 10), "Z"),
        (at(2026, 1, 5, 16), "America/Chicago"),
    ]


def test_a_zone_that_does_not_exist_is_an_argument_error(desk) -> None:
    with pytest.raises(ArgumentError, match="did you mean 'America/Chicago'"):
        desk.take(desk.file("recordings.csv", HEAD), tz="America/Chicgo")


def test_a_doubtful_stamp_empties_the_cell_and_keeps_the_row(desk) -> None:
    ledger = desk.read("recordings.csv", HEAD + "R1,O1,2026-11-01T01:30:00,2026-11-01T02:10:00\n", tz="America/Chicago")
    assert (ledger.rows.repaired, ledger.rows.set_aside) == (1, 0)
    assert desk.rows("recordings", "started_at", "ended_at", "doubtful") == [
        (None, at(2026, 11, 1, 8, 10), ["started_at"])
    ]
    assert ledger.repairs[0].column == "started_at"


def test_dates_of_a_clock_that_was_never_set(desk) -> None:
    text = HEAD + "R1,O1,1970-01-01T00:03:00Z,\nR2,O1,2026-01-05T10:00:05Z,2000-01-01T00:00:00Z\n"
    ledger = desk.read("recordings.csv", text)
    assert [(s.column, s.what.split(":")[0], s.count) for s in ledger.set_aside] == [("started_at", "no clock", 1)]
    assert [(s.column, s.count) for s in ledger.repairs] == [("ended_at", 1)]
    assert desk.rows("recordings", "recording_id", "ended_at", "ended_known") == [("R2", None, "absent")]


def test_an_officer_hired_in_2000_is_no_unset_clock(desk) -> None:
    desk.read("officers.csv", "officer_id,valid_from_at\nO1,2000-01-01T00:00:00Z\n")
    assert desk.rows("officers", "valid_from_at") == [(at(2000, 1, 1),)]


def test_thirty_stamps_on_the_full_minute_are_no_finer_than_that(desk) -> None:
    rows = "".join(f"R{n},O1,2026-01-05T10:{n:02d}:00Z,2026-01-05T10:{n:02d}:07Z\n" for n in range(30))
    desk.read("recordings.csv", HEAD + rows)
    assert set(desk.rows("recordings", "resolution_us")) == {(MINUTE_US,)}
    desk.read("recordings_2.csv", HEAD + rows.replace("R", "Q").replace("10:07:00Z", "10:07:01Z"))
    assert {r for s, r in desk.rows("recordings", "import_seq", "resolution_us") if s == 2} == {SECOND_US}


def test_the_coarsest_stamp_of_the_row_counts(desk) -> None:
    text = (
        "incident_id,officer_id,dispatched_at,arrived_at\n"
        "I1,O1,2026-01-05T10:00:01Z,2026-01-05T10:07Z\n"
        "I2,O1,2026-01-05T10:00:01Z,\n"
        "I3,O1,,\n"
    )
    desk.read("unit_responses.csv", text)
    assert desk.rows("unit_responses", "resolution_us") == [(MINUTE_US,), (SECOND_US,), (None,)]
