"""The canonical tables, declared once. `schemas/tables/` is written from here and a test keeps the two in step."""

from __future__ import annotations

from bwcmeta.model.columns import Column, Kind, Table
from bwcmeta.model.location import LOCATION_TYPES
from bwcmeta.model.vocabulary import (
    ACTIONS,
    ASSIGNMENT_KINDS,
    DEVICE_EVENTS,
    DISPOSITION_STATES,
    DUTY_KINDS,
    HOW_KNOWN,
    PLACE_KNOWN,
    RECORDING_STATUSES,
    REQUEST_KINDS,
    RESPONSE_ROLES,
    REVIEW_SELECTIONS,
    STANDINGS,
    STOP_REASONS,
    TRIGGER_REASONS,
)


def _required(name: str, kind: Kind, says: str, *values: str) -> Column:
    return Column(name, kind, says, required=True, values=values)


_LOCATION = (
    Column(
        "location_type",
        "text",
        "Kind of place: a NIBRS location type or a finer name.",
        values=LOCATION_TYPES,
    ),
    Column(
        "location_types",
        "text_list",
        "Kinds of place where several hold at once; `location_type` is then empty.",
        values=LOCATION_TYPES,
    ),
    Column("location_known", "text", "How the location type, or types, are known.", values=PLACE_KNOWN),
    Column("latitude", "number", "Latitude, WGS 84.", unit="degree"),
    Column("longitude", "number", "Longitude, WGS 84.", unit="degree"),
)

RECORDINGS = Table(
    "recordings",
    "One evidence item (a segment of footage) as the evidence system lists it.",
    ("recording_id",),
    "started_at",
    (
        _required("recording_id", "text", "Id of the item in the evidence system."),
        Column("device_id", "text", "Serial number of the camera."),
        Column("officer_id", "text", "Who is stored as the wearer or owner: any id that `officers` knows."),
        Column("activated_at", "instant", "When the officer or a signal started the recording."),
        Column("activated_known", "text", "How `activated_at` is known.", values=HOW_KNOWN),
        _required("started_at", "instant", "Where the media begins, pre-event buffer included."),
        Column("ended_at", "instant", "Where the media ends; empty when nobody knows."),
        Column("ended_known", "text", "How `ended_at` is known.", values=HOW_KNOWN),
        Column("recorded_at", "instant", "The 'recorded on' date that retention counts from; else `started_at`."),
        Column("duration_s", "number", "Length as stated.", unit="s"),
        Column("buffer_s", "number", "Length of the pre-event buffer at the head of the file.", unit="s"),
        Column("buffer_audio", "boolean", "Whether the buffer carries sound."),
        Column("trigger_reason", "text", "What started it.", values=TRIGGER_REASONS),
        Column("stop_reason", "text", "What ended it.", values=STOP_REASONS),
        Column("uploaded_at", "instant", "When the evidence system had it."),
        Column("deleted_at", "instant", "When it was deleted."),
        Column("deletion_reason", "text", "Kind of deletion as stated."),
        Column("status", "text", "State in the evidence system.", values=RECORDING_STATUSES),
        Column("retention_until", "instant", "When the evidence system means to delete it."),
        Column("title", "text", "Title; free text, dropped at the door unless the profile keeps it."),
        Column("categories", "text_list", "Categories, lower case."),
        Column("tags", "text_list", "Tags, lower case."),
        Column("incident_ids", "text_list", "Incident numbers it is filed under."),
        *_LOCATION,
        Column("district", "text", "District or precinct."),
        Column("size_mb", "number", "Size.", unit="MB"),
        Column("content_type", "text", "Kind of file."),
        Column("sequence", "integer", "The device's own running number for its recordings, where it keeps one."),
    ),
)

DEVICE_EVENT_TABLE = Table(
    "device_events",
    "One event in a camera's own log.",
    ("device_id", "at", "event", "event_id"),
    "at",
    (
        Column("event_id", "text", "Id of the event, where the log has one."),
        _required("device_id", "text", "Serial number of the camera."),
        Column("officer_id", "text", "Wearer as the log has it."),
        _required("at", "instant", "When it happened, by the camera's clock."),
        _required("event", "text", "What happened.", *DEVICE_EVENTS),
        Column("recording_id", "text", "The recording it belongs to."),
        Column("sequence", "integer", "The log's own running number; a gap means that lines are missing."),
        Column("battery_percent", "number", "Charge.", unit="percent"),
        Column("detail", "text", "Further words of the log."),
    ),
)

