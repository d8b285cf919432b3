"""Cases for the rules that somebody's request switches the camera off: a home, a victim, an anonymous reporter.

The model policy's limit is 30 s, and the camera stays off until the officer leaves (`left_residence`, else the clear).
"""

from __future__ import annotations

from bwcmeta.generate.planted.builder import Case, Planted
from bwcmeta.generate.planted.rule_ids import HOME, REPORTER, VICTIM

ASKED = "resident_asked_off"


def plant_requests(plan: Planted) -> None:
    """Plant them."""
    _at_home_in_time_and_late(plan)
    _where_it_was(plan)
    _exemptions(plan)
    _odd_ends(plan)
    _victims_and_reporters(plan)


def _home(plan: Planted, name: str, what: str, number: str, place: str | None = "residence") -> tuple[Case, str]:
    """A case of one officer in a home from 20:00 to 20:30."""
    case = plan.case(name, what)
    officer = case.officer()
    case.visit(number, officer, "20:00", "20:30", place=place)
    return case, officer


def _asked(case: Case, number: str, officer: str, verdict: str, reason: str = "", **more: float) -> str:
    """The resident asks at 20:10; what the audit must say."""
    ident = case.fact(ASKED, number, "20:10", officer=officer)
    case.expect(
        HOME, verdict, reason, measured=more.get("measured"), incident_id=number, officer_id=officer, fact_id=ident
    )
    return ident


