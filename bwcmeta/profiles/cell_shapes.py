"""What cells look like without saying what is in them: `2026-01-31` is `9999-99-99`. And what their look tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LONGEST = 28
_MOST = 0.8
"""Share of the cells that must be of a kind for the column to be of it: exports hold words where times should be."""
_DATE = r"(?P<a>\d{1,4})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<c>\d{2,4})"
_ISO = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?)?\Z"
)
_STAMP = re.compile(_DATE + r"(?P<clock>[T ]+\d{1,2}:\d\d(?P<seconds>:\d\d)?(?P<gap>\s?)(?P<half>[AaPp][Mm])?)?\Z")
_TIME = re.compile(r"(?:1899-12-3[01]T?\s?)?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:[AaPp][Mm])?\Z")
_EPOCH = {10: "epoch_s", 13: "epoch_ms"}
_THIS_CENTURY = (946_684_800, 4_102_444_800)


def shape(text: str) -> str:
    """Return the look of a cell: digits as 9, letters as A or a, everything else as it stands; long ones are cut."""
    kept = "TZ" if _ISO.match(text) else ""
    look = "".join(_look(c) if c not in kept else c for c in text[:_LONGEST])
    return look + ("..." if len(text) > _LONGEST else "")


def _look(character: str) -> str:
    if character.isdecimal():
        return "9"
    return "A" if character.isupper() else "a" if character.isalpha() else character


def shapes(cells: Sequence[str], most: int = 3) -> str:
    """Return the commonest looks of some cells, the commonest first."""
    if not cells:
        return "always empty"
    counted = Counter(shape(cell.strip()) for cell in cells)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    more = f", and {len(ranked) - most} more" if len(ranked) > most else ""
    return ", ".join(look for look, _ in ranked[:most]) + more


def stamp_formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the formats in which nearly all of these cells can be read as stamps, or nothing when they are none."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return ()
    if _nearly_all([_ISO.match(cell) for cell in filled]):
        return ("iso",)
    low, high = _THIS_CENTURY
    for length, name in _EPOCH.items():
        if all(cell.isdecimal() and len(cell) == length and low < int(cell[:10]) < high for cell in filled):
            return (name,)
    matches = [_STAMP.match(cell) for cell in filled]
    if not _nearly_all(matches):
        return ()
    found = [m for m in matches if m is not None]
    return tuple(sorted({_pattern(m, day_first=_day_first(found)) for m in found}))


def order_is_open(cells: Sequence[str]) -> bool:
    """Return whether day and month could be exchanged in every one of these stamps."""
    found = [m for m in (_STAMP.match(cell.strip()) for cell in cells) if m and len(m["a"]) < 4]
    return bool(found) and all(int(m["a"]) <= 12 and int(m["b"]) <= 12 for m in found)


def have_offset(cells: Sequence[str]) -> bool:
    """Return whether every stamp among these cells says its offset."""
    found = [m for m in (_ISO.match(cell.strip()) for cell in cells) if m]
    return bool(found) and all(m["offset"] for m in found)


def _nearly_all(found: Sequence[object]) -> bool:
    return sum(bool(one) for one in found) >= _MOST * len(found)


def are_times_of_day(cells: Sequence[str]) -> bool:
    """Return whether these cells are times without a date: 14:05, 2:05 PM, or four digits."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and _nearly_all([_TIME.match(cell) or _four_digits(cell) for cell in filled])


def are_days(cells: Sequence[str]) -> bool:
    """Return whether these cells are dates alone, or dates at midnight."""
    filled = [
        re.sub(r"[T ]+(?:00:00(?::00(?:\.0+)?)?|12:00(?::00)?\s?AM)Z?\Z", "", c.strip()) for c in cells if c.strip()
    ]
    return bool(filled) and _nearly_all([re.fullmatch(_DATE, cell) for cell in filled])


def _four_digits(cell: str) -> bool:
    return cell.isdecimal() and len(cell) == 4 and int(cell[:2]) < 24 and int(cell[2:]) < 60


def _day_first(found: Sequence[re.Match[str]]) -> bool:
    return any(int(m["a"]) > 12 for m in found if len(m["a"]) < 4)


def _pattern(match: re.Match[str], *, day_first: bool) -> str:
    mark = match["s"]
    year = "%Y" if len(match["c"]) == 4 else "%y"
    if len(match["a"]) == 4:
        day = f"%Y{mark}%m{mark}%d"
    else:
        day = f"%d{mark}%m{mark}{year}" if day_first else f"%m{mark}%d{mark}{year}"
    if not match["clock"]:
        return day
    clock = "%I:%M" if match["half"] else "%H:%M"
    clock += ":%S" if match["seconds"] else ""
    return f"{day} {clock}" + (f"{match['gap']}%p" if match["half"] else "")
