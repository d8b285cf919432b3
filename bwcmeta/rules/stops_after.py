"""`stops_after`: recording ends within a limit of a request, and stays off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from bwcmeta.documents.fields import Limit, PredicateText, Strict
from bwcmeta.plan.facts import facts
from bwcmeta.plan.plan import NEVER_US
from bwcmeta.plan.subjects import Needs
from bwcmeta.plan.triggers import footage_after, ties, triggers
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.ends import ends
from bwcmeta.rules.obligations import Compiled, Course, Test, frame_lines, obligations
from bwcmeta.rules.order import ZERO, Order, Truths, apart
from bwcmeta.rules.parameters import End, FactThing

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


class Parameters(Strict):
    """What a `stops_after` rule says."""

    trigger: FactThing | PredicateText = Field(description="The request: {fact: NAME}, or a predicate on `fact`.")
    within: Limit | None = Field(default=None, description="How soon the recording must end (default 0s).")
    stays_off_until: End | None = Field(
        default=None,
        description="Until when it stays off; `leaves_place` is {fact: left_residence, else: cleared_at}.",
    )


class StopsAfter(RuleKind):
    """Recording ends within a limit of a request, and stays off.

    ## What it finds
    Cameras that go on after a resident, a victim or an anonymous reporter asked for them to stop, and cameras switched
    on again before the officer has left.

    ## Why it matters
    In 2018 fewer than one in five Mississippi policies made the officer stop in a private home on request, and none
    protected victims of domestic violence.

    ## Breaches
        asked at 20:00:00, within 30s, recorded until 20:00:31

    ## Stays silent
        recorded until 20:00:30                                 (the limit is in time)
        the camera was off when the request came
        a warrant was served, and that is documented

    ## Cannot decide
        the time of the request is not known; the end of the recording is not known; nobody is known to have been there

    ## Legal source
    ACLU Model Act 1(d)(1)-(3); 50 ILCS 706/10-20(a)(4)(A)-(C).
    """

    name: ClassVar[str] = "stops_after"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("facts",)
    reads: ClassVar[tuple[str, ...]] = ("recordings", "facts", "unit_responses")
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("stopped_late", "violation", "Recording went on for {measured} after the request; {allowed} allowed"),
        Reason("restarted", "violation", "Recording began again {measured} after the request"),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
        Reason("outside_horizon", "undetermined", "The export of recordings does not cover this time"),
        Reason("end_unknown", "undetermined", "The end of a recording is not known"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        facts(plan)
        text = f"fact = '{p.trigger.fact}'" if isinstance(p.trigger, FactThing) else p.trigger
        which = rule.parse(text, "facts")
        predicates = [rule.when, *(u.when for u in rule.unless)]
        needs = Needs(
            frozenset(c for q in predicates if q for c in q.columns),
            frozenset(f for q in predicates if q for f in q.facts),
            frozenset(c for q in predicates if q for c in q.emptied),
        )
        name = f"{rule.name}_requests"
        triggers(plan, name, rule.guarded(which, doubt=False), needs, each_officer=True)
        links = ties(plan, name)
        off, joins = _stays_off(p.stays_off_until, links)
        footage = footage_after(plan, name, off, joins)
        within = rule.elapsed(p.within, 0) or 0
        first, last = plan.settings.horizon("recordings")
        late = "g.covering_end - x.trigger_us"
        tests = [
            Test("x.trigger_us IS NULL", "window_unknown"),
            Test(f"x.trigger_us < {first} OR x.trigger_us > {last}", "outside_horizon"),
            Test(f"{late} - x.slack_us > {within}", "stopped_late", late, within),
            Test("g.open_end = 1", "end_unknown"),
        ]
        known = "g.until_us >= x.trigger_us"
        if p.stays_off_until is not None:
            tests.append(
                Test(
                    f"{known} AND g.restart_us > x.trigger_us + x.slack_us AND g.restart_us < g.until_us",
                    "restarted",
                    "g.restart_us - x.trigger_us",
                )
            )
        tests.append(Test(f"x.slack_us > 0 AND {late} > {within}", "too_coarse"))
        if p.stays_off_until is not None:
            tests += [
                Test(f"{known} AND g.restart_us < g.until_us", "too_coarse"),
                Test(f"NOT COALESCE({known}, FALSE) AND NOT g.restart_us IS NULL", "window_unknown"),
                Test(f"{known} AND g.until_us > {last}", "outside_horizon"),
            ]
        joins = f"LEFT JOIN {footage} AS g ON g.subject_no = x.subject_no"
        leaves: tuple[str, ...] = ()
        if rule.frame:
            joins += f" LEFT JOIN {_framed(rule)} AS f ON f.subject_no = x.response_no"
            leaves = ("WHEN NOT COALESCE(f.state, 'bound') = 'bound' THEN f.state",)
        course = Course(
            source=f"{name}_rows",
            tests=tests,
            joins=joins,
            leaves=leaves,
            window=("x.trigger_us", f"(x.trigger_us + {within})"),
            link_table=links,
        )
        return obligations(replace(rule, frame=()), course, self.reasons, subjects=f"{name}_rows")

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """More requests that count, a shorter limit, and having to stay off (longer) bind more."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        order = Order()
        order.true_of_more(_trigger(one), _trigger(other), truths)
        order.limits(one.within, other.within, default=ZERO)
        mine, theirs = (None if p.stays_off_until is None else ends(p.stays_off_until, "") for p in (one, other))
        if mine is None or theirs is None:
            order.smaller_is_stricter(*(None if until is None else 0 for until in (mine, theirs)))
        else:
            order.later_is_stricter(mine, theirs)
        return order.result


def _trigger(parameters: Parameters) -> str:
    """The trigger as a predicate."""
    trigger = parameters.trigger
    return f"fact = '{trigger.fact}'" if isinstance(trigger, FactThing) else trigger


def _stays_off(end: End | None, links: str) -> tuple[str, str]:
    if end is None:
        return "CAST(NULL AS BIGINT)", ""
    until = ends(end, "cleared_at")
    columns = [f"x.{c}" for c in until.columns]
    value = (
        "CAST(NULL AS BIGINT)"
        if not columns
        else columns[0]
        if len(columns) == 1
        else f"COALESCE({', '.join(columns)})"
    )
    if not until.facts:
        return value, ""
    named = ", ".join(f"'{fact}'" for fact in until.facts)
    join = f"""LEFT JOIN (
        SELECT l.subject_no, MIN(f.at_us) AS at_us FROM {links} AS l JOIN facts_seen AS f ON f.fact_no = l.fact_no
        WHERE f.fact IN ({named}) AND NOT f.at_us IS NULL GROUP BY l.subject_no
    ) AS off ON off.subject_no = x.subject_no"""
    return f"COALESCE(off.at_us, {value})", join


def _framed(rule: RuleContext) -> str:
    """Under what each response leaves the rule's frame: its requests leave under the same reason."""
    slots: dict[str, Any] = {}
    lines = frame_lines(replace(rule, in_force=(-NEVER_US, NEVER_US)), slots, table="unit_responses")
    return rule.plan.add(
        f"{rule.name}_responses",
        f"Under what each response leaves the frame of {rule.rule_id}.",
        f"SELECT x.subject_no, CASE {' '.join(lines)} ELSE 'bound' END AS state FROM unit_responses_rows AS x",
        keep=True,
        **slots,
    )
