"""Steps that find ids and cameras that cannot be right: leavers, shared cameras, one officer on two cameras at once."""

from __future__ import annotations

from bwcmeta.plan.issued import issues, worn
from bwcmeta.plan.other_ids import out_of_service
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import DAY_US, NEVER_US, Plan
from bwcmeta.plan.recordings import pieces, runs, stretches
from bwcmeta.plan.spans import LONG_US, days, looked_up

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


def _issued_twice(plan: Plan) -> str:
    issues(plan)
    return """SELECT 'camera issued to two officers at once', q.device_id, CAST(NULL AS VARCHAR), COUNT(*), MIN(q.assigned_us),
            MAX(q.assigned_us), 'an issue begins before the one before it ends', MIN(q.source_file), MIN(q.source_row)
        FROM (
            SELECT g.device_id, g.officer_no, g.from_us, g.assigned_us, g.source_file, g.source_row,
                LAG(g.officer_no) OVER (PARTITION BY g.device_id ORDER BY g.from_us, g.until_us, g.officer_no) AS prior_no,
                LAG(g.until_us) OVER (PARTITION BY g.device_id ORDER BY g.from_us, g.until_us, g.officer_no) AS prior_until
            FROM camera_issues AS g
        ) AS q WHERE q.from_us < q.prior_until AND NOT q.officer_no = q.prior_no GROUP BY q.device_id"""


def _worn_by_another(plan: Plan) -> str:
    worn(plan)
    pieces(plan)
    plan.add(
        "cameras_given",
        "The same by the number of the camera, where it recorded anything.",
        """
        SELECT v.device_no, w.device_id, w.officer_no, w.from_us, w.until_us
        FROM cameras_worn AS w JOIN devices AS v ON v.device_id = w.device_id
        """,
        keep=True,
    )
    named = "NOT p.officer_no IS NULL AND NOT p.started_us IS NULL AND p.device_no > 0"
    plan.add(
        "worn_for_long",
        "The cameras that each officer has had for always, will have for ever, or had for long.",
        f"SELECT g.device_no, g.officer_no, g.from_us, g.until_us FROM cameras_given AS g WHERE g.until_us - g.from_us > {LONG_US}",
    )
    plan.add(
        "not_worn_for_long",
        "Recordings of a camera that the officer did not have for long.",
        f"""
        SELECT p.device_no, p.officer_no, p.started_us FROM recording_pieces AS p
        LEFT JOIN worn_for_long AS own ON own.device_no = p.device_no AND own.officer_no = p.officer_no
            AND p.started_us >= own.from_us AND p.started_us < own.until_us
        WHERE own.device_no IS NULL AND {named}
        """,
        keep=True,
    )
    plan.add(
        "worn_by_another",
        "Recordings of a camera that was issued at that time, but to somebody else.",
        f"""
        SELECT p.device_no, p.officer_no, p.started_us FROM not_worn_for_long AS p LEFT JOIN (
            SELECT g.device_no, g.officer_no, g.from_us, g.until_us, {days("g.from_us", "g.until_us")} AS day_no
            FROM cameras_given AS g WHERE g.until_us - g.from_us <= {LONG_US}
        ) AS own ON own.device_no = p.device_no AND own.officer_no = p.officer_no AND own.day_no = BWC_DIV(p.started_us, {DAY_US})
            AND p.started_us >= own.from_us AND p.started_us < own.until_us
        WHERE own.device_no IS NULL
        """,
        keep=True,
    )
    # issues that were never returned add up: told as what has added up so far, or each recording would meet them all
    order = "PARTITION BY g.device_id ORDER BY g.from_us, g.source_row, g.officer_no"
    so_far = f"OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    plan.add(
        "issued_when",
        "What was issued when: each issue that ended, and of those that did not how many there are from when on.",
        f"""
        SELECT v.device_no, q.device_id, q.from_us, q.until_us, q.issues, q.officer_no, q.source_file, q.source_row FROM (
            SELECT g.device_id, g.from_us, g.until_us, 1 AS issues, g.officer_no, g.source_file, g.source_row
            FROM camera_issues AS g WHERE g.until_us < {NEVER_US}
            UNION ALL
            SELECT g.device_id, g.from_us, COALESCE(LEAD(g.from_us) OVER ({order}), g.until_us), COUNT(*) {so_far},
                MIN(g.officer_no) {so_far}, MIN(g.source_file) {so_far}, MIN(g.source_row) {so_far}
            FROM camera_issues AS g WHERE g.until_us >= {NEVER_US}
        ) AS q JOIN devices AS v ON v.device_id = q.device_id
        """,
        keep=True,
    )
    columns = ("device_no", "device_id", "issues", "officer_no", "source_file", "source_row")
    ways = looked_up("worn_by_another AS w", "issued_when", "s.device_no = w.device_no", "w.started_us", columns)
    each = " UNION ALL ".join(
        f"""SELECT w.officer_no AS wearer_no, w.started_us, s.device_id, s.issues, s.officer_no, s.source_file, s.source_row {way}"""
        for way in ways
    )
    return f"""SELECT 'worn by another than issued', q.device_id, wearer.officer_id, q.missing, q.first_us, q.last_us,
            CONCAT('issued to ', issued.officer_id), q.source_file, q.source_row
        FROM (
            SELECT e.device_id, e.wearer_no, CAST(SUM(e.issues) AS BIGINT) AS missing, MIN(e.started_us) AS first_us,
                MAX(e.started_us) AS last_us, MIN(e.officer_no) AS issued_no, MIN(e.source_file) AS source_file,
                MIN(e.source_row) AS source_row
            FROM ({each}) AS e GROUP BY e.device_id, e.wearer_no
        ) AS q JOIN people AS wearer ON wearer.officer_no = q.wearer_no JOIN people AS issued ON issued.officer_no = q.issued_no"""
