"""The response rule and the row checks of the device log in Sigma, run on SQLite by pySigma and its sqlite backend.

Sigma knows no recording: stops and requests become events of one table, each with the place already beside it.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

RESPONSE = """
title: Request in a home
name: request_home
logsource: {product: camera}
detection: {selection: {event: request, place: residence}, condition: selection}
---
title: Stop
name: stop
logsource: {product: camera}
detection: {selection: {event: stop}, condition: selection}
---
title: camera-left-on-in-private-home
correlation:
    type: temporal
    rules: [request_home, stop]
    group-by: [officer_id]
    timespan: 30s
    condition: request_home and not stop
"""
ROWS = """
title: no-camera-named
logsource: {product: camera}
detection: {selection: {event: stop, device_id: null}, condition: selection}
---
title: buffer-out-of-range
logsource: {product: camera}
detection: {selection: {event: stop, buffer_s|gt: 120}, condition: selection}
---
title: odd-kind-of-file
logsource: {product: camera}
detection: {selection: {event: stop}, good: {content_type: mp4}, condition: selection and not good}
---
title: started-in-school
logsource: {product: camera}
detection: {selection: {event: stop, place: school_elementary_secondary}, good: {tags: threat}, condition: selection and not good}
"""
_COLUMNS = ("id TEXT, event TEXT, officer_id TEXT, timestamp TEXT, place TEXT, device_id TEXT, buffer_s INTEGER, "
            "content_type TEXT, tags TEXT")  # fmt: skip


def run(folder: Path) -> dict[str, Iterable[Iterable[object]]]:
    """Load the files into SQLite, compile the rules, run them."""
    from sigma.backends.sqlite import sqliteBackend
    from sigma.backends.sqlite.runtime import execute_plan
    from sigma.collection import SigmaCollection

    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE logs ({_COLUMNS})")
    slots = ",".join("?" * 9)
    with (folder / "incidents.csv").open(newline="", encoding="utf-8") as file:
        places = {row["incident_id"]: row["location_type"] or None for row in csv.DictReader(file)}
    with (folder / "recordings.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany(
            f"INSERT INTO logs VALUES ({slots})",
            ((r[0], "stop", r[2], r[4], r[7], r[1] or None, int(r[5]), r[6], r[8]) for r in rows),
        )
    with (folder / "facts.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany(
            f"INSERT INTO logs VALUES ({slots})",
            ((r[0], "request", r[3], r[4], places.get(r[2]), None, None, None, None) for r in rows),
        )
    found: dict[str, Iterable[Iterable[object]]] = {}
    for rule in SigmaCollection.from_yaml(ROWS).rules:
        query = sqliteBackend().convert(SigmaCollection([rule]))[0].replace("SELECT *", "SELECT id")
        found[rule.title] = connection.execute(query).fetchall()
    backend = sqliteBackend(timestamp_field="timestamp")
    made = json.loads(backend.convert(SigmaCollection.from_yaml(RESPONSE), "zircolite"))
    plan = next(rule["correlation_plan"] for rule in made if "correlation_plan" in rule)
    alerts, _ = execute_plan(connection, plan)
    asked = (event["event"] for alert in alerts for event in alert["evidence"] if event["event"]["event"] == "request")
    found["camera-left-on-in-private-home"] = [(event["id"],) for event in asked]
    return found
