"""Recordings as they will be when the evidence system has deleted them as it plans to.

A rule of retention that is asked about these rows says which planned deletions would breach it. Nothing of the rule
has to be written twice.
"""

from __future__ import annotations

from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.plan.plan import Plan, current_rows

_DELETED = "NOT l.deleted_at IS NULL"
_MAYBE_DELETED = "(BWC_HAS_ANY(l.doubtful, 'deleted_at') OR l.status = 'deleted')"
_UNPLANNED = "(l.retention_until IS NULL OR BWC_HAS_ANY(l.doubtful, 'retention_until'))"
EDITS = ("retention_edited", "retention_extended")
"""Lines of the audit trail that move a planned deletion."""


def planned(plan: Plan, until_us: int) -> None:
    """Add `recordings_now` in which what is to be deleted by then is deleted as planned, and nothing else stands.

    A plan that holds this step compiles rules over these rows. Also adds `planned_counts` (one row), `planned_unknown`
    (recordings that are there and have no planned date) and `planned_edits` (the newest line of the audit trail that
    moved the planned date of a recording that is there).
    """
    table = TABLE_BY_NAME["recordings"]
    plan.add("recordings_listed", *current_rows(table, restated=table.name in plan.settings.restated))
    shown = ", ".join(
        "l.retention_until AS deleted_at" if c.name == "deleted_at" else f"l.{c.name}" for c in table.columns
    )
    there = f"NOT COALESCE({_DELETED} OR {_MAYBE_DELETED}, FALSE)"
    plan.add(
        "recordings_now",
        "The recordings that are to be deleted by then, as if each were deleted when it is planned.",
        f"SELECT {shown} FROM recordings_listed AS l WHERE {there} AND NOT {_UNPLANNED} AND BWC_US(l.retention_until) <= {until_us}",
        keep=True,
    )
    as_of = plan.settings.as_of_us
    date = "BWC_US(l.retention_until)"
    groups = {
        "deleted": _DELETED,
        "deleted_unknown": _MAYBE_DELETED,
        "unplanned": _UNPLANNED,
        "passed": f"{date} < {as_of}",
        "within": f"{date} <= {until_us}",
    }
    lines = " ".join(f"WHEN {which} THEN '{name}'" for name, which in groups.items())
    counted = ", ".join(f"COUNT(CASE WHEN q.what = '{name}' THEN 1 END) AS {name}_count" for name in (*groups, "later"))
    plan.add(
        "planned_counts",
        "How many recordings are deleted, have no planned date, or are to be deleted before, within or after that time.",
        f"""
        SELECT COUNT(*) AS all_count, {counted}
        FROM (SELECT CASE {lines} ELSE 'later' END AS what FROM recordings_listed AS l) AS q
        """,
    )
    plan.add(
        "planned_unknown",
        "The recordings that are there and of which nobody says when they are to be deleted.",
        f"""
        SELECT l.recording_id, l.officer_id, l.status, l.source_file, l.source_row FROM recordings_listed AS l
        WHERE {there} AND {_UNPLANNED}
        """,
    )
    words = ", ".join(f"'{w}'" for w in EDITS)
    plan.add(
        "planned_edits",
        "The newest line of the audit trail that moved the planned date of each recording that is there.",
        f"""
        SELECT l.recording_id, l.officer_id, BWC_US(l.retention_until) AS planned_us, l.source_file, l.source_row,
            e.at_us, e.actor_id, e.action, e.old_value, e.new_value, e.edit_file, e.edit_row
        FROM recordings_listed AS l JOIN (
            SELECT a.recording_id, BWC_US(a.at) AS at_us, a.actor_id, a.action, a.old_value, a.new_value,
                a.source_file AS edit_file, a.source_row AS edit_row, ROW_NUMBER() OVER (
                    PARTITION BY a.recording_id ORDER BY a.at DESC, a.import_seq DESC, a.source_row DESC
                ) AS choice_no
            FROM {plan.now("evidence_actions")} AS a WHERE a.action IN ({words})
        ) AS e ON e.recording_id = l.recording_id WHERE e.choice_no = 1 AND {there}
        """,
    )
