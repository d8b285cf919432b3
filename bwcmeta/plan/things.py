"""Steps for things that happen: facts, lines of the audit trail, requests, reviews; and what each is tied to."""

from __future__ import annotations

from dataclasses import dataclass

from bwcmeta.model.moment import COARSE_US
from bwcmeta.plan.facts import facts
from bwcmeta.plan.links import OWN_TIME
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import Plan
from bwcmeta.plan.recordings import NUMBER, filed
from bwcmeta.plan.spans import touching

_SLACK = f"CASE WHEN t.resolution_us >= {COARSE_US} THEN t.resolution_us - 1 ELSE 0 END"
_OFFICER_OF = {"evidence_actions": "NULL", "requests": "NULL"}
"""Whose thing it is: the actor of an action and the asker of a request are not the officer concerned."""


@dataclass(frozen=True, slots=True)
class ThingRef:
    """One kind of thing: table, what picks its rows (SQL, alias `t`), and its instant."""

    table: str
    which: str
    instant: str
    words: str

    @property
    def name(self) -> str:
        """Name of its step."""
        return f"things_{self.words}"


def thing(plan: Plan, it: ThingRef) -> str:
    """Add `things_X`: thing_no, at_us, slack_us, recording_id, officer_no, own_number; and `things_X_numbers`."""
    people(plan)
    if it.table == "facts":
        facts(plan)
        plan.add(
            it.name,
            f"Every {it.words.replace('_', ' ')} that was not rejected.",
            f"""
            SELECT t.fact_no AS thing_no, CASE WHEN t.at_doubtful THEN NULL ELSE t.at_us END AS at_us, t.slack_us, t.until_us,
                t.recording_id, t.officer_no, CASE WHEN t.officer_raw IS NULL THEN 0 ELSE 1 END AS names_officer, t.number
            FROM facts_seen AS t WHERE {it.which}
            """,
            keep=True,
        )
    else:
        officer, join = "CAST(NULL AS BIGINT)", ""
        if it.table == "reviews":
            officer, join = OFFICER_NO, officer_join("t.officer_id", f"BWC_US(t.{it.instant})")
        number = NUMBER.format("t.incident_id") if it.table == "requests" else "CAST(NULL AS VARCHAR)"
        plan.add(
            it.name,
            f"Every {it.words.replace('_', ' ')}.",
            f"""
            SELECT ROW_NUMBER() OVER (ORDER BY t.import_seq, t.source_row, t.{it.instant}) AS thing_no,
                BWC_US(t.{it.instant}) AS at_us, {_SLACK} AS slack_us, CAST(NULL AS BIGINT) AS until_us, t.recording_id,
                {officer} AS officer_no, CASE WHEN {officer} IS NULL THEN 0 ELSE 1 END AS names_officer, {number} AS number
            FROM {plan.now(it.table)} AS t {join} WHERE {it.which}
            """,
            keep=True,
        )
    through = (
        ""
        if it.table == "facts"
        else f" UNION SELECT t.thing_no, n.number FROM {it.name} AS t JOIN {filed(plan)} AS n ON n.recording_id = t.recording_id"
    )
    plan.add(
        f"{it.name}_numbers",
        "The incident numbers each of them goes by.",
        f"SELECT t.thing_no, t.number FROM {it.name} AS t WHERE NOT t.number IS NULL{through}",
    )
    return it.name


def subject_numbers(plan: Plan, rows: str, table: str) -> str:
    """Add `ROWS_numbers`: the incident numbers each subject goes by."""
    parts = [f"SELECT x.subject_no, x.number FROM {rows} AS x WHERE NOT x.number IS NULL"]
    if table in ("recordings", "evidence_actions", "requests", "reviews"):
        parts.append(
            f"SELECT x.subject_no, n.number FROM {rows} AS x JOIN {filed(plan)} AS n ON n.recording_id = x.recording_id"
        )
    return plan.add(f"{rows}_numbers", "The incident numbers each row goes by.", " UNION ".join(parts))


def tied(plan: Plan, rows: str, table: str, it: ThingRef) -> str:
    """Add `ROWS_with_X`: (subject_no, thing_no) for every thing tied to a subject.

    Both have a recording: it must be the same. Else a number in common, and the same officer where both name one. A
    fact of an officer alone is tied to that officer's rows whose own time it touches.
    """
    thing(plan, it)
    numbers = subject_numbers(plan, rows, table)
    subject_officer = _OFFICER_OF.get(table, "x.officer_no")
    same = (
        "TRUE"
        if subject_officer == "NULL"
        else f"(t.names_officer = 0 OR {subject_officer} IS NULL OR t.officer_no = {subject_officer})"
    )
    parts = [
        f"SELECT x.subject_no, t.thing_no FROM {rows} AS x JOIN {it.name} AS t ON t.recording_id = x.recording_id",
        f"""SELECT x.subject_no, t.thing_no FROM {numbers} AS n JOIN {it.name}_numbers AS m ON m.number = n.number
            JOIN {rows} AS x ON x.subject_no = n.subject_no JOIN {it.name} AS t ON t.thing_no = m.thing_no
            WHERE (x.recording_id IS NULL OR t.recording_id IS NULL) AND {same}""",
    ]
    if it.table == "facts" and table in OWN_TIME:
        begin, end = (time.format("x") for time in OWN_TIME[table])
        keyless = f"""SELECT t.thing_no, t.officer_no, t.at_us, t.until_us FROM {it.name} AS t
            WHERE t.number IS NULL AND t.recording_id IS NULL AND t.names_officer = 1"""
        parts += touching(keyless, ("thing_no",), f"{rows} AS x", "x.subject_no, f.thing_no", begin, end)
    return plan.add(
        f"{rows}_with_{it.words}",
        f"Which {it.words.replace('_', ' ')} is tied to which row.",
        " UNION ".join(parts),
        keep=True,
    )
