"""Where else was looked before a finding says "no matching recording found": the record of the search.

An absence is only as sure as the search for what is absent. So each such finding that is told (see `timeline`) has one row
with what the officer recorded around that time, what anybody filed under the number, who else was there and recorded, and
what the officer's own cameras recorded under whatever id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.audit.findings import NUMBERS
from bwcmeta.plan.matching import matching
from bwcmeta.plan.people import OFFICER_NO, officer_join
from bwcmeta.plan.plan import HOUR_US, NEVER_US, Plan
from bwcmeta.plan.recordings import pieces

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
        SELECT t.rule_no, t.subject_no, f.officer_no, s.number, f.from_us, f.until_us FROM told AS t
        JOIN flagged AS f ON f.rule_no = t.rule_no AND f.subject_no = t.subject_no
        JOIN flagged_subjects AS s ON s.rule_no = t.rule_no AND s.subject_no = t.subject_no
        WHERE f.verdict = 'violation' AND f.reason IN ('no_recording', 'outside_window') AND NOT f.officer_no IS NULL
        """,
        keep=True,
    )
    overlaps = "p.started_us <= s.until_us AND p.ended_us >= s.from_us"
    around = AROUND_H * HOUR_US
    parts = {
        "own": f"""SELECT s.rule_no, s.subject_no, COUNT(*) AS found FROM sought AS s
            JOIN recording_pieces AS p ON p.officer_no = s.officer_no
            WHERE p.started_us >= s.from_us - {around} AND p.started_us <= s.until_us + {around} AND NOT p.after_the_fact
            GROUP BY s.rule_no, s.subject_no""",
        "filed": """SELECT s.rule_no, s.subject_no, COUNT(DISTINCT n.recording_no) AS found FROM sought AS s
            JOIN recording_numbers AS n ON n.number = s.number GROUP BY s.rule_no, s.subject_no""",
        "others": f"""SELECT s.rule_no, s.subject_no, COUNT(DISTINCT x.officer_no) AS found, COUNT(DISTINCT p.officer_no) AS recording
            FROM sought AS s JOIN unit_responses_seen AS x ON x.number = s.number AND NOT x.officer_no = s.officer_no
            LEFT JOIN recording_pieces AS p ON p.officer_no = x.officer_no AND {overlaps} AND NOT p.after_the_fact
            GROUP BY s.rule_no, s.subject_no""",
    }
    issued = "CAST(NULL AS BIGINT) AS cameras_issued, CAST(NULL AS BIGINT) AS cameras_recording"
    if not plan.settings.empty("device_assignments"):
        parts[
            "cameras"
        ] = f"""SELECT s.rule_no, s.subject_no, COUNT(DISTINCT a.device_id) AS found, COUNT(DISTINCT p.device_no) AS recording
            FROM sought AS s JOIN (
                SELECT {OFFICER_NO} AS officer_no, d.device_id, v.device_no, COALESCE(BWC_US(d.assigned_at), -{NEVER_US}) AS since_us,
                    COALESCE(BWC_US(d.returned_at), {NEVER_US}) AS back_us
                FROM {plan.now("device_assignments")} AS d LEFT JOIN devices AS v ON v.device_id = d.device_id
                {officer_join("d.officer_id", "COALESCE(BWC_US(d.assigned_at), BWC_US(d.returned_at))")}
            ) AS a ON a.officer_no = s.officer_no AND s.from_us >= a.since_us AND s.from_us < a.back_us
            LEFT JOIN recording_pieces AS p ON p.device_no = a.device_no AND {overlaps} AND NOT p.after_the_fact
            GROUP BY s.rule_no, s.subject_no"""
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
