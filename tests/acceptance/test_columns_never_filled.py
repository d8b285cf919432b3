"""An export that lacks a column does not accuse in silence: the run names the column that no row fills."""

from __future__ import annotations

from audits import at, audited

PURPOSE = {
    "id": "access-without-purpose", "title": "Access has a purpose.", "topic": "access", "clause": "1", "kind": "holds",
    "over": "evidence_actions", "holds": "purpose is not null",
}  # fmt: skip


def looked_at(**more: str) -> dict[str, str]:
    return {"recording_id": "R1", "at": at("10:00"), "actor_id": "A", "action": "viewed", **more}


def test_a_column_that_no_row_fills_is_named_beside_the_result() -> None:
    never = audited({"evidence_actions": [looked_at()]}, PURPOSE).summary["never_seen"]
    assert [(note["names"], note["rules"]) for note in never] == [
        ("column purpose", "acceptance/access-without-purpose")
    ]
    assert "no row of evidence_actions fills it" in never[0]["but"]


def test_a_column_that_one_row_fills_is_there() -> None:
    result = audited({"evidence_actions": [looked_at(), looked_at(purpose="case 7", actor_id="B")]}, PURPOSE)
    assert result.summary["never_seen"] == []
    assert sorted(result.obligations["verdict"]) == ["compliant", "violation"]
