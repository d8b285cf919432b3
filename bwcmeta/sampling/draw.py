"""The draw itself: a ticket for each item, the lowest tickets win. Nothing but SHA-256, so that anybody can repeat it.

The ticket of an item is the SHA-256 of `SEED,ITEM` (UTF-8): `printf '%s,%s' "$SEED" "$ITEM" | sha256sum` prints it. It
depends on nothing else, so neither the order of rows nor the machine nor the size of the frame moves it ("consistent
sampling"): a larger draw of the same frame and seed contains the smaller one.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bwcmeta.errors import ArgumentError

METHOD = (
    "each item's ticket is the SHA-256 of the text 'SEED,ITEM' in UTF-8; of each stratum the items with the lowest "
    "tickets are drawn, without replacement"
)
ALLOCATION = (
    "one item for each stratum, the largest first; each further one goes to the stratum with the largest "
    "N / (2n + 1), N its items and n those it has already (Sainte-Lague); ties: larger N, then the name"
)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the frame: how many items it has, how many are drawn from it."""

    name: str
    items: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One item of a draw; `position` counts from 1 in the order of the tickets."""

    position: int
    item: str
    ticket: str
    stratum: str


def ticket(seed: str, item: str) -> str:
    """The ticket of one item, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed},{item}".encode()).hexdigest()


def allocate(sizes: Mapping[str, int], size: int) -> tuple[Stratum, ...]:
    """How many items each stratum gives (`ALLOCATION`); with one stratum, all of them.

    Raises:
        ArgumentError: there are fewer items, or `size` is not positive.
    """
    total = sum(sizes.values())
    if size < 1:
        msg = f"a draw of {size} items is none: ask for one at the least"
        raise ArgumentError(msg)
    if size > total:
        msg = f"the frame has {total:,} items: no {size:,} can be drawn from it"
        raise ArgumentError(msg)
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    drawn = {name: int(place < size) for place, name in enumerate(order)}
    # quotients compared as whole numbers would need a common denominator; a float of two counts is the same everywhere
    heap = [(-sizes[n] / 3, -sizes[n], n) for n in order if drawn[n] < sizes[n]]
    heapq.heapify(heap)
    for _ in range(size - sum(drawn.values())):
        _, _, name = heapq.heappop(heap)
        drawn[name] += 1
        if drawn[name] < sizes[name]:
            heapq.heappush(heap, (-sizes[name] / (2 * drawn[name] + 1), -sizes[name], name))
    return tuple(Stratum(name, sizes[name], drawn[name]) for name in sorted(sizes))


def draw(frame: Sequence[tuple[str, str]], size: int, seed: str) -> tuple[tuple[Stratum, ...], tuple[Drawn, ...]]:
    """Draw from a frame.

    Args:
        frame: (item, stratum) of each item, in any order; an item stands there once.
        size: how many.
        seed: any text that is not blank.

    Returns:
        The strata, and what was drawn in the order of the tickets.

    Raises:
        ArgumentError: the seed is blank, an item stands there twice, or so many cannot be drawn.
    """
    if not seed.strip():
        raise ArgumentError("the seed is blank: take a text that nobody could choose, such as dice thrown in public")
    if len({item for item, _ in frame}) != len(frame):
        raise ArgumentError("an item stands in the frame twice: each must have one ticket")
    sizes: dict[str, int] = {}
    for _, stratum in frame:
        sizes[stratum] = sizes.get(stratum, 0) + 1
    strata = allocate(sizes, size)
    wanted = {s.name: s.drawn for s in strata}
    tickets: dict[str, list[tuple[str, str]]] = {name: [] for name in sizes}
    for item, stratum in frame:
        tickets[stratum].append((ticket(seed, item), item))
    won = sorted(
        (number, item, name) for name, held in tickets.items() for number, item in heapq.nsmallest(wanted[name], held)
    )
    return strata, tuple(Drawn(place, item, number, name) for place, (number, item, name) in enumerate(won, 1))
