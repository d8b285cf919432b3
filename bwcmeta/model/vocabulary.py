"""Closed vocabularies of the canonical tables, in the field's own words."""

from __future__ import annotations

STANDINGS = ("rejected", "claimed", "documented", "verified")
"""How well a reason not to record is supported, weakest first."""

HOW_KNOWN = ("stated", "derived", "absent")
PLACE_KNOWN = ("stated", "fact", "tag", "place", "derived")

TRIGGER_REASONS = ("button", "signal", "vehicle", "holster", "peer", "remote", "after_the_fact", "other")
STOP_REASONS = ("button", "cap", "battery", "powered_off", "remote", "other")
RECORDING_STATUSES = (
    "active", "queued_for_deletion", "deleted", "processing", "transferring", "triage_pending", "declined", "other",
)  # fmt: skip

DEVICE_EVENTS = (
    "power_on", "power_off", "sleep_on", "sleep_off", "buffering_on", "buffering_off",
    "record_start", "record_stop", "mute_on", "mute_off", "marker", "stealth_on", "stealth_off",
    "dock", "undock", "signal", "battery", "category_set", "clock_unset", "clock_set", "upload", "other",
)  # fmt: skip

ACTIONS = (
    "viewed", "downloaded", "shared", "unshared", "edited", "title_edited", "id_edited", "category_edited",
    "location_edited", "recorded_at_edited", "retention_extended", "retention_edited", "flagged", "unflagged",
    "tag_edited", "note_added", "marker_added", "clip_made", "redacted", "reassigned", "added_to_case",
    "removed_from_case", "uploaded", "created", "deletion_started", "deleted", "restored", "released", "other",
)  # fmt: skip

REQUEST_KINDS = ("release", "inspection", "longer_retention", "stop_retention")
REQUEST_FACTS = {kind: f"{kind}_requested" for kind in REQUEST_KINDS}
"""Under which name each kind of request counts as a fact."""
REVIEW_SELECTIONS = ("random", "chosen", "complaint", "force", "other")
DUTY_KINDS = ("worked", "scheduled", "overtime", "extra_job", "leave", "open", "other")
RESPONSE_ROLES = ("primary", "backup", "supervisor", "other")
ASSIGNMENT_KINDS = ("issued", "pooled", "spare", "other")

DISPOSITION_STATES = (
    "candidate", "data_quality", "queried", "explained", "referred", "sustained", "not_sustained",
    "exonerated", "unfounded", "policy_failure", "closed",
)  # fmt: skip

FACTS = (
    "resident_asked_off", "resident_consented", "left_residence", "entered_residence", "asked_before_entry",
    "victim_asked_off", "victim_asked_about_recording", "apparent_victim", "reporter_asked_off", "informant",
    "exigent", "immediate_danger", "imminent_threat", "warrant_service", "notice_given", "notice_impractical",
    "arrest", "felony_arrest", "custodial_arrest", "detention", "citation", "traffic_stop", "stop_search",
    "use_of_force", "deadly_force", "firearm_discharge", "officer_shooting", "death", "great_bodily_harm",
    "pursuit", "crash", "juvenile", "strip_search", "first_amendment_event", "in_patrol_car_with_video",
    "criminal_investigation", "complaint", "formal_complaint", "litigation_hold", "litigation_expected",
    "case_open", "case_closed", "final_disposition", "evidentiary", "investigation_opened",
    "report_filed", "statement_given", "camera_failure", "policy_exemption", "supervisor_order", "other",
    # who asked for what, and when an encounter or an officer's own part in it began and ended
    "witness_asked_off", "person_asked_off", "anonymous_reporter", "reporter_asked_about_recording",
    "subject_consented", "reasonable_suspicion", "probable_cause", "left_vehicle", "encounter_ended",
    "participation_ended",
    # reasons for which a camera may or must be off, and reasons that were written down
    "no_recording_reason", "early_stop_reason", "too_fast", "camera_covered_facility", "restricted_area_entered",
    "community_caretaking", "consultation", "strategy_discussion", "long_inactivity", "break_or_personal",
    "colleague_communication", "medical_help_sought", "medical_treatment", "prosecutor_authorized", "motorist_assist",
    "explosive_disposal", "breath_test", "undercover", "suspect_present", "force_expected", "preplanned_arrest",
    "search",
    # what makes footage worth keeping, or shields it
    "crime_or_attempt", "substantial_bodily_harm", "serious_use_of_force", "restraint", "injury", "fatal_accident",
    "officer_involved_death", "death_in_custody", "homicide_or_suicide", "domestic_violence", "sexual_assault",
    "stalking", "deceased_shown", "intimate_image", "health_information", "minor_in_school", "private_place",
    "inside_residence", "inside_health_facility", "shelter_location", "crime_scene", "fine_only_offense",
    # cases, requests and release
    "internal_affairs", "officer_investigation", "discipline", "disciplinary_case_open", "longer_retention_requested",
    "release_requested", "voluminous_request", "release_deferred", "compelling_reason", "court_petition", "court_order",
    "next_of_kin_notified", "next_of_kin_objects", "subject_objects", "officer_reviewed", "officer_incapacitated",
    "inspection_requested", "stop_retention_requested",
    # the camera itself
    "camera_tested", "malfunction_reported",
)  # fmt: skip
"""Fact names the shipped rules and profiles use. The vocabulary is open: an agency may add its own."""
