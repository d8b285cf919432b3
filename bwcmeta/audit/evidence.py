"""The source rows behind each finding: the event, its dispatch row, the footage nearby, the facts tied to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.audit.outcomes import flagged_step, judged_step, picked
from bwcmeta.audit.places_behind import places_behind
from bwcmeta.plan.facts import facts
from bwcmeta.plan.finding_id import id_sql, whose_sql
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, Plan
from bwcmeta.plan.recordings import NUMBER, RECORDING_NO, numbers_of_recordings, pieces

if TYPE_CHECKING:
    from bwcmeta.audit.compile import CompiledRule

ALIKE = "told_alike"
"""The step that names the ids under which more than one finding would stand."""


_FLAGGED = ("rule_no", "subject_no", "verdict", "reason", "measured", "allowed", "from_us", "until_us", "officer_no",
            "unit_id", "district", "call_type", "row_us")  # fmt: skip


def evidence_subjects(plan: Plan, rules: tuple[CompiledRule, ...]) -> str:
    """Add `flagged_subjects`: every obligation that did not end as compliant, with groups, times and what it is about."""
    parts = []
    for subjects, numbers in _by_subjects(rules).items():
        fact = "x.fact_id" if rules[numbers[0]].steps.table == "facts" else "CAST(NULL AS VARCHAR)"
        parts.append(
            f"""SELECT {", ".join(f"f.{c}" for c in _FLAGGED)}, x.number, x.incident_id, x.recording_id, {fact} AS fact_id,
                x.source_file, x.source_row
            FROM ({_flagged_under(plan, rules, numbers, _FLAGGED)}) AS f JOIN {subjects} AS x ON x.subject_no = f.subject_no"""
        )
    return plan.add(
        "flagged_subjects",
        "Every obligation that did not end as compliant, with its incident, recording and source row.",
        " UNION ALL ".join(parts),
        keep=True,
    )


def _by_subjects(rules: tuple[CompiledRule, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        found.setdefault(rule.steps.subjects, []).append(number)
    return found


def _flagged_under(
    plan: Plan,
    rules: tuple[CompiledRule, ...],
    numbers: list[int],
    columns: tuple[str, ...] = ("rule_no", "subject_no"),
) -> str:
    """SQL of the flagged obligations under some rules: picked by their number, DuckDB would look through all."""
    names = [flagged_step(plan, n, rules[n]) for n in numbers]
    listed = ", ".join(f"f.{c}" for c in columns)
    return " UNION ALL ".join(f"SELECT {listed} FROM {name} AS f" for name in names)


def by_links(plan: Plan, rules: tuple[CompiledRule, ...]) -> dict[str, list[int]]:
    """Each step that ties facts to subjects, with the numbers of the rules whose subjects these are."""
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        if rule.steps.links and rule.steps.links in plan.steps:
            found.setdefault(rule.steps.links, []).append(number)
    return found


def evidence(plan: Plan, rules: tuple[CompiledRule, ...]) -> str:
    """Add `evidence`: (rule_no, subject_no) with the rows it rests on and the part each plays."""
    evidence_subjects(plan, rules)
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
            FROM flagged_subjects AS f
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
        SELECT DISTINCT h.rule_no, h.subject_no, h.number, s.recording_no FROM (
            SELECT p.recording_no, p.officer_no, p.started_us, COALESCE(p.ended_us, p.started_us) AS ended_us,
                BWC_EACH_NUMBER(BWC_DIV(p.started_us, {HOUR_US}), BWC_DIV(CASE
                    WHEN p.ended_us > p.started_us + {LONGEST_US} THEN p.started_us
                    WHEN p.ended_us > p.started_us THEN p.ended_us ELSE p.started_us END, {HOUR_US})) AS hour_no
            FROM recording_pieces AS p WHERE NOT p.officer_no IS NULL AND NOT p.started_us IS NULL
        ) AS s JOIN flagged_hours AS h ON h.officer_no = s.officer_no AND h.hour_no = s.hour_no
        WHERE s.started_us <= h.hi_us AND s.ended_us >= h.lo_us
        """,
        keep=True,
    )
    numbers_of_recordings(plan)
    parts = [
        f"""SELECT n.rule_no, n.subject_no, 'recording' AS role, r.recording_id AS row_key, r.source_file, r.source_row, n.numbered
        FROM (
            SELECT n.rule_no, n.subject_no, n.recording_no, MAX(CASE WHEN e.number IS NULL THEN 0 ELSE 1 END) AS numbered
            FROM footage_nearby AS n LEFT JOIN numbers_of_recordings AS e
                ON e.recording_no = n.recording_no AND e.number = n.number
            GROUP BY n.rule_no, n.subject_no, n.recording_no
        ) AS n JOIN {plan.now("recordings")} AS r ON {RECORDING_NO} = n.recording_no""",
        f"""SELECT f.rule_no, f.subject_no, 'incident', i.incident_id, i.source_file, i.source_row, 0
        FROM flagged_subjects AS f JOIN {plan.now("incidents")} AS i ON {NUMBER.format("i.incident_id")} = f.number""",
        """SELECT f.rule_no, f.subject_no, 'subject', COALESCE(f.recording_id, f.incident_id), f.source_file, f.source_row, 0
        FROM flagged_subjects AS f""",
    ]
    for tied, numbers in by_links(plan, rules).items():
        parts.append(
            f"""SELECT f.rule_no, f.subject_no, 'fact', g.fact, g.source_file, g.source_row, 0
            FROM ({_flagged_under(plan, rules, numbers)}) AS f JOIN {tied} AS l ON l.subject_no = f.subject_no
            JOIN facts_seen AS g ON g.fact_no = l.fact_no"""
        )
    parts += places_behind(plan, rules)
    return plan.add(
        "evidence",
        "The rows each finding rests on, and the part each plays.",
        " UNION ALL ".join(parts),
        keep=True,
    )


