"""Every real sample beside the checkout goes in by the profile that ships for it, and its ledger adds up."""

from __future__ import annotations

import pytest

from bwcmeta.errors import ExportError

SAMPLES = [
    # file, profile, rows: read, used, repaired, repeats, set aside
    ("nj/nj_uof_2020-10_2021-02_2000.csv", "nj-use-of-force", (2000, 1850, 150, 0, 0)),
    ("nola/cfs_2022_via_excel_2000.csv", "nola-calls", (2000, 1650, 45, 305, 0)),
    ("nola/nopd_uof_20180529_2000.csv", "nopd-use-of-force", (2000, 1886, 0, 114, 0)),
    ("nola/nopd_uof_20200214_2000.csv", "nopd-use-of-force", (2000, 1886, 0, 114, 0)),
    *(
        (f"socrata_10row/{name}.csv", profile, (10, 10, 0, 0, 0))
        for name, profile in [
            ("baltimore_911_xviu-ezkt", "baltimore-calls"),
            ("baltimore_uof_3w4d-kckv", "baltimore-force"),
            ("hartford_cfs_9a5q-r34k", "hartford-calls"),
            ("lapd_cfs_2016_xwgr-xw5q", "lapd-calls-2016"),
            ("montgomery_ia_allegations_usip-62e2", "montgomery-complaints"),
            ("nola_cfs_2011_28ec-c8d6", "nola-calls"),
            ("nola_cfs_2012_rv3g-ypg7", "nola-calls"),
            ("nola_cfs_2013_5fn8-vtui", "nola-calls"),
            ("nola_cfs_2015_w68y-xmk6", "nola-calls"),
            ("nola_cfs_2016_wgrp-d3ma", "nola-calls"),
            ("nola_cfs_2017_bqmt-f3jk", "nola-calls"),
            ("nola_stop_search_kitu-f4uy", "nopd-stops"),
            ("nopd_bwc_metadata_qarb-kkbj", "axon-evidence-created"),
            ("nopd_incar_metadata_md3v-ph3u", "nopd-in-car"),
            ("rockford_dispatch_9zru-nvxs", "rockford-calls"),
            ("seattle_911_response_3k2p-39jp", "seattle-calls-2010"),
            ("seattle_incar_dropped_frames_k7a5-emiw", "seattle-in-car-faults"),
            ("seattle_use_of_force_ppi5-g2bj", "seattle-use-of-force"),
            ("sf_police_cfs_hz9m-tj6z", "sf-calls-2016"),
        ]
    ),
    ("socrata_10row/santa_rosa_cfs_vagc-esxy.csv", "santa-rosa-calls", (10, 9, 1, 0, 0)),
    ("tjjd/footage_sample.csv", "axon-evidence-created", (1986, 1986, 0, 0, 0)),
    ("tjjd/footage_sample.xlsx", "axon-evidence-created", (1986, 1986, 0, 0, 0)),
    ("tjjd/shift_sample.csv", "tjjd-shifts", (373, 29, 344, 0, 0)),  # rounded: the noise of a spreadsheet
    ("tjjd/shift_sample.xlsx", "tjjd-shifts", (373, 373, 0, 0, 0)),
    ("tjjd/hr_sample.csv", "tjjd-hr", (31, 31, 0, 0, 0)),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "profile", "ends"), SAMPLES, ids=[s[0] for s in SAMPLES])
def test_a_real_sample_goes_in(reader, shared_data, name: str, profile: str, ends: tuple[int, ...]) -> None:
    ledger = reader.take(shared_data(name))
    rows = ledger.rows
    assert ledger.profile == f"{profile}@1"
    assert (rows.read, rows.used, rows.repaired, rows.repeats, rows.set_aside) == ends
    assert ledger.unmapped == ()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["seattle_bwv_pilot_a_5rka-m6jr", "seattle_bwv_pilot_b_n6as-h2bj"])
def test_the_pilot_without_offsets_asks_for_a_zone(reader, shared_data, name: str) -> None:
    path = shared_data(f"socrata_10row/{name}.csv")
    with pytest.raises(ExportError, match="--tz"):
        reader.take(path)
    ledger = reader.take(path, tz="America/Los_Angeles")
    assert (ledger.profile, ledger.rows.read, ledger.rows.set_aside) == ("axon-evidence-created@1", 10, 0)
    assert ledger.unmapped == ()


@pytest.mark.shared
def test_a_data_dictionary_is_no_export(reader, shared_data) -> None:
    with pytest.raises(ExportError, match="no profile fits its headings"):
        reader.take(shared_data("nj/metadata.csv"))


@pytest.mark.shared
def test_a_restated_export_keeps_both_versions(reader, shared_data) -> None:
    reader.take(shared_data("nola/nopd_uof_20180529_2000.csv"))
    ledger = reader.take(shared_data("nola/nopd_uof_20200214_2000.csv"))
    assert [t.restates for t in ledger.tables] == [True]
    levels = {level for (level,) in reader.rows("facts", "level")}
    assert levels == {None, "L1", "L2", "L3", "L4"}  # the level came with the second export


@pytest.mark.shared
def test_kinds_of_place_named_together_are_kept_together(reader, shared_data) -> None:
    ledger = reader.take(shared_data("nj/nj_uof_2020-10_2021-02_2000.csv"))
    places = {place for (place,) in reader.rows("incidents", "location_type")}
    assert {"street", "residence", "school_college", "hospital", "bar_nightclub", None} <= places
    unknown = {n.what: n.count for n in ledger.unknown if n.column == "location_type"}
    several = [kinds for (kinds,) in reader.rows("incidents", "location_types") if kinds is not None]
    assert ["residence", "street"] in several
    assert all(len(kinds) > 1 and kinds == sorted(kinds) for kinds in several)
    assert not {"Residence, Street", "Street, Residence"} & set(unknown)
    assert "Alcohol Establishment (bar, club, casino)" not in unknown
    facts = [fact for (fact,) in reader.rows("facts", "fact")]
    assert (facts.count("use_of_force"), facts.count("arrest")) == (2000, 1577)


@pytest.mark.shared
def test_shifts_of_a_workbook_and_of_a_csv_are_the_same_shifts(reader, shared_data) -> None:
    columns = ("duty_id", "officer_id", "started_at", "ended_at", "kind", "district")
    reader.take(shared_data("tjjd/shift_sample.csv"))
    before = reader.rows("duty", *columns)
    ledger = reader.take(shared_data("tjjd/shift_sample.xlsx"))
    assert (ledger.rows.repeats, len(reader.rows("duty", *columns))) == (373, len(before))
    assert all(start.microsecond == 0 and start.second == 0 for _, _, start, *_ in before)
    assert {kind for *_, kind, _ in before} == {"scheduled", "leave"}
