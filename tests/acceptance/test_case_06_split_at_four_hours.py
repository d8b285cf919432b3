"""Case 6: the camera split at four hours: one recording, no gap, no early stop; both segments are cited."""

import pytest
from audits import at, audited, film, later, response, verdicts

START = at("09:58")
CAP = later(START, hours=4)


@pytest.mark.parametrize("gap", [-1, 0, 1, 5])
def test_the_split_is_no_gap(gap: int) -> None:
    rule = {"id": "encounter", "title": "E.", "topic": "activation", "clause": "1", "kind": "recorded_throughout"}
    footage = [
        film("R1", "P1", START, CAP, "I1", stop_reason="cap"),
        film("R2", "P1", later(CAP, seconds=gap), at("15:05"), "I1"),
    ]
    event = [response("I1", "P1", at("10:00"), at("15:00"))]
    assert verdicts(audited({"unit_responses": event, "recordings": footage}, rule))["I1", "P1"] == ("compliant", "")
    short = [response("I1", "P1", at("10:00"), at("15:10"))]
    result = audited({"unit_responses": short, "recordings": footage}, rule)
    assert verdicts(result)["I1", "P1"] == ("violation", "early_stop")
    cited = result.evidence.filter(result.evidence["role"] == "recording")["row_key"].to_list()
    assert cited == ["R1", "R2"]
