"""Verdicts alone: every obligation and the waterfall, without findings, evidence or data quality.

For `policy test` and for tests, where the verdict is all that is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.evidence import details
from bwcmeta.audit.findings import obligations_frame
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.outcomes import tally_steps
from bwcmeta.audit.run import compiled_for, instant, make_engine, obligations_out, run_plan
from bwcmeta.audit.source import RowsSource
from bwcmeta.audit.tallies import counts, waterfall

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts.

    Attributes:
        obligations: one row per obligation, as `AuditResult.obligations`.
        waterfall: what became of every row of each rule's table.
    """

    obligations: pl.DataFrame
    waterfall: pl.DataFrame


def judge_rows(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    policy: Policy | Sequence[Policy],
    *,
    as_of: datetime | str | None = None,
    horizon: Mapping[str, tuple[Any, Any]] | None = None,
    engine: str = "duckdb",
) -> Judged:
    """Judge rows in memory; arguments as of `audit_rows`."""
    policies = tuple(policy) if isinstance(policy, Sequence) else (policy,)
    options = AuditOptions(
        as_of=instant(as_of), horizons={t: (_sure(a), _sure(b)) for t, (a, b) in (horizon or {}).items()}, engine=engine
    )
    source = RowsSource(tables)
    running = make_engine(source, options)
    try:
        _, compiled = compiled_for(running, source, policies, options)
        plan, rules = compiled.plan, compiled.rules
        names = tally_steps(plan, rules)
        details(plan, rules, everything=True)
        run_plan(running, plan, [*names, "people", "details"], lambda _w, _d, _a: None)
        obligations = obligations_frame(running, rules, plan.settings.zone)
        return Judged(obligations_out(obligations), waterfall(counts(running, names), rules))
    finally:
        running.close()
        source.close()


def _sure(value: datetime | str) -> datetime:
    at = instant(value)
    assert at is not None
    return at
