"""How much a group of agencies say the same: one figure a topic.

Let the agencies fall into groups that say the same of a topic (what is no rule at all is a group too), and let p be the
share of each group. Uniformity is 1 minus the entropy of these shares over the greatest that so many agencies could
have: `1 - (sum of -p ln p) / ln N`. It is 1 where all agencies say the same (or all say nothing), and 0 where no two
do. The same figure among those that have a rule says how alike these are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bwcmeta.compare.provisions import Provision, relation


def uniformity(sizes: Sequence[int]) -> float | None:
    """The figure for groups of these sizes; None of nobody."""
    total = sum(sizes)
    if total == 0:
        return None
    if total == 1:
        return 1.0
    entropy = -sum(size / total * math.log(size / total) for size in sizes if size)
    return round(max(0.0, 1 - entropy / math.log(total)), 4)


def groups(said: Sequence[tuple[Provision, ...]]) -> list[list[int]]:
    """Part agencies into those that say the same of a topic: lists of their numbers, the largest group first."""
    by_words: dict[tuple[Provision, ...], list[int]] = {}
    for number, one in enumerate(said):
        by_words.setdefault(one, []).append(number)
    found: list[tuple[tuple[Provision, ...], list[int]]] = []
    for one, numbers in by_words.items():
        alike = next((known for words, known in found if bool(words) == bool(one) and relation(words, one) == 0), None)
        if alike is None:
            found.append((one, numbers))
        else:
            alike.extend(numbers)
    return sorted((sorted(numbers) for _, numbers in found), key=lambda numbers: (-len(numbers), numbers))
