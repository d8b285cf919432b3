"""One audit: freeze, compile, run, read the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.beside import beside, beside_steps
from bwcmeta.audit.compile import CompiledAudit, compile_audit, longest_limit, shared_settings
from bwcmeta.audit.corrections import corrected, corrections_told
from bwcmeta.audit.dispositions import adjudicated, decisions, move_cleared
from bwcmeta.audit.evidence import alike, details, evidence
from bwcmeta.audit.findings import read_findings
from bwcmeta.audit.freeze import Frozen, freeze
from bwcmeta.audit.intervals import load_meanwhile
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.outcomes import flagged_step, tally_steps
from bwcmeta.audit.quality import degradations, liveness, quality_frame, quality_steps, with_rows
from bwcmeta.audit.result import AuditResult
from bwcmeta.audit.searched import STEP as SEARCH
from bwcmeta.audit.searched import searches_frame
from bwcmeta.audit.side_by_side import run_side_by_side
from bwcmeta.audit.source import RowsSource, TableSource
from bwcmeta.audit.summary import summarise
from bwcmeta.audit.suppress import officer_steps, suppress, suppressed_told
from bwcmeta.audit.tallies import counts, tallies, waterfall
from bwcmeta.audit.timeline import timeline, timeline_frame
from bwcmeta.audit.timing import Timings
from bwcmeta.errors import ArgumentError
from bwcmeta.model.tables import TABLES
from bwcmeta.model.verdict import Exit
from bwcmeta.plan.plan import Plan
from bwcmeta.sql.order import kept_where_shared, last_reads, reading_order

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.corrections import ClockCorrection
    from bwcmeta.engines.protocol import Engine
    from bwcmeta.policies.policy import Policy
    from bwcmeta.sql.step import Step


Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, how many there are."""


_MADE_OF_RULES = ("evidence", "timeline", "details", "told_alike")


def run_audit(
    source: TableSource,
    policies: Sequence[Policy],
    options: AuditOptions | None = None,
    *,
    progress: Progress | None = None,
    timings: Timings | None = None,
) -> AuditResult:
    """Test the tables against the policies.

    Args:
        source: the tables, frozen.
        policies: versions of one policy, or several policies with the same zone and shared tolerances.
        options: see `AuditOptions`.
        progress: called as steps are done.
        timings: a stopwatch; filled step by step where given.

    Raises:
        ArgumentError: the policies cannot be audited together; `strict` and a name the data never had.
        EngineError: the engine failed (a fault of the program).
    """
    options = options or AuditOptions()
    if not policies:
        msg = "no policy was given: name one with --policy"
        raise ArgumentError(msg)
    if not any(policy.rules for policy in policies):
        msg = f"{policies[0].id} has notes and no rule: there is nothing to test (policy show prints the notes)"
        raise ArgumentError(msg)
    with corrected(source, options.clock_corrections) as told:
        return _opened(told, policies, options, progress, timings)


def _opened(
    source: TableSource,
    policies: Sequence[Policy],
    options: AuditOptions,
    progress: Progress | None,
    timings: Timings | None,
) -> AuditResult:
    engine = make_engine(source, options, rules=sum(len(policy.rules) for policy in policies))
    try:
        return _run(engine, source, policies, options, progress or (lambda _w, _d, _a: None), timings)
    finally:
        engine.close()


_USUAL_RULES = 20
"""More rules have more findings, which take room besides the inputs: fifty of them spilled a fifth of their time away."""


def make_engine(source: TableSource, options: AuditOptions, *, rules: int = 0) -> Engine:
    """Open the engine that the options name; `rules`: how many are tested.

    Raises:
        ArgumentError: there is no such engine.
        EngineError: the engine is not installed, or cannot be set up.
    """
    if options.engine == "duckdb":
        from bwcmeta.engines.on_duckdb import DuckDBEngine

        size = sum(Path(file).stat().st_size for table in TABLES for file in source.files(table.name))
        return DuckDBEngine(
            source.folders(),
            memory=options.memory,
            threads=options.threads,
            input_bytes=size,
            usual=rules / _USUAL_RULES,
        )
    if options.engine == "spark":
        from bwcmeta.engines.on_spark import SparkEngine

        return SparkEngine(source.folders(), place=options.spark, memory=options.memory, threads=options.threads)
    msg = f"unknown engine {options.engine!r}: one of duckdb, spark"
    raise ArgumentError(msg)


