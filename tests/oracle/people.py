"""Whose id is it, and what is known of the officer at an instant (policy-language.md section 3)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from oracle.moments import Row, moment

FILLERS = {"", "0", "NOID", "NONE", "UNKNOWN", "N/A", "B999"}
MASKED = re.compile(r"[X*]{2}")
ALIASES = ("badge", "employee_id", "user_id", "call_sign")

ROW_INSTANT = {
    "recordings": ("started_at", "ended_at"),
    "unit_responses": ("arrived_at", "dispatched_at", "enroute_at", "cleared_at"),
    "facts": ("at", "until_at"),
    "duty": ("started_at", "ended_at"),
    "evidence_actions": ("at",),
    "requests": ("received_at", "decided_at", "fulfilled_at"),
    "reviews": ("assigned_at", "done_at"),
    "device_assignments": ("assigned_at", "returned_at"),
    "device_events": ("at",),
}
"""The instant of a row is the first of these that is known."""


def plain_id(value: Any) -> str | None:
    """An officer's id trimmed and upper-cased; None for blanks, fillers and masks."""
    text = str(value).strip().upper() if value is not None else ""
    return None if text in FILLERS or MASKED.search(text) else text


def plain_number(value: Any) -> str | None:
    """An incident number without spaces and hyphens, upper-cased; None when nothing is left."""
    return re.sub(r"[\s-]", "", str(value)).upper() or None if value is not None else None


def row_instant(table: str, row: Row) -> datetime | None:
    return next((at for at in (moment(row.get(c)) for c in ROW_INSTANT[table]) if at is not None), None)


class People:
    """The `officers` table, asked by id and instant."""

    def __init__(self, officers: list[Row]) -> None:
        self.officers = officers

    def resolve(self, value: Any, at: datetime | None) -> str | None:
        """The officer an id stands for at an instant; the id itself when nobody is known by it."""
        asked = plain_id(value)
        if asked is None:
            return None
        for row in self.officers:
            if plain_id(row["officer_id"]) == asked:
                return asked
        if at is None:
            return asked
        found = {
            plain_id(row["officer_id"])
            for row in self.officers
            if _is_valid(row, at) and any(plain_id(row.get(alias)) == asked for alias in ALIASES)
        } - {None}
        return found.pop() if len(found) == 1 else asked

    def by_call_sign(self, sign: str, at: datetime) -> set[str]:
        """The one officer who has that call sign at an instant; nobody when there are several."""
        found = {
            officer
            for row in self.officers
            if (officer := plain_id(row["officer_id"])) and plain_id(row.get("call_sign")) == sign
            if _is_valid(row, at)
        }
        return found if len(found) == 1 else set()

    def about(self, officer: str | None, at: datetime | None) -> Row:
        """The row of `officers` that holds at an instant (the one that began last); empty when there is none."""
        if officer is None or at is None:
            return {}
        rows = [r for r in self.officers if plain_id(r["officer_id"]) == officer and _is_valid(r, at)]
        return max(rows, key=lambda r: (_start(r), r["source_row"])) if rows else {}


def _start(row: Row) -> float:
    at = moment(row.get("valid_from_at"))
    return at.timestamp() if at else float("-inf")


def _is_valid(row: Row, at: datetime) -> bool:
    since, until = moment(row.get("valid_from_at")), moment(row.get("valid_until_at"))
    return (since is None or since <= at) and (until is None or at < until)
