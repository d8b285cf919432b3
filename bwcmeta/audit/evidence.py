"""The source rows behind each finding: the event, its dispatch row, the footage nearby, the facts tied to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.facts import facts
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, Plan
from bwcmeta.plan.recordings import NUMBER, pieces

if TYPE_CHECKING:
    from bwcmeta.audit.compile import CompiledRule

LEAST_COLUMNS = "rule_no, subject_no, role, row_key, source_file, source_row, numbered"


def flagged(plan: Plan, rules: tuple[CompiledRule, ...]) -> str:
    """Add `flagged`: every obligation that is a violation or undetermined, with its subject."""
    parts = []
    for number, rule in enumerate(rules):
        s = rule.steps
        parts.append(
            f"""SELECT {number} AS rule_no, o.subject_no, o.verdict, o.reason, o.measured, o.allowed, o.from_us, o.until_us,
                x.officer_no, x.number, x.recording_id, x.row_us
            FROM {s.step} AS o JOIN {s.subjects} AS x ON x.subject_no = o.subject_no
            WHERE NOT o.verdict = 'compliant'"""
        )
    return plan.add(
        "flagged",
        "Every obligation that did not end as compliant.",
        " UNION ALL ".join(parts),
        keep=True,
    )


def evidence(plan: Plan, rules: tuple[CompiledRule, ...]) -> str:
    """Add `evidence`: (rule_no, subject_no) with the rows it rests on and the part each plays."""
    flagged(plan, rules)
    pieces(plan)
    facts(plan)
    lead = plan.settings.match_lead_us
    plan.add(
        "flagged_hours",
        "Those whose time is known, widened by the match tolerance, by hour.",
        f"""
        SELECT q.rule_no, q.subject_no, q.officer_no, q.number, q.lo_us, q.hi_us, BWC_DIV(q.lo_us, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(q.lo_us, {HOUR_US}), BWC_DIV(q.hi_us, {HOUR_US})) AS hour_no
        FROM (
            SELECT f.rule_no, f.subject_no, f.officer_no, f.number, f.from_us - {lead} AS lo_us, f.until_us + {lead} AS hi_us
            FROM flagged AS f
            WHERE f.verdict IN ('violation', 'undetermined') AND NOT f.officer_no IS NULL
                AND f.until_us >= f.from_us AND f.until_us - f.from_us <= {LONGEST_US}
        ) AS q
        """,
        keep=True,
    )
    plan.add(
        "footage_nearby",
        "Recordings of the officer that lie in or near the time of each of them.",
        f"""
        SELECT DISTINCT h.rule_no, h.subject_no, h.number, s.recording_id FROM (
            SELECT p.recording_id, p.officer_no, p.started_us, COALESCE(p.ended_us, p.started_us) AS ended_us,
                BWC_EACH_NUMBER(BWC_DIV(p.started_us, {HOUR_US}), BWC_DIV(CASE
                    WHEN p.ended_us > p.started_us + {LONGEST_US} THEN p.started_us
                    WHEN p.ended_us > p.started_us THEN p.ended_us ELSE p.started_us END, {HOUR_US})) AS hour_no
            FROM recording_pieces AS p WHERE NOT p.officer_no IS NULL AND NOT p.started_us IS NULL
        ) AS s JOIN flagged_hours AS h ON h.officer_no = s.officer_no AND h.hour_no = s.hour_no
        WHERE s.started_us <= h.hi_us AND s.ended_us >= h.lo_us
        """,
        keep=True,
    )
    parts = [
        f"""SELECT n.rule_no, n.subject_no, 'recording' AS role, r.recording_id AS row_key, r.source_file, r.source_row,
            MAX(CASE WHEN {NUMBER.format("e.raw_number")} = n.number THEN 1 ELSE 0 END) AS numbered
        FROM footage_nearby AS n JOIN {plan.now("recordings")} AS r ON r.recording_id = n.recording_id
        LEFT JOIN (
            SELECT v.recording_id, BWC_EACH(v.incident_ids) AS raw_number FROM {plan.now("recordings")} AS v
        ) AS e ON e.recording_id = r.recording_id
        GROUP BY n.rule_no, n.subject_no, r.recording_id, r.source_file, r.source_row""",
        f"""SELECT f.rule_no, f.subject_no, 'incident', i.incident_id, i.source_file, i.source_row, 0
        FROM flagged AS f JOIN {plan.now("incidents")} AS i ON {NUMBER.format("i.incident_id")} = f.number""",
    ]
    for number, rule in enumerate(rules):
        s = rule.steps
        parts.append(
            f"""SELECT f.rule_no, f.subject_no, 'subject', COALESCE(x.recording_id, x.incident_id), x.source_file, x.source_row, 0
            FROM flagged AS f JOIN {s.subjects} AS x ON x.subject_no = f.subject_no WHERE f.rule_no = {number}"""
        )
        if s.links and s.links in plan.steps:
            parts.append(
                f"""SELECT f.rule_no, f.subject_no, 'fact', g.fact, g.source_file, g.source_row, 0
                FROM flagged AS f JOIN {s.links} AS l ON l.subject_no = f.subject_no
                JOIN facts_seen AS g ON g.fact_no = l.fact_no WHERE f.rule_no = {number}"""
            )
    return plan.add(
        "evidence",
        "The rows each finding rests on, and the part each plays.",
        " UNION ALL ".join(parts),
        keep=True,
    )


def details(plan: Plan, rules: tuple[CompiledRule, ...], groups: list[str], *, everything: bool) -> list[str]:
    """Add `RULE_details` for each rule: the obligations with all that a finding shows; return the names."""
    plan.add(
        "officers_recording",
        "Officers who have any recording at all.",
        "SELECT DISTINCT p.officer_no FROM recording_pieces AS p WHERE NOT p.officer_no IS NULL",
    )
    names = []
    for rule, group in zip(rules, groups, strict=True):
        s = rule.steps
        fact = "x.fact_id" if s.table == "facts" else "CAST(NULL AS VARCHAR)"
        only = "" if everything else "WHERE NOT o.verdict = 'compliant'"
        names.append(
            plan.add(
                f"{s.step}_details",
                f"The obligations under {rule.rule.id} with all that a finding shows.",
                f"""
                SELECT o.subject_no, o.verdict, o.reason, o.measured, o.allowed, o.from_us, o.until_us,
                    x.incident_id, x.recording_id, {fact} AS fact_id, x.unit_id, p.officer_id, x.row_us,
                    g.district, g.call_type, g.month, x.source_file, x.source_row,
                    CASE WHEN n.officer_no IS NULL THEN 0 ELSE 1 END AS officer_records
                FROM {s.step} AS o JOIN {s.subjects} AS x ON x.subject_no = o.subject_no
                LEFT JOIN {group} AS g ON g.subject_no = o.subject_no
                LEFT JOIN people AS p ON p.officer_no = x.officer_no
                LEFT JOIN officers_recording AS n ON n.officer_no = x.officer_no {only}
                """,
            )
        )
    return names
