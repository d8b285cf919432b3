"""Steps that turn the ids a table uses for a person into one officer (policy-language, section 3)."""

from __future__ import annotations

from bwcmeta.plan.plan import NEVER_US, Plan

FILLERS = ("", "0", "NOID", "NONE", "UNKNOWN", "N/A", "B999")
"""Ids that are no id at all; likewise any with two or more X or * in a row."""

_ID_COLUMNS = (
    ("recordings", "officer_id"),
    ("unit_responses", "officer_id"),
    ("duty", "officer_id"),
    ("facts", "officer_id"),
    ("evidence_actions", "actor_id"),
    ("device_assignments", "officer_id"),
    ("reviews", "officer_id"),
)
_ALTERNATIVES = ("badge", "employee_id", "user_id", "call_sign")


def is_nobody(norm_id: str) -> str:
    """SQL that says whether an id, trimmed and in upper case, is no id at all."""
    words = ", ".join(f"'{word}'" for word in FILLERS)
    masked = " OR ".join(f"{norm_id} LIKE '%{pair}%'" for pair in ("XX", "X*", "*X", "**"))
    return f"({norm_id} IN ({words}) OR {masked})"


def people(plan: Plan) -> None:
    """Add `officer_ids`, `officer_spans` and `people`.

    `officer_ids`: raw_id -> officer_no as it stands (NULL for fillers). `officer_spans`: raw_id -> officer_no that the
    roster gives it between two instants. `people`: officer_no -> officer_id.
    """
    if "people" in plan.steps:
        return
    used = [(t, c) for t, c in _ID_COLUMNS if not plan.settings.empty(t)] or [("recordings", "officer_id")]
    each = " UNION ALL ".join(f"SELECT s.{column} AS raw_id FROM src_{table} AS s" for table, column in used)
    roster = plan.now("officers")
    plan.add(
        "ids_used",
        "Every id that any table uses for a person, once, as written and trimmed in upper case.",
        f"""
        SELECT d.raw_id, UPPER(TRIM(d.raw_id)) AS norm_id FROM (
            SELECT DISTINCT a.raw_id FROM ({each} UNION ALL SELECT o.officer_id AS raw_id FROM {roster} AS o) AS a
        ) AS d WHERE NOT d.raw_id IS NULL
        """,
    )
    alternatives = " UNION ALL ".join(
        f"""SELECT UPPER(TRIM(o.{column})) AS norm_id, UPPER(TRIM(o.officer_id)) AS officer_id,
            COALESCE(BWC_US(o.valid_from_at), -{NEVER_US}) AS from_us,
            COALESCE(BWC_US(o.valid_until_at), {NEVER_US}) AS until_us
            FROM {roster} AS o WHERE NOT o.{column} IS NULL"""
        for column in _ALTERNATIVES
    )
    plan.add(
        "roster_ids",
        "Badge, employee number, user id and call sign of each officer with the days they hold, unless the id is itself an officer's.",
        f"""
        SELECT DISTINCT a.norm_id, a.officer_id, a.from_us, a.until_us FROM ({alternatives}) AS a
        LEFT JOIN (SELECT DISTINCT UPPER(TRIM(o.officer_id)) AS officer_id FROM {roster} AS o) AS own
            ON own.officer_id = a.norm_id
        WHERE own.officer_id IS NULL AND a.from_us < a.until_us
        """,
    )
    plan.add(
        "roster_spans",
        "The spans of time in which such an id belongs to exactly one officer.",
        """
        SELECT i.norm_id, i.from_us, i.until_us, MIN(r.officer_id) AS officer_id
        FROM (
            SELECT c.norm_id, c.cut_us AS from_us, LEAD(c.cut_us) OVER (PARTITION BY c.norm_id ORDER BY c.cut_us) AS until_us
            FROM (
                SELECT f.norm_id, f.from_us AS cut_us FROM roster_ids AS f
                UNION SELECT u.norm_id, u.until_us AS cut_us FROM roster_ids AS u
            ) AS c
        ) AS i
        JOIN roster_ids AS r ON r.norm_id = i.norm_id AND r.from_us <= i.from_us AND r.until_us >= i.until_us
        WHERE NOT i.until_us IS NULL
        GROUP BY i.norm_id, i.from_us, i.until_us
        HAVING COUNT(DISTINCT r.officer_id) = 1
        """,
    )
    plan.add(
        "people",
        "Every officer once, numbered in the order of the ids.",
        f"""
        SELECT p.officer_id, ROW_NUMBER() OVER (ORDER BY p.officer_id) AS officer_no FROM (
            SELECT u.norm_id AS officer_id FROM ids_used AS u
            WHERE NOT {is_nobody("u.norm_id")}
            UNION SELECT s.officer_id FROM roster_spans AS s
        ) AS p
        """,
        keep=True,
    )
    plan.add(
        "officer_ids",
        "Each id as written with its own officer number; fillers and masked ids have none.",
        "SELECT u.raw_id, u.norm_id, p.officer_no FROM ids_used AS u LEFT JOIN people AS p ON p.officer_id = u.norm_id",
        keep=True,
    )
    plan.add(
        "officer_spans",
        "Each id as written with the officer the roster gives it, and from when to when.",
        """
        SELECT u.raw_id, p.officer_no, s.from_us, s.until_us
        FROM ids_used AS u JOIN roster_spans AS s ON s.norm_id = u.norm_id JOIN people AS p ON p.officer_id = s.officer_id
        JOIN officer_ids AS own ON own.raw_id = u.raw_id AND NOT own.officer_no IS NULL
        """,
        keep=True,
    )


