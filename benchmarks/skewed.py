"""A world with the worst history of all: everybody records under one pooled id, with one pooled camera.

Every ten minutes a response, a recording with a mute in it, a shift with an assignment that overlaps the next, a
check-out of the camera, and a fact that names the officer and nothing else. What is a handful for every officer of a
real agency is the whole of the data here: a join by officer or camera alone pairs everything with everything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.worlds import kept

OFFICER, OTHER, CAMERA = "POOL1", "OTHER1", "CAM1"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_STEP = timedelta(minutes=10)
_VERSION = 5
"""Another number for other data: it stands in the name under which it is kept."""

Row = dict[str, Any]


def skewed_world(size: int) -> Path:
    """A folder of canonical Parquet files: so many responses, and as many of everything else."""
    return kept(f"skewed-{size}-{_VERSION}", lambda folder: write_skewed(folder, size))


def write_skewed(folder: Path, size: int) -> None:
    """Write the files into a new folder."""
    from bwcmeta.audit.source import rows_frame
    from bwcmeta.model.tables import TABLE_BY_NAME

    folder.mkdir()
    for table, rows in skewed_rows(size).items():
        rows_frame(TABLE_BY_NAME[table], rows).write_parquet(folder / f"{table}-000.parquet")


def skewed_rows(size: int, begin: datetime = BEGIN) -> dict[str, list[Row]]:
    """The same as rows; moved to another beginning, where one is given."""
    rows = {table: [row for number in range(size) for row in rows_of(number)] for table, rows_of in _TABLES.items()}
    numbered = {table: [{"source_row": n, **row} for n, row in enumerate(made, 1)] for table, made in rows.items()}
    if begin == BEGIN:
        return numbered
    later = begin - BEGIN
    return {
        table: [{c: v + later if isinstance(v, datetime) else v for c, v in row.items()} for row in made]
        for table, made in numbered.items()
    }


def _at(number: int, minutes: float = 0) -> datetime:
    return BEGIN + number * _STEP + timedelta(minutes=minutes)


def _incidents(n: int) -> list[Row]:
    return [{"incident_id": f"I{n:07d}", "call_type": "DISTURBANCE", "disposition": "RPT", "district": "D1"}]


def _responses(n: int) -> list[Row]:
    """Every tenth with a second officer; every twentieth names a unit and nobody."""
    row = {
        "incident_id": f"I{n:07d}",
        "unit_id": "U1",
        "dispatched_at": _at(n),
        "arrived_at": _at(n, 1),
        "cleared_at": _at(n, 7),
    }
    rows: list[Row] = [{**row, "officer_id": None if n % 20 == 13 else OFFICER}]
    return [*rows, {**row, "unit_id": "U2", "officer_id": OTHER}] if n % 10 == 0 else rows


def _recordings(n: int) -> list[Row]:
    """One in twenty is not made, one in ten begins late, one in fifty is filed under no number."""
    if n % 20 == 10:
        return []
    late = 3 if n % 10 == 9 else 0
    numbers = None if n % 50 == 49 else [f"I{n:07d}"]
    own = {"recording_id": f"R{n:07d}", "device_id": CAMERA, "officer_id": OFFICER, "incident_ids": numbers}
    return [{**own, "started_at": _at(n, 0.5 + late), "ended_at": _at(n, 7.5), "uploaded_at": _at(n, 600)}]


def _presses(n: int) -> list[Row]:
    """A mute in every recording; of every fifth the unmute is pressed in the next one, of every seventh it is pressed outside."""
    off = 15 if n % 5 == 4 else 5
    on = 8.5 if n % 7 == 6 else 4
    events = ((on, "mute_on"), (max(off, on + 0.5), "mute_off"))
    return [{"device_id": CAMERA, "at": _at(n, at), "event": event} for at, event in events]


def _shifts(n: int) -> list[Row]:
    end = None if n % 100 == 99 else _at(n, 25)
    kind = "court" if n % 4 == 3 else "patrol"
    return [{"officer_id": OFFICER, "started_at": _at(n), "ended_at": end, "assignment": kind, "unit_id": "U1"}]


def _check_outs(n: int) -> list[Row]:
    """One in twenty goes to another, and is never returned."""
    to, returned = (OTHER, None) if n % 20 == 19 else (OFFICER, _at(n, 9))
    return [{"device_id": CAMERA, "officer_id": to, "assigned_at": _at(n), "returned_at": returned}]


def _facts(n: int) -> list[Row]:
    fact = ("use_of_force", "immediate_danger", "resident_asked_off", "arrest")[n % 4]
    return [{"fact": fact, "officer_id": OFFICER, "at": _at(n, 3), "until_at": _at(n, 5), "standing": "documented"}]


def _actions(n: int) -> list[Row]:
    if n % 10:
        return []
    return [{"recording_id": f"R{n:07d}", "at": _at(n, 300), "action": "viewed", "actor_id": OFFICER}]


_TABLES: dict[str, Callable[[int], list[Row]]] = {
    "incidents": _incidents,
    "unit_responses": _responses,
    "recordings": _recordings,
    "device_events": _presses,
    "duty": _shifts,
    "device_assignments": _check_outs,
    "facts": _facts,
    "evidence_actions": _actions,
}
