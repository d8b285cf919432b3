"""Steps that find ids and cameras that cannot be right: leavers, shared cameras, one officer on two cameras at once."""

from __future__ import annotations

from bwcmeta.plan.other_ids import out_of_service
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import DAY_US, NEVER_US, Plan
from bwcmeta.plan.recordings import pieces, runs, stretches

COLUMNS = ("kind", "subject", "officer_id", "missing", "first_us", "last_us", "detail", "source_file", "source_row")
"""As in `completeness`."""


def identity_checks(plan: Plan) -> str:
    """Add `identity_checks`: one row per id or camera that cannot be right, with how often and from when to when."""
    people(plan)
    parts = [] if plan.settings.empty("evidence_actions") else [_dates_edited(plan)]
    parts += [_leavers(plan), _two_ids_at_once(plan), _two_cameras_at_once(plan), _shared(plan)]
    if not plan.settings.empty("device_assignments"):
        parts += [_issued_twice(plan), _worn_by_another(plan)]
    return plan.add(
        "identity_checks",
        "Ids and cameras that cannot be right: not in service, two at once, worn by another than issued.",
        " UNION ALL ".join(parts),
    )


def _leavers(plan: Plan) -> str:
    out_of_service(plan)
    return """SELECT 'id of somebody not in service' AS kind, q.norm_id AS subject, CAST(NULL AS VARCHAR) AS officer_id,
            COUNT(*) AS missing, MIN(q.started_us) AS first_us, MAX(q.started_us) AS last_us,
            'recordings under an id that the roster gives to nobody at that time' AS detail,
            MIN(q.source_file) AS source_file, MIN(q.source_row) AS source_row
        FROM recordings_out_of_service AS q GROUP BY q.norm_id"""


def _dates_edited(plan: Plan) -> str:
    return f"""SELECT 'recorded date edited' AS kind, t.recording_id AS subject, w.officer_id AS officer_id, COUNT(*) AS missing,
            MIN(BWC_US(t.at)) AS first_us, MAX(BWC_US(t.at)) AS last_us,
            CONCAT('from ', COALESCE(MIN(t.old_value), '?'), ' to ', COALESCE(MAX(t.new_value), '?'),
                '; retention goes by the edited date, conduct by the media') AS detail,
            MIN(t.source_file) AS source_file, MIN(t.source_row) AS source_row
        FROM {plan.now("evidence_actions")} AS t {officer_join("t.actor_id", "BWC_US(t.at)")}
        LEFT JOIN people AS w ON w.officer_no = {OFFICER_NO}
        WHERE t.action = 'recorded_at_edited' GROUP BY t.recording_id, w.officer_id"""


def _two_ids_at_once(plan: Plan) -> str:
    runs(plan)
    plan.add(
        "cameras_of_several",
        "Cameras that recorded under more than one officer.",
        """
        SELECT r.device_no FROM recording_runs AS r WHERE r.device_no > 0
        GROUP BY r.device_no HAVING MIN(r.officer_no) < MAX(r.officer_no)
        """,
        keep=True,
    )
    plan.add(
        "shared_runs",
        "Recordings of those cameras.",
        """
        SELECT v.device_id, r.officer_no, r.start_us, r.end_us, r.first_no
        FROM recording_runs AS r JOIN cameras_of_several AS c ON c.device_no = r.device_no
        JOIN devices AS v ON v.device_no = r.device_no
        """,
        keep=True,
    )
    return """SELECT 'camera under two ids at once', q.device_id, CAST(NULL AS VARCHAR), COUNT(*), MIN(q.start_us), MAX(q.start_us),
            'it recorded under one officer while it recorded under another', CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
        FROM (
            SELECT r.device_id, r.start_us, MAX(r.end_us) OVER (
                PARTITION BY r.device_id ORDER BY r.start_us, r.first_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end
            FROM shared_runs AS r
        ) AS q WHERE q.start_us < q.prior_end GROUP BY q.device_id"""


