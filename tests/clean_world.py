"""A world in which everybody does what the policy says: an audit of it must accuse nobody."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

FIRST_DAY = datetime(2024, 10, 20, tzinfo=UTC)
"""The days that follow hold the end of summer time."""
AS_OF = FIRST_DAY + timedelta(days=120)
HORIZON = {"recordings": (FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=60))}

POLICY: dict[str, Any] = {
    "policy": "clean",
    "title": "A policy that everybody keeps",
    "kind": "agency",
    "timezone": "America/Chicago",
    "rules": [
        {
            "id": "not-recorded", "title": "Events are recorded.", "topic": "activation", "clause": "1",
            "kind": "recorded_throughout", "start_within": "30s", "longest_gap": "10s", "muted_at_most": "60s",
            "buffer_at_least": "30s", "when": "not location_type = 'school_elementary_secondary'",
            "unless": [{"fact": "resident_asked_off"}, {"fact": "camera_failure"}],
        },
        {
            "id": "recorded-in-school", "title": "Schools are not recorded.", "topic": "activation", "clause": "2",
            "kind": "not_recorded", "while": "location_type = 'school_elementary_secondary'",
        },
        {
            "id": "left-on", "title": "The camera stops on request.", "topic": "activation", "clause": "3",
            "kind": "stops_after", "trigger": {"fact": "resident_asked_off"}, "within": "30s",
            "stays_off_until": "leaves_place", "when": "location_type = 'residence'",
        },
        {
            "id": "not-kept", "title": "Footage is kept.", "topic": "activation", "clause": "4", "kind": "kept",
            "classes": [{"when": "category = 'force'", "at_least": "3y"},
                        {"otherwise": True, "at_least": "30d", "at_most": "60d", "grace": "5d"}],
            "held_by": [{"fact": "litigation_hold"}],
        },
    ],
}  # fmt: skip


class Clean:
    """Makes the world, one event after another."""

    def __init__(self, seed: int, events: int) -> None:
        self.dice = random.Random(seed)
        self.tables: Rows = {
            name: [] for name in ("officers", "incidents", "unit_responses", "recordings", "facts", "device_events")
        }
        self.officers = [f"P{n}" for n in range(1, 6)]
        self.tables["officers"] = [{"officer_id": p, "badge": f"B{p}"} for p in self.officers]
        for number in range(events):
            self.event(number)
        self.logs()

    def event(self, number: int) -> None:
        """One event an hour, for one or two officers."""
        at = FIRST_DAY + timedelta(hours=number, minutes=self.dice.randint(0, 20))
        place = self.dice.choice(("street", "street", "residence", "school_elementary_secondary"))
        name = f"24-{number:05}"
        self.tables["incidents"].append({"incident_id": name, "location_type": place, "created_at": at})
        if place == "residence":
            self.tables["facts"].append(
                {"fact": "resident_asked_off", "incident_id": name, "at": at + timedelta(minutes=6),
                 "standing": "documented"}
            )  # fmt: skip
        for officer in self.dice.sample(self.officers, self.dice.randint(1, 2)):
            self.tables["unit_responses"].append(
                {"incident_id": name.replace("-", ""), "officer_id": f"B{officer}", "unit_id": officer,
                 "dispatched_at": at - timedelta(minutes=4), "arrived_at": at,
                 "cleared_at": at + timedelta(minutes=20)}
            )  # fmt: skip
            self.footage(officer, name, at, place)

    def footage(self, officer: str, name: str, at: datetime, place: str) -> None:
        if place == "school_elementary_secondary":
            return
        if self.dice.randint(1, 20) == 1:
            self.tables["facts"].append(
                {"fact": "camera_failure", "incident_id": name, "officer_id": officer, "standing": "verified"}
            )
            return
        press = at + timedelta(seconds=self.dice.randint(-120, 30))
        start = press - timedelta(seconds=30)
        end = at + timedelta(minutes=20, seconds=self.dice.randint(-10, 120))
        if place == "residence":
            end = at + timedelta(minutes=6, seconds=self.dice.randint(-300, 30))
        split = start + (end - start) / 2
        if self.dice.randint(1, 3) == 1:
            self.segment(officer, name, start, split, press)
            self.segment(officer, name, split + timedelta(seconds=self.dice.randint(-1, 5)), end, None)
        else:
            self.segment(officer, name, start, end, press)

    def segment(self, officer: str, name: str, start: datetime, end: datetime, press: datetime | None) -> None:
        force = self.dice.randint(1, 5) == 1
        held = self.dice.randint(1, 9) == 1
        number = f"R{len(self.tables['recordings'])}"
        deleted = None if force or held else start + timedelta(days=self.dice.randint(31, 64))
        self.tables["recordings"].append(
            {"recording_id": number, "officer_id": officer, "device_id": f"D{officer}", "started_at": start,
             "ended_at": end, "activated_at": press, "incident_ids": [name], "deleted_at": deleted,
             "categories": ["force"] if force else []}
        )  # fmt: skip
        if held:
            self.tables["facts"].append({"fact": "litigation_hold", "recording_id": number, "at": start})

    def logs(self) -> None:
        for officer in self.officers:
            for event, at in (("power_on", HORIZON["recordings"][0]), ("power_off", HORIZON["recordings"][1])):
                self.tables["device_events"].append({"device_id": f"D{officer}", "event": event, "at": at})


def clean_world(seed: int, events: int = 200) -> Rows:
    return Clean(seed, events).tables
