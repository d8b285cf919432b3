"""Steps over windows: which footage each window overlaps, and what is measured there. Rules with one window share them."""

from __future__ import annotations

from dataclasses import dataclass

from bwcmeta.plan.facts import facts
from bwcmeta.plan.links import links
from bwcmeta.plan.mutes import device_logs, mutes
from bwcmeta.plan.plan import HOUR_US, LONGEST_US, NEVER_US, Plan
from bwcmeta.plan.recordings import joint_run_hours, numbers, open_hours, stretch_hours, weak_hours


@dataclass(frozen=True, slots=True)
class Ends:
    """One end of a window: a fact (the earliest `at` of these), else the first known of these columns."""

    columns: tuple[str, ...]
    facts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As part of a step's name."""
        return "_or_".join((*self.facts, *(c.removesuffix("_at") for c in self.columns))) or "never"


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the rows of a subject table.

    Attributes:
        table: the subject table.
        begin, end: its ends.
        put_off: (fact, rank) pairs that move the beginning to the fact's end ("start as soon as it ends").
    """

    table: str
    begin: Ends
    end: Ends
    put_off: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> str:
        """Stable name of the window, used in the names of its steps."""
        after = "".join(f"_after_{fact}_{rank}" for fact, rank in self.put_off)
        return f"{self.table}_{self.begin.words}_to_{self.end.words}{after}"

    @property
    def plain(self) -> Window:
        """The window by the stamps of the row alone: the same but for the rows with such a fact."""
        return Window(self.table, Ends(self.begin.columns), Ends(self.end.columns))


def _end(plan: Plan, table: str, ends: Ends, alias: str) -> tuple[str, str, str]:
    """SQL of one end, of how coarse it is, and the join they need.

    A doubtful column before the known one makes the end unknown.
    """
    value = "CASE " if ends.columns else "CAST(NULL AS BIGINT)"
    for column in ends.columns:
        value += f"WHEN NOT x.{column} IS NULL THEN x.{column} WHEN BWC_HAS_ANY(x.doubtful, '{column}') THEN NULL "
    if ends.columns:
        value += "END"
    if not ends.facts:
        return value, "x.slack_us", ""
    facts(plan)
    named = ", ".join(f"'{fact}'" for fact in ends.facts)
    join = f"""LEFT JOIN (
        SELECT l.subject_no, MIN(f.at_us) AS at_us, MAX(f.slack_us) AS slack_us
        FROM {links(plan, table)} AS l JOIN facts_seen AS f ON f.fact_no = l.fact_no
        WHERE f.fact IN ({named}) AND NOT f.at_us IS NULL GROUP BY l.subject_no
    ) AS {alias} ON {alias}.subject_no = x.subject_no"""
    return f"COALESCE({alias}.at_us, {value})", f"COALESCE({alias}.slack_us, x.slack_us)", join


def window(plan: Plan, it: Window) -> str:
    """Add `window_NAME`: subject_no, the row's columns, from_us, until_us, how coarse each is, put_off_for_good.

    Of a window that facts move only the rows that have such a fact.
    """
    begin, begin_slack, begin_join = _end(plan, it.table, it.begin, "begin_fact")
    end, end_slack, end_join = _end(plan, it.table, it.end, "end_fact")
    put_off, put_off_join = "CAST(NULL AS BIGINT)", ""
    if it.put_off:
        facts(plan)
        which = " OR ".join(f"(f.fact = '{fact}' AND f.rank >= {rank})" for fact, rank in it.put_off)
        put_off = "later.until_us"
        put_off_join = f"""LEFT JOIN (
            SELECT l.subject_no, MAX(COALESCE(f.until_us, {NEVER_US})) AS until_us
            FROM {links(plan, it.table)} AS l JOIN facts_seen AS f ON f.fact_no = l.fact_no
            JOIN {it.table}_rows AS w ON w.subject_no = l.subject_no
            WHERE ({which}) AND COALESCE(f.at_us <= {_plain(it.end, "w")}, f.at_us IS NULL)
                AND COALESCE(f.until_us >= {_plain(it.begin, "w")}, f.until_us IS NULL)
            GROUP BY l.subject_no
        ) AS later ON later.subject_no = x.subject_no"""
    own = row_columns(plan, it.table)
    by_fact = [f"NOT {alias}.subject_no IS NULL" for alias, join in
               (("begin_fact", begin_join), ("end_fact", end_join), ("later", put_off_join)) if join]  # fmt: skip
    plan.add(
        f"window_{it.name}_given",
        f"The window of each row {'with a fact that moves an end' if by_fact else 'as its own stamps give it'}.",
        f"""
        SELECT x.subject_no{_listed("x", own)}, {begin} AS from_us, {end} AS until_us, {put_off} AS put_off_us,
            {begin_slack} AS from_slack_us, {end_slack} AS until_slack_us
        FROM {it.table}_rows AS x {begin_join} {end_join} {put_off_join}
        {f"WHERE {' OR '.join(by_fact)}" if by_fact else ""}
        """,
    )
    return plan.add(
        f"window_{it.name}",
        "The same; a duty that starts as soon as a reason ends begins there.",
        f"""
        SELECT g.subject_no{_listed("g", own)}, g.until_us, g.from_slack_us, g.until_slack_us,
            CASE WHEN g.put_off_us > g.from_us AND g.put_off_us < g.until_us THEN g.put_off_us ELSE g.from_us END AS from_us,
            CASE WHEN g.put_off_us >= g.until_us OR g.put_off_us >= {NEVER_US} THEN 1 ELSE 0 END AS put_off_for_good
        FROM window_{it.name}_given AS g
        """,
        keep=bool(by_fact),
    )


def every(plan: Plan, it: Window, step: str) -> str:
    """Name of what holds the rows of `STEP_NAME` and, of windows that no fact moves, those of the plain window.

    Few windows are moved by a fact: what is measured in the others is measured once for all rules.
    """
    if it == it.plain:
        return f"{step}_{it.name}"
    columns = ", ".join(f"r.{c}" for c in plan.columns(f"{step}_{it.plain.name}"))
    return plan.add(
        f"all_{step}_{it.name}",
        "The rows of windows that a fact moves, and those of the plain window for all others.",
        f"""
        SELECT {columns} FROM {step}_{it.plain.name} AS r
        LEFT JOIN window_{it.name} AS moved ON moved.subject_no = r.subject_no WHERE moved.subject_no IS NULL
        UNION ALL SELECT {columns} FROM {step}_{it.name} AS r
        """,
    )


def row_columns(plan: Plan, table: str) -> tuple[str, ...]:
    """The columns of a subject table that its windows hand on, so that rules need no join to name them."""
    left = {"subject_no", *(_ELSEWHERE - plan.asked.get(table, frozenset()))}
    return tuple(c for c in plan.columns(f"{table}_rows") if c not in left)


def _listed(alias: str, columns: tuple[str, ...]) -> str:
    return "".join(f", {alias}.{column}" for column in columns)


def _plain(ends: Ends, alias: str) -> str:
    names = [f"{alias}.{c}" for c in ends.columns] or ["CAST(NULL AS BIGINT)"]
    return names[0] if len(names) == 1 else f"COALESCE({', '.join(names)})"


def window_hours(plan: Plan, it: Window) -> str:
    """Add `hours_NAME`: each sound window, widened by the match tolerance, under every hour it touches."""
    window(plan, it)
    lead = plan.settings.match_lead_us
    lo, hi = f"w.from_us - {lead}", f"w.until_us + w.until_slack_us + {lead}"
    return plan.add(
        f"hours_{it.name}",
        "Each window, widened by the match tolerance, listed under every hour it touches.",
        f"""
        SELECT w.subject_no, w.officer_no, w.from_us, w.until_us, w.until_slack_us,
            BWC_EACH_NUMBER(BWC_DIV({lo}, {HOUR_US}), BWC_DIV({hi}, {HOUR_US})) AS hour_no
        FROM {_spans(plan, it)} AS w
        WHERE NOT w.officer_no IS NULL AND w.until_us >= w.from_us AND w.until_us - w.from_us <= {LONGEST_US}
        """,
    )


def _spans(plan: Plan, it: Window) -> str:
    """SQL of what holds the windows and their officers and little else."""
    seen = f"{it.table}_seen"
    named = {*it.begin.columns, *it.end.columns, "doubtful", "slack_us"}
    if it != it.plain or seen not in plan.steps or not named <= set(plan.columns(seen)):
        return f"window_{it.name}"
    # by its own stamps: told from the rows themselves, for what else they show takes joins that no window needs
    (begin, _slack, _join), (end, slack, _none) = (_end(plan, it.table, ends, "") for ends in (it.begin, it.end))
    return f"""(
        SELECT x.subject_no, x.officer_no, {begin} AS from_us, {end} AS until_us, {slack} AS until_slack_us FROM {seen} AS x
    )"""


_ELSEWHERE = {
    "source_file", "source_row", "officer_raw", "recording_id", "incident_id", "role",
    "dispatched_at", "enroute_at", "arrived_at", "cleared_at",
}  # fmt: skip
"""What is read from the subjects themselves, for findings or for a window's ends, unless a rule names it."""


