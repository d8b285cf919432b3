"""Steps over recordings: pieces, stitched recordings, stretches of footage, what proves nothing."""

from __future__ import annotations

from bwcmeta.model.moment import COARSE_US
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, OPEN_REACH_US, PLACE, Plan

NUMBER = "UPPER(REPLACE(REPLACE(TRIM({}), '-', ''), ' ', ''))"
"""How incident numbers are compared: trimmed, upper case, without spaces and hyphens."""


RECORDING_NO = PLACE.format("r")
"""A recording's number: its import and its row (alias `r`)."""
ROW_US = "COALESCE(BWC_US(r.started_at), BWC_US(r.ended_at))"
"""The instant that decides a recording's officer (alias `r`)."""
_AFTER_THE_FACT = "CASE WHEN r.trigger_reason = 'after_the_fact' THEN TRUE ELSE FALSE END"


def pieces(plan: Plan) -> str:
    """Add `recording_pieces`: one row per current recording with its officer and device as numbers, all instants in us."""
    people(plan)
    plan.add(
        "devices",
        "Every camera once, numbered in the order of the ids; 0 stands for an unnamed one.",
        f"""
        SELECT d.device_id, ROW_NUMBER() OVER (ORDER BY d.device_id) AS device_no FROM (
            SELECT DISTINCT r.device_id FROM {plan.now("recordings")} AS r
        ) AS d WHERE NOT d.device_id IS NULL
        """,
        keep=True,
    )
    return plan.add(
        "recording_pieces",
        "Every recording that counts now, with its officer; an activation outside the media is no activation.",
        f"""
        SELECT {RECORDING_NO} AS recording_no, COALESCE(v.device_no, 0) AS device_no, {OFFICER_NO} AS officer_no,
            BWC_US(r.started_at) AS started_us, BWC_US(r.ended_at) AS ended_us,
            CASE WHEN BWC_US(r.activated_at) >= BWC_US(r.started_at)
                AND (r.ended_at IS NULL OR BWC_US(r.activated_at) <= BWC_US(r.ended_at))
                THEN BWC_US(r.activated_at) END AS activated_us,
            COALESCE(CAST(FLOOR(r.buffer_s * 1000000 + 0.5) AS BIGINT),
                CASE WHEN BWC_US(r.activated_at) >= BWC_US(r.started_at)
                    THEN BWC_US(r.activated_at) - BWC_US(r.started_at) END) AS buffer_us,
            CASE WHEN r.resolution_us >= {COARSE_US} THEN r.resolution_us - 1 ELSE 0 END AS slack_us,
            {_AFTER_THE_FACT} AS after_the_fact,
            COALESCE(BWC_US(r.activated_at), BWC_US(r.ended_at)) AS pressed_us, BWC_US(r.uploaded_at) AS uploaded_us
        FROM {plan.now("recordings")} AS r LEFT JOIN devices AS v ON v.device_id = r.device_id
        {officer_join("r.officer_id", ROW_US)}
        """,
        keep=True,
    )