def officers_recording(plan: Plan) -> str:
    """Add `officers_recording`: the officers who have any recording at all."""
    pieces(plan)
    return plan.add(
        "officers_recording",
        "Officers who have any recording at all.",
        "SELECT DISTINCT p.officer_no FROM recording_pieces AS p WHERE NOT p.officer_no IS NULL",
        keep=True,
    )


def details(plan: Plan, rules: tuple[CompiledRule, ...], *, everything: bool) -> str:
    """Add `details`: the obligations with all that a finding shows (with `everything`, compliant ones too)."""
    officers_recording(plan)
    if everything:
        parts = [picked(number, judged_step(plan, rule)) for number, rule in enumerate(rules)]
        plan.add("obligations", "Every obligation.", " UNION ALL ".join(parts))
        several = []
        for subjects, numbers in _by_subjects(rules).items():
            fact = "x.fact_id" if rules[numbers[0]].steps.table == "facts" else "CAST(NULL AS VARCHAR)"
            several.append(
                f"""SELECT r.rule_no, x.subject_no, x.incident_id, x.recording_id, {fact} AS fact_id, x.source_file, x.source_row
                FROM {subjects} AS x, ({" UNION ALL ".join(f"SELECT {n} AS rule_no" for n in numbers)}) AS r"""
            )
        plan.add("obligation_subjects", "Incident, recording and source row of each.", " UNION ALL ".join(several))
        source = """obligations AS o
            JOIN obligation_subjects AS x ON x.rule_no = o.rule_no AND x.subject_no = o.subject_no"""
    else:
        source = f"{evidence_subjects(plan, rules)} AS o"
    x = "x" if everything else "o"
    whose = " ".join(
        f"WHEN {number} THEN {whose_sql(rule.policy.id, rule.rule.id)}" for number, rule in enumerate(rules)
    )
    about_what = {
        "incident_id": f"{x}.incident_id",
        "officer_id": "p.officer_id",
        "recording_id": f"{x}.recording_id",
        "fact_id": f"{x}.fact_id",
        "unit_id": "o.unit_id",
    }
    finding_id = id_sql(f"CASE o.rule_no {whose} END", about_what, "o.row_us")
    return plan.add(
        "details",
        "The obligations with all that a finding shows.",
        f"""
        SELECT {finding_id} AS finding_id,
            o.rule_no, o.subject_no, o.verdict, o.reason, o.measured, o.allowed, o.from_us, o.until_us, o.unit_id,
            o.district, o.call_type, o.row_us, {x}.incident_id, {x}.recording_id, {x}.fact_id, {x}.source_file, {x}.source_row,
            p.officer_id, CASE WHEN n.officer_no IS NULL THEN 0 ELSE 1 END AS officer_records
        FROM {source}
        LEFT JOIN people AS p ON p.officer_no = o.officer_no
        LEFT JOIN officers_recording AS n ON n.officer_no = o.officer_no
        """,
    )


def alike(plan: Plan) -> str:
    """Add `told_alike`: the ids that several findings would have."""
    return plan.add(
        ALIKE,
        "The ids under which more than one of them would stand.",
        """SELECT d.finding_id FROM details AS d WHERE NOT d.verdict = 'compliant' GROUP BY d.finding_id HAVING COUNT(*) > 1""",
        keep=True,
    )
