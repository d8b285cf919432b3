"""Steps that make the rows a policy binds: responses, shifts, recordings, with every column that predicates name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bwcmeta.model.moment import COARSE_US, MICROSECONDS
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.plan.absence import INCIDENT_COLUMNS, POSTS, home, marks, of_files, of_joined
from bwcmeta.plan.crews import crewed, crews
from bwcmeta.plan.facts import flags, flags_shown
from bwcmeta.plan.issued import equipped
from bwcmeta.plan.links import links
from bwcmeta.plan.located import located
from bwcmeta.plan.people import OFFICER_NO, officer_join, people, posts
from bwcmeta.plan.plan import DAY_US, HOUR_US, LONGEST_US, NEVER_US, PLACE, Plan
from bwcmeta.plan.recordings import NUMBER, open_hours, stretch_hours
from bwcmeta.plan.spans import days, latest_begun, looked_up

POST_COLUMNS = tuple(POSTS)
ROW_INSTANT = {
    "unit_responses": ("arrived_at", "dispatched_at", "enroute_at", "cleared_at"),
    "duty": ("started_at", "ended_at"),
    "recordings": ("started_at", "ended_at"),
    "evidence_actions": ("at",),
    "requests": ("received_at", "decided_at", "fulfilled_at"),
    "reviews": ("assigned_at", "done_at"),
}
"""The instant of a row: the first of these that is known. It decides the officer, the post and the policy version."""
_PLACED = ("location_type", "location_types", "location_known")
_OFFICER_COLUMN = {"evidence_actions": "actor_id", "reviews": "officer_id"}


@dataclass(frozen=True, slots=True)
class Needs:
    """What the rules ask of one subject table: scope columns, facts, and columns whose absence counts."""

    columns: frozenset[str] = frozenset()
    facts: frozenset[tuple[str, str]] = frozenset()
    emptied: frozenset[str] = frozenset()


def _instant(alias: str, table: str) -> str:
    names = [f"BWC_US({alias}.{name})" for name in ROW_INSTANT[table]]
    return names[0] if len(names) == 1 else f"COALESCE({', '.join(names)})"


def _value(alias: str, column: str, kind: str) -> str:
    return f"BWC_US({alias}.{column})" if kind == "instant" else f"{alias}.{column}"


def subjects(plan: Plan, table: str, needs: Needs) -> str:
    """Add `TABLE_rows`: one numbered row per current row of the table, with the columns that are asked for.

    Every subject has `subject_no`, `officer_no`, `incident_id`, `number`, `recording_id`, `unit_id`, `row_us` (its
    instant), `slack_us` (resolution of a coarse row less one microsecond), `doubtful`, `district`, `call_type`, and
    where it came from. Instants are microseconds since 1970.
    """
    people(plan)
    own = {c.name: c.kind for c in TABLE_BY_NAME[table].own}
    wanted = set(needs.columns)
    plan.asked[table] = plan.asked.get(table, frozenset()) | needs.columns
    joins, columns = [officer_join("x.officer_raw", "x.row_us")], []
    placed = _placed("x") if table == "recordings" and wanted & set(_PLACED) else {}
    if placed and located(plan, "recordings"):
        base = _base(plan, table, own, wanted | set(placed), placed)
        joins.append("LEFT JOIN recordings_places AS place ON place.row_key = x.recording_id")
    else:
        base = _base(plan, table, own, wanted)
    if "officer_id" in wanted and "officer_id" in own:
        joins.append(f"LEFT JOIN people AS person ON person.officer_no = {OFFICER_NO}")
        columns.append("person.officer_id AS officer_id")
    incident_names = {name: name for name in INCIDENT_COLUMNS}
    if table == "recordings":
        incident_names = {(f"incident_{n}" if n in own else n): n for n in INCIDENT_COLUMNS}
    asked_incident = {shown: n for shown, n in incident_names.items() if shown in wanted}
    if table == "unit_responses" or asked_incident:
        incidents(plan)
        if table == "recordings":
            joins.append(f"LEFT JOIN {_one_of_several(plan)} AS several ON several.subject_no = x.subject_no")
            joins.append("LEFT JOIN incidents_seen AS i ON i.number = COALESCE(x.number, several.number)")
        else:
            joins.append("LEFT JOIN incidents_seen AS i ON i.number = x.number")
        columns += [f"i.{n} AS {shown}" for shown, n in asked_incident.items()]
        if "call_type" not in asked_incident and table == "unit_responses":
            columns.append("i.call_type AS call_type")
        if table == "unit_responses" and "district" not in asked_incident:
            columns.append("i.district AS district")
    if wanted & set(POST_COLUMNS):
        posts(plan)
        joins.append(
            f"""LEFT JOIN officer_posts AS post ON post.officer_no = {OFFICER_NO}
                AND x.row_us >= post.from_us AND x.row_us < post.until_us"""
        )
        columns += [f"post.{c}" for c in POST_COLUMNS if c in wanted and c != "assignment"]
        if "assignment" in wanted and table == "duty":
            columns.append("COALESCE(x.shift_assignment, post.assignment) AS assignment")
        elif "assignment" in wanted and not plan.settings.shifts_assigned:
            columns.append("post.assignment")  # joined with nothing, duckdb took millions of rows for some hundred
        elif "assignment" in wanted:
            joins.append(
                f"""LEFT JOIN {_shift_days(plan)} AS shift ON shift.officer_no = {OFFICER_NO}
                    AND shift.day_no = BWC_DIV(x.row_us, {DAY_US}) AND x.row_us >= shift.from_us AND x.row_us < shift.until_us"""
            )
            columns.append("COALESCE(shift.assignment, post.assignment) AS assignment")
    for column in marks(plan.settings, table, needs.emptied):
        columns.append(f"{_mark(plan, table, column)} AS lacks__{column}")
    have = base.names | {c.rsplit(" ", 1)[-1].rsplit(".", 1)[-1] for c in columns}
    columns += [f"CAST(NULL AS VARCHAR) AS {dim}" for dim in ("call_type", "district") if dim not in have]
    extra = "".join(f", {c}" for c in columns)
    plan.add(
        f"{table}_seen",
        f"Every row of {table} that counts now, numbered, with its officer and the columns that rules name.",
        f"""
        SELECT x.subject_no, {OFFICER_NO} AS officer_no, {base.shown}{extra}
        FROM ({base.sql}) AS x {" ".join(joins)}
        """,
        keep=table != "recordings",  # recordings are many and read by columns: cheaper to read again than to keep
    )
    return _with_derived(
        plan,
        table,
        needs,
        base.names | {"call_type", "district"} | {c.rsplit(" ", 1)[-1].rsplit(".", 1)[-1] for c in columns},
    )


@dataclass(frozen=True, slots=True)
class _Base:
    sql: str
    shown: str
    names: frozenset[str]


def _base(
    plan: Plan, table: str, own: Mapping[str, str], wanted: set[str], instead: Mapping[str, str] | None = None
) -> _Base:
    """The table's own part: numbered rows with the columns every subject has; `instead` shows some differently."""
    alias = "s"
    officer = _OFFICER_COLUMN.get(table, "officer_id")
    fixed = {
        "row_us": _instant(alias, table),
        "officer_raw": f"s.{officer}" if officer in own else "CAST(NULL AS VARCHAR)",
        "incident_id": "s.incident_id" if "incident_id" in own else "CAST(NULL AS VARCHAR)",
        "number": NUMBER.format("s.incident_id") if "incident_id" in own else "CAST(NULL AS VARCHAR)",
        "recording_id": "s.recording_id" if "recording_id" in own else "CAST(NULL AS VARCHAR)",
        "unit_id": "s.unit_id" if "unit_id" in own else "CAST(NULL AS VARCHAR)",
        "slack_us": f"CASE WHEN s.resolution_us >= {COARSE_US} THEN s.resolution_us - 1 ELSE 0 END",
        "doubtful": "s.doubtful",
        "source_file": "s.source_file",
        "source_row": "s.source_row",
    }
    if table == "recordings":
        # the incident of a recording is known when it is filed under exactly one number
        fixed["number"] = (
            f"CASE WHEN BWC_COUNT_OF(s.incident_ids) = 1 THEN {NUMBER.format('BWC_FIRST_OF(s.incident_ids)')} END"
        )
        fixed["incident_id"] = "CASE WHEN BWC_COUNT_OF(s.incident_ids) = 1 THEN BWC_FIRST_OF(s.incident_ids) END"
    windows = {"unit_responses": ("dispatched_at", "enroute_at", "arrived_at", "cleared_at", "role")}.get(
        table, ROW_INSTANT[table]
    )
    take = {name: _value(alias, name, own[name]) for name in own if name in wanted or name in windows}
    if "district" in own:
        take["district"] = "s.district"
    take = {name: sql for name, sql in take.items() if name not in fixed and name != "officer_id"}
    if table == "duty" and "assignment" in take:
        take["shift_assignment"] = take.pop("assignment")
    rows = crews(plan) if table == "unit_responses" else plan.now(table)
    everything = {"subject_no": _number(plan, table), **fixed, **take}
    everything |= {f"lacks__{c}": f"s.lacks__{c}" for c in plan.marks(table)}
    sql = "SELECT " + ", ".join(f"{v} AS {k}" for k, v in everything.items()) + f" FROM {rows} AS s"
    names = [*fixed, *take]
    return _Base(sql, ", ".join((instead or {}).get(n, f"x.{n}") for n in names), frozenset(names))


