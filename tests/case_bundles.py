"""Many cases in one run of the engine: each case gets ids and row numbers of its own, each distinct rule its place.

Cases go together when nothing that holds for a whole run tells them apart: the policy around the rule, the moment,
the horizon, and which tables are empty. A case that asks what the data never had, or counts shares, runs alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comparing import engine_says
from rule_cases import Case

ROOM = 1000
"""Row numbers that each case may use."""

PEOPLE = {"officer_id", "actor_id", "reviewer_id", "badge", "employee_id", "user_id", "call_sign"}
NAMES = {
    "incident_id", "recording_id", "device_id", "unit_id", "fact_id", "request_id", "review_id", "duty_id",
    "action_id", "event_id", "place_id", "address_key",
}  # fmt: skip
NOBODY = {"", "0", "NOID", "NONE", "UNKNOWN", "N/A", "B999"}
TABLES_WHOSE_ABSENCE_COUNTS = ("facts", "requests", "device_assignments")

Obligations = list[dict[str, Any]]


@dataclass
class Bundle:
    """Cases that run together."""

    label: str
    cases: list[Case] = field(default_factory=list)

    def said(self, folder: Path) -> list[tuple[Case, Obligations]]:
        """What the engine says of each case."""
        if len(self.cases) == 1:
            case = self.cases[0]
            return [(case, engine_says(case.tables, case.policy, case.as_of, case.horizon, folder).obligations)]
        first = self.cases[0]
        rules: dict[str, str] = {}
        tables: dict[str, list[dict[str, Any]]] = {}
        for number, case in enumerate(self.cases, start=1):
            rules.setdefault(_text(case), f"rule-{len(rules) + 1}")
            for table, rows in case.tables.items():
                tables.setdefault(table, []).extend(_own(row, number) for row in rows)
        policy = {**first.policy, "rules": [{**json.loads(text), "id": name} for text, name in rules.items()]}
        found = engine_says(tables, policy, first.as_of, first.horizon, folder).obligations
        return [(case, _of_case(found, rules[_text(case)], number)) for number, case in enumerate(self.cases, start=1)]


def bundles(cases: list[Case]) -> list[Bundle]:
    """The fewest runs that ask every case, in a fixed order."""
    together: dict[str, Bundle] = {}
    for case in cases:
        key = case.label if _is_alone(case) else _what_holds_for_all(case)
        together.setdefault(key, Bundle(f"{case.file}: {case.name}")).cases.append(case)
    return list(together.values())


def _is_alone(case: Case) -> bool:
    asks_of_everything = any(expected.get("reason") == "never_seen" for expected in case.expect)
    several = len(case.policy["rules"]) > 1 or "recordings" not in case.horizon
    return several or asks_of_everything or _is_rate(case) or _names_an_id(case)


def _names_an_id(case: Case) -> bool:
    """Whether the rule names an id of the rows, which would be another one beside other cases."""
    text = _text(case)
    named = {
        str(v).strip().upper()
        for rows in case.tables.values()
        for row in rows
        for k, v in row.items()
        if k in PEOPLE | NAMES
    }
    return any(f"'{ident}'" in text for ident in named - NOBODY)


def _is_rate(case: Case) -> bool:
    return bool(case.policy["rules"][0]["kind"] == "rate")


def _what_holds_for_all(case: Case) -> str:
    around = {key: value for key, value in case.policy.items() if key != "rules"}
    there = [name for name in TABLES_WHOSE_ABSENCE_COUNTS if case.tables.get(name)]
    return json.dumps([around, case.as_of, case.horizon, there], sort_keys=True, default=str)


def _text(case: Case) -> str:
    return json.dumps(case.policy["rules"][0], sort_keys=True)


def _prefix(number: int) -> str:
    return f"K{number}Z"


def _own(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The row under ids that no other case has."""
    done = {column: _renamed(column, value, number) for column, value in row.items()}
    file = (
        f"{_prefix(number)}{row.get('import_id', 'rows')}"  # a file of the case's own: what it lacks is its own affair
    )
    return {**done, "source_row": number * ROOM + row["source_row"], "import_id": file}


def _renamed(column: str, value: Any, number: int) -> Any:
    if column == "incident_ids" and value is not None:
        return [_prefixed(one, number) for one in value]
    if column not in PEOPLE | NAMES or value is None:
        return value
    if value.strip().upper() in NOBODY:
        return value
    return _prefixed(value, number)


def _prefixed(value: str, number: int) -> str:
    """The prefix goes behind the blanks that a case may want in front."""
    bare = value.lstrip()
    return value[: len(value) - len(bare)] + _prefix(number) + bare


def _of_case(found: Obligations, rule: str, number: int) -> Obligations:
    """The obligations of one case under its own names again."""
    mine = [row for row in found if row["rule"] == rule and row["row"] // ROOM == number]
    return [
        {
            **row,
            "rule": "the-rule",
            "row": row["row"] % ROOM,
            "officer": _bare(row["officer"], number),
            "recording": _bare(row["recording"], number),
        }
        for row in mine
    ]


def _bare(name: str | None, number: int) -> str | None:
    return name.removeprefix(_prefix(number)) if name else name