def runs(plan: Plan) -> str:
    """Add `recording_runs`: segments of one officer and device whose gap is at most `stitch_gap` are one recording."""
    pieces(plan)
    gap = plan.settings.stitch_gap_us
    order = "PARTITION BY p.officer_no, p.device_no ORDER BY p.started_us, p.recording_no"
    sound = f"""NOT p.officer_no IS NULL AND NOT p.after_the_fact
            AND p.ended_us > p.started_us AND p.ended_us - p.started_us <= {LONGEST_US}"""
    plan.add(
        "recording_marks",
        "Each piece of footage beside the latest end before it and the next start.",
        f"""
        SELECT p.officer_no, p.device_no, p.recording_no, p.started_us, p.ended_us,
            MAX(p.ended_us) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS prior_end,
            LEAD(p.started_us) OVER ({order}) AS next_start
        FROM recording_pieces AS p
        WHERE {sound}
        """,
    )
    plan.add(
        "recording_ends",
        "A piece begins a recording unless it starts within the stitch gap of what came before, and ends one likewise.",
        f"""
        SELECT m.officer_no, m.device_no, m.recording_no, m.started_us,
            CASE WHEN m.prior_end IS NULL OR m.started_us > m.prior_end + {gap} THEN 1 ELSE 0 END AS begins,
            CASE WHEN m.next_start IS NULL
                OR m.next_start > CASE WHEN m.prior_end > m.ended_us THEN m.prior_end ELSE m.ended_us END + {gap}
                THEN 1 ELSE 0 END AS ends
        FROM recording_marks AS m
        """,
    )
    plan.add(
        "recording_segments",
        "The pieces of recordings that consist of several: few, beside those that are a recording of their own.",
        """
        SELECT m.officer_no, m.device_no, m.recording_no, m.started_us, m.begins
        FROM recording_ends AS m WHERE m.begins + m.ends < 2
        """,
        keep=True,
    )
    plan.add(
        "recording_numbered",
        "Those pieces, numbered by recording.",
        """
        SELECT m.officer_no, m.device_no, m.recording_no, m.begins, SUM(m.begins) OVER (
                PARTITION BY m.officer_no, m.device_no ORDER BY m.started_us, m.recording_no
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS run_no
        FROM recording_segments AS m
        """,
    )
    return plan.add(
        "recording_runs",
        "Recordings after stitching, each with the activation and the buffer of its first segment.",
        f"""
        SELECT p.officer_no, p.device_no, p.started_us AS start_us, p.ended_us AS end_us, p.recording_no AS first_no,
            p.activated_us, p.buffer_us, p.slack_us
        FROM recording_pieces AS p LEFT JOIN recording_segments AS m ON m.recording_no = p.recording_no
        WHERE m.recording_no IS NULL AND {sound}
        UNION ALL
        SELECT n.officer_no, n.device_no, MIN(p.started_us), MAX(p.ended_us),
            MAX(CASE WHEN n.begins = 1 THEN p.recording_no END), MAX(CASE WHEN n.begins = 1 THEN p.activated_us END),
            MAX(CASE WHEN n.begins = 1 THEN p.buffer_us END), MAX(p.slack_us)
        FROM recording_numbered AS n JOIN recording_pieces AS p ON p.recording_no = n.recording_no
        GROUP BY n.officer_no, n.device_no, n.run_no
        """,
    )


def stretches(plan: Plan) -> str:
    """Add `stretches`: an officer's recordings, on whatever device, that overlap or touch are one stretch of footage."""
    runs(plan)
    plan.add(
        "officers_with_two_devices",
        "Officers who ever recorded on more than one device.",
        """
        SELECT r.officer_no FROM recording_runs AS r
        GROUP BY r.officer_no HAVING MIN(r.device_no) < MAX(r.device_no)
        """,
        keep=True,
    )
    plan.add(
        "run_marks",
        "For those officers, each recording beside the latest end before it on any device.",
        """
        SELECT r.officer_no, r.device_no, r.start_us, r.end_us, r.activated_us, r.buffer_us, r.slack_us, r.first_no,
            MAX(r.end_us) OVER (
                PARTITION BY r.officer_no ORDER BY r.start_us, r.first_no
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end
        FROM recording_runs AS r JOIN officers_with_two_devices AS t ON t.officer_no = r.officer_no
        """,
    )
    plan.add(
        "run_numbered",
        "A recording begins a new stretch unless it starts before or at that end.",
        """
        SELECT m.officer_no, m.device_no, m.start_us, m.end_us, m.activated_us, m.buffer_us, m.slack_us, m.first_no,
            CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END AS begins,
            SUM(CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END) OVER (
                PARTITION BY m.officer_no ORDER BY m.start_us, m.first_no
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS stretch_no
        FROM run_marks AS m
        """,
    )
    return plan.add(
        "stretches",
        "Stretches of footage of each officer, which never overlap; of what is one recording: which, its camera, its buffer.",
        """
        SELECT r.officer_no, r.start_us, r.end_us, COALESCE(r.activated_us, r.start_us) AS active_us, r.slack_us,
            r.first_no AS only_no, r.device_no, r.buffer_us
        FROM recording_runs AS r
        LEFT JOIN officers_with_two_devices AS t ON t.officer_no = r.officer_no
        WHERE t.officer_no IS NULL
        UNION ALL
        SELECT n.officer_no, MIN(n.start_us), MAX(n.end_us),
            COALESCE(MAX(CASE WHEN n.begins = 1 THEN n.activated_us END), MIN(n.start_us)), MAX(n.slack_us),
            CASE WHEN COUNT(*) = 1 THEN MAX(n.first_no) END, CASE WHEN COUNT(*) = 1 THEN MAX(n.device_no) END,
            CASE WHEN COUNT(*) = 1 THEN MAX(n.buffer_us) END
        FROM run_numbered AS n GROUP BY n.officer_no, n.stretch_no
        """,
        keep=True,
    )


