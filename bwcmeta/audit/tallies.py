"""Counts and rates by rule and group, each with its denominator and exact interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.audit.intervals import clopper_pearson
from bwcmeta.plan.groups import GROUPS, groups_step
from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

VERDICTS = ("compliant", "violation", "undetermined", "exempt", "pending")


def tally_step(plan: Plan, rule: CompiledRule) -> str:
    """Add `RULE_tally`: number of obligations by verdict, altogether and by each group."""
    groups = groups_step(plan, rule.steps.subjects)
    parts = [
        f"SELECT 'all' AS by_group, '' AS group_value, o.verdict, COUNT(*) AS n FROM {rule.steps.step} AS o GROUP BY o.verdict"
    ]
    parts += [
        f"""SELECT '{group}', g.{group}, o.verdict, COUNT(*) FROM {rule.steps.step} AS o
            JOIN {groups} AS g ON g.subject_no = o.subject_no GROUP BY g.{group}, o.verdict"""
        for group in GROUPS
    ]
    return plan.add(
        f"{rule.steps.step}_tally",
        f"How many obligations under {rule.rule.id} ended with each verdict.",
        " UNION ALL ".join(parts),
    )


def tallies(engine: Engine, rules: tuple[CompiledRule, ...], names: list[str]) -> pl.DataFrame:
    """Read the tally steps and compute the rates.

    One row for each rule and group value: counts by verdict, `n`, and three rates with exact 95 % limits:
    of the determinable c/(c+v), worst case c/(c+v+u), best case (c+u)/(c+v+u). A rate over nothing is absent.
    """
    import polars as pl

    frames = []
    for rule, name in zip(rules, names, strict=True):
        counted = engine.frame(f"SELECT by_group, group_value, verdict, CAST(n AS BIGINT) AS n FROM {name}")
        version = str(rule.policy.effective_from or "")
        frames.append(
            counted.select(
                pl.lit(rule.policy.id).alias("policy"),
                pl.lit(version).alias("version"),
                pl.lit(rule.rule.id).alias("rule_id"),
                pl.lit(rule.rule.topic).alias("topic"),
                "by_group", "group_value", "verdict", "n",
            )
        )  # fmt: skip
    keys = ["policy", "version", "rule_id", "topic", "by_group", "group_value"]
    schema = dict.fromkeys((*keys, "verdict"), pl.String) | {"n": pl.Int64}
    long = pl.concat(frames).cast(schema) if frames else pl.DataFrame(schema=schema)  # type: ignore[arg-type]
    wide = long.group_by(keys).agg(
        *(pl.col("n").filter(pl.col("verdict") == v).sum().cast(pl.Int64).alias(v) for v in VERDICTS)
    )
    order = {(r.policy.id, str(r.policy.effective_from or ""), r.rule.id): i for i, r in enumerate(rules)}
    first = [
        {"policy": p, "version": v, "rule_id": r, "topic": rules[i].rule.topic, "by_group": "all", "group_value": ""}
        for (p, v, r), i in order.items()
    ]
    if first:  # a rule with nothing to judge is shown as 0 of 0, never left out
        wide = pl.DataFrame(first, schema=dict.fromkeys(keys, pl.String)).join(wide, on=keys, how="full", coalesce=True)
        wide = wide.with_columns(pl.col(v).fill_null(0) for v in VERDICTS)
    return _with_rates(wide, order)


def _with_rates(wide: pl.DataFrame, order: dict[tuple[str, str, str], int]) -> pl.DataFrame:
    import polars as pl

    c, v, u = wide["compliant"].to_list(), wide["violation"].to_list(), wide["undetermined"].to_list()
    bases = {
        "determinable": (c, [a + b for a, b in zip(c, v, strict=True)]),
        "worst": (c, [sum(t) for t in zip(c, v, u, strict=True)]),
        "best": ([a + b for a, b in zip(c, u, strict=True)], [sum(t) for t in zip(c, v, u, strict=True)]),
    }
    columns = [(pl.sum_horizontal(*VERDICTS)).alias("n")]
    for name, (hits, trials) in bases.items():
        low, high = clopper_pearson(hits, trials)
        rate = [round(h / t, 10) if t else None for h, t in zip(hits, trials, strict=True)]
        columns += [
            pl.Series(f"{name}_of", trials, dtype=pl.Int64),
            pl.Series(f"{name}_rate", rate, dtype=pl.Float64),
            pl.Series(f"{name}_low", low, dtype=pl.Float64),
            pl.Series(f"{name}_high", high, dtype=pl.Float64),
        ]
    made = wide.with_columns(columns)
    number = [order[key] for key in made.select("policy", "version", "rule_id").iter_rows()]
    groups = {g: i for i, g in enumerate(("all", *GROUPS))}
    return (
        made.with_columns(
            pl.Series("_rule", number), pl.col("by_group").replace_strict(groups, return_dtype=pl.Int32).alias("_group")
        )
        .sort("_rule", "_group", "group_value", nulls_last=True)
        .drop("_rule", "_group")
    )
