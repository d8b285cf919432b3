"""Cases for the rules on encounters, mutes and buffers: breach, silence, doubt, and the exact limits.

The limits are the model policy's: at most 60 s late, 30 s before the clear, holes of 10 s, no mute, a buffer of 30 s.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bwcmeta.generate.planted.acceptance import covered, day_after_spring_change
from bwcmeta.generate.planted.builder import Case, Planted, device_of
from bwcmeta.generate.planted.rule_ids import BUFFER, ENCOUNTER, MUTE, SOUND

NO_CAMERA = "MC0960"


def plant_throughout(plan: Planted) -> None:
    """Plant them."""
    _limits(plan)
    _mutes(plan)
    _nothing_overlaps(plan)
    _unknown(plan)
    _not_in_the_frame(plan)
    _more_than_one_piece(plan)
    _buffers(plan)
    _through_the_clock_change(plan)


def _visit(plan: Planted, name: str, what: str, number: str) -> tuple[Case, str]:
    """A case of one officer who is on scene from 10:00 to 10:30."""
    case = plan.case(name, what)
    officer = case.officer()
    case.visit(number, officer, "10:00", "10:30")
    return case, officer


def _found(case: Case, number: str, officer: str, reason: str, measured: float | None = None) -> None:
    case.expect(ENCOUNTER, "violation", reason, measured=measured, incident_id=number, officer_id=officer)


def _doubted(case: Case, number: str, officer: str, reason: str = "") -> None:
    case.expect(ENCOUNTER, "undetermined", reason, incident_id=number, officer_id=officer)


def _muted(
    case: Case, number: str, officer: str, verdict: str, reason: str = "", measured: float | None = None
) -> None:
    case.expect(MUTE, verdict, reason, measured=measured, incident_id=number, officer_id=officer)


def _limits(plan: Planted) -> None:
    for name, what, pressed, ended, reason, measured in (
        ("start-at-the-limit", "pressed exactly 60 s after arrival: in time", "10:01", "10:31", "", None),
        ("start-past-the-limit", "pressed 61 s after arrival: late", "10:01:01", "10:31", "late_start", 61),
        ("end-at-the-limit", "ends exactly 30 s before the clear: in order", "09:58", "10:29:30", "", None),
        ("end-past-the-limit", "ends 31 s before the clear: too early", "09:58", "10:29:29", "early_stop", 31),
        ("late-and-early", "late and early: the first breach names the reason", "10:05", "10:20", "late_start", 300),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _visit(plan, name, what, number)
        case.film(officer, pressed, ended, number)
        if reason:
            _found(case, number, officer, reason, measured)
        else:
            covered(case, number, officer)
    for name, what, again, reason, measured in (
        ("gap-at-the-limit", "a hole of exactly 10 s: in order", "10:12:40", "", None),
        ("gap-past-the-limit", "a hole of 11 s", "10:12:41", "gap", 11),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _visit(plan, name, what, number)
        case.film(officer, "09:58", "10:12", number)
        case.film(officer, again, "10:31", number)
        if reason:
            _found(case, number, officer, reason, measured)
        else:
            covered(case, number, officer)


def _mutes(plan: Planted) -> None:
    case, officer = _visit(plan, "muted", "muted for half a minute on scene", "MC26-MUTED")
    case.film(officer, "09:58", "10:31", "MC26-MUTED")
    case.log(device_of(officer), "10:10", "mute_on")
    case.log(device_of(officer), "10:10:30", "mute_off")
    covered(case, "MC26-MUTED", officer)
    _muted(case, "MC26-MUTED", officer, "violation", "muted", 30)

    case, officer = _visit(plan, "muted-after-clear", "muted only after the clear: in order", "MC26-MUTED-AFTER")
    case.film(officer, "09:58", "10:35", "MC26-MUTED-AFTER")
    case.log(device_of(officer), "10:30", "mute_on")
    case.log(device_of(officer), "10:33", "mute_off")
    covered(case, "MC26-MUTED-AFTER", officer)
    _muted(case, "MC26-MUTED-AFTER", officer, "compliant")

    case, officer = _visit(plan, "muted-to-the-end", "muted and never unmuted: to the end", "MC26-MUTED-END")
    case.film(officer, "09:58", "10:31", "MC26-MUTED-END")
    case.log(device_of(officer), "10:25", "mute_on")
    covered(case, "MC26-MUTED-END", officer)
    _muted(case, "MC26-MUTED-END", officer, "violation", "muted", 300)

    case, officer = _visit(plan, "no-device-log", "the camera's log is not there: nobody knows of mutes", "MC26-NO-LOG")
    case.film(officer, "09:58", "10:31", "MC26-NO-LOG", device_id="X60NOLOG1", logged=False)
    covered(case, "MC26-NO-LOG", officer)
    _muted(case, "MC26-NO-LOG", officer, "undetermined", "mute_unknown")


def _nothing_overlaps(plan: Planted) -> None:
    case, officer = _visit(plan, "beside-the-window", "footage ended three minutes before arrival", "MC26-BESIDE")
    case.film(officer, "09:50", "09:57")
    _found(case, "MC26-BESIDE", officer, "outside_window")

    case, officer = _visit(plan, "far-from-the-window", "footage ended six minutes before arrival", "MC26-FAR")
    case.film(officer, "09:45", "09:54")
    _found(case, "MC26-FAR", officer, "no_recording")

    case, officer = _visit(plan, "zero-length", "an empty file at the right time proves nothing", "MC26-ZERO")
    case.film(officer, "10:00:10", "10:00:10", "MC26-ZERO", buffer=0)
    _doubted(case, "MC26-ZERO", officer, "recording_proves_nothing")

    case, officer = _visit(plan, "nobodys-recording", "footage with the number and no wearer", "MC26-NOBODY")
    case.film("NoID", "09:58", "10:31", "MC26-NOBODY", device_id="X60DOCK01")
    _doubted(case, "MC26-NOBODY", officer, "recording_without_officer")

    case, officer = _visit(plan, "half-masked-wearer", "footage with the number and half an id", "MC26-MASKED")
    case.film("xxxxx062", "09:58", "10:31", "MC26-MASKED", device_id="X60DOCK01")
    _doubted(case, "MC26-MASKED", officer, "recording_without_officer")

    case, officer = _visit(plan, "another-time", "footage with the number, spelt otherwise, hours later", "MC26-OTHER")
    case.film(officer, "15:00", "15:20", "mc26 other")
    _doubted(case, "MC26-OTHER", officer, "recorded_at_another_time")

    case, officer = _visit(plan, "after-the-fact", "made from the background a day later: never counts", "MC26-AFTER")
    case.film(officer, "09:58", "10:31", trigger_reason="after_the_fact", buffer=0)
    _found(case, "MC26-AFTER", officer, "no_recording")

    case = plan.case("past-the-horizon", "an event after the last footage of the export", day=plan.scale.last)
    officer = case.officer()
    tomorrow = [case.at(clock, plus_days=1) for clock in ("12:30", "12:35", "12:41", "13:10")]
    case.call("MC26-HORIZON", tomorrow[0], tomorrow[3])
    case.response("MC26-HORIZON", officer, tomorrow[1], tomorrow[2], tomorrow[3])
    _doubted(case, "MC26-HORIZON", officer, "outside_horizon")


def _unknown(plan: Planted) -> None:
    case, officer = _visit(plan, "no-end", "footage whose end nobody knows", "MC26-NO-END")
    case.film(officer, "09:58", None, "MC26-NO-END")
    _doubted(case, "MC26-NO-END", officer)

    for name, what, arrived, cleared, reason in (
        ("never-cleared", "the clear was never entered", "10:00", None, "window_unknown"),
        ("cleared-first", "cleared before arrival", "10:00", "09:57", "clock_contradiction"),
    ):
        number = f"MC26-{name.upper()}"
        case = plan.case(name, what)
        officer = case.officer()
        case.call(number, "09:52", "10:30")
        case.response(number, officer, "09:54", arrived, cleared)
        case.film(officer, "09:58", "10:31", number)
        if reason == "window_unknown":
            _doubted(case, number, officer, reason)
        else:
            case.expect(ENCOUNTER, "excluded", incident_id=number, officer_id=officer)  # less than a minute


def _not_in_the_frame(plan: Planted) -> None:
    case = plan.case("under-a-minute", "59 s on scene: not in the frame")
    officer = case.officer()
    case.visit("MC26-59S", officer, "10:00", "10:00:59")
    case.expect(ENCOUNTER, "excluded", incident_id="MC26-59S", officer_id=officer)

    case = plan.case("a-minute-exactly", "60 s on scene: in the frame")
    officer = case.officer()
    case.visit("MC26-60S", officer, "10:00", "10:01")
    case.film(officer, "09:58", "10:02", "MC26-60S")
    covered(case, "MC26-60S", officer)

    case = plan.case("no-camera", "the officer was never issued a camera")
    case.visit("MC26-NO-CAMERA", NO_CAMERA, "10:00", "10:30")
    case.expect(ENCOUNTER, "excluded", incident_id="MC26-NO-CAMERA", officer_id=NO_CAMERA)

    case, officer = _visit(plan, "camera-failure", "the camera had failed, with a ticket", "MC26-FAILED")
    case.fact("camera_failure", "MC26-FAILED", "08:00", until="12:00", officer=officer)
    case.expect(ENCOUNTER, "excluded", incident_id="MC26-FAILED", officer_id=officer)

    case, officer = _visit(plan, "camera-failure-claimed", "the officer says that the camera failed", "MC26-CLAIMED")
    case.fact("camera_failure", "MC26-CLAIMED", "08:00", until="12:00", officer=officer, standing="claimed")
    _found(case, "MC26-CLAIMED", officer, "no_recording")


def _more_than_one_piece(plan: Planted) -> None:
    case, officer = _visit(
        plan, "two-cameras", "two cameras of one officer cover the call together", "MC26-TWO-CAMERAS"
    )
    case.film(officer, "09:58", "10:15", "MC26-TWO-CAMERAS")
    case.film(officer, "10:14", "10:31", "MC26-TWO-CAMERAS", device_id="X60SPARE1")
    covered(case, "MC26-TWO-CAMERAS", officer)

    case, officer = _visit(
        plan, "danger-first", "immediate danger, documented: on as soon as it was over", "MC26-DANGER"
    )
    case.fact("immediate_danger", "MC26-DANGER", "09:59", until="10:04", officer=officer)
    case.film(officer, "10:04:40", "10:31", "MC26-DANGER")
    covered(case, "MC26-DANGER", officer)

    case, officer = _visit(plan, "danger-claimed", "immediate danger, only claimed: late", "MC26-DANGER-CLAIMED")
    case.fact("immediate_danger", "MC26-DANGER-CLAIMED", "09:59", until="10:04", officer=officer, standing="claimed")
    case.film(officer, "10:04:40", "10:31", "MC26-DANGER-CLAIMED")
    _found(case, "MC26-DANGER-CLAIMED", officer, "late_start", 280)


def _buffers(plan: Planted) -> None:
    for name, what, buffer, verdict, reason in (
        ("buffer-at-the-limit", "a buffer of exactly 30 s", 30, "compliant", ""),
        ("buffer-under-the-limit", "a buffer of 29 s", 29, "violation", "does_not_hold"),
        ("buffer-unknown", "neither the buffer nor the press is known", None, "undetermined", "unknown"),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _visit(plan, name, what, number)
        more: dict[str, Any] = {"activated_at": None} if buffer is None else {}
        ident = case.film(officer, "09:58", "10:31", number, buffer=buffer, **more)
        case.expect(BUFFER, verdict, reason, recording_id=ident)
    for name, what, sound, verdict, reason in (
        ("buffer-with-sound", "the buffer has sound", True, "compliant", ""),
        ("buffer-without-sound", "the buffer has no sound", False, "violation", "does_not_hold"),
        ("buffer-sound-unknown", "nobody says whether the buffer has sound", None, "undetermined", "unknown"),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _visit(plan, name, what, number)
        ident = case.film(officer, "09:58", "10:31", number, buffer_audio=sound)
        case.expect(SOUND, verdict, reason, recording_id=ident)


def _through_the_clock_change(plan: Planted) -> None:
    monday = day_after_spring_change(plan)
    if monday is None:
        return
    sunday = monday - timedelta(days=1)
    case = plan.case("through-the-skipped-hour", "on scene from 01:50 to 03:20, which are thirty minutes", day=sunday)
    officer = case.officer()
    case.visit("MC26-SKIPPED-HOUR", officer, "01:50", "03:20")
    case.film(officer, "01:48", "03:21", "MC26-SKIPPED-HOUR")
    covered(case, "MC26-SKIPPED-HOUR", officer)
