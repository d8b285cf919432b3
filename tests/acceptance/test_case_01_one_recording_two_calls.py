"""Case 1: one recording runs from 09:50 to 10:40, calls at 10:00 and 10:20: both are covered."""

from audits import at, audited, film, quality, response, verdicts


def test_one_recording_serves_both_calls() -> None:
    result = audited(
        {
            "unit_responses": [
                response("I1", "P1", at("10:05"), at("10:18"), dispatched_at=at("10:00")),
                response("I2", "P1", at("10:24"), at("10:38"), dispatched_at=at("10:20")),
            ],
            "recordings": [film("R1", "P1", at("09:50"), at("10:40"), "I1", activated_at=at("09:50"))],
        }
    )
    assert set(verdicts(result).values()) == {("compliant", "")}
    assert "recording filed under another number" not in quality(result)
