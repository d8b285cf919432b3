"""Small dirty worlds: a few officers, events and recordings, with everything that real exports get wrong.

Instants lie on a grid of half a minute around the night on which clocks in Chicago are set back, so that ties, touching
ends and exact limits are common; now and then one is off by a microsecond. Every world has ids of its own, so that many
can go into one audit; rows that a table must have for the others' sake are harmless.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Row = dict[str, Any]
Rows = dict[str, list[Row]]

MIDNIGHT = datetime(2024, 11, 3, 5, 0, tzinfo=UTC)
"""Local midnight in Chicago; the hour from one to two comes twice, from 06:00 and from 07:00 UTC."""
HORIZON = {"recordings": (MIDNIGHT + timedelta(minutes=20), MIDNIGHT + timedelta(minutes=170))}
STEP = timedelta(seconds=30)
MICROSECOND = timedelta(microseconds=1)
CHICAGO = ZoneInfo("America/Chicago")

CALL_TYPES = ("stop", "alarm", "TEST", None)
PLACES = (
    "residence", "school_elementary_secondary", "school_college", "drug_store_doctor_hospital", "hospital",
    "street", "other_unknown", None,
)  # fmt: skip
FACTS = (
    "resident_asked_off", "resident_asked_off", "resident_asked_off", "victim_asked_off", "left_residence",
    "exigent", "camera_failure", "immediate_danger", "informant", "litigation_hold", "first_contact",
    "evidentiary", "use_of_force", "notice_given", "statement_given",
)  # fmt: skip
ACTIONS = ("viewed", "viewed", "flagged", "released", "downloaded", "recorded_at_edited")
STANDINGS = (None, "rejected", "claimed", "documented", "verified")
NOBODY = (None, "", "0", "NoID", "none", "b999", "12XX9", "*****", "n/a", "Unknown")
DAYS_KEPT = tuple(
    datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)
    for text in (
        "2023-02-28T12:00", "2023-11-05T01:30", "2023-12-31T23:59:59", "2024-01-31T12:00", "2024-02-10T02:30",
        "2024-02-29T12:00", "2024-03-01T12:00", "2024-03-10T02:30", "2024-03-10T12:00", "2024-04-30T12:00",
        "2024-05-05T01:30", "2024-07-31T12:00", "2024-08-31T12:00", "2024-10-03T01:30", "2024-11-03T01:30",
        "2025-01-31T12:00", "2025-02-10T12:00", "2025-02-28T12:00", "2027-01-31T12:00", "2027-02-28T12:00",
    )
)  # fmt: skip


LACKED = {
    "recordings": ("officer_id", "categories", "buffer_s", "uploaded_at"),
    "unit_responses": ("role", "cleared_at", "arrived_at", "unit_id"),
    "incidents": ("call_type", "priority", "self_initiated", "location_type"),
    "officers": ("rank", "assignment"),
    "duty": ("assignment",),
    "facts": ("standing", "until_at", "level", "officer_id"),
    "evidence_actions": ("purpose", "actor_id"),
    "requests": ("requester_role", "decided_at", "fulfilled_at"),
}
"""Columns that a file may lack."""


@dataclass(frozen=True)
class Shape:
    """Which tables a batch has at all: some rules answer differently where one is missing."""

    roster: bool = True
    facts: bool = True
    assignments: bool = True
    trail: bool = True
    places: bool = True


class Maker:
    """Makes one world. `dice` may be hypothesis's own, which then finds the smallest world that fails."""

    def __init__(self, dice: random.Random, name: str, shape: Shape) -> None:
        self.dice = dice
        self.name = name
        self.shape = shape
        self.people = [f"{name}P{n}" for n in range(1, self.count(1, 3) + 1)]
        self.numbers = [f"{name}I{n}" for n in range(1, self.count(1, 3) + 1)]
        self.devices = [f"{name}D1", f"{name}D2", None]
        self.busy: list[Row] = []

    # -- throws of the dice -------------------------------------------------------------------------------------

    def count(self, least: int, most: int) -> int:
        return self.dice.randint(least, most)

    def seldom(self, one_in: int = 8) -> bool:
        return self.dice.randint(1, one_in) == 1

    def pick(self, choices: Any) -> Any:
        return choices[self.dice.randint(0, len(choices) - 1)]

    def instant(self) -> datetime:
        at = MIDNIGHT + self.count(0, 360) * STEP
        if self.seldom(10):
            at += self.pick((-MICROSECOND, MICROSECOND, timedelta(seconds=5), timedelta(hours=13)))
        return at

    def near(self, at: datetime, steps: int = 12) -> datetime:
        """An instant close to another, often the same."""
        moved = at + self.count(-steps, steps) * STEP if self.seldom(2) else at
        return moved + self.pick((-MICROSECOND, MICROSECOND)) if self.seldom(8) else moved

    def length(self) -> timedelta:
        return self.pick((0, 1, 2, 3, 5, 10, 20, 20, 40, 60)) * STEP

    def resolution(self) -> int | None:
        return self.pick((None, None, None, 1_000_000, 1_000_000, 60_000_000))

    def officer(self) -> Any:
        """Somebody of this world under any of their ids, a stranger, or nobody."""
        if self.seldom(10):
            return self.pick(NOBODY)
        if self.seldom(12):  # somebody who left, where there is a roster to say so
            return self.pick((f"{self.name}P8", f"{self.name}u8"))
        person = self.pick(self.people)
        spelling = self.pick(("id", "id", "id", "lower", "badge", "user", "shared"))
        if spelling == "lower":
            return f" {person.lower()} "
        return {"id": person, "badge": f"{person}b", "user": f"{person}U", "shared": f"{self.name}S"}[spelling]

    def number(self) -> str:
        number: str = self.pick(self.numbers) if not self.seldom(12) else f"{self.name}I9"
        place = number.index("I")
        return str(self.pick((number, number, f" {number.lower()}", f"{number[:place]}-{number[place:]}")))

    def doubt(self, row: Row, *columns: str) -> Row:
        """Now and then a cell of the row cannot be told: it is then empty and named."""
        if self.seldom(16):
            column = self.pick(columns)
            row = {**row, column: None, "doubtful": [column]}
        return row

    # -- tables -------------------------------------------------------------------------------------------------

    def officers(self) -> list[Row]:
        left = MIDNIGHT - timedelta(days=3)
        rows: list[Row] = [
            {"officer_id": f"{self.name}P8", "user_id": f"{self.name}U8", "valid_until_at": left, "rank": "officer"}
        ]
        for person in self.people:
            row = {"officer_id": person, "badge": f"{person}B", "user_id": f"{person}U", "assignment": None}
            row["rank"] = self.pick(("officer", "sergeant", None))
            if self.seldom(3):
                row["call_sign"] = self.pick((f"{self.name}S", f"{self.name}U1", f" {self.name}u2"))
                row["valid_from_at"] = self.pick((None, MIDNIGHT, self.instant()))
                row["valid_until_at"] = self.pick((None, self.instant()))
            if self.seldom(3):
                row["assignment"] = self.pick(("court", "patrol"))
            rows.append(row)
        return rows

    def incidents(self) -> list[Row]:
        return [
            {"incident_id": number, "call_type": self.pick(CALL_TYPES), **self.kinds_of_place(),
             "priority": self.pick(("1", "2", None)), "self_initiated": self.pick((True, False, None)),
             "created_at": self.instant(), **self.whereabouts()}
            for number in self.numbers
            if not self.seldom(8)
        ]  # fmt: skip

    def kinds_of_place(self) -> Row:
        """One kind of place, none, or two or three at once, now and then one of them unknown."""
        if not self.seldom(4):
            return {"location_type": self.pick(PLACES), "location_types": None}
        several = {self.pick(PLACES) for _ in range(self.count(2, 3))} - {None}
        if len(several) < 2:
            several = {"residence", "street"}
        return {"location_type": None, "location_types": sorted(several), "location_known": "stated"}

    def ground(self) -> tuple[float, float]:
        """A spot of the world's own, far from those of others."""
        spot = zlib.crc32(self.name.encode())
        return 20 + spot % 4_000 / 100 + 0.005, -120 + spot // 4_000 % 6_000 / 100

    def whereabouts(self) -> Row:
        """Where something happened, north of the spot: in a radius of 100 m, outside it, or near its border."""
        if self.seldom(3):
            return {"address_key": self.pick((f"{self.name} 1 oak", f"{self.name} 2 elm")), "place_id": None}
        north, east = self.ground()
        away = self.pick((0, 74, 76, 124, 126, 180, 330, None))
        where = {
            "latitude": None if away is None else north + away / 111_195.08,
            "longitude": None if away is None else east,
        }
        return {**where, "place_id": f"{self.name}L2" if self.seldom(12) else None}

    def places(self) -> list[Row]:
        north, east = self.ground()
        kinds = ("school_elementary_secondary", "hospital", "residence")
        rows = [
            {"place_id": f"{self.name}L{n}", "location_type": self.pick(kinds), "radius_m": self.pick((100, 100, None)),
             "latitude": north + n * 150 / 111_195.08, "longitude": east, "address_key": f"{self.name} {n} OAK"}
            for n in range(self.count(0, 3))
        ]  # fmt: skip
        return [{"place_id": f"{self.name}L9", "location_type": "jail", "address_key": None}, *rows]

    def unit_responses(self) -> list[Row]:
        rows = [{"incident_id": f"{self.name}I8", "officer_id": None, "unit_id": f"{self.name}U9",
                 "dispatched_at": MIDNIGHT, "arrived_at": MIDNIGHT, "cleared_at": None}]  # fmt: skip
        for unit in range(self.count(1, 4)):
            arrived = self.instant()
            cleared = arrived + self.length()
            if self.seldom(20):
                cleared = arrived - self.pick((STEP, MICROSECOND, timedelta(days=-8)))
            row = {
                "incident_id": self.number(), "officer_id": None if self.seldom(8) else self.officer(),
                "unit_id": self.pick((f"{self.name}U{unit}", f"{self.name}U{unit}", f" {self.name}u{unit}", None)),
                "dispatched_at": None if self.seldom() else self.near(arrived),
                "arrived_at": None if self.seldom(15) else arrived,
                "cleared_at": None if self.seldom(15) else cleared,
                "role": self.pick(("primary", "backup", None)), "resolution_us": self.resolution(),
            }  # fmt: skip
            rows.append(self.doubt(row, "arrived_at", "cleared_at", "dispatched_at", "role"))
        return rows

    def recordings(self, responses: list[Row]) -> list[Row]:
        """Recordings about some response, with splits and holes; or anywhere."""
        whole = [r for r in responses if r["arrived_at"] and r["cleared_at"]]
        rows: list[Row] = [self.somebody_elses()]
        for number in range(self.count(0, 5)):
            person, device = self.officer(), self.pick(self.devices)
            start = self.instant()
            end = start + self.length()
            if len(rows) > 1 and rows[-1]["ended_at"] and self.seldom(2):
                person, device = rows[-1]["officer_id"], rows[-1]["device_id"]
                gap = self.pick((0, 1, 5, 5.000001, 10, 30, 61, -1))
                start = rows[-1]["ended_at"] + timedelta(seconds=gap)
                end = start + self.length()
            elif whole and not self.seldom(4):
                response = self.pick(whole)
                person = response["officer_id"] if not self.seldom(4) else person
                start = self.near(response["arrived_at"], 8)
                end = self.near(response["cleared_at"], 8) if self.seldom(2) else start + self.length()
            rows.append(self.recording(f"{self.name}R{number}", person, device, start, end))
        return rows

    def somebody_elses(self) -> Row:
        """A recording that touches nothing, so that every world has an upload."""
        at = MIDNIGHT - timedelta(days=20)
        return {"recording_id": f"{self.name}R9", "officer_id": None, "device_id": None, "started_at": at,
                "ended_at": at, "uploaded_at": at, "trigger_reason": "after_the_fact"}  # fmt: skip

    def recording(self, name: str, person: Any, device: Any, start: datetime, end: datetime | None) -> Row:
        if self.seldom(16):
            end = self.pick((None, None, start - STEP, start + timedelta(days=8), start + timedelta(days=7)))
        row: Row = {
            "recording_id": name, "officer_id": person, "device_id": device, "started_at": start, "ended_at": end,
            "activated_at": None if self.seldom(3) else start + self.pick((0, 0, 1, 2, -1)) * STEP,
            "trigger_reason": "after_the_fact" if self.seldom(12) else None,
            "incident_ids": self.pick((None, [], [self.number()], [self.number(), self.number()])),
            "categories": self.pick((None, [], ["force"], ["traffic"], ["force", "traffic"])),
            "tags": self.pick((None, [], ["arrest"])),
            "buffer_s": self.pick((None, None, 12.0, 30.0)), "resolution_us": self.resolution(),
            "uploaded_at": None if self.seldom(3) else start + timedelta(hours=1),
        }  # fmt: skip
        if self.seldom(2):
            where = self.whereabouts()
            row = {**row, **self.kinds_of_place(), **{c: where.get(c) for c in ("latitude", "longitude")}}
        if not self.seldom(4):
            row["recorded_at"] = self.pick(DAYS_KEPT)
        if self.seldom(2):
            first = 0 if self.seldom(16) else DAYS_KEPT.index(row.get("recorded_at", DAYS_KEPT[-6]))
            deleted = self.pick(DAYS_KEPT[first:]) + self.pick((timedelta(0), timedelta(0), MICROSECOND, -MICROSECOND))
            row["deleted_at"] = deleted
        if self.seldom(16):
            row["status"] = "deleted"
        instants = ("started_at", "ended_at", "recorded_at", "deleted_at")
        return self.doubt(row, *instants, "status", "officer_id", "location_type")

    def busy_days(self, responses: list[Row], recordings: list[Row]) -> None:
        """Now and then an officer with so many sure pairs a day that the camera's clock can be judged, and errs."""
        if not self.seldom(4):
            return
        person, device = self.pick(self.people), self.pick(self.devices[:2])
        days = self.pick(((0,), (0,), (-2, -1, 0), (-1, 0, 1)))
        for day in days:
            shift = timedelta(minutes=self.pick((0, 3, -3, 2, 12, -12, 61, -60) if day == 0 else (0, 0, 3)))
            for visit in range(self.count(4, 7)):
                number = f"{self.name}I{30 + 10 * (day + 2) + visit}"
                arrived = MIDNIGHT + timedelta(days=day, minutes=25 + 20 * visit)
                cleared = arrived + timedelta(minutes=8)
                response = {"incident_id": number, "officer_id": person, "unit_id": None, "dispatched_at": arrived,
                            "arrived_at": arrived, "cleared_at": cleared, "role": None,
                            "resolution_us": self.resolution()}  # fmt: skip
                responses.append(response)
                self.busy.append(response)
                if self.seldom(8):
                    continue
                wearer = person if not self.seldom(10) else self.pick((f"{self.name}U8", None, person.lower()))
                start = arrived + shift + self.count(-3, 3) * STEP
                end = cleared + shift + self.count(-3, 3) * STEP
                filed = [number] if not self.seldom(10) else self.pick(([], [number, f"{self.name}I1"]))
                recordings.append(
                    {"recording_id": f"{number}R", "officer_id": wearer, "device_id": device, "started_at": start,
                     "ended_at": end, "activated_at": self.pick((None, start, start + STEP)), "incident_ids": filed,
                     "recorded_at": None, "uploaded_at": end, "resolution_us": self.resolution()}
                )  # fmt: skip

    def facts(self, responses: list[Row], recordings: list[Row]) -> list[Row]:
        numbers = (self.number(), *(r["incident_id"] for r in responses))
        marks = [r[c] for r in (*responses, *recordings) for c in ("arrived_at", "cleared_at", "ended_at") if r.get(c)]
        seen = ("other", "notice_given", "use_of_force", "statement_given", "evidentiary")
        rows: list[Row] = [{"fact": fact, "fact_id": f"{self.name}F0{fact}"} for fact in seen]
        for number in range(1, self.count(1, 7)):
            at = self.near(self.pick(marks), 4) if marks and not self.seldom(4) else self.instant()
            row: Row = {
                "fact_id": f"{self.name}F{number}", "fact": self.pick(FACTS), "standing": self.pick(STANDINGS),
                "incident_id": None if self.seldom(4) else self.pick(numbers),
                "officer_id": self.officer() if self.seldom(3) else None,
                "at": None if self.seldom(5) else at, "until_at": self.pick((None, at + self.length())),
                "resolution_us": self.resolution(),
            }  # fmt: skip
            if recordings and self.seldom(3):
                row["recording_id"] = self.pick(recordings)["recording_id"]
            if row["fact"] == "litigation_hold":
                row["at"], row["until_at"] = self.pick((None, *DAYS_KEPT)), self.pick((None, *DAYS_KEPT))
            rows.append(self.doubt(row, "at", "until_at"))
        for number, response in enumerate(self.busy):
            if self.seldom(3):
                asked = response["arrived_at"] + timedelta(minutes=self.count(1, 6))
                rows.append(
                    {"fact_id": f"{self.name}F1{number}", "fact": "resident_asked_off", "standing": None, "at": asked,
                     "incident_id": response["incident_id"], "officer_id": None, "until_at": None}
                )  # fmt: skip
        return rows

    def duty(self) -> list[Row]:
        rows = []
        for number in range(self.count(0, 4)):
            start = self.instant() if self.seldom(2) else MIDNIGHT + self.count(0, 60) * STEP
            end = None if self.seldom(10) else start + self.pick((1, 10, 20)) * self.length()
            row = {
                "duty_id": f"{self.name}T{number}", "officer_id": self.officer(), "started_at": start, "ended_at": end,
                "assignment": self.pick((None, "court", "patrol")), "resolution_us": self.resolution(),
                "unit_id": self.pick((None, f"{self.name}U0", f"{self.name}u1 ", f"{self.name}U2")),
                "kind": self.pick((None, None, "worked", "leave", "scheduled")),
            }  # fmt: skip
            rows.append(row)
        return rows

    def device_events(self, recordings: list[Row]) -> list[Row]:
        rows: list[Row] = []
        for device in {r["device_id"]: None for r in recordings if r["device_id"]}:
            mine = [r for r in recordings if r["device_id"] == device and r["started_at"]]
            if self.seldom(4) or not mine:
                continue
            first = min(r["started_at"] for r in mine)
            events = [("power_on", first - self.pick((2 * STEP, timedelta(0), -STEP)))]
            at = first
            for _ in range(self.count(0, 4)):
                at += self.count(1, 6) * STEP
                events.append((self.pick(("mute_on", "mute_off", "marker")), at))
            if not self.seldom(4):
                events.append(("power_off", MIDNIGHT + timedelta(days=10)))
            rows += [{"device_id": device, "event": event, "at": at} for event, at in events]
        return rows

    def device_assignments(self) -> list[Row]:
        rows: list[Row] = [{"device_id": f"{self.name}D0", "officer_id": f"{self.name}P0"}]
        for person in self.people:
            if not self.seldom(3):
                since, until = self.pick((None, self.instant())), self.pick((None, None, self.instant()))
                device = self.pick(self.devices) or f"{self.name}D3"
                rows.append({"device_id": device, "officer_id": person, "assigned_at": since, "returned_at": until})
        return rows

    def evidence_actions(self, recordings: list[Row]) -> list[Row]:
        rows: list[Row] = [{"action": action, "at": MIDNIGHT} for action in ACTIONS[1:]]
        for _ in range(self.count(0, 6)):
            of = self.pick(recordings) if recordings and not self.seldom(8) else {}
            row = {
                "recording_id": of.get("recording_id"), "action": self.pick(ACTIONS), "actor_id": self.officer(),
                "at": self.near(of.get("ended_at") or self.instant(), 6), "resolution_us": self.resolution(),
                "purpose": self.pick((None, "court")),
            }  # fmt: skip
            rows.append(row)
        return [{"action_id": f"{self.name}A{number}", **row} for number, row in enumerate(rows)]

    def requests(self, recordings: list[Row]) -> list[Row]:
        """Requests about a recording or an incident; and one that touches nothing: every world has one, decided."""
        at = MIDNIGHT - timedelta(days=20)
        rows: list[Row] = [{"request_id": f"{self.name}Q9", "kind": "release", "received_at": at, "decided_at": at}]
        for number in range(self.count(1, 3)):
            received = self.instant()
            of = self.pick(recordings) if recordings and self.seldom(2) else {}
            row = {
                "request_id": f"{self.name}Q{number}",
                "kind": self.pick(("release", "release", "inspection", "longer_retention")),
                "recording_id": of.get("recording_id"), "incident_id": self.number() if self.seldom(2) else None,
                "requester_role": self.pick((None, "subject", "press")),
                "decision": self.pick((None, "granted", " Denied")),
                "received_at": None if self.seldom(10) else received,
                "decided_at": None if self.seldom(3) else self.near(received, 4),
                "fulfilled_at": self.near(received, 4) if self.seldom(3) else None,
                "resolution_us": self.resolution(),
            }  # fmt: skip
            rows.append(self.doubt(row, "received_at", "decided_at", "requester_role"))
        return rows

    def reviews(self, recordings: list[Row]) -> list[Row]:
        at = MIDNIGHT - timedelta(days=20)
        rows: list[Row] = [{"review_id": f"{self.name}V9", "assigned_at": at, "done_at": at}]
        for number in range(self.count(1, 3)):
            assigned = self.instant()
            of = self.pick(recordings) if recordings else {}
            row = {
                "review_id": f"{self.name}V{number}", "recording_id": of.get("recording_id"),
                "officer_id": self.officer(), "assigned_at": None if self.seldom(10) else assigned,
                "done_at": None if self.seldom(3) else self.near(assigned, 4),
                "selection": self.pick((None, "random", "chosen")), "resolution_us": self.resolution(),
            }  # fmt: skip
            rows.append(row)
        return rows

    def world(self) -> Rows:
        responses = self.unit_responses()
        recordings = self.recordings(responses)
        self.busy_days(responses, recordings)
        tables: Rows = {
            "unit_responses": responses,
            "recordings": recordings,
            "incidents": self.incidents(),
            "duty": self.duty(),
            "device_events": self.device_events(recordings),
        }
        if self.shape.roster:
            tables["officers"] = self.officers()
        if self.shape.places:
            tables["places"] = self.places()
        if self.shape.facts:
            tables["facts"] = self.facts(responses, recordings)
        if self.shape.trail:
            tables["evidence_actions"] = self.evidence_actions(recordings)
            tables["requests"] = self.requests(recordings)
            tables["reviews"] = self.reviews(recordings)
        if self.shape.assignments:
            tables["device_assignments"] = self.device_assignments()
        return self.files(self.restated(tables))

    def restated(self, tables: Rows) -> Rows:
        """Sometimes a later import says a row again, differently."""
        if self.seldom(4):
            again = {
                "recordings": ("ended_at", self.instant()),
                "unit_responses": ("cleared_at", self.instant()),
                "incidents": ("call_type", "stop"),
            }
            table = self.pick(tuple(again))
            if tables[table]:
                column, value = again[table]
                older = self.pick(tables[table])
                newer = {**older, column: value, "import_seq": 2, "doubtful": None}
                older["import_seq"] = self.pick((1, 3))
                tables[table].append(newer)
        return tables

    def files(self, tables: Rows) -> Rows:
        """Every row comes from a file of this world, a later import from a second one. Some files lack columns."""
        for rows in tables.values():
            for row in rows:
                row["import_id"] = f"{self.name}{'B' if row.get('import_seq') == 2 else 'A'}"
        for table, columns in LACKED.items():
            if table in tables and self.seldom(3):
                column, file = self.pick(columns), f"{self.name}{self.pick('AAB')}"
                others = [row for row in tables[table] if row["import_id"] != file]
                if others and not any(row.get(column) for row in others if "import_seq" not in row):
                    continue  # whether the world has such a thing at all is asked of all worlds together
                for row in tables[table]:
                    if row["import_id"] == file:
                        row.pop(column, None)
        return tables


