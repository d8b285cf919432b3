"""What a policy names is looked for in the data once, however many rules and tables ask for it."""

from __future__ import annotations

from pathlib import Path

from bwcmeta.audit import audit_rows
from bwcmeta.policies import load_policy

POLICY = """\
policy: homes
title: Homes
kind: model
timezone: UTC
rules:
  - id: home-calls
    title: T.
    clause: "1"
    topic: activation
    kind: recorded_throughout
    when: "location_type = 'residence'"
  - id: home-footage
    title: T.
    clause: "2"
    topic: activation
    over: recordings
    kind: holds
    when: "location_type = 'hospital'"
    holds: "buffer_s > 0"
"""
AT = "2026-03-02T1{}:00:00Z"


def test_kinds_of_place_asked_of_incidents_and_recordings_with_places(tmp_path: Path) -> None:
    (tmp_path / "homes.yaml").write_text(POLICY, encoding="utf-8")
    rows = {
        "places": [{"place_id": "P", "location_type": "residence", "address_key": "A"}],
        "incidents": [{"incident_id": "I", "address_key": "A", "created_at": AT.format(0)}],
        "unit_responses": [
            {"incident_id": "I", "officer_id": "O", "arrived_at": AT.format(0), "cleared_at": AT.format(1)}
        ],
        "recordings": [
            {
                "recording_id": "R",
                "officer_id": "O",
                "started_at": AT.format(0),
                "ended_at": AT.format(1),
                "buffer_s": 30,
            }
        ],
    }
    result = audit_rows(rows, load_policy(tmp_path / "homes.yaml"))
    assert [note["names"] for note in result.summary["never_seen"]] == ["location_type 'hospital'"]
