"""Exports that come in pages: are all of them there, and do they hold as many rows as they say?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

_PAGE = re.compile(r"(?i)(page|part|offset|chunk)([-_ =]?)(\d+)")
_MOST_NAMED = 5


def missing_pages(names: Sequence[str]) -> dict[str, str]:
    """Return, for the first file of each run of pages with a gap, a warning that names the missing ones.

    Pages are told by their names: `page-1.json`, `export_part_03.csv`, `offset=500.json`. Offsets grow by the
    smallest step between two of them.
    """
    runs: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        found = list(_PAGE.finditer(name))
        if found:
            last = found[-1]
            masked = f"{name[: last.start(3)]}*{name[last.end(3) :]}"
            runs.setdefault(masked, []).append((int(last[3]), name))
    warnings = {}
    for masked, pages in sorted(runs.items()):
        numbers = sorted({number for number, _ in pages})
        step = min((b - a for a, b in itertools.pairwise(numbers)), default=0)
        if not step:
            continue
        first = numbers[0] if numbers[0] in (0, 1) or step > 1 else 1
        first = 0 if step > 1 and numbers[0] % step == 0 else first
        absent = sorted(set(range(first, numbers[-1] + 1, step)) - set(numbers))
        if absent:
            listed = ", ".join(map(str, absent[:_MOST_NAMED])) + (", ..." if len(absent) > _MOST_NAMED else "")
            warnings[min(pages)[1]] = f"pages are missing: {masked} without {listed}"
    return warnings


def short_of(stated: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Return a warning for each page whose export says that there are more rows than its pages hold.

    Args:
        stated: file -> (rows it says there are, rows it holds). Pages in one folder that state one number are one
            export; a page that states just what it holds is complete by itself.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    for name, (said, _held) in stated.items():
        groups.setdefault((name.rpartition("/")[0], said), []).append(name)
    warnings: dict[str, str] = {}
    for (_folder, said), names in sorted(groups.items()):
        held = [stated[name][1] for name in names]
        if sum(held) < said and any(h != said for h in held):
            many = f"the pages of this export hold {sum(held):,} of the {said:,} rows that they say there are"
            one = f"holds {held[0]:,} of the {said:,} rows that it says there are"
            warnings |= dict.fromkeys(names, many if len(names) > 1 else one)
    return warnings