def reach(plan: Plan) -> tuple[str, str, str]:
    """SQL of the ends of a window (alias `h`) as it is listed by the hour, and that an hour is the first common one with `s`.

    Told from the window's own ends, so that a join by the hour need not carry them.
    """
    lead = plan.settings.match_lead_us
    lo, hi = f"h.from_us - {lead}", f"h.until_us + h.until_slack_us + {lead}"
    first = f"BWC_DIV({lo}, {HOUR_US})"
    return lo, hi, f"h.hour_no = CASE WHEN {first} > s.first_hour THEN {first} ELSE s.first_hour END"


def coverage(plan: Plan, it: Window) -> str:
    """Add `coverage_NAME` and return what holds all of it: for each window that footage touches, what it overlaps and by how much.

    Columns: overlaps, first_us, first_active_us, last_us, slack (of the footage), covered_us, covered_lo_us, covered_hi_us,
    may_overlap (only within the resolution), near (only within the match tolerance), gap_us (longest hole).
    """
    if it != it.plain:
        coverage(plan, it.plain)
    window_hours(plan, it)
    stretch_hours(plan)
    lo, hi, first_common = reach(plan)
    plan.add(
        f"pairs_{it.name}",
        "Windows and stretches of footage of the same officer that overlap, or nearly.",
        f"""
        SELECT h.subject_no, s.start_us, s.end_us, s.active_us, s.slack_us, s.only_no, s.device_no, s.buffer_us,
            h.from_us, h.until_us,
            CASE WHEN s.start_us <= h.until_us AND s.end_us >= h.from_us THEN 1 ELSE 0 END AS overlaps,
            CASE WHEN s.start_us <= h.until_us + h.until_slack_us AND s.end_us + s.slack_us >= h.from_us THEN 1 ELSE 0 END AS may_overlap
        FROM hours_{it.name} AS h JOIN stretch_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
        WHERE s.start_us <= {hi} AND s.end_us + s.slack_us >= {lo} AND {first_common}
        """,
        keep=True,
    )
    open_hours(plan)
    plan.add(
        f"open_{it.name}",
        "Windows that a recording with no known end may reach.",
        f"""
        SELECT DISTINCT h.subject_no FROM hours_{it.name} AS h
        JOIN open_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
        WHERE s.lo_us <= h.until_us AND s.hi_us >= h.from_us
        """,
        keep=True,
    )
    inside = "CASE WHEN p.end_us < p.until_us THEN p.end_us ELSE p.until_us END - CASE WHEN p.start_us > p.from_us THEN p.start_us ELSE p.from_us END"
    plan.add(
        f"covered_{it.name}",
        "What footage each window overlaps: first and last moment, covered time; whether a recording with no known end may reach it.",
        f"""
        SELECT p.subject_no, CAST(SUM(p.overlaps) AS BIGINT) AS overlaps, MAX(p.may_overlap) AS may_overlap, MAX(p.near) AS near, MAX(p.open_end) AS open_end,
            MIN(CASE WHEN p.overlaps = 1 THEN p.start_us END) AS first_us,
            MIN(CASE WHEN p.overlaps = 1 THEN p.active_us END) AS first_active_us,
            MIN(CASE WHEN p.overlaps = 1 THEN p.start_us + p.slack_us END) AS first_hi_us,
            MIN(CASE WHEN p.overlaps = 1 THEN p.active_us + p.slack_us END) AS first_active_hi_us,
            MAX(CASE WHEN p.overlaps = 1 THEN p.end_us END) AS last_us,
            MAX(CASE WHEN p.overlaps = 1 THEN p.end_us + p.slack_us END) AS last_hi_us,
            MAX(CASE WHEN p.overlaps = 1 THEN p.slack_us ELSE 0 END) AS footage_slack_us,
            CAST(SUM(CASE WHEN p.overlaps = 1 THEN {inside} ELSE 0 END) AS BIGINT) AS covered_us
        FROM (
            SELECT f.subject_no, f.start_us, f.end_us, f.active_us, f.slack_us, f.from_us, f.until_us, f.overlaps, f.may_overlap,
                1 AS near, 0 AS open_end
            FROM pairs_{it.name} AS f
            UNION ALL
            SELECT o.subject_no, {", ".join(["CAST(NULL AS BIGINT)"] * 6)}, 0, 0, 0, 1 FROM open_{it.name} AS o
        ) AS p GROUP BY p.subject_no
        """,
        keep=True,
    )
    plan.add(
        f"gaps_{it.name}",
        "The longest hole between footage inside each window that overlaps several stretches.",
        f"""
        SELECT q.subject_no, MAX(q.start_us - q.prior_end) AS gap_us, MAX(q.start_us - q.prior_end_hi) AS gap_lo_us,
            MAX(q.start_us + q.slack_us - q.prior_end) AS gap_hi_us
        FROM (
            SELECT p.subject_no, p.start_us, p.slack_us, MAX(p.end_us) OVER (
                PARTITION BY p.subject_no ORDER BY p.start_us, p.end_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end, MAX(p.end_us + p.slack_us) OVER (
                PARTITION BY p.subject_no ORDER BY p.start_us, p.end_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS prior_end_hi
            FROM pairs_{it.name} AS p JOIN covered_{it.name} AS c ON c.subject_no = p.subject_no
            WHERE c.overlaps > 1 AND p.overlaps = 1
        ) AS q GROUP BY q.subject_no
        """,
        keep=True,
    )
    plan.add(
        f"coverage_{it.name}",
        "Each window with all that is measured in it.",
        f"""
        SELECT w.subject_no{_listed("w", row_columns(plan, it.table))}, w.from_us, w.until_us, w.from_slack_us, w.until_slack_us,
            w.put_off_for_good, COALESCE(c.overlaps, 0) AS overlaps, COALESCE(c.may_overlap, 0) AS may_overlap, COALESCE(c.near, 0) AS near,
            c.first_us, c.first_active_us, c.first_hi_us, c.first_active_hi_us, c.last_us, c.last_hi_us, COALESCE(c.footage_slack_us, 0) AS footage_slack_us,
            COALESCE(c.covered_us, 0) AS covered_us, COALESCE(g.gap_us, 0) AS gap_us,
            COALESCE(g.gap_lo_us, 0) AS gap_lo_us, COALESCE(g.gap_hi_us, 0) AS gap_hi_us, COALESCE(c.open_end, 0) AS open_end
        FROM window_{it.name} AS w
        LEFT JOIN covered_{it.name} AS c ON c.subject_no = w.subject_no
        LEFT JOIN gaps_{it.name} AS g ON g.subject_no = w.subject_no
        """,
    )
    return every(plan, it, "coverage")


