"""Steps that find what is missing from the exports: these bound what "nothing found" can mean."""

from __future__ import annotations

from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import Plan
from bwcmeta.plan.recordings import NUMBER, numbers, pieces

COLUMNS = ("kind", "subject", "officer_id", "rows", "first_us", "last_us", "detail", "source_file", "source_row")


def completeness(plan: Plan) -> str:
    """Add `completeness`: one row per gap, silent camera, stop without a start, clip the trail names but the export lacks."""
    people(plan)
    events, trail, recordings = plan.now("device_events"), plan.now("evidence_actions"), plan.now("recordings")
    parts = [
        f"""SELECT 'sequence gap in device log' AS kind, q.device_id AS subject, CAST(NULL AS VARCHAR) AS officer_id,
            q.sequence - q.prior - 1 AS missing, q.prior_us AS first_us, q.at_us AS last_us,
            CONCAT('numbers ', CAST(q.prior + 1 AS VARCHAR), ' to ', CAST(q.sequence - 1 AS VARCHAR), ' are missing') AS detail,
            q.source_file, q.source_row
        FROM (
            SELECT e.device_id, e.sequence, e.source_file, e.source_row, BWC_US(e.at) AS at_us,
                LAG(e.sequence) OVER (PARTITION BY e.device_id ORDER BY e.sequence, e.at, e.source_row) AS prior,
                LAG(BWC_US(e.at)) OVER (PARTITION BY e.device_id ORDER BY e.sequence, e.at, e.source_row) AS prior_us
            FROM {events} AS e WHERE NOT e.sequence IS NULL
        ) AS q WHERE q.sequence > q.prior + 1""",
        f"""SELECT 'sequence gap in recordings', q.device_id, CAST(NULL AS VARCHAR), q.sequence - q.prior - 1, q.prior_us, q.at_us,
            CONCAT('numbers ', CAST(q.prior + 1 AS VARCHAR), ' to ', CAST(q.sequence - 1 AS VARCHAR), ' are missing'),
            q.source_file, q.source_row
        FROM (
            SELECT e.device_id, e.sequence, e.source_file, e.source_row, BWC_US(e.started_at) AS at_us,
                LAG(e.sequence) OVER (PARTITION BY e.device_id ORDER BY e.sequence, e.started_at, e.source_row) AS prior,
                LAG(BWC_US(e.started_at)) OVER (PARTITION BY e.device_id ORDER BY e.sequence, e.started_at, e.source_row) AS prior_us
            FROM {recordings} AS e WHERE NOT e.sequence IS NULL AND NOT e.device_id IS NULL
        ) AS q WHERE q.sequence > q.prior + 1""",
        f"""SELECT CASE WHEN q.event = 'record_stop' THEN 'stop without a start' ELSE 'start without a stop' END,
            q.device_id, CAST(NULL AS VARCHAR), 1, q.at_us, q.at_us, CAST(NULL AS VARCHAR), q.source_file, q.source_row
        FROM (
            SELECT e.device_id, e.event, e.source_file, e.source_row, BWC_US(e.at) AS at_us,
                LAG(e.event) OVER (PARTITION BY e.device_id ORDER BY e.at, e.sequence, e.source_row) AS prior,
                LEAD(e.event) OVER (PARTITION BY e.device_id ORDER BY e.at, e.sequence, e.source_row) AS next
            FROM {events} AS e WHERE e.event IN ('record_start', 'record_stop') AND NOT e.at IS NULL
        ) AS q WHERE (q.event = 'record_stop' AND (q.prior IS NULL OR q.prior = 'record_stop'))
            OR (q.event = 'record_start' AND q.next = 'record_start')""",
        f"""SELECT 'silent camera', a.device_id, p.officer_id, 1, BWC_US(a.assigned_at), BWC_US(a.returned_at),
            'issued, but no recording and no log line', a.source_file, a.source_row
        FROM {plan.now("device_assignments")} AS a
        {officer_join("a.officer_id", "COALESCE(BWC_US(a.assigned_at), BWC_US(a.returned_at))")}
        LEFT JOIN people AS p ON p.officer_no = {OFFICER_NO}
        LEFT JOIN (SELECT DISTINCT r.device_id FROM {recordings} AS r
            UNION SELECT DISTINCT e.device_id FROM {events} AS e) AS heard ON heard.device_id = a.device_id
        WHERE heard.device_id IS NULL""",
        f"""SELECT 'in the audit trail but not in the export', t.recording_id, CAST(NULL AS VARCHAR), COUNT(*),
            MIN(BWC_US(t.at)), MAX(BWC_US(t.at)), CAST(NULL AS VARCHAR), MIN(t.source_file), MIN(t.source_row)
        FROM {trail} AS t LEFT JOIN (SELECT DISTINCT r.recording_id FROM {recordings} AS r) AS known
            ON known.recording_id = t.recording_id
        WHERE known.recording_id IS NULL AND NOT t.recording_id IS NULL GROUP BY t.recording_id""",
    ]
    if plan.settings.empty("device_events"):
        parts = parts[1:2] + parts[3:]
    head = f"""SELECT CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS subject, CAST(NULL AS VARCHAR) AS officer_id,
        CAST(NULL AS BIGINT) AS missing, CAST(NULL AS BIGINT) AS first_us, CAST(NULL AS BIGINT) AS last_us,
        CAST(NULL AS VARCHAR) AS detail, CAST(NULL AS VARCHAR) AS source_file, CAST(NULL AS BIGINT) AS source_row
        FROM {trail} AS z WHERE FALSE"""
    return plan.add(
        "completeness",
        "What is missing from the exports: gaps in numbers, stops without starts, silent cameras, clips only the trail knows.",
        " UNION ALL ".join([head, *parts]),
    )


