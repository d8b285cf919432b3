"""The house as a test: floors (imports only downward) and doors (each heavy library enters in one place).

A module that stands on no floor, an import of a neighbour or of an upper floor, a library outside its door
and a relative import each fail here with `path:line: what`. docs/architecture.md says the same in words.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bwcmeta"


@dataclass(frozen=True)
class Floor:
    """Modules that stand side by side, and what the floor is for."""

    names: tuple[str, ...]
    says: str


FLOORS = (
    Floor(("errors", "scratch", "text", "version"), "What can go wrong, the words to say it, room to work."),
    Floor(("model",), "The nouns: tables, columns, vocabularies, verdicts, durations. They know no engine."),
    Floor(("documents", "sql"), "YAML with places; SQL as a tree. Two readers that do not know each other."),
    Floor(("plan",), "The shared steps of an audit, free of any engine and any policy."),
    Floor(("rules",), "Rule kinds: the parameters of each, what it decides, the steps it compiles to."),
    Floor(("policies", "profiles"), "The documents people write, loaded and checked: what, never how."),
    Floor(
        ("ingest", "lake", "engines", "generate"),
        "Workshops that do not know each other: read, keep, run, invent rows.",
    ),
    Floor(("audit",), "Joins policies and tables: frame, obligations, verdicts, findings, the run."),
    Floor(("sampling", "report", "nightly", "compare"), "What is made of a run: draws, pages, differences."),
    Floor(("api",), "The one place that joins all the floors below for a caller."),
    Floor(("cli",), "Flags in, text and exit codes out. One file a command."),
    Floor(("reference",), "Writes schemas/ and the generated pages of docs/reference from everything below."),
)

DOORS: dict[str, tuple[str, ...]] = {
    "altair": ("report",),
    "arro3": ("engines",),
    "calamine": ("ingest",),
    "deltalake": ("lake",),
    "duckdb": ("engines",),
    "fastexcel": ("ingest",),
    "holidays": ("plan",),
    "jinja2": ("report",),
    "polars": ("ingest", "lake", "engines", "audit", "sampling", "report", "nightly", "generate", "api"),
    "pydantic": ("documents", "rules", "policies", "profiles"),
    "pydantic_core": ("documents", "rules", "policies", "profiles"),
    "pyspark": ("engines",),
    "python_calamine": ("ingest",),
    "rich": ("cli",),
    "scipy": ("audit/intervals.py", "sampling"),
    "sqlglot": ("sql",),
    "typer": ("cli",),
    "xlsxwriter": ("report",),
    "yaml": ("documents",),
    "zstandard": ("ingest",),
}
"""Library -> the modules (or single files) that may import it. No other library may be imported."""

AT_THE_TOP = {"__init__": {"api", "audit", "errors", "version"}, "__main__": {"cli"}}
"""The package's own two files, and the floors they may open."""

LATE_IMPORTS = {"bwcmeta/__init__.py", "bwcmeta/cli/lazy.py"}
"""The only files that import by a name computed at run time: the lazy public names, the lazy commands."""

HEAVY = ("deltalake", "duckdb", "jinja2", "numpy", "polars", "pydantic", "rich", "scipy", "sqlglot", "yaml")


@dataclass(frozen=True)
class Imported:
    """One import statement."""

    name: str
    line: int
    relative: bool = False
    types_only: bool = False


def imports(source: str) -> Iterator[Imported]:
    """Every module named by an import statement, wherever it stands (functions and TYPE_CHECKING too)."""
    tree = ast.parse(source)
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        types_only = id(node) in for_types
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Imported(alias.name, node.lineno, types_only=types_only)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield Imported(module, node.lineno, relative=node.level > 0, types_only=types_only)
            if module == "bwcmeta":  # `from bwcmeta import api` names a floor too
                for alias in node.names:
                    yield Imported(f"bwcmeta.{alias.name}", node.lineno)


