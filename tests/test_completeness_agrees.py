"""Holes in running numbers and unpaired presses: the engine against a plain reading, over random logs of cameras."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import bwcmeta
from bwcmeta.policies import Policy, load_policy

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
Log = dict[str, list[dict[str, Any]]]
KINDS = {
    "device_events": "sequence gap in device log",
    "recordings": "sequence gap in recordings",
}
RULE = {
    "policy": "one",
    "title": "One rule",
    "kind": "agency",
    "rules": [
        {
            "id": "buffer",
            "title": "The camera keeps 30 seconds.",
            "clause": "1",
            "topic": "buffer",
            "kind": "holds",
            "over": "recordings",
            "holds": "buffer_s >= 30",
        }
    ],
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path: Path = tmp_path_factory.mktemp("policy") / "one.yaml"
    path.write_text(yaml.safe_dump(RULE), encoding="utf-8")
    return load_policy(path)


def numbers(rng: random.Random) -> list[int]:
    """Running numbers: long unbroken spans, holes at and beside the edges of blocks, some numbers twice."""
    found: list[int] = []
    at = rng.randint(-40, 80)
    for _ in range(rng.randint(1, 5)):
        length = rng.choice([1, 31, 32, 33, 64, 96, rng.randint(1, 130)])
        found += range(at, at + length)
        at += length + rng.choice([0, 0, 1, 31, 32, 33, 64, rng.randint(0, 70)])
    twice = rng.choices(found, k=rng.randint(0, 3))
    missing = set(rng.choices(found, k=rng.randint(0, 2)))
    return [n for n in (*found, *twice) if n not in missing]


def log(rng: random.Random) -> Log:
    tables: Log = {"device_events": [], "recordings": []}
    for camera in range(rng.randint(1, 3)):
        for table, rows in tables.items():
            for number in numbers(rng):
                minutes = number if rng.randint(0, 19) else rng.randint(-60, 500)
                row: dict[str, Any] = {"device_id": f"C{camera}", "sequence": number, "source_row": len(rows) + 1}
                at = BEGIN + timedelta(minutes=minutes, microseconds=len(rows))  # no two rows are one
                if table == "device_events":
                    row |= {"at": at, "event": rng.choice(["record_start", "record_stop", "mute_on"])}
                else:
                    row |= {"recording_id": f"R{len(rows)}", "officer_id": "O1", "started_at": at}
                rows.append(row)
    return tables


def plain_gaps(rows: list[dict[str, Any]], at: str) -> set[tuple[str, int, str, datetime, datetime, int]]:
    found = set()
    for camera in {row["device_id"] for row in rows}:
        own = sorted(
            (row for row in rows if row["device_id"] == camera),
            key=lambda row: (row["sequence"], row[at], row["source_row"]),
        )
        for before, after in pairwise(own):
            missing = after["sequence"] - before["sequence"] - 1
            if missing > 0:
                says = f"numbers {before['sequence'] + 1} to {after['sequence'] - 1} are missing"
                found.add((camera, missing, says, before[at], after[at], after["source_row"]))
    return found


def plain_presses(rows: list[dict[str, Any]]) -> set[tuple[str, str, int]]:
    found = set()
    for camera in {row["device_id"] for row in rows}:
        own = sorted(
            (r for r in rows if r["device_id"] == camera and r["event"].startswith("record_")),
            key=lambda row: (row["at"], row["sequence"], row["source_row"]),
        )
        running = False
        for row, after in zip(own, [*own[1:], None], strict=True):
            starts = row["event"] == "record_start"
            if not starts and not running:
                found.add(("stop without a start", camera, row["source_row"]))
            if starts and after is not None and after["event"] == "record_start":
                found.add(("start without a stop", camera, row["source_row"]))
            running = starts
    return found


@pytest.mark.parametrize("seed", range(12))
def test_holes_and_presses_are_those_of_a_plain_reading(policy: Policy, seed: int) -> None:
    tables = log(random.Random(seed))
    result = bwcmeta.audit_rows(tables, policy, as_of=datetime(2026, 6, 1, tzinfo=UTC))
    told = result.quality.to_dicts()
    for table, at in (("device_events", "at"), ("recordings", "started_at")):
        assert {
            (row["subject"], row["count"], row["detail"], row["first_at"], row["last_at"], row["source_row"])
            for row in told
            if row["kind"] == KINDS[table]
        } == plain_gaps(tables[table], at)
    presses = [
        (row["kind"], row["subject"], row["source_row"]) for row in told if row["kind"].endswith(("start", "stop"))
    ]
    assert len(presses) == len(set(presses))
    assert set(presses) == plain_presses(tables["device_events"])
