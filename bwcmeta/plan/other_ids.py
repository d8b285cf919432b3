"""Steps that look for an officer's footage under an id that nobody in service had (policy-language, section 3)."""

from __future__ import annotations

from bwcmeta.plan.issued import worn
from bwcmeta.plan.people import people
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, NEVER_US, Plan
from bwcmeta.plan.recordings import NUMBER, pieces
from bwcmeta.plan.spans import looked_up

ID_COLUMNS = ("officer_id", "badge", "employee_id", "user_id", "call_sign")


def service_spans(plan: Plan) -> str:
    """Add `service_spans` (norm_id, from_us, until_us): from when to when each id of the roster is somebody's in service."""
    people(plan)
    each = " UNION ALL ".join(
        f"""SELECT UPPER(TRIM(o.{column})) AS norm_id, COALESCE(BWC_US(o.valid_from_at), -{NEVER_US}) AS from_us,
            COALESCE(BWC_US(o.valid_until_at), {NEVER_US}) AS until_us
        FROM {plan.now("officers")} AS o WHERE NOT o.{column} IS NULL"""
        for column in ID_COLUMNS
    )
    return plan.add(
        "service_spans",
        "From when to when each id of the roster is that of somebody in service.",
        f"SELECT DISTINCT a.norm_id, a.from_us, a.until_us FROM ({each}) AS a",
        keep=True,
    )


def out_of_service(plan: Plan) -> str:
    """Add `recordings_out_of_service`: recordings under an id whose holder the roster does not have in service then."""
    service_spans(plan)
    plan.add(
        "ids_with_an_end",
        "Ids as written that the roster knows, but not for all time.",
        """
        SELECT u.raw_id, u.norm_id FROM ids_used AS u JOIN (
            SELECT s.norm_id FROM service_spans AS s GROUP BY s.norm_id
            HAVING MAX(CASE WHEN s.from_us = -9000000000000000 AND s.until_us = 9000000000000000 THEN 1 ELSE 0 END) = 0
        ) AS e ON e.norm_id = u.norm_id
        """,
        keep=True,
    )
    return plan.add(
        "recordings_out_of_service",
        "Recordings under an id of somebody whom the roster does not have in service at that instant.",
        f"""
        SELECT q.recording_id, q.raw_id, q.norm_id, q.device_id, q.started_us, q.ended_us, q.incident_ids, q.source_file, q.source_row
        FROM (
            SELECT r.recording_id, i.raw_id, i.norm_id, r.device_id, BWC_US(r.started_at) AS started_us,
                BWC_US(r.ended_at) AS ended_us, r.incident_ids, r.source_file, r.source_row
            FROM {plan.now("recordings")} AS r JOIN ids_with_an_end AS i ON i.raw_id = r.officer_id
            WHERE NOT r.started_at IS NULL AND (r.trigger_reason IS NULL OR NOT r.trigger_reason = 'after_the_fact')
        ) AS q LEFT JOIN service_spans AS s
            ON s.norm_id = q.norm_id AND q.started_us >= s.from_us AND q.started_us < s.until_us
        WHERE s.norm_id IS NULL
        """,
        keep=True,
    )


def under_other_ids(plan: Plan, table: str) -> str:
    """Add `TABLE_under_other_ids` (subject_no): rows during whose own time such footage of that officer may exist.

    Footage under an id of nobody in service that carries the row's incident number; or footage under such an id, or
    none, of a camera that was issued to the officer.
    """
    out_of_service(plan)
    pieces(plan)
    begin = "COALESCE(x.arrived_at, x.dispatched_at)" if table == "unit_responses" else "x.started_at"
    end = "x.cleared_at" if table == "unit_responses" else "x.ended_at"
    sound = f"q.ended_us > q.started_us AND q.ended_us - q.started_us <= {LONGEST_US}"
    plan.add(
        "footage_of_nobody",
        "Footage under an id of nobody in service, or under none, by its camera.",
        f"""
        SELECT q.device_id, q.started_us, q.ended_us FROM recordings_out_of_service AS q WHERE {sound} AND NOT q.device_id IS NULL
        UNION ALL
        SELECT v.device_id, q.started_us, q.ended_us FROM recording_pieces AS q JOIN devices AS v ON v.device_no = q.device_no
        WHERE q.officer_no IS NULL AND NOT q.after_the_fact AND {sound}
        """,
    )
    ways = looked_up(
        "footage_of_nobody AS q", worn(plan), "s.device_id = q.device_id", "q.started_us", ("device_id", "officer_no")
    )
    each = " UNION ALL ".join(f"SELECT s.officer_no, q.started_us, q.ended_us {way}" for way in ways)
    plan.add(
        "footage_of_nobody_by_hour",
        "The same, given to the officers their cameras were issued to, by hour.",
        f"""
        SELECT e.officer_no, e.started_us, e.ended_us,
            BWC_EACH_NUMBER(BWC_DIV(e.started_us, {HOUR_US}), BWC_DIV(e.ended_us, {HOUR_US})) AS hour_no
        FROM ({each}) AS e
        """,
        keep=True,
    )
    by_number = ""
    if table == "unit_responses":
        by_number = f"""
        UNION
        SELECT x.subject_no FROM (
            SELECT q.started_us, q.ended_us, BWC_EACH(q.incident_ids) AS raw_number FROM recordings_out_of_service AS q WHERE {sound}
        ) AS e JOIN {table}_seen AS x ON x.number = {NUMBER.format("e.raw_number")}
        WHERE e.started_us <= {end} AND e.ended_us >= {begin}"""
    return plan.add(
        f"{table}_under_other_ids",
        f"Rows of {table} during which the officer's camera, or footage of the incident, ran under an id of nobody in service.",
        f"""
        SELECT DISTINCT s.subject_no FROM footage_of_nobody_by_hour AS e JOIN (
            SELECT x.subject_no, x.officer_no, {begin} AS lo_us, {end} AS hi_us,
                BWC_EACH_NUMBER(BWC_DIV({begin}, {HOUR_US}), BWC_DIV({end}, {HOUR_US})) AS hour_no
            FROM {table}_seen AS x JOIN (SELECT DISTINCT f.officer_no FROM footage_of_nobody_by_hour AS f) AS only_these
                ON only_these.officer_no = x.officer_no
            WHERE {end} >= {begin} AND {end} - {begin} <= {LONGEST_US}
        ) AS s ON s.officer_no = e.officer_no AND s.hour_no = e.hour_no
        WHERE e.started_us <= s.hi_us AND e.ended_us >= s.lo_us
        {by_number}
        """,
        keep=True,
    )
