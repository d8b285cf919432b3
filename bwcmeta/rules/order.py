"""Which of two rules is stricter: comparisons of single limits, gathered into one partial order.

One rule is stricter than another when whatever complies with it complies with the other too, and something that
complies with the other does not comply with it. Where each binds something that the other leaves free, neither is
stricter: incomparable is an answer. docs/howto-compare-policies.md says the same to readers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bwcmeta.documents.fields import ToleranceRef
from bwcmeta.model.moment import MICROSECONDS, Duration

if TYPE_CHECKING:
    from bwcmeta.documents.fields import Limit
    from bwcmeta.plan.windows import Ends

Truth = bool | None
Truths = Callable[[Sequence[str]], Iterable[tuple[Truth, ...]]]
"""Given the texts of predicates, every way in which they can come out together on one row."""

LEVEL: dict[Truth, int] = {False: 0, None: 1, True: 2}
ZERO = Duration(0, "s")
CHAINS = (
    ("dispatched_at", "enroute_at", "arrived_at", "cleared_at"),
    ("started_at", "ended_at"),
)
"""Instants of a row in the order in which they happen."""

_DAY_US = 86_400 * MICROSECONDS
_EXACT_MONTHS = 1200
_MOST_OPAQUE = 10


@dataclass(slots=True)
class Order:
    """Gathers comparisons of single limits into one partial order (of products: all must agree)."""

    signs: set[int | None] = field(default_factory=set)

    def add(self, sign: int | None) -> None:
        """Take a comparison made elsewhere; 0 says nothing."""
        if sign != 0:
            self.signs.add(sign)

    def smaller_is_stricter(self, one: float | None, other: float | None) -> None:
        """Compare two numbers of which the smaller binds more; None means: not tested."""
        if one != other:
            self.signs.add(_first(one is not None and (other is None or one < other)))

    def larger_is_stricter(self, one: float | None, other: float | None) -> None:
        """Compare two numbers of which the larger binds more; None means: not tested."""
        if one != other:
            self.signs.add(_first(one is not None and (other is None or one > other)))

    def limits(
        self, one: Limit | None, other: Limit | None, *, default: Duration | None = None, larger: bool = False
    ) -> None:
        """Compare two limits; None means `default`, or: not tested. A tolerance is comparable with itself only."""
        one, other = one or default, other or default
        if one == other:
            return
        if one is None or other is None:
            self.signs.add(_first(one is not None))
        elif isinstance(one, ToleranceRef) or isinstance(other, ToleranceRef):
            self.signs.add(None)
        else:
            sign = compare_lengths(one, other)
            self.add(sign if larger or sign is None else -sign)

    def fewer_is_stricter(self, one: Set[object], other: Set[object]) -> None:
        """Compare two sets of exceptions: fewer exceptions bind more."""
        if one != other:
            self.signs.add(1 if one < other else -1 if other < one else None)

    def same(self, one: object, other: object) -> None:
        """Two things that must be the same to be comparable at all."""
        if one != other:
            self.signs.add(None)

    def earlier_is_stricter(self, one: Ends, other: Ends) -> None:
        """Compare two beginnings of a window: it is longer from dispatch on than from arrival on.

        A fact that moves an end is taken to lie inside the window: the more facts may move it, the shorter it is.
        """
        sign = _later(one.columns, other.columns)
        self.add(sign if sign is None else -sign)
        self.fewer_is_stricter(set(one.facts), set(other.facts))

    def later_is_stricter(self, one: Ends, other: Ends) -> None:
        """Compare two ends of a window, in the same way."""
        self.add(_later(one.columns, other.columns))
        self.fewer_is_stricter(set(one.facts), set(other.facts))

    def true_of_more(self, one: str | None, other: str | None, truths: Truths) -> None:
        """Compare two predicates of what is bound: the one that is true of more rows binds more. None is true of all."""
        self.add(true_of_more(one, other, truths))

    def true_of_fewer(self, one: str, other: str, truths: Truths) -> None:
        """Compare two predicates of what must be so: the one that fewer rows fulfil is stricter."""
        sign = true_of_more(one, other, truths)
        self.add(sign if sign is None else -sign)

    @property
    def result(self) -> int | None:
        """1 stricter, -1 laxer, 0 equal, None incomparable."""
        if not self.signs:
            return 0
        return next(iter(self.signs)) if len(self.signs) == 1 else None


def _first(stricter: bool) -> int:
    return 1 if stricter else -1


def apart(texts: Sequence[str]) -> Iterator[tuple[Truth, ...]]:
    """Truths of predicates of which nothing is known but their texts: each is true or false by itself."""
    distinct = list(dict.fromkeys(texts))
    sizes = range(len(distinct) + 1) if len(distinct) <= _MOST_OPAQUE else (0, 1, 2, len(distinct))
    for size in sizes:
        for chosen in itertools.combinations(distinct, size):
            yield tuple(text in chosen for text in texts)


def true_of_more(one: str | None, other: str | None, truths: Truths) -> int | None:
    """1 when the first predicate is true of more rows, -1 of fewer, 0 of the same, None when each has its own."""
    if one == other:
        return 0
    texts = [text for text in (one, other) if text is not None]
    pairs = set()
    for row in truths(texts):
        told = iter(row)
        pairs.add((2 if one is None else LEVEL[next(told)], 2 if other is None else LEVEL[next(told)]))
    return sign_of(pairs)


def sign_of(pairs: Iterable[tuple[int, int]]) -> int | None:
    """Compare two functions by their values on every row: 1 when the first is nowhere less and somewhere more."""
    order = Order()
    for mine, theirs in pairs:
        order.larger_is_stricter(mine, theirs)
    return order.result


def _later(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """1 when the instant in the first column is the later one, as things go."""
    if one == other:
        return 0
    if len(one) == len(other) == 1:
        for chain in CHAINS:
            if one[0] in chain and other[0] in chain:
                return _first(chain.index(one[0]) > chain.index(other[0]))
    return None


def compare_lengths(one: Duration, other: Duration) -> int | None:
    """1 when the first is longer whatever day it starts on, -1 shorter, 0 equal, None when that hangs on the day.

    A day counts 24 hours. Six months are 181 to 184 days: more than 180, and neither more nor less than 182.
    """
    mine, theirs = _Length.of(one), _Length.of(other)
    for count, against in ((mine.months, theirs.months), (mine.business, theirs.business)):
        if count is not None and against is not None:
            return (count > against) - (count < against)
    longer, shorter = mine.least_us >= theirs.most_us, mine.most_us <= theirs.least_us
    return 0 if longer and shorter else 1 if longer else -1 if shorter else None


@dataclass(frozen=True, slots=True)
class _Length:
    """The shortest and the longest that a duration can be, and its count where only its own kind says more."""

    least_us: int
    most_us: int
    months: int | None = None
    business: int | None = None

    @staticmethod
    @lru_cache(maxsize=1024)
    def of(length: Duration) -> _Length:
        if length.unit in ("mo", "y"):
            least, most = _days_of_months(length.months)
            return _Length(least * _DAY_US, most * _DAY_US, months=length.months)
        if length.unit == "business_days":
            count = length.count
            least = count + 2 * ((count - 1) // 5) if count else 0
            most = count + 1 + 4 * ((count + 4) // 5)  # a weekend and two holidays in each week
            return _Length(least * _DAY_US, most * _DAY_US, business=count)
        return _Length(length.rough_us, length.rough_us)


def _days_of_months(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many calendar months can be."""
    if months == 0:
        return 0, 0
    if months > _EXACT_MONTHS:
        return int(months * 30.43) - 3, int(months * 30.44) + 3
    spans = [
        _day_number(year, month + months, day) - _day_number(year, month, day)
        for year in (*range(2000, 2005), *range(2096, 2101))
        for month in range(12)
        for day in (1, 28, 29, 30, 31)
        if day <= _length_of_month(year, month)
    ]
    return min(spans), max(spans)


def _day_number(year: int, month: int, day: int) -> int:
    """Days since year 0; months count from 0 and may run over; a day that the month lacks is its last."""
    year, month = year + month // 12, month % 12
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    whole = sum(_length_of_month(year, m) for m in range(month))
    return 365 * year + leap_days + whole + min(day, _length_of_month(year, month))


def _length_of_month(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month]
