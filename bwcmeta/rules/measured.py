"""Measures of a `recorded_throughout` rule: presence, in time, complete and all criteria side by side, never presence alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.windows import Window, coverage, every
from bwcmeta.rules.at_deadline import DEADLINE_MEASURES, at_deadline, deadline_columns
from bwcmeta.rules.ends import default_ends, ends
from bwcmeta.rules.obligations import put_off
from bwcmeta.rules.recorded_throughout import Parameters

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext
    from bwcmeta.rules.obligations import Compiled

TOLERANCES_S = (0, 60, 120, 300)
"""Match and late tolerances at which presence and the whole rule are shown."""
ROW_MEASURES = ("presence", "on_time", "complete", "all_criteria", *DEADLINE_MEASURES)
FILED_MEASURES = ("numbered", "category", "upload")
INCIDENT_MEASURES = ("any_video", "all_officers")
RECORDING_MEASURES = ("numbered", "category", "upload", "all_criteria")
"""Of each recording that touches such an event: how it is filed, and whether all events that it serves are in order."""


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
    whole = "CASE o.verdict WHEN 'compliant' THEN 1 WHEN 'violation' THEN 0 END"
    columns = {
        "presence": present,
        "on_time": _within(f"{active} - c.from_us <= {late}", doubt),
        "complete": _within(held, doubt),
        "all_criteria": whole,
    }
    grace, deadline = plan.settings.upload_grace_us, ""
    if grace and matched:
        deadline = at_deadline(
            plan, window, late=late, early=early, gap=gap, media=p.start_counts == "media", words=rule.name
        )
        tested = p.muted_at_most is not None or p.buffer_at_least is not None or p.measures is not None
        absent = "0"
        if filed:  # footage of the incident elsewhere in time, or of nobody, would have proved no absence then either
            absent = "CASE WHEN elsewhere.subject_no IS NULL THEN 0 END"
            plan.add(
                "filed_elsewhere",
                "Responses under whose number footage had come by the deadline that lies elsewhere in time, or is of nobody.",
                f"""
                SELECT DISTINCT q.subject_no FROM (
                    SELECT p.subject_no, p.recording_no FROM match_pairs AS p WHERE p.numbered = 1 AND p.inside = 0
                    UNION ALL
                    SELECT x.subject_no, n.recording_no FROM unit_responses_seen AS x JOIN recording_numbers AS n
                        ON n.number = x.number AND n.officer_no IS NULL
                ) AS q JOIN match_rows AS m ON m.subject_no = q.subject_no
                JOIN recording_pieces AS r ON r.recording_no = q.recording_no
                WHERE r.uploaded_us IS NULL OR r.uploaded_us <= m.end_us + {grace}
                """,
                keep=True,
            )
        columns |= deadline_columns(present, whole, more_tests=tested, absent=absent)
    if filed:
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
        FROM {every(plan, window, "pairs")} AS p WHERE p.overlaps = 0 GROUP BY p.subject_no
        """,
    )
    number = "c.number" if rule.table == "unit_responses" else "CAST(NULL AS VARCHAR)"
    flags = plan.add(
        f"{rule.name}_flags",
        f"What holds of each obligation under {rule.rule_id} that is neither exempt nor pending: 1 yes, 0 no, NULL unknown.",
        f"""
        SELECT o.subject_no, {number} AS number, {", ".join(f"{sql} AS {name}" for name, sql in columns.items())}
        FROM {compiled.step} AS o JOIN {cover} AS c ON c.subject_no = o.subject_no
        LEFT JOIN near_{window.name} AS n ON n.subject_no = o.subject_no
        {"LEFT JOIN match_rows AS m ON m.subject_no = o.subject_no" if filed else ""}
        {f"LEFT JOIN {deadline} AS e ON e.subject_no = o.subject_no" if deadline else ""}
        {"LEFT JOIN filed_elsewhere AS elsewhere ON elsewhere.subject_no = o.subject_no" if deadline and filed else ""}
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
    if matched:
        _by_recording(rule, flags, grace)
    return f"{rule.name}_measures"


def _by_recording(rule: RuleContext, flags: str, grace: int) -> None:
    """Add `RULE_recordings`: the same by recording, one evidence item as the export lists it."""
    plan = rule.plan
    came = f"q.uploaded_us <= q.ended_us + {grace}" if grace else "NOT q.uploaded_us IS NULL"
    pairs, filed = "match_pairs AS p", "p.inside = 1"
    if rule.table == "duty":
        if "shift_hours" not in plan.steps:
            return
        pairs = """(SELECT DISTINCT s.subject_no, h.recording_no, CAST(NULL AS BIGINT) AS numbered FROM shift_hours AS s
            JOIN piece_hours AS h ON h.officer_no = s.officer_no AND h.hour_no = s.hour_no
            WHERE h.started_us <= s.until_us AND h.ended_us >= s.from_us) AS p"""
        filed = "TRUE"
    plan.add(
        f"{rule.name}_recordings",
        f"The recordings that touch what {rule.rule_id} binds: how they are filed, and whether all that they serve is in order.",
        f"""
        SELECT COUNT(*) AS n,
            SUM(CASE WHEN q.numbered = 1 THEN 1 ELSE 0 END) AS numbered_yes, SUM(CASE WHEN q.numbered = 0 THEN 1 ELSE 0 END) AS numbered_no,
            SUM(CASE WHEN q.categorised = 1 THEN 1 ELSE 0 END) AS category_yes, SUM(CASE WHEN q.categorised = 0 THEN 1 ELSE 0 END) AS category_no,
            SUM(CASE WHEN {came} THEN 1 ELSE 0 END) AS upload_yes,
            SUM(CASE WHEN NOT q.uploaded_us IS NULL AND NOT ({came}) THEN 1 ELSE 0 END) AS upload_no,
            SUM(CASE WHEN q.least = 1 AND q.unknown = 0 THEN 1 ELSE 0 END) AS all_criteria_yes,
            SUM(CASE WHEN q.least = 0 THEN 1 ELSE 0 END) AS all_criteria_no
        FROM (
            SELECT p.recording_no, MAX(p.numbered) AS numbered, MAX(t.categorised) AS categorised,
                MAX(r.uploaded_us) AS uploaded_us, MAX(r.ended_us) AS ended_us, MIN(f.all_criteria) AS least,
                SUM(CASE WHEN f.all_criteria IS NULL THEN 1 ELSE 0 END) AS unknown
            FROM {pairs} JOIN {flags} AS f ON f.subject_no = p.subject_no
            JOIN recording_notes AS t ON t.recording_no = p.recording_no
            JOIN recording_pieces AS r ON r.recording_no = p.recording_no WHERE {filed} GROUP BY p.recording_no
        ) AS q
        """,
        keep=True,
    )


def _within(test: str, doubt: str) -> str:
    return f"CASE WHEN {doubt} THEN NULL WHEN c.overlaps > 0 THEN CASE WHEN {test} THEN 1 ELSE 0 END WHEN o.verdict = 'violation' THEN 0 END"