def _number(plan: Plan, table: str) -> str:
    """SQL of the number of a row: its place where that is one row's alone; to number all rows is to sort them all."""
    place = PLACE.format("s")
    if table == "recordings":  # their key is one id: one to a row of a file
        return place
    if table in plan.settings.one_a_row:
        crew = table == "unit_responses" and crewed(plan)
        return f"CASE WHEN s.crew_no < 0 THEN s.crew_no ELSE {place} END" if crew else place
    # several officers in one cell are several rows with one place in the file
    order = ", ".join(f"s.{k}" for k in TABLE_BY_NAME[table].key if not k.endswith("_at") and k != "unit_id")
    return f"ROW_NUMBER() OVER (ORDER BY s.import_seq, s.source_row, {order})"


def _mark(plan: Plan, table: str, column: str) -> str:
    """SQL of the mark of a column that the files of a row may lack."""
    where = home(table, column)
    assert where is not None, "only columns that stand in a table are marked"
    if where[0] == "incidents":
        return of_joined(plan, *where, "i", "number")
    if where[0] == "officers":
        return of_joined(plan, *where, "post", "officer_no")
    own = of_files(plan, table, column, "x")
    if table == "duty" and column == "assignment":
        post = of_joined(plan, "officers", column, "post", "officer_no")
        return f"CASE WHEN {own} = 1 AND {post} > 0 THEN 1 ELSE 0 END"
    return own


