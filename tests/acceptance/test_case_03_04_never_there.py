"""Case 3: cancelled on the way is not eligible, and counted. Case 4: without an arrival lateness cannot be measured."""

from audits import ENCOUNTER, Row, at, audited, film, response, verdicts

FRAMES: Row = {
    "events": {
        "over": "unit_responses",
        "exclude": [
            {"reason": "cancelled", "when": "disposition = 'CAN'"},
            {"reason": "under a minute", "when": "on_scene_seconds < 60"},
        ],
    }
}


def test_cancelled_leaves_and_is_counted() -> None:
    result = audited(
        {
            "incidents": [{"incident_id": "I1", "disposition": "CAN"}, {"incident_id": "I2", "disposition": "RPT"}],
            "unit_responses": [
                response("I1", "P1", None, at("11:06"), dispatched_at=at("11:01")),
                response("I2", "P1", at("12:00"), at("12:20")),
            ],
            "recordings": [film("R1", "P1", at("11:59"), at("12:21"), "I2")],
        },
        frames=FRAMES,
    )
    counted = {row["state"]: row["n"] for row in result.waterfall.to_dicts()}
    assert counted == {"cancelled": 1, "bound": 1}
    assert verdicts(result) == {("I2", "P1"): ("compliant", "")}


def test_no_arrival_no_lateness() -> None:
    tables = {
        "unit_responses": [response("I1", "P1", None, at("11:45"), dispatched_at=at("11:01"))],
        "recordings": [film("R1", "P1", at("11:20"), at("11:46"), "I1")],
    }
    assert verdicts(audited(tables))["I1", "P1"] == ("undetermined", "window_unknown")
    from_dispatch = {**ENCOUNTER, "from": {"first": ["arrived_at", "dispatched_at"]}, "start_within": "20m"}
    assert verdicts(audited(tables, from_dispatch))["I1", "P1"] == ("compliant", "")
