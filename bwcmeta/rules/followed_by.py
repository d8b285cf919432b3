"""`followed_by`: a thing happens within a limit after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.plan.things import ThingRef, tied
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import Compiled, Course, Test, obligations, with_missing
from bwcmeta.rules.order import Order, Truths, apart
from bwcmeta.rules.parameters import ColumnThing, Thing
from bwcmeta.rules.sequence import Anchored, anchored, clock_step, deadline, seen_anywhere, several, things_of

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext

Moment = Literal["recording_start", "recording_end", "duty_start", "duty_end"]


class Parameters(Strict):
    """What a `followed_by` rule says."""

    anchor: Moment | Thing = Field(description="From when the clock runs.")
    then: Thing | tuple[Thing, ...] = Field(description="What must happen; any of a list.")
    within: Limit = Field(description="By when.")
    missing: Literal["violation", "undetermined"] = Field(
        default="violation", description="Verdict when the deadline has passed and nothing is there."
    )


class FollowedBy(RuleKind):
    """A thing happens within a limit after another.

    ## What it finds
    Notice not given, footage not uploaded, not categorised, not reviewed, not released in time.

    ## Why it matters
    Half of what policies promise is promised "within": a clock that nobody watches is not a promise.

    ## Breaches
        recording begins 10:00:00, then notice_given within 60s; given 10:01:01

    ## Stays silent
        given 10:01:00                                            (the limit is in time)

    ## Cannot decide
        no notice is logged anywhere in the data; the deadline has not passed yet (pending)

    ## Legal source
    ACLU Model Act 1(c) (notice); Gov. Code 7923.625(a) (release, 45 days); Conn. Gen. Stat. 29-6d(f) (hours).
    """

    name: ClassVar[str] = "followed_by"
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
        Reason("late", "violation", "It came {measured} after; {allowed} allowed"),
        Reason("missing", "violation", "Nothing of the kind followed within {allowed}"),
        Reason("deadline_open", "pending", "The deadline has not passed"),
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
        clock = clock_step(rule, at, f"From when the clock of {rule.rule_id} runs.")
        carry = ("anchor_us", "slack_us")
        due_by = deadline(plan, f"{rule.name}_due", clock, "anchor_us", within, rule.holidays, carry)
        things = things_of(p.then, rule)
        early = {it.column for it in several(p.then) if isinstance(it, ColumnThing)}
        found = _first(rule, at, clock, things, early)
        as_of = plan.settings.as_of_us
        after = "(n.at_us - c.anchor_us)"
        allowed = "c.due_us - c.anchor_us"
        seen = seen_anywhere(plan, things, at.table, at.rows)
        tests = [
            Test("NOT n.at_us IS NULL AND n.at_us - c.slack_us > c.due_us AND n.unsure = 1", "time_unknown"),
            Test("NOT n.at_us IS NULL AND n.at_us - c.slack_us > c.due_us", "late", after, allowed),
            Test("NOT n.at_us IS NULL AND n.at_hi_us > c.due_us", "too_coarse"),
            Test(f"n.at_us IS NULL AND {as_of} <= c.due_us", "deadline_open", "NULL", allowed),
            Test(f"n.at_us IS NULL AND NOT {seen}", "never_seen"),
            Test("n.at_us IS NULL AND n.unsure = 1", "time_unknown"),
            Test("n.at_us IS NULL", "missing", "NULL", allowed),
        ]
        clocks = f"JOIN {due_by} AS c ON c.subject_no = x.subject_no"
        course = Course(
            source=at.rows,
            tests=tests,
            window_joins=clocks,
            joins=f"LEFT {clocks} LEFT JOIN {found} AS n ON n.subject_no = x.subject_no",
            only=at.only,
            window=("c.anchor_us", "c.due_us"),
            needs_officer=False,
            sound="WHEN c.anchor_us IS NULL OR c.due_us IS NULL THEN 'window_unknown'",
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
        order.fewer_is_stricter(set(several(one.then)), set(several(other.then)))
        order.limits(one.within, other.within)
        if one.missing != other.missing:
            order.add(1 if one.missing == "violation" else -1)
        return order.result


def _first(rule: RuleContext, at: Anchored, clock: str, things: list[ThingRef | str], early: set[str]) -> str:
    """Add `RULE_next`: the first of the things at or after each anchor; `unsure` when one has no known time."""
    plan = rule.plan
    parts = []
    for it in things:
        if isinstance(it, str):
            parts.append(
                f"""SELECT c.subject_no, {_column(it, early)} AS at_us, x.slack_us,
                    CASE WHEN BWC_HAS_ANY(x.doubtful, '{it}') THEN 1 ELSE 0 END AS unsure
                FROM {clock} AS c JOIN {at.rows} AS x ON x.subject_no = c.subject_no"""
            )
        else:
            link = tied(plan, at.rows, at.table, it)
            parts.append(
                f"""SELECT c.subject_no, CASE WHEN t.at_us + t.slack_us >= c.anchor_us THEN t.at_us END AS at_us, t.slack_us,
                    CASE WHEN t.at_us IS NULL THEN 1 ELSE 0 END AS unsure
                FROM {clock} AS c JOIN {link} AS l ON l.subject_no = c.subject_no JOIN {it.name} AS t ON t.thing_no = l.thing_no"""
            )
    return plan.add(
        f"{rule.name}_next",
        f"The first thing that {rule.rule_id} waits for, at or after each anchor.",
        f"""
        SELECT q.subject_no, MIN(q.at_us) AS at_us, MIN(q.at_us + q.slack_us) AS at_hi_us, MAX(q.unsure) AS unsure
        FROM ({" UNION ALL ".join(parts)}) AS q GROUP BY q.subject_no
        """,
        keep=True,
    )


def _column(column: str, early: set[str]) -> str:
    """SQL of an instant of the same row. A column the policy names may lie before the anchor; a decision may not."""
    return f"x.{column}" if column in early else f"CASE WHEN x.{column} + x.slack_us >= c.anchor_us THEN x.{column} END"
