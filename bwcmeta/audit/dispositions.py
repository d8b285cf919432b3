"""What people decided about findings: shown beside them, taken out of the count, and held against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bwcmeta.audit.intervals import clopper_pearson
from bwcmeta.plan.decisions import CLEARED

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

UPHELD = "sustained"
COLUMNS = ("disposition", "disposition_word", "disposition_reason", "decided_by", "decided_at", "counted")
"""What a finding has from them; `counted` says whether it is in the count of its verdict."""


def with_dispositions(engine: Engine, findings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings with what was decided about each, and the decisions about findings that this run does not have."""
    import polars as pl

    decided = engine.frame(
        "SELECT finding_id, state, local_word, reason, decided_by, decided_at FROM dispositions_standing"
    ).select(
        *(pl.col(c).cast(pl.String) for c in ("finding_id",)),
        pl.col("state").cast(pl.String).alias("disposition"),
        pl.col("local_word").cast(pl.String).alias("disposition_word"),
        pl.col("reason").cast(pl.String).alias("disposition_reason"),
        pl.col("decided_by").cast(pl.String),
        pl.col("decided_at").cast(pl.Datetime("us", "UTC")),
    )
    joined = findings.join(decided, on="finding_id", how="left", maintain_order="left")
    cleared = (pl.col("verdict") == "violation") & pl.col("disposition").is_in(CLEARED).fill_null(value=False)
    others = decided.join(findings.select("finding_id"), on="finding_id", how="anti").sort("finding_id")
    return joined.with_columns((~cleared).alias("counted")), others


def move_cleared(counted: pl.DataFrame, findings: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """Move what was cleared from the violations of every group to a count of its own."""
    import polars as pl

    cleared = findings.filter(~pl.col("counted").cast(pl.Boolean))
    if cleared.is_empty():
        return counted
    number = {(r.policy.id, str(r.policy.effective_from or ""), r.rule.id): n for n, r in enumerate(rules)}
    keyed = cleared.with_columns(
        pl.Series(
            "rule_no",
            [number[key] for key in cleared.select("policy", "version", "rule_id").iter_rows()],
            dtype=counted.schema["rule_no"],
        )
    )
    columns = {"all": pl.lit(""), "officer": pl.col("officer_id"), "unit": pl.col("unit_id"), "district": pl.col("district"),
               "call_type": pl.col("call_type"), "month": pl.col("month")}  # fmt: skip
    shape = counted.columns
    moved = [
        keyed.group_by("rule_no", column.cast(pl.String).alias("group_value"))
        .agg(pl.len().cast(counted.schema["n"]).alias("n"))
        .with_columns(pl.lit(group).alias("by_group"), pl.lit("bound").alias("state"))
        for group, column in columns.items()
    ]
    out = pl.concat(m.with_columns(pl.lit("cleared").alias("verdict")).select(shape) for m in moved)
    less = pl.concat(m.with_columns(pl.lit("violation").alias("verdict"), -pl.col("n")).select(shape) for m in moved)
    return pl.concat([counted, less, out]).group_by(shape[:-1]).agg(pl.col("n").sum()).filter(pl.col("n") != 0)


def adjudicated(findings: pl.DataFrame, others: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> dict[str, Any]:
    """By rule: how many findings have which state, and the share of wrong flags with its exact 95 % interval.

    Wrong flags are those that were cleared; the share is of those cleared or sustained. Other states are neutral.
    """
    import polars as pl

    decided = findings.filter(pl.col("disposition").is_not_null() & (pl.col("verdict") == "violation"))
    by_rule = []
    for rule in rules:
        version = str(rule.policy.effective_from or "")
        own = decided.filter(
            (pl.col("policy") == rule.policy.id) & (pl.col("version") == version) & (pl.col("rule_id") == rule.rule.id)
        )
        if own.is_empty():
            continue
        states = {str(s): int(n) for s, n in own.group_by("disposition").len().sort("disposition").iter_rows()}
        wrong = sum(states.get(s, 0) for s in CLEARED)
        of = wrong + states.get(UPHELD, 0)
        low, high = clopper_pearson([wrong], [of])
        by_rule.append(
            {
                "policy": rule.policy.id, "version": version, "rule_id": rule.rule.id, "states": states,
                "wrong_flags": wrong, "wrong_flags_of": of, "wrong_flag_rate": round(wrong / of, 10) if of else None,
                "wrong_flag_low": low[0], "wrong_flag_high": high[0],
            }
        )  # fmt: skip
    return {
        "rules": by_rule,
        "not_counted": int((~findings["counted"].cast(pl.Boolean)).sum()) if findings.height else 0,
        "of_findings_not_in_this_run": others.height,
        "rates_without_them": sorted({r.rule.id for r in rules if r.rule.kind == "rate" and _of(r) in _ids(findings)}),
    }


def _of(rule: CompiledRule) -> tuple[str, str, str]:
    """The rule that a rate looks at, as findings name it."""
    return (rule.policy.id, str(rule.policy.effective_from or ""), str(getattr(rule.rule.parameters, "of", "")))


def _ids(findings: pl.DataFrame) -> set[tuple[str, str, str]]:
    """Policy, version and rule of everything that was cleared."""
    import polars as pl

    cleared = findings.filter(~pl.col("counted").cast(pl.Boolean))
    return set(cleared.select("policy", "version", "rule_id").unique().rows())
