"""The moments around each candidate violation, for `explain`: dispatch, arrival, footage, mutes, facts, clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.audit.evidence import by_links
from bwcmeta.audit.findings import NUMBERS
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.audit.findings import Found
    from bwcmeta.engines.protocol import Engine

_RESPONSE = {
    "dispatched_at": "dispatched",
    "enroute_at": "en route",
    "arrived_at": "arrived",
    "cleared_at": "cleared",
}
_STAMPS = {
    "unit_responses": _RESPONSE,
    "facts": _RESPONSE,
    "duty": {"started_at": "shift begins", "ended_at": "shift ends"},
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


def _by_table(rules: tuple[CompiledRule, ...]) -> dict[tuple[str, str], str]:
    """Table and step of the subjects, with the numbers of the rules over them, listed."""
    found: dict[tuple[str, str], list[str]] = {}
    for number, rule in enumerate(rules):
        found.setdefault((rule.steps.table, rule.steps.subjects), []).append(str(number))
    return {key: ", ".join(numbers) for key, numbers in found.items()}


def _presses(plan: Plan) -> str:
    """What the cameras' own logs say at the time of each finding; joined by the hour, for a log is long."""
    lead = plan.settings.match_lead_us
    events = ", ".join(f"'{e}'" for e in _SHOWN_EVENTS)
    plan.add(
        "told_hours",
        "The cameras that recorded near each finding, under every hour of its time.",
        f"""
        SELECT q.rule_no, q.subject_no, q.device_id, q.lo_us, q.hi_us,
            BWC_EACH_NUMBER(BWC_DIV(q.lo_us, {HOUR_US}), BWC_DIV(q.hi_us, {HOUR_US})) AS hour_no
        FROM (
            SELECT DISTINCT r.rule_no, r.subject_no, r.device_id, r.from_us - {lead} AS lo_us, r.until_us + {lead} AS hi_us
            FROM told_recordings AS r
            WHERE r.role = 'recording' AND r.until_us >= r.from_us AND r.until_us - r.from_us <= {LONGEST_US}
        ) AS q
        """,
        keep=True,
    )
    return f"""SELECT DISTINCT h.rule_no, h.subject_no, d.at_us, REPLACE(d.event, '_', ' '), d.device_id, d.source_file, d.source_row
        FROM told_hours AS h JOIN (
            SELECT e.device_id, e.event, e.source_file, e.source_row, BWC_US(e.at) AS at_us, BWC_DIV(BWC_US(e.at), {HOUR_US}) AS hour_no
            FROM {plan.now("device_events")} AS e WHERE e.event IN ({events})
        ) AS d ON d.device_id = h.device_id AND d.hour_no = h.hour_no
        WHERE d.at_us >= h.lo_us AND d.at_us <= h.hi_us"""


def timeline(plan: Plan, rules: tuple[CompiledRule, ...], *, most: int) -> str:
    """Add `timeline`: rule_no, subject_no, at_us, what, detail, source_file, source_row, of at most `most` findings."""
    plan.add(
        "told",
        "The findings whose course is told: candidate violations first, then what the data cannot tell for want of footage.",
        f"""
        SELECT q.rule_no, q.subject_no, q.from_us, q.until_us FROM (
            SELECT f.rule_no, f.subject_no, f.from_us, f.until_us,
                ROW_NUMBER() OVER (ORDER BY CASE WHEN f.verdict = 'violation' THEN 0 ELSE 1 END, f.rule_no, f.subject_no) AS place_no
            FROM flagged_subjects AS f
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
    parts.append(_presses(plan))
    for (table, subjects), listed in _by_table(rules).items():
        stamps = _STAMPS.get(table, {})
        if stamps:
            shown = ", ".join(f"x.{c}" for c in stamps)
            own = plan.add(
                f"told_{subjects}",
                "The stamps of the rows that these findings are about.",
                f"""SELECT t.rule_no, t.subject_no, x.unit_id, x.source_file, x.source_row, {shown}
                FROM told AS t JOIN {subjects} AS x ON x.subject_no = t.subject_no WHERE t.rule_no IN ({listed})""",
                keep=True,
            )
            parts += [
                f"""SELECT x.rule_no, x.subject_no, x.{column}, '{words}', x.unit_id, x.source_file, x.source_row
                FROM {own} AS x WHERE NOT x.{column} IS NULL"""
                for column, words in stamps.items()
            ]
    for links, numbers in by_links(plan, rules).items():
        own = plan.add(
            f"told_{links}",
            "The facts tied to these rows.",
            f"""SELECT t.rule_no, t.subject_no, g.at_us, g.until_us, REPLACE(g.fact, '_', ' ') AS fact,
                COALESCE(g.standing, 'claimed') AS standing, g.source_file, g.source_row
            FROM told AS t JOIN {links} AS l ON l.subject_no = t.subject_no JOIN facts_seen AS g ON g.fact_no = l.fact_no
            WHERE t.rule_no IN ({", ".join(map(str, numbers))})""",
            keep=True,
        )
        parts += [
            f"""SELECT g.rule_no, g.subject_no, g.{column}, CONCAT(g.fact, '{words}'), g.standing, g.source_file, g.source_row
            FROM {own} AS g WHERE NOT g.{column} IS NULL"""
            for column, words in (("at_us", ""), ("until_us", " ends"))
        ]
    return plan.add("timeline", "The moments around each of them.", " UNION ALL ".join(parts))


def timeline_frame(engine: Engine, found: Found) -> pl.DataFrame:
    """Read the timeline of the findings."""
    import polars as pl

    raw = engine.frame("SELECT rule_no, subject_no, at_us, what, detail, source_file, source_row FROM timeline")
    keyed = found.keys(raw.select(NUMBERS))
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
