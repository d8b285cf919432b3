"""The canonical layout as profiles: the headings are the column names. Built from the model, one for each table."""

from __future__ import annotations

from functools import cache

from bwcmeta.model.columns import Table
from bwcmeta.model.tables import TABLE_BY_NAME, TABLES
from bwcmeta.profiles.document import ColumnRule, Profile
from bwcmeta.profiles.headings import plain

PREFIX = "canonical:"
_FILLED = ("source_file", "source_row", "import_id", "import_seq")
GIVEN = ("utc_offset", "resolution_us", "doubtful")
"""Source columns that a canonical file may state itself, as an export of a lake does."""


@cache
def canonical(table_name: str) -> Profile:
    """Return the canonical profile of one table."""
    table = TABLE_BY_NAME[table_name]
    names = [c.name for c in table.own] + list(GIVEN)
    columns = {name: ColumnRule.model_validate({"from": name, **_how(table, name)}) for name in names}
    return Profile.model_validate(
        {
            "id": PREFIX + table.name,
            "version": 1,
            "title": f"Canonical {table.name}",
            "says": table.says,
            "leaves_out": dict.fromkeys(_FILLED, "filled on import"),
            "tables": {table.name: {"columns": columns}},
        }
    )


def _how(table: Table, name: str) -> dict[str, object]:
    column = table.column(name)
    return {"separator": ";"} if column is not None and column.kind == "text_list" else {}


def table_of_stem(stem: str) -> str | None:
    """Return the table a file is named after (`unit_responses_2026`), or None."""
    word = plain(stem)
    named = [t.name for t in TABLES if word == plain(t.name) or _begins(stem, t.name)]
    return max(named, key=len) if named else None


def _begins(stem: str, name: str) -> bool:
    rest = stem.casefold().replace(" ", "_").replace("-", "_")
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalpha()
