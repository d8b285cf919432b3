"""A policy with the limits that the answer key assumes, and its rule ids, as the oracle reads policies."""

from __future__ import annotations

from typing import Any

FRAME = {
    "over": "unit_responses",
    "exclude": [
        {"reason": "cancelled or test", "when": "disposition IN ('CAN', 'TEST', 'DUP')"},
        {"reason": "never arrived", "when": "arrived_at IS NULL"},
        {"reason": "under a minute on scene", "when": "on_scene_seconds < 60"},
        {"reason": "no camera issued", "when": "NOT camera_issued"},
        {"reason": "camera failure", "fact": "camera_failure", "standing": "documented"},
    ],
}

HOLES = "6h"
"""Limits of the buffer rule so wide that only the buffer decides."""


def _request(ident: str, fact: str, **more: Any) -> dict[str, Any]:
    return {
        "id": ident,
        "kind": "stops_after",
        "trigger": {"fact": fact},
        "within": "30s",
        "stays_off_until": {"fact": "left_residence", "else": "cleared_at"},
        "unless": [{"fact": "exigent"}, {"fact": "warrant_service"}],
        **more,
    }


POLICY: dict[str, Any] = {
    "policy": "stand-in",
    "timezone": "America/Chicago",
    "frames": {"patrol_response": FRAME},
    "rules": [
        {
            "id": "encounter-not-recorded-throughout",
            "kind": "recorded_throughout",
            "frame": "patrol_response",
            "start_within": "60s",
            "longest_gap": "10s",
            "muted_at_most": "0s",
            "unless": [
                {"fact": "immediate_danger", "then": "start as soon as it ends"},
                {"fact": "resident_asked_off"},
                {"fact": "victim_asked_off"},
                {"fact": "reporter_asked_off"},
            ],
        },
        {
            "id": "buffer-too-short",
            "kind": "recorded_throughout",
            "frame": "patrol_response",
            "start_within": HOLES,
            "longest_gap": HOLES,
            "buffer_at_least": "30s",
        },
        _request("camera-left-on-in-private-home", "resident_asked_off", when="location_type = 'residence'"),
        _request("camera-left-on-for-victim", "victim_asked_off"),
        _request("camera-left-on-for-anonymous-reporter", "reporter_asked_off"),
        {
            "id": "recording-in-school",
            "kind": "not_recorded",
            "while": "location_type = 'school_elementary_secondary'",
            "unless": [{"fact": "imminent_threat", "standing": "claimed"}],
        },
        {
            "id": "deleted-too-early-or-kept-too-long",
            "kind": "kept",
            "classes": [
                {
                    "when": "has_fact('use_of_force') OR has_fact('complaint') OR has_fact('felony_arrest')",
                    "at_least": "3y",
                },
                {"otherwise": True, "at_least": "6mo", "at_most": "6mo", "grace": "7d"},
            ],
            "held_by": [{"fact": "litigation_hold"}, {"fact": "case_open"}],
        },
    ],
}
