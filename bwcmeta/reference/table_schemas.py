"""The canonical tables as Frictionless Table Schemas (datapackage.org, version 2)."""

from __future__ import annotations

import json
from typing import Any

from bwcmeta.model.columns import SOURCE_COLUMNS, Column, Table
from bwcmeta.profiles.canonical import GIVEN

LIST_DELIMITER = ";"
"""Separates the members of a list in one cell of a canonical CSV."""

_TYPES: dict[str, dict[str, str]] = {
    "text": {"type": "string"},
    "text_list": {"type": "list", "itemType": "string", "delimiter": LIST_DELIMITER},
    "instant": {"type": "datetime", "format": "default"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
}


def table_schema(table: Table) -> dict[str, Any]:
    """One table's schema.

    `rowKey`, `unit` and `filledBy` are our additions, which the standard allows. `primaryKey` stands only
    where every column of the key is required: the standard lets no member of a primary key be empty.
    """
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": table.name,
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.says,
        "fieldsMatch": "partial",
        "missingValues": [""],
        "rowKey": list(table.key),
    }
    if all(column.required for column in table.own if column.name in table.key):
        schema["primaryKey"] = list(table.key)
    schema["fields"] = [_field(column) for column in table.columns]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, **_TYPES[column.kind], "description": column.says}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values and column.kind != "text_list":  # the standard knows no list of what a list may hold
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    if column in SOURCE_COLUMNS and column.name not in GIVEN:
        field["filledBy"] = "ingest"
    return field


def as_json(document: dict[str, Any]) -> str:
    """A JSON document as it is committed: two spaces, the maker's order, one line feed at the end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
