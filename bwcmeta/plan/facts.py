"""Steps over facts: who they concern, which hold for a subject, and their standing."""

from __future__ import annotations

from bwcmeta.model.vocabulary import REQUEST_FACTS
from bwcmeta.plan.absence import of_files, of_request
from bwcmeta.plan.people import OFFICER_NO, officer_join, people
from bwcmeta.plan.plan import PLACE, Plan
from bwcmeta.plan.recordings import NUMBER

STANDING_RANK = {"claimed": 1, "documented": 2, "verified": 3}
"""A fact without a standing counts as claimed; a rejected one is rank 0 and never counts."""


def facts(plan: Plan) -> str:
    """Add `facts_seen`: current facts, numbered, with their officer, number and rank of standing; requests among them."""
    people(plan)
    lacks = "".join(f", {of_files(plan, 'facts', c, 'f')} AS lacks__{c}" for c in plan.marks("facts_seen"))
    by_place = "facts" in plan.settings.one_a_row
    number = (
        PLACE.format("f")
        if by_place
        else "ROW_NUMBER() OVER (ORDER BY f.import_seq, f.source_row, f.fact, f.incident_id)"
    )
    return plan.add(
        "facts_seen",
        "Every fact that counts now and was not rejected, requests among them, with officer, incident number and standing.",
        f"""
        SELECT {number} AS fact_no,
            f.fact_id, f.fact, {NUMBER.format("f.incident_id")} AS number, f.incident_id, f.recording_id,
            {OFFICER_NO} AS officer_no,
            CASE WHEN {OFFICER_NO} IS NULL THEN NULL ELSE f.officer_id END AS officer_raw,
            BWC_US(f.at) AS at_us, BWC_US(f.until_at) AS until_us,
            CASE COALESCE(f.standing, 'claimed') WHEN 'verified' THEN 3 WHEN 'documented' THEN 2 WHEN 'claimed' THEN 1 ELSE 0 END AS rank,
            f.standing, f.level, f.recorded_by, f.detail, f.until_at, f.at,
            BWC_HAS_ANY(f.doubtful, 'at') AS at_doubtful,
            CASE WHEN f.resolution_us >= 60000000 THEN f.resolution_us - 1 ELSE 0 END AS slack_us,
            f.source_file, f.source_row{lacks}
        FROM {plan.now("facts")} AS f {officer_join("f.officer_id", "COALESCE(BWC_US(f.at), BWC_US(f.until_at))")}
        WHERE f.standing IS NULL OR NOT f.standing = 'rejected' {_requests(plan)}
        """,
        keep=True,
    )


def _requests(plan: Plan) -> str:
    """SQL that adds the requests to the facts, numbered below zero so that no number is a fact's; '' without any."""
    if plan.settings.empty("requests"):
        return ""
    number = (
        f"0 - 1 - ({PLACE.format('r')})"
        if "requests" in plan.settings.one_a_row
        else "0 - ROW_NUMBER() OVER (ORDER BY r.import_seq, r.source_row, r.request_id)"
    )
    lacks = "".join(f", {of_request(plan, c, 'r')} AS lacks__{c}" for c in plan.marks("facts_seen"))
    names = " ".join(f"WHEN '{kind}' THEN '{fact}'" for kind, fact in REQUEST_FACTS.items())
    over_at = "COALESCE(r.fulfilled_at, CASE WHEN UPPER(TRIM(r.decision)) = 'DENIED' THEN r.decided_at END)"
    none = "CAST(NULL AS VARCHAR)"
    return f"""
        UNION ALL
        SELECT {number} AS fact_no, r.request_id AS fact_id, CASE r.kind {names} END AS fact,
            {NUMBER.format("r.incident_id")} AS number, r.incident_id, r.recording_id,
            CAST(NULL AS BIGINT) AS officer_no, {none} AS officer_raw, BWC_US(r.received_at) AS at_us, BWC_US({over_at}) AS until_us,
            {STANDING_RANK["documented"]} AS rank, 'documented' AS standing, {none} AS level, {none} AS recorded_by, {none} AS detail,
            {over_at} AS until_at, r.received_at AS at,
            BWC_HAS_ANY(r.doubtful, 'received_at') AS at_doubtful,
            CASE WHEN r.resolution_us >= 60000000 THEN r.resolution_us - 1 ELSE 0 END AS slack_us,
            r.source_file, r.source_row{lacks}
        FROM {plan.now("requests")} AS r WHERE NOT r.received_at IS NULL
    """


def flag_columns(facts_needed: frozenset[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """The facts a set of predicates asks for: (column, fact name, least rank), in order."""
    return [(f"fact__{name}__{standing}", name, STANDING_RANK[standing]) for name, standing in sorted(facts_needed)]


def flags_shown(plan: Plan, facts_needed: frozenset[tuple[str, str]]) -> list[str]:
    """SQL of each of these booleans (alias `held`), unknown where the inputs cannot tell."""
    return [
        f"COALESCE(held.{column}, FALSE) AS {column}"
        if plan.settings.knows_fact(name)
        else f"CAST(NULL AS BOOLEAN) AS {column}"
        for column, name, _ in flag_columns(facts_needed)
    ]


def flags(plan: Plan, subject: str, needed: frozenset[tuple[str, str]], links: str) -> str:
    """Add `SUBJECT_facts`: one row per subject that has a fact, with one boolean per fact asked for.

    Args:
        plan: the plan.
        subject: name of the subject's table, first part of the step's name.
        needed: (fact name, standing) pairs.
        links: name of the step (subject_no, fact_no) that says which fact is tied to which subject.
    """
    facts(plan)
    columns = ", ".join(
        f"MAX(CASE WHEN f.fact = '{name}' AND f.rank >= {rank} THEN 1 ELSE 0 END) = 1 AS {column}"
        for column, name, rank in flag_columns(needed)
    )
    names = ", ".join(sorted({f"'{name}'" for name, _ in needed}))
    return plan.add(
        f"{subject}_facts",
        f"Which of the facts that rules ask for are tied to which row of {subject}.",
        f"""
        SELECT l.subject_no, {columns}
        FROM {links} AS l JOIN facts_seen AS f ON f.fact_no = l.fact_no
        WHERE f.fact IN ({names}) GROUP BY l.subject_no
        """,
        keep=True,
    )
