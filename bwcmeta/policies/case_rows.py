"""The rows of a case, from short keys to the columns of the canonical tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bwcmeta.model.columns import Column, Table
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.policies.cases import TABLES, Case
from bwcmeta.text import did_you_mean

Path = tuple[str | int, ...]
Row = dict[str, Any]
Tell = Callable[[Path, str, str], None]
"""Told of each thing that is wrong: the path inside the case, what, and a hint."""

_SHORT = {"start": "started_at", "end": "ended_at", "category": "categories", "tag": "tags", "begin": "started_at"}
_NUMBERED = {"incidents": "incident_id", "recordings": "recording_id", "requests": "request_id",
             "reviews": "review_id", "places": "place_id"}  # fmt: skip
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class CaseRows:
    """What a case puts before the audit.

    Attributes:
        tables: canonical table -> rows; `source_row` counts from 1 in each.
        as_of: from when it looks, or None for the latest instant.
        horizon: table -> first and last instant it covers.
        assumed: whether the responses were made up from the recordings.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    as_of: datetime | None = None
    horizon: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    assumed: bool = False


def case_rows(case: Case, tell: Tell | None = None) -> CaseRows:
    """Return the rows of a case.

    Args:
        case: the case.
        tell: told of every mistake; without it the first one is raised as `ValueError`.
    """
    say = tell or _raise
    made = CaseRows()
    written: list[tuple[Table, Row, Path]] = []
    for key, path, given in _given(case):
        table = TABLE_BY_NAME[TABLES[key]]
        rows = made.tables.setdefault(table.name, [])
        row = {"source_row": len(rows) + 1, **dict(_row(table, given, path, say))}
        rows.append(row)
        written.append((table, row, path))
    _fill(made)
    for table, row, path in written:
        if row.get("location_type") is not None and row.get("location_types"):
            hint = "one kind stands in location_type, several stand in location_types alone"
            say((*path, "location_types"), "a place is of one kind or of several", hint)
        for column in table.own:
            if column.required and row.get(column.name) is None:
                say(path, f"a row of {table.name} needs {column.name!r}", "")
    _assume_responses(made)
    made.as_of = _instant(case.as_of, ("as_of",), say) if case.as_of is not None else None
    made.horizon = _horizon(case, made, say)
    return made


def _given(case: Case) -> Iterator[tuple[str, Path, Row]]:
    """Yield the key of `TABLES`, the path inside the case and the row as written."""
    if case.incident is not None:
        yield "incidents", ("incident",), case.incident
    for key in TABLES:
        for number, row in enumerate(getattr(case, key)):
            yield key, (key, number), row


def _row(table: Table, given: Mapping[str, Any], path: Path, say: Tell) -> Iterator[tuple[str, Any]]:
    taken: dict[str, str] = {}
    for key, value in given.items():
        column = _column(table, key)
        if column is None:
            say((*path, key), f"{table.name} have no column {key!r}", did_you_mean(key, _keys(table)))
            continue
        if column.name in taken:
            say((*path, key), f"{key!r} and {taken[column.name]!r} are one column", "")
        taken[column.name] = key
        yield column.name, _value(column, value, (*path, key), say)


def _column(table: Table, key: str) -> Column | None:
    names = [key, _SHORT.get(key, ""), f"{key}_at", f"{key}_id", f"{key}_ids", f"{key}_s"]
    if key == "id":
        names = [table.key[0]]
    return next((found for name in names if (found := table.column(name)) is not None), None)


def _keys(table: Table) -> list[str]:
    names = [column.name for column in table.own]
    return [*names, *(name.removesuffix(end) for name in names for end in ("_at", "_id") if name.endswith(end))]


