"""Case 2: a two-officer unit of which one records: one finding, not none, not two."""

import pytest
from audits import Row, at, audited, film, response, verdicts

SHIFTS = [{"officer_id": p, "unit_id": "C12", "started_at": at("07:00"), "ended_at": at("19:00")} for p in ("P1", "P2")]
AS_TWO_ROWS = [response("I1", p, at("10:08"), at("10:40"), unit_id="C12") for p in ("P1", "P2")]
AS_ONE_UNIT = [response("I1", None, at("10:08"), at("10:40"), unit_id="C12")]


@pytest.mark.parametrize("rows", [AS_TWO_ROWS, AS_ONE_UNIT], ids=["two rows", "one unit"])
def test_one_finding(rows: list[Row]) -> None:
    footage = [film("R0", "P2", at("08:00"), at("08:05")), film("R1", "P1", at("10:05"), at("10:41"), "I1")]
    result = audited({"unit_responses": rows, "recordings": footage, "duty": SHIFTS})
    assert verdicts(result) == {("I1", "P1"): ("compliant", ""), ("I1", "P2"): ("violation", "no_recording")}
    assert result.summary["candidate_violations"] == 1
