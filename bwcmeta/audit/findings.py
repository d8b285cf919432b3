"""Findings: every obligation that is not compliant, with a stable id, a sentence, a grade and its source rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.audit.rows_behind import EVIDENCE, rows_behind
from bwcmeta.audit.sentences import UNITS, reason_unit, with_sentences

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

KEY = ("policy", "rule_id", "incident_id", "officer_id", "recording_id", "fact_id", "unit_id", "at")
COLUMNS = (
    "finding_id", "policy", "version", "rule_id", "topic", "severity", "clause", "verdict", "reason", "officer_id",
    "incident_id", "recording_id", "fact_id", "unit_id", "district", "call_type", "month", "at", "window_from",
    "window_until", "measured", "allowed", "unit", "grade", "sentence", "sources", "verified", "advisory",
)  # fmt: skip
_NO_FOOTAGE = ("no_recording", "outside_window")
_TEXTS = ("verdict", "reason", "incident_id", "recording_id", "fact_id", "unit_id", "officer_id", "district", "call_type",
          "source_file")  # fmt: skip
_WHOLE = ("subject_no", "measured", "allowed", "from_us", "until_us", "row_us", "source_row", "officer_records")


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found.

    Attributes:
        findings: as docs/reference/outputs.md has them, in the order of rules and sources.
        keys: `rule_no` and `subject_no` of each, beside its `finding_id`.
        evidence: the rows behind each, in the order of the findings.
        obligations: every obligation, where they were asked for.
    """

    findings: pl.DataFrame
    keys: pl.DataFrame
    evidence: pl.DataFrame
    obligations: pl.DataFrame | None


def read_findings(engine: Engine, rules: tuple[CompiledRule, ...], zone: str, *, everything: bool) -> Found:
    """Read the details and the evidence, rule by rule, and make the findings of them.

    Args:
        engine: where `details` and `evidence` are kept.
        rules: the compiled rules.
        zone: months are those of this zone.
        everything: `details` holds the compliant ones too; hand out every obligation.
    """
    import polars as pl

    findings, keys, evidence, all_of_them = [], [], [], []
    before = 0
    for number, rule in enumerate(rules):
        obligations = _of_rule(engine, number, rule, zone)
        if everything:
            all_of_them.append(obligations)
        flagged = obligations.filter(pl.col("verdict") != "compliant") if everything else obligations
        behind, sources = rows_behind(engine, number, flagged.select("subject_no"))
        evidence.append(behind.with_columns(pl.col("finding_no") + before))
        plain = pl.concat_str(pl.col("source_file"), pl.lit(":"), pl.col("source_row").cast(pl.String))
        sourced = pl.concat([flagged, sources], how="horizontal")
        made = with_sentences(sourced, rule.rule.kind, rule.steps.table, rule.steps.sentences)
        made = made.with_columns(pl.coalesce("sources", plain).alias("sources"), _grade().alias("grade"))
        findings.append(made.select(COLUMNS[1:]))
        keys.append(made.select(pl.lit(number, pl.Int64).alias("rule_no"), "subject_no"))
        before += flagged.height
    whole = pl.concat(findings) if findings else pl.DataFrame(schema=dict.fromkeys(COLUMNS[1:], pl.String))
    ids = finding_ids(whole)
    rows = (
        pl.concat(evidence)
        if evidence
        else pl.DataFrame(schema={"finding_no": pl.Int64, **dict.fromkeys(EVIDENCE, pl.String)})
    )
    numbers = pl.concat(keys) if keys else pl.DataFrame(schema={"rule_no": pl.Int64, "subject_no": pl.Int64})
    return Found(
        findings=whole.select(ids, *COLUMNS[1:]),
        keys=numbers.with_columns(ids),
        evidence=rows.select(ids.gather(rows["finding_no"]), *EVIDENCE),
        obligations=pl.concat(all_of_them) if all_of_them else None,
    )


def obligations_frame(engine: Engine, rules: tuple[CompiledRule, ...], zone: str) -> pl.DataFrame:
    """The details of every rule in one frame, in the order of rules and sources; months are those of `zone`."""
    import polars as pl

    return pl.concat([_of_rule(engine, number, rule, zone) for number, rule in enumerate(rules)])


