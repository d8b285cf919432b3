"""Steps over what people decided about findings: the decision that stands, and what it takes out of every count."""

from __future__ import annotations

from bwcmeta.plan.finding_id import ABOUT, id_sql, whose_sql
from bwcmeta.plan.people import people
from bwcmeta.plan.plan import Plan

CLEARED = ("exonerated", "unfounded", "data_quality")
"""States that take a finding out of the count: it was no breach, did not happen, or the data were wrong."""


def standing(plan: Plan) -> str:
    """Add `dispositions_standing`: of each finding the last decision (made by then, where the as-of was stated)."""
    until = plan.settings.decided_until_us
    made = f"WHERE BWC_US(d.decided_at) <= {until}" if until is not None else ""
    return plan.add(
        "dispositions_standing",
        "The decision about each finding that stands: the last that was made.",
        f"""
        SELECT q.finding_id, q.state, q.local_word, q.reason, q.decided_by, q.decided_at FROM (
            SELECT LOWER(TRIM(d.finding_id)) AS finding_id, d.state, d.local_word, d.reason, d.decided_by, d.decided_at,
                ROW_NUMBER() OVER (
                    PARTITION BY LOWER(TRIM(d.finding_id))
                    ORDER BY COALESCE(BWC_US(d.decided_at), 0) DESC, d.import_seq DESC, d.source_row DESC
                ) AS choice_no
            FROM {plan.now("dispositions")} AS d {made}
        ) AS q WHERE q.choice_no = 1
        """,
    )


def cleared(plan: Plan, step: str, subjects: str, *, policy: str, rule: str, facts: bool) -> str:
    """Add `STEP_cleared`: the violations of a rule that a person has cleared since.

    They are known by the id of their finding, numbered as `audit/findings.py` numbers those that say the same.

    Args:
        plan: the plan.
        step: the rule's obligations.
        subjects: its subjects.
        policy: id of its policy.
        rule: id of the rule.
        facts: whether its subjects are facts.
    """
    people(plan)
    standing(plan)
    about = {name: f"q.{name}" for name in ABOUT}
    keyed = ", ".join((*about.values(), "q.row_us"))
    number = "CAST(q.number_no - 1 AS VARCHAR)"
    finding_id = id_sql(whose_sql(policy, rule), about, "q.row_us", number)
    states = ", ".join(f"'{state}'" for state in CLEARED)
    return plan.add(
        f"{step}_cleared",
        f"The violations of {rule} that a person has cleared since.",
        f"""
        SELECT c.subject_no FROM (
            SELECT q.subject_no, q.verdict, {finding_id} AS finding_id FROM (
                SELECT {keyed}, q.subject_no, q.verdict, ROW_NUMBER() OVER (
                    PARTITION BY {keyed} ORDER BY q.source_file, q.source_row, q.subject_no
                ) AS number_no
                FROM (
                    SELECT o.subject_no, o.verdict, o.unit_id, o.row_us, p.officer_id, x.incident_id, x.recording_id,
                        {"x.fact_id" if facts else "CAST(NULL AS VARCHAR)"} AS fact_id, x.source_file, x.source_row
                    FROM {step} AS o JOIN {subjects} AS x ON x.subject_no = o.subject_no
                    LEFT JOIN people AS p ON p.officer_no = o.officer_no
                    WHERE o.state = 'bound' AND NOT o.verdict = 'compliant'
                ) AS q
            ) AS q
        ) AS c JOIN dispositions_standing AS d ON d.finding_id = c.finding_id
        WHERE c.verdict = 'violation' AND d.state IN ({states})
        """,
        keep=True,
    )
