"""What the headings of an unknown export may mean: those that shipped profiles know, else words that sound alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bwcmeta.model.tables import TABLE_BY_NAME, TABLES
from bwcmeta.profiles.catalogue import list_profiles
from bwcmeta.profiles.document import table_of_rule
from bwcmeta.profiles.headings import plain

_HINTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "recording_id": (
        ("evidence", "id"),
        ("video", "id"),
        ("recording", "id"),
        ("clip", "id"),
        ("file", "id"),
        ("guid",),
    ),
    "device_id": (("serial",), ("camera", "id"), ("device",)),
    "officer_id": (
        ("badge",),
        ("employee", "id"),
        ("employee", "number"),
        ("officer", "id"),
        ("user", "id"),
        ("owner", "id"),
    ),
    "started_at": (("start",), ("begin",), ("recorded",)),
    "ended_at": (("end",), ("stop",), ("finish",)),
    "duration_s": (("duration",), ("length",)),
    "activated_at": (("activat",), ("trigger", "time")),
    "uploaded_at": (("upload",),),
    "deleted_at": (("delet",),),
    "status": (("status",),),
    "categories": (("categor",), ("classification",)),
    "tags": (("tag",),),
    "incident_ids": (("incident",), ("case", "number"), ("cad",), ("call", "number"), ("external", "id")),
    "incident_id": (("incident",), ("event", "number"), ("call", "number"), ("cad",), ("item",), ("case", "number")),
    "unit_id": (("unit",), ("call", "sign")),
    "dispatched_at": (("dispatch",), ("assigned",), ("sent",)),
    "enroute_at": (("enroute",), ("en", "route")),
    "arrived_at": (("arriv",), ("scene",)),
    "cleared_at": (("clear",), ("in", "service")),
    "created_at": (("creat",), ("received",), ("call", "time"), ("reported",), ("occur",), ("entered",), ("opened",)),
    "closed_at": (("clos",), ("finish",)),
    "call_type": (("type",), ("nature",), ("kind",)),
    "priority": (("priority",),),
    "disposition": (("dispo",), ("clearance",), ("outcome",), ("result",)),
    "self_initiated": (("initiated",), ("onview",)),
    "location_type": (("location", "type"), ("premise", "type")),
    "latitude": (("latitude",), ("lat",)),
    "longitude": (("longitude",), ("lon",), ("lng",)),
    "district": (("district",), ("precinct",), ("facility",)),
    "beat": (("beat",), ("sector",), ("zone",)),
    "duty_id": (("shift", "id"),),
    "kind": (("shift", "type"),),
    "at": (("time",), ("date",)),
    "event": (("event",), ("action",), ("activity",)),
    "action": (("action",), ("activity",), ("event",)),
    "actor_id": (("user", "id"), ("badge",)),
    "badge": (("badge",),),
    "employee_id": (("employee",),),
    "valid_from_at": (("hire",), ("from",), ("start",)),
    "valid_until_at": (("terminat",), ("until",), ("end",), ("separat",)),
    "rank": (("rank",),),
    "role": (("role",), ("job", "type")),
    "size_mb": (("size",),),
    "fact_id": (("file", "number"), ("report", "number")),
}
"""Canonical column -> sets of word beginnings that a heading for it may hold; the first set counts most."""

SURE, LIKELY, UNLIKELY = 3, 2, 1
"""How far a guess is to be believed: a shipped profile knows the heading; it sounds alike; it hardly does."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One heading taken for one canonical column."""

    heading: str
    column: str
    weight: int


def guess(headings: Sequence[str], table: str) -> dict[str, Guess]:
    """Return canonical column -> the heading it is probably read from, for one table. Each heading is used once."""
    known = _aliases(table)
    possible: list[tuple[int, int, int, Guess]] = []
    for number, heading in enumerate(headings):
        for place, column in enumerate(c.name for c in TABLE_BY_NAME[table].own):
            weight = SURE if column in known.get(plain(heading), ()) else _sounds(heading, column)
            if weight:
                possible.append((-weight, place, number, Guess(heading, column, weight)))
    found: dict[str, Guess] = {}
    used: set[str] = set()
    for _, _, _, one in sorted(possible, key=lambda p: p[:3]):
        if one.column not in found and one.heading not in used:
            found[one.column] = one
            used.add(one.heading)
    return found


def likeliest_table(headings: Sequence[str]) -> str:
    """Return the canonical table that most of the headings fit, required columns counting most."""

    def score(table: str) -> tuple[int, int]:
        found = guess(headings, table)
        required = [c.name for c in TABLE_BY_NAME[table].own if c.required]
        have = sum(found[name].weight for name in required if name in found)
        missing = sum(name not in found for name in required)
        return (have * 3 + sum(g.weight for g in found.values()) - missing * 6, -_ORDER[table])

    return max(_ORDER, key=score)


_ORDER = {table.name: number for number, table in enumerate(TABLES)}


def _aliases(table: str) -> dict[str, tuple[str, ...]]:
    """Return plain heading -> columns of the table that some shipped profile reads from it."""
    found: dict[str, tuple[str, ...]] = {}
    for profile in list_profiles():
        for name, rule in profile.tables.items():
            if table_of_rule(name) != table:
                continue
            for column, read in rule.columns.items():
                for heading in (*read.from_, *read.date):
                    word = plain(heading)
                    if column not in found.get(word, ()):
                        found[word] = (*found.get(word, ()), column)
    return found


def _sounds(heading: str, column: str) -> int:
    words = _words(heading)
    if plain(column) == "".join(words):
        return SURE
    for place, wanted in enumerate(_HINTS.get(column, ())):
        if all(any(w.startswith(part) for w in words) for part in wanted):
            return LIKELY if place == 0 or len(wanted) > 1 else UNLIKELY
    return 0


def _words(heading: str) -> list[str]:
    spaced = "".join(f" {c}" if c.isupper() and i and heading[i - 1].islower() else c for i, c in enumerate(heading))
    return "".join(c if c.isalnum() else " " for c in spaced).casefold().split()
