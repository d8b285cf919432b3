"""Footage at risk: what is to be deleted soon although a rule wants it kept.

Each recording that is there and is to be deleted by then is put before the policy's `kept` rules as if it had been
deleted when it is planned: what they call too early, or on hold, is at risk. What they cannot decide stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.compile import CompiledAudit, compile_audit, longest_limit, shared_settings
from bwcmeta.audit.freeze import freeze, from_us, to_us
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.planned_rows import at_risk_rows, contradicted_rows, unplanned_rows
from bwcmeta.audit.run import make_engine, run_plan
from bwcmeta.errors import ArgumentError
from bwcmeta.model.calendar import later_by
from bwcmeta.model.moment import Duration
from bwcmeta.plan.plan import Plan
from bwcmeta.plan.planned import planned
from bwcmeta.rules.obligations import link_step

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from bwcmeta.audit.run import Progress
    from bwcmeta.audit.source import TableSource
    from bwcmeta.engines.protocol import Engine
    from bwcmeta.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What is to be deleted by a day and should not be.

    Attributes:
        rows: one row for each recording and rule that wants it kept longer; the nearest planned deletion first.
        undetermined: recordings of which it cannot be said, with the reason.
        rules: one row for each rule: how many of the planned deletions it judges, and how.
        counts: recordings by what is planned for them; their sum is `recordings`.
        as_of: from when was looked. until: the last moment that counts.
    """

    rows: pl.DataFrame
    undetermined: pl.DataFrame
    rules: pl.DataFrame
    counts: dict[str, int]
    as_of: datetime
    until: datetime


def find_at_risk(
    source: TableSource,
    policies: Sequence[Policy],
    within: Duration,
    options: AuditOptions | None = None,
    *,
    progress: Progress | None = None,
) -> AtRisk:
    """Ask the `kept` rules about what is to be deleted.

    Args:
        source: the tables, frozen.
        policies: versions of one policy, or several policies with the same zone and tolerances.
        within: how far to look ahead from the as-of moment.
        options: as for an audit; only as-of and engine matter here.
        progress: called as steps are done.

    Raises:
        ArgumentError: no rule says how long footage is kept, or `within` is counted in business days.
    """
    if within.unit == "business_days":
        raise ArgumentError("--within: business days are not counted here; write it as 30d, 72h or 6mo")
    keeping = [replace(p, rules=tuple(r for r in p.rules if r.kind == "kept")) for p in policies]
    if not any(p.rules for p in keeping):
        names = ", ".join(sorted({p.id for p in policies})) or "no policy"
        msg = f"{names} has no rule of the kind kept: nothing says how long footage must be there"
        raise ArgumentError(msg)
    options = options or AuditOptions()
    engine = make_engine(source, options)
    try:
        return _found(engine, source, keeping, within, options, progress or (lambda _w, _d, _a: None))
    finally:
        engine.close()


def _found(
    engine: Engine,
    source: TableSource,
    policies: Sequence[Policy],
    within: Duration,
    options: AuditOptions,
    progress: Progress,
) -> AtRisk:
    import polars as pl

    lead, gap, grace, zone = shared_settings(policies)
    frozen = freeze(engine, source, options)
    settings = frozen.settings(
        source, match_lead_us=lead, stitch_gap_us=gap, upload_grace_us=grace, zone=zone,
        longest_limit_us=longest_limit(policies),
    )  # fmt: skip
    as_of = from_us(settings.as_of_us)
    try:
        until = later_by(as_of, within, zone)
    except OverflowError as error:
        msg = f"--within: {within} reaches beyond any calendar"
        raise ArgumentError(msg) from error
    plan = Plan(settings)
    planned(plan, to_us(until, "--within"))
    compiled = compile_audit(policies, settings, plan)
    results = (
        _judged(compiled),
        _facts(compiled),
        _states(compiled),
        "planned_counts",
        "planned_unknown",
        "planned_edits",
    )
    run_plan(engine, plan, results, progress)
    edits = engine.frame("SELECT * FROM planned_edits").rows(named=True)
    judged = engine.frame("SELECT * FROM planned_judged").rows(named=True)
    facts = engine.frame("SELECT * FROM planned_facts").rows(named=True)
    rows, undetermined = at_risk_rows(compiled, judged, facts, edits, settings.as_of_us)
    unknown = engine.frame("SELECT * FROM planned_unknown")
    undetermined = pl.concat(
        [
            undetermined,
            unplanned_rows(unknown),
            contradicted_rows(edits, set(rows["recording_id"]), zone, until),
        ]
    ).sort("reason", "planned", "recording_id", "rule_id", "sources", nulls_last=True)
    states = engine.frame("SELECT * FROM planned_states").rows(named=True)
    counts = engine.frame("SELECT * FROM planned_counts").row(0, named=True)
    return AtRisk(rows, undetermined, _by_rule(compiled, states), _told(counts), as_of, until)


