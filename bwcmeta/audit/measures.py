"""Rates side by side: officer on event, incident, shift, recording; presence never alone; at several tolerances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bwcmeta.audit.compile import context
from bwcmeta.audit.intervals import clopper_pearson
from bwcmeta.plan.plan import Plan
from bwcmeta.rules.measured import (
    FILED_MEASURES,
    INCIDENT_MEASURES,
    RECORDING_MEASURES,
    ROW_MEASURES,
    TOLERANCES_S,
    measures,
)

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

COLUMNS = ("policy", "version", "rule_id", "unit", "measure", "tolerance_s", "n", "yes", "no", "unknown")
_UNITS = {"unit_responses": "officer on event", "duty": "shift"}
GRADES = ("A", "B", "C", "none")


def measure_steps(plan: Plan, rules: tuple[CompiledRule, ...]) -> set[str]:
    """Add the steps of every rule that has measures; return the names of those that are read."""
    names = set()
    for rule in rules:
        made = measures(context(plan, rule.policy, rule.rule, {}), rule.steps, matched="match_rows" in plan.steps)
        if made:
            rule_name = made.removesuffix("_measures")
            names |= {made, f"{rule_name}_incidents", f"{rule_name}_recordings"} & set(plan.steps)
    return names


def matching_steps(plan: Plan) -> set[str]:
    """Add what `matching_told` reads: responses by grade, and hours of duty and footage; return the names."""
    names = {
        plan.add(
            "match_grades",
            "How many responses match with which grade.",
            "SELECT m.grade, COUNT(*) AS n FROM match_rows AS m GROUP BY m.grade",
        )
    }
    if "shift_cover" in plan.steps:
        names.add(
            plan.add(
                "shift_totals",
                "Hours of duty and of footage in them, and shifts without any.",
                """SELECT COUNT(*) AS shifts, SUM(c.until_us - c.from_us) AS duty_us, SUM(c.covered_us) AS covered_us,
                SUM(CASE WHEN c.covered_us IS NULL THEN 1 ELSE 0 END) AS without_footage FROM shift_cover AS c""",
            )
        )
    return names


def measures_frame(engine: Engine, plan: Plan, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """One row for each rule, unit and measure, with counts and three rates with exact limits (docs/reference/outputs.md)."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    for rule in rules:
        name = context(plan, rule.policy, rule.rule, {}).name
        if f"{name}_measures" not in plan.steps:
            continue
        head = {"policy": rule.policy.id, "version": str(rule.policy.effective_from or ""), "rule_id": rule.rule.id}
        found = engine.frame(f"SELECT * FROM {name}_measures").row(0, named=True)
        unit = _UNITS[rule.steps.table]
        wanted: list[tuple[str, str, int | None]] = [(m, m, None) for m in (*ROW_MEASURES, *FILED_MEASURES)]
        wanted += [(m, f"{m}_{s}", s) for m in ("presence", "whole") for s in TOLERANCES_S]
        rows += [head | {"unit": unit} | _counted(found, m, key, s) for m, key, s in wanted if f"{key}_yes" in found]
        if f"{name}_incidents" in plan.steps:
            found = engine.frame(f"SELECT * FROM {name}_incidents").row(0, named=True)
            rows += [head | {"unit": "incident"} | _counted(found, m, m, None) for m in INCIDENT_MEASURES]
        if f"{name}_recordings" in plan.steps:
            found = engine.frame(f"SELECT * FROM {name}_recordings").row(0, named=True)
            asked = [m for m in RECORDING_MEASURES if m != "numbered" or rule.steps.table == "unit_responses"]
            rows += [head | {"unit": "recording"} | _counted(found, m, m, None) for m in asked]
    whole = ("tolerance_s", "n", "yes", "no", "unknown")
    frame = pl.DataFrame(rows, schema={c: pl.Int64 if c in whole else pl.String for c in COLUMNS})
    return _with_rates(frame)


def _counted(found: dict[str, Any], measure: str, key: str, tolerance: int | None) -> dict[str, Any]:
    n, yes, no = (int(found[c] or 0) for c in ("n", f"{key}_yes", f"{key}_no"))
    return {"measure": measure, "tolerance_s": tolerance, "n": n, "yes": yes, "no": no, "unknown": n - yes - no}


def _with_rates(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    yes, no, unknown = (frame[c].to_list() for c in ("yes", "no", "unknown"))
    every = frame["n"].to_list()
    bases = {
        "determinable": (yes, [a + b for a, b in zip(yes, no, strict=True)]),
        "worst": (yes, every),
        "best": ([a + b for a, b in zip(yes, unknown, strict=True)], every),
    }
    columns = []
    for name, (hits, trials) in bases.items():
        low, high = clopper_pearson(hits, trials)
        rate = [round(h / t, 10) if t else None for h, t in zip(hits, trials, strict=True)]
        for part, values in (("rate", rate), ("low", low), ("high", high)):
            columns.append(pl.Series(f"{name}_{part}", values, dtype=pl.Float64))
    return frame.with_columns(columns)


def matching_told(engine: Engine, plan: Plan) -> dict[str, Any]:
    """How responses and recordings match: counts by grade, recordings by what they carry, hours of duty and footage."""
    graded = engine.frame("SELECT grade, n FROM match_grades")
    counts = {str(g): int(n) for g, n in graded.iter_rows()}
    total = sum(counts.values())
    told: dict[str, Any] = {
        "asked": True,
        "responses": total,
        "grades": {
            g: {"n": counts.get(g, 0), "share": round(counts.get(g, 0) / total, 10) if total else None} for g in GRADES
        },
    }
    if "shift_totals" in plan.steps:
        row = engine.frame("SELECT shifts, duty_us, covered_us, without_footage FROM shift_totals").row(0, named=True)
        told["shifts"] = {
            "n": int(row["shifts"]), "without_footage": int(row["without_footage"] or 0),
            "duty_hours": round(int(row["duty_us"] or 0) / 3.6e9, 6), "covered_hours": round(int(row["covered_us"] or 0) / 3.6e9, 6),
        }  # fmt: skip
    return told
