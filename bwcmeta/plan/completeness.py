"""Steps that find what is missing from the exports: these bound what "nothing found" can mean."""

from __future__ import annotations

from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import PLACE, Plan
from bwcmeta.plan.recordings import NUMBER, numbers, pieces

COLUMNS = ("kind", "subject", "officer_id", "rows", "first_us", "last_us", "detail", "source_file", "source_row")

_BLOCK = 32
"""Numbers in one block: the sum of as many powers of two is an exact double for two million rows of one block."""


def completeness(plan: Plan) -> str:
    """Add `completeness`: one row per gap, silent camera, stop without a start, clip the trail names but the export lacks."""
    people(plan)
    pieces(plan)
    events, trail, recordings = plan.now("device_events"), plan.now("evidence_actions"), plan.now("recordings")
    plan.add(
        "event_cameras",
        "Every camera that has a log, numbered in the order of the ids.",
        f"""
        SELECT d.device_id, ROW_NUMBER() OVER (ORDER BY d.device_id) AS camera_no
        FROM (SELECT DISTINCT e.device_id FROM {events} AS e) AS d
        """,
        keep=True,
    )
    parts = [
        _number_gaps(plan, "device_events", "sequence gap in device log", "at"),
        _number_gaps(plan, "recordings", "sequence gap in recordings", "started_at"),
        _unpaired_presses(plan),
        f"""SELECT 'silent camera', a.device_id, p.officer_id, 1, BWC_US(a.assigned_at), BWC_US(a.returned_at),
            'issued, but no recording and no log line', a.source_file, a.source_row
        FROM {plan.now("device_assignments")} AS a
        {officer_join("a.officer_id", "COALESCE(BWC_US(a.assigned_at), BWC_US(a.returned_at))")}
        LEFT JOIN people AS p ON p.officer_no = {OFFICER_NO}
        LEFT JOIN (SELECT v.device_id FROM devices AS v UNION SELECT c.device_id FROM event_cameras AS c) AS heard
            ON heard.device_id = a.device_id
        WHERE heard.device_id IS NULL""",
        f"""SELECT 'in the audit trail but not in the export', t.recording_id, CAST(NULL AS VARCHAR), COUNT(*),
            MIN(BWC_US(t.at)), MAX(BWC_US(t.at)), CAST(NULL AS VARCHAR), MIN(t.source_file), MIN(t.source_row)
        FROM {trail} AS t LEFT JOIN {recordings} AS known ON known.recording_id = t.recording_id
        WHERE known.recording_id IS NULL AND NOT t.recording_id IS NULL GROUP BY t.recording_id""",
    ]
    head = f"""SELECT CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS subject, CAST(NULL AS VARCHAR) AS officer_id,
        CAST(NULL AS BIGINT) AS missing, CAST(NULL AS BIGINT) AS first_us, CAST(NULL AS BIGINT) AS last_us,
        CAST(NULL AS VARCHAR) AS detail, CAST(NULL AS VARCHAR) AS source_file, CAST(NULL AS BIGINT) AS source_row
        FROM {trail} AS z WHERE FALSE"""
    return plan.add(
        "completeness",
        "What is missing from the exports: gaps in numbers, stops without starts, silent cameras, clips only the trail knows.",
        " UNION ALL ".join([head, *(part for part in parts if part)]),
    )


