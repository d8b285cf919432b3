"""A rule with the world and the policy around it, and the obligation it yields."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from oracle.moments import Calendar, Duration, Row, Stamp, duration
from oracle.recordings import Stretch, open_starts, own, stitched, stretches
from oracle.world import World

DEFAULT_TOLERANCES = {"match_lead": "5m", "stitch_gap": "5s", "upload_grace": "0s"}


class Rule:
    """What every kind needs: parameters as durations, and the officers' footage, worked out once."""

    def __init__(self, text: Row, policy: Row, world: World) -> None:
        self.text = text
        self.policy = policy
        self.world = world
        self._recordings: dict[str, list[Stretch]] = {}
        self._stretches: dict[str, list[Stretch]] = {}

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(ZoneInfo(self.policy.get("timezone", "UTC")), self.policy.get("holidays"))

    @cached_property
    def tolerances(self) -> Row:
        return {**DEFAULT_TOLERANCES, **(self.policy.get("tolerances") or {})}

    def tolerance(self, name: str) -> Duration:
        return duration(self.tolerances[name], self.tolerances)

    def limit(self, name: str, default: Any = None) -> Duration | None:
        """A parameter as a duration; None when the rule does not give it and there is no default."""
        value = self.text.get(name, default)
        return None if value is None else duration(value, self.tolerances)

    def recordings(self, officer: str | None) -> list[Stretch]:
        if officer is None:
            return []
        if officer not in self._recordings:
            found = stitched(own(self.world, officer), self.tolerance("stitch_gap"), self.calendar)
            self._recordings[officer] = found
        return self._recordings[officer]

    def open_starts(self, officer: str | None) -> list[Stamp]:
        """Starts of the officer's recordings whose end nobody knows."""
        return [] if officer is None else open_starts(own(self.world, officer))

    def stretches(self, officer: str | None) -> list[Stretch]:
        if officer is None:
            return []
        if officer not in self._stretches:
            self._stretches[officer] = stretches(self.recordings(officer))
        return self._stretches[officer]


def obligation(rule: Rule, table: str, row: Row, verdict: str, reason: str | None = None, **more: Any) -> Row:
    """One obligation; `reason` is given unless the verdict is compliant or exempt."""
    return {
        "rule_id": rule.text["id"],
        "subject": table,
        "subject_row": row["source_row"],
        "incident_id": row.get("incident_id"),
        "officer_id": row.get("_officer"),
        "recording_id": row.get("recording_id"),
        "fact_id": row.get("fact_id"),
        "_at": row.get("_at"),
        "verdict": verdict,
        "reason": reason,
        "measured": None,
        "allowed": None,
        **more,
    }