def incidents(plan: Plan) -> None:
    """Add `incidents_seen`: every current incident by its number, with the columns that anything reads of it."""
    named = [n for n in INCIDENT_COLUMNS if n in plan.of_incidents or n in _COUNTED_BY]
    if set(named) & set(_PLACED):
        named = [n for n in INCIDENT_COLUMNS if n in named or n in _PLACED]
    columns = [
        _value("i", n, k.kind) + f" AS {n}" for n in named if (k := TABLE_BY_NAME["incidents"].column(n)) is not None
    ]
    lacks = [f"lacks__{n}" for n in plan.marks("incidents")]
    columns += [f"i.{n}" for n in lacks]
    shown, join = [f"q.{n}" for n in named], ""
    if set(named) & set(_PLACED) and located(plan, "incidents"):
        columns.insert(0, "i.incident_id")
        shown = [_placed("q").get(n, f"q.{n}") for n in named]
        join = "LEFT JOIN incidents_places AS place ON place.row_key = q.incident_id"
    number, now, inner = NUMBER.format("i.incident_id"), plan.now("incidents"), ", ".join(columns)
    plan.add(
        "incident_numbers_twice",
        "Numbers of incidents that are spelled in more than one way: few.",
        f"""SELECT q.number FROM (SELECT {number} AS number FROM {now} AS i) AS q
        GROUP BY q.number HAVING COUNT(*) > 1""",
        keep=True,
    )
    kept = ", ".join(c.rpartition(" AS ")[2].rpartition(".")[2] for c in columns)
    plan.add(
        "incidents_seen",
        "Every incident that counts now, by its number; of two spellings of one number the later import counts.",
        f"""
        SELECT q.number, {", ".join([*shown, *(f"q.{n}" for n in lacks)])} FROM (
            SELECT {number} AS number, {inner} FROM {now} AS i
            LEFT JOIN incident_numbers_twice AS t ON t.number = {number} WHERE t.number IS NULL
            UNION ALL SELECT w.number, {", ".join(f"w.{c}" for c in kept.split(", "))} FROM (
                SELECT t.number, {inner}, ROW_NUMBER() OVER (
                    PARTITION BY t.number ORDER BY i.import_seq DESC, i.source_row DESC
                ) AS choice_no
                FROM {now} AS i JOIN incident_numbers_twice AS t ON t.number = {number}
            ) AS w WHERE w.choice_no = 1
        ) AS q {join}
        """,
        keep=True,
    )


