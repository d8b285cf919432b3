"""The list of generated files, and the only place that writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bwcmeta.model.tables import TABLES
from bwcmeta.policies.schema import policy_schema
from bwcmeta.reference.command_page import commands_page
from bwcmeta.reference.document_schemas import profile_schema
from bwcmeta.reference.policy_pages import checks_page, topics_page
from bwcmeta.reference.profile_page import profiles_page
from bwcmeta.reference.table_pages import location_types_page, tables_page
from bwcmeta.reference.table_schemas import as_json, table_schema


def generated() -> dict[str, str]:
    """Every generated file: its path below the checkout, and its text."""
    makers: dict[str, Callable[[], str]] = {
        "docs/reference/commands.md": commands_page,
        "docs/reference/location-types.md": location_types_page,
        "docs/reference/policy-checks.md": checks_page,
        "docs/reference/profiles.md": profiles_page,
        "docs/reference/tables.md": tables_page,
        "docs/reference/topics.md": topics_page,
        "schemas/policy.schema.json": lambda: as_json(policy_schema()),
        "schemas/profile.schema.json": lambda: as_json(profile_schema()),
    }
    texts = {path: make() for path, make in makers.items()}
    texts |= {f"schemas/tables/{table.name}.json": as_json(table_schema(table)) for table in TABLES}
    return dict(sorted(texts.items()))


def write(root: Path) -> list[str]:
    """Write every file that differs below `root`, remove schemas nobody writes any more, return the paths."""
    texts = generated()
    changed = []
    for name, text in texts.items():
        path = root / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    for path in leftovers(root, texts):
        path.unlink()
        changed.append(path.relative_to(root).as_posix())
    return changed


def leftovers(root: Path, texts: dict[str, str]) -> list[Path]:
    """Schema files below `root` that no maker writes."""
    found = sorted((root / "schemas").rglob("*.json"))
    return [path for path in found if path.relative_to(root).as_posix() not in texts]
