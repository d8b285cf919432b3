"""The policies that ship with the program: every file in `shipped/`, named by its id."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "shipped"


@cache
def shipped_policies() -> tuple[str, ...]:
    """The ids of the shipped policies, sorted. A file's name is its policy's id (a test holds them together)."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def shipped_file(policy_id: str) -> Path:
    """Where a shipped policy lies."""
    return FOLDER / f"{policy_id}.yaml"


def shipped_name(policy_id: str) -> str:
    """What messages call a shipped policy's file: no path of this machine."""
    return f"shipped/{policy_id}.yaml"