def searches(plan: Plan, it: Window) -> str:
    """Add `search_NAME`: for each window without footage, where else was looked: weak, unattributed, elsewhen."""
    coverage(plan, it)
    if it != it.plain:
        searches(plan, it.plain)
    weak_hours(plan)
    numbers(plan)
    lo, hi, _first_common = reach(plan)
    plan.add(
        f"bare_{it.name}",
        "Windows that no footage overlaps.",
        f"""
        SELECT c.subject_no, c.officer_no, c.number FROM coverage_{it.name} AS c
        WHERE c.overlaps = 0 AND NOT c.officer_no IS NULL AND c.until_us >= c.from_us
        """,
        keep=True,
    )
    plan.add(
        f"search_{it.name}",
        "Where else was looked: recordings that prove nothing, recordings of the incident without an officer or at another time.",
        f"""
        SELECT u.subject_no, MAX(u.weak) AS weak, MAX(u.unattributed) AS unattributed, MAX(u.elsewhen) AS elsewhen FROM (
            SELECT b.subject_no, 1 AS weak, 0 AS unattributed, 0 AS elsewhen
            FROM bare_{it.name} AS b JOIN hours_{it.name} AS h ON h.subject_no = b.subject_no
            JOIN weak_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
            WHERE s.lo_us <= {hi} AND s.hi_us >= {lo}
            UNION ALL
            SELECT b.subject_no, 0, CASE WHEN n.officer_no IS NULL THEN 1 ELSE 0 END,
                CASE WHEN n.officer_no = b.officer_no THEN 1 ELSE 0 END
            FROM bare_{it.name} AS b JOIN recording_numbers AS n ON n.number = b.number
        ) AS u GROUP BY u.subject_no
        """,
        keep=True,
    )
    return every(plan, it, "search")


