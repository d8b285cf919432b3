"""The moments around each candidate violation, for `explain`: dispatch, arrival, footage, mutes, facts, clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

_RESPONSE = {
    "dispatched_at": "dispatched",
    "enroute_at": "en route",
    "arrived_at": "arrived",
    "cleared_at": "cleared",
}
_RECORDING = {
    "started_at": "media begins",
    "activated_at": "recording activated",
    "ended_at": "recording ends",
    "uploaded_at": "uploaded",
    "deleted_at": "deleted",
    "retention_until": "retention ends",
}
_SHOWN_EVENTS = (
    "power_on", "power_off", "sleep_on", "sleep_off", "mute_on", "mute_off", "marker", "record_start", "record_stop",
    "dock", "undock", "stealth_on", "stealth_off",
)  # fmt: skip


def timeline(plan: Plan, rules: tuple[CompiledRule, ...], *, most: int) -> str:
    """Add `timeline`: rule_no, subject_no, at_us, what, detail, source_file, source_row, of at most `most` findings."""
    plan.add(
        "told",
        "The findings whose course is told: candidate violations first, then what the data cannot tell for want of footage.",
        f"""
        SELECT q.rule_no, q.subject_no, q.from_us, q.until_us FROM (
            SELECT f.rule_no, f.subject_no, f.from_us, f.until_us,
                ROW_NUMBER() OVER (ORDER BY CASE WHEN f.verdict = 'violation' THEN 0 ELSE 1 END, f.rule_no, f.subject_no) AS place_no
            FROM flagged AS f
            WHERE f.verdict = 'violation'
                OR (f.verdict = 'undetermined' AND NOT f.reason IN ('when_unknown', 'unknown', 'never_seen'))
        ) AS q WHERE q.place_no <= {most}
        """,
        keep=True,
    )
    columns = ", ".join(f"BWC_US(r.{column}) AS {column}" for column in _RECORDING)
    plan.add(
        "told_recordings",
        "The recordings in or near each of them.",
        f"""
        SELECT t.rule_no, t.subject_no, t.from_us, t.until_us, e.role, r.recording_id, r.device_id, r.source_file, r.source_row,
            {columns}
        FROM told AS t JOIN evidence AS e ON e.rule_no = t.rule_no AND e.subject_no = t.subject_no
        JOIN {plan.now("recordings")} AS r ON r.recording_id = e.row_key WHERE e.role IN ('recording', 'subject')
        """,
        keep=True,
    )
    parts = []
    for column, words in _RECORDING.items():
        where = "" if column in ("started_at", "activated_at", "ended_at") else "AND r.role = 'subject'"
        parts.append(
            f"""SELECT r.rule_no, r.subject_no, r.{column} AS at_us, '{words}' AS what, r.recording_id AS detail,
                r.source_file, r.source_row
            FROM told_recordings AS r WHERE NOT r.{column} IS NULL {where}"""
        )
    parts.append(
        f"""SELECT DISTINCT r.rule_no, r.subject_no, BWC_US(d.at), REPLACE(d.event, '_', ' '), d.device_id, d.source_file, d.source_row
        FROM told_recordings AS r JOIN {plan.now("device_events")} AS d ON d.device_id = r.device_id
        WHERE r.role = 'recording' AND d.event IN ({", ".join(f"'{e}'" for e in _SHOWN_EVENTS)})
            AND BWC_US(d.at) >= r.from_us - {plan.settings.match_lead_us} AND BWC_US(d.at) <= r.until_us + {plan.settings.match_lead_us}"""
    )
    for number, rule in enumerate(rules):
        s = rule.steps
        if s.table in ("unit_responses", "facts"):
            parts += [
                f"""SELECT t.rule_no, t.subject_no, x.{column}, '{words}', x.unit_id, x.source_file, x.source_row
                FROM told AS t JOIN {s.subjects} AS x ON x.subject_no = t.subject_no
                WHERE t.rule_no = {number} AND NOT x.{column} IS NULL"""
                for column, words in _RESPONSE.items()
            ]
        if s.table == "duty":
            parts += [
                f"""SELECT t.rule_no, t.subject_no, x.{column}, '{words}', x.unit_id, x.source_file, x.source_row
                FROM told AS t JOIN {s.subjects} AS x ON x.subject_no = t.subject_no
                WHERE t.rule_no = {number} AND NOT x.{column} IS NULL"""
                for column, words in (("started_at", "shift begins"), ("ended_at", "shift ends"))
            ]
        if s.links and s.links in plan.steps:
            for column, words in (("at_us", ""), ("until_us", " ends")):
                parts.append(
                    f"""SELECT t.rule_no, t.subject_no, g.{column}, CONCAT(REPLACE(g.fact, '_', ' '), '{words}'),
                        COALESCE(g.standing, 'claimed'), g.source_file, g.source_row
                    FROM told AS t JOIN {s.links} AS l ON l.subject_no = t.subject_no JOIN facts_seen AS g ON g.fact_no = l.fact_no
                    WHERE t.rule_no = {number} AND NOT g.{column} IS NULL"""
                )
    return plan.add("timeline", "The moments around each of them.", " UNION ALL ".join(parts))


def timeline_frame(engine: Engine, keyed: pl.DataFrame) -> pl.DataFrame:
    """Read the timeline; `keyed` gives finding_id for each (rule_no, subject_no)."""
    import polars as pl

    raw = engine.frame("SELECT rule_no, subject_no, at_us, what, detail, source_file, source_row FROM timeline")
    rows = raw.with_columns(
        pl.col("rule_no").cast(pl.Int64),
        pl.col("subject_no").cast(pl.Int64),
        pl.from_epoch("at_us", time_unit="us").dt.replace_time_zone("UTC").alias("at"),
        *(pl.col(c).cast(pl.String) for c in ("what", "detail", "source_file")),
        pl.col("source_row").cast(pl.Int64),
    )
    return (
        keyed.join(rows, on=["rule_no", "subject_no"])
        .select("finding_id", "at", "what", "detail", "source_file", "source_row")
        .unique()
        .sort("finding_id", "at", "what", "detail", "source_file", "source_row", nulls_last=True)
    )
