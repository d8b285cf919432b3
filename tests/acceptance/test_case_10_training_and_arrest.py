"""Case 10: an arrest filed under training: a contradiction, and footage that goes too soon."""

from audits import Row, at, audited, film, response

HELD = "not (category in ('training', 'non-evidence') and has_fact('arrest'))"
CLASSES = [{"when": "has_fact('arrest')", "at_least": "3y"}, {"otherwise": True, "at_least": "90d"}]
CONTRADICTION: Row = {
    "id": "category", "title": "Told truly.", "topic": "other", "clause": "1", "kind": "holds", "over": "recordings",
    "holds": HELD,
}  # fmt: skip
KEPT: Row = {
    "id": "kept", "title": "Kept.", "topic": "retention", "clause": "2", "kind": "kept", "classes": CLASSES,
}  # fmt: skip


def test_both_are_found() -> None:
    footage = film(
        "R1", "P1", at("15:58"), at("16:41"), "I1", categories=["training"], deleted_at="2026-06-20T00:00:00Z"
    )
    result = audited(
        {
            "unit_responses": [response("I1", "P1", at("16:00"), at("16:40"))],
            "recordings": [footage],
            "facts": [{"fact": "arrest", "incident_id": "I1", "standing": "documented", "at": at("16:20")}],
        },
        CONTRADICTION,
        KEPT,
    )
    found = {f["rule_id"]: (f["verdict"], f["reason"]) for f in result.findings.to_dicts()}
    assert found == {"category": ("violation", "does_not_hold"), "kept": ("violation", "deleted_early")}