def _of_rule(engine: Engine, number: int, rule: CompiledRule, zone: str) -> pl.DataFrame:
    """The details of one rule, in the order of their sources; measures in the unit in which they are told."""
    import polars as pl

    raw = engine.frame(
        f"""SELECT subject_no, verdict, reason, measured, allowed, from_us, until_us, incident_id, recording_id, fact_id,
        unit_id, officer_id, row_us, district, call_type, source_file, source_row, officer_records
        FROM details WHERE rule_no = {number}"""
    )
    raw = raw.with_columns(*(pl.col(t).cast(pl.String) for t in _TEXTS), *(pl.col(n).cast(pl.Int64) for n in _WHOLE))
    units = {r: reason_unit(rule.rule.kind, r) for r in raw["reason"].unique().drop_nulls()}
    scale = pl.col("reason").replace_strict(
        {r: float(UNITS[u]) for r, u in units.items()}, default=float(UNITS["s"]), return_dtype=pl.Float64
    )
    unit = pl.col("reason").replace_strict(
        {r: "s" if u == "d" else u for r, u in units.items()}, default="s", return_dtype=pl.String
    )
    head = {
        "policy": rule.policy.id, "version": str(rule.policy.effective_from or ""), "rule_id": rule.rule.id,
        "topic": rule.rule.topic, "severity": rule.rule.severity, "clause": rule.rule.clause,
        "subject": rule.steps.table, "verified": rule.rule.head.verified or "unstated",
    }  # fmt: skip
    stamps = (("row_us", "at"), ("from_us", "window_from"), ("until_us", "window_until"))
    return raw.sort("source_file", "source_row", "officer_id", "row_us", "subject_no", nulls_last=True).with_columns(
        *(pl.lit(value, pl.String).alias(name) for name, value in head.items()),
        pl.lit(bool(rule.rule.advisory)).alias("advisory"),
        *(pl.from_epoch(c, time_unit="us").dt.replace_time_zone("UTC").alias(name) for c, name in stamps),
        pl.from_epoch("row_us", time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        .dt.strftime("%Y-%m").alias("month"),
        unit.alias("unit"),
        pl.col("measured").alias("measured_raw"),
        pl.col("allowed").alias("allowed_raw"),
        (pl.col("measured") / scale).alias("measured"),
        (pl.col("allowed") / scale).alias("allowed"),
    )  # fmt: skip


def finding_ids(findings: pl.DataFrame) -> pl.Series:
    """A finding's id: SHA-256 over what it is about, so that it is the same on every run over the same facts."""
    import polars as pl

    parts = [pl.col(c).cast(pl.String).fill_null("") for c in KEY if c != "at"]
    at = pl.col("at").cast(pl.Datetime("us", "UTC")).dt.epoch("us").cast(pl.String).fill_null("")
    text = pl.concat_str(*parts, at, separator="\x1f")
    keyed = findings.select(text.alias("text"))
    if keyed["text"].is_duplicated().any():
        keyed = keyed.with_columns(pl.int_range(pl.len()).over("text").alias("number"))
        texts = pl.concat_str("text", pl.col("number").cast(pl.String), separator="\x1f")
    else:
        texts = pl.concat_str("text", pl.lit("0"), separator="\x1f")
    whole = keyed.select(texts.alias("text"))["text"]
    ids = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in whole]
    return pl.Series("finding_id", ids, dtype=pl.String)


def _grade() -> pl.Expr:
    """How sure the match is: A number and officer with time, B one key, C inference only; none where nothing is matched."""
    import polars as pl

    bare = pl.col("reason").is_in(_NO_FOOTAGE)
    return (
        pl.when(pl.col("subject") == "rules").then(None)
        .when(~pl.col("subject").is_in(["unit_responses", "duty", "facts"])).then(pl.lit("A"))
        .when(pl.col("verdict") != "violation").then(None)
        .when((pl.col("reason") == "no_recording") & (pl.col("officer_records") == 1)).then(pl.lit("B"))
        .when(bare).then(pl.lit("C"))
        .when(pl.col("numbered") == 1).then(pl.lit("A"))
        .otherwise(pl.lit("B"))
    )  # fmt: skip