def _by_hour(plan: Plan, name: str, says: str, table: str, lo: str, hi: str, columns: str) -> str:
    return plan.add(
        name,
        says,
        f"""
        SELECT {columns}, BWC_DIV(s.{lo}, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(s.{lo}, {HOUR_US}), BWC_DIV(s.{hi}, {HOUR_US})) AS hour_no
        FROM {table} AS s
        """,
    )


def stretch_hours(plan: Plan) -> str:
    """Add `stretch_hours`: each stretch under every hour it touches, so that overlap joins are joins on equal hours."""
    stretches(plan)
    return _by_hour(
        plan, "stretch_hours", "Each stretch listed under every hour it touches.", "stretches", "start_us", "end_us + s.slack_us",
        "s.officer_no, s.start_us, s.end_us, s.active_us, s.slack_us, s.only_no, s.device_no, s.buffer_us",
    )  # fmt: skip


def joint_run_hours(plan: Plan) -> str:
    """Add `joint_run_hours`: recordings that share a stretch of footage with others, under every hour they touch."""
    stretches(plan)
    plan.add(
        "joint_stretches",
        "Stretches of several recordings: few, for they take two cameras at one time.",
        "SELECT s.officer_no, s.start_us, s.end_us FROM stretches AS s WHERE s.only_no IS NULL",
        keep=True,
    )
    hours = _by_hour(
        plan, "joint_stretch_hours", "Each of them listed under every hour it touches.", "joint_stretches", "start_us",
        "end_us", "s.officer_no, s.start_us, s.end_us",
    )  # fmt: skip
    plan.add(
        "joint_runs",
        "Recordings that lie in a stretch of footage with others.",
        f"""
        SELECT r.officer_no, r.device_no, r.start_us, r.end_us, r.first_no, r.buffer_us
        FROM recording_runs AS r JOIN {hours} AS s
            ON s.officer_no = r.officer_no AND s.hour_no = BWC_DIV(r.start_us, {HOUR_US})
        WHERE s.start_us <= r.start_us AND s.end_us >= r.end_us
        """,
        keep=True,
    )
    return _by_hour(
        plan, "joint_run_hours", "Each of them listed under every hour it touches.", "joint_runs", "start_us", "end_us",
        "s.officer_no, s.device_no, s.start_us, s.end_us, s.first_no, s.buffer_us",
    )  # fmt: skip


def open_hours(plan: Plan) -> str:
    """Add `open_hours`: recordings with no known end, under every hour they may reach."""
    pieces(plan)
    plan.add(
        "open_recordings",
        "Recordings with no known end, with how far they may reach.",
        f"""
        SELECT p.officer_no, p.started_us AS lo_us, p.started_us + {OPEN_REACH_US} AS hi_us
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND NOT p.started_us IS NULL AND p.ended_us IS NULL AND NOT p.after_the_fact
        """,
        keep=True,
    )
    return _by_hour(
        plan, "open_hours", "Each of them listed under every hour it may reach.", "open_recordings", "lo_us", "hi_us",
        "s.officer_no, s.lo_us, s.hi_us",
    )  # fmt: skip