INCIDENTS = Table(
    "incidents",
    "One event in computer-aided dispatch (CAD).",
    ("incident_id",),
    "created_at",
    (
        _required("incident_id", "text", "Incident number, in the agency's own spelling."),
        Column("call_type_first", "text", "Call type as first entered."),
        Column("call_type", "text", "Final call type."),
        Column("priority_first", "text", "Priority as first entered."),
        Column("priority", "text", "Final priority."),
        Column("disposition", "text", "Clearance or disposition code."),
        Column("created_at", "instant", "When the incident was entered."),
        Column("closed_at", "instant", "When it was closed."),
        Column("self_initiated", "boolean", "Begun by an officer rather than by a caller."),
        Column("place_id", "text", "Place, where the export names one that `places` knows."),
        Column("address_key", "text", "Address made into a key; never shown in reports."),
        *_LOCATION,
        Column("district", "text", "District or precinct."),
        Column("beat", "text", "Beat."),
    ),
)

UNIT_RESPONSES = Table(
    "unit_responses",
    "One officer on one incident, from dispatch to clear.",
    ("incident_id", "officer_id", "unit_id", "dispatched_at"),
    "dispatched_at",
    (
        _required("incident_id", "text", "Incident number."),
        Column("unit_id", "text", "Unit or call sign."),
        Column("officer_id", "text", "Officer: any id that `officers` knows."),
        Column("dispatched_at", "instant", "When the unit was sent."),
        Column("enroute_at", "instant", "When it set out."),
        Column("arrived_at", "instant", "When it was at the scene."),
        Column("cleared_at", "instant", "When it was free again."),
        Column("role", "text", "Part in the response.", values=RESPONSE_ROLES),
    ),
)

FACTS_TABLE = Table(
    "facts",
    "Something that holds for an incident, a recording or an officer, from one instant to another.",
    ("fact_id", "fact", "incident_id", "recording_id", "officer_id", "at"),
    "at",
    (
        Column("fact_id", "text", "Id of the entry, where the source has one."),
        _required("fact", "text", "What holds, lower case with underscores (open vocabulary)."),
        Column("incident_id", "text", "Incident it belongs to."),
        Column("recording_id", "text", "Recording it belongs to."),
        Column("officer_id", "text", "Officer it concerns; empty means every officer at the incident."),
        Column("at", "instant", "From when it holds; empty means for the whole of the incident or recording."),
        Column("until_at", "instant", "Until when it holds; empty means open."),
        Column("standing", "text", "How well it is supported.", values=STANDINGS),
        Column("level", "text", "Degree, where the fact has one (level of force, class of complaint)."),
        Column("recorded_by", "text", "System or form it came from (rms, tag, marker, form, cad)."),
        Column("detail", "text", "Further words."),
    ),
)

EVIDENCE_ACTIONS = Table(
    "evidence_actions",
    "One line of the audit trail: who did what to which recording, when.",
    ("action_id", "recording_id", "at", "actor_id", "action"),
    "at",
    (
        Column("action_id", "text", "Id of the line, where the trail has one."),
        Column("recording_id", "text", "Recording it was done to."),
        _required("at", "instant", "When."),
        Column("actor_id", "text", "Who: any id that `officers` knows."),
        Column("actor_role", "text", "Role of the actor as stated."),
        _required("action", "text", "What was done.", *ACTIONS),
        Column("purpose", "text", "Stated purpose."),
        Column("old_value", "text", "Value before."),
        Column("new_value", "text", "Value after."),
        Column("detail", "text", "Further words of the trail."),
    ),
)

OFFICERS = Table(
    "officers",
    "One officer's ids, post and assignment for a span of days.",
    ("officer_id", "valid_from_at"),
    "valid_from_at",
    (
        _required("officer_id", "text", "The id that reports use."),
        Column("badge", "text", "Badge number."),
        Column("employee_id", "text", "Employee number."),
        Column("user_id", "text", "User id in the evidence system."),
        Column("call_sign", "text", "Radio call sign."),
        Column(
            "valid_from_at",
            "instant",
            "From when this row holds; empty means always before `valid_until_at`.",
        ),
        Column("valid_until_at", "instant", "Until when it holds (not included); empty means open."),
        Column("role", "text", "Role (sworn, civilian, correctional...)."),
        Column("rank", "text", "Rank."),
        Column("assignment", "text", "Special assignment (undercover, court, ...)."),
        Column("unit", "text", "Unit or squad."),
        Column("district", "text", "District or facility."),
    ),
)