def officer_join(raw: str, at_us: str) -> str:
    """SQL that joins the officer of id column `raw` at the instant `at_us` (aliases `own_id`, `roster_id`)."""
    return f"""
        LEFT JOIN officer_ids AS own_id ON own_id.raw_id = {raw}
        LEFT JOIN officer_spans AS roster_id
            ON roster_id.raw_id = {raw} AND {at_us} >= roster_id.from_us AND {at_us} < roster_id.until_us
    """


OFFICER_NO = "COALESCE(roster_id.officer_no, own_id.officer_no)"
"""The officer that `officer_join` found."""


def posts(plan: Plan) -> str:
    """Add `officer_posts`: rank, role, assignment, unit and district of each officer, in spans that do not overlap."""
    people(plan)
    marks = plan.marks("officers")
    plan.add(
        "roster_rows",
        "Each row of the roster with its officer and the days it holds.",
        f"""
        SELECT p.officer_no, COALESCE(BWC_US(o.valid_from_at), -{NEVER_US}) AS from_us,
            COALESCE(BWC_US(o.valid_until_at), {NEVER_US}) AS until_us,
            o.role AS officer_role, o.rank, o.assignment, o.unit AS squad, o.district AS officer_district,
            o.import_seq, o.source_row{"".join(f", o.lacks__{c}" for c in marks)}
        FROM {plan.now("officers")} AS o JOIN people AS p ON p.officer_id = UPPER(TRIM(o.officer_id))
        """,
    )
    return plan.add(
        "officer_posts",
        "Each officer's post by date; where two rows hold at once the one that began later counts.",
        f"""
        SELECT q.officer_no, q.from_us, q.until_us, q.officer_role, q.rank, q.assignment, q.squad,
            q.officer_district{"".join(f", q.lacks__{c}" for c in marks)}
        FROM (
            SELECT i.officer_no, i.from_us, i.until_us, r.officer_role, r.rank, r.assignment, r.squad,
                r.officer_district{"".join(f", r.lacks__{c}" for c in marks)}, ROW_NUMBER() OVER (
                    PARTITION BY i.officer_no, i.from_us ORDER BY r.from_us DESC, r.import_seq DESC, r.source_row DESC
                ) AS choice_no
            FROM (
                SELECT c.officer_no, c.cut_us AS from_us,
                    LEAD(c.cut_us) OVER (PARTITION BY c.officer_no ORDER BY c.cut_us) AS until_us
                FROM (
                    SELECT f.officer_no, f.from_us AS cut_us FROM roster_rows AS f
                    UNION SELECT u.officer_no, u.until_us AS cut_us FROM roster_rows AS u
                ) AS c
            ) AS i
            JOIN roster_rows AS r
                ON r.officer_no = i.officer_no AND r.from_us <= i.from_us AND r.until_us >= i.until_us AND r.from_us < r.until_us
            WHERE NOT i.until_us IS NULL
        ) AS q WHERE q.choice_no = 1
        """,
        keep=True,
    )
