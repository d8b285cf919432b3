"""Plants cases: rows of the canonical tables with what an audit must say of them.

A case has a name, a day of its own and officers that nobody else uses on that day. Clock times are local texts
(`10:05`, `10:05:30`) on the case's day, or aware datetimes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bwcmeta.generate.county import ZONE
from bwcmeta.generate.scale import Scale
from bwcmeta.model.tables import TABLE_BY_NAME

When = str | datetime | None
Row = dict[str, Any]

RING = 40
"""Officers who take turns in the cases: MC0901 to MC0940."""

MOST_DAYS_APART = 50
FULL_BUFFER_S = 30


@dataclass
class Planted:
    """All planted rows and cases of one world."""

    scale: Scale
    rows: dict[str, list[Row]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    _taken: set[tuple[str, date]] = field(default_factory=set)
    _next: int = 0

    @property
    def span(self) -> int:
        """Days that cases are spread over."""
        return max(1, min(self.scale.days - 2, MOST_DAYS_APART))

    def case(self, name: str, what: str, *, source: str = "", needs: str = "", day: date | None = None) -> Case:
        """Begin a case; `day` defaults to one of its own."""
        day = day or self.scale.start + timedelta(days=1 + len(self.cases) % self.span)
        case = Case(self, name, what, source, needs, day)
        self.cases.append(case)
        return case

    def add(self, table: str, row: Row) -> None:
        """Plant one row; its instants are kept in UTC."""
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = value.astimezone(UTC)
        self.rows.setdefault(table, []).append(row)

    def free_officer(self, day: date) -> str:
        """The next officer of the ring who is in no other case on that day."""
        for _ in range(RING):
            number = self._next % RING
            self._next += 1
            officer = f"MC{901 + number:04d}"
            if (officer, day) not in self._taken:
                self._taken.add((officer, day))
                return officer
        raise AssertionError(f"too many planted cases on {day}")


def badge_of(officer: str) -> str:
    """The badge of a planted officer (`MC0907` wears `C907`); anything else is its own badge."""
    return f"C{officer[3:]}" if officer.startswith("MC09") else officer


def employee_of(officer: str | None) -> str | None:
    """The employee number of a planted officer; anything else as it is."""
    return f"E200{officer[3:]}" if officer and officer.startswith("MC09") else officer


def device_of(officer: str) -> str:
    """The camera issued to a planted officer."""
    return f"X60C{officer[2:]}"


@dataclass
class Case:
    """One planted case.

    Attributes:
        plan: where its rows go.
        name: unique among the cases.
        what: one sentence.
        source: where the case comes from.
        needs: what an audit must be able to do before it can answer; empty: the first four rule kinds suffice.
        day: the local day of its clock times.
        keys: the rows it consists of: table and key.
        expected: what an audit must say.
    """

    plan: Planted
    name: str
    what: str
    source: str
    needs: str
    day: date
    keys: list[tuple[str, Row]] = field(default_factory=list)
    expected: list[Row] = field(default_factory=list)
    about: Row = field(default_factory=dict)

    def at(self, when: When, *, plus_days: int = 0) -> datetime | None:
        """The instant of a clock time on the case's day."""
        if when is None or isinstance(when, datetime):
            return when
        clock = time.fromisoformat(when)
        return datetime.combine(self.day + timedelta(days=plus_days), clock, ZoneInfo(ZONE))

    def officer(self) -> str:
        """An officer for this case alone."""
        return self.plan.free_officer(self.day)

    def row(self, table: str, **values: Any) -> Row:
        """Plant one row and list it as part of the case."""
        self.plan.add(table, values)
        self.keys.append((table, {name: values.get(name) for name in TABLE_BY_NAME[table].key if values.get(name)}))
        return values

    def call(
        self,
        number: str,
        created: When,
        closed: When,
        *,
        call_type: str = "DISTURBANCE",
        place: str | None = "street",
        disposition: str = "NAR",
        district: str = "D1",
    ) -> str:
        """Plant an incident; returns its number."""
        self.row(
            "incidents",
            incident_id=number,
            call_type_first=call_type,
            call_type=call_type,
            priority_first="2",
            priority="2",
            disposition=disposition,
            created_at=self.at(created),
            closed_at=self.at(closed),
            self_initiated=False,
            location_type=place,
            location_known="stated" if place else None,
            district=district,
            beat="B1",
        )
        return number

    def response(
        self,
        number: str,
        officer: str,
        dispatched: When,
        arrived: When,
        cleared: When,
        *,
        unit: str = "",
        role: str = "primary",
    ) -> None:
        """Plant one officer on an incident."""
        self.row(
            "unit_responses",
            incident_id=number,
            officer_id=badge_of(officer),
            unit_id=unit or f"C{officer[-2:]}",
            dispatched_at=self.at(dispatched),
            enroute_at=self.at(dispatched),
            arrived_at=self.at(arrived),
            cleared_at=self.at(cleared),
            role=role,
        )

    def visit(self, number: str, officer: str, arrived: str, cleared: str, **call: Any) -> str:
        """Plant an incident with one officer, dispatched six minutes before arrival; returns the number."""
        there = self.at(arrived)
        assert there is not None
        sent = there - timedelta(minutes=6)
        self.call(number, sent - timedelta(minutes=1), cleared, **call)
        self.response(number, officer, sent, arrived, cleared)
        return number

    def film(
        self,
        officer: str,
        pressed: When,
        ended: When,
        *numbers: str,
        buffer: int | None = FULL_BUFFER_S,
        logged: bool = True,
        **more: Any,
    ) -> str:
        """Plant a recording; the media begins `buffer` seconds before the press. Returns its id.

        `officer` is stored as the wearer as it stands if it is no planted officer. `logged=False` leaves the camera's
        log without it. `more` overrides any canonical column.
        """
        press, end = self.at(pressed), self.at(ended)
        assert press is not None
        start = press - timedelta(seconds=buffer or 0)
        ident = _guid(f"{self.name}/{len(self.keys)}")
        values: Row = {
            "recording_id": ident,
            "device_id": device_of(officer) if officer.startswith("MC09") else None,
            "officer_id": badge_of(officer) or None,
            "activated_at": press,
            "started_at": start,
            "ended_at": end,
            "duration_s": (end - start).total_seconds() if end else None,
            "buffer_s": buffer,
            "buffer_audio": None if buffer is None else True,
            "trigger_reason": "button",
            "stop_reason": "button" if end else None,
            "uploaded_at": end + timedelta(hours=4) if end else None,
            "status": "active" if end else "processing",
            "categories": ["Incident Report"],
            "tags": [],
            "incident_ids": list(numbers),
            "district": "D1",
            "size_mb": 250.5,
            "content_type": "mp4",
        } | more
        self.row("recordings", **values)
        if logged and values["device_id"]:
            self.log(values["device_id"], values["activated_at"] or start, "record_start")
            if end:
                self.log(values["device_id"], end, "record_stop")
        return ident

    def log(self, device: str, when: When, event: str) -> None:
        """Plant a line of a camera's log; the numbers come when all are planted."""
        self.plan.add("device_events", {"device_id": device, "at": self.at(when), "event": event})

    def fact(self, fact: str, number: str = "", when: When = None, **more: Any) -> str:
        """Plant a fact; `officer` names whom it concerns, `until` its end. Returns its id."""
        ident = f"FP-{self.name.upper()}-{len(self.keys)}"
        until, officer = more.pop("until", None), more.pop("officer", None)
        values: Row = {
            "fact_id": ident,
            "fact": fact,
            "incident_id": number or None,
            "officer_id": employee_of(officer),
            "at": self.at(when),
            "until_at": self.at(until),
            "standing": "documented",
            "recorded_by": "form",
        } | more
        self.row("facts", **values)
        return ident

    def expect(
        self, rule: str, verdict: str, reason: str = "", *, measured: float | None = None, **subject: str
    ) -> None:
        """Say what an audit must find.

        `verdict` is one of the five, or `excluded` (not in the rule's frame) or `not_bound`. An empty `reason` leaves
        it open, except that a compliant obligation has none.
        """
        answer: Row = {"rule": rule, "subject": subject, "verdict": verdict}
        if reason:
            answer["reason"] = reason
        if measured is not None:
            answer["measured_s"] = measured
        self.expected.append(answer)

    def document(self, file_of: Callable[[str], str]) -> Row:
        """The case as it stands in `answers.yaml`."""
        rows = [{"file": file_of(table), "table": table, "key": _plain(key)} for table, key in self.keys]
        head: Row = {"name": self.name, "what": self.what}
        for word, value in (("source", self.source), ("needs", self.needs)):
            if value:
                head[word] = value
        return {**head, **self.about, "rows": rows, "expect": self.expected}


def _plain(key: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in key.items()}


def _guid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest().upper()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
