"""From policies to one plan: what the rules ask for is gathered first, so that what they share is computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bwcmeta.errors import ArgumentError
from bwcmeta.model.moment import Duration
from bwcmeta.plan.absence import INCIDENT_COLUMNS, RESPONSE_COLUMNS, mark
from bwcmeta.plan.facts import STANDING_RANK
from bwcmeta.plan.people import people
from bwcmeta.plan.plan import NEVER_US, Plan, Settings
from bwcmeta.plan.subjects import ROW_INSTANT, Needs, subjects
from bwcmeta.policies.policy import PredicateUse
from bwcmeta.policies.vocabulary import values_of
from bwcmeta.rules.context import Exclusion, RuleContext, Unless
from bwcmeta.rules.kinds import KIND_BY_NAME
from bwcmeta.rules.parameters import START_AS_SOON, FactEnd, FirstOf
from bwcmeta.rules.scopes import SCOPES
from bwcmeta.rules.second_look import second_look
from bwcmeta.rules.sequence import own_ends
from bwcmeta.text import slug

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy, Rule
    from bwcmeta.rules.obligations import Compiled
    from bwcmeta.sql.predicate import Predicate


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule of one version of a policy, with the names of its steps."""

    policy: Policy
    rule: Rule
    steps: Compiled


@dataclass(frozen=True, slots=True)
class CompiledAudit:
    """The plan and its rules in the order of the policies."""

    plan: Plan
    rules: tuple[CompiledRule, ...]


_ALSO = {
    "kept": {"recorded_at", "deleted_at", "status"},
    "followed_by": {
        "activated_at",
        "action",
        "kind",
        "received_at",
        "decided_at",
        "fulfilled_at",
        "assigned_at",
        "done_at",
    },
    "preceded_by": {
        "activated_at",
        "action",
        "kind",
        "received_at",
        "decided_at",
        "fulfilled_at",
        "assigned_at",
        "done_at",
    },
    "not_before": {"action"},
}
"""Columns a kind reads whatever its parameters say."""


def compile_audit(policies: Sequence[Policy], settings: Settings, plan: Plan | None = None) -> CompiledAudit:
    """Compile policies (versions of one, or several) into one plan.

    Args:
        policies: the policies.
        settings: what is fixed before compiling.
        plan: a plan with these settings that holds steps of its own already; else a new one.

    Raises:
        ArgumentError: the policies want different zones or tolerances for what is shared.
    """
    plan = plan or Plan(settings)
    rules = [(policy, rule) for policy in policies for rule in policy.rules if rule.kind in KIND_BY_NAME]
    all_needs = _needs(rules)
    for table, needs in all_needs.items():
        mark(plan, table, needs.emptied)
    named = {column.removeprefix("incident_") for needs in all_needs.values() for column in needs.columns}
    plan.of_incidents = frozenset(named & set(INCIDENT_COLUMNS))
    people(plan)
    for table, needs in all_needs.items():
        if table in ROW_INSTANT:
            subjects(plan, table, needs)
    if "unit_responses_seen" not in plan.steps:
        subjects(plan, "unit_responses", Needs())
    rules.sort(key=lambda pair: pair[1].kind == "rate")  # a rate looks at a rule that is compiled before it
    compiled = []
    done: dict[tuple[str, str], dict[str, Compiled]] = {}
    for policy, rule in rules:
        others = done.setdefault((policy.id, str(policy.effective_from)), {})
        steps = KIND_BY_NAME[rule.kind].steps(context(plan, policy, rule, others))
        steps = second_look(plan, rule.kind, steps)
        others[rule.id] = steps
        compiled.append(CompiledRule(policy, rule, steps))
    return CompiledAudit(plan, tuple(compiled))


def _needs(rules: Sequence[tuple[Policy, Rule]]) -> Mapping[str, Needs]:
    """Gather what predicates and ends of windows ask of each subject table."""
    columns: dict[str, set[str]] = {}
    facts: dict[str, set[tuple[str, str]]] = {}
    emptied: dict[str, set[str]] = {}

    def ask(use: PredicateUse) -> None:
        parsed = use.parse()
        names = parsed.emptied | (parsed.columns if use.at == ("holds",) else frozenset())
        emptied.setdefault(use.table, set()).update(names)
        if use.table == "facts":
            emptied.setdefault("unit_responses", set()).update(names & set(RESPONSE_COLUMNS))
        columns.setdefault(use.table, set()).update(parsed.columns)
        facts.setdefault(use.table, set()).update(parsed.facts)

    for policy, rule in rules:
        for use in rule.predicates:
            ask(use)
        named = {rule.table} | ({"unit_responses"} if rule.kind == "stops_after" else set())
        for table in named:
            columns.setdefault(table, set()).update(_columns_of(rule.parameters) & set(SCOPES.get(table, ())))
        columns.setdefault(rule.table, set()).update(_ALSO.get(rule.kind, set()) & set(SCOPES.get(rule.table, ())))
        if getattr(rule.parameters, "anchor", None) in ("duty_start", "duty_end"):
            columns.setdefault("duty", set()).update({"started_at", "ended_at"})
        then = getattr(rule.parameters, "then", None) or getattr(rule.parameters, "first", None)
        if then is not None:
            emptied.setdefault(rule.table, set()).update(own_ends(then, rule.table))
        if rule.kind == "kept":
            emptied.setdefault(rule.table, set()).add("deleted_at")
        if rule.kind == "not_before":
            columns.setdefault("unit_responses", set())
        frame = policy.frame_of(rule)
        if frame is not None:
            for exclusion in frame[1].exclude:
                ask(_exclusion_use(exclusion, frame[1].over, policy.partly))
    return {
        t: Needs(frozenset(columns[t]), frozenset(facts.get(t, ())), frozenset(emptied.get(t, ())))
        for t in sorted(columns, key=lambda t: (t != "unit_responses", t))  # the widest join while little else is kept
        if t
    }


