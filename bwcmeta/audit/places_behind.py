"""How the kinds of place are known that a finding rests on: what its event states, and the places it lies at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.model.location import is_kind_of_place
from bwcmeta.plan.recordings import NUMBER

if TYPE_CHECKING:
    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.plan.plan import Plan

_HOW = """CASE n.way_no WHEN 1 THEN ', named' WHEN 2 THEN ', the same address'
    ELSE CASE WHEN n.sure = 1 THEN ', in its radius' ELSE ', perhaps in its radius' END END"""


def places_behind(plan: Plan, rules: tuple[CompiledRule, ...]) -> list[str]:
    """Return selects of evidence rows, one for each kind of several and each place, of rules that ask for a kind."""
    parts: list[str] = []
    for table, numbers in _asked(rules).items():
        if not numbers:
            continue
        key = "incident_id" if table == "incidents" else "recording_id"
        same = (
            f"{NUMBER.format('r.incident_id')} = f.number"
            if key == "incident_id"
            else "r.recording_id = f.recording_id"
        )
        flagged = f"""flagged_subjects AS f JOIN {plan.now(table)} AS r ON {same}
            WHERE f.rule_no IN ({", ".join(map(str, numbers))})"""
        parts.append(
            f"""SELECT e.rule_no, e.subject_no, 'place', e.kind || ' (' || e.known || ')', e.source_file, e.source_row, 0
            FROM (
                SELECT f.rule_no, f.subject_no, COALESCE(r.location_known, 'stated') AS known, r.source_file, r.source_row,
                    BWC_EACH(r.location_types) AS kind
                FROM {flagged}
            ) AS e"""
        )
        if f"{table}_nearest" in plan.steps:
            parts.append(
                f"""SELECT e.rule_no, e.subject_no, 'place', n.location_type || ' (' || n.place_id || {_HOW} || ')',
                p.source_file, p.source_row, 0
                FROM (SELECT f.rule_no, f.subject_no, r.{key} AS row_key FROM {flagged}) AS e
                JOIN {table}_nearest AS n ON n.row_key = e.row_key
                JOIN {plan.now("places")} AS p ON p.place_id = n.place_id"""
            )
    return parts


def _asked(rules: tuple[CompiledRule, ...]) -> dict[str, list[int]]:
    """The table whose rows have the kinds of place that rules ask for -> the numbers of these rules."""
    found: dict[str, list[int]] = {"incidents": [], "recordings": []}
    for number, rule in enumerate(rules):
        columns = {column for use in rule.rule.predicates for column in use.parse().columns}
        own = rule.steps.table == "recordings"
        if any(is_kind_of_place(column) and not (own and column == "location_type") for column in columns):
            found["incidents"].append(number)
        if own and "location_type" in columns:
            found["recordings"].append(number)
    return found
