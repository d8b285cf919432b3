"""Steps over recordings: pieces, stitched recordings, stretches of footage, what proves nothing."""

from __future__ import annotations

from bwcmeta.model.moment import COARSE_US
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, OPEN_REACH_US, Plan

NUMBER = "UPPER(REPLACE(REPLACE(TRIM({}), '-', ''), ' ', ''))"
"""How incident numbers are compared: trimmed, upper case, without spaces and hyphens."""


def pieces(plan: Plan) -> str:
    """Add `recording_pieces`: one row per current recording with its officer, all instants in microseconds."""
    people(plan)
    return plan.add(
        "recording_pieces",
        "Every recording that counts now, with its officer; an activation outside the media is no activation.",
        f"""
        SELECT r.recording_id, COALESCE(r.device_id, '') AS device_id, {OFFICER_NO} AS officer_no,
            BWC_US(r.started_at) AS started_us, BWC_US(r.ended_at) AS ended_us,
            CASE WHEN BWC_US(r.activated_at) >= BWC_US(r.started_at)
                AND (r.ended_at IS NULL OR BWC_US(r.activated_at) <= BWC_US(r.ended_at))
                THEN BWC_US(r.activated_at) END AS activated_us,
            COALESCE(CAST(FLOOR(r.buffer_s * 1000000 + 0.5) AS BIGINT),
                CASE WHEN BWC_US(r.activated_at) >= BWC_US(r.started_at)
                    THEN BWC_US(r.activated_at) - BWC_US(r.started_at) END) AS buffer_us,
            CASE WHEN r.resolution_us >= {COARSE_US} THEN r.resolution_us - 1 ELSE 0 END AS slack_us,
            CASE WHEN r.trigger_reason = 'after_the_fact' THEN TRUE ELSE FALSE END AS after_the_fact,
            BWC_US(r.uploaded_at) AS uploaded_us, BWC_US(r.activated_at) AS pressed_us,
            r.import_seq, r.source_row
        FROM {plan.now("recordings")} AS r {officer_join("r.officer_id", "BWC_US(r.started_at)")}
        """,
        keep=True,
    )


def runs(plan: Plan) -> str:
    """Add `recording_runs`: segments of one officer and device whose gap is at most `stitch_gap` are one recording."""
    pieces(plan)
    gap = plan.settings.stitch_gap_us
    plan.add(
        "recording_marks",
        "Each piece of footage beside the latest end that the same officer and device had before it.",
        f"""
        SELECT p.officer_no, p.device_id, p.recording_id, p.started_us, p.ended_us, p.activated_us, p.buffer_us, p.slack_us,
            MAX(p.ended_us) OVER (
                PARTITION BY p.officer_no, p.device_id ORDER BY p.started_us, p.recording_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND NOT p.after_the_fact
            AND p.ended_us > p.started_us AND p.ended_us - p.started_us <= {LONGEST_US}
        """,
    )
    plan.add(
        "recording_numbered",
        "A piece begins a new recording unless it starts within the stitch gap of what came before.",
        f"""
        SELECT m.officer_no, m.device_id, m.recording_id, m.started_us, m.ended_us, m.activated_us, m.buffer_us, m.slack_us,
            CASE WHEN m.prior_end IS NULL OR m.started_us > m.prior_end + {gap} THEN 1 ELSE 0 END AS begins,
            SUM(CASE WHEN m.prior_end IS NULL OR m.started_us > m.prior_end + {gap} THEN 1 ELSE 0 END) OVER (
                PARTITION BY m.officer_no, m.device_id ORDER BY m.started_us, m.recording_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS run_no
        FROM recording_marks AS m
        """,
    )
    return plan.add(
        "recording_runs",
        "Recordings after stitching, each with the activation and the buffer of its first segment.",
        """
        SELECT n.officer_no, n.device_id, n.run_no, MIN(n.started_us) AS start_us, MAX(n.ended_us) AS end_us,
            MAX(CASE WHEN n.begins = 1 THEN n.recording_id END) AS first_id,
            MAX(CASE WHEN n.begins = 1 THEN n.activated_us END) AS activated_us,
            MAX(CASE WHEN n.begins = 1 THEN n.buffer_us END) AS buffer_us,
            MAX(n.slack_us) AS slack_us
        FROM recording_numbered AS n GROUP BY n.officer_no, n.device_id, n.run_no
        """,
        keep=True,
    )


