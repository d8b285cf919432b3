"""Steps over what was issued to whom: each issue of a camera, and the spans of time they make."""

from __future__ import annotations

from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import NEVER_US, Plan
from bwcmeta.plan.spans import united


def issues(plan: Plan) -> str:
    """Add `camera_issues`: each issue of a camera to an officer; one without a stamp reaches from always, or for ever."""
    people(plan)
    return plan.add(
        "camera_issues",
        "Who was issued which camera, from when to when.",
        f"""
        SELECT d.device_id, {OFFICER_NO} AS officer_no, COALESCE(BWC_US(d.assigned_at), -{NEVER_US}) AS from_us,
            COALESCE(BWC_US(d.returned_at), {NEVER_US}) AS until_us, BWC_US(d.assigned_at) AS assigned_us, d.source_file, d.source_row
        FROM {plan.now("device_assignments")} AS d
        {officer_join("d.officer_id", "COALESCE(BWC_US(d.assigned_at), BWC_US(d.returned_at))")}
        WHERE NOT {OFFICER_NO} IS NULL
        """,
        keep=True,
    )


def equipped(plan: Plan) -> str:
    """Add `officers_equipped`: the spans of time in which an officer had a camera, any."""
    return united(plan, "officers_equipped", "When each officer had a camera.", issues(plan), ("officer_no",))


def worn(plan: Plan) -> str:
    """Add `cameras_worn`: the spans of time in which an officer had a certain camera."""
    says = "When each officer had which camera."
    return united(plan, "cameras_worn", says, issues(plan), ("device_id", "officer_no"))