def _told(counts: dict[str, Any]) -> dict[str, int]:
    names = {
        "recordings": "all", "deleted": "deleted", "deleted_time_unknown": "deleted_unknown",
        "no_planned_date": "unplanned", "date_passed": "passed", "within": "within", "later": "later",
    }  # fmt: skip
    return {name: int(counts[f"{key}_count"]) for name, key in names.items()}


def _judged(compiled: CompiledAudit) -> str:
    """Add `planned_judged`: the planned deletions that a rule does not find in order."""
    parts = [
        f"""SELECT {number} AS rule_no, o.subject_no, o.verdict, o.reason, d.clock_us, d.deleted_at AS planned_us, d.least_due,
            d.winner, x.recording_id, x.incident_id, p.officer_id, x.source_file, x.source_row
        FROM {rule.steps.step} AS o JOIN {rule.steps.step}_decided AS d ON d.subject_no = o.subject_no
        JOIN {rule.steps.subjects} AS x ON x.subject_no = o.subject_no LEFT JOIN people AS p ON p.officer_no = o.officer_no
        WHERE o.state = 'bound' AND (o.reason IN ('deleted_early', 'deleted_on_hold') OR o.verdict = 'undetermined')"""
        for number, rule in enumerate(compiled.rules)
    ]
    return compiled.plan.add(
        "planned_judged",
        "The planned deletions that a rule forbids, or cannot decide.",
        " UNION ALL ".join(parts),
        keep=True,
    )


def _facts(compiled: CompiledAudit) -> str:
    return compiled.plan.add(
        "planned_facts",
        "The facts that are tied to each of them.",
        f"""
        SELECT DISTINCT j.subject_no, f.fact_no, f.fact, f.rank, f.standing, f.at_us, f.until_us, f.source_file, f.source_row
        FROM planned_judged AS j JOIN {link_step(compiled.plan, "recordings")} AS l ON l.subject_no = j.subject_no
        JOIN facts_seen AS f ON f.fact_no = l.fact_no
        """,
    )


def _states(compiled: CompiledAudit) -> str:
    parts = [
        f"""SELECT {number} AS rule_no, o.state, o.verdict, o.reason, COUNT(*) AS many
        FROM {rule.steps.step} AS o GROUP BY o.state, o.verdict, o.reason"""
        for number, rule in enumerate(compiled.rules)
    ]
    return compiled.plan.add(
        "planned_states", "How many planned deletions each rule judges, and how.", " UNION ALL ".join(parts)
    )


def _by_rule(compiled: CompiledAudit, states: list[dict[str, Any]]) -> pl.DataFrame:
    import polars as pl

    lines = []
    for number, one in enumerate(compiled.rules):
        mine = [s for s in states if s["rule_no"] == number]

        def many(*, of: list[dict[str, Any]] = mine, **wanted: str) -> int:
            return sum(int(s["many"]) for s in of if all(s[key] == value for key, value in wanted.items()))

        bound = many(state="bound")
        early, held = (many(state="bound", reason=r) for r in ("deleted_early", "deleted_on_hold"))
        late, unknown = many(state="bound", reason="kept_too_long"), many(state="bound", verdict="undetermined")
        exempt = many(state="bound", verdict="exempt")
        lines.append(
            {
                "policy": one.policy.id, "version": str(one.policy.effective_from or ""), "rule_id": one.rule.id,
                "clause": one.rule.clause, "planned": sum(int(s["many"]) for s in mine), "judged": bound,
                "minimum_not_over": early, "on_hold": held, "undetermined": unknown, "exempt": exempt,
                "later_than_maximum": late, "in_order": bound - early - held - unknown - exempt - late,
            }
        )  # fmt: skip
    return pl.DataFrame(lines)
