"""Steps that hold each camera's clock against dispatch, by officer, camera and local day, from sure pairs only.

A pair is a response and the footage of the same officer filed under its number alone. A wrong clock moves both ends of
the footage alike; a late start moves one. That is how the two are told apart (policy-language, section 3).
"""

from __future__ import annotations

from bwcmeta.model.moment import MICROSECONDS
from bwcmeta.plan.calendar import offset_case
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import DAY_US, HOUR_US, LONGEST_US, Plan
from bwcmeta.plan.recordings import NUMBER

LEAST_PAIRS = 5
"""A day with fewer pairs says nothing about a clock."""
FARTHEST_US = 14 * HOUR_US
"""A pair farther apart than any two zones is no pair."""
SHIFT_US = 120 * MICROSECONDS
"""A shift from the camera's own other days that raises the alarm."""
FAR_US = 600 * MICROSECONDS
"""A shift from dispatch itself that raises the alarm: nearer, a habit explains it as well."""
DST_US, DST_SLACK_US = HOUR_US, 300 * MICROSECONDS
_ERRORS = 31
"""Nine times the squared standard error of a median over its squared median deviation, (3 * 1.2533 * 1.4826) ** 2."""


def clocks(plan: Plan) -> str:
    """Add `clock_days`: one row per officer, camera and local day with enough pairs.

    Columns: officer_no, device_id, local_day, pairs, start_us and end_us (medians: activation less arrival, end less
    clear), mad_us (median deviation of the former), own_start_us, own_end_us, own_days (the camera's other days),
    fleet_start_us, fleet_end_us, alarm (`own`, `dispatch`, `fleet` or ''), shift_us, source_file.
    """
    _pairs(plan)
    keys = ("officer_no", "device_id", "local_day")
    _medians(plan, "clock_medians", "The median of both ends of each camera's day.", "clock_pairs", keys)
    day = " AND ".join(f"m.{k} = p.{k}" for k in keys)
    plan.add(
        "clock_spread",
        "The median deviation from that median.",
        f"""
        SELECT {", ".join(f"q.{k}" for k in keys)}, MAX(CASE WHEN q.place_no = BWC_DIV(q.pairs + 1, 2) THEN q.away_us END) AS mad_us
        FROM (
            SELECT {", ".join(f"p.{k}" for k in keys)}, m.pairs, ABS(p.start_us - m.start_us) AS away_us,
                ROW_NUMBER() OVER (PARTITION BY {", ".join(f"p.{k}" for k in keys)} ORDER BY ABS(p.start_us - m.start_us)) AS place_no
            FROM clock_pairs AS p JOIN clock_medians AS m ON {day}
        ) AS q GROUP BY {", ".join(f"q.{k}" for k in keys)}
        """,
    )
    plan.add(
        "clock_enough",
        "The days with enough pairs.",
        f"""
        SELECT m.officer_no, m.device_id, m.local_day, m.pairs, m.start_us, m.end_us, s.mad_us, m.source_file
        FROM clock_medians AS m JOIN clock_spread AS s
            ON s.officer_no = m.officer_no AND s.device_id = m.device_id AND s.local_day = m.local_day
        WHERE m.pairs >= {LEAST_PAIRS}
        """,
        keep=True,
    )
    _medians(
        plan,
        "clock_habits",
        "The median over the days of each officer and camera.",
        "clock_enough",
        ("officer_no", "device_id"),
    )
    _medians(plan, "clock_fleet", "The median over all of them.", "clock_enough", ())
    own_start, own_end = "(d.start_us - o.start_us)", "(d.end_us - o.end_us)"
    nearer = "ABS(d.start_us) + ABS(d.end_us) > ABS(o.start_us) + ABS(o.end_us)"
    fleet_start, fleet_end = "(d.start_us - f.start_us)", "(d.end_us - f.end_us)"
    own = f"o.pairs > 2 AND {nearer} AND {displaced(own_start, own_end, SHIFT_US)}"
    dispatch = displaced("d.start_us", "d.end_us", FAR_US)
    fleet = f"{nearer.replace('o.', 'f.')} AND {displaced(fleet_start, fleet_end, SHIFT_US)}"
    return plan.add(
        "clock_days",
        "Each camera's day beside its other days and the fleet, and whether its clock is displaced.",
        f"""
        SELECT d.officer_no, d.device_id, d.local_day, d.pairs, d.start_us, d.end_us, d.mad_us, o.start_us AS own_start_us,
            o.end_us AS own_end_us, o.pairs AS own_days, f.start_us AS fleet_start_us, f.end_us AS fleet_end_us, d.source_file,
            CASE WHEN {own} THEN 'own' WHEN {dispatch} THEN 'dispatch' WHEN {fleet} THEN 'fleet' ELSE '' END AS alarm,
            CASE WHEN {own} THEN {own_start} WHEN {dispatch} THEN d.start_us WHEN {fleet} THEN {fleet_start} END AS shift_us
        FROM clock_enough AS d JOIN clock_habits AS o ON o.officer_no = d.officer_no AND o.device_id = d.device_id
        CROSS JOIN clock_fleet AS f
        """,
        keep=True,
    )


