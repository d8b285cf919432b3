"""Steps that make one subject of each request and officer: who was asked to stop, when, and what footage covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.absence import INCIDENT_COLUMNS, RESPONSE_COLUMNS, home, marks, of_joined
from bwcmeta.plan.facts import facts, flags, flags_shown
from bwcmeta.plan.links import KEYLESS, recordings_of_facts
from bwcmeta.plan.people import posts
from bwcmeta.plan.plan import HOUR_US, Plan
from bwcmeta.plan.recordings import open_hours, stretch_hours
from bwcmeta.plan.spans import looked_up, touching
from bwcmeta.plan.subjects import POST_COLUMNS, Needs, incidents, shift_assignments

if TYPE_CHECKING:
    from sqlglot import exp

_RESPONSE = ("dispatched_at", "enroute_at", "arrived_at", "cleared_at")
_JOINED = {"unit_responses": ("r", "response_no"), "incidents": ("i", "number"), "officers": ("post", "officer_no")}
"""The alias of each row that is joined, and a column that is there where the row is."""


def triggers(plan: Plan, name: str, which: exp.Expression, needs: Needs, *, each_officer: bool) -> str:
    """Add `NAME_rows`: one subject for each fact that `which` picks and (with `each_officer`) each officer it concerns.

    The officer is the fact's own, else that of its recording, else each officer who responded to its incident; none at
    all leaves one subject without an officer. Each has the officer's response (the latest that began by then), the
    columns of incident and officer that `needs` names, and `response_no` for the frame.
    """
    facts(plan)
    own = [f"lacks__{c}" for c in plan.marks("facts_seen")]
    lacks = {alias: "".join(f", {alias}.{c}" for c in own) for alias in "xf"}
    of_response = _response_marks(plan, needs)
    plan.add(
        f"{name}_asked",
        "The requests: facts that start the clock.",
        f"""
        SELECT x.fact_no, x.number, x.incident_id, x.recording_id, x.fact_id, x.officer_no, x.officer_raw, x.at AS trigger_us,
            x.slack_us, x.level, x.recorded_by, x.detail, x.standing, x.fact, x.at_us, x.until_us, x.source_file, x.source_row{lacks["x"]}
        FROM (
            SELECT f.fact_no, f.number, f.incident_id, f.recording_id, f.fact_id, f.officer_no, f.officer_raw, person.officer_id,
                CASE WHEN f.at_doubtful THEN NULL ELSE f.at_us END AS at, f.slack_us, f.level, f.recorded_by, f.detail,
                f.standing, f.fact, f.at_us, f.until_us, f.until_us AS until_at, f.source_file, f.source_row{lacks["f"]}
            FROM facts_seen AS f LEFT JOIN people AS person ON person.officer_no = f.officer_no
        ) AS x WHERE :which
        """,
        which=which,
    )
    plan.add(
        "officers_of_facts",
        "The officer of each recording that a fact names.",
        f"SELECT DISTINCT p.recording_id, p.officer_no FROM {recordings_of_facts(plan)} AS p WHERE NOT p.officer_no IS NULL",
    )
    others = f"""
        UNION
        SELECT f.fact_no, p.officer_no FROM {name}_asked AS f JOIN officers_of_facts AS p ON p.recording_id = f.recording_id
        WHERE f.officer_raw IS NULL
        UNION
        SELECT f.fact_no, u.officer_no FROM {name}_asked AS f JOIN unit_responses_seen AS u ON u.number = f.number
        LEFT JOIN officers_of_facts AS p ON p.recording_id = f.recording_id
        WHERE f.officer_raw IS NULL AND p.recording_id IS NULL AND NOT u.officer_no IS NULL
    """
    plan.add(
        f"{name}_people",
        "Each request with the officers it concerns.",
        f"""
        SELECT f.fact_no, f.officer_no FROM {name}_asked AS f WHERE NOT f.officer_raw IS NULL
        {others if each_officer else ""}
        """,
    )
    plan.add(
        f"{name}_seen",
        "One subject for each request and officer, numbered.",
        f"""
        SELECT ROW_NUMBER() OVER (ORDER BY f.fact_no, p.officer_no) AS subject_no, f.fact_no, p.officer_no, f.number,
            f.incident_id, f.recording_id, f.fact_id, f.trigger_us, f.slack_us,
            COALESCE(f.trigger_us, f.until_us) AS row_us, f.fact,
            f.level, f.recorded_by, f.detail, f.standing, f.at_us, f.until_us, f.source_file, f.source_row{lacks["f"]}
        FROM {name}_asked AS f LEFT JOIN {name}_people AS p ON p.fact_no = f.fact_no
        """,
        keep=True,
    )
    begin = "COALESCE(u.arrived_at, u.dispatched_at)"
    plan.add(
        f"{name}_response",
        "Of the officer's responses to the incident, the one that counts for the request.",
        f"""
        SELECT q.subject_no, q.response_no, q.unit_id, q.role, {", ".join(f"q.{c}" for c in (*_RESPONSE, *of_response))} FROM (
            SELECT x.subject_no, u.subject_no AS response_no, u.unit_id, u.role,
                {", ".join(f"u.{c}" for c in (*_RESPONSE, *of_response))},
                ROW_NUMBER() OVER (PARTITION BY x.subject_no ORDER BY
                    CASE WHEN {begin} <= x.trigger_us THEN 0 WHEN {begin} IS NULL THEN 2 ELSE 1 END,
                    CASE WHEN {begin} <= x.trigger_us THEN 0 - {begin} ELSE COALESCE({begin}, 0) END,
                    u.source_row, u.subject_no) AS choice_no
            FROM {name}_seen AS x JOIN unit_responses_seen AS u ON u.number = x.number AND u.officer_no = x.officer_no
        ) AS q WHERE q.choice_no = 1
        """,
    )
    return _rows(plan, name, needs)


def _response_marks(plan: Plan, needs: Needs) -> list[str]:
    """The marks of the response's columns that the subjects carry."""
    named = set(needs.emptied) & set(RESPONSE_COLUMNS)
    return [f"lacks__{c}" for c in marks(plan.settings, "unit_responses", named)]


