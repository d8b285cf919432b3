"""Case 15: a district of three officers is suppressed, and so much beside it that no total gives it back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bwcmeta.audit.suppress import COMPLEMENT, SMALL, hidden

POLICY = """policy: p
title: P
kind: agency
rules:
  - {id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout}
  - {id: goal, title: G., topic: activation, clause: "2", kind: rate, of: encounter, at_least: 50%, by: [district]}
"""
DISTRICTS = {"D1": 3, "D2": 12, "D3": 15, "D4": 40}
FIGURES = ("compliant", "violation", "n", "determinable_of", "determinable_rate", "worst_low", "best_high")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Each officer at two events, of which every third is not recorded; district by district."""
    incidents, responses, recordings = ["incident_id,district"], ["incident_id,officer_id,arrived_at,cleared_at"], []
    for district, officers in DISTRICTS.items():
        for officer in range(officers):
            for hour in (10, 14):
                number, who = f"{district}-{officer}-{hour}", f"{district}P{officer}"
                incidents.append(f"{number},{district}")
                responses.append(f"{number},{who},2026-03-02T{hour}:05:00Z,2026-03-02T{hour}:20:00Z")
                if (officer + hour) % 3:
                    recordings.append(
                        f"R{number},{who},C{who},2026-03-02T{hour}:00:00Z,2026-03-02T{hour}:30:00Z,{number}"
                    )
    head = "recording_id,officer_id,device_id,started_at,ended_at,incident_ids"
    (tmp_path / "incidents.csv").write_text("\n".join(incidents) + "\n")
    (tmp_path / "unit_responses.csv").write_text("\n".join(responses) + "\n")
    (tmp_path / "recordings.csv").write_text("\n".join([head, *recordings]) + "\n")
    (tmp_path / "p.yaml").write_text(POLICY)
    return tmp_path


def _audit(county: Path, bwcmeta: Callable[..., Any], *words: str) -> Any:
    files = [county / f"{name}.csv" for name in ("incidents", "unit_responses", "recordings")]
    return bwcmeta("audit", *files, "-p", county / "p.yaml", *words)


def _cells(rows: list[dict[str, Any]], group: str, rule: str = "encounter") -> dict[str, dict[str, Any]]:
    return {r["group_value"]: r for r in rows if (r["by_group"], r["rule_id"]) == (group, rule)}


def test_a_district_of_three_officers_and_its_complement_are_suppressed(
    county: Path, bwcmeta: Callable[..., Any]
) -> None:
    told = json.loads(_audit(county, bwcmeta, "-f", "json", "--suppress-below", "11").out)
    open_ = json.loads(_audit(county, bwcmeta, "-f", "json").out)
    cells, before = _cells(told["tallies"], "district"), _cells(open_["tallies"], "district")
    assert {d: c["suppressed"] for d, c in cells.items()} == {"D1": SMALL, "D2": COMPLEMENT, "D3": None, "D4": None}
    assert all(cells[d][f] is None for d in ("D1", "D2") for f in FIGURES)
    assert all(cells[d][f] == before[d][f] for d in ("D3", "D4") for f in FIGURES)
    total, total_before = _cells(told["tallies"], "all")[""], _cells(open_["tallies"], "all")[""]
    assert total == total_before
    left = total["n"] - sum(c["n"] or 0 for c in cells.values())
    assert left == 2 * (DISTRICTS["D1"] + DISTRICTS["D2"])  # all that subtraction tells
    assert {c["suppressed"] for c in _cells(told["tallies"], "officer").values()} == {SMALL}
    assert {d: c["suppressed"] for d, c in _cells(told["tallies"], "district", "goal").items()} == {
        d: c["suppressed"] for d, c in cells.items()
    }
    assert told["suppressed"]["below"] == 11
    assert told["candidate_violations"] == open_["candidate_violations"]


def test_what_is_written_says_so_too(county: Path, bwcmeta: Callable[..., Any]) -> None:
    run = county / "run"
    shown = _audit(county, bwcmeta, "--suppress-below", "11", "--out", str(run)).out
    assert "suppressed: few officers" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 100
    with (run / "tallies.csv").open() as file:
        rows = list(csv.DictReader(file))
    cell = _cells(rows, "district")["D1"]
    assert cell["suppressed"] == SMALL
    assert {cell[f] for f in FIGURES} == {""}
    assert pl.read_parquet(run / "tallies.parquet")["suppressed"].to_list() == [r["suppressed"] or None for r in rows]
    manifest = json.loads((run / "manifest.json").read_text())
    assert manifest["parameters"]["suppress_below"] == 11
    assert bwcmeta("verify", run).code == 0


def test_unasked_nothing_is_suppressed(county: Path, bwcmeta: Callable[..., Any]) -> None:
    told = json.loads(_audit(county, bwcmeta, "-f", "json").out)
    assert {row["suppressed"] for row in told["tallies"]} == {None}
    assert "suppressed" not in told


def _cell(value: str, place: int, *officers: int) -> tuple[str, int, frozenset[int]]:
    return (value, place, frozenset(officers))


def test_cells_of_the_same_few_officers_hide_each_other_not() -> None:
    """Two small cells of the same two people: their sum is that of two people, so a third cell goes."""
    cells = [_cell("A", 0, 1, 2), _cell("B", 1, 1, 2), _cell("C", 2, *range(10, 20)), _cell("D", 3, *range(10, 40))]
    assert hidden(cells, 3) == {0: SMALL, 1: SMALL, 2: COMPLEMENT}


def test_two_small_cells_with_enough_officers_need_no_third() -> None:
    cells = [_cell("A", 0, 1, 2), _cell("B", 1, 3, 4), _cell("C", 2, *range(10, 20))]
    assert hidden(cells, 3) == {0: SMALL, 1: SMALL}


def test_nothing_small_nothing_hidden() -> None:
    assert hidden([_cell("A", 0, 1, 2, 3), _cell("B", 1, 4, 5, 6)], 3) == {}