def world(dice: random.Random, name: str, shape: Shape) -> Rows:
    """One small world whose ids begin with its name."""
    return Maker(dice, name, shape).world()


def batch(dice: random.Random, count: int) -> list[Rows]:
    """Many worlds with disjoint ids and row numbers, all of one shape."""
    shape = Shape(
        roster=dice.randint(1, 4) > 1,
        facts=dice.randint(1, 6) > 1,
        assignments=dice.randint(1, 3) > 1,
        trail=dice.randint(1, 6) > 1,
        places=dice.randint(1, 3) > 1,
    )
    worlds = [world(dice, f"W{n}", shape) for n in range(1, count + 1)]
    number_rows(worlds)
    return worlds


def number_rows(worlds: list[Rows]) -> None:
    """Give every row of a table a number of its own across all worlds."""
    last: dict[str, int] = {}
    for tables in worlds:
        for table, rows in tables.items():
            for row in rows:
                last[table] = last.get(table, 0) + 1
                row["source_row"] = last[table]


def together(worlds: list[Rows]) -> Rows:
    """All worlds as one set of tables."""
    tables: Rows = {}
    for one in worlds:
        for table, rows in one.items():
            tables.setdefault(table, []).extend(rows)
    return tables


def batches(least: int = 1, most: int = 3) -> st.SearchStrategy[list[Rows]]:
    """Hypothesis: a few worlds at a time."""
    return st.builds(batch, st.randoms(use_true_random=False), st.integers(least, most))