def weak_hours(plan: Plan) -> str:
    """Add `weak_hours`: recordings that prove nothing (zero length, over-long, or a start that cannot be told)."""
    pieces(plan)
    two_hours, day = 2 * HOUR_US, 24 * HOUR_US
    plan.add(
        "weak_pieces",
        "Recordings that prove nothing, with the span in which they may have been made.",
        f"""
        SELECT p.officer_no, CASE WHEN p.ended_us < p.started_us THEN p.ended_us ELSE p.started_us END AS lo_us, CASE
            WHEN p.ended_us > p.started_us + {LONGEST_US} THEN p.started_us + {LONGEST_US}
            ELSE p.started_us END AS hi_us
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND NOT p.started_us IS NULL AND NOT p.after_the_fact
            AND (p.ended_us <= p.started_us OR p.ended_us - p.started_us > {LONGEST_US})
        UNION ALL
        SELECT p.officer_no,
            COALESCE(p.pressed_us - {two_hours}, p.uploaded_us - {day}),
            COALESCE(p.pressed_us + {two_hours}, p.uploaded_us)
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND p.started_us IS NULL AND NOT p.after_the_fact
            AND NOT COALESCE(p.pressed_us, p.uploaded_us) IS NULL
        """,
    )
    return _by_hour(
        plan, "weak_hours", "Each of them listed under every hour it touches.", "weak_pieces", "lo_us", "hi_us",
        "s.officer_no, s.lo_us, s.hi_us",
    )  # fmt: skip


def numbers(plan: Plan) -> str:
    """Add `recording_numbers`: every incident number that a recording is filed under, with its officer (or none)."""
    numbers_of_recordings(plan)
    return plan.add(
        "recording_numbers",
        "Every incident number that a recording of that time is filed under.",
        "SELECT n.number, n.officer_no, n.recording_no FROM numbers_of_recordings AS n WHERE NOT n.after_the_fact",
    )


def numbers_of_recordings(plan: Plan) -> str:
    """Add `numbers_of_recordings`: every incident number of every current recording once, with its number and officer."""
    people(plan)
    columns = f"{RECORDING_NO} AS recording_no, {OFFICER_NO} AS officer_no, {_AFTER_THE_FACT} AS after_the_fact"
    rows = f"{plan.now('recordings')} AS r {officer_join('r.officer_id', ROW_US)}"
    first = "BWC_FIRST_OF(r.incident_ids)"
    return plan.add(
        "numbers_of_recordings",
        "Every incident number of every recording, as numbers are compared: several spellings of one are one.",
        f"""
        SELECT {columns}, {NUMBER.format(first)} AS number FROM {rows}
        WHERE BWC_COUNT_OF(r.incident_ids) = 1 AND NOT {first} IS NULL
        UNION ALL
        SELECT DISTINCT e.recording_no, e.officer_no, e.after_the_fact, {NUMBER.format("e.raw_number")} AS number FROM (
            SELECT {columns}, BWC_EACH(r.incident_ids) AS raw_number FROM {rows} WHERE BWC_COUNT_OF(r.incident_ids) > 1
        ) AS e WHERE NOT e.raw_number IS NULL
        """,
        keep=True,
    )


def recording_officers(plan: Plan) -> str:
    """Add `recording_officers`: the officer of each recording by its id."""
    pieces(plan)
    return plan.add(
        "recording_officers",
        "The officer of each recording by its id.",
        f"""
        SELECT r.recording_id, p.officer_no FROM {plan.now("recordings")} AS r
        JOIN recording_pieces AS p ON p.recording_no = {RECORDING_NO} WHERE NOT p.officer_no IS NULL
        """,
    )


def filed(plan: Plan) -> str:
    """Add `filed_numbers`: every incident number of every recording, by the recording's id."""
    return plan.add(
        "filed_numbers",
        "Every incident number that each recording is filed under.",
        f"""
        SELECT DISTINCT r.recording_id, n.number FROM {plan.now("recordings")} AS r
        JOIN {numbers_of_recordings(plan)} AS n ON n.recording_no = {RECORDING_NO}
        """,
    )
