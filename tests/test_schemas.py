"""What is published agrees with the code: `make schemas` when one of these fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.model.columns import SOURCE_COLUMNS
from bwcmeta.model.location import LOCATION_TYPES, NIBRS, true_when_asked, unknown_when_asked
from bwcmeta.model.tables import TABLES
from bwcmeta.profiles.canonical import GIVEN
from bwcmeta.reference.files import generated, leftovers, write

GENERATED = generated()


@pytest.mark.parametrize("path", GENERATED)
def test_no_published_file_is_stale(root: Path, path: str) -> None:
    assert (root / path).read_text(encoding="utf-8") == GENERATED[path], "stale: run `make schemas`"


def test_nothing_is_published_that_nobody_writes(root: Path) -> None:
    assert leftovers(root, GENERATED) == []


def test_writing_twice_changes_nothing_and_a_stale_file_is_mended(tmp_path: Path) -> None:
    assert write(tmp_path) == list(GENERATED)
    stale = tmp_path / "schemas/tables/old_name.json"
    stale.write_text("{}", encoding="utf-8")
    (tmp_path / "docs/reference/tables.md").write_text("old", encoding="utf-8")
    assert write(tmp_path) == ["docs/reference/tables.md", "schemas/tables/old_name.json"]
    assert not stale.exists()
    assert write(tmp_path) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_schema_says_all_there_is_to_say(root: Path, table: Any) -> None:
    schema = json.loads((root / f"schemas/tables/{table.name}.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == [column.name for column in table.columns]
    assert schema["rowKey"] == list(table.key)
    assert schema["description"] == table.says
    for column in table.columns:
        field = fields[column.name]
        constraints = field.get("constraints", {})
        assert field["description"] == column.says
        assert field.get("unit", "") == column.unit
        assert constraints.get("required", False) == column.required
        listed = column.values if column.kind != "text_list" else ()  # an enum of a list would name whole lists
        assert tuple(constraints.get("enum", ())) == listed
        assert (field.get("filledBy") == "ingest") == (column in SOURCE_COLUMNS and column.name not in GIVEN)
    for name in schema.get("primaryKey", ()):  # the standard lets no part of a primary key be empty
        assert fields[name]["constraints"]["required"] is True


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_fully_described(table: Any) -> None:
    """A sentence for each column, a unit for each number, and keys and months that exist."""
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    assert not table.month or table.column(table.month).kind == "instant"
    for column in table.columns:
        assert column.says.endswith("."), f"{table.name}.{column.name}"
        assert column.kind != "number" or column.unit, f"{table.name}.{column.name} has no unit"
        assert column.kind != "instant" or column.name.endswith(("_at", "_until")) or column.name == "at"


def test_location_types_are_the_codes_of_nibrs(root: Path) -> None:
    """Codes 01 to 25 and 37 to 58 but for 43, each once; the finer names have none."""
    codes = [code for code, _ in NIBRS.values()]
    assert codes == [f"{n:02}" for n in (*range(1, 26), *range(37, 59)) if n != 43]
    page = (root / "docs/reference/location-types.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in LOCATION_TYPES)


def test_a_coarse_place_is_never_a_no() -> None:
    """Policy-language, section 2: what a stored name may hide is unknown, what it includes is true."""
    assert "school_college" in unknown_when_asked("school_elementary_secondary")
    assert "drug_store_doctor_hospital" in unknown_when_asked("hospital")
    assert "other_unknown" in unknown_when_asked("residence")
    assert true_when_asked("school_college") == (
        "school_college",
        "school_college_university",
        "school_elementary_secondary",
    )
    for name in LOCATION_TYPES:
        assert not set(true_when_asked(name)) & set(unknown_when_asked(name))
