"""Case 13: adjudicated as exonerated, a finding leaves the count, and the run says why."""

from __future__ import annotations

import pytest
from audits import ENCOUNTER, Row, Rows, at, audited, film, response

STATES = ("exonerated", "unfounded", "data_quality")


def _world(decisions: list[Row] | None = None) -> Rows:
    numbers = [f"I{n}" for n in range(4)]
    return {
        "unit_responses": [response(n, "P1", at(f"1{i}:00"), at(f"1{i}:20")) for i, n in enumerate(numbers)],
        "recordings": [film("R0", "P1", at("08:00"), at("08:10")), film("R1", "P1", at("12:59"), at("13:30"), "I3")],
        "dispositions": decisions or [],
    }


def _missing() -> list[str]:
    found = audited(_world()).findings
    return found.filter(found["verdict"] == "violation")["finding_id"].to_list()


def _decision(finding: str, state: str, decided: str = "2026-03-20T12:00:00Z", **more: str) -> Row:
    return {"finding_id": finding, "state": state, "decided_at": decided, **more}


@pytest.mark.parametrize("state", STATES)
def test_it_leaves_the_count_and_stays_in_the_list(state: str) -> None:
    first, *_ = _missing()
    before = audited(_world())
    after = audited(_world([_decision(first, state, reason="court", decided_by="IA7")]))
    assert before.summary["candidate_violations"] == 3
    assert after.summary["candidate_violations"] == 2
    (row,) = after.findings.filter(after.findings["finding_id"] == first).to_dicts()
    assert (row["verdict"], row["disposition"], row["counted"]) == ("violation", state, False)
    assert (row["disposition_reason"], row["decided_by"]) == ("court", "IA7")
    (total,) = after.tallies.filter(after.tallies["by_group"] == "all").to_dicts()
    assert (total["compliant"], total["violation"], total["cleared"], total["n"]) == (1, 2, 1, 4)
    assert (total["determinable_of"], total["worst_of"]) == (3, 3)
    assert after.summary["adjudicated"]["not_counted"] == 1


def test_every_group_is_counted_alike() -> None:
    first, second, _ = _missing()
    after = audited(_world([_decision(first, "unfounded"), _decision(second, "sustained")]))
    for row in after.tallies.filter(after.tallies["by_group"] != "all").to_dicts():
        assert (row["violation"], row["cleared"]) == (2, 1), row["by_group"]


@pytest.mark.parametrize("state", ["sustained", "not_sustained", "queried", "explained", "policy_failure", "referred"])
def test_other_states_are_shown_and_leave_the_count_alone(state: str) -> None:
    first, *_ = _missing()
    after = audited(_world([_decision(first, state)]))
    assert after.summary["candidate_violations"] == 3
    assert after.findings["disposition"].drop_nulls().to_list() == [state]


def test_the_last_decision_stands() -> None:
    first, *_ = _missing()
    decisions = [
        _decision(first, "exonerated", "2026-03-20T12:00:00Z"),
        _decision(first, "sustained", "2026-05-01T12:00:00Z"),  # the appeal
    ]
    assert audited(_world(decisions)).summary["candidate_violations"] == 3
    assert audited(_world(decisions), as_of="2026-04-01T00:00:00Z").summary["candidate_violations"] == 2


def test_the_share_of_wrong_flags_is_measured() -> None:
    states = ("exonerated", "sustained", "not_sustained")
    after = audited(_world([_decision(f, s) for f, s in zip(_missing(), states, strict=True)]))
    (rule,) = after.summary["adjudicated"]["rules"]
    assert (rule["wrong_flags"], rule["wrong_flags_of"], rule["wrong_flag_rate"]) == (1, 2, 0.5)
    assert rule["wrong_flag_low"] == pytest.approx(0.0126, abs=1e-4)
    assert rule["wrong_flag_high"] == pytest.approx(0.9874, abs=1e-4)
    assert rule["states"] == {"exonerated": 1, "not_sustained": 1, "sustained": 1}


def test_a_decision_about_nothing_in_this_run_is_counted() -> None:
    after = audited(_world([_decision("0123456789abcdef", "unfounded")]))
    assert after.summary["adjudicated"]["of_findings_not_in_this_run"] == 1
    assert after.summary["candidate_violations"] == 3


GOALS: Row = {"topic": "activation", "clause": "2", "kind": "rate", "of": "encounter", "at_least": "50%"}
ALL: Row = {"id": "goal", "title": "Half.", **GOALS}
EACH: Row = {"id": "each", "title": "Half each.", "by": ["officer", "month"], **GOALS}


def test_goals_are_held_against_the_count_without_it_and_the_run_says_so() -> None:
    """One of four recorded; two of the others cleared: one of two reaches half."""
    first, second, _ = _missing()
    before = audited(_world(), ENCOUNTER, ALL, EACH)
    assert before.findings.filter(before.findings["reason"] == "under_goal").height == 2
    assert before.summary["adjudicated"]["rates_without_them"] == []
    after = audited(_world([_decision(first, "unfounded"), _decision(second, "exonerated")]), ENCOUNTER, ALL, EACH)
    assert after.findings.filter(after.findings["reason"] == "under_goal").is_empty()
    assert after.summary["adjudicated"]["rates_without_them"] == ["each", "goal"]
    stays = audited(_world([_decision(first, "sustained"), _decision(second, "exonerated")]), ENCOUNTER, ALL)
    (goal,) = stays.findings.filter(stays.findings["reason"] == "under_goal").to_dicts()
    assert goal["measured"] == pytest.approx(100 / 3, abs=1e-3)
