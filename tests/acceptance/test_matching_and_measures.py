"""How recordings match, what is told of them beside the verdicts, and rates side by side."""

from __future__ import annotations

import pytest
from audits import Row, Rows, at, audited, film, quality, response, verdicts


def _world() -> Rows:
    return {
        "incidents": [{"incident_id": f"I{n}"} for n in range(1, 8)],
        "unit_responses": [
            response("I1", "P1", at("10:00"), at("10:20")),
            response("I1", "P2", at("10:00"), at("10:20")),
            response("I2", "P1", at("11:00"), at("11:20")),
            response("I3", "P1", at("12:00"), at("12:20")),
            response("I4", "P1", at("13:00"), at("13:20")),
            response("I5", "P2", at("14:00"), at("14:20")),
        ],
        "recordings": [
            film("R1", "P1", at("09:59"), at("10:21"), "i-1", categories=["arrest"], uploaded_at=at("20:00")),
            film("R2", "P1", at("10:59"), at("11:21"), "I99"),
            film("R3", "P1", at("12:01:30"), at("12:21")),
            film("R4", "P1", at("15:00"), at("15:30"), "I4"),
            film("R5", "P2", at("14:22"), at("14:40"), "I7"),
            film("R6", "P1", at("17:00"), at("17:10")),
        ],
        "facts": [{"fact": "arrest", "incident_id": "I2", "officer_id": "P2", "at": at("11:10")}],
    }


def test_responses_by_grade() -> None:
    told = audited(_world()).summary["matching"]
    assert {g: told["grades"][g]["n"] for g in "ABC"} == {"A": 1, "B": 3, "C": 1}
    assert told["grades"]["none"] == {"n": 1, "share": pytest.approx(1 / 6)}


def test_what_is_filed_wrong_or_belongs_to_nothing() -> None:
    result = audited(_world())
    found: dict[str, list[Row]] = {}
    for row in result.quality.to_dicts():
        found.setdefault(row["kind"], []).append(row)
    assert [r["subject"] for r in found["recording filed under another number"]] == ["R2"]
    assert [r["subject"] for r in found["recording without a number"]] == ["R3"]
    assert [(r["subject"], r["count"]) for r in found["recorded with no event"]] == [("P1", 1)]
    assert [(r["subject"], r["officer_id"]) for r in found["recorded an incident he is not on"]] == [("I7", "P2")]
    assert [(r["subject"], r["officer_id"]) for r in found["seen at an incident he is not on"]] == [("I2", "P2")]
    assert verdicts(result)["I2", "P1"] == ("compliant", "")


def test_presence_stands_beside_the_rest() -> None:
    measures = audited(_world()).measures.to_dicts()
    counted = {
        (m["unit"], m["measure"]): (m["yes"], m["no"], m["unknown"]) for m in measures if m["tolerance_s"] is None
    }
    assert counted["officer on event", "presence"] == (3, 2, 1)
    assert counted["officer on event", "on_time"] == (2, 3, 1)
    assert counted["officer on event", "all_criteria"] == (2, 3, 1)
    assert counted["officer on event", "numbered"] == (1, 2, 3)
    assert counted["officer on event", "category"] == (1, 2, 3)
    assert counted["officer on event", "upload"] == (1, 0, 5)
    assert counted["incident", "any_video"] == (3, 1, 1)
    assert counted["incident", "all_officers"] == (2, 2, 1)
    assert counted["recording", "numbered"] == (1, 2, 0)
    assert counted["recording", "category"] == (1, 2, 0)
    assert counted["recording", "upload"] == (1, 0, 2)
    assert counted["recording", "all_criteria"] == (2, 1, 0)


def test_one_recording_of_two_events_is_one_recording() -> None:
    tables: Rows = {
        "unit_responses": [
            response("I1", "P1", at("10:00"), at("10:20")),
            response("I2", "P1", at("10:25"), at("10:50")),
        ],
        "recordings": [film("R1", "P1", at("09:59"), at("10:40"), "I2", categories=["arrest"])],
    }
    measures = audited(tables).measures.to_dicts()
    counted = {(m["unit"], m["measure"]): (m["n"], m["yes"], m["no"]) for m in measures if m["tolerance_s"] is None}
    assert counted["officer on event", "all_criteria"] == (2, 1, 1)
    assert counted["recording", "all_criteria"] == (1, 0, 1)
    assert counted["recording", "numbered"] == (1, 1, 0)


