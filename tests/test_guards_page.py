"""docs/reference/guards.md names only tests that exist, and no guard without one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/reference/guards.md"
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| what goes wrong", "| ---"))
]


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


FILE_OF = {name: path for path in (ROOT / "tests").rglob("test_*.py") for name in _tests(path)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_guard_is_held_by_a_test(row: list[str]) -> None:
    wrong, guard, where, tests = row
    assert wrong
    assert guard
    assert where
    named = re.findall(r"`([^`]+)`", tests)
    assert named, f"no test: {wrong}"
    assert [name for name in named if name not in FILE_OF] == []


def test_the_twenty_cases_and_as_many_again_are_there() -> None:
    """Each of the twenty cases has a file that says so in its first line; the page names more than twenty others."""
    heads = " ".join(
        p.read_text(encoding="utf-8").split("\n", 1)[0] for p in (ROOT / "tests/acceptance").glob("test_case_*.py")
    )
    assert {int(n) for n in re.findall(r"Case (\d+)", heads)} == set(range(1, 21))
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[3])}
    further = {n for n in named if FILE_OF[n].parent.name == "acceptance" and "test_case_" not in FILE_OF[n].name}
    assert len(further) >= 20
