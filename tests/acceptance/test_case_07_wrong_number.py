"""Case 7: a wrong number at the right time: a match, and a finding about the number, never "missing"."""

import pytest
from audits import at, audited, film, response, verdicts


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [(["26-70"], "recording filed under another number"), ([], "recording without a number")],
)
def test_the_right_time_matches(numbers: list[str], kind: str) -> None:
    event = [response("26-07", "P1", at("13:00"), at("13:30"))]
    result = audited({"unit_responses": event, "recordings": [film("R1", "P1", at("12:58"), at("13:31"), *numbers)]})
    assert verdicts(result)["26-07", "P1"] == ("compliant", "")
    (note,) = result.quality.filter(result.quality["kind"] == kind).to_dicts()
    assert (note["subject"], note["officer_id"]) == ("R1", "P1")
    assert "26-07" in note["detail"]
    assert result.summary["matching"]["grades"]["B"]["n"] == 1


@pytest.mark.parametrize("spelling", ["26-07", " 26 07", "2607", "2 6-0-7"])
def test_spellings_of_one_number_are_one_number(spelling: str) -> None:
    event = [response("26-07", "P1", at("13:00"), at("13:30"))]
    footage = [film("R1", "P1", at("12:58"), at("13:31"), "X9", spelling)]
    result = audited({"unit_responses": event, "recordings": footage})
    assert result.summary["matching"]["grades"]["A"]["n"] == 1
    assert "recording filed under another number" not in set(result.quality["kind"])
