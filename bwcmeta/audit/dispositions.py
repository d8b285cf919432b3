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
DECISIONS = ("disposition", "disposition_word", "disposition_reason", "decided_by", "decided_at", "counted")
"""What a finding has from them; `counted` says whether it is in the count of its verdict."""


def decisions(engine: Engine) -> pl.DataFrame:
    """What was decided about each finding: `finding_id` and the columns of `DECISIONS` but the last."""
    import polars as pl

    return engine.frame(
        "SELECT finding_id, state, local_word, reason, decided_by, decided_at FROM dispositions_standing"
    ).select(
        pl.col("finding_id").cast(pl.String),
        pl.col("state").cast(pl.String).alias("disposition"),
        pl.col("local_word").cast(pl.String).alias("disposition_word"),
        pl.col("reason").cast(pl.String).alias("disposition_reason"),
        pl.col("decided_by").cast(pl.String),
        pl.col("decided_at").cast(pl.Datetime("us", "UTC")),
    )


def with_dispositions(decided: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings with what was decided about each."""
    import polars as pl

    if decided.is_empty():
        nothing = [pl.lit(None).alias(name) for name in DECISIONS[:-1]]
        return findings.with_columns(*nothing, pl.lit(value=True).alias("counted"))
    joined = findings.join(decided, on="finding_id", how="left", maintain_order="left")
    cleared = (pl.col("verdict") == "violation") & pl.col("disposition").is_in(CLEARED).fill_null(value=False)
    return joined.with_columns((~cleared).alias("counted"))


def move_cleared(counted: pl.DataFrame, cleared: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """Move the findings that were cleared from the violations of every group to a count of their own."""
    import polars as pl

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


def adjudicated(decided: pl.DataFrame, others: int, rules: tuple[CompiledRule, ...]) -> dict[str, Any]:
    """By rule: how many findings have which state, and the share of wrong flags with its exact 95 % interval.

    Wrong flags are those that were cleared; the share is of those cleared or sustained. Other states are neutral.

    Args:
        decided: the findings about which something was decided.
        others: how many decisions are about findings that this run does not have.
        rules: the compiled rules.
    """
    import polars as pl

    cleared = decided.filter(~pl.col("counted"))
    decided = decided.filter(pl.col("verdict") == "violation")
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
        "not_counted": cleared.height,
        "of_findings_not_in_this_run": others,
        "rates_without_them": sorted({r.rule.id for r in rules if r.rule.kind == "rate" and _of(r) in _ids(cleared)}),
    }


def _of(rule: CompiledRule) -> tuple[str, str, str]:
    """The rule that a rate looks at, as findings name it."""
    return (rule.policy.id, str(rule.policy.effective_from or ""), str(getattr(rule.rule.parameters, "of", "")))


def _ids(cleared: pl.DataFrame) -> set[tuple[str, str, str]]:
    """Policy, version and rule of everything that was cleared."""
    return set(cleared.select("policy", "version", "rule_id").unique().rows())
