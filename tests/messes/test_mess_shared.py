"""Every real sample beside the checkout goes in with a shipped profile, and its ledger adds up."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_desk import ends

FOLDER = Path(__file__).parents[3] / "shared" / "data"
NO_EXPORT = {"metadata.csv"}
"""Descriptions of columns, no rows of an export."""

FILES = sorted(p for p in FOLDER.rglob("*") if p.suffix in (".csv", ".xlsx") and p.name not in NO_EXPORT)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FILES, reason="the real samples are not beside this checkout (shared/data absent)"),
]


@pytest.mark.parametrize("path", FILES or [FOLDER], ids=lambda p: p.name)
def test_a_real_file_goes_in(desk, path: Path) -> None:
    zone = (
        "America/Los_Angeles" if "_pilot_" in path.name else None
    )  # their stamps have no offset, nor their profile one
    ledger = desk.take(path, tz=zone).files[0]
    assert ledger.rows.read == sum(ends(ledger)) > 0
    assert ledger.set_aside == ()
    assert not ledger.profile.startswith("canonical:")


def test_ids_of_a_workbook_are_those_of_the_csv(desk) -> None:
    columns = ("recording_id", "officer_id", "device_id", "started_at", "ended_at", "duration_s")
    desk.take(FOLDER / "tjjd/footage_sample.csv")
    csv = desk.rows("recordings", *columns)
    ledger = desk.take(FOLDER / "tjjd/footage_sample.xlsx").files[0]
    assert (len(csv), ends(ledger)) == (ledger.rows.read, (0, 0, ledger.rows.read, 0))


def test_shifts_of_a_workbook_are_those_of_the_csv(desk) -> None:
    desk.take(FOLDER / "tjjd/shift_sample.csv")
    ledger = desk.take(FOLDER / "tjjd/shift_sample.xlsx").files[0]
    assert ledger.rows.repeats == ledger.rows.read


def test_a_restatement_pair_says_what_changed(desk) -> None:
    desk.take(FOLDER / "nola/nopd_uof_20180529_2000.csv")
    ledger = desk.take(FOLDER / "nola/nopd_uof_20200214_2000.csv").files[0]
    assert any("new: Use of Force Level" in w or "Use of Force Level" in w for w in ledger.warnings)


def test_two_editions_of_the_pilot_merge(desk) -> None:
    desk.take(FOLDER / "socrata_10row/seattle_bwv_pilot_b_n6as-h2bj.csv", tz="America/Los_Angeles")
    ledger = desk.take(FOLDER / "socrata_10row/seattle_bwv_pilot_a_5rka-m6jr.csv", tz="America/Los_Angeles").files[0]
    assert {n.column for n in ledger.restated} >= {"started_at", "ended_at"}
