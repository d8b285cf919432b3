"""The acceptance cases that real audits stumbled over: one event, one officer or two."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bwcmeta.generate.county import ZONE
from bwcmeta.generate.planted.builder import Case, Planted
from bwcmeta.generate.planted.rule_ids import BUFFER, ENCOUNTER

CAP = timedelta(seconds=14_402)


def plant_acceptance(plan: Planted) -> None:
    """Cases 1 to 11, 13 and 18 to 20; the others are series of events, or no rows at all."""
    _one_recording_two_calls(plan)
    _two_officers(plan)
    _cancelled(plan)
    _no_arrival(plan)
    _clock_an_hour_off(plan)
    _split(plan)
    _wrong_number(plan)
    _late_upload(plan)
    _hospital(plan)
    _training(plan)
    _leaver(plan)
    _exonerated(plan)
    _gap_inside(plan)
    _short_buffer(plan)


def source(number: int) -> str:
    """How an answer names the acceptance case it stands for."""
    return f"acceptance case {number}"


def covered(case: Case, number: str, officer: str) -> None:
    """Expect the encounter to be recorded throughout."""
    case.expect(ENCOUNTER, "compliant", incident_id=number, officer_id=officer)


def _one_recording_two_calls(plan: Planted) -> None:
    case = plan.case("case01", "one recording runs through two calls: both are covered", source=source(1))
    officer = case.officer()
    case.call("MC26-CASE01A", "09:58", "10:18")
    case.response("MC26-CASE01A", officer, "10:00", "10:05", "10:18")
    case.call("MC26-CASE01B", "10:19", "10:38")
    case.response("MC26-CASE01B", officer, "10:20", "10:24", "10:38")
    case.film(officer, "09:50:30", "10:40", "MC26-CASE01A", "MC26-CASE01B")
    covered(case, "MC26-CASE01A", officer)
    covered(case, "MC26-CASE01B", officer)


def _two_officers(plan: Planted) -> None:
    case = plan.case("case02", "a two-officer unit of which one records: one finding", source=source(2))
    one, other = case.officer(), case.officer()
    case.call("MC26-CASE02", "10:00", "10:40")
    case.response("MC26-CASE02", one, "10:02", "10:08", "10:40", unit="C12")
    case.response("MC26-CASE02", other, "10:02", "10:08", "10:40", unit="C12", role="backup")
    case.film(one, "10:05", "10:41", "MC26-CASE02")
    covered(case, "MC26-CASE02", one)
    case.expect(ENCOUNTER, "violation", "no_recording", incident_id="MC26-CASE02", officer_id=other)


def _cancelled(plan: Planted) -> None:
    case = plan.case(
        "case03", "cancelled on the way: nothing had to be recorded, but the row is counted", source=source(3)
    )
    officer = case.officer()
    case.call("MC26-CASE03", "11:00", "11:06", disposition="CAN")
    case.response("MC26-CASE03", officer, "11:01", None, "11:06")
    case.expect(ENCOUNTER, "excluded", incident_id="MC26-CASE03", officer_id=officer)


def _no_arrival(plan: Planted) -> None:
    case = plan.case(
        "case04", "the arrival was never entered: how late the start was cannot be measured", source=source(4)
    )
    officer = case.officer()
    case.call("MC26-CASE04", "11:00", "11:45", disposition="ARR")
    case.response("MC26-CASE04", officer, "11:01", None, "11:45")
    case.film(officer, "11:20", "11:46", "MC26-CASE04")
    case.fact("arrest", "MC26-CASE04", "11:35", recorded_by="rms")
    case.expect(ENCOUNTER, "excluded", incident_id="MC26-CASE04", officer_id=officer)


def _clock_an_hour_off(plan: Planted) -> None:
    """The camera went to summer time and the display did not, or the other way round: its clock is an hour ahead."""
    monday = day_after_spring_change(plan)
    if monday is None:
        return
    case = plan.case(
        "case05",
        "a camera's clock is an hour ahead after the change to summer time: an alarm, and no accusation",
        source=source(5),
        needs="clock offsets",
        day=monday,
    )
    officer = case.officer()
    for visit in range(5):
        number = f"MC26-CASE05-{visit + 1}"
        hour = 8 + 2 * visit
        case.visit(number, officer, f"{hour:02d}:10", f"{hour:02d}:35")
        case.film(officer, f"{hour + 1:02d}:08", f"{hour + 1:02d}:36", number)
        case.expect(ENCOUNTER, "undetermined", "recorded_at_another_time", incident_id=number, officer_id=officer)
    case.about = {"clock": {"officer_id": officer, "offset_s": 3600}}


def day_after_spring_change(plan: Planted) -> date | None:
    """The day after clocks went forward within the world, if they did (with a day to spare)."""
    zone = ZoneInfo(ZONE)

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(zone).utcoffset()

    for number in range(1, plan.scale.days - 2):
        day = plan.scale.start + timedelta(days=number)
        before, after = offset(day - timedelta(days=1)), offset(day)
        if before is not None and after is not None and after > before:
            return day + timedelta(days=1)
    return None


def _split(plan: Planted) -> None:
    case = plan.case("case06", "the camera split at four hours: one recording, no gap", source=source(6))
    officer = case.officer()
    case.visit("MC26-CASE06", officer, "09:00", "14:10")
    case.visit("MC26-CASE06B", officer, "14:20", "14:40")
    press = case.at("08:58")
    assert press is not None
    cap = press - timedelta(seconds=30) + CAP
    first = case.film(officer, press, cap, "MC26-CASE06", stop_reason="cap", logged=False)
    second = case.film(
        officer,
        cap + timedelta(seconds=5),
        "14:45",
        "MC26-CASE06",
        "MC26-CASE06B",
        buffer=None,
        activated_at=None,
        trigger_reason=None,
        logged=False,
    )
    camera = f"X60C{officer[2:]}"
    for when, event in ((press, "record_start"), (case.at("14:45"), "record_stop")):
        case.log(camera, when, event)
    covered(case, "MC26-CASE06", officer)
    covered(case, "MC26-CASE06B", officer)
    case.expect(BUFFER, "compliant", recording_id=first)
    case.about = {"stitched": [first, second]}


def _wrong_number(plan: Planted) -> None:
    case = plan.case(
        "case07", "filed under a wrong number at the right time: covered, and the number is wrong", source=source(7)
    )
    case.needs = "number check"
    officer = case.officer()
    case.visit("MC26-CASE07", officer, "13:00", "13:30")
    case.film(officer, "12:58", "13:31", "MC26-CASE70")
    covered(case, "MC26-CASE07", officer)


def _late_upload(plan: Planted) -> None:
    case = plan.case(
        "case08", "uploaded 26 hours after the end of the shift: pending first, then covered and late", source=source(8)
    )
    case.needs = "followed_by"
    officer = case.officer()
    case.visit("MC26-CASE08", officer, "13:00", "13:30")
    up = case.at("15:31", plus_days=1)
    case.film(officer, "12:58", "13:31", "MC26-CASE08", uploaded_at=up)
    covered(case, "MC26-CASE08", officer)


def _hospital(plan: Planted) -> None:
    case = plan.case(
        "case09",
        "off in a hospital with the reason documented; the same with an arrest must be recorded",
        source=source(9),
    )
    case.needs = "health care exemption"
    officer, other = case.officer(), case.officer()
    place = "drug_store_doctor_hospital"
    case.visit("MC26-CASE09A", officer, "13:00", "13:30", place=place, call_type="MEDICAL ASSIST")
    case.fact("policy_exemption", "MC26-CASE09A", "13:00", until="13:30")
    case.visit("MC26-CASE09B", other, "15:00", "15:30", place=place, call_type="MEDICAL ASSIST", disposition="ARR")
    case.fact("policy_exemption", "MC26-CASE09B", "15:00", until="15:30")
    case.fact("arrest", "MC26-CASE09B", "15:20", recorded_by="rms")
    case.about = {"meant": {"MC26-CASE09A": "exempt", "MC26-CASE09B": "violation: no_recording"}}


def _training(plan: Planted) -> None:
    case = plan.case("case10", "an arrest filed under training: a contradiction, and gone too soon", source=source(10))
    case.needs = "holds"
    officer = case.officer()
    case.visit("MC26-CASE10", officer, "16:00", "16:40", disposition="ARR")
    case.film(officer, "15:58", "16:41", "MC26-CASE10", categories=["Training"])
    case.fact("arrest", "MC26-CASE10", "16:20", recorded_by="rms")
    covered(case, "MC26-CASE10", officer)


def _leaver(plan: Planted) -> None:
    case = plan.case(
        "case11", "a pooled camera is still assigned to somebody who left: for the data-quality list", source=source(11)
    )
    case.needs = "identity"
    officer = case.officer()
    case.visit("MC26-CASE11", officer, "16:00", "16:40")
    case.film("C951", "15:58", "16:41", "MC26-CASE11", device_id="X60POOL01", logged=False)
    for when, event in (("15:58", "record_start"), ("16:41", "record_stop")):
        case.log("X60POOL01", case.at(when), event)
    case.about = {"leaver": "MC0951", "device_id": "X60POOL01"}


def _exonerated(plan: Planted) -> None:
    case = plan.case("case13", "not recorded; once adjudicated as exonerated it leaves the count", source=source(13))
    case.needs = "dispositions"
    officer = case.officer()
    case.visit("MC26-CASE13", officer, "10:00", "10:20")
    case.expect(ENCOUNTER, "violation", "no_recording", incident_id="MC26-CASE13", officer_id=officer)


def _gap_inside(plan: Planted) -> None:
    case = plan.case("case18", "started and ended in time, with ninety seconds missing in between", source=source(18))
    officer = case.officer()
    case.visit("MC26-CASE18", officer, "10:00", "10:30")
    case.film(officer, "09:58", "10:12", "MC26-CASE18")
    case.film(officer, "10:14", "10:31", "MC26-CASE18")
    case.expect(ENCOUNTER, "violation", "gap", measured=90, incident_id="MC26-CASE18", officer_id=officer)


def _short_buffer(plan: Planted) -> None:
    case = plan.case(
        "case19", "twelve seconds of buffer: the camera had been off, which is not a late start", source=source(19)
    )
    officer = case.officer()
    case.visit("MC26-CASE19", officer, "10:00", "10:30")
    ident = case.film(officer, "09:58", "10:31", "MC26-CASE19", buffer=12)
    case.expect(BUFFER, "violation", "does_not_hold", recording_id=ident)
    covered(case, "MC26-CASE19", officer)
