"""Faults F1 to F9: rows over time. G1 to G6: calls for service. H: what must not be told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from export_desk import ends

from bwcmeta.errors import ExportError
from bwcmeta.profiles import load_profile

TEN, ELEVEN = "2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"
HEAD = "recording_id,started_at,status\n"
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def test_f1_exact_duplicates(desk) -> None:
    """Rows that are equal | repeats: counted, not stored twice | rows of a table have keys; facts without an
    id of their own are equal only when all that identifies them is
    """
    assert ends(desk.read("recordings.csv", HEAD + f"R1,{TEN},active\n" * 3)) == (1, 0, 2, 0)
    facts = f"fact,incident_id,officer_id,at,level\nuse_of_force,I1,O1,{TEN},1\nuse_of_force,I1,O2,{TEN},1\n"
    assert ends(desk.read("facts.csv", facts)) == (2, 0, 0, 0)


def test_f2_overlapping_exports(desk) -> None:
    """Exports that overlap | repeats, and restated rows used | merged by key; of two versions the later export
    counts; differences are counted by column
    """
    desk.read("1.csv", HEAD + f"R1,{TEN},active\nR2,{TEN},active\n", profile="canonical:recordings")
    ledger = desk.read(
        "2.csv", HEAD + f"R2,{TEN},deleted\nR1,{TEN},active\nR3,{TEN},active\n", profile="canonical:recordings"
    )
    assert ends(ledger) == (2, 0, 1, 0)
    assert [(n.column, n.count, n.examples) for n in ledger.restated] == [("status", 1, (2,))]
    assert desk.lake.snapshot().restated("recordings")


def test_f3_restated_rows(desk) -> None:
    """Rows that a later export restates | used | both versions are kept with their import; an audit as of an
    earlier state reads the earlier one; an older export read later never wins, but fills columns that no later
    one has; a column that an export lacks erases nothing
    """
    new = desk.read("new.csv", HEAD + f"R1,{TEN},deleted\n", profile="canonical:recordings", exported_at=JUNE)
    assert ends(new) == (1, 0, 0, 0)
    old = desk.read(
        "old.csv", HEAD + f"R1,{TEN},active\nR2,{TEN},active\n", profile="canonical:recordings", exported_at=MAY
    )
    assert ends(old) == (1, 0, 0, 1)
    assert old.set_aside[0].what == "an export made later has another version of it"
    assert desk.rows("recordings", "recording_id", "status") == [("R1", "deleted"), ("R2", "active")]
    assert [r.exported_at for r in desk.lake.snapshot().imports] == [JUNE, MAY]


def test_f4_derived_values_drift(desk) -> None:
    """Derived values that change with the date of the export | used | years of service, ages and the like are
    not read, so that they restate nothing
    """
    assert "Officer Years of Service" in load_profile("nopd-use-of-force").leaves_out


def test_f5_updated_in_place(desk) -> None:
    """Rows updated in place | used | the export's own date (`data_as_of`) decides which version counts"""
    head = "cad_number,received_datetime,disposition,data_as_of,onview_flag\n"
    desk.read("b.csv", head + f"1,{TEN},ARR,2026-06-01T00:00:00,Y\n")
    ledger = desk.read("a.csv", head + f"1,{TEN},,2026-05-01T00:00:00,Y\n")
    assert ends(ledger) == (0, 0, 0, 1)
    assert desk.rows("incidents", "disposition") == [("ARR",)]


def test_f6_rates_at_two_moments(desk) -> None:
    """Rates that differ legitimately between two moments | used | every audit has an as-of time; the lake
    answers for any of its states
    """
    desk.read("1.csv", HEAD + f"R1,{TEN},active\n", profile="canonical:recordings")
    desk.read("2.csv", HEAD + f"R2,{TEN},active\n", profile="canonical:recordings")
    assert [len(desk.lake.snapshot(version=n).imports) for n in (1, 2)] == [1, 2]


def test_f7_feed_deleted(desk) -> None:
    """A feed deleted or moved | refused | a missing file is an error and an empty one a warning, never "no
    violations\"
    """
    with pytest.raises(ExportError, match="does not exist"):
        desk.take(desk.folder / "gone.csv")
    assert desk.read("recordings.csv", HEAD).warnings == ("the file has headings and no rows",)


