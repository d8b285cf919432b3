"""Measures of a `recorded_throughout` rule: presence, in time, complete and all criteria side by side, never presence alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.windows import Window, coverage
from bwcmeta.rules.ends import default_ends, ends
from bwcmeta.rules.obligations import put_off
from bwcmeta.rules.recorded_throughout import Parameters

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext
    from bwcmeta.rules.obligations import Compiled

TOLERANCES_S = (0, 60, 120, 300)
"""Match and late tolerances at which presence and the whole rule are shown."""
ROW_MEASURES = ("presence", "on_time", "complete", "all_criteria")
FILED_MEASURES = ("numbered", "category", "upload")
INCIDENT_MEASURES = ("any_video", "all_officers")


def measures(rule: RuleContext, compiled: Compiled, *, matched: bool) -> str | None:
    """Add `RULE_measures`: one row with counts of yes and no for each measure; unknown is the rest of `n`.

    Args:
        rule: the rule.
        compiled: its steps.
        matched: whether `match_rows` is there to say how footage is filed.

    Returns:
        The name of the step, or None for a kind that has no such measures.
    """
    p = rule.parameters
    if not isinstance(p, Parameters):
        return None
    plan = rule.plan
    begin, end = default_ends(rule.table)
    window = Window(rule.table, ends(p.from_, begin), ends(p.until, end), put_off(rule.unless))
    cover = coverage(plan, window)
    late, gap = rule.elapsed(p.start_within, 0) or 0, rule.elapsed(p.longest_gap, 0) or 0
    early = rule.elapsed(p.end_within, gap) or 0
    active = "c.first_us" if p.start_counts == "media" else "c.first_active_us"
    doubt = "o.verdict = 'undetermined'"
    present = f"CASE WHEN c.overlaps > 0 THEN 1 WHEN {doubt} OR o.verdict = 'compliant' THEN NULL ELSE 0 END"
    held = f"c.until_us - c.last_us <= {early} AND c.gap_us <= {gap}"
    filed = matched and rule.table == "unit_responses"
    columns = {
        "presence": present,
        "on_time": _within(f"{active} - c.from_us <= {late}", doubt),
        "complete": _within(held, doubt),
        "all_criteria": "CASE o.verdict WHEN 'compliant' THEN 1 WHEN 'violation' THEN 0 END",
    }
    if filed:
        grace = plan.settings.upload_grace_us
        known = f"m.uploaded_us <= m.end_us + {grace}" if grace else "NOT m.uploaded_us IS NULL"
        columns |= {
            "numbered": "CASE WHEN m.with_time = 1 THEN CASE WHEN m.grade = 'A' THEN 1 ELSE 0 END END",
            "category": "CASE WHEN m.with_time = 1 THEN m.categorised END",
            "upload": f"CASE WHEN m.with_time = 1 AND NOT m.uploaded_us IS NULL THEN CASE WHEN {known} THEN 1 ELSE 0 END END",
        }
    for seconds in TOLERANCES_S:
        us = seconds * 1_000_000
        near = f"c.overlaps > 0 OR n.away_us <= {us}"
        columns[f"presence_{seconds}"] = (
            f"CASE WHEN {near} THEN 1 WHEN {doubt} OR o.verdict = 'compliant' THEN NULL ELSE 0 END"
        )
        columns[f"whole_{seconds}"] = f"""CASE WHEN o.reason IN ('muted', 'short_buffer') THEN 0
            WHEN c.overlaps > 0 AND NOT {doubt} THEN CASE WHEN {active} - c.from_us <= {us} AND {held} THEN 1 ELSE 0 END
            WHEN {doubt} OR o.verdict = 'compliant' THEN NULL ELSE 0 END"""
    plan.add(
        f"near_{window.name}",
        "How far from each window the nearest footage lies that does not overlap it.",
        f"""
        SELECT p.subject_no, MIN(CASE WHEN p.start_us > p.until_us THEN p.start_us - p.until_us ELSE p.from_us - p.end_us END) AS away_us
        FROM pairs_{window.name} AS p WHERE p.overlaps = 0 GROUP BY p.subject_no
        """,
    )
    number = "c.number" if rule.table == "unit_responses" else "CAST(NULL AS VARCHAR)"
    flags = plan.add(
        f"{rule.name}_flags",
        f"What holds of each obligation under {rule.rule_id} that is neither exempt nor pending: 1 yes, 0 no, NULL unknown.",
        f"""
        SELECT {number} AS number, {", ".join(f"{sql} AS {name}" for name, sql in columns.items())}
        FROM {compiled.step} AS o JOIN {cover} AS c ON c.subject_no = o.subject_no
        LEFT JOIN near_{window.name} AS n ON n.subject_no = o.subject_no
        {"LEFT JOIN match_rows AS m ON m.subject_no = o.subject_no" if filed else ""}
        WHERE o.state = 'bound' AND o.verdict IN ('compliant', 'violation', 'undetermined')
        """,
        keep=True,
    )
    counts = "".join(
        f", SUM(CASE WHEN f.{name} = 1 THEN 1 ELSE 0 END) AS {name}_yes, SUM(CASE WHEN f.{name} = 0 THEN 1 ELSE 0 END) AS {name}_no"
        for name in columns
    )
    plan.add(
        f"{rule.name}_measures",
        f"The counts of each of them under {rule.rule_id}.",
        f"SELECT COUNT(*) AS n{counts} FROM {flags} AS f",
        keep=True,
    )
    if rule.table == "unit_responses":
        plan.add(
            f"{rule.name}_incidents",
            "The same by incident: any officer's footage, and that of all who had to record.",
            f"""
            SELECT COUNT(*) AS n, SUM(CASE WHEN q.most = 1 THEN 1 ELSE 0 END) AS any_video_yes,
                SUM(CASE WHEN q.most = 0 AND q.unknown = 0 THEN 1 ELSE 0 END) AS any_video_no,
                SUM(CASE WHEN q.least = 1 AND q.unknown = 0 THEN 1 ELSE 0 END) AS all_officers_yes,
                SUM(CASE WHEN q.least = 0 THEN 1 ELSE 0 END) AS all_officers_no
            FROM (
                SELECT f.number, MAX(COALESCE(f.presence, 0)) AS most, MIN(f.presence) AS least,
                    SUM(CASE WHEN f.presence IS NULL THEN 1 ELSE 0 END) AS unknown
                FROM {flags} AS f WHERE NOT f.number IS NULL GROUP BY f.number
            ) AS q
            """,
            keep=True,
        )
    return f"{rule.name}_measures"


def _within(test: str, doubt: str) -> str:
    return f"CASE WHEN {doubt} THEN NULL WHEN c.overlaps > 0 THEN CASE WHEN {test} THEN 1 ELSE 0 END WHEN o.verdict = 'violation' THEN 0 END"
