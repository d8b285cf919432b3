"""Steps that tie facts to the rows of a subject table: by recording, by incident number, by officer and time."""

from __future__ import annotations

from bwcmeta.plan.facts import facts
from bwcmeta.plan.people import OFFICER_NO, officer_join
from bwcmeta.plan.plan import Plan
from bwcmeta.plan.recordings import RECORDING_NO, ROW_US, numbers_of_recordings, pieces
from bwcmeta.plan.spans import touching

OWN_TIME = {
    "unit_responses": ("COALESCE({0}.arrived_at, {0}.dispatched_at)", "{0}.cleared_at"),
    "duty": ("{0}.started_at", "{0}.ended_at"),
    "recordings": ("{0}.started_at", "{0}.ended_at"),
}

KEYLESS = """SELECT k.fact_no, k.officer_no, k.at_us, k.until_us FROM facts_seen AS k
    WHERE k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL"""
"""SQL of the facts that name an officer and neither number nor recording: they are tied to what their time touches."""


def links(plan: Plan, table: str) -> str:
    """Add `TABLE_links` (subject_no, fact_no): which fact is tied to which row of a subject table."""
    name = f"{table}_links"
    if name in plan.steps:
        return name
    facts(plan)
    same_officer = "(f.officer_raw IS NULL OR f.officer_no = x.officer_no)"
    if table == "recordings":
        return _links_of_recordings(plan, same_officer)
    parts = []
    if table == "unit_responses":
        parts.append(
            f"""SELECT x.subject_no, f.fact_no FROM {table}_seen AS x JOIN facts_seen AS f ON f.number = x.number
                WHERE {same_officer}"""
        )
    if table in ("evidence_actions", "requests", "reviews"):
        whose = same_officer if table == "reviews" else "TRUE"
        parts.append(
            f"""SELECT x.subject_no, f.fact_no FROM {table}_seen AS x JOIN facts_seen AS f ON f.recording_id = x.recording_id
                WHERE {whose}"""
        )
        parts.append(
            f"""SELECT x.subject_no, f.fact_no FROM {table}_seen AS x JOIN {plan.now("recordings")} AS r ON r.recording_id = x.recording_id
                JOIN {numbers_of_recordings(plan)} AS n ON n.recording_no = {RECORDING_NO}
                JOIN facts_seen AS f ON f.number = n.number WHERE {whose}"""
        )
    if table == "requests":
        parts.append(
            f"SELECT x.subject_no, f.fact_no FROM {table}_seen AS x JOIN facts_seen AS f ON f.number = x.number"
        )
    if table in OWN_TIME:
        begin, end = (t.format("x") for t in OWN_TIME[table])
        parts += touching(KEYLESS, ("fact_no",), f"{table}_seen AS x", "x.subject_no, f.fact_no", begin, end)
    text = " UNION ".join(parts) or "SELECT 0 AS subject_no, 0 AS fact_no FROM facts_seen AS f WHERE FALSE"
    return plan.add(name, f"Which fact is tied to which row of {table}.", text, keep=True)


def recordings_of_facts(plan: Plan) -> str:
    """Add `recordings_of_facts`: id, number and officer of each recording that a fact names; few, of all there are."""
    facts(plan)
    return plan.add(
        "recordings_of_facts",
        "The recordings that facts name by their id, with their officers.",
        f"""
        SELECT r.recording_id, {RECORDING_NO} AS recording_no, {OFFICER_NO} AS officer_no FROM (
            SELECT DISTINCT g.recording_id FROM facts_seen AS g WHERE NOT g.recording_id IS NULL
        ) AS f JOIN {plan.now("recordings")} AS r ON r.recording_id = f.recording_id {officer_join("r.officer_id", ROW_US)}
        """,
        keep=True,
    )


def _links_of_recordings(plan: Plan, same_officer: str) -> str:
    """The same for recordings, which are many: way by way, so that no two of them are in memory, and no pair twice."""
    pieces(plan)
    numbers = numbers_of_recordings(plan)
    plan.add(
        "recordings_named_by_facts",
        "Which fact names which recording by its id.",
        f"""
        SELECT x.recording_no AS subject_no, f.fact_no, f.number FROM facts_seen AS f
        JOIN {recordings_of_facts(plan)} AS x ON x.recording_id = f.recording_id WHERE {same_officer}
        """,
        keep=True,
    )
    ways = {
        "id": (
            "by its id, unless the recording is filed under the number of the fact too",
            f"""SELECT x.subject_no, x.fact_no FROM recordings_named_by_facts AS x
            LEFT JOIN {numbers} AS n ON n.recording_no = x.subject_no AND n.number = x.number WHERE n.recording_no IS NULL""",
        ),
        "number": (
            "by a number it is filed under",
            f"""SELECT x.recording_no AS subject_no, f.fact_no FROM facts_seen AS f
            JOIN {numbers} AS x ON x.number = f.number WHERE {same_officer}""",
        ),
        "time": (
            "by officer and time, where the fact names neither",
            " UNION ALL ".join(
                touching(
                    KEYLESS,
                    ("fact_no",),
                    "recording_pieces AS x",
                    "x.recording_no AS subject_no, f.fact_no",
                    "x.started_us",
                    "x.ended_us",
                )
            ),
        ),
    }
    for way, (says, text) in ways.items():
        plan.add(f"recordings_linked_by_{way}", f"Which fact is tied to which recording {says}.", text, keep=True)
    each = [f"SELECT l.subject_no, l.fact_no FROM recordings_linked_by_{way} AS l" for way in ways]
    return plan.add("recordings_links", "Which fact is tied to which recording.", " UNION ALL ".join(each))
