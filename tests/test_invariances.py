"""What must not matter does not: order, the hour of day, strangers; and more footage is never less."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from comparing import differences, engine_says
from world_policies import policy
from worlds import HORIZON, Rows, batch, number_rows, together

NOTHING_FOUND = {"no_recording", "outside_window", "recording_proves_nothing", "recorded_at_another_time"}
ELAPSED = ("recorded_throughout", "not_recorded", "stops_after")
WORLDS = 40


def _shuffled(rows: list[dict[str, Any]], dice: random.Random) -> list[dict[str, Any]]:
    return dice.sample(rows, len(rows))


@pytest.mark.parametrize("seed", [0])
def test_the_order_of_rows_does_not_matter(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    tables = together(batch(dice, WORLDS))
    document, as_of = policy(seed, every=14)
    before = engine_says(tables, document, as_of, HORIZON, tmp_path).obligations
    mixed = {name: _shuffled(rows, dice) for name, rows in tables.items()}
    assert engine_says(mixed, document, as_of, HORIZON, tmp_path).obligations == before


@pytest.mark.parametrize("shift", [timedelta(seconds=7), timedelta(days=-200, microseconds=1)])
def test_the_hour_does_not_matter_where_limits_are_elapsed_time(shift: timedelta, tmp_path: Path) -> None:
    tables = together(batch(random.Random(11), WORLDS))
    document, as_of = policy(0, ELAPSED, every=9)
    before = engine_says(tables, document, as_of, HORIZON, tmp_path).obligations
    horizon = {table: (start + shift, end + shift) for table, (start, end) in HORIZON.items()}
    after = engine_says(_moved(tables, shift), document, as_of + shift, horizon, tmp_path).obligations
    # a clock is judged by local days, whose bounds do not move along
    unlike = [told for told in differences(after, before) if "clock_suspect" not in told]
    assert unlike == []


def _moved(tables: Rows, shift: timedelta) -> Rows:
    return {
        table: [{c: v + shift if isinstance(v, datetime) else v for c, v in row.items()} for row in rows]
        for table, rows in tables.items()
    }


@pytest.mark.parametrize("seed", [0])
def test_another_agency_does_not_matter(seed: int, tmp_path: Path) -> None:
    worlds = batch(random.Random(seed), WORLDS)
    document, as_of = policy(seed, every=14)
    kept = {(table, row["source_row"]) for world in worlds[::2] for table, rows in world.items() for row in rows}
    alone = engine_says(together(worlds[::2]), document, as_of, HORIZON, tmp_path).obligations
    beside = engine_says(together(worlds), document, as_of, HORIZON, tmp_path).obligations
    assert differences([r for r in beside if (r["subject"], r["row"]) in kept], alone) == []


def _may_grow(recording: dict[str, Any]) -> bool:
    """A recording of more than seven days is an error of the clock: there longer is less."""
    start, end = recording["started_at"], recording["ended_at"]
    return bool(start and end) and end - start < timedelta(days=6)


@pytest.mark.parametrize("seed", [0])
def test_a_longer_recording_never_turns_compliant_into_no_recording(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    worlds = batch(dice, WORLDS)
    document, as_of = policy(seed, ["recorded_throughout"], every=6)
    before = engine_says(together(worlds), document, as_of, HORIZON, tmp_path).obligations
    for world in worlds:
        ended = [r for r in world["recordings"] if _may_grow(r)]
        if ended:
            dice.choice(ended)["ended_at"] += timedelta(minutes=dice.randint(1, 90))
    after = engine_says(together(worlds), document, as_of, HORIZON, tmp_path).obligations
    key = ("rule", "row", "officer")
    now = {tuple(r[c] for c in key): r["reason"] for r in after}
    was_compliant = [tuple(r[c] for c in key) for r in before if r["verdict"] == "compliant"]
    assert was_compliant
    assert [k for k in was_compliant if now[k] in NOTHING_FOUND] == []


def test_worlds_renumbered_say_the_same(tmp_path: Path) -> None:
    """The numbers of rows are names, not data."""
    worlds = batch(random.Random(5), WORLDS)
    document, as_of = policy(0, every=14)
    before = engine_says(together(worlds), document, as_of, HORIZON, tmp_path).obligations
    turned = worlds[::-1]
    number_rows(turned)
    after = engine_says(together(turned), document, as_of, HORIZON, tmp_path).obligations
    count = {}
    for row in before:
        count[row["rule"], row["officer"], row["verdict"], row["reason"]] = 0
    for sign, rows in ((1, before), (-1, after)):
        for row in rows:
            place = (row["rule"], row["officer"], row["verdict"], row["reason"])
            count[place] = count.get(place, 0) + sign
    assert {k: v for k, v in count.items() if v} == {}
