"""Inputs without facts: what named exemptions, holds and `has_fact` say there, as the language page has it."""

from __future__ import annotations

from typing import Any

import pytest
from audits import ENCOUNTER, at, audited, film, response

CALL = [response("I1", "A", at("10:00"), at("10:30")), response("I2", "B", at("10:00"), at("10:30"))]
FOOTAGE = [film("R2", "B", at("09:59"), at("10:31"), "I2")]
"""The second call is recorded, the first is not."""
RETENTION = {
    "id": "retention", "title": "Ninety days, held while a suit is open.", "topic": "retention_min", "clause": "1",
    "kind": "kept", "classes": [{"otherwise": True, "at_least": "90d", "at_most": "1y"}],
    "held_by": [{"fact": "litigation_hold"}],
}  # fmt: skip


def _encounters(unless: dict[str, Any], **more: Any) -> Any:
    rule = {**ENCOUNTER, "unless": [unless]}
    return audited({"unit_responses": CALL, "recordings": FOOTAGE, **more}, rule)


def _said(result: Any) -> list[tuple[str, str]]:
    return list(result.findings.select("verdict", "reason").iter_rows())


def test_an_exemption_by_a_fact_that_nobody_exported_does_not_apply_and_the_run_names_it() -> None:
    result = _encounters({"fact": "immediate_danger"})
    assert _said(result) == [("violation", "no_recording")]
    (note,) = result.summary["never_seen"]
    assert (note["names"], note["rules"]) == ("fact 'immediate_danger'", "acceptance/encounter")


def test_the_same_asked_as_a_predicate_is_unknown() -> None:
    assert _said(_encounters({"when": "has_fact('immediate_danger')"})) == [("undetermined", "exemption_unknown")]


def test_with_facts_of_another_name_the_predicate_is_known_to_be_a_no() -> None:
    other = {"fact": "arrest", "incident_id": "I1", "officer_id": "A", "at": at("10:05")}
    assert _said(_encounters({"when": "has_fact('immediate_danger')"}, facts=[other])) == [
        ("violation", "no_recording")
    ]


def test_a_hold_that_nobody_exported_is_no_hold_and_the_run_names_it() -> None:
    late = film("R1", "A", at("10:00", "2025-01-02"), at("10:30", "2025-01-02"))
    gone = film("R2", "A", at("10:00", "2025-06-02"), at("10:30", "2025-06-02"), deleted_at=at("10:00", "2025-12-02"))
    result = audited({"recordings": [late, gone]}, RETENTION, as_of=at("10:00"))
    assert [(r["recording_id"], r["reason"]) for r in result.findings.to_dicts()] == [("R1", "kept_too_long")]
    assert [note["names"] for note in result.summary["never_seen"]] == ["fact 'litigation_hold'"]


@pytest.mark.parametrize("day", ["2024-03-02", "2026-03-02", "2027-03-02"])
def test_has_fact_asks_at_any_time_before_the_row_and_after_it(day: str) -> None:
    fact = {"fact": "complaint", "incident_id": "I1", "officer_id": "A", "at": at("10:05", day)}
    asked = {**ENCOUNTER, "when": "has_fact('complaint')"}
    tables = {"unit_responses": CALL, "recordings": FOOTAGE, "facts": [fact]}
    assert _said(audited(tables, asked)) == [("violation", "no_recording")]
