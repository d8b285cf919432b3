"""Columns that no file of a row ever had: nobody knows what stands there (policy-language, section 2).

A row carries the mark `lacks__COLUMN` through the steps where its files may lack a column: 1 where they do, 2 where the
row it is read from (the incident, the post) is not there. What holds of all rows alike is decided before a step is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bwcmeta.model.tables import TABLE_BY_NAME

if TYPE_CHECKING:
    from bwcmeta.plan.plan import Plan, Settings

ALWAYS = "TRUE"
"""SQL of a column that no file has."""
INCIDENT_COLUMNS = (
    "call_type", "call_type_first", "priority", "priority_first", "disposition", "self_initiated",
    "location_type", "location_types", "location_known", "district", "beat", "created_at", "closed_at",
)  # fmt: skip
POSTS = {
    "officer_role": "role",
    "rank": "rank",
    "assignment": "assignment",
    "squad": "unit",
    "officer_district": "district",
}
"""Columns of the officer at the time of the row, and where the roster has them."""
RESPONSE_COLUMNS = ("dispatched_at", "enroute_at", "arrived_at", "cleared_at", "unit_id", "role")
"""Columns of the officer's response that the subject of a fact may name."""
_OF_REQUESTS = {"until_at": "fulfilled_at", "incident_id": "incident_id", "recording_id": "recording_id"}
"""Columns of facts that a request fills; the others no request has."""
_COMPUTED = {"on_scene_seconds": ("arrived_at", "cleared_at")}


def home(table: str, column: str) -> tuple[str, str] | None:
    """The canonical table and column behind a scope column; None for what is computed."""
    own = TABLE_BY_NAME[table].column(column)
    if table == "recordings" and column.startswith("incident_") and own is None:
        bare = column.removeprefix("incident_")
        return ("incidents", bare) if bare in INCIDENT_COLUMNS else None
    if table in ("unit_responses", "recordings", "facts") and column in INCIDENT_COLUMNS and own is None:
        return "incidents", column
    if table in ("unit_responses", "recordings", "facts") and column in POSTS and own is None:
        return "officers", POSTS[column]
    if table == "duty" and column in POSTS and own is None:
        return "officers", POSTS[column]
    if table == "facts" and column in RESPONSE_COLUMNS:
        return "unit_responses", column
    return None if own is None else (table, column)


def asked(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns whose absence counts where these are asked for: those that a computed one is made of, in order."""
    return tuple(sorted({part for column in columns for part in _COMPUTED.get(column, (column,))}))


def lacking(settings: Settings, table: str, column: str) -> tuple[str, ...] | None:
    """The imports whose rows of a table lack a column; None when every one does."""
    spoken = settings.spoken.get(table)
    if spoken is None:
        return ()  # nothing is known of the files: the column is taken to be there
    without = tuple(sorted(name for name, columns in spoken.items() if column not in columns))
    return None if len(without) == len(spoken) else without


def absent(settings: Settings, table: str, column: str) -> str:
    """SQL (alias `x`) that is true of the rows whose files lack a scope column; '' where none does."""
    if column in _COMPUTED:
        parts = [absent(settings, table, part) for part in _COMPUTED[column]]
        return ALWAYS if ALWAYS in parts else " OR ".join(p for p in parts if p)
    where = home(table, column)
    if where is None:
        return ""
    without = lacking(settings, *where)
    by_row = f"x.lacks__{column} > 0"
    if where[0] != table:
        return by_row  # there may be no such row at all
    if table == "duty" and column == "assignment":
        both = without is None and lacking(settings, "officers", column) is None
        return "" if without == () else ALWAYS if both else by_row
    if table == "facts":
        of_requests = _lacking_of_requests(settings, column)
        same = {without, of_requests} if not settings.empty("requests") else {without}
        return "" if same == {()} else ALWAYS if same == {None} else by_row
    return "" if without == () else ALWAYS if without is None else by_row


def without_file(settings: Settings, table: str, column: str) -> str:
    """SQL (alias `x`) that is true where there is a row to read a column from and no file of it has the column."""
    where = home(table, column)
    if where is not None and where[0] != table:
        return f"x.lacks__{column} = 1" if lacking(settings, *where) != () else ""
    return absent(settings, table, column)


def _lacking_of_requests(settings: Settings, column: str) -> tuple[str, ...] | None:
    return lacking(settings, "requests", _OF_REQUESTS[column]) if column in _OF_REQUESTS else ()


def marks(settings: Settings, table: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Those of the columns that a row's files may lack, some of them: each needs its mark `lacks__COLUMN`."""
    return tuple(c for c in asked(columns) if absent(settings, table, c) not in ("", ALWAYS))


def of_files(plan: Plan, table: str, column: str, alias: str) -> str:
    """SQL of the mark of a row's own table: 1 where none of its files has the column."""
    without = lacking(plan.settings, table, column)
    if without is None:
        return "1"
    return f"{alias}.lacks__{column}" if without else "0"


def of_joined(plan: Plan, table: str, column: str, alias: str, key: str) -> str:
    """SQL of the mark of a column read from a joined row."""
    return f"CASE WHEN {alias}.{key} IS NULL THEN 2 ELSE {of_files(plan, table, column, alias)} END"


def of_request(plan: Plan, column: str, alias: str) -> str:
    """SQL of the mark of a fact's column where the fact is a request."""
    return of_files(plan, "requests", _OF_REQUESTS[column], alias) if column in _OF_REQUESTS else "0"


def mark(plan: Plan, table: str, columns: Iterable[str]) -> None:
    """Have the rows of the canonical tables behind these scope columns carry their marks.

    Before any step reads those rows.
    """
    for column in asked(columns):
        places = [home(table, column)]
        if table == "facts":
            places.append(("requests", _OF_REQUESTS[column]) if column in _OF_REQUESTS else None)
        if table == "duty" and column == "assignment":
            places.append(("officers", column))
        for where in places:
            if where is not None and lacking(plan.settings, *where):
                plan.marked.setdefault(where[0], set()).add(where[1])
        if places[0] == ("facts", column) and absent(plan.settings, table, column) not in ("", ALWAYS):
            plan.marked.setdefault("facts_seen", set()).add(column)
