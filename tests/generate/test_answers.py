"""The answer key against the oracle: two readings of the policy language that share no code."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from generated import Rows, rows
from oracle import audit
from oracle.people import plain_number
from shipped import POLICY

from bwcmeta.generate import generate

NO_OBLIGATION = ("excluded", "not_bound")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, list[dict[str, Any]]]:
    """A small world around the cases; it holds the change to summer time."""
    folder = tmp_path_factory.mktemp("planted")
    generate(folder, officers=4, days=24, start=date(2026, 2, 16), form="parquet")
    return rows(folder), json.loads((folder / "answers.yaml").read_text(encoding="utf-8"))["cases"]


def _obligations(found: list[dict[str, Any]], answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The obligations about the answer's subject."""
    subject = dict(answer["subject"])
    number = plain_number(subject.pop("incident_id", None))
    return [
        o
        for o in found
        if o["rule_id"] == answer["rule"]
        and (number is None or plain_number(o.get("incident_id")) == number)
        and all(o.get(name) == value for name, value in subject.items())
    ]


def test_the_oracle_agrees_with_every_answer(planted: tuple[Rows, list[dict[str, Any]]]) -> None:
    tables, cases = planted
    found, _ = audit(tables, POLICY)
    wrong = []
    answers = 0
    for case in cases:
        for answer in case["expect"]:
            answers += 1
            obligations = _obligations(found, answer)
            if answer["verdict"] in NO_OBLIGATION:
                right = not obligations
            else:
                right = len(obligations) == 1 and _same(obligations[0], answer)
            if not right:
                wrong.append((case["name"], answer, obligations))
    assert wrong == []
    assert answers > 200


def _same(obligation: dict[str, Any], answer: dict[str, Any]) -> bool:
    return (
        obligation["verdict"] == answer["verdict"]
        and answer.get("reason", obligation["reason"]) == obligation["reason"]
        and answer.get("measured_s", obligation["measured"]) == obligation["measured"]
    )


def test_the_rows_of_every_case_are_there(planted: tuple[Rows, list[dict[str, Any]]]) -> None:
    tables, cases = planted
    for case in cases:
        for row in case["rows"]:
            key = {name: value for name, value in row["key"].items() if not name.endswith("_at") and name != "at"}
            assert any(all(r[name] == value for name, value in key.items()) for r in tables[row["table"]]), (case, row)
            assert row["file"] == f"{row['table']}.parquet"


def test_names_and_numbers_are_unique(planted: tuple[Rows, list[dict[str, Any]]]) -> None:
    tables, cases = planted
    assert len({case["name"] for case in cases}) == len(cases)
    assert len({row["incident_id"] for row in tables["incidents"]}) == len(tables["incidents"])
    plain = [plain_number(row["incident_id"]) for row in tables["incidents"]]
    assert len(set(plain)) == len(plain)
    assert len({row["recording_id"] for row in tables["recordings"]}) == len(tables["recordings"])


def test_no_planted_officer_is_in_the_county_at_large(planted: tuple[Rows, list[dict[str, Any]]]) -> None:
    tables, _ = planted
    for row in tables["unit_responses"]:
        planted_row = row["officer_id"].startswith("C9")
        assert planted_row != row["incident_id"].startswith("MC26-0"), row