def _at_home_in_time_and_late(plan: Planted) -> None:
    for name, what, ended, verdict, reason, measured in (
        ("home-at-the-limit", "off exactly 30 s after the request", "20:10:30", "compliant", "", 30),
        ("home-past-the-limit", "off 31 s after the request", "20:10:31", "violation", "stopped_late", 31),
        ("home-never-off", "left on to the end", "20:30:20", "violation", "stopped_late", 1220),
        ("home-off-already", "the camera was off when the resident asked", "20:09:59", "compliant", "", 0),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _home(plan, name, what, number)
        case.film(officer, "19:58", ended, number)
        _asked(case, number, officer, verdict, reason, measured=measured)

    case, officer = _home(plan, "home-restarted", "off in time, on again before leaving", "MC26-HOME-RESTARTED")
    case.film(officer, "19:58", "20:10:20", "MC26-HOME-RESTARTED")
    case.film(officer, "20:15:30", "20:31", "MC26-HOME-RESTARTED")
    case.fact("left_residence", "MC26-HOME-RESTARTED", "20:29", officer=officer)
    _asked(case, "MC26-HOME-RESTARTED", officer, "violation", "restarted")

    case, officer = _home(plan, "home-restarted-outside", "on again at the moment of leaving", "MC26-HOME-OUTSIDE")
    case.film(officer, "19:58", "20:10:20", "MC26-HOME-OUTSIDE")
    case.film(officer, "20:20:30", "20:31", "MC26-HOME-OUTSIDE")
    case.fact("left_residence", "MC26-HOME-OUTSIDE", "20:20", officer=officer)
    _asked(case, "MC26-HOME-OUTSIDE", officer, "compliant", measured=20)


def _where_it_was(plan: Planted) -> None:
    for name, what, place, verdict, reason in (
        ("home-place-absent", "nobody wrote down the place", None, "undetermined", "when_unknown"),
        ("home-place-other", "the place was written down as other", "other_unknown", "undetermined", "when_unknown"),
        ("not-a-home", "asked in a hotel: no home", "hotel_motel", "not_bound", ""),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _home(plan, name, what, number, place)
        case.film(officer, "19:58", "20:31", number)
        _asked(case, number, officer, verdict, reason)


def _exemptions(plan: Planted) -> None:
    for name, what, standing, verdict, reason in (
        ("home-exigent", "an emergency, documented", "documented", "exempt", ""),
        ("home-exigent-claimed", "an emergency, only claimed", "claimed", "violation", "stopped_late"),
        ("home-exigent-rejected", "an emergency, rejected on review", "rejected", "violation", "stopped_late"),
    ):
        number = f"MC26-{name.upper()}"
        case, officer = _home(plan, name, what, number)
        case.film(officer, "19:58", "20:31", number)
        case.fact("exigent", number, "19:55", until="20:30", standing=standing)
        _asked(case, number, officer, verdict, reason)

    case, officer = _home(plan, "home-warrant", "a warrant was served", "MC26-HOME-WARRANT")
    case.film(officer, "19:58", "20:31", "MC26-HOME-WARRANT")
    case.fact("warrant_service", "MC26-HOME-WARRANT", "19:50", until="20:30")
    _asked(case, "MC26-HOME-WARRANT", officer, "exempt")

    case, officer = _home(plan, "home-exigent-over", "the emergency was over when the resident asked", "MC26-HOME-OVER")
    case.film(officer, "19:58", "20:31", "MC26-HOME-OVER")
    case.fact("exigent", "MC26-HOME-OVER", "19:55", until="20:05")
    _asked(case, "MC26-HOME-OVER", officer, "violation", "stopped_late")


def _odd_ends(plan: Planted) -> None:
    case, officer = _home(plan, "home-no-end", "nobody knows when the footage ended", "MC26-HOME-NO-END")
    case.film(officer, "19:58", None, "MC26-HOME-NO-END")
    _asked(case, "MC26-HOME-NO-END", officer, "undetermined", "end_unknown")

    case, officer = _home(plan, "home-no-time", "the request has no time", "MC26-HOME-NO-TIME")
    case.film(officer, "19:58", "20:31", "MC26-HOME-NO-TIME")
    ident = case.fact(ASKED, "MC26-HOME-NO-TIME", officer_id=officer)
    case.expect(
        HOME, "undetermined", "window_unknown", incident_id="MC26-HOME-NO-TIME", officer_id=officer, fact_id=ident
    )

    case = plan.case("home-two-officers", "the resident asked both officers; one stopped")
    one, other = case.officer(), case.officer()
    number = "MC26-HOME-TWO"
    case.call(number, "19:50", "20:30", place="residence")
    for officer, ended in ((one, "20:10:15"), (other, "20:31")):
        case.response(number, officer, "19:54", "20:00", "20:30", role="primary" if officer == one else "backup")
        case.film(officer, "19:58", ended, number)
    ident = case.fact(ASKED, number, "20:10")
    case.expect(HOME, "compliant", measured=15, incident_id=number, officer_id=one, fact_id=ident)
    case.expect(HOME, "violation", "stopped_late", incident_id=number, officer_id=other, fact_id=ident)


def _victims_and_reporters(plan: Planted) -> None:
    for word, fact, rule in (("victim", "victim_asked_off", VICTIM), ("reporter", "reporter_asked_off", REPORTER)):
        for name, what, ended, verdict, reason in (
            ("stopped", "off 20 s after the request", "20:10:20", "compliant", ""),
            ("left-on", "left on for five minutes after the request", "20:15", "violation", "stopped_late"),
            ("no-end", "nobody knows when the footage ended", None, "undetermined", "end_unknown"),
        ):
            number = f"MC26-{word.upper()}-{name.upper()}"
            case = plan.case(f"{word}-{name}", f"{word}: {what}")
            officer = case.officer()
            case.visit(number, officer, "20:00", "20:30", call_type="DOMESTIC" if word == "victim" else "THEFT")
            case.film(officer, "19:58", ended, number)
            ident = case.fact(fact, number, "20:10", officer=officer)
            case.expect(rule, verdict, reason, incident_id=number, officer_id=officer, fact_id=ident)
        case = plan.case(
            f"{word}-nobody-there", f"{word}: asked at an incident without officers in the dispatch export"
        )
        number = f"MC26-{word.upper()}-NOBODY"
        ident = case.fact(fact, number, "20:10")
        case.expect(rule, "undetermined", "officer_unknown", incident_id=number, fact_id=ident)
