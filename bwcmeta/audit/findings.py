"""Findings: every obligation that is not compliant, with a stable id, a sentence, a grade and its source rows."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bwcmeta.audit.sentences import UNITS, reason_sentence, reason_unit, told

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

MOST_SOURCES = 20
"""How many source rows a finding lists in one cell; `evidence.parquet` has all of them."""
KEY = ("policy", "rule_id", "incident_id", "officer_id", "recording_id", "fact_id", "unit_id", "at")
COLUMNS = (
    "finding_id", "policy", "version", "rule_id", "topic", "severity", "clause", "verdict", "reason", "officer_id",
    "incident_id", "recording_id", "fact_id", "unit_id", "district", "call_type", "month", "at", "window_from",
    "window_until", "measured", "allowed", "unit", "grade", "sentence", "sources", "verified", "advisory",
)  # fmt: skip
_NO_FOOTAGE = ("no_recording", "outside_window")


def obligations_frame(engine: Engine, rules: tuple[CompiledRule, ...], zone: str) -> pl.DataFrame:
    """Read the details of every rule into one frame, in the order of rules and sources; months are those of `zone`."""
    import polars as pl

    raw = engine.frame(
        """SELECT rule_no, subject_no, verdict, reason, measured, allowed, from_us, until_us, incident_id, recording_id,
        fact_id, unit_id, officer_id, row_us, district, call_type, source_file, source_row, officer_records FROM details"""
    )
    texts = ("verdict", "reason", "incident_id", "recording_id", "fact_id", "unit_id", "officer_id", "district", "call_type",
             "source_file")  # fmt: skip
    whole = (
        "rule_no",
        "subject_no",
        "measured",
        "allowed",
        "from_us",
        "until_us",
        "row_us",
        "source_row",
        "officer_records",
    )
    raw = raw.with_columns(*(pl.col(t).cast(pl.String) for t in texts), *(pl.col(n).cast(pl.Int64) for n in whole))
    made = raw.join(_of_rules(rules), on="rule_no").join(
        _of_reasons(raw, rules), on=["rule_no", "reason"], nulls_equal=True
    )
    return made.with_columns(
        *(
            pl.from_epoch(c, time_unit="us").dt.replace_time_zone("UTC").alias(name)
            for c, name in (("row_us", "at"), ("from_us", "window_from"), ("until_us", "window_until"))
        ),
        pl.col("measured").alias("measured_raw"),
        pl.col("allowed").alias("allowed_raw"),
        (pl.col("measured") / pl.col("scale")).alias("measured"),
        (pl.col("allowed") / pl.col("scale")).alias("allowed"),
    ).with_columns(
        pl.col("at").dt.convert_time_zone(zone).dt.strftime("%Y-%m").alias("month")
    ).sort("rule_no", "source_file", "source_row", "officer_id", "at", "subject_no", nulls_last=True)  # fmt: skip


def _of_rules(rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    import polars as pl

    rows = [
        {
            "rule_no": number, "policy": r.policy.id, "version": str(r.policy.effective_from or ""), "rule_id": r.rule.id,
            "topic": r.rule.topic, "severity": r.rule.severity, "clause": r.rule.clause, "subject": r.steps.table,
            "verified": r.rule.head.verified or "unstated", "advisory": bool(r.rule.advisory),
        }
        for number, r in enumerate(rules)
    ]  # fmt: skip
    texts = ("policy", "version", "rule_id", "topic", "severity", "clause", "subject", "verified")
    return pl.DataFrame(rows, schema={"rule_no": pl.Int64, **dict.fromkeys(texts, pl.String), "advisory": pl.Boolean})


def _of_reasons(raw: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    import polars as pl

    rows = []
    for number, reason in raw.select("rule_no", "reason").unique().iter_rows():
        unit = reason_unit(rules[number].rule.kind, reason)
        rows.append(
            {"rule_no": number, "reason": reason, "unit": "s" if unit == "d" else unit, "scale": float(UNITS[unit])}
        )
    schema = {"rule_no": pl.Int64, "reason": pl.String, "unit": pl.String, "scale": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def findings_frame(obligations: pl.DataFrame, evidence: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """Make the findings from the obligations that are not compliant and from the evidence."""
    import polars as pl

    if obligations.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    flagged = obligations.filter(pl.col("verdict") != "compliant")
    flagged = flagged.with_columns(_ids(flagged))
    joined = flagged.join(_sources(evidence), on=["rule_no", "subject_no"], how="left")
    plain = pl.concat_str(pl.col("source_file"), pl.lit(":"), pl.col("source_row").cast(pl.String))
    joined = joined.with_columns(
        pl.coalesce("sources", plain).alias("sources"),
        _grade().alias("grade"),
        _sentences(flagged, rules).alias("sentence"),
    )
    return joined.select(COLUMNS)


def _ids(flagged: pl.DataFrame) -> pl.Series:
    """A finding's id: SHA-256 over what it is about, so that it is the same on every run over the same facts."""
    import polars as pl

    seen: dict[tuple[object, ...], int] = {}
    ids = []
    stamps = flagged.with_columns(pl.col("at").dt.epoch("us"))
    for row in stamps.select(KEY).iter_rows():
        number = seen.get(row, 0)
        seen[row] = number + 1
        text = "\x1f".join("" if part is None else str(part) for part in (*row, number))
        ids.append(hashlib.sha256(text.encode()).hexdigest()[:16])
    return pl.Series("finding_id", ids, dtype=pl.String)