def horizon_gaps(plan: Plan, *, longest_us: int) -> str:
    """Add `horizon_gaps`: spells longer than `longest_us` in which nobody recorded anything."""
    pieces(plan)
    return plan.add(
        "horizon_gaps",
        "Long spells in which no recording of anybody began: the export may have a hole there.",
        f"""
        SELECT q.prior_us AS first_us, q.started_us AS last_us FROM (
            SELECT s.started_us, LAG(s.started_us) OVER (ORDER BY s.started_us) AS prior_us FROM (
                SELECT DISTINCT p.started_us FROM recording_pieces AS p WHERE NOT p.started_us IS NULL
            ) AS s
        ) AS q WHERE q.started_us - q.prior_us > {longest_us}
        """,
    )


def identity(plan: Plan) -> str:
    """Add `identity_notes`: rows without an officer, ids the roster does not know, cameras of two people, two cameras at once."""
    numbers(plan)
    seen = {
        table for table in ("incidents", "unit_responses") if f"{table}_seen" in plan.steps
    }  # kept, their numbers made

    def own(table: str) -> str:
        return "i.number" if table in seen else NUMBER.format("i.incident_id")

    def rows(table: str) -> str:
        return f"{table}_seen" if table in seen else plan.now(table)

    parts = [
        f"""SELECT 'recording without an officer' AS kind, COALESCE(r.officer_id, '') AS subject, COUNT(*) AS found,
            MIN(r.source_file) AS source_file, MIN(r.source_row) AS source_row
        FROM {plan.now("recordings")} AS r LEFT JOIN officer_ids AS o ON o.raw_id = r.officer_id
        WHERE o.officer_no IS NULL GROUP BY COALESCE(r.officer_id, '')""",
        f"""SELECT 'response without an officer', COALESCE(u.officer_id, ''), COUNT(*), MIN(u.source_file), MIN(u.source_row)
        FROM {plan.now("unit_responses")} AS u LEFT JOIN officer_ids AS o ON o.raw_id = u.officer_id
        WHERE o.officer_no IS NULL GROUP BY COALESCE(u.officer_id, '')""",
        f"""SELECT 'recording of no incident that dispatch knows', n.number, COUNT(*), CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
        FROM recording_numbers AS n LEFT JOIN (
            SELECT {own("incidents")} AS number FROM {rows("incidents")} AS i
            UNION SELECT {own("unit_responses")} FROM {rows("unit_responses")} AS i
        ) AS known ON known.number = n.number WHERE known.number IS NULL GROUP BY n.number""",
    ]
    if not plan.settings.empty("officers"):
        parts.append(
            f"""SELECT 'id that the roster does not know', p.officer_id, COUNT(*), MIN(r.source_file), MIN(r.source_row)
            FROM {plan.now("recordings")} AS r JOIN officer_ids AS o ON o.raw_id = r.officer_id
            JOIN people AS p ON p.officer_no = o.officer_no
            LEFT JOIN (SELECT DISTINCT UPPER(TRIM(x.officer_id)) AS officer_id FROM {plan.now("officers")} AS x
                UNION SELECT DISTINCT s.norm_id FROM roster_ids AS s) AS known ON known.officer_id = p.officer_id
            WHERE known.officer_id IS NULL GROUP BY p.officer_id"""
        )
    return plan.add(
        "identity_notes", "Ids that are missing, unknown or doubtful, with counts.", " UNION ALL ".join(parts)
    )