_COUNTED_BY = ("call_type", "district", "self_initiated")
"""Columns of incidents that are read whatever the rules name."""


def _placed(alias: str) -> dict[str, str]:
    """The kind or kinds of place a row states, else those of the places it lies at, and how they are known."""
    stated = f"NOT {alias}.location_type IS NULL OR NOT {alias}.location_types IS NULL"
    shown = {
        "location_type": "place.location_type",
        "location_types": "place.location_types",
        "location_known": f"CASE WHEN NOT place.row_key IS NULL THEN 'place' ELSE {alias}.location_known END",
    }
    return {
        name: f"CASE WHEN {stated} THEN {alias}.{name} ELSE {by_place} END AS {name}"
        for name, by_place in shown.items()
    }


def _one_of_several(plan: Plan) -> str:
    """Recordings filed under several numbers of which the data knows exactly one."""
    return plan.add(
        "incident_of_several",
        "Recordings filed under several numbers of which dispatch knows exactly one.",
        f"""
        SELECT e.subject_no, MIN(i.number) AS number FROM (
            SELECT {PLACE.format("s")} AS subject_no, BWC_EACH(s.incident_ids) AS raw_number
            FROM {plan.now("recordings")} AS s WHERE BWC_COUNT_OF(s.incident_ids) > 1
        ) AS e JOIN incidents_seen AS i ON i.number = {NUMBER.format("e.raw_number")}
        GROUP BY e.subject_no HAVING COUNT(DISTINCT i.number) = 1
        """,
        keep=True,
    )


def shift_assignments(plan: Plan) -> str:
    """Add `shift_assignments`: assignment by shift in spans that do not overlap; of several the one that began last."""
    return latest_begun(
        plan,
        "shift_assignments",
        "Special assignments by shift; where two shifts hold at once the one that began later counts.",
        f"""
            SELECT {OFFICER_NO} AS officer_no, BWC_US(d.started_at) AS from_us,
                COALESCE(BWC_US(d.ended_at), {NEVER_US}) AS until_us, d.assignment,
                {PLACE.format("d")} AS place_no
            FROM {plan.now("duty")} AS d {officer_join("d.officer_id", "BWC_US(d.started_at)")}
            WHERE NOT d.assignment IS NULL
        """,
        ("assignment",),
    )


def _shift_days(plan: Plan) -> str:
    """Add `shift_days`: the same under every day on which a row may ask for it."""
    spans = shift_assignments(plan)
    each = [
        f"SELECT MAX({_instant('t', table)}) AS row_us FROM {plan.now(table)} AS t"
        for table in ROW_INSTANT
        if table != "duty"
    ]
    plan.add(
        "last_row",
        "The last instant at which any row asks for an assignment.",
        f"SELECT MAX(e.row_us) AS last_us FROM ({' UNION ALL '.join(each)}) AS e",
        keep=True,
    )
    # a shift with no known end would be listed for ever
    until = "CASE WHEN s.until_us < l.last_us THEN s.until_us ELSE l.last_us END"
    return plan.add(
        "shift_days",
        "The same under every day.",
        f"""
        SELECT s.officer_no, s.from_us, s.until_us, s.assignment, {days("s.from_us", until)} AS day_no
        FROM {spans} AS s CROSS JOIN last_row AS l
        """,
    )


