"""The rows as the rules see them: current versions, resolved officers, plain incident numbers, horizons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from oracle.moments import Row, moment
from oracle.people import ROW_INSTANT, People, plain_number, row_instant
from oracle.placed import kinds_of_place

KEYS = {
    "recordings": ("recording_id",),
    "device_events": ("device_id", "at", "event", "event_id"),
    "incidents": ("incident_id",),
    "unit_responses": ("incident_id", "officer_id", "unit_id", "dispatched_at"),
    "facts": ("fact_id", "fact", "incident_id", "recording_id", "officer_id", "at"),
    "evidence_actions": ("action_id", "recording_id", "at", "actor_id", "action"),
    "officers": ("officer_id", "valid_from_at"),
    "device_assignments": ("device_id", "officer_id", "assigned_at"),
    "duty": ("duty_id", "officer_id", "started_at"),
    "requests": ("request_id",),
    "reviews": ("review_id",),
    "dispositions": ("finding_id", "decided_at"),
    "places": ("place_id",),
}
PERSON = {
    "recordings": "officer_id",
    "unit_responses": "officer_id",
    "facts": "officer_id",
    "duty": "officer_id",
    "device_assignments": "officer_id",
    "evidence_actions": "actor_id",
    "reviews": "officer_id",
}
INSTANTS = {
    "recordings": ("started_at", "ended_at"),
    "incidents": ("created_at", "closed_at"),
    "unit_responses": ("dispatched_at", "enroute_at", "arrived_at", "cleared_at"),
    "facts": ("at", "until_at"),
    "device_events": ("at",),
    "evidence_actions": ("at",),
    "duty": ("started_at", "ended_at"),
    "requests": ("received_at", "decided_at", "fulfilled_at"),
    "reviews": ("assigned_at", "done_at"),
}
OF_REQUESTS = ("release_requested", "inspection_requested", "longer_retention_requested", "stop_retention_requested")
IDLE = ("leave", "open", "scheduled")
AS_OF_TABLES = ("recordings", "incidents", "unit_responses", "facts", "evidence_actions", "requests", "reviews")
MORE_INSTANTS = {"recordings": ("activated_at", "recorded_at", "uploaded_at", "deleted_at")}

Horizon = tuple[datetime, datetime] | None


class World:
    """Current rows of every table; each row gains `_officer`, `_number` or `_numbers`, and `_at`."""

    def __init__(self, tables: dict[str, list[Row]], as_of: Any, horizon: dict[str, Any] | None) -> None:
        self.rows = {name: _current(name, tables.get(name) or []) for name in KEYS}
        self.people = People(self.rows["officers"])
        for table, rows in self.rows.items():
            for row in rows:
                self._annotate(table, row)
        self.rows["unit_responses"] = [one for row in self.rows["unit_responses"] for one in self._crew(row)]
        for row in [*self.rows["incidents"], *self.rows["recordings"]]:
            if row.get("location_type") is None and row.get("location_types") is None:
                kinds = sorted(kinds_of_place(row, self.rows["places"]))
                if kinds:
                    row["location_known"] = "place"
                    row["location_type"], row["location_types"] = (kinds[0], None) if len(kinds) == 1 else (None, kinds)
        self.facts = [*self.rows["facts"], *map(self._as_fact, self.rows["requests"])]
        self.facts = [f for f in self.facts if f is not None]
        self.decided_until = moment(as_of)
        self.as_of = self.decided_until or self._latest()
        self._stated = horizon or {}

    def _annotate(self, table: str, row: Row) -> None:
        row["_at"] = row_instant(table, row) if table in ROW_INSTANT else None
        if table in PERSON:
            row["_officer"] = self.people.resolve(row.get(PERSON[table]), row["_at"])
        row["_number"] = plain_number(row.get("incident_id"))
        row["_numbers"] = {plain_number(n) for n in row.get("incident_ids") or ()} - {None}

    def _as_fact(self, request: Row) -> Row | None:
        """A request as the fact it counts as; None when nobody knows when it came in."""
        if moment(request.get("received_at")) is None:
            return None
        was_denied = (request.get("decision") or "").strip().lower() == "denied"
        over = request.get("fulfilled_at") or (request.get("decided_at") if was_denied else None)
        fact = {
            **{c: request.get(c) for c in ("incident_id", "recording_id", "resolution_us", "source_file")},
            "source_row": request["source_row"], "_spoken": _spoken_as_fact(request["_spoken"]),
            "fact_id": request["request_id"], "fact": f"{request['kind']}_requested", "standing": "documented",
            "at": request["received_at"], "until_at": over,
            "doubtful": ["at"] if "received_at" in (request.get("doubtful") or ()) else [],
        }  # fmt: skip
        self._annotate("facts", fact)
        return fact

    def knows_fact(self, name: str) -> bool:
        """Whether the rows can tell if there is such a fact."""
        return bool(self.rows["facts"]) or (name in OF_REQUESTS and bool(self.rows["requests"]))

    def _crew(self, row: Row) -> list[Row]:
        """A response of a unit without an officer stands once for each officer of the unit at that instant."""
        unit, at = plain_unit(row.get("unit_id")), row["_at"]
        if row["_officer"] is not None or unit is None or at is None:
            return [row]
        crew = {
            self.people.resolve(shift.get("officer_id"), at)
            for shift in self.rows["duty"]
            if plain_unit(shift.get("unit_id")) == unit and shift.get("kind") not in IDLE and _covers(shift, at)
        } - {None}
        crew = crew or self.people.by_call_sign(unit, at)
        return [{**row, "_officer": officer} for officer in sorted(crew)] or [row]

    def horizon(self, table: str) -> Horizon:
        """First and last instant a table covers, stated or found; None when it is empty."""
        if table in self._stated:
            start, end = (moment(at) for at in self._stated[table])
            return (start, end) if start and end else None
        found = [moment(r.get(c)) for r in self.rows[table] for c in INSTANTS[table]]
        known = [at for at in found if at is not None]
        return (min(known), max(known)) if known else None

    def _latest(self) -> datetime | None:
        known = []
        for table in AS_OF_TABLES:
            for row in self.rows[table]:
                for column in INSTANTS[table] + MORE_INSTANTS.get(table, ()):
                    known.append(moment(row.get(column)))
        return max((at for at in known if at is not None), default=None)

    def incident(self, number: str | None) -> Row:
        """The incident of that number; empty when the data does not know it."""
        return next((r for r in self.rows["incidents"] if number is not None and r["_number"] == number), {})


def _spoken_as_fact(of_request: set[str]) -> set[str]:
    """What is known of a request as a fact: what its file says, and what no request has."""
    given = {c for c in ("incident_id", "recording_id") if c in of_request}
    given |= {"until_at"} if "fulfilled_at" in of_request else set()
    return given | {"fact_id", "fact", "standing", "at", "officer_id", "level", "detail", "recorded_by"}


def plain_unit(value: Any) -> str | None:
    return str(value).strip().upper() or None if value is not None else None


def _covers(shift: Row, at: datetime) -> bool:
    start, end = moment(shift.get("started_at")), moment(shift.get("ended_at"))
    return start is not None and end is not None and start <= at < end


def _current(table: str, rows: list[Row]) -> list[Row]:
    """Of several rows with one key the one of the newest import, then the last read; `_spoken` of any of them."""
    newest: dict[tuple[Any, ...], Row] = {}
    files: dict[Any, set[str]] = {}
    for given in rows:
        files.setdefault(given.get("import_id"), set()).update(given)
    kinds = {"location_type", "location_types"}
    files = {name: columns | kinds if columns & kinds else columns for name, columns in files.items()}
    spoken: dict[tuple[Any, ...], set[str]] = {}
    for position, given in enumerate(rows, start=1):
        row = {"source_row": position, "source_file": f"{table}.rows", **given}
        key = tuple(_key_part(row.get(c), c) for c in KEYS[table])
        row["_spoken"] = spoken.setdefault(key, set())
        row["_spoken"] |= files[given.get("import_id")]
        standing = newest.get(key)
        if standing is None or row_age(row) >= row_age(standing):
            newest[key] = row
    return sorted(newest.values(), key=lambda r: r["source_row"])


def _key_part(value: Any, column: str) -> Any:
    return moment(value) if column == "at" or column.endswith("_at") else value


def row_age(row: Row) -> tuple[int, int]:
    seq = row.get("import_seq")
    return (-1 if seq is None else seq, row["source_row"])