def _value(column: Column, value: Any, path: Path, say: Tell) -> Any:
    if value is None:
        return None
    if column.kind == "instant":
        return _instant(value, path, say)
    if column.kind == "text_list":
        texts = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(x, str) for x in texts):
            say(path, f"{column.name} is a list of texts", "")
        for word in texts:
            if column.values and word not in column.values:
                say(path, f"{column.name} never has {word!r}", did_you_mean(str(word), column.values))
        return [str(x).lower() if column.name in ("categories", "tags") else str(x) for x in texts]
    wanted = {"text": str, "boolean": bool, "integer": int, "number": (int, float)}[column.kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and column.kind != "boolean"):  # type: ignore[arg-type]
        hint = f"put it in quotes: '{value}'" if column.kind == "text" else ""
        say(path, f"{column.name} must be {_KINDS[column.kind]}, not {value!r}", hint)
    elif column.values and value not in column.values:
        say(path, f"{column.name} is never {value!r}", did_you_mean(str(value), column.values))
    return value


_KINDS = {"text": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}


def _instant(value: Any, path: Path, say: Tell) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        say(path, f"{value!r} is no instant with an offset from UTC", "write it as in 2026-03-01T20:00:00Z")
        return _EPOCH  # so that nobody asks for what was given, if wrongly
    return moment.astimezone(UTC)


def _fill(made: CaseRows) -> None:
    """Number the rows that have no id, and file what names no incident under the case's only one.

    `incident: null` (or an empty list) says that a row belongs to none. A recording without `deleted` is still there:
    the column is taken to be one that its file has.
    """
    for table, name in _NUMBERED.items():
        for row in made.tables.get(table, []):
            row.setdefault(name, f"{name.removesuffix('_id').upper()}-{row['source_row']}")
    for row in made.tables.get("recordings", []):
        row.setdefault("deleted_at", None)
    incidents = made.tables.get("incidents", [])
    if len(incidents) != 1:
        return
    number = incidents[0]["incident_id"]
    for row in made.tables.get("recordings", []):
        row.setdefault("incident_ids", [number])
    for table in ("unit_responses", "facts", "requests"):
        for row in made.tables.get(table, []):
            if "recording_id" not in row:
                row.setdefault("incident_id", number)


def _assume_responses(made: CaseRows) -> None:
    """Without responses each officer with a recording on the incident is taken to have been there while it ran."""
    incidents = made.tables.get("incidents", [])
    if "unit_responses" in made.tables or len(incidents) != 1:
        return
    number = incidents[0]["incident_id"]
    spans: dict[str, list[Row]] = {}
    for row in made.tables.get("recordings", []):
        if row.get("officer_id") and number in (row.get("incident_ids") or ()):
            spans.setdefault(row["officer_id"], []).append(row)
    responses = []
    for place, (officer, rows) in enumerate(sorted(spans.items()), start=1):
        starts = [row["started_at"] for row in rows if row.get("started_at")]
        ends = [row.get("ended_at") for row in rows]
        arrived = min(starts, default=None)
        cleared = max((end for end in ends if end), default=None) if all(ends) else None
        responses.append(
            {"source_row": place, "incident_id": number, "officer_id": officer, "dispatched_at": arrived,
             "arrived_at": arrived, "cleared_at": cleared}
        )  # fmt: skip
    if responses:
        made.tables["unit_responses"] = responses
        made.assumed = True


def _horizon(case: Case, made: CaseRows, say: Tell) -> dict[str, tuple[datetime, datetime]]:
    """What each table covers: as stated, else from a day before the case's first instant to a day after its last."""
    found: dict[str, tuple[datetime, datetime]] = {}
    instants = [value for rows in made.tables.values() for row in rows for value in row.values()
                if isinstance(value, datetime)]  # fmt: skip
    if instants:
        for table in TABLE_BY_NAME:
            found[table] = (min(instants) - _DAY, max(instants) + _DAY)
    for key, span in case.horizon.items():
        table = TABLES.get(key, key)
        if table not in TABLE_BY_NAME:
            say(("horizon", key), f"there is no table {key!r}", did_you_mean(key, [*TABLES, *TABLE_BY_NAME]))
            continue
        first = _instant(span.from_, ("horizon", key), say)
        last = _instant(span.to, ("horizon", key), say)
        if first > last:
            say(("horizon", key), "the horizon ends before it begins", "")
        else:
            found[table] = (first, last)
    return found


def _raise(path: Path, what: str, hint: str) -> None:
    msg = f"{'.'.join(map(str, path))}: {what}" + (f" ({hint})" if hint else "")
    raise ValueError(msg)
