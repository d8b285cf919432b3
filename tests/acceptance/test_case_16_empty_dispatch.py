"""Case 16: an empty dispatch file ends with "inputs degraded", not with a clean bill."""

from audits import at, audited, film

from bwcmeta.model.verdict import Exit


def test_no_dispatch_rows_is_degraded() -> None:
    result = audited({"recordings": [film("R1", "P1", at("10:00"), at("10:10"))], "unit_responses": []})
    assert result.exit is Exit.DEGRADED
    assert any("unit_responses" in reason for reason in result.degraded)
    assert result.summary["rules"][0]["nothing_to_judge"]
