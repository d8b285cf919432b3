"""Case 11: a pooled camera is still assigned to somebody who left: for the data-quality list, not an accusation."""

from __future__ import annotations

from audits import Rows, at, audited, film, quality, response, verdicts

DOUBT = ("undetermined", "camera_under_another_id")
MISSING = ("violation", "no_recording")


def _world(*, left: str | None = "2026-01-15T00:00:00Z") -> Rows:
    return {
        "officers": [
            {"officer_id": "P1", "badge": "101"},
            {"officer_id": "P9", "badge": "109", "user_id": "c951", "valid_until_at": left},
        ],
        "unit_responses": [response("I1", "P1", at("16:00"), at("16:40"))],
        "recordings": [
            film("R0", "P1", at("09:00"), at("09:10")),
            film("R1", "C951", at("15:58"), at("16:41"), "I-1", device_id="POOL1"),
        ],
    }


def test_footage_of_the_incident_under_the_id_of_a_leaver() -> None:
    result = audited(_world())
    assert verdicts(result)["I1", "P1"] == DOUBT
    assert quality(result)["id of somebody not in service"] == 1
    assert result.summary["candidate_violations"] == 0


def test_somebody_who_has_not_left_is_a_colleague() -> None:
    assert verdicts(audited(_world(left=None)))["I1", "P1"] == MISSING


def test_his_own_camera_under_the_id_of_a_leaver_without_a_number() -> None:
    tables = _world()
    tables["recordings"][1]["incident_ids"] = []
    assert verdicts(audited(tables))["I1", "P1"] == MISSING
    tables["device_assignments"] = [{"device_id": "POOL1", "officer_id": "101", "assigned_at": at("08:00")}]
    assert verdicts(audited(tables))["I1", "P1"] == DOUBT


def test_his_own_camera_under_no_id_at_all() -> None:
    tables = _world()
    tables["recordings"][1] |= {"incident_ids": [], "officer_id": "B999"}
    tables["device_assignments"] = [{"device_id": "POOL1", "officer_id": "P1", "returned_at": at("16:30")}]
    assert verdicts(audited(tables))["I1", "P1"] == DOUBT
    tables["device_assignments"][0]["returned_at"] = at("15:58")
    assert verdicts(audited(tables))["I1", "P1"] == MISSING


def test_at_another_time_it_says_nothing() -> None:
    tables = _world()
    tables["recordings"][1] |= {"started_at": at("17:00"), "ended_at": at("17:10")}
    assert verdicts(audited(tables))["I1", "P1"] == MISSING
