"""What a rule kind is given when it compiles one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.documents.fields import Strict
from bwcmeta.model.moment import Duration
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.plan.absence import absent
from bwcmeta.plan.plan import Plan
from bwcmeta.sql.doubtful import guarded

if TYPE_CHECKING:
    from sqlglot import exp

    from bwcmeta.documents.fields import Limit
    from bwcmeta.rules.obligations import Compiled
    from bwcmeta.sql.predicate import Predicate


@dataclass(frozen=True, slots=True)
class Unless:
    """One exemption: a fact of a least rank, or a predicate."""

    fact: str = ""
    rank: int = 2
    puts_off: bool = False
    when: Predicate | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One line of a frame: the reason and what is true of the rows that leave under it."""

    reason: str
    when: Predicate


@dataclass(frozen=True, slots=True)
class RuleContext:
    """One rule, ready to compile.

    Attributes:
        plan: where shared steps are asked for.
        name: prefix of the rule's own steps.
        rule_id: id of the rule in its policy.
        table: the table whose rows it binds.
        parameters: the kind's parameters.
        when: which rows it binds, or None for all.
        when_unknown: `undetermined`, `binds` or `not_bound`.
        unless: exemptions.
        frame: exclusions of its frame, in order.
        in_force: from (included) to (not included) which row instant this version binds, microseconds.
        limit: resolves a limit or a tolerance to a duration.
        parse: reads a predicate over a table's scope.
        others: the rules of the policy compiled so far, by id, for kinds that look at them.
        policy_id: id of the policy.
        holidays: `US`, `US-XX` or empty: which days are no business days.
    """

    plan: Plan
    name: str
    rule_id: str
    table: str
    parameters: Strict
    when: Predicate | None
    when_unknown: str
    unless: tuple[Unless, ...]
    frame: tuple[Exclusion, ...]
    in_force: tuple[int, int]
    limit: Callable[[Limit | None], Duration | None]
    parse: Callable[[str, str], Predicate]
    others: Mapping[str, Compiled]
    policy_id: str = ""
    holidays: str = ""

    def guarded(self, predicate: Predicate, table: str = "", *, doubt: bool = True) -> exp.Expression:
        """The tree of a predicate that takes no cell for empty of which nobody knows whether it is."""
        over = table or self.table
        doubted = {c.name for c in TABLE_BY_NAME[over].own} if doubt else set()
        return guarded(predicate.tree, lambda column: absent(self.plan.settings, over, column), doubted)

    def elapsed(self, limit: Limit | None, default: int | None = None) -> int | None:
        """Microseconds of a limit that must be elapsed time (seconds, minutes, hours; a day counts 24 h)."""
        duration = self.limit(limit)
        if duration is None:
            return default
        exact = duration.elapsed_us
        return exact if exact is not None else duration.rough_us
