"""`preceded_by`: a thing happened within a limit before another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.plan.things import ThingRef, tied
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.followed_by import Moment
from bwcmeta.rules.obligations import Compiled, Course, Test, obligations, with_missing
from bwcmeta.rules.order import Order, Truths, apart
from bwcmeta.rules.parameters import Thing
from bwcmeta.rules.sequence import Anchored, anchored, clock_step, deadline, seen_anywhere, several, things_of

if TYPE_CHECKING:
    from bwcmeta.model.moment import Duration
    from bwcmeta.rules.context import RuleContext


class Parameters(Strict):
    """What a `preceded_by` rule says."""

    anchor: Moment | Thing = Field(description="Before what.")
    first: Thing | tuple[Thing, ...] = Field(description="What must have happened; any of a list.")
    within: Limit = Field(description="How long before at the most.")
    missing: Literal["violation", "undetermined"] = Field(
        default="violation", description="Verdict when nothing is there."
    )


class PrecededBy(RuleKind):
    """A thing happened within a limit before another.

    ## What it finds
    Homes entered without asking, items deleted without a notice, requests for longer keeping that came too late.

    ## Why it matters
    What had to come first cannot be made up for afterwards.

    ## Breaches
        entered 10:10:00, asked within 10m before; asked 09:59:59

    ## Stays silent
        asked 10:00:00                                            (the limit is in time)

    ## Cannot decide
        nobody logs the asking

    ## Legal source
    ACLU Model Act 1(d)(1): ask before a warrantless entry.
    """

    name: ClassVar[str] = "preceded_by"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = (
        "recordings",
        "unit_responses",
        "duty",
        "facts",
        "evidence_actions",
        "requests",
        "reviews",
    )
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("missing", "violation", "Nothing of the kind came before it in time"),
        Reason(
            "never_seen",
            "undetermined",
            "The data never had such a thing: it cannot be told from one that is not logged",
        ),
        Reason("time_unknown", "undetermined", "It happened, but its time is not known"),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        at = anchored(rule, p.anchor)
        within = rule.limit(p.within)
        assert within is not None
        clock = clock_step(rule, at, f"What {rule.rule_id} looks back from.")
        things = things_of(p.first, rule)
        found = _last(rule, at, clock, things, within)
        seen = seen_anywhere(plan, things, at.table, at.rows)
        none = "NOT COALESCE(n.in_time, 0) = 1"
        tests = [
            Test(f"{none} AND n.maybe = 1", "too_coarse"),
            Test(f"{none} AND NOT {seen}", "never_seen"),
            Test(f"{none} AND n.unsure = 1", "time_unknown"),
            Test(none, "missing"),
        ]
        course = Course(
            source=at.rows,
            tests=tests,
            window_joins=f"JOIN {clock} AS c ON c.subject_no = x.subject_no",
            joins=f"""LEFT JOIN {clock} AS c ON c.subject_no = x.subject_no
                LEFT JOIN {found} AS n ON n.subject_no = x.subject_no""",
            only=at.only,
            window=("c.anchor_us", "c.anchor_us"),
            needs_officer=False,
            sound="WHEN c.anchor_us IS NULL THEN 'window_unknown'",
            link_table=at.links,
        )
        return obligations(rule, course, with_missing(self.reasons, p.missing), subjects=at.rows)

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """A shorter limit and fewer things that will do bind more; so does counting silence as a miss."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        del truths
        order = Order()
        order.same(one.anchor, other.anchor)
        order.fewer_is_stricter(set(several(one.first)), set(several(other.first)))
        order.limits(one.within, other.within)
        if one.missing != other.missing:
            order.add(1 if one.missing == "violation" else -1)
        return order.result


def _last(rule: RuleContext, at: Anchored, clock: str, things: list[ThingRef | str], within: Duration) -> str:
    """Add `RULE_prior`: whether one of the things came at most `within` before each anchor."""
    plan = rule.plan
    parts = []
    for number, it in enumerate(things):
        if isinstance(it, str):
            source = plan.add(
                f"{rule.name}_prior_{number}",
                "The column's instant of each row.",
                f"""SELECT x.subject_no, x.{it} AS at_us, x.slack_us, CASE WHEN BWC_HAS_ANY(x.doubtful, '{it}') THEN 1 ELSE 0 END AS unsure
                    FROM {at.rows} AS x""",
            )
            tied_to, pairs = "", "t.subject_no = c.subject_no"
        else:
            link = tied(plan, at.rows, at.table, it)
            source = plan.add(
                f"{rule.name}_prior_{number}",
                "Each thing as a row of its own clock.",
                f"""SELECT t.thing_no AS subject_no, t.at_us, t.slack_us, CASE WHEN t.at_us IS NULL THEN 1 ELSE 0 END AS unsure
                    FROM {it.name} AS t""",
            )
            tied_to, pairs = f"JOIN {link} AS l ON l.subject_no = c.subject_no", "t.subject_no = l.thing_no"
        carry = ("at_us", "slack_us", "unsure")
        reach = deadline(plan, f"{rule.name}_reach_{number}", source, "at_us", within, rule.holidays, carry)
        parts.append(
            f"""SELECT c.subject_no,
                CASE WHEN t.at_us <= c.anchor_us + c.slack_us AND t.due_us >= c.anchor_us + c.slack_us THEN 1 ELSE 0 END AS in_time,
                CASE WHEN t.at_us <= c.anchor_us + c.slack_us AND t.due_us + t.slack_us >= c.anchor_us THEN 1 ELSE 0 END AS maybe,
                t.unsure
            FROM {clock} AS c {tied_to} JOIN {reach} AS t ON {pairs}"""
        )
    return plan.add(
        f"{rule.name}_prior",
        f"Whether what {rule.rule_id} asks for came in time before each anchor.",
        f"""
        SELECT q.subject_no, MAX(q.in_time) AS in_time, MAX(q.maybe) AS maybe, MAX(q.unsure) AS unsure
        FROM ({" UNION ALL ".join(parts)}) AS q GROUP BY q.subject_no
        """,
        keep=True,
    )
