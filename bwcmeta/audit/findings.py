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


def obligations_frame(engine: Engine, rules: tuple[CompiledRule, ...], names: list[str]) -> pl.DataFrame:
    """Read the details of every rule into one frame, in the order of rules and sources."""
    import polars as pl

    frames = []
    for number, (rule, name) in enumerate(zip(rules, names, strict=True)):
        raw = engine.frame(
            f"""SELECT subject_no, verdict, reason, measured, allowed, from_us, until_us, incident_id, recording_id, fact_id,
            unit_id, officer_id, row_us, district, call_type, month, source_file, source_row, officer_records FROM {name}"""
        )
        head = rule.rule.head
        units = {r: reason_unit(rule.rule.kind, r) for r in raw["reason"].unique().to_list()}
        shown = {r: "s" if u == "d" else u for r, u in units.items()}
        scale = {r: float(UNITS[u]) for r, u in units.items()}
        frames.append(
            raw.with_columns(
                pl.lit(number).alias("rule_no"),
                pl.lit(rule.policy.id).alias("policy"),
                pl.lit(str(rule.policy.effective_from or "")).alias("version"),
                pl.lit(rule.rule.id).alias("rule_id"),
                pl.lit(rule.rule.topic).alias("topic"),
                pl.lit(rule.rule.severity).alias("severity"),
                pl.lit(rule.rule.clause).alias("clause"),
                pl.lit(rule.steps.table).alias("subject"),
                pl.lit(head.verified or "unstated").alias("verified"),
                pl.lit(bool(rule.rule.advisory)).alias("advisory"),
                pl.from_epoch("row_us", time_unit="us").dt.replace_time_zone("UTC").alias("at"),
                pl.from_epoch("from_us", time_unit="us").dt.replace_time_zone("UTC").alias("window_from"),
                pl.from_epoch("until_us", time_unit="us").dt.replace_time_zone("UTC").alias("window_until"),
                pl.col("measured").cast(pl.Int64).alias("measured_raw"),
                pl.col("allowed").cast(pl.Int64).alias("allowed_raw"),
                pl.col("reason").replace_strict(shown, default="s", return_dtype=pl.String).alias("unit"),
                pl.col("reason").replace_strict(scale, default=1e6, return_dtype=pl.Float64).alias("_scale"),
            ).with_columns(
                (pl.col("measured") / pl.col("_scale")).alias("measured"), (pl.col("allowed") / pl.col("_scale")).alias("allowed")
            ).drop("_scale")
        )  # fmt: skip
    texts = ("verdict", "reason", "incident_id", "recording_id", "fact_id", "unit_id", "officer_id", "district", "call_type",
             "month", "source_file")  # fmt: skip
    made = [f.with_columns(pl.col(t).cast(pl.String) for t in texts) for f in frames]
    merged = pl.concat(made, how="vertical_relaxed") if made else pl.DataFrame()
    if merged.is_empty():
        return merged
    return merged.sort("rule_no", "source_file", "source_row", "officer_id", "at", "subject_no", nulls_last=True)


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
            pl.col("rule_no").cast(pl.Int32), pl.col("subject_no").cast(pl.Int64), "sources", "numbered", "recordings"
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
