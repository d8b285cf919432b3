"""Case 12: 0 of 40 surfaces, 0 of 2 does not. Case 14: 64 of 73 is printed as .7788 to .9420."""

import pytest
from audits import Row, Rows, audited, film, later, response

FIRST = "2026-03-02T06:00:00-06:00"


def _events(officer: str, recorded: int, missing: int) -> Rows:
    rows: Rows = {"unit_responses": [], "recordings": [film(f"R{officer}", officer, later(FIRST, hours=-2), FIRST)]}
    for number in range(recorded + missing):
        start, ident = later(FIRST, hours=number), f"{officer}-{number}"
        rows["unit_responses"].append(response(ident, officer, start, later(start, minutes=10)))
        if number < recorded:
            rows["recordings"].append(film(f"R{ident}", officer, start, later(start, minutes=10), ident))
    return rows


def _tally(rows: list[Rows], officer: str | None = None) -> Row:
    tables = {t: [r for one in rows for r in one[t]] for t in ("unit_responses", "recordings")}
    made = audited(tables).tallies.to_dicts()
    group = ("officer", officer) if officer else ("all", "")
    (row,) = [t for t in made if (t["by_group"], t["group_value"]) == group]
    return row


def test_64_of_73() -> None:
    row = _tally([_events("P1", 64, 9)])
    assert (row["compliant"], row["determinable_of"]) == (64, 73)
    assert (row["determinable_low"], row["determinable_high"]) == (
        pytest.approx(0.7788, abs=5e-5),
        pytest.approx(0.9420, abs=5e-5),
    )


def test_0_of_40_is_told_from_0_of_2_by_its_interval() -> None:
    rows = [_events("P1", 0, 40), _events("P2", 0, 2), _events("P3", 30, 2)]
    silent, few = _tally(rows, "P1"), _tally(rows, "P2")
    assert (silent["determinable_rate"], few["determinable_rate"]) == (0, 0)
    assert silent["determinable_high"] < 0.09
    assert few["determinable_high"] > 0.8