def stretches(plan: Plan) -> str:
    """Add `stretches`: an officer's recordings, on whatever device, that overlap or touch are one stretch of footage."""
    runs(plan)
    plan.add(
        "officers_with_two_devices",
        "Officers who ever recorded on more than one device.",
        """
        SELECT r.officer_no FROM recording_runs AS r
        GROUP BY r.officer_no HAVING MIN(r.device_id) < MAX(r.device_id)
        """,
    )
    plan.add(
        "run_marks",
        "For those officers, each recording beside the latest end before it on any device.",
        """
        SELECT r.officer_no, r.start_us, r.end_us, r.activated_us, r.slack_us, r.first_id,
            MAX(r.end_us) OVER (
                PARTITION BY r.officer_no ORDER BY r.start_us, r.first_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end
        FROM recording_runs AS r JOIN officers_with_two_devices AS t ON t.officer_no = r.officer_no
        """,
    )
    plan.add(
        "run_numbered",
        "A recording begins a new stretch unless it starts before or at that end.",
        """
        SELECT m.officer_no, m.start_us, m.end_us, m.activated_us, m.slack_us,
            CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END AS begins,
            SUM(CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END) OVER (
                PARTITION BY m.officer_no ORDER BY m.start_us, m.first_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS stretch_no
        FROM run_marks AS m
        """,
    )
    return plan.add(
        "stretches",
        "Stretches of footage of each officer; they never overlap.",
        """
        SELECT r.officer_no, r.start_us, r.end_us, COALESCE(r.activated_us, r.start_us) AS active_us, r.slack_us
        FROM recording_runs AS r
        LEFT JOIN officers_with_two_devices AS t ON t.officer_no = r.officer_no
        WHERE t.officer_no IS NULL
        UNION ALL
        SELECT n.officer_no, MIN(n.start_us), MAX(n.end_us),
            COALESCE(MAX(CASE WHEN n.begins = 1 THEN n.activated_us END), MIN(n.start_us)), MAX(n.slack_us)
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
        keep=True,
    )


def stretch_hours(plan: Plan) -> str:
    """Add `stretch_hours`: each stretch under every hour it touches, so that overlap joins are joins on equal hours."""
    stretches(plan)
    return _by_hour(
        plan, "stretch_hours", "Each stretch listed under every hour it touches.", "stretches", "start_us", "end_us",
        "s.officer_no, s.start_us, s.end_us, s.active_us, s.slack_us",
    )  # fmt: skip


def run_hours(plan: Plan) -> str:
    """Add `run_hours`: each stitched recording under every hour it touches."""
    runs(plan)
    return _by_hour(
        plan, "run_hours", "Each recording listed under every hour it touches.", "recording_runs", "start_us", "end_us",
        "s.officer_no, s.device_id, s.start_us, s.end_us, s.first_id, s.buffer_us",
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
            COALESCE(COALESCE(p.pressed_us, p.ended_us) - {two_hours}, p.uploaded_us - {day}),
            COALESCE(COALESCE(p.pressed_us, p.ended_us) + {two_hours}, p.uploaded_us)
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND p.started_us IS NULL AND NOT p.after_the_fact
            AND NOT COALESCE(p.pressed_us, p.ended_us, p.uploaded_us) IS NULL
        """,
    )
    return _by_hour(
        plan, "weak_hours", "Each of them listed under every hour it touches.", "weak_pieces", "lo_us", "hi_us",
        "s.officer_no, s.lo_us, s.hi_us",
    )  # fmt: skip


def numbers(plan: Plan) -> str:
    """Add `recording_numbers`: every incident number that a recording is filed under, with its officer (or none)."""
    people(plan)
    return plan.add(
        "recording_numbers",
        "Every incident number that a recording is filed under.",
        f"""
        SELECT {NUMBER.format("e.raw_number")} AS number, e.officer_no, e.recording_id FROM (
            SELECT BWC_EACH(r.incident_ids) AS raw_number, {OFFICER_NO} AS officer_no, r.recording_id
            FROM {plan.now("recordings")} AS r {officer_join("r.officer_id", "BWC_US(r.started_at)")}
            WHERE r.trigger_reason IS NULL OR NOT r.trigger_reason = 'after_the_fact'
        ) AS e WHERE NOT e.raw_number IS NULL
        """,
    )


