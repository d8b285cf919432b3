"""A home above a shop, a point in two places: the policy says what partly means, and a finding shows every kind."""

from pathlib import Path
from typing import Any

import pytest
from audits import Row, Rows, at, film, policy_of, response

from bwcmeta import audit_rows
from bwcmeta.audit.explain import explain_finding, explain_text
from bwcmeta.audit.write import write_run

SCHOOL: Row = {
    "id": "school", "title": "Nothing is recorded in a school.", "topic": "school", "clause": "2",
    "kind": "not_recorded", "while": "location_type = 'school_elementary_secondary'",
}  # fmt: skip
NORTH = 1 / 111_195.08
PLACES = [
    {"place_id": "S1", "location_type": "school_elementary_secondary", "latitude": 30.0, "longitude": -87.0,
     "radius_m": 100},
    {"place_id": "C1", "location_type": "worship", "latitude": 30 + 20 * NORTH, "longitude": -87.0, "radius_m": 100},
    {"place_id": "J1", "location_type": "jail", "latitude": 30 + 100 * NORTH, "longitude": -87.0, "radius_m": 100},
]  # fmt: skip


def _world(**incident: Any) -> Rows:
    return {
        "incidents": [{"incident_id": "I1", **incident}],
        "places": PLACES,
        "unit_responses": [response("I1", "P1", at("13:00"), at("13:30"))],
        "recordings": [film("R1", "P1", at("13:00"), at("13:10"), "I1")],
    }


STATED = {"location_types": ["school_elementary_secondary", "worship"], "location_known": "tag"}
POINT = {"latitude": 30.0, "longitude": -87.0}
BY_TAG = ["school_elementary_secondary (tag)", "worship (tag)"]
BY_POINT = [
    "jail (J1, perhaps in its radius)", "school_elementary_secondary (S1, in its radius)",
    "worship (C1, in its radius)",
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "partly", "verdict", "known"),
    [
        (STATED, "counts", "violation", BY_TAG),
        (STATED, "undetermined", "undetermined", BY_TAG),
        (POINT, "counts", "violation", BY_POINT),
        (POINT, "undetermined", "undetermined", BY_POINT),
        ({"location_type": "school_elementary_secondary"}, "undetermined", "violation", []),
    ],
)
def test_a_finding_shows_every_kind_and_how_it_is_known(
    where: Row, partly: str, verdict: str, known: list[str], tmp_path: Path
) -> None:
    result = audit_rows(_world(**where), policy_of(SCHOOL, places={"partly": partly}), as_of=at("20:00"))
    assert result.findings["verdict"].to_list() == [verdict]
    evidence = result.evidence.filter(result.evidence["role"] == "place")
    assert sorted(evidence["row_key"].to_list()) == known
    write_run(result, tmp_path / "run", inputs={}, parameters={})
    told = "\n".join(explain_text(explain_finding(tmp_path / "run", result.findings["finding_id"][0])))
    assert all(kind in told for kind in known)


def test_a_place_that_is_no_part_of_it_binds_nothing() -> None:
    world = _world(location_types=["residence", "street"], location_known="stated")
    assert audit_rows(world, policy_of(SCHOOL), as_of=at("20:00")).findings.is_empty()