def _run(
    engine: Engine,
    source: TableSource,
    policies: Sequence[Policy],
    options: AuditOptions,
    progress: Progress,
    timings: Timings | None,
) -> AuditResult:
    progress("reading", 0, 0)
    with _part(timings, "open and compile", "Measure the tables, and compile the policies to a plan for them."):
        frozen, compiled = compiled_for(engine, source, policies, options)
    plan = compiled.plan
    if timings is not None:
        timings.knows(plan.settings.rows)
    tally_names, results = add_results(compiled, options)
    load_meanwhile()
    ran = run_plan(engine, plan, results, progress, timings)
    with _part(
        timings, "read the results", "Findings with their sentences, evidence, tallies with intervals, the summary."
    ):
        return _result(engine, source, compiled, frozen, options, tally_names, ran)


def add_results(compiled: CompiledAudit, options: AuditOptions) -> tuple[list[str], list[str]]:
    """Add what is made of the rules: tallies, evidence, timeline, details, quality.

    Returns:
        The name of each rule's tally step; the names of all results, in the order to make them:
        first what reads no rule, then the rules, those over one table together, so that little is kept at a time.
    """
    plan, rules = compiled.plan, compiled.rules
    tally_names = tally_steps(plan, rules)
    by_table: dict[str, list[str]] = {}
    for number, rule in enumerate(rules):
        by_table.setdefault(rule.steps.table, []).extend((tally_names[number], flagged_step(plan, number, rule)))
    of_rules = [name for names in by_table.values() for name in names]
    if rules:
        evidence(plan, rules)
        timeline(plan, rules, most=options.timelines)
        details(plan, rules, everything=options.keep_obligations)
        alike(plan)
    first = {*quality_steps(plan), *beside_steps(plan, rules, deep=options.deep)}
    last = {*(officer_steps(plan, rules) if options.suppress_below else ()), *_MADE_OF_RULES} - first
    return tally_names, [name for name in plan.steps if name in first] + of_rules + [
        name for name in plan.steps if name in last
    ]


def _part(timings: Timings | None, name: str, says: str) -> AbstractContextManager[None]:
    return nullcontext() if timings is None else timings.part(name, says)


def compiled_for(
    engine: Engine, source: TableSource, policies: Sequence[Policy], options: AuditOptions
) -> tuple[Frozen, CompiledAudit]:
    """Open the tables in the engine, measure them, and compile the policies for them."""
    lead, gap, grace, zone = shared_settings(policies)
    frozen = freeze(engine, source, options)
    settings = frozen.settings(
        source,
        match_lead_us=lead,
        stitch_gap_us=gap,
        upload_grace_us=grace,
        zone=zone,
        longest_limit_us=longest_limit(policies),
        decided_until_us=frozen.as_of_us if options.as_of is not None else None,
        every_row=options.every_row,
    )
    return frozen, compile_audit(policies, settings)


def run_plan(
    engine: Engine, plan: Plan, results: Iterable[str], progress: Progress, timings: Timings | None = None
) -> tuple[Step, ...]:
    """Run the steps that the results need, result by result; let go of kept ones once nothing reads them any more.

    Returns:
        The steps that ran, in their order.
    """
    made = dict.fromkeys(results)
    steps = reading_order(plan.steps, made)
    # what is read at the end is computed as soon as it can be: the steps behind it are let go of then
    steps |= {name: replace(step, keep=True) for name, step in steps.items() if name in made and not step.keep}
    if engine.small and plan.settings.few_rows:
        steps = kept_where_shared(steps)
    done_with = last_reads(steps, frozenset(made))
    others = engine.others() if timings is None else ()  # what a step costs shows only where it runs alone
    if others:
        run_side_by_side((engine, *others), steps, done_with, progress)
    else:
        _one_by_one(engine, steps, done_with, progress, timings)
    progress("reading the results", len(steps), len(steps))
    return tuple(steps.values())


def _one_by_one(
    engine: Engine,
    steps: Mapping[str, Step],
    done_with: Mapping[str, Sequence[str]],
    progress: Progress,
    timings: Timings | None,
) -> None:
    for number, step in enumerate(steps.values()):
        progress(step.says, number, len(steps))
        if timings is None:
            engine.run(step)
        else:
            timings.step(step, engine)
        for name in done_with.get(step.name, ()):
            engine.forget(name)