def _number_gaps(plan: Plan, table: str, kind: str, at: str) -> str:
    """Select the holes in the running numbers of each camera.

    To sort all rows by number would cost more than most rules: only rows of blocks that may have a hole are.
    """
    if plan.settings.empty(table):
        return ""
    rows = f"{plan.now(table)} AS e"
    block = f"BWC_DIV(e.sequence, {_BLOCK})"
    plan.add(
        f"{table}_blocks",
        f"The running numbers of each camera in {table}, in blocks of {_BLOCK}; a block that holds each once is whole.",
        # as many powers of two as there are ones in the sum: no two of them are alike
        f"""
        SELECT e.device_id, {block} AS block_no, MIN(e.sequence) AS first_number, MAX(e.sequence) AS last_number,
            CASE WHEN COUNT(*) = {_BLOCK} AND SUM(POWER(2, e.sequence - {_BLOCK} * {block})) = {2**_BLOCK - 1}
                THEN 1 ELSE 0 END AS whole
        FROM {rows} WHERE NOT e.sequence IS NULL AND NOT e.device_id IS NULL GROUP BY e.device_id, {block}
        """,
    )
    plan.add(
        f"{table}_open_blocks",
        "Blocks in which or beside which a number may be missing; those between two that are left out have another count.",
        f"""
        SELECT q.device_id, q.block_no, q.left_out FROM (
            SELECT b.device_id, b.block_no, b.sound, SUM(b.sound) OVER (
                PARTITION BY b.device_id ORDER BY b.block_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS left_out
            FROM (
                SELECT k.device_id, k.block_no, CASE WHEN k.whole = 1
                    AND COALESCE(LAG(k.last_number) OVER (PARTITION BY k.device_id ORDER BY k.block_no) = k.first_number - 1, TRUE)
                    AND COALESCE(LEAD(k.first_number) OVER (PARTITION BY k.device_id ORDER BY k.block_no) = k.last_number + 1, TRUE)
                    THEN 1 ELSE 0 END AS sound
                FROM {table}_blocks AS k
            ) AS b
        ) AS q WHERE q.sound = 0
        """,
    )
    order = f"PARTITION BY e.device_id, o.left_out ORDER BY e.sequence, e.{at}, e.source_row"
    return f"""SELECT '{kind}' AS kind, q.device_id AS subject, CAST(NULL AS VARCHAR) AS officer_id,
            q.sequence - q.prior - 1 AS missing, q.prior_us AS first_us, q.at_us AS last_us,
            CONCAT('numbers ', CAST(q.prior + 1 AS VARCHAR), ' to ', CAST(q.sequence - 1 AS VARCHAR), ' are missing') AS detail,
            q.source_file, q.source_row
        FROM (
            SELECT e.device_id, e.sequence, e.source_file, e.source_row, BWC_US(e.{at}) AS at_us,
                LAG(e.sequence) OVER ({order}) AS prior, LAG(BWC_US(e.{at})) OVER ({order}) AS prior_us
            FROM {rows} JOIN {table}_open_blocks AS o ON o.device_id = e.device_id AND o.block_no = {block}
        ) AS q WHERE q.sequence > q.prior + 1"""


def _unpaired_presses(plan: Plan) -> str:
    """Select stops that no start precedes and starts that no stop follows."""
    if plan.settings.empty("device_events"):
        return ""
    events = plan.now("device_events")
    order = "PARTITION BY e.camera_no ORDER BY e.at_us, e.sequence, e.source_row, e.press_no"
    plan.add(
        "unpaired_presses",
        "Stops that no start precedes and starts that no stop follows, by the place of their row.",
        f"""
        SELECT q.press_no, q.starts, q.at_us FROM (
            SELECT e.press_no, e.starts, e.at_us, LAG(e.starts) OVER ({order}) AS prior, LEAD(e.starts) OVER ({order}) AS next
            FROM (
                SELECT c.camera_no, BWC_US(x.at) AS at_us, x.sequence, x.source_row,
                    {PLACE.format("x")} AS press_no,
                    CASE WHEN x.event = 'record_start' THEN 1 ELSE 0 END AS starts
                FROM {events} AS x JOIN event_cameras AS c ON c.device_id = x.device_id
                WHERE x.event IN ('record_start', 'record_stop') AND NOT x.at IS NULL
            ) AS e
        ) AS q WHERE (q.starts = 0 AND COALESCE(q.prior, 0) = 0) OR (q.starts = 1 AND q.next = 1)
        """,
        keep=True,
    )
    return f"""SELECT CASE WHEN u.starts = 0 THEN 'stop without a start' ELSE 'start without a stop' END,
            e.device_id, CAST(NULL AS VARCHAR), 1, u.at_us, u.at_us, CAST(NULL AS VARCHAR), e.source_file, e.source_row
        FROM unpaired_presses AS u JOIN {events} AS e ON {PLACE.format("e")} = u.press_no"""


