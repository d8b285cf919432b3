"""What a `recorded_throughout` rule would have found at the deadline: with the footage that had been uploaded by then.

A rate that looks at today forgives what came in late: the same week reads 70 % and, a month on, 95 %. So presence and
the whole rule are told as of now and as of the deadline (end of the window plus `upload_grace`), side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.plan import HOUR_US, LONGEST_US
from bwcmeta.plan.windows import every, reach

if TYPE_CHECKING:
    from bwcmeta.plan.plan import Plan
    from bwcmeta.plan.windows import Window

DEADLINE_MEASURES = ("presence_at_deadline", "all_criteria_at_deadline")


def at_deadline(plan: Plan, window: Window, *, late: int, early: int, gap: int, media: bool, words: str) -> str:
    """Add `deadline_WORDS`: each window of which some footage was late, or nobody knows when it came.

    Columns: subject_no, sure (pieces known to have come in time), doubtful (pieces of unknown upload), holds (1: the
    pieces known to have come in time begin, end and follow one another as the rule asks).
    """
    hours = every(plan, window, "hours")
    _lo, _hi, first_common = reach(plan)
    grace = plan.settings.upload_grace_us
    plan.add(
        "uploaded_hours",
        "Sound footage by hour, with when it was uploaded.",
        f"""
        SELECT p.recording_no, p.officer_no, p.started_us, p.ended_us, p.slack_us, p.uploaded_us,
            COALESCE(p.activated_us, p.started_us) AS active_us, BWC_DIV(p.started_us, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(p.started_us, {HOUR_US}), BWC_DIV(p.ended_us, {HOUR_US})) AS hour_no
        FROM recording_pieces AS p
        WHERE NOT p.officer_no IS NULL AND NOT p.after_the_fact AND p.ended_us > p.started_us
            AND p.ended_us - p.started_us <= {LONGEST_US}
        """,
        keep=True,
    )
    pairs = plan.add(
        f"uploads_{window.name}",
        "The pieces of footage that each window overlaps, and whether each had been uploaded by the deadline.",
        f"""
        SELECT h.subject_no, h.from_us, h.until_us, s.started_us, s.ended_us, s.active_us, s.slack_us, s.recording_no,
            CASE WHEN s.uploaded_us IS NULL THEN NULL WHEN s.uploaded_us <= h.until_us + {grace} THEN 1 ELSE 0 END AS came
        FROM {hours} AS h JOIN uploaded_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
        WHERE s.started_us <= h.until_us AND s.ended_us >= h.from_us AND {first_common}
        """,
        keep=True,
    )
    first = "q.started_us" if media else "q.active_us"
    hole = max(gap, plan.settings.stitch_gap_us)
    return plan.add(
        f"deadline_{words}",
        "Of each window with late footage or footage of unknown upload: what was there at the deadline, and whether it was enough.",
        f"""
        SELECT q.subject_no, SUM(CASE WHEN q.came = 1 THEN 1 ELSE 0 END) AS sure,
            SUM(CASE WHEN q.came IS NULL THEN 1 ELSE 0 END) AS doubtful, MAX(q.slack_us) AS slack_us,
            CASE WHEN MIN(CASE WHEN q.came = 1 AND q.earlier_end IS NULL THEN {first} - q.from_us END) <= {late}
                AND MIN(q.until_us) - MAX(CASE WHEN q.came = 1 THEN q.ended_us END) <= {early}
                AND MAX(CASE WHEN q.came = 1 THEN COALESCE(q.started_us - q.earlier_end, 0) ELSE 0 END) <= {hole}
                THEN 1 ELSE 0 END AS holds
        FROM (
            SELECT u.subject_no, u.from_us, u.until_us, u.started_us, u.ended_us, u.active_us, u.slack_us, u.came,
                MAX(CASE WHEN u.came = 1 THEN u.ended_us END) OVER (
                    PARTITION BY u.subject_no ORDER BY u.started_us, u.recording_no
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS earlier_end
            FROM {pairs} AS u
        ) AS q GROUP BY q.subject_no HAVING SUM(CASE WHEN q.came = 1 THEN 0 ELSE 1 END) > 0
        """,
        keep=True,
    )


def deadline_columns(present: str, whole: str, *, more_tests: bool, absent: str) -> dict[str, str]:
    """SQL of the two measures; aliases `o` the obligation, `c` its coverage, `e` a row of `at_deadline` or nothing.

    `absent` is SQL of what holds where nothing that overlaps had come: 0, or NULL where that would not have proved absence.

    Less footage undoes no breach as long as there is any: what is a violation now was one at the deadline. Where mutes or buffers are tested
    too, or stamps are coarse, what the remaining footage would have shown is not worked out: unknown.
    """
    holds = (
        "NULL"
        if more_tests
        else "CASE WHEN e.holds = 1 AND e.slack_us = 0 THEN 1 WHEN e.doubtful > 0 OR e.slack_us > 0 THEN NULL ELSE 0 END"
    )
    return {
        "presence_at_deadline": f"""CASE WHEN e.subject_no IS NULL THEN {present} WHEN e.sure > 0 THEN 1
            WHEN e.doubtful > 0 THEN NULL ELSE {absent} END""",
        "all_criteria_at_deadline": f"""CASE WHEN e.subject_no IS NULL OR o.verdict = 'undetermined' THEN {whole}
            WHEN e.sure = 0 AND (e.doubtful = 0 OR o.verdict = 'violation') THEN {absent}
            WHEN o.verdict = 'violation' THEN 0 ELSE {holds} END""",
    }
