"""What a rule kind is: its parameters, its contract, and the steps it compiles to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from bwcmeta.documents.fields import Strict
from bwcmeta.rules.order import Truths, apart

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

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """Compare two sets of parameters: 1 when `one` is stricter, -1 laxer, 0 equal, None incomparable.

        Args:
            one: parameters of this kind.
            other: others of this kind, over the same table.
            truths: what predicates over the table have to do with one another; else each stands for itself.
        """
        del truths
        return 0 if one == other else None
