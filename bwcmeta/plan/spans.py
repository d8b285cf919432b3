"""Spans of time of one officer or camera: made disjoint, and looked up by a join on equal keys.

A join by officer or camera alone, with the time tried afterwards, pairs everything of one history with everything else of it.
So one side is listed under days, or hours, and both meet where the day is the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from bwcmeta.plan.plan import DAY_US, NEVER_US, Plan

LONG_US = 64 * DAY_US
"""A longer span is not listed under days, nor one with an open end: few that do not overlap fit into one history, and all are tried."""


def days(lo: str, hi: str) -> str:
    """SQL of one row for each day (since 1970) from one instant to another."""
    return f"BWC_EACH_NUMBER(BWC_DIV({lo}, {DAY_US}), BWC_DIV({hi}, {DAY_US}))"


def united(plan: Plan, name: str, says: str, rows: str, keys: Sequence[str]) -> str:
    """Add `NAME` (keys, from_us, until_us): the half-open spans of `rows`, those that overlap or touch made one.

    Args:
        plan: the plan.
        name: name of the step.
        says: what it says.
        rows: name of a step with the keys, from_us and until_us.
        keys: whose spans are made one.
    """
    of = ", ".join(f"{{0}}.{key}" for key in keys)
    plan.add(
        f"{name}_marks",
        "Each of these spans beside the latest end before it.",
        f"""
        SELECT {of.format("s")}, s.from_us, s.until_us, MAX(s.until_us) OVER (
            PARTITION BY {of.format("s")} ORDER BY s.from_us, s.until_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS prior_end
        FROM {rows} AS s WHERE s.from_us < s.until_us
        """,
    )
    return plan.add(
        name,
        says,
        f"""
        SELECT {of.format("q")}, MIN(q.from_us) AS from_us, MAX(q.until_us) AS until_us FROM (
            SELECT {of.format("m")}, m.from_us, m.until_us, SUM(CASE WHEN m.prior_end >= m.from_us THEN 0 ELSE 1 END) OVER (
                PARTITION BY {of.format("m")} ORDER BY m.from_us, m.until_us ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS span_no
            FROM {name}_marks AS m
        ) AS q GROUP BY {of.format("q")}, q.span_no
        """,
        keep=True,
    )


def latest_begun(plan: Plan, name: str, says: str, rows: str, columns: Sequence[str]) -> str:
    """Add `NAME` (officer_no, from_us, until_us, columns): which span counts when, of several the one that began last.

    The ends of an officer's spans cut time into pieces. Each span covers a row of pieces, which is told by few blocks of
    2, 4, 8... pieces, and a piece looks at the few blocks it lies in: however many spans hold at once, nothing is paired.

    Args:
        plan: the plan.
        name: name of the step.
        says: what it says.
        rows: SQL of officer_no, from_us, until_us (half-open), place_no (of two that begin at once the higher counts), columns.
        columns: what is carried along.
    """
    shown = "".join(f", {{0}}.{column}" for column in columns)
    plan.add(
        f"{name}_marks",
        "Each of these spans beside the latest end before it.",
        f"""
        SELECT s.officer_no, s.from_us, s.until_us, s.place_no{shown.format("s")}, MAX(s.until_us) OVER (
            PARTITION BY s.officer_no ORDER BY s.from_us, s.place_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS prior_end
        FROM ({rows}) AS s WHERE NOT s.officer_no IS NULL AND s.from_us < s.until_us
        """,
        keep=True,
    )
    plan.add(
        f"{name}_overlap",
        "Officers whose spans overlap.",
        f"SELECT DISTINCT m.officer_no FROM {name}_marks AS m WHERE m.from_us < m.prior_end",
        keep=True,
    )
    plan.add(
        f"{name}_ranked",
        "The spans of these officers in the order in which they begin.",
        f"""
        SELECT m.officer_no, m.from_us, m.until_us{shown.format("m")}, ROW_NUMBER() OVER (
            PARTITION BY m.officer_no ORDER BY m.from_us, m.place_no
        ) AS rank_no
        FROM {name}_marks AS m JOIN {name}_overlap AS o ON o.officer_no = m.officer_no
        """,
        keep=True,
    )
    plan.add(
        f"{name}_cuts",
        "The pieces into which their ends cut time, numbered from 0.",
        f"""
        SELECT c.officer_no, c.cut_us, ROW_NUMBER() OVER (PARTITION BY c.officer_no ORDER BY c.cut_us) - 1 AS cut_no,
            LEAD(c.cut_us) OVER (PARTITION BY c.officer_no ORDER BY c.cut_us) AS until_us
        FROM (
            SELECT f.officer_no, f.from_us AS cut_us FROM {name}_ranked AS f
            UNION SELECT u.officer_no, u.until_us AS cut_us FROM {name}_ranked AS u
        ) AS c
        """,
        keep=True,
    )
    plan.add(
        f"{name}_ranges",
        "The pieces that each span covers, as blocks of each size begin and end in them.",
        f"""
        SELECT e.officer_no, e.rank_no, e.level_no, BWC_DIV(e.first_no + e.size_no - 1, e.size_no) AS lo_no,
            BWC_DIV(e.end_no, e.size_no) AS hi_no
        FROM (
            SELECT l.officer_no, l.rank_no, l.first_no, l.end_no, l.level_no, CAST(POWER(2, l.level_no) AS BIGINT) AS size_no FROM (
                SELECT r.officer_no, r.rank_no, a.cut_no AS first_no, b.cut_no AS end_no,
                    BWC_EACH_NUMBER(0, CAST(FLOOR(LN(b.cut_no - a.cut_no) / LN(2)) AS BIGINT) + 1) AS level_no
                FROM {name}_ranked AS r JOIN {name}_cuts AS a ON a.officer_no = r.officer_no AND a.cut_us = r.from_us
                JOIN {name}_cuts AS b ON b.officer_no = r.officer_no AND b.cut_us = r.until_us
            ) AS l
        ) AS e
        """,
    )
    # a block counts unless it is half of a larger one that lies within the span too
    plan.add(
        f"{name}_blocks",
        "The fewest blocks that make up each span; of several spans with one block the one that began last.",
        f"""
        SELECT q.officer_no, q.level_no, q.block_no, MAX(q.rank_no) AS rank_no FROM (
            SELECT r.officer_no, r.level_no, r.lo_no AS block_no, r.rank_no FROM {name}_ranges AS r
            WHERE r.lo_no < r.hi_no AND r.lo_no > 2 * BWC_DIV(r.lo_no, 2)
            UNION ALL
            SELECT r.officer_no, r.level_no, r.hi_no - 1 AS block_no, r.rank_no FROM {name}_ranges AS r
            WHERE r.lo_no < r.hi_no AND r.hi_no > 2 * BWC_DIV(r.hi_no, 2)
        ) AS q GROUP BY q.officer_no, q.level_no, q.block_no
        """,
        keep=True,
    )
    return plan.add(
        name,
        says,
        f"""
        SELECT m.officer_no, m.from_us, m.until_us{shown.format("m")} FROM {name}_marks AS m
        LEFT JOIN {name}_overlap AS o ON o.officer_no = m.officer_no WHERE o.officer_no IS NULL
        UNION ALL
        SELECT q.officer_no, q.from_us, q.until_us{shown.format("r")} FROM (
            SELECT c.officer_no, c.from_us, c.until_us, MAX(b.rank_no) AS rank_no FROM (
                SELECT k.officer_no, k.cut_us AS from_us, k.until_us, k.cut_no, BWC_EACH_NUMBER(0, t.level_no) AS level_no
                FROM {name}_cuts AS k JOIN (
                    SELECT b.officer_no, MAX(b.level_no) AS level_no FROM {name}_blocks AS b GROUP BY b.officer_no
                ) AS t ON t.officer_no = k.officer_no
                WHERE NOT k.until_us IS NULL
            ) AS c JOIN {name}_blocks AS b ON b.officer_no = c.officer_no AND b.level_no = c.level_no
                AND b.block_no = BWC_DIV(c.cut_no, CAST(POWER(2, c.level_no) AS BIGINT))
            GROUP BY c.officer_no, c.from_us, c.until_us
        ) AS q JOIN {name}_ranked AS r ON r.officer_no = q.officer_no AND r.rank_no = q.rank_no
        """,
        keep=True,
    )


def looked_up(rows: str, spans: str, on: str, at: str, columns: Sequence[str]) -> tuple[str, str]:
    """SQL (`FROM ... WHERE ...`) of rows with the span (alias `s`) in which an instant lies: the short spans, and the long.

    Args:
        rows: SQL that goes before the join.
        spans: name of a step of half-open spans.
        on: SQL of the equal keys.
        at: SQL of the instant.
        columns: columns of the spans, besides from_us and until_us, that are asked for.
    """
    shown = ", ".join(f"l.{c}" for c in (*columns, "from_us", "until_us"))
    inside = f"{at} >= s.from_us AND {at} < s.until_us"
    return (
        f"""FROM {rows} JOIN (
            SELECT {shown}, {days("l.from_us", "l.until_us")} AS day_no FROM {spans} AS l WHERE l.until_us - l.from_us <= {LONG_US}
        ) AS s ON {on} AND s.day_no = BWC_DIV({at}, {DAY_US}) WHERE {inside}""",
        f"""FROM {rows} JOIN (SELECT {shown} FROM {spans} AS l WHERE l.until_us - l.from_us > {LONG_US}) AS s ON {on} WHERE {inside}""",
    )


def touching(
    few: str, columns: Sequence[str], rows: str, shown: str, begin: str, end: str, *, key: str = "officer_no"
) -> list[str]:
    """SQL of what spans touch of the rows of the same officer, or camera; no pair twice.

    A row is looked up by the day it begins on, and a span is listed from a day before it. What cannot be found so is few,
    or touches so much that there is nothing to save: rows longer than a day, spans with an open end.

    Args:
        few: SQL of the spans: the key, at_us, until_us (both included, and open where absent), columns.
        columns: columns of the spans that are asked for.
        rows: SQL that names the rows, as alias `x`, with the key.
        shown: SQL of what is shown of the row and the span (alias `f`).
        begin: SQL of when a row begins.
        end: SQL of when it ends, included.
        key: what both have in common.
    """
    ended = f"g.until_us >= g.at_us AND g.until_us - g.at_us <= {LONG_US}"
    short = f"{end} >= {begin} AND {end} - {begin} <= {DAY_US}"
    carried = ", ".join(f"g.{c}" for c in (*columns, key, "at_us", "until_us"))
    listed = f"SELECT {carried}, {days(f'g.at_us - {DAY_US}', 'g.until_us')} AS day_no FROM ({few}) AS g WHERE {ended}"
    ways = (
        (listed, f"AND f.day_no = BWC_DIV({begin}, {DAY_US})", f"AND {short}"),
        (f"SELECT {carried} FROM ({few}) AS g WHERE NOT COALESCE({ended}, FALSE)", "", ""),
        (f"SELECT {carried} FROM ({few}) AS g WHERE {ended}", "", f"AND NOT ({short})"),
    )
    return [
        f"""SELECT {shown} FROM ({spans}) AS f JOIN {rows} ON x.{key} = f.{key} {same}
        WHERE COALESCE(f.at_us, -{NEVER_US}) <= {end} AND COALESCE(f.until_us, {NEVER_US}) >= {begin} {which}"""
        for spans, same, which in ways
    ]