DEVICE_ASSIGNMENTS = Table(
    "device_assignments",
    "Who was issued which camera, from when to when.",
    ("device_id", "officer_id", "assigned_at"),
    "assigned_at",
    (
        _required("device_id", "text", "Serial number of the camera."),
        Column("officer_id", "text", "Officer: any id that `officers` knows."),
        Column("assigned_at", "instant", "From when; empty means always before."),
        Column("returned_at", "instant", "Until when (not included); empty means open."),
        Column("kind", "text", "How it was issued.", values=ASSIGNMENT_KINDS),
    ),
)

DUTY = Table(
    "duty",
    "One shift or special duty of one officer.",
    ("duty_id", "officer_id", "started_at"),
    "started_at",
    (
        Column("duty_id", "text", "Id of the shift, where the source has one."),
        Column("officer_id", "text", "Officer: any id that `officers` knows."),
        _required("started_at", "instant", "Start of the shift."),
        Column("ended_at", "instant", "End of the shift."),
        Column("kind", "text", "Worked or merely planned.", values=DUTY_KINDS),
        Column("assignment", "text", "Assignment during this shift (undercover, court, ...)."),
        Column("unit_id", "text", "Unit or call sign during this shift."),
        Column("district", "text", "District or facility."),
    ),
)

PLACES = Table(
    "places",
    "A school, hospital, shelter, court...: a point and a radius, or an address key.",
    ("place_id",),
    "",
    (
        _required("place_id", "text", "Id of the place."),
        Column("name", "text", "Public name of the institution."),
        _required("location_type", "text", "Kind of place.", *LOCATION_TYPES),
        Column("latitude", "number", "Latitude, WGS 84.", unit="degree"),
        Column("longitude", "number", "Longitude, WGS 84.", unit="degree"),
        Column("radius_m", "number", "How far from the point still counts.", unit="m"),
        Column("address_key", "text", "Address made into a key."),
    ),
)

REQUESTS = Table(
    "requests",
    "Somebody asked for release, inspection, longer keeping or an end to keeping.",
    ("request_id",),
    "received_at",
    (
        _required("request_id", "text", "Id of the request."),
        Column("recording_id", "text", "Recording it is about."),
        Column("incident_id", "text", "Incident it is about."),
        _required("kind", "text", "What was asked.", *REQUEST_KINDS),
        Column("requester_role", "text", "Role of the asker (subject, parent, officer, press...)."),
        Column("received_at", "instant", "When it came in."),
        Column("decided_at", "instant", "When it was decided."),
        Column("decision", "text", "Granted, denied, partly."),
        Column("fulfilled_at", "instant", "When it was done."),
    ),
)

REVIEWS = Table(
    "reviews",
    "A supervisor's or auditor's look at a recording.",
    ("review_id",),
    "assigned_at",
    (
        _required("review_id", "text", "Id of the review."),
        Column("recording_id", "text", "Recording looked at."),
        Column("reviewer_id", "text", "Who looked."),
        Column("officer_id", "text", "Whose recording."),
        Column("assigned_at", "instant", "When it was drawn or assigned."),
        Column("done_at", "instant", "When it was done."),
        Column("selection", "text", "How it was picked.", values=REVIEW_SELECTIONS),
        Column("outcome", "text", "What came of it."),
    ),
)

DISPOSITIONS = Table(
    "dispositions",
    "What a person decided about a finding.",
    ("finding_id", "decided_at"),
    "decided_at",
    (
        _required("finding_id", "text", "Id of the finding."),
        _required("state", "text", "Canonical state.", *DISPOSITION_STATES),
        Column("local_word", "text", "The agency's own word."),
        Column("reason", "text", "Reason code."),
        Column("decided_by", "text", "Who decided."),
        Column("decided_at", "instant", "When."),
    ),
)

TABLES: tuple[Table, ...] = (
    RECORDINGS,
    DEVICE_EVENT_TABLE,
    INCIDENTS,
    UNIT_RESPONSES,
    FACTS_TABLE,
    EVIDENCE_ACTIONS,
    OFFICERS,
    DEVICE_ASSIGNMENTS,
    DUTY,
    PLACES,
    REQUESTS,
    REVIEWS,
    DISPOSITIONS,
)
"""Every canonical table, in the order they are documented."""

TABLE_BY_NAME = {table.name: table for table in TABLES}
