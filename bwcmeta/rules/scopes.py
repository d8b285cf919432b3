"""Which columns a predicate may name over each table (policy-language, section 4)."""

from __future__ import annotations

from bwcmeta.model.columns import SOURCE_COLUMNS, Kind
from bwcmeta.model.tables import TABLE_BY_NAME

_HIDDEN = {column.name for column in SOURCE_COLUMNS} | {"address_key"}


def _of(table: str) -> dict[str, Kind]:
    return {c.name: c.kind for c in TABLE_BY_NAME[table].own if c.name not in _HIDDEN}


OFFICER: dict[str, Kind] = {
    "officer_role": "text",
    "rank": "text",
    "assignment": "text",
    "squad": "text",
    "officer_district": "text",
}
"""Columns of the officer at the time of the row."""

_INCIDENT_COLUMNS = (
    "call_type", "call_type_first", "priority", "priority_first", "disposition", "self_initiated",
    "location_type", "location_types", "location_known", "district", "beat", "created_at", "closed_at",
)  # fmt: skip
INCIDENT: dict[str, Kind] = {name: _of("incidents")[name] for name in _INCIDENT_COLUMNS}

SCOPES: dict[str, dict[str, Kind]] = {
    "unit_responses": {
        **_of("unit_responses"), **INCIDENT, **OFFICER,
        "on_scene_seconds": "number", "camera_issued": "boolean", "others_recorded": "boolean",
    },
    "duty": {**_of("duty"), **OFFICER},
    "recordings": {
        **_of("recordings"), **OFFICER, "category": "text_list", "tag": "text_list",
        **{(f"incident_{n}" if n in _of("recordings") else n): k for n, k in INCIDENT.items()},
    },
    "facts": {**_of("facts"), **{n: k for n, k in INCIDENT.items() if n not in _of("facts")}, **OFFICER,
              "dispatched_at": "instant", "enroute_at": "instant", "arrived_at": "instant", "cleared_at": "instant",
              "unit_id": "text", "role": "text"},
    "evidence_actions": {**_of("evidence_actions"), "category": "text_list", "categories": "text_list"},
    "requests": _of("requests"),
    "reviews": _of("reviews"),
}  # fmt: skip
"""Table -> column -> kind. `category` and `tag` stand for the lists `categories` and `tags`."""