def _rows(plan: Plan, name: str, needs: Needs) -> str:
    wanted = needs.columns
    columns = [f"r.{c}" for c in _RESPONSE]
    joins = [f"LEFT JOIN {name}_response AS r ON r.subject_no = x.subject_no"]
    incidents(plan)
    joins.append("LEFT JOIN incidents_seen AS i ON i.number = x.number")
    columns += [f"i.{c}" for c in INCIDENT_COLUMNS if c in wanted or c in ("district", "call_type")]
    if wanted & set(POST_COLUMNS):
        posts(plan)
        joins.append(
            """LEFT JOIN officer_posts AS post ON post.officer_no = x.officer_no
                AND x.row_us >= post.from_us AND x.row_us < post.until_us"""
        )
        columns += [f"post.{c}" for c in POST_COLUMNS if c in wanted and c != "assignment"]
        if "assignment" in wanted and plan.settings.shifts_assigned:
            joins.append(f"LEFT JOIN {_shifts(plan, name)} AS shift ON shift.subject_no = x.subject_no")
            columns.append("COALESCE(shift.assignment, post.assignment) AS assignment")
        elif "assignment" in wanted:
            columns.append("post.assignment")
    if "officer_id" in wanted:
        joins.append("LEFT JOIN people AS person ON person.officer_no = x.officer_no")
        columns.append("person.officer_id")
    columns += [f"x.lacks__{c}" for c in plan.marks("facts_seen")]
    for column in marks(plan.settings, "facts", needs.emptied):
        where = home("facts", column)
        assert where is not None, "only columns that stand in a table are marked"
        if where[0] != "facts":
            alias, key = _JOINED[where[0]]
            columns.append(f"{of_joined(plan, *where, alias, key)} AS lacks__{column}")
    if needs.facts:
        links = ties(plan, name)
        flags(plan, name, needs.facts, links)
        joins.append(f"LEFT JOIN {name}_facts AS held ON held.subject_no = x.subject_no")
        columns += flags_shown(plan, needs.facts)
    return plan.add(
        f"{name}_rows",
        "The requests with the columns that rules name.",
        f"""
        SELECT x.subject_no, x.fact_no, x.officer_no, x.number, x.incident_id, x.recording_id, x.fact_id, x.trigger_us,
            x.slack_us, x.row_us, x.fact, x.level, x.recorded_by, x.detail, x.standing, x.at_us AS at, x.until_us AS until_at,
            x.source_file, x.source_row, r.unit_id, r.role, r.response_no, CAST(NULL AS VARCHAR[]) AS doubtful, {", ".join(columns)}
        FROM {name}_seen AS x {" ".join(joins)}
        """,
        keep=True,
    )


def _shifts(plan: Plan, name: str) -> str:
    """Add `NAME_shift`: what the shift says in which the officer was asked."""
    columns = ("officer_no", "assignment")
    ways = looked_up(f"{name}_seen AS x", shift_assignments(plan), "s.officer_no = x.officer_no", "x.row_us", columns)
    return plan.add(
        f"{name}_shift",
        "The assignment of the shift in which the officer was asked, where it states one.",
        " UNION ALL ".join(f"SELECT x.subject_no, s.assignment {way}" for way in ways),
        keep=True,
    )


