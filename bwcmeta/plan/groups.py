"""The groups obligations are counted in."""

from __future__ import annotations

from bwcmeta.plan.calendar import offset_case
from bwcmeta.plan.plan import DAY_US, Plan

GROUPS = ("officer", "unit", "district", "call_type", "month")


def groups_step(plan: Plan, subjects: str) -> str:
    """Add `SUBJECTS_groups`: officer, unit, district, call type and local month of each subject."""
    return plan.add(
        f"{subjects}_groups",
        "The groups each row is counted in; the month is that of the policy's zone.",
        f"""
        SELECT x.subject_no, p.officer_id AS officer, x.unit_id AS unit, x.district, x.call_type,
            BWC_MONTH(BWC_DATE_OF(BWC_DIV(x.row_us + {offset_case(plan, "x.row_us")}, {DAY_US}))) AS month
        FROM {subjects} AS x LEFT JOIN people AS p ON p.officer_no = x.officer_no
        """,
    )