def filed(plan: Plan) -> str:
    """Add `filed_numbers`: every incident number of every recording."""
    return plan.add(
        "filed_numbers",
        "Every incident number that each recording is filed under.",
        f"""
        SELECT DISTINCT e.recording_id, {NUMBER.format("e.raw_number")} AS number FROM (
            SELECT r.recording_id, BWC_EACH(r.incident_ids) AS raw_number FROM {plan.now("recordings")} AS r
        ) AS e WHERE NOT e.raw_number IS NULL
        """,
    )


def device_logs(plan: Plan) -> str:
    """Add `device_logs`: from when to when each camera's own log speaks."""
    return plan.add(
        "device_logs",
        "From when to when each camera's own log speaks.",
        f"""
        SELECT e.device_id, MIN(BWC_US(e.at)) AS log_from_us, MAX(BWC_US(e.at)) AS log_until_us
        FROM {plan.now("device_events")} AS e WHERE NOT e.at IS NULL GROUP BY e.device_id
        """,
        keep=True,
    )


def mutes(plan: Plan) -> str:
    """Add `muted_footage`: pieces of an officer's recordings during which the sound was off."""
    runs(plan)
    plan.add(
        "mute_events",
        "Mute and unmute presses of each camera, each beside the press before it and the unmute after it.",
        f"""
        SELECT e.device_id, BWC_US(e.at) AS at_us, e.event,
            LAG(e.event) OVER (PARTITION BY e.device_id ORDER BY e.at, e.sequence, e.event_id, e.event, e.source_row) AS prior_event,
            MIN(CASE WHEN e.event = 'mute_off' THEN BWC_US(e.at) END) OVER (
                PARTITION BY e.device_id ORDER BY e.at, e.sequence, e.event_id, e.event, e.source_row
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ) AS unmuted_us
        FROM {plan.now("device_events")} AS e WHERE e.event IN ('mute_on', 'mute_off') AND NOT e.at IS NULL
        """,
    )
    device_logs(plan)
    plan.add(
        "muted_pieces",
        "Footage without sound: from a mute press to the next unmute press, or as far as the log speaks.",
        """
        SELECT r.officer_no,
            CASE WHEN m.at_us > r.start_us THEN m.at_us ELSE r.start_us END AS lo_us,
            CASE WHEN m.unmuted_us < r.end_us THEN m.unmuted_us ELSE r.end_us END AS hi_us
        FROM (
            SELECT e.device_id, e.at_us, e.unmuted_us AS pressed_us, COALESCE(e.unmuted_us, l.log_until_us) AS unmuted_us
            FROM mute_events AS e JOIN device_logs AS l ON l.device_id = e.device_id
            WHERE e.event = 'mute_on' AND (e.prior_event IS NULL OR e.prior_event = 'mute_off')
        ) AS m JOIN recording_runs AS r ON r.device_id = m.device_id AND m.at_us < r.end_us AND m.unmuted_us > r.start_us
            AND (NOT m.pressed_us IS NULL OR m.at_us >= r.start_us)
        """,
    )
    plan.add(
        "muted_marks",
        "Each of them beside the latest end before it.",
        """
        SELECT p.officer_no, p.lo_us, p.hi_us, MAX(p.hi_us) OVER (
            PARTITION BY p.officer_no ORDER BY p.lo_us, p.hi_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS prior_end
        FROM muted_pieces AS p
        """,
    )
    return plan.add(
        "muted_footage",
        "The same with overlaps of two devices counted once.",
        """
        SELECT m.officer_no, CASE WHEN m.prior_end > m.lo_us THEN m.prior_end ELSE m.lo_us END AS lo_us, m.hi_us
        FROM muted_marks AS m WHERE m.prior_end IS NULL OR m.hi_us > m.prior_end
        """,
        keep=True,
    )
