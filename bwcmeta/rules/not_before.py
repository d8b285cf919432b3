"""`not_before`: a thing does not happen before another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.plan.recordings import filed, recording_officers
from bwcmeta.plan.things import thing
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import Compiled, Course, Test, link_step, obligations, with_missing
from bwcmeta.rules.order import ZERO, Order, Truths, apart
from bwcmeta.rules.parameters import Action, ActionThing, FactThing
from bwcmeta.rules.sequence import action_ref, fact_ref

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


class What(Strict):
    """The action that must wait."""

    action: Action = Field(description="The action in the audit trail.")
    by: Literal["involved_officer", "anyone"] = Field(
        default="involved_officer", description="Whose actions are meant."
    )


class Parameters(Strict):
    """What a `not_before` rule says."""

    what: What = Field(description="What must not happen too early.")
    before: FactThing | ActionThing = Field(description="What must come first.")
    at_least: Limit | None = Field(default=None, description="How long before; elapsed time. Else any time before.")
    missing: Literal["violation", "undetermined"] = Field(
        default="undetermined", description="Verdict when what must come first is not in the data."
    )


class NotBefore(RuleKind):
    """A thing does not happen before another.

    ## What it finds
    Footage viewed by an involved officer before the report or the statement.

    ## Why it matters
    Memory is evidence too. The same line of an audit trail is a breach under one law and a right under another.

    ## Breaches
        statement given 2026-03-02 10:00, viewed 2026-03-02 09:59 by the officer who recorded

    ## Stays silent
        viewed 10:00 sharp; viewed by a supervisor who was not there
        at_least 24h: told 2026-03-02 10:00, released 2026-03-03 10:00

    ## Cannot decide
        no statement is in the data

    ## Legal source
    ACLU Model Act 1(p) (barred); Tex. Code Crim. Proc. 2B.0106(b)(4) and Fla. Stat. 943.1718(2)(d) (a right).
    """

    name: ClassVar[str] = "not_before"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("evidence_actions",)
    reads: ClassVar[tuple[str, ...]] = ("evidence_actions", "facts", "unit_responses", "recordings")
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("too_early", "violation", "It happened {measured} too early"),
        Reason("missing", "undetermined", "What must come first is not in the data"),
        Reason(
            "never_seen",
            "undetermined",
            "The data never had such a thing: it cannot be told from one that is not logged",
        ),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        rows = "evidence_actions_rows"
        before = _before(rule, p.before)
        lead = rule.elapsed(p.at_least, 0) or 0
        it = action_ref(p.before.action) if isinstance(p.before, ActionThing) else fact_ref(p.before.fact)
        tests = [
            Test("x.row_us IS NULL", "window_unknown"),
            *(
                [Test(f"b.at_us IS NULL AND NOT EXISTS (SELECT 1 FROM {it.name} AS e)", "never_seen")]
                if p.missing == "violation"
                else []
            ),
            Test("b.at_us IS NULL", "missing"),
            Test(f"x.row_us + x.slack_us < b.at_us{_plus(lead)}", "too_early", f"b.at_us{_plus(lead)} - x.row_us"),
            Test(f"x.row_us < b.at_hi_us{_plus(lead)}", "too_coarse"),
        ]
        states: tuple[str, ...] = ()
        joins = f"LEFT JOIN {before} AS b ON b.subject_no = x.subject_no"
        if p.what.by == "involved_officer":
            joins += f" LEFT JOIN {_involved(rule)} AS i ON i.subject_no = x.subject_no"
            states = ("WHEN i.subject_no IS NULL THEN 'not bound'",)
        course = Course(
            source=rows,
            tests=tests,
            joins=joins,
            states=states,
            only=f"x.action = '{p.what.action}'",
            window=("x.row_us", "x.row_us"),
            needs_officer=False,
            link_table=link_step(plan, "evidence_actions"),
        )
        return obligations(rule, course, with_missing(self.reasons, p.missing))

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """Binding anyone binds more than binding those involved; so do more time between, and counting silence as a miss."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        del truths
        order = Order()
        order.same((one.what.action, one.before), (other.what.action, other.before))
        order.limits(one.at_least, other.at_least, default=ZERO, larger=True)
        if one.what.by != other.what.by:
            order.add(1 if one.what.by == "anyone" else -1)
        if one.missing != other.missing:
            order.add(1 if one.missing == "violation" else -1)
        return order.result


def _plus(lead: int) -> str:
    return f" + {lead}" if lead else ""


def _involved(rule: RuleContext) -> str:
    """Add `involved_actions`: lines of the trail whose actor was on the incident or made the recording."""
    plan = rule.plan
    return plan.add(
        "involved_actions",
        "Lines of the trail whose actor responded to the recording's incident or made the recording.",
        f"""
        SELECT x.subject_no FROM evidence_actions_rows AS x JOIN {filed(plan)} AS n ON n.recording_id = x.recording_id
        JOIN unit_responses_seen AS u ON u.number = n.number AND u.officer_no = x.officer_no
        UNION
        SELECT x.subject_no FROM evidence_actions_rows AS x JOIN {recording_officers(plan)} AS p ON p.recording_id = x.recording_id
        WHERE p.officer_no = x.officer_no
        """,
        keep=True,
    )


def _before(rule: RuleContext, before: FactThing | ActionThing) -> str:
    """Add `RULE_first`: for each line of the trail the earliest of what must come first."""
    plan = rule.plan
    if isinstance(before, ActionThing):
        it = action_ref(before.action)
        thing(plan, it)
        source = f"""SELECT x.subject_no, t.at_us, t.slack_us FROM evidence_actions_rows AS x
            JOIN {it.name} AS t ON t.recording_id = x.recording_id"""
    else:
        it = fact_ref(before.fact)
        thing(plan, it)
        mine = "(t.names_officer = 0 OR t.officer_no = x.officer_no)"
        source = f"""SELECT x.subject_no, t.at_us, t.slack_us FROM evidence_actions_rows AS x
            JOIN {it.name} AS t ON t.recording_id = x.recording_id WHERE {mine}
            UNION ALL
            SELECT x.subject_no, t.at_us, t.slack_us FROM evidence_actions_rows AS x
            JOIN {filed(plan)} AS n ON n.recording_id = x.recording_id JOIN {it.name} AS t ON t.number = n.number
            WHERE {mine}"""
    return plan.add(
        f"{rule.name}_first",
        f"When what {rule.rule_id} wants first happened.",
        f"""
        SELECT q.subject_no, MIN(q.at_us) AS at_us, MIN(q.at_us + q.slack_us) AS at_hi_us
        FROM ({source}) AS q WHERE NOT q.at_us IS NULL GROUP BY q.subject_no
        """,
        keep=True,
    )
