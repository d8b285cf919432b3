"""What `followed_by`, `preceded_by` and `not_before` share: the subjects of an anchor, its instant, its deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bwcmeta.model.moment import Duration
from bwcmeta.plan.absence import absent
from bwcmeta.plan.business_days import due_in_business_days
from bwcmeta.plan.calendar import due
from bwcmeta.plan.plan import Plan
from bwcmeta.plan.spans import latest_begun, looked_up
from bwcmeta.plan.subjects import Needs
from bwcmeta.plan.things import ThingRef
from bwcmeta.plan.triggers import ties, triggers
from bwcmeta.rules.obligations import binding, link_step
from bwcmeta.rules.parameters import ActionThing, ColumnThing, FactThing, RequestThing, ReviewThing, Thing

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


@dataclass(frozen=True, slots=True)
class Anchored:
    """The subjects of a rule and the SQL of each one's anchor instant.

    Attributes:
        rows: step with one row per subject.
        table: the canonical table they are rows of.
        at: SQL of the anchor (alias `x`), microseconds.
        joins: joins that `at` needs.
        links: which facts are tied to which subject.
        only: SQL that picks the subjects among the rows, or ''.
    """

    rows: str
    table: str
    at: str
    joins: str
    links: str
    only: str = ""


def needs_of(rule: RuleContext) -> Needs:
    """Columns and facts that the rule's own predicates name."""
    predicates = [p for p in (rule.when, *(u.when for u in rule.unless)) if p is not None]
    return Needs(
        frozenset(c for p in predicates for c in p.columns),
        frozenset(f for p in predicates for f in p.facts),
        frozenset(c for p in predicates for c in p.emptied),
    )


def anchored(rule: RuleContext, anchor: str | Thing) -> Anchored:
    """Find the subjects of an anchor (policy-language, section 6: followed_by)."""
    plan, table = rule.plan, rule.table
    if isinstance(anchor, FactThing):
        name = f"{rule.name}_anchors"
        which = rule.parse(f"fact = '{anchor.fact}'", "facts")
        triggers(plan, name, which.tree, needs_of(rule), each_officer=False)
        return Anchored(f"{name}_rows", "facts", "x.trigger_us", "", ties(plan, name))
    rows, joins, only = f"{table}_rows", "", ""
    if isinstance(anchor, str):
        at, joins = _moment(plan, table, anchor)
    elif isinstance(anchor, ColumnThing):
        at = f"x.{anchor.column}"
    elif isinstance(anchor, ActionThing):
        at, only = "x.row_us", f"x.action = '{anchor.action}'"
    elif isinstance(anchor, RequestThing):
        at, only = "x.received_at", f"x.kind = '{anchor.request}'"
    else:
        at = "x.assigned_at" if anchor.review == "assigned" else "x.done_at"
    return Anchored(rows, table, at, joins, link_step(plan, table), only)


def _moment(plan: Plan, table: str, moment: str) -> tuple[str, str]:
    if moment == "recording_start":
        return (
            "CASE WHEN x.activated_at < x.started_at THEN x.started_at ELSE COALESCE(x.activated_at, x.started_at) END",
            "",
        )
    if moment == "recording_end":
        return "x.ended_at", ""
    column = "started_at" if moment == "duty_start" else "ended_at"
    if table == "duty":
        return f"x.{column}", ""
    # a shift holds at its last instant too
    shifts = latest_begun(
        plan,
        "shifts_that_count",
        "The shifts of each officer; where two hold at once the one that began later counts.",
        """
            SELECT d.officer_no, d.started_at AS from_us, d.ended_at + 1 AS until_us, d.subject_no AS place_no, d.started_at, d.ended_at
            FROM duty_rows AS d
        """,
        ("started_at", "ended_at"),
    )
    ways = looked_up(
        "recordings_rows AS x",
        shifts,
        "s.officer_no = x.officer_no",
        "x.started_at",
        ("officer_no", "started_at", "ended_at"),
    )
    plan.add(
        "shift_of_recording",
        "The shift during which each recording began: of several the one that began last.",
        " UNION ALL ".join(f"SELECT x.subject_no, s.started_at, s.ended_at {way}" for way in ways),
        keep=True,
    )
    return f"shift.{column}", "LEFT JOIN shift_of_recording AS shift ON shift.subject_no = x.subject_no"


