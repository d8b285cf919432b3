"""Answers in a form that can be compared: per rule, how many rows, and a digest of which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def digest(rows: Iterable[Iterable[object]]) -> list[Any]:
    """How many different rows there are, and a digest of them that does not depend on their order."""
    texts = sorted({"\x1f".join(_plain(part) for part in row) for row in rows})
    return [len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]]


def digests(found: Mapping[str, Iterable[Iterable[object]]]) -> dict[str, list[Any]]:
    """`digest` of every rule."""
    return {rule: digest(rows) for rule, rows in sorted(found.items())}


def _plain(part: object) -> str:
    return str(int(part)) if isinstance(part, float) and part.is_integer() else str(part)
