"""Case 18: 90 s missing inside a scene that starts and ends in time. Case 19: 12 s of buffer: the power was off."""

from audits import ENCOUNTER, at, audited, film, response, verdicts

EVENT = [response("I1", "P1", at("10:00"), at("10:30"))]
BUFFERED = {**ENCOUNTER, "buffer_at_least": "120s"}


def test_ninety_seconds_inside() -> None:
    footage = [film("R1", "P1", at("09:58"), at("10:12"), "I1"), film("R2", "P1", at("10:13:30"), at("10:31"), "I1")]
    result = audited({"unit_responses": EVENT, "recordings": footage})
    (found,) = result.findings.to_dicts()
    assert (found["reason"], found["measured"], found["allowed"], found["grade"]) == ("gap", 90, 30, "A")


def test_a_short_buffer_is_not_late() -> None:
    footage = [film("R1", "P1", at("09:57:48"), at("10:31"), "I1", activated_at=at("09:58"), buffer_s=12)]
    result = audited({"unit_responses": EVENT, "recordings": footage}, BUFFERED)
    (found,) = result.findings.to_dicts()
    assert (found["reason"], found["measured"], found["allowed"]) == ("short_buffer", 12, 120)
    assert verdicts(audited({"unit_responses": EVENT, "recordings": footage}))["I1", "P1"] == ("compliant", "")
    measures = audited({"unit_responses": EVENT, "recordings": footage}, BUFFERED).measures.to_dicts()
    told = {m["measure"]: m["yes"] for m in measures if m["tolerance_s"] is None and m["unit"] == "officer on event"}
    assert (told["presence"], told["on_time"], told["complete"], told["all_criteria"]) == (1, 1, 1, 0)


def test_a_late_press_with_a_full_buffer_is_late() -> None:
    footage = [film("R1", "P1", at("09:59"), at("10:31"), "I1", activated_at=at("10:01"), buffer_s=120)]
    result = audited({"unit_responses": EVENT, "recordings": footage}, BUFFERED)
    assert verdicts(result)["I1", "P1"] == ("violation", "late_start")
