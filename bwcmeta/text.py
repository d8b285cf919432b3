"""Small words used in messages and reports. Standard library only."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the nearest known word, or the whole list when it is short, or ''."""
    options = sorted(set(known))
    near = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"one of: {', '.join(options)}" if options and len(options) <= 12 else ""


def join_sorted(words: Iterable[str], last: str = "and") -> str:
    """Join words in order of the alphabet: `a, b and c`."""
    ordered = sorted(set(words))
    if len(ordered) < 2:
        return "".join(ordered)
    return f"{', '.join(ordered[:-1])} {last} {ordered[-1]}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return the count with its noun: `1 row`, `2 rows`, `1,200 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def slug(text: str) -> str:
    """Turn a name into a lower-case identifier of letters, digits and underscores."""
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split())
