"""Where else was looked before a finding says "no matching recording found": the record of the search.

An absence is only as sure as the search for what is absent. So each such finding that is told (see `timeline`) has one row
with what the officer recorded around that time, what anybody filed under the number, who else was there and recorded, and
what the officer's own cameras recorded under whatever id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.audit.findings import NUMBERS
from bwcmeta.plan.issued import worn
from bwcmeta.plan.matching import matching
from bwcmeta.plan.plan import DAY_US, HOUR_US, Plan
from bwcmeta.plan.recordings import pieces
from bwcmeta.plan.spans import days, looked_up, touching

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.findings import Found
    from bwcmeta.engines.protocol import Engine

AROUND_H = 12
"""So many hours before and after the window count as the same turn of duty."""
COLUMNS = ("officer_around", "under_number", "others_there", "others_recording", "cameras_issued", "cameras_recording")
STEP = "searched"


def search_step(plan: Plan) -> str:
    """Add `searched`: rule_no, subject_no and the counts, of the findings in `told` that say that there is no footage."""
    pieces(plan)
    matching(plan)
    plan.add(
        "sought",
        "Candidates for want of footage whose course is told: whose, under which number, when.",
        """
        SELECT t.rule_no, t.subject_no, f.officer_no, f.number, f.from_us, f.until_us FROM told AS t
        JOIN flagged_subjects AS f ON f.rule_no = t.rule_no AND f.subject_no = t.subject_no
        WHERE f.verdict = 'violation' AND f.reason IN ('no_recording', 'outside_window') AND NOT f.officer_no IS NULL
        """,
        keep=True,
    )
    plan.add(
        "sought_beside",
        "Who else was there.",
        """
        SELECT DISTINCT s.rule_no, s.subject_no, x.officer_no, s.from_us, s.until_us
        FROM sought AS s JOIN unit_responses_seen AS x ON x.number = s.number AND NOT x.officer_no = s.officer_no
        """,
        keep=True,
    )
    around = AROUND_H * HOUR_US
    parts = {
        "own": f"""SELECT s.rule_no, s.subject_no, COUNT(*) AS found FROM (
                SELECT w.rule_no, w.subject_no, w.officer_no, w.from_us, w.until_us,
                    {days(f"w.from_us - {around}", f"w.until_us + {around}")} AS day_no
                FROM sought AS w
            ) AS s JOIN recording_pieces AS p ON p.officer_no = s.officer_no AND s.day_no = BWC_DIV(p.started_us, {DAY_US})
            WHERE p.started_us >= s.from_us - {around} AND p.started_us <= s.until_us + {around} AND NOT p.after_the_fact
            GROUP BY s.rule_no, s.subject_no""",
        "filed": """SELECT s.rule_no, s.subject_no, COUNT(DISTINCT n.recording_no) AS found FROM sought AS s
            JOIN recording_numbers AS n ON n.number = s.number GROUP BY s.rule_no, s.subject_no""",
        "others": _at_that_time(plan, "sought_beside", "officer_no", "officer_no"),
    }
    issued = "CAST(NULL AS BIGINT) AS cameras_issued, CAST(NULL AS BIGINT) AS cameras_recording"
    if not plan.settings.empty("device_assignments"):
        _issued(plan)
        parts["cameras"] = _at_that_time(plan, "sought_issued", "device_no", "device_id")
        issued = "COALESCE(cameras.found, 0) AS cameras_issued, COALESCE(cameras.recording, 0) AS cameras_recording"
    says = {
        "own": "What each officer sought recorded in the hours around.",
        "filed": "What anybody filed under the number.",
        "others": "Who else was there, and who of them recorded at that time.",
        "cameras": "The cameras issued to the officer then, and those of them that recorded at that time.",
    }
    steps = {name: plan.add(f"sought_{name}", says[name], sql, keep=True) for name, sql in parts.items()}
    joins = " ".join(
        f"LEFT JOIN {step} AS {name} ON {name}.rule_no = s.rule_no AND {name}.subject_no = s.subject_no"
        for name, step in steps.items()
    )
    return plan.add(
        STEP,
        "Where else was looked before each of them said that there is no footage, and what was found there.",
        f"""
        SELECT s.rule_no, s.subject_no, COALESCE(own.found, 0) AS officer_around, COALESCE(filed.found, 0) AS under_number,
            COALESCE(others.found, 0) AS others_there, COALESCE(others.recording, 0) AS others_recording, {issued}
        FROM sought AS s {joins}
        """,
        keep=True,
    )


def _issued(plan: Plan) -> None:
    """Add `sought_issued`: the cameras issued to each officer sought, then."""
    ways = looked_up("sought AS w", worn(plan), "s.officer_no = w.officer_no", "w.from_us", ("officer_no", "device_id"))
    each = " UNION ALL ".join(
        f"SELECT w.rule_no, w.subject_no, w.from_us AS sought_us, w.until_us AS sought_until_us, s.device_id {way}"
        for way in ways
    )
    plan.add(
        "sought_issued",
        "Which cameras were issued to the officer then.",
        f"""
        SELECT e.rule_no, e.subject_no, e.sought_us AS from_us, e.sought_until_us AS until_us, e.device_id, v.device_no
        FROM ({each}) AS e LEFT JOIN devices AS v ON v.device_id = e.device_id
        """,
        keep=True,
    )


def _at_that_time(plan: Plan, among: str, key: str, counted: str) -> str:
    """SQL that counts, for each finding, how many of `among` there are, and how many of these recorded at that time."""
    few = f"""SELECT o.rule_no, o.subject_no, o.{key}, o.from_us AS at_us, o.until_us FROM {among} AS o
        WHERE NOT o.from_us IS NULL AND NOT o.until_us IS NULL"""
    rows = """(SELECT p.officer_no, p.device_no, p.started_us, p.ended_us FROM recording_pieces AS p WHERE NOT p.after_the_fact) AS x"""
    columns, shown = ("rule_no", "subject_no"), f"f.rule_no, f.subject_no, f.{key}"
    ways = touching(few, columns, rows, shown, "x.started_us", "x.ended_us", key=key)
    recording = plan.add(f"{among}_recording", "Which of them recorded at that time.", " UNION ".join(ways), keep=True)
    return f"""SELECT o.rule_no, o.subject_no, COUNT(DISTINCT o.{counted}) AS found, COUNT(DISTINCT r.{key}) AS recording
        FROM {among} AS o LEFT JOIN {recording} AS r
            ON r.rule_no = o.rule_no AND r.subject_no = o.subject_no AND r.{key} = o.{key}
        GROUP BY o.rule_no, o.subject_no"""


def searches_frame(engine: Engine, found: Found, *, there: bool) -> pl.DataFrame:
    """One row for each such finding, in the order of the findings.

    Args:
        engine: where the step ran.
        found: the findings.
        there: whether it did.
    """
    import polars as pl

    schema = {"finding_id": pl.String, **dict.fromkeys(COLUMNS, pl.Int64)}
    if not there:
        return pl.DataFrame(schema=schema)
    raw = engine.frame(f"SELECT rule_no, subject_no, {', '.join(COLUMNS)} FROM {STEP}")
    raw = raw.select(pl.col(c).cast(pl.Int64) for c in (*NUMBERS, *COLUMNS))
    return found.keys(raw).join(raw, on=NUMBERS, how="inner", maintain_order="left").select(list(schema))


def search_lines(found: dict[str, int | None]) -> list[str]:
    """The record of one search in words."""
    lines = [
        f"recordings of this officer from {AROUND_H} hours before to {AROUND_H} hours after: {found['officer_around']}",
        f"recordings of anybody under this number: {found['under_number']}",
        f"other officers on the incident: {found['others_there']}; recorded at that time: {found['others_recording']}",
    ]
    if found["cameras_issued"] is None:
        return [*lines, "cameras issued to the officer: the data has no device assignments"]
    issued, recorded = found["cameras_issued"], found["cameras_recording"]
    return [*lines, f"cameras issued to the officer then: {issued}; recorded at that time, under any id: {recorded}"]
