"""`holds`: a predicate is true of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import PredicateText, Strict
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import Compiled, Course, Test, link_step, obligations
from bwcmeta.rules.order import Order, Truths, apart
from bwcmeta.sql.doubtful import guarded

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


class Parameters(Strict):
    """What a `holds` rule says."""

    over: Literal["unit_responses", "duty", "recordings", "evidence_actions", "requests", "reviews"] = Field(
        default="recordings", description="The table whose rows are judged."
    )
    holds: PredicateText = Field(description="The predicate that must be true.")


class Holds(RuleKind):
    """A predicate is true of a row.

    ## What it finds
    Rows that lack what the policy wants of them: a category, a number, a full buffer; rows that contradict themselves
    ("training" on an arrest).

    ## Why it matters
    What is filed wrongly cannot be found, and is deleted on the wrong day.

    ## Breaches
        holds: "buffer_s >= 30"; buffer_s 12

    ## Stays silent
        buffer_s 30

    ## Cannot decide
        the export has no buffer_s

    ## Legal source
    ACLU Model Act 1(b)(3) (buffer); Penal Code 832.18(b)(4) (category); Utah Code 77-7a-104 (officer, date and time).
    """

    name: ClassVar[str] = "holds"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = (
        "recordings",
        "unit_responses",
        "duty",
        "evidence_actions",
        "requests",
        "reviews",
    )
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("does_not_hold", "violation", "What the policy wants of this row is not so"),
        Reason("unknown", "undetermined", "The data does not say"),
    )

    def table_of(self, parameters: Strict) -> str:
        """The table named by `over`."""
        assert isinstance(parameters, Parameters)
        return parameters.over

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        tree = guarded(rule.parse(p.holds, rule.table).tree)
        course = Course(
            source=f"{rule.table}_rows",
            tests=[Test("(:holds) IS NULL", "unknown"), Test("NOT (:holds)", "does_not_hold")],
            needs_officer=False,
            link_table=link_step(rule.plan, rule.table),
            slots={"holds": tree},
        )
        return obligations(rule, course, self.reasons)

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """A predicate that fewer rows fulfil is stricter: `buffer_s >= 60` than `buffer_s >= 30`."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        order = Order()
        order.same(one.over, other.over)
        order.true_of_fewer(one.holds, other.holds, truths)
        return order.result
