"""Steps that match recordings to responses by time and by number, each on its own, and grade what comes of it.

They are told beside the verdicts and change none: a verdict asks for the officer's footage at the right time, however
it is filed. Costly on very many recordings, so they run when asked for (`--deep`) or when the inputs are small.
"""

from __future__ import annotations

from bwcmeta.plan.crews import AMBIGUOUS
from bwcmeta.plan.facts import facts
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, Plan
from bwcmeta.plan.recordings import RECORDING_NO, numbers, pieces, stretch_hours
from bwcmeta.plan.subjects import Needs, incidents, subjects

BEGIN, END = "COALESCE(x.arrived_at, x.dispatched_at)", "x.cleared_at"
"""A response's own time."""
_FIRST_COMMON = "p.hour_no = CASE WHEN p.first_hour > w.first_hour THEN p.first_hour ELSE w.first_hour END"


def matching(plan: Plan) -> str:
    """Add `match_rows`: one row per response that can be matched at all, with its grade and what its footage carries.

    Columns: subject_no, grade (`A` number and officer with time, `B` one of them, `C` inference, `none`), with_time,
    with_number, categorised, uploaded_us (the first upload of footage with time), end_us.
    """
    pieces(plan)
    _by_hour(plan)
    plan.add(
        "match_pairs",
        "Responses and recordings of the same officer that match by time, nearly, or by number.",
        f"""
        SELECT u.subject_no, u.recording_no, MAX(u.inside) AS inside, MAX(u.numbered) AS numbered FROM (
            SELECT w.subject_no, p.recording_no, CASE WHEN p.started_us <= w.hi_us AND p.ended_us >= w.lo_us THEN 1 ELSE 0 END AS inside,
                0 AS numbered
            FROM match_hours AS w JOIN piece_hours AS p ON p.officer_no = w.officer_no AND p.hour_no = w.hour_no
            WHERE p.started_us <= w.hi_us + {plan.settings.match_lead_us} AND p.ended_us >= w.lo_us - {plan.settings.match_lead_us}
                AND {_FIRST_COMMON}
            UNION ALL
            SELECT x.subject_no, n.recording_no, 0, 1 FROM recording_numbers AS n
            JOIN unit_responses_seen AS x ON x.number = n.number AND x.officer_no = n.officer_no
        ) AS u GROUP BY u.subject_no, u.recording_no
        """,
        keep=True,
    )
    return plan.add(
        "match_rows",
        "Each response with its grade, and what its footage carries.",
        f"""
        SELECT x.subject_no, {END} AS end_us, m.with_time, m.with_number, m.categorised, m.uploaded_us,
            CASE WHEN m.both = 1 THEN 'A' WHEN m.with_time = 1 OR m.with_number = 1 THEN 'B'
                WHEN NOT m.subject_no IS NULL OR NOT q.number IS NULL THEN 'C' ELSE 'none' END AS grade
        FROM unit_responses_seen AS x LEFT JOIN (
            SELECT p.subject_no, MAX(p.inside) AS with_time, MAX(p.numbered) AS with_number,
                MAX(CASE WHEN p.inside = 1 AND p.numbered = 1 THEN 1 ELSE 0 END) AS both,
                MAX(CASE WHEN p.inside = 1 THEN t.categorised END) AS categorised,
                MIN(CASE WHEN p.inside = 1 THEN t.uploaded_us END) AS uploaded_us
            FROM match_pairs AS p JOIN recording_notes AS t ON t.recording_no = p.recording_no GROUP BY p.subject_no
        ) AS m ON m.subject_no = x.subject_no
        LEFT JOIN (SELECT DISTINCT n.number FROM recording_numbers AS n WHERE n.officer_no IS NULL) AS q ON q.number = x.number
        WHERE NOT x.officer_no IS NULL AND {END} >= {BEGIN} AND {END} - {BEGIN} <= {LONGEST_US}
        """,
        keep=True,
    )