def footage_after(plan: Plan, name: str, until_us: str, joins: str) -> str:
    """Add `NAME_footage`: for each request what covers it (end), open recordings there, and the first start after it.

    Args:
        plan: the plan.
        name: the requests' name.
        until_us: SQL (alias `x`) of the instant until which recording must stay off; NULL when unknown.
        joins: joins that `until_us` needs.
    """
    stretch_hours(plan)
    open_hours(plan)
    day = 24 * HOUR_US
    plan.add(
        f"{name}_spans",
        "From each request to the moment until which recording must stay off (or a day, where that is unknown), by hour.",
        f"""
        SELECT q.subject_no, q.officer_no, q.trigger_us, q.until_us, q.reach_us, BWC_DIV(q.trigger_us, {HOUR_US}) AS first_hour,
            BWC_EACH_NUMBER(BWC_DIV(q.trigger_us, {HOUR_US}), BWC_DIV(q.reach_us, {HOUR_US})) AS hour_no
        FROM (
            SELECT g.subject_no, g.officer_no, g.trigger_us, g.until_us, CASE
                WHEN g.until_us >= g.trigger_us AND g.until_us - g.trigger_us <= 7 * {day} THEN g.until_us
                WHEN g.until_us >= g.trigger_us THEN g.trigger_us + 7 * {day}
                ELSE g.trigger_us + {day} + 1 END AS reach_us
            FROM (SELECT x.subject_no, x.officer_no, x.trigger_us, {until_us} AS until_us FROM {name}_rows AS x {joins}) AS g
            WHERE NOT g.trigger_us IS NULL AND NOT g.officer_no IS NULL
        ) AS q
        """,
        keep=True,
    )
    return plan.add(
        f"{name}_footage",
        "What footage covers each request, and the first recording that starts after it.",
        f"""
        SELECT u.subject_no, MAX(u.until_us) AS until_us, MAX(u.covering_end) AS covering_end, MAX(u.open_end) AS open_end,
            MIN(u.restart_us) AS restart_us
        FROM (
            SELECT h.subject_no, h.until_us,
                CASE WHEN s.start_us <= h.trigger_us AND s.end_us > h.trigger_us THEN s.end_us END AS covering_end,
                0 AS open_end,
                CASE WHEN s.start_us > h.trigger_us AND s.start_us < h.reach_us THEN s.start_us END AS restart_us
            FROM {name}_spans AS h LEFT JOIN stretch_hours AS s ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
            UNION ALL
            SELECT h.subject_no, h.until_us, NULL,
                CASE WHEN o.lo_us <= h.trigger_us AND o.hi_us >= h.trigger_us THEN 1 ELSE 0 END,
                CASE WHEN o.lo_us > h.trigger_us AND o.lo_us < h.reach_us THEN o.lo_us END
            FROM {name}_spans AS h JOIN open_hours AS o ON o.officer_no = h.officer_no AND o.hour_no = h.hour_no
        ) AS u GROUP BY u.subject_no
        """,
        keep=True,
    )


def ties(plan: Plan, name: str) -> str:
    """Add `NAME_ties` (subject_no, fact_no): facts of the same incident, recording, or officer at that time."""
    at_scene = f"""(
            SELECT y.subject_no, y.officer_no, COALESCE(r.arrived_at, r.dispatched_at) AS begin_us, r.cleared_at AS end_us
            FROM {name}_seen AS y JOIN {name}_response AS r ON r.subject_no = y.subject_no
        ) AS x"""
    by_time = touching(KEYLESS, ("fact_no",), at_scene, "x.subject_no, f.fact_no", "x.begin_us", "x.end_us")
    return plan.add(
        f"{name}_ties",
        "Which facts are tied to which request: by incident, by recording, or by the officer's time at the scene.",
        f"""
        SELECT x.subject_no, f.fact_no FROM {name}_seen AS x JOIN facts_seen AS f ON f.number = x.number
        WHERE f.officer_raw IS NULL OR f.officer_no = x.officer_no
        UNION
        SELECT x.subject_no, f.fact_no FROM {name}_seen AS x JOIN facts_seen AS f ON f.recording_id = x.recording_id
        WHERE f.officer_raw IS NULL OR f.officer_no = x.officer_no
        UNION
        {" UNION ".join(by_time)}
        """,
        keep=True,
    )