def suspects(plan: Plan) -> str:
    """Add `clock_suspects` (officer_no, local_day): days on which an officer's camera had a displaced clock."""
    clocks(plan)
    return plan.add(
        "clock_suspects",
        "Days on which an officer's camera had a clock that its own days or dispatch contradict.",
        "SELECT DISTINCT d.officer_no, d.local_day FROM clock_days AS d WHERE d.alarm IN ('own', 'dispatch')",
        keep=True,
    )


def clock_sources(plan: Plan) -> str:
    """Add `clock_sources`: the median of both ends over all pairs of each file of recordings."""
    clocks(plan)
    return _medians(
        plan, "clock_sources", "The same over all pairs of each file of recordings.", "clock_pairs", ("source_file",)
    )


def displaced(start: str, end: str, least_us: int) -> str:
    """SQL: both ends moved the same way, by at least that much, alike, and by more than chance explains.

    Alike: they differ by at most two minutes or a quarter of the shift of the start, whichever is more. Chance: the
    shift is at least three standard errors of the median of this many pairs (alias `d`), in whole seconds.
    """
    seconds = f"BWC_DIV(ABS({start}), {MICROSECONDS})"
    return f"""(ABS({start}) >= {least_us} AND ABS({end}) >= {least_us} AND ({start} > 0) = ({end} > 0)
        AND ABS({start} - {end}) <= CASE WHEN BWC_DIV(ABS({start}), 4) > {SHIFT_US} THEN BWC_DIV(ABS({start}), 4) ELSE {SHIFT_US} END
        AND d.pairs * {seconds} * {seconds}
            >= {_ERRORS} * BWC_DIV(d.mad_us, {MICROSECONDS}) * BWC_DIV(d.mad_us, {MICROSECONDS}))"""


def local_day(plan: Plan, at_us: str) -> str:
    """SQL of the local day (days since 1970) of an instant in microseconds."""
    return f"BWC_DIV({at_us} + {offset_case(plan, at_us)}, {DAY_US})"


