"""Gives the planted officers their roster lines, cameras and shifts, and numbers the planted log lines."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bwcmeta.generate.county import ZONE
from bwcmeta.generate.planted.builder import RING, Planted, badge_of, device_of, employee_of
from bwcmeta.generate.planted.throughout import NO_CAMERA

LEAVER, SERGEANT = "MC0951", "MC0961"
SERIES = 12
"""Officers from MC0951 who are not in the ring."""

AROUND = timedelta(minutes=15)


def finish(plan: Planted) -> None:
    """Add what surrounds the cases."""
    officers = [f"MC{901 + n:04d}" for n in range(RING)] + [f"MC{951 + n:04d}" for n in range(SERIES)]
    for officer in officers:
        _roster(plan, officer)
    for camera in ("X60POOL01", "X60DOCK01", "X60SPARE1"):
        holder = LEAVER if camera == "X60POOL01" else None
        plan.add("device_assignments", {"device_id": camera, "officer_id": holder, "kind": "pooled"})
    _duty(plan)
    _log(plan)


def _roster(plan: Planted, officer: str) -> None:
    before = datetime(plan.scale.start.year - 3, 1, 1, 6, tzinfo=UTC)
    left = datetime.combine(plan.scale.start - timedelta(days=20), time(6), UTC) if officer == LEAVER else None
    rank = "Sergeant" if officer == SERGEANT else "Deputy"
    plan.add(
        "officers",
        {
            "officer_id": officer,
            "badge": badge_of(officer),
            "employee_id": employee_of(officer),
            "user_id": f"mcso-{officer[2:]}",
            "call_sign": None,
            "valid_from_at": before,
            "valid_until_at": left,
            "role": "sworn",
            "rank": rank,
            "assignment": None,
            "unit": "CASES",
            "district": "D1",
        },
    )
    if officer not in (LEAVER, NO_CAMERA):
        plan.add("device_assignments", {"device_id": device_of(officer), "officer_id": officer, "kind": "issued"})


def _duty(plan: Planted) -> None:
    """A shift for every day on which a planted officer was sent somewhere, from two hours before to two after."""
    days: dict[tuple[str, date], list[datetime]] = defaultdict(list)
    for row in plan.rows["unit_responses"]:
        sent = row["dispatched_at"]
        days[row["officer_id"], sent.astimezone(ZoneInfo(ZONE)).date()] += [sent, row["cleared_at"] or sent]
    for (badge, day), instants in sorted(days.items()):
        employee = employee_of(f"MC0{badge[1:]}")
        plan.add(
            "duty",
            {
                "duty_id": f"{employee}-{day.isoformat()}",
                "officer_id": employee,
                "started_at": min(instants) - timedelta(hours=2),
                "ended_at": max(instants) + timedelta(hours=2),
                "kind": "worked",
                "unit_id": f"C{badge[2:]}",
                "district": "D1",
            },
        )


def _log(plan: Planted) -> None:
    """Out of the dock before a camera's first line of a day and into it after the last; then running numbers."""
    order = ("undock", "power_on", "record_start", "mute_on", "mute_off", "record_stop", "dock")
    cameras: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in plan.rows["device_events"]:
        cameras[row["device_id"]].append((row["at"].astimezone(UTC), row["event"]))
    numbered = []
    for camera, lines in sorted(cameras.items()):
        days: dict[date, list[datetime]] = defaultdict(list)
        for at, _ in lines:
            days[at.astimezone(ZoneInfo(ZONE)).date()].append(at)
        for instants in days.values():
            lines += [(min(instants) - AROUND, "undock"), (min(instants) - AROUND, "power_on")]
            lines += [(max(instants) + AROUND, "dock")]
        lines.sort(key=lambda line: (line[0], order.index(line[1])))
        numbered += [
            {"device_id": camera, "at": at, "event": event, "sequence": number}
            for number, (at, event) in enumerate(lines, start=1)
        ]
    plan.rows["device_events"] = numbered
