"""Case 5: a camera's clock is an hour ahead after the change to summer time: an alarm, and no findings."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from audits import Row, Rows, audited, film, response, verdicts

FIRST = datetime.fromisoformat("2026-03-06T08:00:00-06:00")


def _days(days: int, shift: dict[int, timedelta], *, late: dict[int, timedelta] | None = None, events: int = 6) -> Rows:
    """So many days of events for one officer, all recorded; `shift` moves both ends of a day's footage."""
    tables: Rows = {"unit_responses": [], "recordings": []}
    for day in range(days):
        for visit in range(events):
            number = f"I{day}-{visit}"
            arrived = FIRST + timedelta(days=day, minutes=75 * visit)
            cleared = arrived + timedelta(minutes=20)
            move = shift.get(day, timedelta())
            start = arrived + move - timedelta(seconds=20 + 3 * visit) + (late or {}).get(day, timedelta())
            end = cleared + move + timedelta(seconds=30 + 5 * visit)
            tables["unit_responses"].append(response(number, "P1", arrived.isoformat(), cleared.isoformat()))
            tables["recordings"].append(film(f"R{number}", "P1", start.isoformat(), end.isoformat(), number))
    return tables


def _alarms(tables: Rows) -> list[Row]:
    return [row for row in audited(tables).clocks.to_dicts() if row["alarm"]]


def test_an_hour_ahead_on_one_day_alarms_and_accuses_nobody() -> None:
    result = audited(_days(5, {3: timedelta(hours=1)}))
    (alarm,) = [row for row in result.clocks.to_dicts() if row["alarm"]]
    assert (alarm["officer_id"], alarm["device_id"], alarm["day"]) == ("P1", "CAM-P1", "2026-03-09")
    assert alarm["shift_s"] == pytest.approx(3600)
    assert alarm["pattern"] == "one hour"
    assert "violation" not in {verdict for verdict, _ in verdicts(result).values()}
    assert result.summary["quality"]["camera clock displaced"] == 1


def test_a_shift_of_five_minutes_makes_late_and_early_undetermined_on_that_day_only() -> None:
    tables = _days(5, {3: timedelta(minutes=5), 1: timedelta(minutes=-5)})
    found = verdicts(audited(tables))
    assert {found[f"I3-{n}", "P1"] for n in range(6)} == {("undetermined", "clock_suspect")}
    assert {found[f"I1-{n}", "P1"] for n in range(6)} == {("undetermined", "clock_suspect")}
    assert {found[f"I0-{n}", "P1"] for n in range(6)} == {("compliant", "")}


def test_footage_without_a_number_on_such_a_day_proves_no_absence() -> None:
    tables = _days(5, {3: timedelta(hours=1)}, events=7)
    for row in tables["recordings"]:
        if row["recording_id"] == "RI3-6":
            row["incident_ids"] = []
    assert verdicts(audited(tables))["I3-6", "P1"] == ("undetermined", "clock_suspect")


def test_late_starts_with_sound_ends_are_conduct_not_a_clock() -> None:
    tables = _days(5, {}, late={3: timedelta(minutes=5)})
    assert _alarms(tables) == []
    found = verdicts(audited(tables))
    assert {found[f"I3-{n}", "P1"] for n in range(6)} == {("violation", "late_start")}


def test_four_pairs_say_nothing() -> None:
    tables = _days(5, {3: timedelta(hours=1)}, events=4)
    assert audited(tables).clocks.is_empty()


def test_the_days_that_are_right_are_not_blamed_where_most_are_wrong() -> None:
    tables = _days(5, dict.fromkeys((1, 2, 3, 4), timedelta(hours=1)))
    assert {row["day"] for row in _alarms(tables)} == {"2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10"}


def test_a_wrong_zone_of_the_whole_file_degrades_the_run() -> None:
    result = audited(_days(3, dict.fromkeys(range(3), timedelta(hours=-6))))
    assert any("6 h" in reason and "recordings.rows" in reason for reason in result.degraded)
    assert "violation" not in {verdict for verdict, _ in verdicts(result).values()}