def test_footage_of_shifts_is_told_by_recording_too() -> None:
    tables: Rows = {
        "duty": [{"officer_id": "P1", "started_at": at("08:00"), "ended_at": at("10:00"), "kind": "worked"}],
        "recordings": [
            film("R1", "P1", at("08:00"), at("09:00"), categories=["patrol"], uploaded_at=at("12:00")),
            film("R2", "P1", at("09:00"), at("10:00")),
            film("R3", "P1", at("11:00"), at("11:10")),
        ],
    }
    rule = {"id": "on", "title": "On.", "topic": "activation", "clause": "1", "kind": "recorded_throughout",
            "frame": "shifts"}  # fmt: skip
    measures = audited(tables, rule, frames={"shifts": {"over": "duty"}}).measures.to_dicts()
    counted = {m["measure"]: (m["yes"], m["no"], m["unknown"]) for m in measures if m["unit"] == "recording"}
    assert counted == {"category": (1, 1, 0), "upload": (1, 0, 1), "all_criteria": (2, 0, 0)}


def test_rates_at_several_tolerances() -> None:
    measures = audited(_world()).measures.to_dicts()
    at_tolerance = {(m["measure"], m["tolerance_s"]): m["yes"] for m in measures if m["tolerance_s"] is not None}
    assert [at_tolerance["presence", s] for s in (0, 60, 120, 300)] == [3, 3, 4, 4]
    assert [at_tolerance["whole", s] for s in (0, 60, 120, 300)] == [2, 2, 3, 3]


def test_a_crew_named_by_its_shift_stands_once_for_each_officer() -> None:
    tables: Rows = {
        "duty": [
            {"officer_id": p, "unit_id": "c12", "started_at": at("08:00"), "ended_at": at("18:00")}
            for p in ("P1", "P2")
        ],
        "unit_responses": [response("I1", None, at("10:00"), at("10:20"), unit_id="C12")],
        "recordings": [film("R1", "P1", at("09:59"), at("10:21"), "I1")],
    }
    assert verdicts(audited(tables)) == {("I1", "P1"): ("compliant", ""), ("I1", "P2"): ("violation", "no_recording")}
    tables["duty"][1]["kind"] = "scheduled"
    assert verdicts(audited(tables)) == {("I1", "P1"): ("compliant", "")}


def test_the_crew_are_who_their_ids_are_at_the_response() -> None:
    """The badge of the shift is given out an hour after the shift began."""
    tables: Rows = {
        "officers": [{"officer_id": "P1", "badge": "B1", "valid_from_at": at("09:00")}],
        "duty": [{"officer_id": "B1", "unit_id": "C12", "started_at": at("08:00"), "ended_at": at("18:00")}],
        "unit_responses": [response("I1", None, at("10:00"), at("10:20"), unit_id="C12")],
        "recordings": [film("R1", "P1", at("09:59"), at("10:21"), "I1")],
    }
    assert verdicts(audited(tables)) == {("I1", "P1"): ("compliant", "")}


def test_a_call_sign_of_several_is_nobodys() -> None:
    tables: Rows = {
        "officers": [{"officer_id": "P1", "call_sign": "C12"}],
        "unit_responses": [response("I1", "NoID", at("10:00"), at("10:20"), unit_id="C12")],
        "recordings": [film("R1", "P1", at("09:59"), at("10:21"), "I1")],
    }
    assert verdicts(audited(tables)) == {("I1", "P1"): ("compliant", "")}
    tables["officers"].append({"officer_id": "P2", "call_sign": "C12"})
    result = audited(tables)
    assert verdicts(result) == {("I1", None): ("undetermined", "officer_unknown")}
    assert quality(result)["unit without a known crew"] == 1


def test_duty_and_footage_that_do_not_meet() -> None:
    tables: Rows = {
        "duty": [
            {"officer_id": "P1", "started_at": at("08:00"), "ended_at": at("16:00"), "kind": "worked"},
            {"officer_id": "P2", "started_at": at("08:00"), "ended_at": at("16:00"), "kind": "worked"},
            {"officer_id": "P3", "started_at": at("08:00"), "ended_at": at("16:00"), "kind": "leave"},
        ],
        "recordings": [film("R1", "P1", at("09:00"), at("11:00")), film("R2", "P3", at("17:00"), at("18:30"))],
    }
    rule = {"id": "always-on", "title": "On.", "topic": "activation", "clause": "1", "kind": "recorded_throughout",
            "frame": "shifts", "start_within": "2h", "longest_gap": "30m"}  # fmt: skip
    frames = {"shifts": {"over": "duty", "exclude": [{"reason": "leave", "when": "kind = 'leave'"}]}}
    result = audited(tables, rule, frames=frames)
    by = {(r["kind"], r["officer_id"]): r["detail"] for r in result.quality.to_dicts()}
    assert by["worked shift without footage", "P2"] == "480 min of duty"
    assert by["footage outside every shift", "P3"] == "90 min of footage"
    shifts = result.summary["matching"]["shifts"]
    assert shifts == {"n": 3, "without_footage": 2, "duty_hours": 24.0, "covered_hours": 2.0}
    assert set(verdicts(result, "always-on").values()) == {
        ("violation", "early_stop"),
        ("violation", "no_recording"),
    }
