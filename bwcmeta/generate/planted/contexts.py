"""Cases for `recording-in-school`: the kind of place, the exemption, and footage that only touches the visit."""

from __future__ import annotations

from bwcmeta.generate.planted.builder import Case, Planted
from bwcmeta.generate.planted.rule_ids import SCHOOL

ELEMENTARY = "school_elementary_secondary"


def plant_contexts(plan: Planted) -> None:
    """Plant them."""
    for name, what, place, pressed, ended, verdict, reason in (
        ("school-recorded", "recorded in a school", ELEMENTARY, "09:58", "10:31", "violation", "recorded"),
        ("school-a-second", "one second inside the visit", ELEMENTARY, "09:50", "10:00:01", "violation", "recorded"),
        ("school-touching", "footage ends at arrival", ELEMENTARY, "09:50", "10:00", "compliant", ""),
        ("school-off", "not recorded in a school", ELEMENTARY, None, None, "compliant", ""),
        ("college", "recorded in a college", "school_college_university", "09:58", "10:31", "not_bound", ""),
        (
            "school-or-college",
            "NIBRS 22: school or college",
            "school_college",
            "09:58",
            "10:31",
            "undetermined",
            "when",
        ),
        ("school-place-absent", "nobody wrote down the place", None, "09:58", "10:31", "undetermined", "when"),
        (
            "school-no-end",
            "footage that began before the visit, end unknown",
            ELEMENTARY,
            "09:58",
            None,
            "undetermined",
            "end",
        ),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _visit(plan, name, what, number, place)
        if pressed:
            case.film(officer, pressed, ended, number)
        spelled = {"when": "when_unknown", "end": "end_unknown"}.get(reason, reason)
        measured = {"school-recorded": 1800, "school-a-second": 1}.get(name)
        case.expect(SCHOOL, verdict, spelled, measured=measured, incident_id=number, officer_id=officer)

    case, officer = _visit(plan, "school-threat", "a threat to life, verified", "MC26-SCHOOL-THREAT", ELEMENTARY)
    case.film(officer, "09:58", "10:31", "MC26-SCHOOL-THREAT")
    case.fact("imminent_threat", "MC26-SCHOOL-THREAT", "09:40", until="10:30", standing="verified")
    case.expect(SCHOOL, "exempt", incident_id="MC26-SCHOOL-THREAT", officer_id=officer)


def _visit(plan: Planted, name: str, what: str, number: str, place: str | None) -> tuple[Case, str]:
    """A case of one officer at a school from 10:00 to 10:30."""
    case = plan.case(name, what)
    officer = case.officer()
    case.visit(number, officer, "10:00", "10:30", place=place, call_type="SCHOOL CALL")
    return case, officer
