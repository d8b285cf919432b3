"""`not_recorded`: nothing is recorded in a context."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from bwcmeta.documents.fields import Limit, PredicateText, Strict
from bwcmeta.plan.windows import Window, coverage, every
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.ends import default_ends, ends
from bwcmeta.rules.obligations import Compiled, Course, Test, link_step, obligations, put_off, sound_window
from bwcmeta.rules.order import ZERO, Order, Truths, apart
from bwcmeta.rules.parameters import End

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


class Parameters(Strict):
    """What a `not_recorded` rule says."""

    while_: PredicateText | None = Field(default=None, alias="while", description="The context (like `when`).")
    from_: End | None = Field(default=None, alias="from", description="Beginning of the window (default arrived_at).")
    until: End | None = Field(default=None, description="End of the window (default cleared_at).")
    at_most: Limit | None = Field(default=None, description="Recorded time that is still in order (default 0s).")


class NotRecorded(RuleKind):
    """Nothing is recorded in a context.

    ## What it finds
    Recorded time inside a window in which the policy wants the camera off.

    ## Why it matters
    Schools, clinics, worship and protest are where a camera costs the people in front of it most; no vendor's dashboard
    counts what should not be there.

    ## Breaches
        on scene at an elementary school 10:00 to 10:20, recorded 10:05 to 10:06              (60 s recorded)

    ## Stays silent
        the same with an imminent threat documented; recorded until 10:00 sharp               (0 s inside)

    ## Cannot decide
        nobody wrote down what kind of place it was; NIBRS 22 may be a school or a college

    ## Legal source
    ACLU Model Act 1(g); N.J.S.A. 40A:14-118.5; Conn. Gen. Stat. 29-6d(g).
    """

    name: ClassVar[str] = "not_recorded"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("unit_responses", "duty")
    reads: ClassVar[tuple[str, ...]] = ("recordings",)
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("recorded", "violation", "{measured} were recorded where recording is barred; {allowed} allowed"),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
        Reason("outside_horizon", "undetermined", "The export of recordings does not cover this time"),
        Reason("end_unknown", "undetermined", "The end of a recording is not known"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        begin, end = default_ends(rule.table)
        window = Window(rule.table, ends(p.from_, begin), ends(p.until, end), put_off(rule.unless))
        most = rule.elapsed(p.at_most, 0) or 0
        first, last = plan.settings.horizon("recordings")
        coarser = "CASE WHEN x.from_slack_us > x.until_slack_us THEN x.from_slack_us ELSE x.until_slack_us END"
        blur = f"(x.overlaps * x.footage_slack_us + {coarser})"
        tests = [
            Test(f"x.covered_us - {blur} > {most}", "recorded", "x.covered_us", most),
            Test("x.open_end = 1", "end_unknown"),
            Test(
                f"""(x.overlaps > 0 AND {blur} > 0 AND x.covered_us + {blur} > {most})
                    OR (x.overlaps = 0 AND x.may_overlap = 1)""",
                "too_coarse",
            ),
            Test(f"NOT (x.from_us >= {first} AND x.until_us <= {last})", "outside_horizon"),
        ]
        course = Course(
            source=coverage(plan, window),
            rows=every(plan, window, "window"),
            tests=tests,
            window=("x.from_us", "x.until_us"),
            sound=sound_window(),
            link_table=link_step(plan, rule.table),
        )
        return obligations(rule, course, self.reasons)

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """A wider context, a longer window and less recorded time bind more."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        order = Order()
        begin, end = default_ends(self.over[0])
        order.true_of_more(one.while_, other.while_, truths)
        order.earlier_is_stricter(ends(one.from_, begin), ends(other.from_, begin))
        order.later_is_stricter(ends(one.until, end), ends(other.until, end))
        order.limits(one.at_most, other.at_most, default=ZERO)
        return order.result
