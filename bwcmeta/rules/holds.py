"""`holds`: a predicate is true of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import PredicateText, Strict
from bwcmeta.plan.absence import asked, home, lacking, without_file
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import Compiled, Course, Test, link_step, obligations
from bwcmeta.rules.order import Order, Truths, apart

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext
    from bwcmeta.sql.predicate import Predicate


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
        the export has no buffer_s; no file has the column `purpose` and the rule wants it filled

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
        Reason("column_absent", "undetermined", "No file that was read has the column it asks for"),
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
        predicate = rule.parse(p.holds, rule.table)
        lacks = _lacking(rule, predicate)
        tests = [Test(f"(:holds) IS NULL AND ({' OR '.join(lacks.values())})", "column_absent")] if lacks else []
        course = Course(
            source=f"{rule.table}_rows",
            tests=[*tests, Test("(:holds) IS NULL", "unknown"), Test("NOT (:holds)", "does_not_hold")],
            needs_officer=False,
            link_table=link_step(rule.plan, rule.table),
            slots={"holds": rule.guarded(predicate)},
        )
        compiled = obligations(rule, course, self.reasons)
        return replace(compiled, sentences={"column_absent": _told(rule, lacks)}) if lacks else compiled

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """A predicate that fewer rows fulfil is stricter: `buffer_s >= 60` than `buffer_s >= 30`."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        order = Order()
        order.same(one.over, other.over)
        order.true_of_fewer(one.holds, other.holds, truths)
        return order.result


def _lacking(rule: RuleContext, predicate: Predicate) -> dict[str, str]:
    """The columns it names that the files of a row may lack -> SQL that is true where they do."""
    found = {column: without_file(rule.plan.settings, rule.table, column) for column in asked(predicate.columns)}
    return {column: lacks for column, lacks in found.items() if lacks}


def _told(rule: RuleContext, columns: Iterable[str]) -> str:
    """The sentence that names the columns."""
    names = [f"`{column}`" for column in columns]
    places = [home(rule.table, column) for column in columns]
    never = all(where is not None and lacking(rule.plan.settings, *where) is None for where in places)
    files = "that was read" if never else "this row came from"
    if len(names) == 1:
        return f"No file {files} has the column {names[0]}"
    return f"No file {files} has all of the columns {', '.join(names[:-1])} and {names[-1]}"