def test_f8_late_edits(desk) -> None:
    """Categories and ids edited later | used | as F3: the later export restates them"""
    desk.read("1.csv", "recording_id,started_at,categories\n" + f"R1,{TEN},\n", profile="canonical:recordings")
    ledger = desk.read(
        "2.csv", "recording_id,started_at,categories\n" + f"R1,{TEN},Arrest\n", profile="canonical:recordings"
    )
    assert ends(ledger) == (1, 0, 0, 0)
    assert ledger.restated[0].column == "categories"


def test_f9_joins_that_multiply(desk) -> None:
    """A join that multiplies rows | repeats, or restated | one row a key: 2,000 rows of 1,695 incidents are
    1,695 incidents
    """
    text = f"incident_id,created_at,call_type\nI1,{TEN},A\nI1,{TEN},A\nI1,{TEN},B\n"
    ledger = desk.read("incidents.csv", text)
    assert ends(ledger) == (2, 0, 1, 0)
    assert ledger.tables[0].restates


RESPONSE = "incident_id,officer_id,unit_id,dispatched_at,arrived_at,cleared_at\n"


def test_g1_no_dispatch(desk) -> None:
    """No time of dispatch | used | the window begins with the next instant that the rule names, else the row
    is undetermined
    """
    assert ends(desk.read("unit_responses.csv", RESPONSE + f"I1,O1,U1,,{TEN},{ELEVEN}\n")) == (1, 0, 0, 0)


def test_g2_no_arrival(desk) -> None:
    """No time of arrival | used | may never have met anybody: rules that begin with arrival are undetermined"""
    assert ends(desk.read("unit_responses.csv", RESPONSE + f"I1,O1,U1,{TEN},,{ELEVEN}\n")) == (1, 0, 0, 0)


def test_g3_longer_than_eight_hours(desk) -> None:
    """Longer than eight hours | used | kept: the policy limits how long a window may be"""
    assert ends(desk.read("unit_responses.csv", RESPONSE + f"I1,O1,U1,{TEN},{TEN},2026-01-06T10:00:00Z\n")) == (
        1,
        0,
        0,
        0,
    )


def test_g4_incidents_without_units(desk) -> None:
    """Incidents without units | used, as incidents | no officer can be accused: such exports feed `incidents`
    alone
    """
    for name in ("nola-calls", "sf-calls", "cincinnati-calls", "detroit-calls", "baltimore-calls"):
        assert load_profile(name).table_names == ("incidents",)


def test_g5_units_without_cameras(desk) -> None:
    """Units of other agencies, calls by telephone, units without cameras | used | camera issue dates and the
    roster are tables; the frame of a rule asks them
    """
    assert ends(desk.read("device_assignments.csv", f"device_id,officer_id,assigned_at\nC,O1,{TEN}\n")) == (1, 0, 0, 0)


def test_g6_cleared_and_assigned_again(desk) -> None:
    """A unit cleared and assigned again to one call | used | two rows: the dispatch is part of the key"""
    text = RESPONSE + f"I1,O1,U1,{TEN},{TEN},{ELEVEN}\nI1,O1,U1,2026-01-05T12:00:00Z,,2026-01-05T13:00:00Z\n"
    assert ends(desk.read("unit_responses.csv", text)) == (2, 0, 0, 0)


def test_h_names_and_free_text_stay_out(desk) -> None:
    """Names, addresses, free text | used without them | dropped at the door unless the profile keeps them;
    blanked in the rows set aside; never in a ledger or a log
    """
    head = "evidence_id,title,created_date_record_start,date_record_end,owner_last_name,note\n"
    text = head + f"E1,2424 Oak Ct,{ELEVEN},{TEN},Pelich,x\nE2,At home,{TEN},,Pelich,x\nE3,Oak 1,soon\n"
    ledger = desk.read("e.csv", text)
    assert ends(ledger) == (1, 0, 0, 2)
    aside = desk.aside(ledger)
    assert [a["raw"] for a in aside] == [f"E1,,{ELEVEN},{TEN},,", "E3,x 1,x"]
    kept = str(ledger) + str(aside) + str(desk.rows("recordings", "recording_id", "title", "officer_id"))
    assert not [word for word in ("Pelich", "Oak", "home") if word in kept]
