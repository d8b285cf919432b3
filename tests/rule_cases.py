"""Reads tests/cases/rules/*.yaml: each case is a rule, a few rows and what must come of them.

Short moments ("10:00", "10:00:30.5") lie on the file's day, in UTC; full ISO moments carry their offset. A file's
`defaults` fill in columns, its `rows` are there in every case unless the case gives rows of the same table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases" / "rules"
SHORT = re.compile(r"^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$")
FILE_KEYS = {"kind", "day", "says", "policy", "rule", "defaults", "rows", "as_of", "horizon", "cases"}
CASE_KEYS = {"name", "policy", "rule", "rows", "as_of", "horizon", "expect", "rules", "excluded", "not_bound"}
EXPECTED_KEYS = {"rule", "row", "officer", "recording", "verdict", "reason", "measured", "allowed"}
IDS = {"recordings": "recording_id", "requests": "request_id", "reviews": "review_id"}

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """One case, expanded: a whole policy, canonical rows and the obligations expected of them."""

    file: str
    name: str
    policy: dict[str, Any]
    tables: Rows
    as_of: str
    horizon: dict[str, Any]
    expect: list[dict[str, Any]]
    excluded: dict[str, int] | None
    not_bound: int | None

    @property
    def label(self) -> str:
        return f"{self.file}: {self.name}"


def all_cases() -> list[Case]:
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    refuse_unknown(document, FILE_KEYS, path.name)
    return [_expand(path.stem, document, case) for case in document["cases"]]


def refuse_unknown(given: dict[str, Any], known: set[str], where: str) -> None:
    """A misspelt key would be a case that tests nothing."""
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"{where}: unknown keys {unknown}; known are {sorted(known)}")


def _expand(file: str, document: dict[str, Any], case: dict[str, Any]) -> Case:
    where = f"{file}: {case.get('name')}"
    refuse_unknown(case, CASE_KEYS, where)
    for expected in case["expect"]:
        refuse_unknown(expected, EXPECTED_KEYS, where)
    day = document["day"]
    rule = {"id": "the-rule", "title": "The rule under test.", "clause": "1", "kind": document["kind"]}
    rule |= {"topic": "activation", **document.get("rule", {}), **case.get("rule", {})}
    policy = {"policy": "case", "title": "A policy with one rule", "kind": "agency"}
    policy |= {**document.get("policy", {}), **case.get("policy", {})}
    policy["rules"] = [_without_none(rule), *case.get("rules", [])]
    tables = {**document.get("rows", {}), **case.get("rows", {})}
    return Case(
        file=file,
        name=case["name"],
        policy=policy,
        tables={name: _rows(name, rows, document, day) for name, rows in tables.items()},
        as_of=_moment(case.get("as_of", document["as_of"]), day),
        horizon={
            table: tuple(_moment(end, day) for end in ends)
            for table, ends in (case.get("horizon") or document["horizon"]).items()
        },
        expect=case["expect"],
        excluded=case.get("excluded"),
        not_bound=case.get("not_bound"),
    )


def _without_none(rule: dict[str, Any]) -> dict[str, Any]:
    """A case takes a parameter of the file away by giving it no value."""
    return {name: value for name, value in rule.items() if value is not None}


def _rows(table: str, rows: list[dict[str, Any]], document: dict[str, Any], day: str) -> list[dict[str, Any]]:
    defaults = document.get("defaults", {}).get(table, {})
    done = []
    for number, given in enumerate(rows, start=1):
        row = {"source_row": number, **defaults, **given}
        if table in IDS:
            row = {IDS[table]: f"{table[:3].upper()}{number}", **row}
        done.append({column: _cell(column, value, day) for column, value in row.items()})
    return done


def _cell(column: str, value: Any, day: str) -> Any:
    return _moment(value, day) if value is not None and (column == "at" or column.endswith("_at")) else value


def _moment(text: Any, day: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"quote the moment {text!r}")
    return f"{day}T{text}+00:00" if SHORT.match(text) else text