def clock_step(rule: RuleContext, at: Anchored, says: str) -> str:
    """Add `RULE_clock`: the anchor of each row that the rule binds, with the slack of its stamp."""
    slots: dict[str, Any] = {}
    binds = binding(rule, slots)
    return rule.plan.add(
        f"{rule.name}_clock",
        says,
        f"SELECT x.subject_no, {at.at} AS anchor_us, x.slack_us FROM {at.rows} AS x {at.joins} {f'WHERE {binds}' if binds else ''}",
        keep=True,
        **slots,
    )


def several(then: Thing | tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Any of which things will do: one, or a list."""
    return then if isinstance(then, tuple) else (then,)


def own_ends(then: Thing | tuple[Thing, ...], table: str) -> frozenset[str]:
    """The columns of the same row that a rule waits for."""
    found = set()
    for it in several(then):
        if isinstance(it, ColumnThing):
            found.add(it.column)
        elif isinstance(it, ReviewThing) and table == "reviews":
            found.add(f"{it.review}_at")
        elif isinstance(it, RequestThing) and table == "requests" and it.request in ("decided", "fulfilled"):
            found.add(f"{it.request}_at")
    return frozenset(found)


def things_of(then: Thing | tuple[Thing, ...], rule: RuleContext) -> list[ThingRef | str]:
    """The things a rule waits for: references to things, or names of columns of the same row."""
    found: list[ThingRef | str] = []
    for it in several(then):
        if isinstance(it, ColumnThing):
            found.append(it.column)
        elif isinstance(it, FactThing):
            found.append(fact_ref(it.fact))
        elif isinstance(it, ActionThing):
            found.append(action_ref(it.action))
        elif isinstance(it, ReviewThing):
            column = f"{it.review}_at"
            same_row = column in own_ends(then, rule.table)
            found.append(
                column if same_row else ThingRef("reviews", f"NOT t.{column} IS NULL", column, f"review_{it.review}")
            )
        elif isinstance(it, RequestThing):
            column = {"decided": "decided_at", "fulfilled": "fulfilled_at"}.get(it.request, "received_at")
            which = f"NOT t.{column} IS NULL"
            if it.request not in ("decided", "fulfilled", "received"):
                which += f" AND t.kind = '{it.request}'"
            same_row = column in own_ends(then, rule.table)
            found.append(column if same_row else ThingRef("requests", which, column, f"request_{it.request}"))
    return found


def fact_ref(fact: str) -> ThingRef:
    """A fact by its name."""
    return ThingRef("facts", f"t.fact = '{fact}'", "at", f"fact_{fact}")


def action_ref(action: str) -> ThingRef:
    """A line of the audit trail by its action."""
    return ThingRef("evidence_actions", f"t.action = '{action}'", "at", f"action_{action}")


def deadline(
    plan: Plan, name: str, source: str, column: str, within: Duration, holidays: str, carry: tuple[str, ...] = ()
) -> str:
    """Add a step (subject_no, due_us): `column` of `source` plus the limit, for each of its rows; hands `carry` on."""
    if within.unit == "business_days":
        return due_in_business_days(plan, name, source, column, "due_us", within.count, holidays, carry)
    return due(plan, name, source, column, {"due_us": within}, carry=carry)


def seen_anywhere(plan: Plan, things: list[ThingRef | str], table: str, rows: str) -> str:
    """SQL (alias `x`) that is true when the data holds at least one such thing anywhere (a scalar subquery per thing).

    A column of the same row was not seen where no file of the row has it.
    """
    parts = []
    for it in things:
        if isinstance(it, str):
            anywhere = f"EXISTS (SELECT 1 FROM {rows} AS e WHERE NOT e.{it} IS NULL)"
            lacks = absent(plan.settings, table, it)
            parts.append(f"({anywhere} AND NOT ({lacks}))" if lacks else anywhere)
        elif it.table in ("reviews", "requests"):
            parts.append("TRUE" if not plan.settings.empty(it.table) else "FALSE")
        else:
            parts.append(f"EXISTS (SELECT 1 FROM {it.name} AS e)")
    return "(" + " OR ".join(parts) + ")"
