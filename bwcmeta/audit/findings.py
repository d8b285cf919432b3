"""Findings: every obligation that is not compliant, with a stable id, a sentence, a grade and its source rows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.audit.dispositions import DECISIONS, with_dispositions
from bwcmeta.audit.evidence import ALIKE
from bwcmeta.audit.long_frame import LongFrame
from bwcmeta.audit.rows_behind import EVIDENCE, rows_behind
from bwcmeta.audit.sentences import UNITS, reason_unit, with_sentences
from bwcmeta.plan.finding_id import ABOUT, id_of

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

COLUMNS = (
    "finding_id", "policy", "version", "rule_id", "topic", "severity", "clause", "verdict", "reason", "officer_id",
    "incident_id", "recording_id", "fact_id", "unit_id", "district", "call_type", "month", "at", "window_from",
    "window_until", "measured", "allowed", "unit", "grade", "sentence", "sources", "verified", "advisory",
)  # fmt: skip
NUMBERS = ("rule_no", "subject_no")
"""The engine's own numbers of a finding: hidden columns of `Found.findings`."""
MOST_AT_ONCE = 500_000
"""So many findings are made in one go; a rule with more is read in several, in the order of its sources."""
BLOCK = 20_000
"""Rows of a file that are never parted."""
_NO_FOOTAGE = ("no_recording", "outside_window")
_TEXTS = ("finding_id", "verdict", "reason", "incident_id", "recording_id", "fact_id", "unit_id", "officer_id", "district",
          "call_type", "source_file")  # fmt: skip
