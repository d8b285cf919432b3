"""Policies that ask everything of the worlds: one rule for each way a kind can be set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from worlds import MIDNIGHT

Policy = dict[str, Any]

RECORDED: tuple[dict[str, Any], ...] = (
    {},
    {"start_within": "30s", "longest_gap": "10s"},
    {"start_within": "1m", "longest_gap": "60s", "end_within": "30s", "start_counts": "media"},
    {"from": {"first": ["arrived_at", "dispatched_at"]}, "start_within": "30s", "longest_gap": "1h"},
    {"from": {"fact": "first_contact", "else": "arrived_at"}, "start_within": "2m", "longest_gap": "2h"},
    {"from": "dispatched_at", "start_within": "5m", "longest_gap": "5m", "when": "role = 'primary'"},
    {"longest_gap": "3h", "start_within": "3h", "muted_at_most": "30s"},
    {"longest_gap": "3h", "start_within": "3h", "muted_at_most": "0s", "buffer_at_least": "30s"},
    {"start_within": "30s", "longest_gap": "30s", "unless": [{"fact": "exigent"}, {"fact": "camera_failure"}]},
    {"start_within": "30s", "longest_gap": "30s", "unless": [
        {"fact": "immediate_danger", "standing": "claimed", "then": "start as soon as it ends"}]},
    {"start_within": "30s", "longest_gap": "30s", "unless": [{"when": "location_type = 'hospital'"}]},
    {"when": "call_type = 'stop' and not location_type = 'residence'", "longest_gap": "30s"},
    {"when": "call_type in ('stop', 'alarm') or priority = '1'", "when_unknown": "binds", "longest_gap": "30s"},
    {"when": "others_recorded", "longest_gap": "30s"},
    {"when": "self_initiated is not true and has_fact('exigent', 'documented')", "when_unknown": "not_bound"},
    {"when": "camera_issued and assignment <> 'court'", "longest_gap": "1m"},
    {"when": "rank is null or rank = 'officer'", "longest_gap": "1m"},
    {"frame": "shifts", "longest_gap": "30s"},
    {"frame": "shifts", "start_within": "1h", "longest_gap": "1h", "when": "assignment = 'patrol'",
     "unless": [{"fact": "camera_failure", "standing": "claimed"}]},
    {"frame": "calls", "start_within": "30s", "longest_gap": "30s"},
    {"until": {"fact": ["resident_asked_off", "left_residence"], "else": "cleared_at"}, "start_within": "1m",
     "longest_gap": "2m"},
    {"from": {"fact": "first_contact", "else": "arrived_at"}, "until": {"fact": "left_residence", "else": "cleared_at"},
     "start_within": "1m", "longest_gap": "2m", "measures": ["presence", "end"]},
    {"start_within": "30s", "measures": ["start"]},
    {"longest_gap": "10s", "muted_at_most": "30s", "measures": ["gap", "muted"], "unless": [{"fact": "exigent"}]},
    {"measures": ["presence"]},
    {"longest_gap": "30s", "unless": [{"fact": "inspection_requested"}]},
)  # fmt: skip
NOT_RECORDED: tuple[dict[str, Any], ...] = (
    {"while": "location_type = 'school_elementary_secondary'"},
    {"while": "location_type in ('health_care', 'residence')", "at_most": "30s"},
    {"while": "has_fact('informant')", "unless": [{"fact": "exigent"}]},
    {"while": "true", "at_most": "1m", "until": {"fact": "left_residence", "else": "cleared_at"}},
    {"while": "not location_type = 'residence'", "when": "call_type = 'stop'", "when_unknown": "binds"},
    {"while": "has_any(location_types, 'residence', 'hospital')"},
    {"while": "has_only(location_types, 'residence', 'street', 'school_college') or location_type is null"},
    {"while": "location_types is not null and location_type not in ('residence', 'hospital')", "at_most": "30s"},
    {"while": "assignment = 'court'", "frame": "shifts"},
    {"while": "on_scene_seconds > 60", "frame": "calls"},
)
STOPS: tuple[dict[str, Any], ...] = (
    {"trigger": {"fact": "resident_asked_off"}},
    {"trigger": {"fact": "resident_asked_off"}, "within": "30s", "stays_off_until": "leaves_place"},
    {"trigger": "fact in ('resident_asked_off', 'victim_asked_off')", "within": "1m", "stays_off_until": "cleared_at"},
    {"trigger": {"fact": "victim_asked_off"}, "within": "30s", "unless": [
        {"fact": "exigent"}, {"when": "location_type = 'hospital'"}]},
    {"trigger": {"fact": "resident_asked_off"}, "when": "location_type = 'residence' and role = 'primary'"},
    {"trigger": {"fact": "resident_asked_off"}, "frame": "calls"},
    {"trigger": {"fact": "exigent"}, "within": "2m", "when": "has_fact('informant') or call_type = 'stop'",
     "stays_off_until": {"fact": "informant", "else": "cleared_at"}},
    {"trigger": {"fact": "longer_retention_requested"}, "within": "30s", "when": "not has_fact('release_requested')"},
    {"trigger": "fact in ('resident_asked_off', 'release_requested') and level is null and recording_id is null",
     "when": "until_at is null or role is not null", "frame": "calls"},
    {"trigger": {"fact": "exigent"}, "within": "5m", "when": "rank is null or call_type is null or arrived_at is null"},
    {"trigger": "fact in ('resident_asked_off', 'exigent')", "when": "assignment <> 'patrol'",
     "unless": [{"when": "assignment = 'court'"}]},
)  # fmt: skip
KEPT: tuple[dict[str, Any], ...] = (
    {"classes": [{"when": "category = 'force'", "at_least": "3y"},
                 {"otherwise": True, "at_least": "6mo", "at_most": "1y", "grace": "10d"}],
     "held_by": [{"fact": "litigation_hold"}]},
    {"classes": [{"when": "category = 'force'", "at_least": "1mo"}, {"when": "tag = 'arrest'", "at_least": "30d"},
                 {"when": "category in ('traffic', 'x')", "at_least": "31d", "at_most": "60d"}]},
    {"classes": [{"when": "has_fact('evidentiary')", "at_least": "1y", "at_most": "3y"},
                 {"when": "call_type = 'stop'", "at_least": "1y", "at_most": "1y", "grace": "1mo"},
                 {"otherwise": True, "at_most": "30d"}],
     "held_by": [{"fact": "litigation_hold", "standing": "documented"}, {"fact": "exigent"}]},
    {"classes": [{"otherwise": True, "at_least": "60d", "at_most": "180d"}], "from": "started_at",
     "when": "has_any(categories, 'traffic', 'force')", "unless": [{"fact": "evidentiary", "standing": "claimed"}]},
    {"classes": [{"when": "location_type = 'residence' or incident_location_type = 'hospital'", "at_least": "1y"},
                 {"when": "has_only(incident_location_types, 'residence', 'school_college')", "at_least": "60d"},
                 {"when": "location_known = 'place'", "at_least": "90d"}, {"otherwise": True, "at_least": "30d"}]},
    {"classes": [{"otherwise": True, "at_least": "1440h"}], "when": "officer_id is not null",
     "frame": "items"},
    {"classes": [{"when": "has_fact('longer_retention_requested')", "at_least": "60d"},
                 {"otherwise": True, "at_least": "30d", "at_most": "60d"}],
     "held_by": [{"fact": "release_requested"}, {"fact": "inspection_requested", "standing": "verified"}]},
)  # fmt: skip
FOLLOWED: tuple[dict[str, Any], ...] = (
    {"anchor": "recording_end", "then": {"column": "uploaded_at"}, "within": "1h"},
    {"anchor": "recording_start", "then": {"column": "uploaded_at"}, "within": "1h", "missing": "undetermined"},
    {"anchor": "recording_start", "then": {"fact": "notice_given"}, "within": "2m", "unless": [{"fact": "exigent"}]},
    {"anchor": {"fact": "use_of_force"}, "then": [{"action": "released"}, {"action": "flagged"}], "within": "30m"},
    {"anchor": {"fact": "use_of_force"}, "then": {"fact": "statement_given"}, "within": "10m",
     "when": "standing is null or standing <> 'claimed'"},
    {"anchor": {"request": "release"}, "then": {"request": "decided"}, "within": "1m",
     "when": "requester_role = 'subject'", "when_unknown": "binds"},
    {"anchor": {"request": "release"}, "then": {"action": "released"}, "within": "1h"},
    {"anchor": {"review": "assigned"}, "then": {"review": "done"}, "within": "30s"},
    {"anchor": {"action": "flagged"}, "then": {"review": "done"}, "within": "1d"},
    {"anchor": "duty_end", "then": {"column": "uploaded_at"}, "within": "1h", "frame": "items"},
    {"anchor": {"column": "arrived_at"}, "then": {"fact": "notice_given"}, "within": "5m", "frame": "calls"},
    {"anchor": {"column": "dispatched_at"}, "then": {"column": "arrived_at"}, "within": "2m"},
    {"anchor": {"action": "viewed"}, "then": {"action": "released"}, "within": "1 business days"},
    {"anchor": {"fact": "release_requested"}, "then": {"action": "released"}, "within": "30m",
     "when": "not has_fact('longer_retention_requested') and detail is null"},
    {"anchor": {"fact": "use_of_force"}, "then": {"action": "released"}, "within": "1h",
     "when": "assignment <> 'court'"},
)  # fmt: skip
PRECEDED: tuple[dict[str, Any], ...] = (
    {"anchor": {"fact": "use_of_force"}, "first": {"fact": "notice_given"}, "within": "5m"},
    {"anchor": {"action": "recorded_at_edited"}, "first": [{"action": "flagged"}, {"action": "viewed"}],
     "within": "2m"},
    {"anchor": "recording_start", "first": {"fact": "notice_given"}, "within": "1d", "missing": "undetermined"},
    {"anchor": {"column": "arrived_at"}, "first": {"column": "dispatched_at"}, "within": "1m",
     "unless": [{"when": "location_type = 'hospital'"}]},
    {"anchor": {"action": "recorded_at_edited"}, "first": {"fact": "release_requested"}, "within": "1h"},
)  # fmt: skip
NOT_BEFORE: tuple[dict[str, Any], ...] = (
    {"what": {"action": "viewed"}, "before": {"fact": "statement_given"}},
    {"what": {"action": "viewed", "by": "anyone"}, "before": {"fact": "statement_given"}, "missing": "violation"},
    {"what": {"action": "released", "by": "anyone"}, "before": {"action": "flagged"}, "unless": [{"fact": "exigent"}]},
    {"what": {"action": "downloaded", "by": "anyone"}, "before": {"action": "flagged"}, "when": "purpose is null"},
    {"what": {"action": "viewed", "by": "anyone"}, "before": {"fact": "statement_given"}, "at_least": "30m"},
)  # fmt: skip
HOLDS: tuple[dict[str, Any], ...] = (
    {"over": "recordings", "holds": "not has_any(categories, 'traffic') or not has_fact('use_of_force')"},
    {"over": "recordings", "holds": "buffer_s between 12 and 29.5 or tag = 'arrest'", "when": "officer_id is not null"},
    {"over": "unit_responses", "holds": "arrived_at >= dispatched_at and cleared_at > arrived_at"},
    {"over": "unit_responses", "holds": "camera_issued is not false", "frame": "calls"},
    {"over": "evidence_actions", "holds": "purpose is not null", "when": "action in ('released', 'downloaded')",
     "unless": [{"fact": "evidentiary", "standing": "claimed"}]},
    {"over": "requests", "holds": "decided_at is not null", "when": "not has_fact('exigent')"},
    {"over": "requests", "holds": "not has_fact('longer_retention_requested')", "when": "kind = 'release'"},
    {"over": "recordings", "holds": "has_only(categories, 'traffic', 'x') or has_any(location_types)",
     "when": "location_type is not null or incident_location_types is null"},
    {"over": "reviews", "holds": "selection = 'random'"},
    {"over": "duty", "holds": "assignment is null or assignment <> 'court'"},
    {"over": "evidence_actions", "holds": "actor_id is not null and purpose is not null"},
    {"over": "requests", "holds": "requester_role is not null or fulfilled_at is not null"},
    {"over": "unit_responses", "holds": "role = 'primary' or call_type is null", "unless": [{"when": "rank is null"}]},
    {"over": "unit_responses", "holds": "on_scene_seconds is not null and assignment is null"},
    {"over": "recordings", "holds": "call_type is not null and officer_id is not null and buffer_s >= 12"},
    {"over": "recordings", "holds": "(incident_location_type = 'residence') is null or categories is null"},
)  # fmt: skip
FRAMES: dict[str, Any] = {
    "everything": {"over": "unit_responses"},
    "calls": {"over": "unit_responses", "exclude": [
        {"reason": "test", "when": "call_type = 'TEST'"},
        {"reason": "never arrived", "when": "arrived_at is null"},
        {"reason": "camera failure", "fact": "camera_failure"},
        {"reason": "no camera", "when": "camera_issued is false"},
        {"reason": "under a minute", "when": "on_scene_seconds < 60"},
    ]},
    "shifts": {"over": "duty", "exclude": [{"reason": "court", "when": "assignment = 'court' and rank = 'sergeant'"}]},
    "items": {"over": "recordings", "exclude": [{"reason": "made up", "when": "trigger_reason = 'after_the_fact'"}]},
}  # fmt: skip

KINDS = {
    "recorded_throughout": RECORDED, "not_recorded": NOT_RECORDED, "stops_after": STOPS, "kept": KEPT,
    "followed_by": FOLLOWED, "preceded_by": PRECEDED, "not_before": NOT_BEFORE, "holds": HOLDS,
}  # fmt: skip
TOLERANCES: tuple[dict[str, str], ...] = (
    {},
    {"match_lead": "0s", "stitch_gap": "0s"},
    {"match_lead": "1m", "stitch_gap": "30s", "upload_grace": "1h"},
)
PARTLY: tuple[dict[str, Any], ...] = ({}, {"places": {"partly": "counts"}}, {"places": {"partly": "does_not_count"}})
AS_OF = (MIDNIGHT + timedelta(days=90), MIDNIGHT + timedelta(days=800), MIDNIGHT + timedelta(minutes=120))


def policy(which: int, kinds: Iterable[str] = tuple(KINDS), every: int = 1) -> tuple[Policy, Any]:
    """One of three policies under other tolerances, and the moment to judge from.

    It has all rules of the kinds asked for, or every second, third... of them.
    """
    place = which % len(TOLERANCES)
    rules = [rule for kind in kinds for rule in rules_of(kind)[::every]]
    document: Policy = {
        "policy": "worlds", "title": "Everything at once", "kind": "agency", "timezone": "America/Chicago",
        "tolerances": TOLERANCES[place], "frames": FRAMES, "rules": rules, **PARTLY[place],
    }  # fmt: skip
    if place == 1:
        document["effective"] = {"from": "2024-11-03", "to": "2024-11-03"}
    return document, AS_OF[place]


def rules_of(kind: str) -> list[dict[str, Any]]:
    """Every rule of a kind, named by its place."""
    return [
        {
            "id": f"{kind.replace('_', '-')}-{number}", "title": f"{kind} {number}.", "clause": str(number),
            "topic": "activation", "kind": kind, **variant,
        }
        for number, variant in enumerate(KINDS[kind], start=1)
    ]  # fmt: skip
