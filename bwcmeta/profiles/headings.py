"""Headings as people and systems write them, made comparable."""

from __future__ import annotations

from functools import lru_cache

_BOM_REMAINS = ("\ufeff", "ï»¿", "\xff\xfe", "\ufffe")


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """Return the heading without case, spaces, punctuation and the remains of a byte order mark.

    `Owner Badge ID`, `owner_badge_id` and `ownerBadgeId` are one heading; so are `flag (Y/N)` and `flag_y_n`.
    """
    for remains in _BOM_REMAINS:
        heading = heading.removeprefix(remains)
    return "".join(c for c in heading.casefold() if c.isalnum())


@lru_cache(maxsize=4096)
def cleaned(heading: str) -> str:
    """Return the heading for messages: trimmed, without the remains of a byte order mark."""
    for remains in _BOM_REMAINS:
        heading = heading.removeprefix(remains)
    return " ".join(heading.split())
