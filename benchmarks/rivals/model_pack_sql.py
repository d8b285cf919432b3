"""The eight rules of the model pack in SQL, as an expert would write them who knows these exports well.

The text runs on DuckDB and on SQLite: base tables of plain integers (`model_pack_base`), no function that only one of
them has. It finds candidate violations and nothing else: no verdict for the rest, no reason, no measure, no evidence,
no waterfall, and it trusts what these exports happen to be (one response an officer and incident, badge numbers that
nobody shares, no coarse stamps, no corrected rows).

    plain:  one statement a rule; everything it needs stands in its WITH clause; overlaps joined on the officer.
    tuned:  parts that several rules need are computed once; overlaps joined on officer and hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SECOND = 1_000_000
HOUR = 3600 * SECOND
WEEK = 7 * 24 * HOUR
LEAD = 300 * SECOND
LATE, GAP, EARLY, STOP = 60 * SECOND, 10 * SECOND, 30 * SECOND, 30 * SECOND
STITCH = 5 * SECOND
OPEN_REACH = 12 * HOUR

SOUND = f"r.ended > r.started AND r.ended - r.started <= {WEEK}"
ASKED = "('resident_asked_off', 'victim_asked_off', 'reporter_asked_off')"

PARTS: dict[str, str] = {
    # recordings of one camera with at most five seconds between them are one
    "marked": f"""
        SELECT r.o, r.device_id, r.started, r.ended, CASE WHEN r.activated >= r.started AND r.activated <= r.ended
            THEN r.activated ELSE r.started END AS active, r.rowno,
            MAX(r.ended) OVER (PARTITION BY r.o, r.device_id ORDER BY r.started, r.rowno
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM rec AS r WHERE r.o IS NOT NULL AND r.after_the_fact = 0 AND {SOUND}""",
    "numbered": f"""
        SELECT o, device_id, started, ended, active, rowno, SUM(CASE WHEN started <= before + {STITCH} THEN 0 ELSE 1 END)
            OVER (PARTITION BY o, device_id ORDER BY started, rowno ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
        FROM marked""",
    "firsts": """
        SELECT o, device_id, run, started, ended, active,
            ROW_NUMBER() OVER (PARTITION BY o, device_id, run ORDER BY started, rowno) AS place FROM numbered""",
    "runs": """
        SELECT o, device_id, MIN(started) AS started, MAX(ended) AS ended, MIN(CASE WHEN place = 1 THEN active END) AS active
        FROM firsts GROUP BY o, device_id, run""",
    # an officer's recordings on two cameras that overlap are one stretch of footage
    "run_marks": """
        SELECT o, started, ended, active, MAX(ended) OVER (PARTITION BY o ORDER BY started, device_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM runs""",
    "run_numbers": """
        SELECT o, started, ended, active, SUM(CASE WHEN started <= before THEN 0 ELSE 1 END) OVER (PARTITION BY o
            ORDER BY started, ended ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch FROM run_marks""",
    "stretches": """
        SELECT o, MIN(started) AS started, MAX(ended) AS ended, MIN(active) AS active FROM run_numbers GROUP BY o, stretch""",
    "bounds": """
        SELECT MIN(started) AS first_us, MAX(CASE WHEN ended IS NULL OR started > ended THEN started ELSE ended END) AS last_us
        FROM rec""",
    # facts tied to a response
    "tied": """
        SELECT p.rowno, f.fact, f.standing, f.at_us, f.until_us FROM fact AS f JOIN resp AS p ON p.number = f.number
        WHERE f.o IS NULL OR f.o = p.o""",
    "framed": """
        SELECT p.rowno, p.incident_id, p.number, p.o, p.arrived, p.cleared, i.location_type
        FROM resp AS p LEFT JOIN inc AS i ON i.number = p.number
        WHERE NOT COALESCE(i.disposition IN ('CAN', 'TEST', 'DUP'), 1 = 0) AND p.arrived IS NOT NULL
            AND NOT COALESCE(p.cleared - p.arrived < 60000000, 1 = 0)
            AND p.o NOT IN (SELECT s.o FROM special AS s)
            AND (p.o IS NULL OR p.o IN (SELECT a.o FROM assigned AS a WHERE a.o IS NOT NULL))
            AND p.rowno NOT IN (SELECT t.rowno FROM tied AS t WHERE t.fact = 'camera_failure' AND t.standing >= 2)""",
    # the encounter: until somebody asks to stop; from the end of a danger
    "asked": f"SELECT rowno, MIN(at_us) AS at_us FROM tied WHERE fact IN {ASKED} GROUP BY rowno",
    "danger": """
        SELECT t.rowno, MAX(COALESCE(t.until_us, 9000000000000000)) AS until_us FROM tied AS t JOIN resp AS p ON p.rowno = t.rowno
        WHERE t.fact = 'immediate_danger' AND t.standing >= 2 AND COALESCE(t.at_us <= p.cleared, t.at_us IS NULL)
            AND COALESCE(t.until_us >= p.arrived, t.until_us IS NULL) GROUP BY t.rowno""",
    "encounters": f"""
        SELECT e.rowno, e.incident_id, e.number, e.o, e.until_us,
            CASE WHEN d.until_us > e.from_us AND d.until_us < e.until_us THEN d.until_us ELSE e.from_us END AS from_us
        FROM (
            SELECT f.rowno, f.incident_id, f.number, f.o, f.arrived AS from_us, COALESCE(a.at_us, f.cleared) AS until_us
            FROM framed AS f LEFT JOIN asked AS a ON a.rowno = f.rowno
        ) AS e LEFT JOIN danger AS d ON d.rowno = e.rowno
        WHERE e.o IS NOT NULL AND e.until_us >= e.from_us AND e.until_us - e.from_us <= {WEEK}
            AND NOT COALESCE(d.until_us >= e.until_us, 1 = 0)""",
    "pairs": "{overlaps: encounters AS e, e.from_us, e.until_us; stretches AS s, s.started, s.ended; "
    "e.rowno, e.from_us, e.until_us, s.started, s.ended, s.active}",
    "covered": """
        SELECT rowno, MIN(active) AS first_us, MAX(ended) AS last_us, COUNT(*) AS pieces FROM pairs GROUP BY rowno""",
    "holes": """
        SELECT q.rowno, MAX(q.started - q.before) AS gap FROM (
            SELECT p.rowno, p.started, MAX(p.ended) OVER (PARTITION BY p.rowno ORDER BY p.started, p.ended
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM pairs AS p JOIN covered AS c ON c.rowno = p.rowno WHERE c.pieces > 1
        ) AS q GROUP BY q.rowno""",
    # footage that proves nothing, and footage whose end nobody knows
    "weak": f"""
        SELECT r.o, CASE WHEN r.ended < r.started THEN r.ended ELSE r.started END AS lo,
            CASE WHEN r.ended > r.started + {WEEK} THEN r.started + {WEEK} ELSE r.started END AS hi
        FROM rec AS r WHERE r.o IS NOT NULL AND r.after_the_fact = 0 AND (r.ended <= r.started OR r.ended - r.started > {WEEK})""",
    "open_ended": f"""
        SELECT r.o, r.started AS lo, r.started + {OPEN_REACH} AS hi FROM rec AS r
        WHERE r.o IS NOT NULL AND r.after_the_fact = 0 AND r.ended IS NULL""",
    "near_weak": "SELECT DISTINCT rowno FROM ({overlaps: encounters AS e, e.from_us - 300000000, e.until_us + 300000000; "
    "weak AS s, s.lo, s.hi; e.rowno}) AS w",
    "near_open": "SELECT DISTINCT rowno FROM ({overlaps: encounters AS e, e.from_us, e.until_us; "
    "open_ended AS s, s.lo, s.hi; e.rowno}) AS w",
    "filed": """
        SELECT DISTINCT e.rowno FROM encounters AS e JOIN rec_number AS n ON n.number = e.number
        WHERE n.o IS NULL OR n.o = e.o""",
    # sound off: from a press to the next unmute, or as far as the camera's log goes, within the run that it began in
    "log_ends": "SELECT device_id, MAX(at_us) AS last_us FROM press GROUP BY device_id",
    "presses": """
        SELECT p.device_id, p.at_us, p.event,
            MIN(CASE WHEN p.event = 'mute_off' THEN p.at_us END) OVER (PARTITION BY p.device_id ORDER BY p.at_us, p.sequence
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS off_us
        FROM press AS p WHERE p.event IN ('mute_on', 'mute_off')""",
    "mutes": """
        SELECT p.device_id, p.at_us AS lo, COALESCE(p.off_us, l.last_us) AS hi, p.off_us
        FROM presses AS p JOIN log_ends AS l ON l.device_id = p.device_id
        WHERE p.event = 'mute_on'""",
    "silent": """
        SELECT r.o, CASE WHEN m.lo > r.started THEN m.lo ELSE r.started END AS lo, CASE WHEN m.hi < r.ended THEN m.hi ELSE r.ended END AS hi
        FROM mutes AS m JOIN runs AS r ON r.device_id = m.device_id AND m.lo < r.ended AND m.hi > r.started
            AND (m.off_us IS NOT NULL OR m.lo >= r.started)
        LEFT JOIN runs AS b ON b.device_id = m.device_id AND b.o = r.o AND b.started <= m.lo AND b.ended > m.lo
        WHERE b.o IS NULL OR b.started = r.started""",
    "muted": """
        SELECT DISTINCT e.rowno FROM encounters AS e JOIN silent AS s ON s.o = e.o AND s.lo < e.until_us AND s.hi > e.from_us""",
    # requests to stop, one for each officer who was there
    "request": f"""
        SELECT f.rowno AS fact_no, f.fact_id, f.fact, f.number, f.o, f.at_us FROM fact AS f WHERE f.fact IN {ASKED} AND f.o IS NOT NULL
        UNION ALL
        SELECT f.rowno, f.fact_id, f.fact, f.number, p.o, f.at_us FROM fact AS f JOIN resp AS p ON p.number = f.number
        WHERE f.fact IN {ASKED} AND f.o IS NULL AND p.o IS NOT NULL""",
    "excused": f"""
        SELECT DISTINCT q.fact_no, q.o FROM request AS q JOIN fact AS f ON f.number = q.number AND (f.o IS NULL OR f.o = q.o)
        WHERE f.fact IN ('exigent', 'warrant_service') AND f.standing >= 2
            AND COALESCE(f.at_us <= q.at_us + {STOP}, f.at_us IS NULL) AND COALESCE(f.until_us >= q.at_us, f.until_us IS NULL)""",
    "went_on": "{overlaps: request AS e, e.at_us, e.at_us; stretches AS s, s.started, s.ended; "
    "e.fact_no, e.fact_id, e.fact, e.o, e.number, e.at_us, s.ended}",
    "left_home": """
        SELECT q.fact_no, q.o, MIN(f.at_us) AS at_us FROM request AS q JOIN fact AS f ON f.number = q.number
        WHERE f.fact = 'left_residence' AND (f.o IS NULL OR f.o = q.o) GROUP BY q.fact_no, q.o""",
    "until_left": """
        SELECT q.fact_no, q.fact_id, q.fact, q.number, q.o, q.at_us, COALESCE(l.at_us, p.cleared) AS until_us
        FROM request AS q LEFT JOIN left_home AS l ON l.fact_no = q.fact_no AND l.o = q.o
        LEFT JOIN resp AS p ON p.number = q.number AND p.o = q.o""",
    "came_back": "{overlaps: until_left AS e, e.at_us, e.until_us; stretches AS s, s.started, s.started; "
    "e.fact_no, e.o, e.at_us, e.until_us, s.started}",
    "stays_open": "{overlaps: until_left AS e, e.at_us, e.at_us; open_ended AS s, s.lo, s.hi; e.fact_no, e.o}",
    # schools
    "at_school": f"""
        SELECT f.rowno, f.incident_id, f.o, f.arrived AS from_us, f.cleared AS until_us FROM framed AS f
        WHERE f.location_type = 'school_elementary_secondary' AND f.o IS NOT NULL AND f.cleared >= f.arrived
            AND f.cleared - f.arrived <= {WEEK}""",
    "school_footage": "{overlaps: at_school AS e, e.from_us, e.until_us; stretches AS s, s.started, s.ended; "
    "e.rowno, e.incident_id, e.o, e.from_us, e.until_us, s.started, s.ended}",
    # retention
    "grave": """
        SELECT r.rowno, f.fact, f.at_us, f.until_us FROM fact AS f JOIN rec AS r ON r.recording_id = f.recording_id
        WHERE f.o IS NULL OR f.o = r.o
        UNION ALL
        SELECT n.rowno, f.fact, f.at_us, f.until_us FROM fact AS f JOIN rec_number AS n ON n.number = f.number
        WHERE f.o IS NULL OR f.o = n.o""",
    "long_class": """
        SELECT DISTINCT rowno FROM grave
        WHERE fact IN ('use_of_force', 'deadly_force', 'officer_shooting', 'felony_arrest', 'complaint', 'formal_complaint')""",
    "held": """
        SELECT g.rowno, MAX(COALESCE(g.until_us, 9000000000000000)) AS held_until,
            MAX(CASE WHEN COALESCE(g.at_us, 0) <= r.deleted AND r.deleted < COALESCE(g.until_us, 9000000000000000) THEN 1 ELSE 0 END)
                AS deleted_held
        FROM grave AS g JOIN rec AS r ON r.rowno = g.rowno WHERE g.fact IN ('litigation_hold', 'case_open') GROUP BY g.rowno""",
}

RULES: dict[str, str] = {
    "encounter-not-recorded-throughout": f"""
        SELECT e.incident_id, e.o FROM encounters AS e CROSS JOIN bounds AS b
        LEFT JOIN covered AS c ON c.rowno = e.rowno LEFT JOIN holes AS h ON h.rowno = e.rowno
        WHERE e.rowno NOT IN (SELECT rowno FROM near_open) AND (
            (c.rowno IS NULL AND e.from_us >= b.first_us AND e.until_us <= b.last_us AND e.until_us - e.from_us >= {LATE}
                AND e.rowno NOT IN (SELECT rowno FROM near_weak) AND e.rowno NOT IN (SELECT rowno FROM filed))
            OR c.first_us - CASE WHEN e.from_us > b.first_us THEN e.from_us ELSE b.first_us END > {LATE}
            OR CASE WHEN e.until_us < b.last_us THEN e.until_us ELSE b.last_us END - c.last_us > {EARLY}
            OR h.gap > {GAP} OR (c.rowno IS NOT NULL AND e.rowno IN (SELECT rowno FROM muted)))""",
    "buffer-too-short": "SELECT recording_id FROM rec WHERE NOT buffer_s >= 30",
    "buffer-without-sound": "SELECT recording_id FROM rec WHERE NOT buffer_audio",
    "camera-left-on-in-private-home": f"""
        SELECT DISTINCT q.fact_id, q.o FROM until_left AS q JOIN inc AS i ON i.number = q.number AND i.location_type = 'residence'
        LEFT JOIN went_on AS w ON w.fact_no = q.fact_no AND w.o = q.o AND w.ended > w.at_us
        LEFT JOIN came_back AS c ON c.fact_no = q.fact_no AND c.o = q.o AND c.started > c.at_us AND c.started < c.until_us
        LEFT JOIN excused AS x ON x.fact_no = q.fact_no AND x.o = q.o
        LEFT JOIN stays_open AS n ON n.fact_no = q.fact_no AND n.o = q.o
        WHERE q.fact = 'resident_asked_off' AND x.fact_no IS NULL
            AND (w.ended - w.at_us > {STOP} OR (c.started IS NOT NULL AND n.fact_no IS NULL))""",
    "camera-left-on-for-victim": f"""
        SELECT DISTINCT fact_id, o FROM went_on WHERE fact = 'victim_asked_off' AND ended - at_us > {STOP}""",
    "camera-left-on-for-anonymous-reporter": f"""
        SELECT DISTINCT fact_id, o FROM went_on WHERE fact = 'reporter_asked_off' AND ended - at_us > {STOP}""",
    "recording-in-school": """
        SELECT DISTINCT s.incident_id, s.o FROM school_footage AS s
        WHERE CASE WHEN s.ended < s.until_us THEN s.ended ELSE s.until_us END
            > CASE WHEN s.started > s.from_us THEN s.started ELSE s.from_us END
            AND s.rowno NOT IN (SELECT t.rowno FROM tied AS t WHERE t.fact = 'imminent_threat' AND t.standing >= 1
                AND t.rowno = s.rowno AND COALESCE(t.at_us <= s.until_us, t.at_us IS NULL)
                AND COALESCE(t.until_us >= s.from_us, t.until_us IS NULL))""",
    "deleted-too-early-or-kept-too-long": f"""
        SELECT r.recording_id FROM rec AS r CROSS JOIN now AS z LEFT JOIN long_class AS g ON g.rowno = r.rowno
        LEFT JOIN held AS h ON h.rowno = r.rowno
        WHERE NOT COALESCE(r.deleted < r.started, 1 = 0) AND NOT (r.deleted IS NULL AND COALESCE(r.status = 'deleted', 1 = 0)) AND (
            h.deleted_held = 1
            OR r.deleted < CASE WHEN g.rowno IS NULL THEN r.in_six_months ELSE r.in_three_years END
            OR (g.rowno IS NULL AND NOT COALESCE(h.held_until >= r.in_six_months, 1 = 0)
                AND COALESCE(r.deleted, z.as_of) > r.in_six_months + {7 * 24 * HOUR}))""",
}

_OVERLAPS = re.compile(r"\{overlaps: (.+?) AS (\w+), (.+?), (.+?); (.+?) AS (\w+), (.+?), (.+?); (.+?)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of one way to run the rules.

    Attributes:
        before: statements that compute what rules share.
        rules: rule id -> the query of its candidate violations.
    """

    before: tuple[str, ...]
    rules: dict[str, str]


def plain() -> Script:
    """One statement a rule."""
    parts = {name: _OVERLAPS.sub(_on_officer, text) for name, text in PARTS.items()}
    return Script((), {rule: _with(parts, text) for rule, text in RULES.items()})


def tuned(hours: str = "each_hour") -> Script:
    """Shared parts once, overlaps by hour.

    Args:
        hours: `each_hour`: DuckDB's `unnest(range())`; `hour`: a join with a table of hours, for SQLite.
    """
    before = []
    for name, text in PARTS.items():
        body, found = text, _OVERLAPS.search(text)
        if found:
            left, a, lo, hi, right, b, begin, end, columns = found.groups()
            sides = ((f"{name}_l", left, a, lo, hi), (f"{name}_r", right, b, begin, end))
            for side, table, alias, first, last in sides:
                each = _each_hour(hours, first, last)
                before.append(f"CREATE TEMP TABLE {side} AS SELECT {alias}.*, ({first}) AS lo_, ({last}) AS hi_, {each[0]} "
                              f"FROM {table} AS {alias}{each[1]} WHERE {last} - ({first}) BETWEEN 0 AND {WEEK + 2 * LEAD}")  # fmt: skip
            if hours != "each_hour":
                before.append(f"CREATE INDEX {name}_i ON {name}_r (o, hour_no, lo_)")
            joined = f"""SELECT {columns} FROM {name}_l AS {a} JOIN {name}_r AS {b} ON {b}.o = {a}.o AND {b}.hour_no = {a}.hour_no
                WHERE {b}.lo_ <= {a}.hi_ AND {b}.hi_ >= {a}.lo_ AND {a}.hour_no =
                    CASE WHEN {a}.first_hour > {b}.first_hour THEN {a}.first_hour ELSE {b}.first_hour END"""
            body = text[: found.start()] + joined + text[found.end() :]
        before.append(f"CREATE TEMP TABLE {name} AS {body}")
    return Script(tuple(before), dict(RULES))


def _each_hour(hours: str, first: str, last: str) -> tuple[str, str]:
    if hours == "each_hour":
        return (
            f"({first}) // {HOUR} AS first_hour, unnest(range(({first}) // {HOUR}, ({last}) // {HOUR} + 1)) AS hour_no",
            "",
        )
    join = f" JOIN hours AS z ON z.hour_no BETWEEN ({first}) / {HOUR} AND ({last}) / {HOUR}"
    return f"({first}) / {HOUR} AS first_hour, z.hour_no AS hour_no", join


def _on_officer(found: re.Match[str]) -> str:
    left, a, lo, hi, right, b, begin, end, columns = found.groups()
    return f"SELECT {columns} FROM {left} AS {a} JOIN {right} AS {b} ON {b}.o = {a}.o AND {begin} <= {hi} AND {end} >= {lo}"


def _with(parts: dict[str, str], text: str) -> str:
    """Put the parts that a query needs, directly or through others, before it."""
    needed: set[str] = set()
    waiting = [text]
    while waiting:
        words = set(re.findall(r"\w+", waiting.pop()))
        for name in words & (parts.keys() - needed):
            needed.add(name)
            waiting.append(parts[name])
    listed = ",\n".join(f"{name} AS ({part})" for name, part in parts.items() if name in needed)
    return f"WITH {listed}\n{text}" if listed else text