def horizon_gaps(plan: Plan, *, longest_us: int) -> str:
    """Add `horizon_gaps`: spells longer than `longest_us` in which nobody recorded anything.

    Two recordings that begin in one spell of that length lie no further apart: the first and last of each are enough.
    """
    pieces(plan)
    return plan.add(
        "horizon_gaps",
        "Long spells in which no recording of anybody began: the export may have a hole there.",
        f"""
        SELECT q.prior_us AS first_us, q.first_us AS last_us FROM (
            SELECT s.first_us, LAG(s.last_us) OVER (ORDER BY s.first_us) AS prior_us FROM (
                SELECT MIN(p.started_us) AS first_us, MAX(p.started_us) AS last_us
                FROM recording_pieces AS p WHERE NOT p.started_us IS NULL GROUP BY BWC_DIV(p.started_us, {longest_us})
            ) AS s
        ) AS q WHERE q.first_us - q.prior_us > {longest_us}
        """,
    )


def identity(plan: Plan) -> str:
    """Add `identity_notes`: rows without an officer, ids the roster does not know, cameras of two people, two cameras at once."""
    numbers(plan)
    seen = {
        table for table in ("incidents", "unit_responses") if f"{table}_seen" in plan.steps
    }  # kept, their numbers made

    def known(table: str) -> str:
        if table in seen:
            return f"{table}_seen"
        return f"(SELECT {NUMBER.format('s.incident_id')} AS number FROM {plan.now(table)} AS s)"

    parts = [
        f"""SELECT 'recording without an officer' AS kind, COALESCE(r.officer_id, '') AS subject, COUNT(*) AS found,
            MIN(r.source_file) AS source_file, MIN(r.source_row) AS source_row
        FROM {plan.now("recordings")} AS r LEFT JOIN officer_ids AS o ON o.raw_id = r.officer_id
        WHERE o.officer_no IS NULL GROUP BY COALESCE(r.officer_id, '')""",
        f"""SELECT 'response without an officer', COALESCE(u.officer_id, ''), COUNT(*), MIN(u.source_file), MIN(u.source_row)
        FROM {plan.now("unit_responses")} AS u LEFT JOIN officer_ids AS o ON o.raw_id = u.officer_id
        WHERE o.officer_no IS NULL GROUP BY COALESCE(u.officer_id, '')""",
        # few are left of the first join: all numbers that dispatch knows need not be told apart
        f"""SELECT 'recording of no incident that dispatch knows', q.number, q.found, CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
        FROM (
            SELECT n.number, COUNT(*) AS found FROM recording_numbers AS n
            LEFT JOIN {known("incidents")} AS i ON i.number = n.number WHERE i.number IS NULL GROUP BY n.number
        ) AS q LEFT JOIN {known("unit_responses")} AS u ON u.number = q.number WHERE u.number IS NULL""",
    ]
    if not plan.settings.empty("officers"):
        parts.append(
            f"""SELECT 'id that the roster does not know', p.officer_id, COUNT(*), MIN(r.source_file), MIN(r.source_row)
            FROM (
                SELECT o.raw_id, p.officer_id FROM officer_ids AS o JOIN people AS p ON p.officer_no = o.officer_no
                LEFT JOIN (SELECT DISTINCT UPPER(TRIM(x.officer_id)) AS officer_id FROM {plan.now("officers")} AS x
                    UNION SELECT DISTINCT s.norm_id FROM roster_ids AS s) AS known ON known.officer_id = p.officer_id
                WHERE known.officer_id IS NULL
            ) AS p JOIN {plan.now("recordings")} AS r ON r.officer_id = p.raw_id GROUP BY p.officer_id"""
        )
    return plan.add(
        "identity_notes", "Ids that are missing, unknown or doubtful, with counts.", " UNION ALL ".join(parts)
    )
