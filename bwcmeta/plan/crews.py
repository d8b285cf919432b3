"""Steps that find who was on a unit which dispatch names without an officer (policy-language, section 3)."""

from __future__ import annotations

from bwcmeta.model.tables import UNIT_RESPONSES
from bwcmeta.plan.people import people
from bwcmeta.plan.plan import DAY_US, NEVER_US, Plan
from bwcmeta.plan.spans import days

AMBIGUOUS = "crews_unknown"
"""Responses of a unit whose crew the roster leaves open."""
_AT = "COALESCE(BWC_US(u.arrived_at), BWC_US(u.dispatched_at), BWC_US(u.enroute_at), BWC_US(u.cleared_at))"


def crewed(plan: Plan) -> bool:
    """Whether a crew may have to be found."""
    return plan.settings.units_alone and not (plan.settings.empty("duty") and plan.settings.empty("officers"))


def crews(plan: Plan) -> str:
    """Add `unit_responses_crewed`: the responses; one without an officer stands once for each officer of its unit's crew.

    The crew are the officers whose shift on that unit covers the row's instant; without any, the one officer who has
    the unit as call sign then. Several of these: nobody is guessed, and the row stays without an officer.

    Each row has its `crew_no`: 0, or below 0 for the second officer of a crew and each after: no two alike.
    """
    if not crewed(plan):
        return plan.now("unit_responses")
    people(plan)
    plan.add(
        "units_alone",
        "Responses that name a unit and no officer.",
        f"""
        SELECT u.import_seq, u.source_row, u.source_file, u.unit_id, UPPER(TRIM(u.unit_id)) AS unit, {_AT} AS at_us
        FROM {plan.now("unit_responses")} AS u LEFT JOIN officer_ids AS o ON o.raw_id = u.officer_id
        WHERE o.officer_no IS NULL AND NOT u.unit_id IS NULL AND NOT TRIM(u.unit_id) = ''
        """,
        keep=True,
    )
    # a shift is looked up by the day it begins on, a row is listed under its day and the one before; longer shifts are few
    begin, end = "BWC_US(d.started_at)", "BWC_US(d.ended_at)"
    listed = f"SELECT u.import_seq, u.source_row, u.unit, u.at_us, {days(f'u.at_us - {DAY_US}', 'u.at_us')} AS day_no FROM units_alone AS u"
    ways = {
        f"({listed}) AS a": f"a.day_no = BWC_DIV({begin}, {DAY_US}) AND {end} - {begin} <= {DAY_US}",
        "units_alone AS a": f"{end} - {begin} > {DAY_US}",
    }
    each = " UNION ".join(
        f"""SELECT a.import_seq, a.source_row, d.officer_id FROM {rows} JOIN {plan.now("duty")} AS d
            ON UPPER(TRIM(d.unit_id)) = a.unit AND a.at_us >= {begin} AND a.at_us < {end} AND {which}
        JOIN officer_ids AS o ON o.raw_id = d.officer_id
        WHERE NOT o.officer_no IS NULL AND (d.kind IS NULL OR NOT d.kind IN ('leave', 'open', 'scheduled'))"""
        for rows, which in ways.items()
    )
    plan.add("crews_by_shift", "Officers whose shift on the unit covers the row's instant.", each, keep=True)
    plan.add(
        "crews_by_sign",
        "Else the officers who have the unit as call sign at that instant.",
        f"""
        SELECT a.import_seq, a.source_row, MIN(r.officer_id) AS officer_id, COUNT(DISTINCT UPPER(TRIM(r.officer_id))) AS officers
        FROM units_alone AS a JOIN {plan.now("officers")} AS r ON UPPER(TRIM(r.call_sign)) = a.unit
            AND a.at_us >= COALESCE(BWC_US(r.valid_from_at), -{NEVER_US}) AND a.at_us < COALESCE(BWC_US(r.valid_until_at), {NEVER_US})
        LEFT JOIN (SELECT DISTINCT c.import_seq, c.source_row FROM crews_by_shift AS c) AS shift
            ON shift.import_seq = a.import_seq AND shift.source_row = a.source_row
        WHERE shift.source_row IS NULL GROUP BY a.import_seq, a.source_row
        """,
        keep=True,
    )
    plan.add(
        AMBIGUOUS,
        "Responses of a unit whose call sign several officers have at that instant.",
        """
        SELECT a.unit_id, a.at_us, a.source_file, a.source_row FROM units_alone AS a JOIN crews_by_sign AS c
            ON c.import_seq = a.import_seq AND c.source_row = a.source_row WHERE c.officers > 1
        """,
    )
    plan.add(
        "crews_found",
        "The crew of each of these; all but the first of a crew are numbered downwards from -1.",
        """
        SELECT q.import_seq, q.source_row, q.officer_id, CASE WHEN q.crew_no = 1 THEN 0
            ELSE -ROW_NUMBER() OVER (ORDER BY CASE WHEN q.crew_no = 1 THEN 1 ELSE 0 END, q.import_seq, q.source_row, q.crew_no)
            END AS crew_no
        FROM (
            SELECT c.import_seq, c.source_row, c.officer_id,
                ROW_NUMBER() OVER (PARTITION BY c.import_seq, c.source_row ORDER BY c.officer_id) AS crew_no
            FROM (
                SELECT b.import_seq, b.source_row, b.officer_id FROM crews_by_shift AS b
                UNION ALL
                SELECT g.import_seq, g.source_row, g.officer_id FROM crews_by_sign AS g WHERE g.officers = 1
            ) AS c
        ) AS q
        """,
        keep=True,
    )
    columns = [*(c.name for c in UNIT_RESPONSES.columns), *(f"lacks__{c}" for c in plan.marks("unit_responses"))]
    shown = ", ".join(
        "COALESCE(c.officer_id, s.officer_id) AS officer_id" if n == "officer_id" else f"s.{n}" for n in columns
    )
    return plan.add(
        "unit_responses_crewed",
        "The responses; one that names a unit and no officer stands once for each officer of its crew.",
        f"""
        SELECT {shown}, COALESCE(c.crew_no, 0) AS crew_no FROM {plan.now("unit_responses")} AS s
        LEFT JOIN crews_found AS c ON c.import_seq = s.import_seq AND c.source_row = s.source_row
        """,
    )