def _sources(evidence: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    place = pl.concat_str(pl.col("source_file"), pl.lit(":"), pl.col("source_row").cast(pl.String))
    rank = pl.col("role").replace_strict(
        {"subject": 0, "incident": 1, "fact": 2, "recording": 3}, return_dtype=pl.Int32
    )
    ordered = evidence.with_columns(place.alias("place"), rank.alias("_rank")).sort(
        "rule_no", "subject_no", "_rank", "source_file", "source_row"
    )
    return (
        ordered.unique(["rule_no", "subject_no", "place"], keep="first", maintain_order=True)
        .group_by("rule_no", "subject_no", maintain_order=True)
        .agg(
            pl.col("place").head(MOST_SOURCES).str.join("; ").alias("_listed"),
            pl.len().alias("_many"),
            pl.col("numbered").max().alias("numbered"),
            (pl.col("role") == "recording").sum().alias("recordings"),
        )
        .with_columns(
            pl.when(pl.col("_many") > MOST_SOURCES)
            .then(
                pl.concat_str(
                    "_listed", pl.lit("; +"), (pl.col("_many") - MOST_SOURCES).cast(pl.String), pl.lit(" more")
                )
            )
            .otherwise("_listed")
            .alias("sources")
        )
        .select(
            pl.col("rule_no").cast(pl.Int64), pl.col("subject_no").cast(pl.Int64), "sources", "numbered", "recordings"
        )
    )


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


def _sentences(flagged: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.Series:
    import polars as pl

    made = []
    texts: dict[tuple[int, str], tuple[str, str]] = {}
    columns = ("rule_no", "reason", "officer_id", "incident_id", "recording_id", "measured_raw", "allowed_raw")
    for number, reason, officer, incident, recording, measured, allowed in flagged.select(columns).iter_rows():
        if (number, reason) not in texts:
            kind = rules[number].rule.kind
            texts[number, reason] = (reason_sentence(kind, reason), reason_unit(kind, reason))
        text, unit = texts[number, reason]
        if "{" in text:
            text = text.format(measured=told(measured, unit), allowed=told(allowed, unit))
        who = [f"officer {officer}"] if officer else []
        who += [f"incident {incident}"] if incident else []
        who += [f"recording {recording}"] if recording else []
        about = ", ".join(who)
        made.append(f"{about[:1].upper()}{about[1:]}: {text[:1].lower()}{text[1:]}." if about else f"{text}.")
    return pl.Series("sentence", made, dtype=pl.String)
