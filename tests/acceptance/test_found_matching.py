"""Further cases, found while building: how footage, events, people and clocks go together (PITFALLS section 2)."""

from __future__ import annotations

import pytest
from audits import ENCOUNTER, Row, Rows, at, audited, film, later, policy_of, quality, response, verdicts

from bwcmeta import audit_rows

SHORT = film("R0", "P1", at("08:00"), at("08:05"))


def test_a_scene_longer_than_eight_hours_is_judged_like_any_other() -> None:
    event = [response("I1", "P1", at("08:00"), at("17:30"))]
    whole = [film("R1", "P1", at("07:59"), at("12:00"), "I1"), film("R2", "P1", at("12:00:01"), at("17:31"), "I1")]
    assert verdicts(audited({"unit_responses": event, "recordings": whole}))["I1", "P1"] == ("compliant", "")
    half = verdicts(audited({"unit_responses": event, "recordings": whole[:1]}))
    assert half["I1", "P1"] == ("violation", "early_stop")


@pytest.mark.parametrize(
    ("arrived", "cleared", "reason"),
    [(at("10:30"), at("10:00"), "clock_contradiction"), (at("10:00"), later(at("10:00"), days=8), "window_unknown")],
    ids=["cleared before it arrived", "eight days"],
)
def test_an_impossible_scene_accuses_and_clears_nobody(arrived: str, cleared: str, reason: str) -> None:
    tables = {"unit_responses": [response("I1", "P1", arrived, cleared)], "recordings": [SHORT]}
    assert verdicts(audited(tables))["I1", "P1"] == ("undetermined", reason)


@pytest.mark.parametrize("end", [at("10:00"), at("09:59")], ids=["no length", "ends before it began"])
def test_a_recording_of_no_length_proves_neither_presence_nor_absence(end: str) -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    result = audited({"unit_responses": event, "recordings": [SHORT, film("R1", "P1", at("10:00"), end, "I1")]})
    assert verdicts(result)["I1", "P1"] == ("undetermined", "recording_proves_nothing")


def test_footage_of_the_incident_at_another_time_is_no_proof_of_absence() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    tables = {"unit_responses": event, "recordings": [SHORT, film("R1", "P1", at("14:00"), at("14:30"), "I1")]}
    assert verdicts(audited(tables))["I1", "P1"] == ("undetermined", "recorded_at_another_time")


def test_footage_of_the_incident_under_nobodys_id_is_no_proof_of_absence() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    tables = {"unit_responses": event, "recordings": [SHORT, film("R1", "NoID", at("10:00"), at("10:30"), "I1")]}
    assert verdicts(audited(tables))["I1", "P1"] == ("undetermined", "recording_without_officer")


def test_what_the_export_does_not_cover_is_unknown() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    cut = {"recordings": (at("00:00"), at("10:20"))}
    result = audit_rows(
        {"unit_responses": event, "recordings": [SHORT]}, policy_of(), horizon=cut, keep_obligations=True
    )
    assert verdicts(result)["I1", "P1"] == ("undetermined", "outside_horizon")


def test_a_dispatch_system_that_rounds_to_the_minute_cannot_prove_thirty_seconds() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"), resolution_us=60_000_000)]
    late = {"unit_responses": event, "recordings": [film("R1", "P1", at("10:00:45"), at("10:31"), "I1")]}
    assert verdicts(audited(late))["I1", "P1"] == ("undetermined", "too_coarse")
    very = {"unit_responses": event, "recordings": [film("R1", "P1", at("10:02"), at("10:31"), "I1")]}
    assert verdicts(audited(very))["I1", "P1"] == ("violation", "late_start")


def test_footage_near_the_event_and_not_at_it_is_graded_as_inference() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    result = audited({"unit_responses": event, "recordings": [SHORT, film("R1", "P1", at("10:33"), at("10:40"))]})
    (found,) = result.findings.to_dicts()
    assert (found["reason"], found["grade"]) == ("outside_window", "C")


