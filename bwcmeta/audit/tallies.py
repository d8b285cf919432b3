"""Counts and rates by rule and group, each with its denominator and exact interval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bwcmeta.audit.intervals import clopper_pearson
from bwcmeta.plan.groups import GROUPS

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

VERDICTS = ("compliant", "violation", "undetermined", "exempt", "pending", "cleared")
"""The five verdicts, and the violations that a person has cleared since: they are in no rate."""


def counts(engine: Engine, names: Iterable[str]) -> pl.DataFrame:
    """Read the tally steps, each once: one row for each rule, group value, state and verdict."""
    import polars as pl

    people = engine.frame("SELECT officer_no, officer_id FROM people").with_columns(
        pl.col("officer_no").cast(pl.Int64), pl.col("officer_id").cast(pl.String)
    )
    numbers = ("rule_no", "group_no", "officer_no", "local_day", "n")
    texts = ("state", "verdict", "unit_id", "district", "call_type")
    told = " UNION ALL ".join(f"SELECT {', '.join((*numbers, *texts))} FROM {name}" for name in dict.fromkeys(names))
    long = (
        engine.frame(told)
        .select(*(pl.col(c).cast(pl.Int64) for c in numbers), *(pl.col(c).cast(pl.String) for c in texts))
        .join(people, on="officer_no", how="left")
    )
    day = pl.from_epoch("local_day", time_unit="d")
    columns = [
        pl.lit(""),
        *(pl.col(c) for c in ("officer_id", "unit_id", "district", "call_type")),
        day.dt.strftime("%Y-%m"),
    ]
    value = pl.lit(None, pl.String)
    for place, column in enumerate(columns):
        value = pl.when(pl.col("group_no") == place).then(column).otherwise(value)
    groups = dict(enumerate(("all", *GROUPS)))
    return (
        long.with_columns(
            value.alias("group_value"),
            pl.col("group_no").replace_strict(groups, return_dtype=pl.String).alias("by_group"),
        )
        .group_by("rule_no", "by_group", "group_value", "state", "verdict")
        .agg(pl.col("n").sum())
    )


def waterfall(counted: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """For each rule, how many rows its table has and under what each left; the counts add up to the rows."""
    import polars as pl

    frames = []
    for number, rule in enumerate(rules):
        frame = rule.policy.frame_of(rule.rule)
        reasons = [e.reason for e in frame[1].exclude] if frame else []
        places = {s: i for i, s in enumerate(["not in force", *reasons, "not bound", "bound"])}
        frames.append(
            counted.filter((pl.col("rule_no") == number) & (pl.col("by_group") == "all"))
            .group_by("state")
            .agg(pl.col("n").sum())
            .select(
                pl.lit(number).alias("_rule"),
                pl.lit(rule.policy.id).alias("policy"),
                pl.lit(str(rule.policy.effective_from or "")).alias("version"),
                pl.lit(rule.rule.id).alias("rule_id"),
                pl.lit(rule.steps.table).alias("table"),
                "state",
                "n",
                pl.col("state").replace_strict(places, default=99, return_dtype=pl.Int32).alias("_place"),
            )
        )
    if not frames:
        return pl.DataFrame(schema={"policy": pl.String, "rule_id": pl.String, "state": pl.String, "n": pl.Int64})
    return pl.concat(frames, how="vertical_relaxed").sort("_rule", "_place", "state").drop("_rule", "_place")


def tallies(counted: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """Make the rates from the counts.

    One row for each rule and group value: counts by verdict, `n`, and three rates with exact 95 % limits:
    of the determinable c/(c+v), worst case c/(c+v+u), best case (c+u)/(c+v+u). A rate over nothing is absent.
    """
    import polars as pl

    ids = pl.DataFrame(
        [
            {"rule_no": n, "policy": r.policy.id, "version": str(r.policy.effective_from or ""), "rule_id": r.rule.id,
             "topic": r.rule.topic}
            for n, r in enumerate(rules)
        ],
        schema={"rule_no": pl.Int64, "policy": pl.String, "version": pl.String, "rule_id": pl.String, "topic": pl.String},
    )  # fmt: skip
    long = counted.filter(pl.col("state") == "bound").join(ids, on="rule_no")
    keys = ["policy", "version", "rule_id", "topic", "by_group", "group_value"]
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
    return _with_rates(wide, order).with_columns(pl.lit(None, pl.String).alias("suppressed"))


def _with_rates(wide: pl.DataFrame, order: dict[tuple[str, str, str], int]) -> pl.DataFrame:
    import polars as pl

    c, v, u = wide["compliant"].to_list(), wide["violation"].to_list(), wide["undetermined"].to_list()
    bases = {
        "determinable": (c, [a + b for a, b in zip(c, v, strict=True)]),
        "worst": (c, [sum(t) for t in zip(c, v, u, strict=True)]),
        "best": ([a + b for a, b in zip(c, u, strict=True)], [sum(t) for t in zip(c, v, u, strict=True)]),
    }
    columns: list[pl.Expr | pl.Series] = [(pl.sum_horizontal(*VERDICTS)).alias("n")]
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
