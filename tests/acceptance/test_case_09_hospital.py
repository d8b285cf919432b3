"""Case 9: off in a hospital with the reason documented is exempt; the same with an arrest had to be recorded."""

import pytest
from audits import ENCOUNTER, Rows, at, audited, film, response, verdicts

RULE = {
    **ENCOUNTER,
    "unless": [{"when": "has_fact('policy_exemption', 'documented') and not has_fact('arrest')"}],
}


def _world(standing: str, *, arrest: bool) -> Rows:
    facts = [{"fact": "policy_exemption", "incident_id": "I1", "standing": standing}]
    if arrest:
        facts.append({"fact": "arrest", "incident_id": "I1", "standing": "documented"})
    return {
        "incidents": [{"incident_id": "I1", "location_type": "drug_store_doctor_hospital"}],
        "unit_responses": [response("I1", "P1", at("13:00"), at("13:30"))],
        "recordings": [film("R0", "P1", at("08:00"), at("08:10"))],
        "facts": facts,
    }


@pytest.mark.parametrize(
    ("standing", "arrest", "expected"),
    [
        ("documented", False, ("exempt", "exempt")),
        ("verified", False, ("exempt", "exempt")),
        ("claimed", False, ("violation", "no_recording")),
        ("documented", True, ("violation", "no_recording")),
    ],
)
def test_standing_and_arrest_decide(standing: str, arrest: bool, expected: tuple[str, str]) -> None:
    assert verdicts(audited(_world(standing, arrest=arrest), RULE))["I1", "P1"] == expected