def _with_derived(plan: Plan, table: str, needs: Needs, names: Iterable[str]) -> str:
    """Add the columns that need a second look: computed ones and the facts."""
    shown = [f"x.{n}" for n in sorted(set(names))]
    joins = []
    wanted = needs.columns
    if "on_scene_seconds" in wanted:
        shown.append(f"(x.cleared_at - x.arrived_at) / {MICROSECONDS} AS on_scene_seconds")
    if "camera_issued" in wanted and plan.settings.empty("device_assignments"):
        shown.append("CAST(NULL AS BOOLEAN) AS camera_issued")
    elif "camera_issued" in wanted:
        joins.append(f"LEFT JOIN {_cameraless(plan, table)} AS cameraless ON cameraless.subject_no = x.subject_no")
        shown.append(f"CASE WHEN {_ISSUE_KNOWN} THEN cameraless.subject_no IS NULL END AS camera_issued")
    if "others_recorded" in wanted:
        joins.append(_others_recorded(plan, table))
        begin = "COALESCE(x.arrived_at, x.dispatched_at)"
        known = f"x.cleared_at >= {begin} AND x.cleared_at - {begin} <= {LONGEST_US} AND NOT x.officer_no IS NULL"
        shown.append(
            f"""CASE WHEN NOT COALESCE({known}, FALSE) THEN NULL WHEN others.closed = 1 THEN TRUE
                WHEN NOT others.subject_no IS NULL THEN NULL ELSE FALSE END AS others_recorded"""
        )
    if needs.facts:
        flags(plan, table, needs.facts, links(plan, table))
        joins.append(f"LEFT JOIN {table}_facts AS held ON held.subject_no = x.subject_no")
        shown += flags_shown(plan, needs.facts)
    return plan.add(
        f"{table}_rows",
        f"The rows of {table} with what is derived from other tables.",
        f"SELECT x.subject_no, x.officer_no, {', '.join(shown)} FROM {table}_seen AS x {' '.join(joins)}",
    )


_UNDER_WAY = "COALESCE(x.arrived_at, x.dispatched_at)"
_ISSUE_KNOWN = f"NOT x.officer_no IS NULL AND NOT {_UNDER_WAY} IS NULL"


def _cameraless(plan: Plan, table: str) -> str:
    """Add `cameraless`: the responses to which the officer went without a camera: few, beside those with one."""
    ways = looked_up(f"{table}_seen AS x", equipped(plan), "s.officer_no = x.officer_no", _UNDER_WAY, ("officer_no",))
    return plan.add(
        "cameraless",
        "Responses at whose time no camera was issued to the officer.",
        f"""
        SELECT x.subject_no FROM {table}_seen AS x
        LEFT JOIN ({" UNION ALL ".join(f"SELECT x.subject_no {way}" for way in ways)}) AS issued ON issued.subject_no = x.subject_no
        WHERE {_ISSUE_KNOWN} AND issued.subject_no IS NULL
        """,
        keep=True,
    )


def _others_recorded(plan: Plan, table: str) -> str:
    stretch_hours(plan)
    open_hours(plan)
    begin = "COALESCE(x.arrived_at, x.dispatched_at)"
    plan.add(
        "co_responders",
        "Each response beside every other officer on the same incident, by hour.",
        f"""
        SELECT p.subject_no, p.officer_no, p.lo_us, p.hi_us,
            BWC_EACH_NUMBER(BWC_DIV(p.lo_us, {HOUR_US}), BWC_DIV(p.hi_us, {HOUR_US})) AS hour_no
        FROM (
            SELECT DISTINCT x.subject_no, y.officer_no, {begin} AS lo_us, x.cleared_at AS hi_us
            FROM {table}_seen AS x JOIN {table}_seen AS y ON y.number = x.number
            WHERE NOT y.officer_no = x.officer_no AND x.cleared_at >= {begin} AND x.cleared_at - {begin} <= {7 * 24 * HOUR_US}
        ) AS p
        """,
    )
    plan.add(
        "others_recorded",
        "Responses during which another officer on the incident recorded, or may have.",
        """
        SELECT u.subject_no, MAX(u.closed) AS closed FROM (
            SELECT c.subject_no, 1 AS closed FROM co_responders AS c JOIN stretch_hours AS s
                ON s.officer_no = c.officer_no AND s.hour_no = c.hour_no
            WHERE s.start_us <= c.hi_us AND s.end_us >= c.lo_us
            UNION ALL
            SELECT c.subject_no, 0 AS closed FROM co_responders AS c JOIN open_hours AS o
                ON o.officer_no = c.officer_no AND o.hour_no = c.hour_no
            WHERE o.lo_us <= c.hi_us AND o.hi_us >= c.lo_us
        ) AS u GROUP BY u.subject_no
        """,
        keep=True,
    )
    return "LEFT JOIN others_recorded AS others ON others.subject_no = x.subject_no"
