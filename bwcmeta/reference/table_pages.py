"""`docs/reference/tables.md` and `location-types.md`, written from the model."""

from __future__ import annotations

from collections.abc import Iterator

from bwcmeta.model.columns import SOURCE_COLUMNS, Column, Table
from bwcmeta.model.location import LOCATION_TYPES, NIBRS, true_when_asked, unknown_when_asked
from bwcmeta.model.tables import TABLES
from bwcmeta.profiles.canonical import GIVEN

WRITTEN = "<!-- Written by `python -m bwcmeta.reference`; change the code, not this page. -->"

_KINDS = (
    ("text", "Text. Ids are text, always: leading zeros stay."),
    ("text list", "A set of texts; the order carries no meaning. In a canonical CSV joined by `;`."),
    ("instant", "A moment in UTC with microseconds. In text: ISO 8601 with an offset or `Z`."),
    ("integer", "A whole number."),
    ("number", "A number; the unit stands beside it."),
    ("boolean", "`true` or `false`."),
)


def tables_page() -> str:
    """The reference of every canonical table and column."""
    return "\n".join(_tables()) + "\n"


def _tables() -> Iterator[str]:
    yield "# Canonical tables"
    yield ""
    yield WRITTEN
    yield ""
    yield (
        "Every export becomes rows of these tables. A file whose headings are these column names is read as it is; "
        "where the headings suit several tables, the file's name decides (`facts.csv`, `duty_2026-03.csv`). The same "
        "is published as Table Schemas in [`schemas/tables/`](../../schemas/tables)."
    )
    yield ""
    yield "| type | means |"
    yield "| --- | --- |"
    for kind, says in _KINDS:
        yield f"| {kind} | {says} |"
    yield ""
    yield (
        "An empty cell is *unknown*; it is never read as no or as zero. A row that lacks a "
        "**required** column is set aside with its reason. A closed list of values takes no other value: an unknown "
        "one is counted, listed and left empty."
    )
    yield ""
    yield (
        "**Two versions of a row** (the same key in two exports): the export made later counts, whatever the "
        "order in which they are read (`--exported-at`, or what the profile knows of the file's name or a "
        "column; without a time the file read later). It counts column by column: a column that an export "
        "lacks altogether erases nothing, an empty cell of a column it has does; an older export read later "
        "fills the columns that no later one has, and its row is set aside when there are none. A time that "
        "is merely less fine (the minute of a known second) is no other time: the finer one stays. Every "
        "difference is listed by column in the ledger (`restated`), every version stays in the lake, and an "
        "exact repeat is counted and not stored again."
    )
    yield ""
    yield "| table | one row is |"
    yield "| --- | --- |"
    for table in TABLES:
        yield f"| [`{table.name}`](#{table.name}) | {table.says} |"
    for table in TABLES:
        yield from _table(table)
    yield ""
    yield "## Columns of every table"
    yield ""
    given = _names(GIVEN)
    yield f"Filled when a file is read. A canonical file may state {given} itself, as an export of a lake does."
    yield ""
    yield from _columns(SOURCE_COLUMNS)


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"## {table.name}"
    yield ""
    yield table.says
    yield ""
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield from _columns(table.own)


def _columns(columns: tuple[Column, ...]) -> Iterator[str]:
    yield "| column | type | required | what |"
    yield "| --- | --- | --- | --- |"
    for column in columns:
        kind = column.kind.replace("_", " ") + (f" ({column.unit})" if column.unit else "")
        required = "yes" if column.required else ""
        yield f"| `{column.name}` | {kind} | {required} | {column.says}{_values(column)} |"


def _values(column: Column) -> str:
    if not column.values:
        return ""
    if column.values == LOCATION_TYPES:
        several = "Each one" if column.kind == "text_list" else "One"
        return f" {several} of [the location types](location-types.md)."
    return f" One of {', '.join(f'`{value}`' for value in column.values)}."


def location_types_page() -> str:
    """The reference of location types: codes, and what a question about each can and cannot tell."""
    return "\n".join(_locations()) + "\n"


def _locations() -> Iterator[str]:
    yield "# Location types"
    yield ""
    yield WRITTEN
    yield ""
    yield (
        "The kinds of place that `location_type` can hold. Most are NIBRS location codes (FBI; 26 "
        "to 36 and 43 are unused); those without a code are finer names, for exports and policies "
        "that tell the places apart."
    )
    yield ""
    yield (
        "`location_type = 'x'` in a predicate is **true** when the stored name is one of the "
        "third column, **unknown** when it is one of the fourth or absent, and false otherwise. "
        "NIBRS 22, School/College, may be an elementary school or a university: asked whether it "
        "is one of them, the answer is unknown and never no."
    )
    yield ""
    yield (
        "A place may be of several kinds at once (`location_types`). Each of them is then held against "
        "the question in this way, and the policy's key `places: {partly: ...}` says what they are "
        "together: [policy language](policy-language.md#2-predicates)."
    )
    yield ""
    yield "| name (x) | NIBRS | `location_type = x` is true for | unknown for (and when absent) |"
    yield "| --- | --- | --- | --- |"
    for name in LOCATION_TYPES:
        code, label = NIBRS.get(name, ("", "finer than NIBRS"))
        nibrs = f"{code} {label}".strip()
        yield f"| `{name}` | {nibrs} | {_names(true_when_asked(name))} | {_names(unknown_when_asked(name))} |"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