def _by_hour(plan: Plan) -> None:
    hours = "BWC_DIV({0}, {2}) AS first_hour, BWC_EACH_NUMBER(BWC_DIV({0}, {2}), BWC_DIV({1}, {2})) AS hour_no"
    lead = plan.settings.match_lead_us
    window = hours.format(f"({BEGIN} - {lead})", f"({END} + {lead})", HOUR_US)
    plan.add(
        "match_hours",
        "Each response's own time, widened by the match tolerance, by hour.",
        f"""
        SELECT x.subject_no, x.officer_no, {BEGIN} AS lo_us, {END} AS hi_us, {window}
        FROM unit_responses_seen AS x
        WHERE NOT x.officer_no IS NULL AND {END} >= {BEGIN} AND {END} - {BEGIN} <= {LONGEST_US}
        """,
        keep=True,
    )
    plan.add(
        "sound_pieces",
        "Footage of somebody, of a length that can be.",
        f"""
        SELECT p.recording_no, p.officer_no, p.started_us, p.ended_us FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND NOT p.after_the_fact AND p.ended_us > p.started_us
            AND p.ended_us - p.started_us <= {LONGEST_US}
        """,
    )
    plan.add(
        "piece_hours",
        "Sound footage by hour.",
        f"""
        SELECT p.recording_no, p.officer_no, p.started_us, p.ended_us, {hours.format("p.started_us", "p.ended_us", HOUR_US)}
        FROM sound_pieces AS p
        """,
        keep=True,
    )
    numbers(plan)
    plan.add(
        "recording_notes",
        "What each recording carries: a category, a number, when it was uploaded.",
        f"""
        SELECT {RECORDING_NO} AS recording_no, r.recording_id, CASE WHEN COALESCE(BWC_COUNT_OF(r.categories), 0) > 0 THEN 1 ELSE 0 END AS categorised,
            COALESCE(BWC_COUNT_OF(r.incident_ids), 0) AS numbers, BWC_FIRST_OF(r.incident_ids) AS first_number,
            BWC_US(r.uploaded_at) AS uploaded_us, r.source_file, r.source_row
        FROM {plan.now("recordings")} AS r
        """,
    )


def match_notes(plan: Plan) -> str:
    """Add `match_notes`: wrong and missing numbers, footage of no event, officers seen otherwise; as `completeness`."""
    matching(plan)
    incidents(plan)
    parts = [_wrong_numbers(), _not_on_it(), _seen_in_facts(plan), _one_of_a_crew(plan)]
    if not plan.settings.empty("unit_responses"):
        parts.append(_no_event())
    if not plan.settings.empty("duty"):
        parts += _shifts(plan)
    named = [part for part in parts if part]
    return plan.add(
        "match_notes",
        "Recordings filed under another number or none, recorded with no event, officers seen at incidents they are not on.",
        " UNION ALL ".join(named),
    )


def _wrong_numbers() -> str:
    return """SELECT CASE WHEN t.numbers > 0 THEN 'recording filed under another number' ELSE 'recording without a number' END AS kind,
            t.recording_id AS subject, w.officer_id, q.found AS missing, q.first_us, q.last_us,
            CONCAT(COALESCE(CONCAT('filed under ', t.first_number, '; '), ''), 'made during ', q.incident_id) AS detail,
            t.source_file, t.source_row
        FROM (
            SELECT p.recording_no, COUNT(*) AS found, MIN(x.row_us) AS first_us, MAX(x.row_us) AS last_us,
                MIN(x.incident_id) AS incident_id, MIN(x.officer_no) AS officer_no
            FROM match_pairs AS p JOIN unit_responses_seen AS x ON x.subject_no = p.subject_no WHERE p.inside = 1
            GROUP BY p.recording_no HAVING MAX(p.numbered) = 0
        ) AS q JOIN recording_notes AS t ON t.recording_no = q.recording_no JOIN people AS w ON w.officer_no = q.officer_no"""