_WHOLE = ("subject_no", "measured", "allowed", "from_us", "until_us", "row_us", "source_row", "officer_records")


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found.

    Attributes:
        findings: as docs/reference/outputs.md has them, in the order of rules and sources; `NUMBERS` are hidden.
        evidence: the rows behind each, in the order of the findings.
        obligations: every obligation, where they were asked for.
    """

    findings: LongFrame
    evidence: LongFrame
    obligations: pl.DataFrame | None

    def keys(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """`NUMBERS` and `finding_id` of the findings whose `NUMBERS` are wanted, in the order of the findings."""
        import polars as pl

        asked = wanted.select(pl.col(c).cast(pl.Int64) for c in NUMBERS).unique()
        every = self.findings.everything().select(*NUMBERS, "finding_id")
        return every.join(asked.lazy(), on=NUMBERS, how="semi", maintain_order="left").collect()


@dataclass(slots=True)
class Ids:
    """Ids of findings that say the same of the same thing: the second and later ones get a number of their own."""

    alike: pl.Series
    seen: Counter[str] = field(default_factory=Counter)

    def of(self, flagged: pl.DataFrame) -> pl.Series:
        """The ids of the next rows, in their order."""
        import polars as pl

        ids: pl.Series = flagged["finding_id"]
        twice = flagged.with_row_index("_place").filter(pl.col("finding_id").is_in(self.alike.implode()))
        if twice.is_empty():
            return ids
        made = ids.to_list()
        for row in twice.select("_place", "finding_id", "row_us", "policy", "rule_id", *ABOUT).iter_rows(named=True):
            number = self.seen[row["finding_id"]]
            self.seen[row["finding_id"]] += 1
            if number:
                made[row["_place"]] = id_of(row, number)
        return pl.Series("finding_id", made, dtype=pl.String)


def read_findings(
    engine: Engine, rules: tuple[CompiledRule, ...], zone: str, *, everything: bool, decided: pl.DataFrame
) -> Found:
    """Read the details and the evidence, rule by rule, and make the findings of them.

    Args:
        engine: where `details`, `evidence` and `told_alike` are kept.
        rules: the compiled rules.
        zone: months are those of this zone.
        everything: `details` holds the compliant ones too; hand out every obligation.
        decided: what people decided about findings, as `decisions` reads it.
    """
    import polars as pl

    findings, evidence = LongFrame(_findings_schema(), len(NUMBERS)), LongFrame(_evidence_schema())
    obligations = []
    if rules:
        counted = dict(engine.frame("SELECT rule_no, COUNT(*) AS n FROM details GROUP BY rule_no").iter_rows())
        ids = Ids(engine.frame(f"SELECT finding_id FROM {ALIKE}")["finding_id"].cast(pl.String))
        for number, rule in enumerate(rules):
            for part in _parts(engine, number, counted.get(number, 0)):
                read = _of_rule(engine, number, rule, zone, part)
                if everything:
                    obligations.append(read)
                flagged = read.filter(pl.col("verdict") != "compliant") if everything else read
                flagged = flagged.with_columns(ids.of(flagged))
                behind, sources = rows_behind(engine, number, flagged.select("subject_no"), part)
                sourced = pl.concat([flagged, sources], how="horizontal")
                made = with_sentences(sourced, rule.rule.kind, rule.steps.table, rule.steps.sentences)
                plain = pl.concat_str(pl.col("source_file"), pl.lit(":"), pl.col("source_row").cast(pl.String))
                made = made.with_columns(
                    pl.coalesce("sources", plain).alias("sources"),
                    _grade().alias("grade"),
                    pl.lit(number).alias("rule_no"),
                )
                findings.add(with_dispositions(decided, made.select(*NUMBERS, *COLUMNS)))
                evidence.add(behind.select(made["finding_id"].gather(behind["finding_no"]), *EVIDENCE))
    return Found(findings, evidence, pl.concat(obligations) if obligations else None)


def _findings_schema() -> Mapping[str, pl.DataType]:
    import polars as pl

    at = pl.Datetime("us", "UTC")
    other: dict[str, pl.DataType] = {
        **dict.fromkeys(("at", "window_from", "window_until", "decided_at"), at),
        **dict.fromkeys(("measured", "allowed"), pl.Float64()),
        **dict.fromkeys(("advisory", "counted"), pl.Boolean()),
        **dict.fromkeys(NUMBERS, pl.Int64()),
    }
    return {name: other.get(name, pl.String()) for name in (*NUMBERS, *COLUMNS, *DECISIONS)}


def _evidence_schema() -> Mapping[str, pl.DataType]:
    import polars as pl

    return {name: pl.Int64() if name == "source_row" else pl.String() for name in ("finding_id", *EVIDENCE)}


def _parts(engine: Engine, number: int, rows: int) -> Iterator[str]:
    """Conditions on `details` that part the findings of one rule by file and row, each after the one before.

    One condition, which is always true, where there are few; none where there are no findings.
    """
    import polars as pl

    from bwcmeta.sql.functions import quoted

    if rows <= MOST_AT_ONCE:
        if rows:
            yield "TRUE"
        return
    block = f"CAST(FLOOR(source_row / {BLOCK}) AS BIGINT)"
    of_rule = f"FROM details WHERE rule_no = {number} GROUP BY source_file, {block}"
    raw = engine.frame(f"SELECT source_file, {block} AS block, COUNT(*) AS n {of_rule}")
    blocks = raw.select(pl.col("source_file").cast(pl.String), pl.col("block", "n").cast(pl.Int64))
    known = blocks.drop_nulls().sort("source_file", "block")

    def before(row: tuple[str, int]) -> str:
        name = quoted(row[0], engine.dialect)
        return f"(source_file < {name} OR (source_file = {name} AND source_row < {row[1] * BLOCK}))"

    begins: list[tuple[str, int]] = []
    together = 0
    for file, first, n in known.iter_rows():
        if together and together + n > MOST_AT_ONCE:
            begins.append((file, first))
            together = 0
        together += n
    edges = [None, *begins, None]
    for low, high in itertools.pairwise(edges):
        conditions = ["NOT source_file IS NULL AND NOT source_row IS NULL"]
        conditions += [f"NOT {before(low)}"] if low else []
        conditions += [before(high)] if high else []
        yield " AND ".join(conditions)
    if known.height < blocks.height:  # sorted last
        yield "(source_file IS NULL OR source_row IS NULL)"


def obligations_frame(engine: Engine, rules: tuple[CompiledRule, ...], zone: str) -> pl.DataFrame:
    """The details of every rule in one frame, in the order of rules and sources; months are those of `zone`."""
    import polars as pl

    return pl.concat([_of_rule(engine, number, rule, zone, "TRUE") for number, rule in enumerate(rules)])


def _of_rule(engine: Engine, number: int, rule: CompiledRule, zone: str, part: str) -> pl.DataFrame:
    """A part of the details of one rule, in the order of their sources; measures in the unit in which they are told."""
    import polars as pl

    raw = engine.frame(
        f"""SELECT subject_no, finding_id, verdict, reason, measured, allowed, from_us, until_us, incident_id, recording_id, fact_id,
        unit_id, officer_id, row_us, district, call_type, source_file, source_row, officer_records
        FROM details WHERE rule_no = {number} AND {part}"""
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
