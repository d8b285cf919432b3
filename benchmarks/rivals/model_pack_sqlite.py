"""Run the SQL by hand on SQLite, in memory: the tuned way, for the plain one does not end."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.rivals.model_pack_frames import frames
from benchmarks.rivals.model_pack_sql import HOUR, tuned

INDEXES = ("rec(rowno)", "rec(recording_id)", "rec_number(number)", "resp(number)", "resp(rowno)", "inc(number)", "fact(number)", "fact(fact)", "press(device_id, at_us)")  # fmt: skip


def run(world: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the candidate violations of each rule."""
    connection = sqlite3.connect(":memory:")
    for name, frame in frames(world).items():
        connection.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
        slots = ", ".join("?" * frame.width)
        connection.executemany(f"INSERT INTO {name} VALUES ({slots})", frame.iter_rows())
    low, high = connection.execute("SELECT MIN(arrived), MAX(cleared) FROM resp").fetchone()
    first, last = connection.execute("SELECT MIN(started), MAX(COALESCE(ended, started)) FROM rec").fetchone()
    connection.execute("CREATE TABLE hours (hour_no INTEGER PRIMARY KEY)")
    span = range(min(low, first) // HOUR - 2, max(high, last) // HOUR + 24 * 8)
    connection.executemany("INSERT INTO hours VALUES (?)", ((hour,) for hour in span))
    for number, index in enumerate(INDEXES):
        connection.execute(f"CREATE INDEX i{number} ON {index}")
    script = tuned("hour")
    for statement in script.before:
        connection.execute(statement)
        if statement.startswith("CREATE TEMP TABLE"):
            name = statement.split()[3]
            columns = [row[1] for row in connection.execute(f"PRAGMA temp.table_info({name})")]
            for key in {"rowno", "fact_no"} & set(columns):
                connection.execute(f"CREATE INDEX temp.{name}_{key} ON {name}({key})")
    connection.execute("ANALYZE")
    return {rule: connection.execute(query).fetchall() for rule, query in script.rules.items()}