def _two_cameras_at_once(plan: Plan) -> str:
    stretches(plan)
    return """SELECT 'officer on two cameras at once', p.officer_id, p.officer_id, COUNT(*), MIN(m.start_us), MAX(m.start_us),
            'one camera began while another still recorded', CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
        FROM run_marks AS m JOIN people AS p ON p.officer_no = m.officer_no
        WHERE m.start_us < m.prior_end GROUP BY p.officer_id"""


def _shared(plan: Plan) -> str:
    del plan
    return f"""SELECT 'camera shared within a day', q.device_id, CAST(NULL AS VARCHAR), COUNT(*), MIN(q.first_us), MAX(q.first_us),
            'days (universal time) on which it recorded under more than one officer', CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
        FROM (
            SELECT r.device_id, BWC_DIV(r.start_us, {DAY_US}) AS day_no, MIN(r.start_us) AS first_us
            FROM shared_runs AS r GROUP BY r.device_id, BWC_DIV(r.start_us, {DAY_US}) HAVING MIN(r.officer_no) < MAX(r.officer_no)
        ) AS q GROUP BY q.device_id"""


def _assignments(plan: Plan) -> None:
    pieces(plan)
    plan.add(
        "cameras_given",
        "Who was issued which camera, from when to when.",
        f"""
        SELECT d.device_id, v.device_no, {OFFICER_NO} AS officer_no, COALESCE(BWC_US(d.assigned_at), -{NEVER_US}) AS from_us,
            COALESCE(BWC_US(d.returned_at), {NEVER_US}) AS until_us, BWC_US(d.assigned_at) AS assigned_us, d.source_file, d.source_row
        FROM {plan.now("device_assignments")} AS d LEFT JOIN devices AS v ON v.device_id = d.device_id
        {officer_join("d.officer_id", "COALESCE(BWC_US(d.assigned_at), BWC_US(d.returned_at))")}
        WHERE NOT {OFFICER_NO} IS NULL
        """,
        keep=True,
    )


def _issued_twice(plan: Plan) -> str:
    _assignments(plan)
    return """SELECT 'camera issued to two officers at once', q.device_id, CAST(NULL AS VARCHAR), COUNT(*), MIN(q.assigned_us),
            MAX(q.assigned_us), 'an issue begins before the one before it ends', MIN(q.source_file), MIN(q.source_row)
        FROM (
            SELECT g.device_id, g.officer_no, g.from_us, g.assigned_us, g.source_file, g.source_row,
                LAG(g.officer_no) OVER (PARTITION BY g.device_id ORDER BY g.from_us, g.until_us, g.officer_no) AS prior_no,
                LAG(g.until_us) OVER (PARTITION BY g.device_id ORDER BY g.from_us, g.until_us, g.officer_no) AS prior_until
            FROM cameras_given AS g
        ) AS q WHERE q.from_us < q.prior_until AND NOT q.officer_no = q.prior_no GROUP BY q.device_id"""


def _worn_by_another(plan: Plan) -> str:
    _assignments(plan)
    pieces(plan)
    plan.add(
        "worn_by_another",
        "Recordings of a camera that was issued at that time, but to somebody else.",
        """
        SELECT p.device_no, p.officer_no, p.started_us FROM recording_pieces AS p
        LEFT JOIN cameras_given AS own ON own.device_no = p.device_no AND own.officer_no = p.officer_no
            AND p.started_us >= own.from_us AND p.started_us < own.until_us
        WHERE own.device_no IS NULL AND NOT p.officer_no IS NULL AND NOT p.started_us IS NULL AND p.device_no > 0
        """,
        keep=True,
    )
    return """SELECT 'worn by another than issued', g.device_id, wearer.officer_id, COUNT(*), MIN(w.started_us), MAX(w.started_us),
            CONCAT('issued to ', MIN(issued.officer_id)), MIN(g.source_file), MIN(g.source_row)
        FROM worn_by_another AS w JOIN cameras_given AS g ON g.device_no = w.device_no
            AND w.started_us >= g.from_us AND w.started_us < g.until_us
        JOIN people AS wearer ON wearer.officer_no = w.officer_no JOIN people AS issued ON issued.officer_no = g.officer_no
        GROUP BY g.device_id, wearer.officer_id"""
