"""Every case under tests/cases/rules, judged by the oracle and by the engine: both must say what the case says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from case_bundles import Bundle, bundles
from comparing import oracle_says
from rule_cases import Case, all_cases, cases_of

CASES = all_cases()
NAMED = [pytest.param(case, id=case.label) for case in CASES]


def _check(case: Case, obligations: list[dict[str, Any]]) -> None:
    found = [{key: row[key] for key in expected} for row, expected in zip(obligations, case.expect, strict=False)]
    wanted = [dict(expected) for expected in case.expect]
    for row, expected in zip(found, wanted, strict=True):
        if isinstance(expected.get("measured"), int | float) and row["measured"] is not None:
            expected["measured"] = pytest.approx(expected["measured"], abs=1e-7)
    assert found == wanted, f"got {obligations}"
    assert len(obligations) == len(case.expect), f"got {obligations}"


@pytest.mark.parametrize("case", NAMED)
def test_oracle_says_what_the_case_says(case: Case) -> None:
    said = oracle_says(case.tables, case.policy, case.as_of, case.horizon)
    _check(case, said.obligations)
    states = said.waterfall["the-rule"]
    if case.excluded is not None:
        assert {s: n for s, n in states.items() if s not in ("bound", "not bound")} == case.excluded
    if case.not_bound is not None:
        assert states["not bound"] == case.not_bound


@pytest.mark.parametrize("bundle", [pytest.param(bundle, id=bundle.label) for bundle in bundles(CASES)])
def test_engine_says_what_the_cases_say(bundle: Bundle, tmp_path: Path) -> None:
    wrong = []
    for case, obligations in bundle.said(tmp_path):
        try:
            _check(case, obligations)
        except AssertionError as error:
            wrong.append(f"{case.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


def test_names_of_cases_are_unique() -> None:
    labels = [case.label for case in CASES]
    assert sorted(set(labels)) == sorted(labels)


def test_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text("kind: kept\nday: '2024-06-03'\ncases:\n- {name: x, expects: []}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown keys"):
        cases_of(path)


def test_an_unquoted_moment_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text(
        "kind: kept\nday: '2024-06-03'\nas_of: '10:00'\nhorizon: {}\n"
        "cases:\n- {name: x, rows: {recordings: [{started_at: 10:00}]}, expect: []}\n",
        encoding="utf-8",
    )
    with pytest.raises(TypeError, match="quote the moment"):
        cases_of(path)
