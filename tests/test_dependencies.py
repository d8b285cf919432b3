"""pyproject.toml, uv.lock and docs/dependencies.md name the same libraries, and no odd registry."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

INDEXES = {"pypi.org", "files.pythonhosted.org"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]  # type: ignore[no-any-return]


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower()  # type: ignore[index]


def names(requirements: list[str]) -> set[str]:
    return {name_of(r) for r in requirements} - {"bwcmeta"}


def documented(root: Path, heading: str) -> set[str]:
    """The first column of the table under a heading of docs/dependencies.md."""
    text = (root / "docs/dependencies.md").read_text(encoding="utf-8")
    part = text.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([a-z0-9._-]+)`", part, re.MULTILINE))


def test_each_dependency_says_what_it_is_for(root: Path, project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]
    others = set().union(*(names(r) for extra, r in extras.items() if extra != "dev"))
    assert documented(root, "Needed to run") == names(project["dependencies"])
    assert documented(root, "Extras") == others
    assert documented(root, "To work on the program") == names(extras["dev"])


def test_the_lock_was_made_from_this_project(root: Path, project: dict[str, Any]) -> None:
    """`uv lock` again when this fails: the lock knows other requirements than pyproject.toml."""
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
    own = next(package for package in lock["package"] if package["name"] == "bwcmeta")
    locked = {(item["name"], item.get("specifier", "")) for item in own["metadata"]["requires-dist"]}
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    assert {name for name, _ in locked} == names(wanted)
    for requirement in wanted:
        limits = set(filter(None, re.sub(r"\[.*\]", "", requirement[len(name_of(requirement)) :]).split(",")))
        assert any(n == name_of(requirement) and set(filter(None, s.split(","))) == limits for n, s in locked)


def test_no_lock_names_a_registry_of_ones_own(root: Path) -> None:
    text = (root / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([^/\"]+)", text)) <= INDEXES