def violations(package: Path) -> Iterator[str]:
    """Every breach of the floors and doors, as `path:line: what`."""
    floor_of = {name: number for number, floor in enumerate(FLOORS) for name in floor.names}
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        here = inside.parts[0].removesuffix(".py")
        shown = (Path(package.name) / inside).as_posix()
        if here not in floor_of and here not in AT_THE_TOP:
            yield f"{shown}:1: {here!r} stands on no floor"
            continue
        source = path.read_text(encoding="utf-8")
        for found in imports(source):
            for what in faults(found, here, inside.as_posix(), floor_of):
                yield f"{shown}:{found.line}: {what}"
        if shown not in LATE_IMPORTS and ("import_module" in source or "__import__" in source):
            yield f"{shown}:1: imports by a computed name"


def faults(found: Imported, here: str, file: str, floor_of: dict[str, int]) -> Iterator[str]:
    """What is wrong with one import of one file."""
    top, *rest = found.name.split(".")
    if found.relative:
        yield "a relative import: say from where"
    elif top == "bwcmeta":
        there = rest[0] if rest else ""
        if not there or there == here:
            return
        if there not in floor_of:
            yield f"imports {there!r}, which stands on no floor"
        elif here in AT_THE_TOP:
            if there not in AT_THE_TOP[here]:
                yield f"{here} may open only {', '.join(sorted(AT_THE_TOP[here]))}, not {there}"
        elif floor_of[there] >= floor_of[here]:
            yield f"{here} may not import {there}"
    elif top not in sys.stdlib_module_names and not found.types_only:  # a type's name loads nothing
        doors = DOORS.get(top)
        if doors is None:
            yield f"{top} has no door"
        elif here not in doors and file not in doors:
            yield f"{top} enters only by {', '.join(doors)}"


def test_every_module_keeps_to_its_floor_and_every_library_to_its_door() -> None:
    """No exceptions: a new one would need a line above, with its reason."""
    assert list(violations(PACKAGE)) == []


def test_every_floor_says_what_it_is_for() -> None:
    """A floor without a sentence is a place nobody thought about."""
    assert all(floor.says.endswith(".") for floor in FLOORS)
    names = [name for floor in FLOORS for name in floor.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("rules/kept.py", "from bwcmeta.audit import run", "rules may not import audit"),
        ("lake/read.py", "import bwcmeta.ingest.readers", "lake may not import ingest"),
        ("model/tables.py", "from bwcmeta import cli", "model may not import cli"),
        ("audit/frame.py", "def f():\n    import duckdb", "duckdb enters only by engines"),
        ("audit/tally.py", "from scipy import stats", "scipy enters only by audit/intervals.py, sampling"),
        ("audit/frame.py", "if TYPE_CHECKING:\n    from bwcmeta.cli import app", "audit may not import cli"),
        ("audit/frame.py", "import requests", "requests has no door"),
        ("audit/frame.py", "from .intervals import exact", "a relative import: say from where"),
        ("audit/frame.py", "from bwcmeta.helpers import x", "imports 'helpers', which stands on no floor"),
        ("helpers.py", "import os", "'helpers' stands on no floor"),
        ("__init__.py", "from bwcmeta.cli import app", "__init__ may open only api, audit, errors, version, not cli"),
        ("policies/find.py", "import importlib\nimportlib.import_module('x')", "imports by a computed name"),
    ],
)
def test_a_breach_is_seen(tmp_path: Path, file: str, source: str, expected: str) -> None:
    """The test above can fail: each kind of breach, planted alone, is named."""
    path = tmp_path / "bwcmeta" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    found = list(violations(tmp_path / "bwcmeta"))
    assert len(found) == 1
    assert found[0].split(": ", 1)[1] == expected


@pytest.mark.parametrize("statement", ["import bwcmeta", "import bwcmeta.cli.app", "import bwcmeta.model.tables"])
def test_start_up_loads_no_heavy_library(statement: str) -> None:
    """`--help` and a bare import stay quick because nothing heavy is loaded before it is needed."""
    code = f"{statement}\nimport sys\nprint(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == ""
