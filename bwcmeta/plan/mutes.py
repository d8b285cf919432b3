"""Steps over camera logs: when each speaks, and which footage of an officer is without sound."""

from __future__ import annotations

from bwcmeta.plan.plan import DAY_US, HOUR_US, Plan
from bwcmeta.plan.recordings import pieces, runs


def device_logs(plan: Plan) -> str:
    """Add `device_logs`: from when to when each camera's own log speaks."""
    pieces(plan)
    return plan.add(
        "device_logs",
        "From when to when each camera's own log speaks.",
        f"""
        SELECT v.device_no, q.log_from_us, q.log_until_us FROM (
            SELECT e.device_id, MIN(BWC_US(e.at)) AS log_from_us, MAX(BWC_US(e.at)) AS log_until_us
            FROM {plan.now("device_events")} AS e WHERE NOT e.at IS NULL GROUP BY e.device_id
        ) AS q JOIN devices AS v ON v.device_id = q.device_id
        """,
        keep=True,
    )


def mutes(plan: Plan) -> str:
    """Add `muted_footage`: pieces of an officer's recordings during which the sound was off."""
    runs(plan)
    plan.add(
        "mute_events",
        "Mute and unmute presses of each camera, each beside the unmute after it.",
        f"""
        SELECT e.device_id, BWC_US(e.at) AS at_us, e.event,
            MIN(CASE WHEN e.event = 'mute_off' THEN BWC_US(e.at) END) OVER (
                PARTITION BY e.device_id ORDER BY e.at, e.sequence, e.event_id, e.event, e.source_row
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ) AS unmuted_us
        FROM {plan.now("device_events")} AS e WHERE e.event IN ('mute_on', 'mute_off') AND NOT e.at IS NULL
        """,
    )
    _muted_pieces(plan)
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


def _muted_pieces(plan: Plan) -> None:
    """Add `muted_pieces`: a press inside a recording mutes that one, a press outside all those that begin until the unmute.

    Every recording may hold a mute: nothing here pairs all presses of a camera with all its recordings.
    """
    device_logs(plan)
    plan.add(
        "mute_presses",
        "Each mute press with the unmute press after it, and until when it holds: until then, or as far as the log speaks.",
        """
        SELECT v.device_no, e.at_us, e.unmuted_us AS pressed_us, COALESCE(e.unmuted_us, l.log_until_us) AS unmuted_us
        FROM mute_events AS e JOIN devices AS v ON v.device_id = e.device_id
        JOIN device_logs AS l ON l.device_no = v.device_no
        WHERE e.event = 'mute_on'
        """,
        keep=True,
    )
    plan.add(
        "mutes_inside",
        "Each mute press inside a recording: that one it mutes, from the press on, and no other of that officer.",
        f"""
        SELECT s.officer_no, p.device_no, p.at_us, CASE WHEN p.unmuted_us < s.end_us THEN p.unmuted_us ELSE s.end_us END AS hi_us
        FROM mute_presses AS p JOIN (
            SELECT r.officer_no, r.device_no, r.start_us, r.end_us,
                BWC_EACH_NUMBER(BWC_DIV(r.start_us, {HOUR_US}), BWC_DIV(r.end_us, {HOUR_US})) AS hour_no
            FROM recording_runs AS r WHERE r.device_no > 0
        ) AS s ON s.device_no = p.device_no AND s.hour_no = BWC_DIV(p.at_us, {HOUR_US})
        WHERE s.start_us <= p.at_us AND s.end_us > p.at_us
        """,
        keep=True,
    )
    plan.add(
        "mute_spells",
        "From the first mute press after an unmute press to the next unmute press: spells of one camera do not overlap.",
        """
        SELECT p.device_no, MIN(p.at_us) AS from_us, p.pressed_us AS until_us
        FROM mute_presses AS p WHERE NOT p.pressed_us IS NULL GROUP BY p.device_no, p.pressed_us
        """,
    )
    # under days, not hours: a mute that was forgotten may last for months
    plan.add(
        "begun_in_spells",
        "Recordings that begin within such a spell; each begins in one at most.",
        f"""
        SELECT r.officer_no, r.device_no, r.start_us, r.end_us, s.until_us
        FROM recording_runs AS r JOIN (
            SELECT m.device_no, m.from_us, m.until_us,
                BWC_EACH_NUMBER(BWC_DIV(m.from_us, {DAY_US}), BWC_DIV(m.until_us, {DAY_US})) AS day_no
            FROM mute_spells AS m
        ) AS s ON s.device_no = r.device_no AND s.day_no = BWC_DIV(r.start_us, {DAY_US})
        WHERE s.from_us < r.start_us AND s.until_us > r.start_us
        """,
        keep=True,
    )
    plan.add(
        "muted_pieces",
        "Footage without sound: from a mute press to the next unmute press, or as far as the log speaks.",
        """
        SELECT i.officer_no, i.at_us AS lo_us, i.hi_us FROM mutes_inside AS i WHERE i.hi_us > i.at_us
        UNION ALL
        SELECT b.officer_no, b.start_us, CASE WHEN b.until_us < b.end_us THEN b.until_us ELSE b.end_us END
        FROM begun_in_spells AS b JOIN (
            SELECT q.officer_no, q.device_no, q.until_us, MIN(p.at_us) AS at_us
            FROM (SELECT DISTINCT s.officer_no, s.device_no, s.until_us FROM begun_in_spells AS s) AS q
            JOIN mute_presses AS p ON p.device_no = q.device_no AND p.pressed_us = q.until_us
            LEFT JOIN mutes_inside AS i
                ON i.device_no = p.device_no AND i.officer_no = q.officer_no AND i.at_us = p.at_us
            WHERE i.at_us IS NULL GROUP BY q.officer_no, q.device_no, q.until_us
        ) AS f ON f.officer_no = b.officer_no AND f.device_no = b.device_no AND f.until_us = b.until_us
        WHERE f.at_us < b.start_us
        """,
    )