def _no_event() -> str:
    return """SELECT 'recorded with no event', w.officer_id, w.officer_id, COUNT(*), MIN(p.started_us), MAX(p.started_us),
            CONCAT(CAST(BWC_DIV(SUM(p.ended_us - p.started_us), 60000000) AS VARCHAR), ' min of footage; ',
                CAST(SUM(CASE WHEN t.numbers > 0 THEN 1 ELSE 0 END) AS VARCHAR), ' with a number, of which ',
                CAST(SUM(CASE WHEN i.self_initiated THEN 1 ELSE 0 END) AS VARCHAR), ' self-initiated'),
            MIN(t.source_file), MIN(t.source_row)
        FROM (
            SELECT p.recording_no, p.officer_no, p.started_us, p.ended_us FROM sound_pieces AS p
            LEFT JOIN (SELECT DISTINCT m.recording_no FROM match_pairs AS m) AS matched ON matched.recording_no = p.recording_no
            WHERE matched.recording_no IS NULL
        ) AS p
        JOIN recording_notes AS t ON t.recording_no = p.recording_no
        JOIN people AS w ON w.officer_no = p.officer_no
        LEFT JOIN incidents_seen AS i ON i.number = UPPER(REPLACE(REPLACE(TRIM(t.first_number), '-', ''), ' ', ''))
        GROUP BY w.officer_id"""


def _not_on_it() -> str:
    return """SELECT 'recorded an incident he is not on', n.number, w.officer_id, COUNT(DISTINCT n.recording_no), CAST(NULL AS BIGINT),
            CAST(NULL AS BIGINT), 'footage filed under the number; dispatch does not name the officer', MIN(t.source_file), MIN(t.source_row)
        FROM (
            SELECT n.number, n.officer_no, n.recording_no FROM recording_numbers AS n
            LEFT JOIN (SELECT DISTINCT x.number, x.officer_no FROM unit_responses_seen AS x) AS sent
                ON sent.number = n.number AND sent.officer_no = n.officer_no
            WHERE sent.number IS NULL AND NOT n.officer_no IS NULL
        ) AS n JOIN incidents_seen AS i ON i.number = n.number
        JOIN people AS w ON w.officer_no = n.officer_no JOIN recording_notes AS t ON t.recording_no = n.recording_no
        GROUP BY n.number, w.officer_id"""


def _seen_in_facts(plan: Plan) -> str:
    if plan.settings.empty("facts"):
        return ""
    facts(plan)
    return """SELECT 'seen at an incident he is not on', f.number, w.officer_id, COUNT(*), MIN(f.at_us), MAX(f.at_us),
            CONCAT('named by ', MIN(f.fact)), MIN(f.source_file), MIN(f.source_row)
        FROM facts_seen AS f JOIN people AS w ON w.officer_no = f.officer_no
        LEFT JOIN (SELECT DISTINCT x.number, x.officer_no FROM unit_responses_seen AS x) AS sent
            ON sent.number = f.number AND sent.officer_no = f.officer_no
        WHERE sent.number IS NULL AND NOT f.number IS NULL GROUP BY f.number, w.officer_id"""


def _one_of_a_crew(plan: Plan) -> str:
    """Responses of a unit without an officer whose crew several officers may be: shown, never guessed."""
    if AMBIGUOUS not in plan.steps:
        return ""
    return f"""SELECT 'unit without a known crew', c.unit_id, CAST(NULL AS VARCHAR), COUNT(*), MIN(c.at_us), MAX(c.at_us),
            'no shift names who was on it, and the roster gives the call sign to several', MIN(c.source_file), MIN(c.source_row)
        FROM {AMBIGUOUS} AS c GROUP BY c.unit_id"""