def details(plan: Plan, it: Window) -> str:
    """Add `details_NAME`: muted time (and whether the logs tell), buffer of the first recording."""
    if it != it.plain:
        details(plan, it.plain)
    coverage(plan, it)
    joint_run_hours(plan)
    device_logs(plan)
    mutes(plan)
    _lo, _hi, first_common = reach(plan)
    told = """CASE WHEN l.log_from_us <= CASE WHEN {0}.start_us > {1}.from_us THEN {0}.start_us ELSE {1}.from_us END
                AND l.log_until_us >= CASE WHEN {0}.end_us < {1}.until_us THEN {0}.end_us ELSE {1}.until_us END
                THEN 0 ELSE 1 END AS log_missing"""
    plan.add(
        f"recordings_{it.name}",
        "Recordings that each window overlaps, with what their camera's log covers: most are a stretch of their own.",
        f"""
        SELECT p.subject_no, p.start_us, p.only_no AS first_no, p.buffer_us, {told.format("p", "p")}
        FROM pairs_{it.name} AS p LEFT JOIN device_logs AS l ON l.device_no = p.device_no
        WHERE p.overlaps = 1 AND NOT p.only_no IS NULL
        UNION ALL
        SELECT h.subject_no, s.start_us, s.first_no, s.buffer_us, {told.format("s", "h")}
        FROM hours_{it.name} AS h JOIN joint_run_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
        LEFT JOIN device_logs AS l ON l.device_no = s.device_no
        WHERE s.start_us <= h.until_us AND s.end_us >= h.from_us AND {first_common}
        """,
    )
    plan.add(
        "muted_hours",
        "Each piece of footage without sound listed under every hour it touches.",
        f"""
        SELECT m.officer_no, m.lo_us, m.hi_us, BWC_DIV(m.lo_us, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(m.lo_us, {HOUR_US}), BWC_DIV(m.hi_us, {HOUR_US})) AS hour_no
        FROM muted_footage AS m
        """,
    )
    plan.add(
        f"muted_{it.name}",
        "Time without sound inside each window.",
        f"""
        SELECT h.subject_no, SUM(CASE WHEN s.hi_us < h.until_us THEN s.hi_us ELSE h.until_us END
            - CASE WHEN s.lo_us > h.from_us THEN s.lo_us ELSE h.from_us END) AS muted_us
        FROM hours_{it.name} AS h JOIN muted_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
        WHERE s.lo_us < h.until_us AND s.hi_us > h.from_us AND {first_common}
        GROUP BY h.subject_no
        """,
        keep=True,
    )
    plan.add(
        f"details_{it.name}",
        "Muted time, whether the camera logs can tell it, and the buffer of the first recording in each window.",
        f"""
        SELECT q.subject_no, MAX(q.log_missing) AS log_missing, MAX(q.muted_us) AS muted_us,
            MAX(CASE WHEN q.place_no = 1 THEN q.buffer_us END) AS buffer_us
        FROM (
            SELECT r.subject_no, r.log_missing, r.buffer_us, COALESCE(m.muted_us, 0) AS muted_us,
                ROW_NUMBER() OVER (PARTITION BY r.subject_no ORDER BY r.start_us, r.first_no) AS place_no
            FROM recordings_{it.name} AS r LEFT JOIN muted_{it.name} AS m ON m.subject_no = r.subject_no
        ) AS q GROUP BY q.subject_no
        """,
        keep=True,
    )
    return every(plan, it, "details")