@pytest.mark.parametrize(("asked", "expected"), [(True, "exempt"), (False, "violation")])
def test_a_partners_footage_counts_only_where_the_policy_says_so(asked: bool, expected: str) -> None:
    rule = {**ENCOUNTER, "unless": [{"when": "others_recorded"}]} if asked else ENCOUNTER
    tables = {
        "unit_responses": [response("I1", p, at("10:00"), at("10:30")) for p in ("P1", "P2")],
        "recordings": [SHORT, film("R1", "P2", at("09:59"), at("10:31"), "I1")],
    }
    assert verdicts(audited(tables, rule))["I1", "P1"][0] == expected


@pytest.mark.parametrize(("share", "degraded"), [(1, False), (4, True)])
def test_too_many_ids_that_nobody_knows_make_every_result_provisional(share: int, degraded: bool) -> None:
    tables: Rows = {
        "officers": [{"officer_id": "P1"}],
        "unit_responses": [response("I1", "P1", at("10:00"), at("10:30"))],
        "recordings": [film(f"R{n}", "X9" if n < share else "P1", at(f"1{n}:00"), at(f"1{n}:40")) for n in range(10)],
    }
    result = audited(tables)
    assert any("recordings are under no id" in reason for reason in result.degraded) is degraded
    assert quality(result)["id that the roster does not know"] == 1


def test_an_edited_recording_date_is_seen() -> None:
    tables: Rows = {
        "unit_responses": [response("I1", "P1", at("10:00"), at("10:30"))],
        "recordings": [film("R1", "P1", at("09:59"), at("10:31"), "I1")],
        "evidence_actions": [
            {"action_id": "A1", "recording_id": "R1", "action": "recorded_at_edited", "actor_id": "P1",
             "at": at("18:00"), "old_value": at("12:00"), "new_value": at("09:59")}
        ],
    }  # fmt: skip
    (note,) = [row for row in audited(tables).quality.to_dicts() if row["kind"] == "recorded date edited"]
    assert note["subject"] == "R1"
    assert at("12:00") in note["detail"]


def test_what_was_made_afterwards_proves_nothing_and_a_signal_is_told_apart() -> None:
    event = [response("I1", "P1", at("10:00"), at("10:30"))]
    made = film("R1", "P1", at("10:00"), at("10:30"), "I1", trigger_reason="after_the_fact")
    assert verdicts(audited({"unit_responses": event, "recordings": [SHORT, made]}))["I1", "P1"][0] == "violation"
    signalled = {**made, "trigger_reason": "signal"}
    assert verdicts(audited({"unit_responses": event, "recordings": [SHORT, signalled]}))["I1", "P1"][0] == "compliant"


def test_short_clips_that_a_signal_started_can_leave_a_rate_and_are_counted() -> None:
    """An unintended activation is no misuse: a policy may take it out of what is judged by recording."""
    category: Row = {
        "id": "category", "title": "Has a category.", "topic": "tagging", "clause": "1", "kind": "holds",
        "over": "recordings", "holds": "has_any(categories)", "frame": "meant",
    }  # fmt: skip
    frames: Row = {
        "meant": {
            "over": "recordings",
            "exclude": [{"reason": "accidental", "when": "trigger_reason = 'holster' and duration_s < 30"}],
        }
    }
    clips = [
        film("R1", "P1", at("10:00"), at("10:00:12"), trigger_reason="holster", duration_s=12.0, categories=[]),
        film("R2", "P1", at("11:00"), at("11:20"), trigger_reason="holster", duration_s=1200.0, categories=[]),
        film("R3", "P1", at("12:00"), at("12:20"), duration_s=1200.0, categories=["traffic"]),
    ]
    result = audited({"recordings": clips}, category, frames=frames)
    assert {w["state"]: w["n"] for w in result.waterfall.to_dicts()} == {"accidental": 1, "bound": 2}
    assert result.findings["recording_id"].to_list() == ["R2"]