def _shifts(plan: Plan) -> list[str]:
    shift_cover(plan)
    return [
        """SELECT CASE WHEN c.kind = 'scheduled' THEN 'scheduled shift without footage' ELSE 'worked shift without footage' END, w.officer_id, w.officer_id, COUNT(*), MIN(c.from_us), MAX(c.from_us),
            CONCAT(CAST(BWC_DIV(SUM(c.until_us - c.from_us), 60000000) AS VARCHAR), ' min of duty'), MIN(c.source_file), MIN(c.source_row)
        FROM shift_cover AS c JOIN people AS w ON w.officer_no = c.officer_no
        WHERE c.covered_us IS NULL AND (c.kind IS NULL OR c.kind IN ('worked', 'overtime', 'scheduled'))
        GROUP BY w.officer_id, CASE WHEN c.kind = 'scheduled' THEN 'scheduled shift without footage' ELSE 'worked shift without footage' END""",
        """SELECT 'footage outside every shift', w.officer_id, w.officer_id, COUNT(*), MIN(p.started_us), MAX(p.started_us),
            CONCAT(CAST(BWC_DIV(SUM(p.ended_us - p.started_us), 60000000) AS VARCHAR), ' min of footage'),
            MIN(t.source_file), MIN(t.source_row)
        FROM (
            SELECT p.recording_no, p.officer_no, p.started_us, p.ended_us FROM sound_pieces AS p LEFT JOIN (
                SELECT DISTINCT h.recording_no FROM piece_hours AS h
                JOIN shift_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
                WHERE h.started_us <= s.until_us AND h.ended_us >= s.from_us
            ) AS worked ON worked.recording_no = p.recording_no
            WHERE worked.recording_no IS NULL
        ) AS p
        JOIN recording_notes AS t ON t.recording_no = p.recording_no JOIN people AS w ON w.officer_no = p.officer_no
        GROUP BY w.officer_id""",
    ]


def shift_cover(plan: Plan) -> str:
    """Add `shift_cover`: each sound shift with the time of it that footage covers (NULL: none touches it)."""
    if "duty_seen" not in plan.steps:
        subjects(plan, "duty", Needs(frozenset({"kind"})))
    stretch_hours(plan)
    plan.add(
        "shift_hours",
        "Each sound shift by hour.",
        f"""
        SELECT x.subject_no, x.officer_no, x.started_at AS from_us, x.ended_at AS until_us, BWC_DIV(x.started_at, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(x.started_at, {HOUR_US}), BWC_DIV(x.ended_at, {HOUR_US})) AS hour_no
        FROM duty_seen AS x
        WHERE NOT x.officer_no IS NULL AND x.ended_at > x.started_at AND x.ended_at - x.started_at <= {LONGEST_US}
        """,
        keep=True,
    )
    return plan.add(
        "shift_cover",
        "Each sound shift with the time of it that footage covers.",
        f"""
        SELECT x.subject_no, x.officer_no, x.started_at AS from_us, x.ended_at AS until_us, d.kind, x.source_file, x.source_row, c.covered_us
        FROM duty_seen AS x JOIN {plan.now("duty")} AS d ON d.source_file = x.source_file AND d.source_row = x.source_row
        LEFT JOIN (
            SELECT w.subject_no, SUM(CASE WHEN p.end_us < w.until_us THEN p.end_us ELSE w.until_us END
                - CASE WHEN p.start_us > w.from_us THEN p.start_us ELSE w.from_us END) AS covered_us
            FROM shift_hours AS w JOIN stretch_hours AS p ON p.officer_no = w.officer_no AND p.hour_no = w.hour_no
            WHERE p.start_us <= w.until_us AND p.end_us >= w.from_us AND {_FIRST_COMMON}
            GROUP BY w.subject_no
        ) AS c ON c.subject_no = x.subject_no
        WHERE NOT x.officer_no IS NULL AND x.ended_at > x.started_at AND x.ended_at - x.started_at <= {LONGEST_US}
        """,
        keep=True,
    )