def _result(
    engine: Engine,
    source: TableSource,
    compiled: CompiledAudit,
    frozen: Frozen,
    options: AuditOptions,
    tally_names: list[str],
    ran: tuple[Step, ...],
) -> AuditResult:
    import polars as pl

    plan, rules = compiled.plan, compiled.rules
    decided = decisions(engine)
    found = read_findings(engine, rules, plan.settings.zone, everything=options.keep_obligations, decided=decided)
    notes = liveness(engine, plan, rules, frozen)
    tables = frozenset(rule.steps.table for rule in rules if rule.steps.table != "facts")
    degraded = degradations(engine, plan, frozen, source.ledgers(), tables & {"unit_responses", "duty"}, options)
    more = beside(engine, plan, rules, options.gates)
    degraded += more.degraded
    quality = with_rows(quality_frame(engine), more.quality)
    if options.strict and notes:
        told = "\n".join(f"  {n['names']} ({n['rules']}): {n['but']}" for n in notes)
        msg = f"--strict: the policy names what the data never had\n{told}"
        raise ArgumentError(msg)
    if options.strict and quality.height:
        degraded.append(f"--strict: {quality.height:,} data-quality findings")
    numbers = (
        move_cleared(counts(engine, tally_names), found.decided.filter(~pl.col("counted")), rules)
        if rules
        else pl.DataFrame()
    )
    rates = tallies(numbers, rules) if rules else pl.DataFrame()
    left = waterfall(numbers, rules)
    summary = summarise(compiled, frozen, rates, left, found.findings, quality, notes, degraded)
    if options.suppress_below and rules:
        rates = suppress(engine, rates, officer_steps(plan, rules), rules, options.suppress_below)
        summary["suppressed"] = suppressed_told(rates, options.suppress_below)
    if options.clock_corrections:
        summary["clock_corrections"] = corrections_told(source, options.clock_corrections)
    summary |= {**more.summary, "adjudicated": adjudicated(found.decided, decided.height - found.decided.height, rules)}
    violations = summary["candidate_violations"]
    code = Exit.DEGRADED if degraded else Exit.FINDINGS if violations > options.threshold else Exit.CLEAN
    return AuditResult(
        finding_rows=found.findings,
        evidence_rows=found.evidence,
        timeline=timeline_frame(engine, found) if rules else pl.DataFrame(),
        searches=searches_frame(engine, found, there=SEARCH in plan.steps),
        tallies=rates,
        waterfall=left,
        quality=quality,
        clocks=more.clocks,
        measures=more.measures,
        obligations=None if found.obligations is None else obligations_out(found.obligations),
        summary={**summary, "exit": int(code)},
        ledgers=tuple(source.ledgers()),
        steps=ran,
        dialect=engine.dialect,
        degraded=tuple(degraded),
        exit=code,
    )


def obligations_out(obligations: pl.DataFrame) -> pl.DataFrame:
    """The obligations as a caller sees them: without the engine's own numbers."""
    import polars as pl

    columns = ("policy", "version", "rule_id", "subject", "incident_id", "officer_id", "recording_id", "fact_id", "unit_id",
               "source_file", "source_row", "at", "window_from", "window_until", "verdict", "reason", "measured", "allowed")  # fmt: skip
    if obligations.is_empty():
        return pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), "subject_row": pl.Int64}).drop("source_row")
    return obligations.select(columns).rename({"source_row": "subject_row"})


def audit_rows(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    policy: Policy | Sequence[Policy],
    *,
    as_of: datetime | str | None = None,
    horizon: Mapping[str, tuple[Any, Any]] | None = None,
    keep_obligations: bool = False,
    threads: int | None = None,
    deep: bool | None = None,
    clock_corrections: Sequence[ClockCorrection] = (),
) -> AuditResult:
    """Audit rows in memory: for tests, for `policy test`, for a check by hand.

    Args:
        tables: canonical table -> rows (mappings of canonical columns; instants aware, or ISO text with an offset).
        policy: one policy, or the versions of one.
        as_of: as in `AuditOptions`; text is allowed.
        horizon: table -> (from, to), as in `AuditOptions`; text is allowed.
        keep_obligations: hand out every obligation.
        threads: of the engine.
        deep: as in `AuditOptions`.
        clock_corrections: as in `AuditOptions`.
    """
    policies = tuple(policy) if isinstance(policy, Sequence) else (policy,)
    source = RowsSource(tables)
    try:
        options = AuditOptions(
            as_of=instant(as_of),
            horizons={t: (_must(a), _must(b)) for t, (a, b) in (horizon or {}).items()},
            keep_obligations=keep_obligations,
            threads=threads,
            deep=deep,
            clock_corrections=tuple(clock_corrections),
        )
        return run_audit(source, policies, options)
    finally:
        source.close()


def instant(value: datetime | str | None) -> datetime | None:
    """Read an instant given as text; hand on anything else."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _must(value: datetime | str) -> datetime:
    at = instant(value)
    assert at is not None
    return at
