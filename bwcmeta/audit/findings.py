"""Findings: every obligation that is not compliant, with a stable id, a sentence, a grade and its source rows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.audit.dispositions import DECISIONS, with_dispositions
from bwcmeta.audit.evidence import ALIKE
from bwcmeta.audit.long_frame import LongFrame
from bwcmeta.audit.rows_behind import EVIDENCE, rows_behind
from bwcmeta.audit.sentences import UNITS, reason_unit, with_sentences
from bwcmeta.model.verdict import Grade, Verdict
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
MOST_TOGETHER = 250_000
"""Rules are read together as long as they have no more findings than that."""
BLOCK = 20_000
"""Rows of a file that are never parted."""
_NO_FOOTAGE = ("no_recording", "outside_window")
_TEXTS = ("finding_id", "verdict", "reason", "incident_id", "recording_id", "fact_id", "unit_id", "officer_id", "district",
          "call_type", "source_file")  # fmt: skip
_WHOLE = ("rule_no", "subject_no", "measured", "allowed", "from_us", "until_us", "row_us", "source_row",
          "officer_records")  # fmt: skip
_SAID = ("rule_no", "reason")
_OF_RULE = ("policy", "version", "rule_id", "topic", "severity", "clause", "subject", "verified", "told_unit", "unit")
"""The texts that follow from the rule and the reason."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found.

    Attributes:
        findings: as docs/reference/outputs.md has them, in the order of rules and sources; `NUMBERS` are hidden.
        evidence: the rows behind each, in the order of the findings.
        decided: those of the findings about which something was decided.
        obligations: every obligation, where they were asked for.
    """

    findings: LongFrame
    evidence: LongFrame
    decided: pl.DataFrame
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
        if self.alike.is_empty():
            return ids
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
    """Read the details and the evidence, some rules or part of a rule at a time, and make the findings of them.

    Args:
        engine: where `details`, `evidence` and `told_alike` are kept.
        rules: the compiled rules.
        zone: months are those of this zone.
        everything: `details` holds the compliant ones too; hand out every obligation.
        decided: what people decided about findings, as `decisions` reads it.
    """
    import polars as pl

    findings, evidence = LongFrame(_findings_schema(), len(NUMBERS)), LongFrame(_evidence_schema())
    decided_on, obligations = [pl.DataFrame(schema=_findings_schema())], []
    if rules:
        counted = dict(engine.frame("SELECT rule_no, COUNT(*) AS n FROM details GROUP BY rule_no").iter_rows())
        ids = Ids(engine.frame(f"SELECT finding_id FROM {ALIKE}")["finding_id"].cast(pl.String))
        for which, part in _batches(engine, [counted.get(number, 0) for number in range(len(rules))]):
            read = _details(engine, rules, zone, f"{which} AND {part}" if part else which)
            if everything:
                obligations.append(_obligations(read))
            flagged = read.filter(pl.col("verdict") != "compliant") if everything else read
            flagged = flagged.with_columns(ids.of(flagged))
            behind, sources = rows_behind(engine, flagged.select("rule_no", "subject_no"), which, part)
            made = with_sentences(pl.concat([flagged, sources], how="horizontal"), rules)
            plain = pl.concat_str(pl.col("source_file"), pl.lit(":"), pl.col("source_row").cast(pl.String))
            made = made.with_columns(pl.coalesce("sources", plain).alias("sources"), _grade().alias("grade"))
            made = with_dispositions(decided, made.select(*NUMBERS, *COLUMNS))
            findings.add(made)
            if decided.height:
                decided_on.append(made.filter(pl.col("disposition").is_not_null()).cast(_findings_schema()))
            evidence.add(behind.select(made["finding_id"].gather(behind["finding_no"]), *EVIDENCE))
    decided_ones = pl.concat(decided_on).drop(NUMBERS)
    return Found(findings, evidence, decided_ones, pl.concat(obligations) if obligations else None)


def _findings_schema() -> pl.Schema:
    import polars as pl

    at = pl.Datetime("us", "UTC")
    other: dict[str, pl.DataType] = {
        **dict.fromkeys(("at", "window_from", "window_until", "decided_at"), at),
        **dict.fromkeys(("measured", "allowed"), pl.Float64()),
        **dict.fromkeys(("advisory", "counted"), pl.Boolean()),
        **dict.fromkeys(NUMBERS, pl.Int64()),
    }
    return pl.Schema({name: other.get(name, pl.String()) for name in (*NUMBERS, *COLUMNS, *DECISIONS)})


def _evidence_schema() -> pl.Schema:
    import polars as pl

    return pl.Schema({name: pl.Int64() if name == "source_row" else pl.String() for name in ("finding_id", *EVIDENCE)})


def _batches(engine: Engine, counted: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Conditions that pick some rows of `details` at a time, in the order of the findings.

    Args:
        engine: where `details` is kept.
        counted: how many rows each rule has there.

    Yields:
        A condition on `rule_no` and `subject_no`, and a further one on the other columns where these do not tell the rows
        from others, else ''.
    """
    together: list[int] = []
    for number, rows in enumerate(counted):
        if together and (rows > MOST_AT_ONCE or sum(counted[n] for n in together) + rows > MOST_TOGETHER):
            yield f"rule_no BETWEEN {together[0]} AND {together[-1]}", ""
            together = []
        if rows > MOST_AT_ONCE:
            parts = _parts(engine, number)
            apart = _apart(parts)
            for part in parts:
                yield (
                    f"rule_no = {number} AND subject_no BETWEEN {part.least} AND {part.most}",
                    "" if apart else part.condition,
                )
        elif rows:
            together.append(number)
    if together:
        yield f"rule_no BETWEEN {together[0]} AND {together[-1]}", ""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some findings of one rule: a condition on their file and row, and the least and the greatest `subject_no` they have."""

    condition: str
    least: int
    most: int


def _apart(parts: Sequence[_Part]) -> bool:
    """Whether no two parts have numbers in the same range: numbers are compared without looking at texts of every row."""
    ordered = sorted(parts, key=lambda part: part.least)
    return all(one.most < other.least for one, other in itertools.pairwise(ordered))


def _parts(engine: Engine, number: int) -> list[_Part]:
    """The findings of one rule, parted by file and row, each part after the one before."""
    import polars as pl

    from bwcmeta.sql.functions import quoted

    block = f"CAST(FLOOR(source_row / {BLOCK}) AS BIGINT)"
    of_block = "COUNT(*) AS n, MIN(subject_no) AS least, MAX(subject_no) AS most"
    of_rule = f"FROM details WHERE rule_no = {number} GROUP BY source_file, {block}"
    raw = engine.frame(f"SELECT source_file, {block} AS block, {of_block} {of_rule}")
    whole = pl.col("block", "n", "least", "most").cast(pl.Int64)
    blocks = raw.select(pl.col("source_file").cast(pl.String), whole).sort("source_file", "block", nulls_last=True)
    known = pl.col("source_file").is_not_null() & pl.col("block").is_not_null()
    part_no, together, parts_of = 0, 0, []
    for n in blocks.filter(known)["n"]:
        if together and together + n > MOST_AT_ONCE:
            part_no, together = part_no + 1, 0
        together += n
        parts_of.append(part_no)
    numbered = blocks.filter(known).with_columns(pl.Series("part", parts_of, dtype=pl.Int64))
    parts = numbered.group_by("part", maintain_order=True).agg(
        pl.col("source_file", "block").first(), pl.col("least").min(), pl.col("most").max()
    )

    def before(file: str, first: int) -> str:
        name = quoted(file, engine.dialect)
        return f"(source_file < {name} OR (source_file = {name} AND source_row < {first * BLOCK}))"

    begins = parts.select("source_file", "block").rows()
    edges = [None, *begins[1:], None] if begins else []
    made = []
    for (low, high), least, most in zip(itertools.pairwise(edges), parts["least"], parts["most"], strict=True):
        conditions = ["NOT source_file IS NULL AND NOT source_row IS NULL"]
        conditions += [f"NOT {before(*low)}"] if low else []
        conditions += [before(*high)] if high else []
        made.append(_Part(" AND ".join(conditions), least, most))
    unknown = blocks.filter(~known)
    if unknown.height:  # sorted last
        condition = "(source_file IS NULL OR source_row IS NULL)"
        made.append(_Part(condition, *unknown.select(pl.col("least").min(), pl.col("most").max()).row(0)))
    return made


def obligations_frame(engine: Engine, rules: tuple[CompiledRule, ...], zone: str) -> pl.DataFrame:
    """The details of every rule in one frame, in the order of rules and sources; months are those of `zone`."""
    return _obligations(_details(engine, rules, zone, f"rule_no < {len(rules)}"))


def _details(engine: Engine, rules: tuple[CompiledRule, ...], zone: str, which: str) -> pl.DataFrame:
    """Some of the details, in the order of rules and sources; measures in the unit in which they are told.

    What is the same all over a rule, and reason and verdict, are words of a list.
    """
    import polars as pl

    raw = engine.frame(
        f"""SELECT rule_no, subject_no, finding_id, verdict, reason, measured, allowed, from_us, until_us, incident_id,
        recording_id, fact_id, unit_id, officer_id, row_us, district, call_type, source_file, source_row, officer_records
        FROM details WHERE {which}"""
    )
    raw = raw.with_columns(*(pl.col(t).cast(pl.String) for t in _TEXTS), *(pl.col(n).cast(pl.Int64) for n in _WHOLE))
    said = _of_rules(rules, raw.select(_SAID).unique())
    stamps = (("row_us", "at"), ("from_us", "window_from"), ("until_us", "window_until"))
    known = raw.sort(
        "rule_no", "source_file", "source_row", "officer_id", "row_us", "subject_no", nulls_last=True
    ).join(said, on=_SAID, how="left", nulls_equal=True, maintain_order="left")
    return (
        known.with_columns(known["scale"])  # written out: polars divides by one value for all rows in another way, less exactly
        .with_columns(
            pl.col("verdict").cast(pl.Enum(Verdict)),
            pl.col("reason").cast(pl.Enum(said["reason"].drop_nulls().unique())),
            *(pl.from_epoch(c, time_unit="us").dt.replace_time_zone("UTC").alias(name) for c, name in stamps),
            pl.from_epoch("row_us", time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
            .dt.strftime("%Y-%m").alias("month"),
            pl.col("measured").alias("measured_raw"),
            pl.col("allowed").alias("allowed_raw"),
            (pl.col("measured") / pl.col("scale")).alias("measured"),
            (pl.col("allowed") / pl.col("scale")).alias("allowed"),
        )
    )  # fmt: skip


def _of_rules(rules: tuple[CompiledRule, ...], said: pl.DataFrame) -> pl.DataFrame:
    """Rules and their reasons (`_SAID`) with all that follows from these alone."""
    import polars as pl

    rows = []
    for number, reason in said.iter_rows():
        policy, rule, steps = rules[number].policy, rules[number].rule, rules[number].steps
        unit = reason_unit(rule.kind, reason)
        texts = (policy.id, str(policy.effective_from or ""), rule.id, rule.topic, rule.severity, rule.clause, steps.table,
                 rule.head.verified or "unstated", unit, "s" if unit == "d" else unit)  # fmt: skip
        rows.append((number, reason, *texts, bool(rule.advisory), float(UNITS[unit])))
    schema = {
        "rule_no": pl.Int64(), "reason": pl.String(), **dict.fromkeys(_OF_RULE, pl.String()), "advisory": pl.Boolean(),
        "scale": pl.Float64(),
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col(c).cast(pl.Enum(frame[c].drop_nulls().unique())) for c in _OF_RULE)


def _obligations(details: pl.DataFrame) -> pl.DataFrame:
    """Details as they are handed out: words of lists as plain text, without what only sentences are made of."""
    import polars as pl

    texts = [name for name, kind in details.schema.items() if kind == pl.Enum]
    return details.drop("rule_no", "told_unit", "scale").with_columns(
        pl.col(name).cast(pl.String) for name in texts if name != "told_unit"
    )


def _grade() -> pl.Expr:
    """How sure the match is: A number and officer with time, B one key, C inference only; none where nothing is matched."""
    import polars as pl

    bare = pl.col("reason").is_in(_NO_FOOTAGE)
    grade = (
        pl.when(pl.col("subject") == "rules").then(None)
        .when(~pl.col("subject").is_in(["unit_responses", "duty", "facts"])).then(pl.lit("A"))
        .when(pl.col("verdict") != "violation").then(None)
        .when((pl.col("reason") == "no_recording") & (pl.col("officer_records") == 1)).then(pl.lit("B"))
        .when(bare).then(pl.lit("C"))
        .when(pl.col("numbered") == 1).then(pl.lit("A"))
        .otherwise(pl.lit("B"))
    )  # fmt: skip
    return grade.cast(pl.Enum(Grade))
