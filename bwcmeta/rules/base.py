"""What a rule kind is: its parameters, its contract, and the steps it compiles to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from bwcmeta.documents.fields import Strict
from bwcmeta.model.moment import Duration

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext
    from bwcmeta.rules.obligations import Compiled


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a kind can give: its code, its verdict, and the sentence a reader gets.

    `sentence` may name {measured} and {allowed}; `unit` says in what they are told.
    """

    code: str
    verdict: str
    sentence: str
    unit: str = "s"


class RuleKind(ABC):
    """A kind of rule. Subclasses live one to a file; the docstring is the contract (a test reads its sections)."""

    name: ClassVar[str]
    Parameters: ClassVar[type[Strict]]
    over: ClassVar[tuple[str, ...]]
    """Tables a rule of this kind may stand over; the first is the default."""
    reads: ClassVar[tuple[str, ...]] = ()
    """Further canonical tables the kind looks at."""
    reasons: ClassVar[tuple[Reason, ...]] = ()

    @abstractmethod
    def steps(self, rule: RuleContext) -> Compiled:
        """Add the steps of one rule to its plan and say what they are called."""

    def table_of(self, parameters: Strict) -> str:
        """The table whose rows a rule with these parameters binds."""
        del parameters
        return self.over[0]

    def stricter(self, one: Strict, other: Strict) -> int | None:
        """Compare two sets of parameters: 1 when `one` is stricter, -1 laxer, 0 equal, None incomparable."""
        return 0 if one == other else None


@dataclass(slots=True)
class Order:
    """Gathers comparisons of single limits into one partial order."""

    signs: set[int | None] = field(default_factory=set)

    def smaller_is_stricter(self, one: int | None, other: int | None) -> None:
        """Compare two limits of which the smaller binds more; None means: not tested."""
        if one == other:
            return
        if one is None or other is None:
            self.signs.add(-1 if one is None else 1)
        else:
            self.signs.add(1 if one < other else -1)

    def larger_is_stricter(self, one: int | None, other: int | None) -> None:
        """Compare two limits of which the larger binds more; None means: not tested."""
        if one == other:
            return
        if one is None or other is None:
            self.signs.add(-1 if one is None else 1)
        else:
            self.signs.add(1 if one > other else -1)

    def limits(self, one: object, other: object, *, default: int | None = None, larger: bool = False) -> None:
        """Compare two limits of documents; a tolerance is comparable with itself only."""
        if one == other:
            return
        lengths = [_length(limit, default) for limit in (one, other)]
        if any(length is NotImplemented for length in lengths):
            self.signs.add(None)
        elif larger:
            self.larger_is_stricter(*lengths)
        else:
            self.smaller_is_stricter(*lengths)

    def fewer_is_stricter(self, one: frozenset[str], other: frozenset[str]) -> None:
        """Compare two sets of exceptions: fewer exceptions bind more."""
        if one == other:
            return
        self.signs.add(1 if one < other else -1 if other < one else None)

    def same(self, one: object, other: object) -> None:
        """Two things that must be the same to be comparable at all."""
        if one != other:
            self.signs.add(None)

    @property
    def result(self) -> int | None:
        """1 stricter, -1 laxer, 0 equal, None incomparable."""
        signs = self.signs
        if not signs:
            return 0
        return next(iter(signs)) if len(signs) == 1 else None


def _length(limit: object, default: int | None) -> Any:
    if limit is None:
        return default
    return limit.rough_us if isinstance(limit, Duration) else NotImplemented
