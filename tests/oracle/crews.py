"""Responses that name a unit and no officer, for each officer of its crew (policy-language.md section 3, "Units")."""

from __future__ import annotations

from oracle.moments import Row, moment
from oracle.people import plain_id, row_instant
from oracle.world import World

NOT_ON_THE_UNIT = {"leave", "open", "scheduled"}


def with_crews(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with such rows once for each officer of the crew; who that is, is read off the current rows."""
    world = World(tables, None, None)
    if not (world.rows["duty"] or world.rows["officers"]):
        return tables
    keep: list[Row] = []
    for row in world.rows["unit_responses"]:
        unit = _plain(row.get("unit_id"))
        crew = [] if plain_id(row.get("officer_id")) or not unit else _crew(world, unit, row)
        given = {k: v for k, v in row.items() if not k.startswith("_")}
        keep += [{**given, "officer_id": officer} for officer in crew] or [given]
    return {**tables, "unit_responses": keep}


def _crew(world: World, unit: str, row: Row) -> list[str]:
    at = row_instant("unit_responses", row)
    if at is None:
        return []
    on_shift = []
    for shift in world.rows["duty"]:
        start, end = moment(shift.get("started_at")), moment(shift.get("ended_at"))
        if start is None or end is None or not start <= at < end or shift.get("kind") in NOT_ON_THE_UNIT:
            continue
        if _plain(shift.get("unit_id")) == unit and plain_id(shift.get("officer_id")):
            on_shift.append(shift["officer_id"])
    if on_shift:
        return sorted(set(on_shift))
    signed = {
        plain_id(r["officer_id"]): r["officer_id"]
        for r in world.rows["officers"]
        if _plain(r.get("call_sign")) == unit and _holds(r, at)
    }
    return list(signed.values()) if len(signed) == 1 else []


def _plain(value: object) -> str:
    return "" if value is None else str(value).strip().upper()


def _holds(row: Row, at: object) -> bool:
    since, until = moment(row.get("valid_from_at")), moment(row.get("valid_until_at"))
    return (since is None or since <= at) and (until is None or at < until)  # type: ignore[operator]
