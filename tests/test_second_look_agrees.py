"""Engine and oracle agree on what a second look at ids and clocks makes of accusations.

The small worlds of `worlds.py` have too few events a day for a clock to be judged; here officers are busy, cameras run
ahead and behind, some are still used under the id of somebody who left, and some under none.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from comparing import differences, engine_says, oracle_says

Row = dict[str, Any]
Rows = dict[str, list[Row]]
FIRST = datetime(2024, 11, 2, 14, 0, tzinfo=UTC)
HORIZON = {"recordings": (FIRST - timedelta(days=1), FIRST + timedelta(days=9))}
SHIFTS = tuple(timedelta(minutes=m) for m in (0, 0, 0, 0, 3, -3, 2, 12, -12, 60, 61, -60, 360))
POLICY = {
    "policy": "looked", "title": "A second look", "kind": "agency", "timezone": "America/Chicago",
    "rules": [
        {"id": "recorded", "title": "R.", "clause": "1", "topic": "activation", "kind": "recorded_throughout",
         "start_within": "1m", "longest_gap": "1m"},
        {"id": "school", "title": "S.", "clause": "2", "topic": "activation", "kind": "not_recorded",
         "while": "location_type = 'residence'", "at_most": "1m"},
        {"id": "asked", "title": "A.", "clause": "3", "topic": "activation", "kind": "stops_after",
         "trigger": {"fact": "resident_asked_off"}, "within": "1m", "stays_off_until": "cleared_at"},
        {"id": "shift", "title": "D.", "clause": "4", "topic": "activation", "kind": "recorded_throughout",
         "frame": "shifts", "start_within": "12h", "longest_gap": "12h"},
    ],
    "frames": {"calls": {"over": "unit_responses"}, "shifts": {"over": "duty"}},
}  # fmt: skip


def _world(dice: random.Random) -> Rows:
    tables: Rows = {name: [] for name in ("unit_responses", "recordings", "incidents", "facts", "duty")}
    people, signs = ["P1", "P2", "P3"], [dice.choice(("S1", "U3", None)) for _ in range(3)]
    tables["officers"] = [
        {"officer_id": p, "badge": f"{p}B", "call_sign": s} for p, s in zip(people, signs, strict=True)
    ]
    left = FIRST + timedelta(days=dice.choice((-20, 1, 2)))
    tables["officers"].append({"officer_id": "P9", "user_id": "U9", "valid_until_at": left})
    tables["device_assignments"] = [
        {"device_id": "POOL", "officer_id": dice.choice(people), "assigned_at": FIRST,
         "returned_at": dice.choice((None, left))}
    ]  # fmt: skip
    for day in range(5):
        for person in people:
            shift = dice.choice(SHIFTS)
            begun = FIRST + timedelta(days=day)
            tables["duty"].append(
                {"officer_id": person, "started_at": begun, "ended_at": begun + timedelta(hours=9),
                 "unit_id": dice.choice(("u1", "U2", None)), "kind": dice.choice((None, "worked", "scheduled"))}
            )  # fmt: skip
            for visit in range(dice.choice((3, 6, 7, 8))):
                _visit(dice, tables, person, shift, f"{person}-{day}-{visit}", begun + timedelta(minutes=70 * visit))
    return tables


def _visit(dice: random.Random, tables: Rows, person: str, shift: timedelta, number: str, arrived: datetime) -> None:
    cleared = arrived + timedelta(minutes=dice.choice((10, 20)))
    place = dice.choice(("street", "street", "residence"))
    tables["incidents"].append({"incident_id": number, "location_type": place})
    named = f"{person}B" if dice.random() < 0.9 else dice.choice((None, "NoID"))
    unit = dice.choice(("U1", " u2", "U3", "S1", None))
    tables["unit_responses"].append(
        {"incident_id": number, "officer_id": named, "unit_id": unit, "arrived_at": arrived, "cleared_at": cleared}
    )
    if dice.random() < 0.2:
        tables["facts"].append(
            {"fact": "resident_asked_off", "incident_id": number, "at": arrived + timedelta(minutes=5)}
        )
    if dice.random() < 0.1:
        return
    camera, wearer = f"C{person}", person
    if dice.random() < 0.15:
        camera, wearer = "POOL", dice.choice(("U9", "P9", "B999", None, person))
    start = arrived + shift + timedelta(seconds=dice.choice((-90, -30, -10, 0, 0, 20, 240)))
    end = cleared + shift + timedelta(seconds=dice.choice((-70, 0, 10, 30, 120)))
    filed = dice.choice(([number], [number], [number], [number], [], [number, "X1"]))
    row = {"device_id": camera, "officer_id": wearer, "incident_ids": filed}
    middle = start + (end - start) / 2
    spans = [(start, end)] if dice.random() < 0.8 else [(start, middle), (middle + timedelta(seconds=3), end)]
    for begin, stop in spans:
        press = dice.choice((None, begin, begin + timedelta(seconds=30)))
        ident = f"R{len(tables['recordings'])}"
        tables["recordings"].append(
            {**row, "recording_id": ident, "started_at": begin, "ended_at": stop, "activated_at": press}
        )


@pytest.mark.parametrize("seed", range(6))
def test_engine_and_oracle_agree(seed: int, tmp_path: Path) -> None:
    tables = _world(random.Random(seed))
    as_of = FIRST + timedelta(days=30)
    engine = engine_says(tables, POLICY, as_of, HORIZON, tmp_path).obligations
    assert differences(engine, oracle_says(tables, POLICY, as_of, HORIZON).obligations) == []


def test_both_second_looks_are_taken_in_these_worlds(tmp_path: Path) -> None:
    found: set[str] = set()
    for seed in range(6):
        tables = _world(random.Random(seed))
        engine = engine_says(tables, POLICY, FIRST + timedelta(days=30), HORIZON, tmp_path).obligations
        found |= {f"{row['rule']}: {row['reason']}" for row in engine if row["reason"]}
    assert {"recorded: clock_suspect", "recorded: camera_under_another_id", "recorded: late_start"} <= found
    assert {"school: clock_suspect", "asked: clock_suspect", "shift: camera_under_another_id"} & found
