"""Further cases, found while building: who and what had to be recorded (PITFALLS 3, METHODS 1 and 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from audits import ENCOUNTER, WHOLE_YEAR, Row, Rows, at, audited, film, later, response, verdicts

from bwcmeta import audit_rows, load_policies

SHORT = film("R0", "P1", at("08:00"), at("08:05"))
EVENT = [response("I1", "P1", at("10:00"), at("10:30"))]
EQUIPPED: Row = {
    "events": {
        "over": "unit_responses",
        "exclude": [
            {"reason": "no camera issued", "when": "camera_issued is false"},
            {"reason": "exempt assignment", "when": "assignment = 'task force'"},
            {"reason": "camera failure", "fact": "camera_failure"},
        ],
    }
}


def _states(tables: Rows) -> dict[str, int]:
    return {w["state"]: w["n"] for w in audited(tables, frames=EQUIPPED).waterfall.to_dicts()}


def test_a_camera_is_asked_for_from_the_day_it_was_issued() -> None:
    issued = [{"device_id": "C1", "officer_id": "P1", "assigned_at": at("12:00")}]
    tables: Rows = {
        "unit_responses": [*EVENT, response("I2", "P1", at("13:00"), at("13:30"))],
        "recordings": [SHORT], "device_assignments": issued,
    }  # fmt: skip
    assert _states(tables) == {"no camera issued": 1, "bound": 1}


def test_an_exempt_assignment_is_that_of_the_day() -> None:
    """On a task force in the morning, on patrol in the afternoon."""
    shifts = [
        {"officer_id": "P1", "started_at": at("07:00"), "ended_at": at("12:00"), "assignment": "task force"},
        {"officer_id": "P1", "started_at": at("12:00"), "ended_at": at("19:00"), "assignment": "patrol"},
    ]
    tables: Rows = {
        "unit_responses": [*EVENT, response("I2", "P1", at("13:00"), at("13:30"))], "recordings": [SHORT],
        "duty": shifts,
    }  # fmt: skip
    assert _states(tables) == {"exempt assignment": 1, "bound": 1}


@pytest.mark.parametrize(("standing", "state"), [("documented", "camera failure"), ("claimed", "bound")])
def test_a_failed_camera_needs_its_ticket(standing: str, state: str) -> None:
    ticket = {"fact": "camera_failure", "incident_id": "I1", "officer_id": "P1", "standing": standing}
    assert _states({"unit_responses": EVENT, "recordings": [SHORT], "facts": [ticket]}) == {state: 1}


def test_every_row_leaves_under_one_reason_and_the_sums_close() -> None:
    tables: Rows = {
        "unit_responses": [*EVENT, response("I2", "P2", at("10:00"), at("10:30"))], "recordings": [SHORT],
        "facts": [{"fact": "camera_failure", "incident_id": "I2", "officer_id": "P2", "standing": "verified"}],
        "device_assignments": [{"device_id": "C1", "officer_id": "P1", "assigned_at": at("07:00")}],
    }  # fmt: skip
    assert _states(tables) == {"no camera issued": 1, "bound": 1}  # of two reasons the first counts


@pytest.mark.parametrize("place", ["drug_store_doctor_hospital", "hospital"])
def test_a_place_alone_exempts_nobody(place: str) -> None:
    tables: Rows = {
        "incidents": [{"incident_id": "I1", "location_type": place}], "unit_responses": EVENT, "recordings": [SHORT],
        "facts": [{"fact": "other", "incident_id": "I9"}],
    }  # fmt: skip
    rule = {**ENCOUNTER, "unless": [{"fact": "policy_exemption"}]}
    assert verdicts(audited(tables, rule))["I1", "P1"] == ("violation", "no_recording")


def test_late_because_of_danger_is_late_only_from_when_it_was_over() -> None:
    rule = {
        **ENCOUNTER,
        "unless": [{"fact": "immediate_danger", "standing": "documented", "then": "start as soon as it ends"}],
    }
    danger = {"fact": "immediate_danger", "incident_id": "I1", "standing": "documented", "at": at("09:59")}
    for until, expected in ((at("10:08"), ("compliant", "")), (at("10:06"), ("violation", "late_start"))):
        tables: Rows = {
            "unit_responses": EVENT, "recordings": [film("R1", "P1", at("10:08:20"), at("10:31"), "I1")],
            "facts": [{**danger, "until_at": until}],
        }  # fmt: skip
        assert verdicts(audited(tables, rule))["I1", "P1"] == expected


def test_a_stop_typed_after_it_began_is_not_late() -> None:
    """Self-initiated: the dispatch row is made minutes after the camera ran."""
    tables: Rows = {
        "incidents": [{"incident_id": "I1", "self_initiated": True, "created_at": at("10:05")}],
        "unit_responses": [response("I1", "P1", at("10:05"), at("10:20"), dispatched_at=at("10:05"))],
        "recordings": [film("R1", "P1", at("10:00"), at("10:21"), "I1")],
    }
    assert verdicts(audited(tables))["I1", "P1"] == ("compliant", "")


def test_the_policy_says_where_contact_ends() -> None:
    """Cleared at the jail, twenty minutes after contact ended: an early stop under one policy, none under the other."""
    tables: Rows = {
        "unit_responses": EVENT, "recordings": [film("R1", "P1", at("09:59"), at("10:10:20"), "I1")],
        "facts": [{"fact": "encounter_ended", "incident_id": "I1", "standing": "documented", "at": at("10:10")}],
    }  # fmt: skip
    assert verdicts(audited(tables))["I1", "P1"] == ("violation", "early_stop")
    by_contact = {**ENCOUNTER, "until": {"fact": "encounter_ended", "else": "cleared_at"}}
    assert verdicts(audited(tables, by_contact))["I1", "P1"] == ("compliant", "")


def test_two_versions_of_a_policy_are_never_averaged(tmp_path: Path) -> None:
    for version, begins, ends, late in (("old", "2026-01-01", "2026-03-02", "10m"), ("new", "2026-03-03", None, "30s")):
        document: Row = {
            "policy": "agency", "title": "A", "kind": "agency", "timezone": "America/Chicago",
            "effective": {"from": begins} | ({"to": ends} if ends else {}),
            "rules": [{**ENCOUNTER, "start_within": late}],
        }  # fmt: skip
        (tmp_path / f"{version}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    tables: Rows = {"unit_responses": [], "recordings": []}
    for day in ("2026-03-02", "2026-03-03"):
        tables["unit_responses"].append(response(day, "P1", at("10:00", day), at("10:30", day)))
        tables["recordings"].append(film(day, "P1", at("10:05", day), at("10:31", day), day))
    result = audit_rows(tables, load_policies([tmp_path]), horizon=WHOLE_YEAR)
    told = {t["version"]: (t["compliant"], t["violation"]) for t in result.tallies.to_dicts() if t["by_group"] == "all"}
    assert told == {"2026-01-01": (1, 0), "2026-03-03": (0, 1)}
    assert set(result.measures["version"].to_list()) == set(told)


def test_off_duty_work_binds_from_the_day_the_policy_says_so() -> None:
    """Before the policy was in force nobody is bound by it, and the rows are counted."""
    result = audited(
        {"unit_responses": EVENT, "recordings": [SHORT]}, effective={"from": "2026-03-03"},
    )  # fmt: skip
    assert {w["state"]: w["n"] for w in result.waterfall.to_dicts()} == {"not in force": 1}
    assert result.summary["rules"][0]["nothing_to_judge"]


def test_reviews_are_audited_too() -> None:
    """Was the review done in time, and was what is looked at drawn at random?"""
    done: Row = {"id": "done", "title": "Done.", "topic": "supervisory_review", "clause": "1", "kind": "followed_by",
                 "anchor": {"review": "assigned"}, "then": {"review": "done"}, "within": "7d"}  # fmt: skip
    random: Row = {"id": "random", "title": "Random.", "topic": "supervisory_review", "clause": "2", "kind": "holds",
                   "over": "reviews", "holds": "selection = 'random'"}  # fmt: skip
    reviews = [
        {"review_id": "V1", "recording_id": "R0", "assigned_at": at("09:00"), "done_at": at("12:00"),
         "selection": "random"},
        {"review_id": "V2", "recording_id": "R0", "assigned_at": at("09:00"), "selection": "chosen"},
    ]  # fmt: skip
    result = audited({"recordings": [SHORT], "reviews": reviews}, done, random, as_of=later(at("09:00"), days=10))
    found = {(f["rule_id"], f["verdict"], f["reason"]) for f in result.findings.to_dicts()}
    assert found == {("done", "violation", "missing"), ("random", "violation", "does_not_hold")}


def test_nothing_judged_is_never_shown_as_passed() -> None:
    result = audited({"unit_responses": EVENT, "recordings": [SHORT]}, {**ENCOUNTER, "when": "role = 'primary'"})
    (rule,) = result.summary["rules"]
    assert rule["determinable_rate"] is None


def test_worst_and_best_case_stand_beside_what_could_be_determined() -> None:
    """One kept, one missing, two that nobody can tell: 50 % of the determinable, 25 % at worst, 75 % at best."""
    numbers = [f"I{n}" for n in range(4)]
    events = [response(n, "P1", at(f"1{i}:00"), at(f"1{i}:20")) for i, n in enumerate(numbers)]
    footage = [film("R1", "P1", at("09:59"), at("10:21"), "I0")]
    footage += [film(f"R{n}", "NoID", at("20:00"), at("20:10"), f"I{n}") for n in (2, 3)]
    (rule,) = audited({"unit_responses": events, "recordings": footage}).summary["rules"]
    assert (rule["compliant"], rule["violation"], rule["undetermined"]) == (1, 1, 2)
    assert (rule["determinable_rate"], rule["worst_rate"], rule["best_rate"]) == (0.5, 0.25, 0.75)
