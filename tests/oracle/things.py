"""Things that happen: what a rule may name as an anchor, or as what comes after or before one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oracle.facts import Ties, suffices, touches
from oracle.moments import Row, Stamp, is_doubtful, moment, stamp
from oracle.people import plain_number
from oracle.recordings import activation
from oracle.world import World

REQUEST_ENDS = {"decided": "decided_at", "fulfilled": "fulfilled_at"}


@dataclass(frozen=True)
class Thing:
    """One row of a table at one instant; `at` is None when that is unknown."""

    table: str
    row: Row
    at: Stamp | None
    is_column: bool = False


def recording(world: World, name: Any) -> Row:
    """The recording of that id; empty when the data does not know it."""
    return next((r for r in world.rows["recordings"] if name and r["recording_id"] == name), {})


def numbers(world: World, table: str, row: Row) -> frozenset[str]:
    """Incident numbers of a row; a line of the audit trail or a review has those of its recording."""
    own = {plain_number(row.get("incident_id"))} | row["_numbers"]
    if table in ("evidence_actions", "reviews", "requests"):
        own |= recording(world, row.get("recording_id")).get("_numbers", set())
    return frozenset(own - {None})


def officer(table: str, row: Row) -> str | None:
    """The officer a row is about; who acts on footage or asks for it is not."""
    return None if table in ("evidence_actions", "requests") else row.get("_officer")


def ties(world: World, table: str, row: Row, own_time: tuple[Any, Any] = (None, None)) -> Ties:
    """Ties of a row that is no frame row; facts of any officer go with actions and requests."""
    whose = officer(table, row)
    anybody = table in ("evidence_actions", "requests")
    return Ties(whose, numbers(world, table, row), row.get("recording_id"), own_time, of_anybody=anybody)


def belong_together(world: World, one: tuple[str, Row], other: tuple[str, Row]) -> bool:
    """By recording where both have one; else by number, and by officer where both have one."""
    first, second = one[1].get("recording_id"), other[1].get("recording_id")
    if first and second:
        return bool(first == second)
    people = {officer(*one), officer(*other)} - {None}
    return bool(numbers(world, *one) & numbers(world, *other)) and len(people) < 2


def things(world: World, named: Row, anchor: tuple[str, Row], own_time: tuple[Any, Any] = (None, None)) -> list[Thing]:
    """The things of one kind that are tied to an anchor, those without an instant among them."""
    table, row = anchor
    if "column" in named:
        return _some([Thing(table, row, stamp(row, named["column"]), is_column=True)], named["column"])
    if "review" in named:
        found = _some(_reviews(world, named, anchor), f"{named['review']}_at")
        return [t for t in found if t.row is row or table != "reviews"]
    if "request" in named:
        found = _some(_requests(world, named, anchor), REQUEST_ENDS[named["request"]])
        return [t for t in found if t.row is row or table != "requests"]
    whose, (start, end) = officer(table, row), own_time
    return [
        t
        for t in named_rows(world, named)
        if belong_together(world, (t.table, t.row), anchor) or _is_by_time(t, whose, start, end)
    ]


def _is_by_time(thing: Thing, whose: str | None, start: datetime | None, end: datetime | None) -> bool:
    """A fact with neither incident nor recording goes with the rows of its officer whose own time it touches."""
    alone = thing.table == "facts" and thing.row["_number"] is None and not thing.row.get("recording_id")
    known = whose is not None and start is not None and end is not None
    return alone and known and thing.row["_officer"] == whose and touches(thing.row, start, end)


def _some(found: list[Thing], column: str) -> list[Thing]:
    """An empty cell is no thing; one that is empty because nobody can tell is a thing of unknown time."""
    return [t for t in found if t.at is not None or is_doubtful(t.row, column)]


def _reviews(world: World, named: Row, anchor: tuple[str, Row]) -> list[Thing]:
    column = f"{named['review']}_at"
    rows = world.rows["reviews"]
    return [Thing("reviews", r, stamp(r, column)) for r in rows
            if r is anchor[1] or belong_together(world, ("reviews", r), anchor)]  # fmt: skip


def _requests(world: World, named: Row, anchor: tuple[str, Row]) -> list[Thing]:
    column = REQUEST_ENDS[named["request"]]
    rows = world.rows["requests"]
    return [Thing("requests", r, stamp(r, column)) for r in rows
            if r is anchor[1] or belong_together(world, ("requests", r), anchor)]  # fmt: skip


def named_rows(world: World, named: Row) -> list[Thing]:
    """All facts or actions of a name; facts that were rejected are none."""
    if "fact" in named:
        rows = [r for r in world.facts if r["fact"] == named["fact"] and suffices(r, "claimed")]
        return [Thing("facts", r, stamp(r, "at")) for r in rows]
    rows = [r for r in world.rows["evidence_actions"] if r["action"] == named["action"]]
    return [Thing("evidence_actions", r, stamp(r, "at")) for r in rows]


def was_ever_seen(world: World, named: Row, table: str, row: Row) -> bool:
    """Whether the data holds such a thing anywhere; of the row itself only what its files have a column for."""
    column = named.get("column") or _end_of_the_row(named, table)
    if column:
        return column in row["_spoken"] and any(moment(r.get(column)) for r in world.rows[table])
    if "review" in named:
        return bool(world.rows["reviews"])
    if "request" in named:
        return bool(world.rows["requests"])
    return bool(named_rows(world, named))


def _end_of_the_row(named: Row, table: str) -> str | None:
    """The column of a request or a review that ends itself."""
    if table == "requests" and named.get("request") in REQUEST_ENDS:
        return REQUEST_ENDS[named["request"]]
    return f"{named['review']}_at" if table == "reviews" and "review" in named else None


def start_of(row: Row) -> Stamp | None:
    """The activation of a recording, else where its media begins."""
    return activation(row) or stamp(row, "started_at")