def _pairs(plan: Plan) -> None:
    people(plan)
    sound = """NOT x.officer_no IS NULL AND NOT x.number IS NULL AND NOT x.arrived_at IS NULL AND x.cleared_at >= x.arrived_at"""
    day = local_day(plan, "x.arrived_at")
    plan.add(
        "clock_busy",
        "Officers' days with enough responses to say anything about a clock.",
        f"""
        SELECT q.officer_no, q.local_day FROM (
            SELECT x.officer_no, {day} AS local_day FROM unit_responses_seen AS x WHERE {sound}
        ) AS q GROUP BY q.officer_no, q.local_day HAVING COUNT(*) >= {LEAST_PAIRS}
        """,
        keep=True,
    )
    plan.add(
        "clock_responses",
        "The responses of those days.",
        f"""
        SELECT q.subject_no, q.officer_no, q.number, q.arrived_us, q.cleared_us, q.local_day FROM (
            SELECT x.subject_no, x.officer_no, x.number, x.arrived_at AS arrived_us, x.cleared_at AS cleared_us, {day} AS local_day
            FROM unit_responses_seen AS x WHERE {sound}
        ) AS q JOIN clock_busy AS b ON b.officer_no = q.officer_no AND b.local_day = q.local_day
        """,
        keep=True,
    )
    press = """CASE WHEN q.activated_us >= q.started_us AND q.activated_us <= q.ended_us THEN q.activated_us ELSE q.started_us END"""
    plan.add(
        "clock_footage",
        "Sound footage of a named camera filed under the number of one of them alone.",
        f"""
        SELECT c.subject_no, c.officer_no, c.local_day, c.arrived_us, c.cleared_us, r.device_id, r.officer_id, r.source_file,
            BWC_US(r.started_at) AS started_us, BWC_US(r.ended_at) AS ended_us, BWC_US(r.activated_at) AS activated_us
        FROM {plan.now("recordings")} AS r
        JOIN clock_responses AS c ON c.number = {NUMBER.format("BWC_FIRST_OF(r.incident_ids)")}
        WHERE BWC_COUNT_OF(r.incident_ids) = 1 AND NOT r.device_id IS NULL AND r.ended_at > r.started_at
            AND BWC_US(r.ended_at) - BWC_US(r.started_at) <= {LONGEST_US}
            AND (r.trigger_reason IS NULL OR NOT r.trigger_reason = 'after_the_fact')
        """,
    )
    plan.add(
        "clock_pairs",
        "Each of them with the officer's own such footage: how far both ends lie from arrival and clear.",
        f"""
        SELECT p.officer_no, p.device_id, p.local_day, p.start_us, p.end_us, p.source_file FROM (
            SELECT q.subject_no, q.officer_no, q.device_id, q.local_day, MIN({press}) - q.arrived_us AS start_us,
                MAX(q.ended_us) - q.cleared_us AS end_us, MIN(q.source_file) AS source_file
            FROM clock_footage AS q {officer_join("q.officer_id", "q.started_us")}
            WHERE q.officer_no = {OFFICER_NO}
            GROUP BY q.subject_no, q.officer_no, q.device_id, q.local_day, q.arrived_us, q.cleared_us
        ) AS p WHERE ABS(p.start_us) <= {FARTHEST_US} AND ABS(p.end_us) <= {FARTHEST_US}
        """,
        keep=True,
    )


def _medians(plan: Plan, name: str, says: str, source: str, keys: tuple[str, ...]) -> str:
    """Add a step with `pairs` (rows) and the lower medians of `start_us` and `end_us` for each value of the keys."""
    shown = "".join(f"p.{k}, " for k in keys)
    kept = "".join(f"q.{k}, " for k in keys)
    part = f"PARTITION BY {', '.join(f'p.{k}' for k in keys)} " if keys else ""
    file = "" if "source_file" in keys else ", MIN(q.source_file) AS source_file"
    own_file = "" if "source_file" in keys else ", p.source_file"
    middle = "BWC_DIV(q.pairs + 1, 2)"
    return plan.add(
        name,
        says,
        f"""
        SELECT {kept}MAX(q.pairs) AS pairs, MAX(CASE WHEN q.start_no = {middle} THEN q.start_us END) AS start_us,
            MAX(CASE WHEN q.end_no = {middle} THEN q.end_us END) AS end_us{file}
        FROM (
            SELECT {shown}p.start_us, p.end_us{own_file}, COUNT(*) OVER ({part.strip()}) AS pairs,
                ROW_NUMBER() OVER ({part}ORDER BY p.start_us) AS start_no, ROW_NUMBER() OVER ({part}ORDER BY p.end_us) AS end_no
            FROM {source} AS p
        ) AS q {"GROUP BY " + ", ".join(f"q.{k}" for k in keys) if keys else ""}
        """,
        keep=True,
    )