def _columns_of(value: object) -> set[str]:
    """Every name in a parameter model that may be a column: ends of windows, anchors."""
    found: set[str] = set()
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, FactEnd):
        found |= {value.otherwise} if value.otherwise else set()
    elif isinstance(value, FirstOf):
        found |= set(value.first)
    elif isinstance(value, (list, tuple)):
        for item in value:
            found |= _columns_of(item)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:  # type: ignore[attr-defined]
            found |= _columns_of(getattr(value, name))
    return found


def _exclusion_use(exclusion: object, table: str, partly: str) -> PredicateUse:
    when = getattr(exclusion, "when", None)
    if when is None:
        when = f"has_fact('{exclusion.fact}', '{exclusion.standing}')"  # type: ignore[attr-defined]
    return PredicateUse(("exclude",), table, when, partly)


def context(plan: Plan, policy: Policy, rule: Rule, others: Mapping[str, Compiled]) -> RuleContext:
    """Make what a rule kind is given from a rule as written."""
    head = rule.head

    def parse(text: str, table: str) -> Predicate:
        from bwcmeta.sql.predicate import parse_predicate

        return parse_predicate(text, SCOPES[table], qualifier="x", values=values_of(table), partly=policy.partly)

    when_text = head.when
    if rule.kind == "not_recorded":
        while_text = getattr(rule.parameters, "while_", None)
        both = [t for t in (when_text, while_text) if t]
        when_text = " AND ".join(f"({t})" for t in both) if both else None
    unless = tuple(
        Unless(when=parse(e.when, rule.table))
        if e.when is not None
        else Unless(fact=e.fact or "", rank=STANDING_RANK[e.standing], puts_off=e.then == START_AS_SOON)
        for e in head.unless
    )
    frame = policy.frame_of(rule)
    if rule.kind == "stops_after" and head.frame is None:
        frame = None
    framed = frame[1] if frame else None
    exclusions = (
        tuple(Exclusion(e.reason, _exclusion_use(e, framed.over, policy.partly).parse("x")) for e in framed.exclude)
        if framed is not None
        else ()
    )
    name = f"r_{slug(policy.id)}_{slug(rule.id)}"
    if policy.effective_from is not None:
        name += f"_from_{policy.effective_from:%Y%m%d}"
    return RuleContext(
        plan=plan,
        name=name,
        rule_id=rule.id,
        table=rule.table,
        parameters=rule.parameters,
        when=parse(when_text, rule.table) if when_text else None,
        when_unknown=head.when_unknown,
        unless=unless,
        frame=exclusions,
        in_force=in_force_us(policy),
        limit=policy.limit,
        parse=parse,
        others=others,
        policy_id=policy.id,
        holidays=policy.holidays,
    )


def in_force_us(policy: Policy) -> tuple[int, int]:
    """From (included) to (not included) which instant a version binds, microseconds since 1970 UTC."""
    zone = ZoneInfo(policy.timezone)

    def midnight(day: object) -> int:
        at = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[attr-defined]
        return int(at.astimezone(UTC).timestamp()) * 1_000_000

    begin = midnight(policy.effective_from) if policy.effective_from else -NEVER_US
    end = midnight(policy.effective_to + timedelta(days=1)) if policy.effective_to else NEVER_US
    return begin, end


def shared_settings(policies: Sequence[Policy]) -> tuple[int, int, int, str]:
    """Match lead, stitch gap and upload grace (microseconds) and zone that all policies of one audit agree on.

    Raises:
        ArgumentError: they do not agree; such policies are audited one after another.
    """
    found = {
        (
            *(p.tolerances[n].rough_us for n in ("match_lead", "stitch_gap", "upload_grace")),
            p.timezone,
        )
        for p in policies
    }
    if len(found) > 1:
        msg = "these policies have different zones or tolerances (match_lead, stitch_gap, upload_grace): audit them one by one"
        raise ArgumentError(msg)
    return next(iter(found))  # type: ignore[return-value]


def longest_limit(policies: Sequence[Policy]) -> int:
    """About how long the longest duration of any rule or tolerance is, in microseconds."""
    found = [d.rough_us for p in policies for d in p.tolerances.values()]
    for policy in policies:
        for rule in policy.rules:
            found += [d.rough_us for d in _durations(rule.parameters)]
    return max(found, default=0)


def _durations(value: object) -> list[Duration]:
    if isinstance(value, Duration):
        return [value]
    if isinstance(value, (list, tuple)):
        return [d for item in value for d in _durations(item)]
    if hasattr(type(value), "model_fields"):
        return [d for name in type(value).model_fields for d in _durations(getattr(value, name))]  # type: ignore[attr-defined]
    return []
