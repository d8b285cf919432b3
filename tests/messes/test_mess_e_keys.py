"""Faults E1 to E21: keys, tags and text."""

from __future__ import annotations

import pytest
from export_desk import ends

from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles import load_profile

TEN = "2026-01-05T10:00:00Z"
OWN = """
id: own
version: 1
title: Clips of our own
tables:
  recordings:
    columns:
      recording_id: {from: [Clip]}
      started_at: {from: [Begun]}
      %s
"""


def one(desk, rule: str, head: str, *rows: str):
    text = f"Clip,Begun,{head}\n" + "".join(f"{n},{TEN},{row}\n" for n, row in enumerate(rows))
    return desk.read("own.csv", text, profile=desk.profile(OWN % rule))


def incidents(desk, rule: str, head: str, *rows: str):
    own = (
        OWN.replace("recordings", "incidents")
        .replace("recording_id", "incident_id")
        .replace("started_at", "created_at")
    )
    text = f"Clip,Begun,{head}\n" + "".join(f"{n},{TEN},{row}\n" for n, row in enumerate(rows))
    return desk.read("own.csv", text, profile=desk.profile(own % rule))


def test_e1_one_incident_three_spellings(desk) -> None:
    """One incident number in three spellings | used | kept as given and compared without case and punctuation;
    what is more than that a named function of the profile does
    """
    rule = "incident_ids: {from: [Item], normalise: [upper, alphanumeric]}"
    assert ends(one(desk, rule, "Item", "J-34739-16", "j3473916", " J 34739 16 ")) == (3, 0, 0, 0)
    assert desk.rows("recordings", "incident_ids") == [(["J3473916"],)] * 3


def test_e2_id_in_the_wrong_column(desk) -> None:
    """The number stands in the title | used | `otherwise` reads the title where the column is empty or holds
    none; only what has the shape is kept
    """
    shape = "pattern: '[A-Z]-[0-9]{5}-[0-9]{2}'"
    rule = f"incident_ids: {{from: [Item], {shape}, otherwise: {{from: [Title], {shape}}}}}"
    ledger = one(
        desk, rule, "Item,Title", "J-34739-16,x", ",2424 OAK CT J-34740-16", "see title,J-34741-16", "none,none"
    )
    assert ends(ledger) == (3, 1, 0, 0)
    assert desk.rows("recordings", "incident_ids") == [
        (["J-34739-16"],), (["J-34740-16"],), (["J-34741-16"],), (None,)
    ]  # fmt: skip


def test_e3_free_text_in_the_id(desk) -> None:
    """Free text in the id | repaired: emptied, counted | `pattern` says what an id looks like; the text itself
    is not listed
    """
    rule = "incident_ids: {from: [Item], pattern: '[0-9]{4}-[0-9]{6}'}"
    ledger = one(desk, rule, "Item", "2015-089852", "system check", "3/19/2015")
    assert ends(ledger) == (1, 2, 0, 0)
    assert [(r.what, r.count) for r in ledger.repairs] == [("emptied: not of the shape that the profile states", 2)]
    assert "system check" not in str(ledger)


@pytest.mark.parametrize(("mark", "cell"), [(",", '"15-1860826,15-5029094"'), (" ", "15-5029094 15-1860826")])
def test_e4_several_ids_in_one_cell(desk, mark, cell) -> None:
    """Several ids in one cell | used | split by the separator of the profile"""
    assert ends(one(desk, f"incident_ids: {{from: [Item], separator: '{mark}'}}", "Item", cell)) == (1, 0, 0, 0)
    assert desk.rows("recordings", "incident_ids") == [(["15-1860826", "15-5029094"],)]


def test_e5_separators_differ_in_one_file(desk) -> None:
    """Separators differ between columns, with an empty tail | used | one separator a column; blanks and empty
    parts fall away
    """
    rule = "categories: {from: [A], separator: ','}\n      tags: {from: [B], separator: ';'}"
    assert ends(one(desk, rule, "A,B", '"Traffic, Arrest",a;b;;', '"Male,Male,Female,",')) == (2, 0, 0, 0)
    assert desk.rows("recordings", "categories", "tags") == [
        (["arrest", "traffic"], ["a", "b"]),
        (["female", "male"], None),
    ]


def test_e6_separator_inside_a_value(desk) -> None:
    """A separator inside a value | used | values listed as `whole` are found before the cell is split"""
    rule = "categories: {from: [A], separator: ',', whole: ['Disturbance (drinking, fighting, disorderly)', 'Darkness, Artificial']}"  # noqa: E501
    one(desk, rule, "A", '"Assault, Disturbance (drinking, fighting, disorderly)"', '"darkness, artificial,Rain"')
    assert desk.rows("recordings", "categories") == [
        (["assault", "disturbance (drinking, fighting, disorderly)"],), (["darkness, artificial", "rain"],)
    ]  # fmt: skip


def test_e7_order_carries_no_meaning(desk) -> None:
    """The order of values means nothing | used | lists are sorted sets"""
    one(desk, "tags: {from: [A], separator: ','}", "A", '"Body Worn, Motor Vehicle"', '"Motor Vehicle, Body Worn"')
    assert len(set(map(str, desk.rows("recordings", "tags")))) == 1


def test_e8_parallel_lists_of_unequal_length(desk) -> None:
    """Parallel lists of unequal length | used | lists are never zipped; those about people are left out"""
    profile = load_profile("nj-use-of-force")
    assert {"subject_race", "subject_age", "subject_injury_type"} <= set(profile.leaves_out)


def test_e9_tags_of_key_and_value(desk) -> None:
    """Tags of key and value with semicolons | used | kept whole; keys nobody knows too"""
    one(desk, "tags: {from: [A], separator: ';'}", "A", "TriggerOn:Button;SomeTag:SomeValue")
    assert desk.rows("recordings", "tags") == [(["sometag:somevalue", "triggeron:button"],)]


@pytest.mark.parametrize("blank", ["", " ", "           .", "Missing", "REDACTED", "na", "N/A", "n/a"])
def test_e10_blanks_spelt_many_ways(desk, blank) -> None:
    """Blanks in many spellings | used | one list of null words in the profile; Unknown is none of them"""
    own = (OWN % "district: {from: [D]}").replace("tables:", 'null_words: [".", Missing, REDACTED, na, N/A]\ntables:')
    assert ends(desk.read("own.csv", f"Clip,Begun,D\n1,{TEN},{blank}\n", profile=desk.profile(own))) == (1, 0, 0, 0)
    desk.read("own2.csv", f"Clip,Begun,D\n2,{TEN},Unknown\n", profile=desk.profile(own))
    assert desk.rows("recordings", "district") == [(None,), ("Unknown",)]


def test_e11_three_valued_answers(desk) -> None:
    """Yes, no and a third value | used | the third is unknown where the profile says so, else emptied and
    listed
    """
    rule = "self_initiated: {from: [A], values: {NOT_KNOWN: ~, HSOC: ~}}"
    ledger = incidents(desk, rule, "A", "Y", "NO", "NOT_KNOWN", "HSOC", "perhaps")
    assert ends(ledger) == (4, 1, 0, 0)
    assert desk.rows("incidents", "self_initiated") == [(True,), (False,), (None,), (None,), (None,)]
    assert [u.what for u in ledger.unknown] == ["perhaps"]


def test_e12_several_kinds_of_place(desk) -> None:
    """Several kinds of place at once | repaired: kept together as a set, counted | the policy says what partly means
    (`places: {partly: ...}`). The same kind twice is that kind; a word that nobody knows is listed and leaves the set
    open
    """
    rule = "location_type: {from: [A], separator: ',', values: {Residence: residence, Street: street, Home: residence,\
        Camera 2: ~}}"
    both, odd = ('"Residence, Street"', '"Street, Residence"'), ('"Home, Residence"', '"Home, Camera 2"', "Camera 2")
    ledger = incidents(desk, rule, "A", "Residence", *both, *odd, '"Street, Space Station"', "Space Station")
    assert ends(ledger) == (4, 4, 0, 0)
    assert desk.rows("incidents", "location_type", "location_types", "location_known") == [
        ("residence", None, "stated"),
        (None, ["residence", "street"], "stated"),
        (None, ["residence", "street"], "stated"),
        ("residence", None, "stated"),
        ("residence", None, "stated"),
        (None, None, None),
        (None, ["other_unknown", "street"], "stated"),
        (None, None, None),
    ]
    assert {(u.what, u.count) for u in ledger.unknown} == {("Street, Space Station", 1), ("Space Station", 1)}


def test_e13_no_kind_of_place(desk) -> None:
    """No kind of place in the export | used | it comes from the incident or a fact; without any the outcome is
    undetermined
    """
    assert ends(desk.read("incidents.csv", f"incident_id,created_at\nI1,{TEN}\n")) == (1, 0, 0, 0)
    assert desk.rows("incidents", "location_type") == [(None,)]


@pytest.mark.parametrize("cell", ['"(29.9295015, -89.99376245)"', "POINT (-89.99376245 29.9295015)"])
def test_e14_place_in_one_cell(desk, cell) -> None:
    """Both coordinates in one cell, in either order | used | two named functions read both forms; ranges are
    checked
    """
    rule = "latitude: {from: [A], normalise: [latitude_of_point]}\n"
    rule += "      longitude: {from: [A], normalise: [longitude_of_point]}"
    assert ends(one(desk, rule, "A", cell)) == (1, 0, 0, 0)
    assert desk.rows("recordings", "latitude", "longitude") == [(29.9295015, -89.99376245)]


@pytest.mark.parametrize("pair", ["0.0,0.0", "0,0", "95.1,10", "29.9,"])
def test_e15_no_place_or_zero(desk, pair) -> None:
    """No coordinates, zeros, half a pair | used, or repaired: emptied | 0,0 is no place"""
    rule = "latitude: {from: [A]}\n      longitude: {from: [B]}"
    assert ends(one(desk, rule, "A,B", pair, ",")) == (1, 1, 0, 0)
    assert desk.rows("recordings", "latitude", "longitude") == [(None, None)] * 2


@pytest.mark.parametrize(
    "text", ["014XX Tulane Ave", "3XX BLOCK OF PINE ST", "REDACTED", "100 Block Of South Van Ness Av"]
)
def test_e16_block_instead_of_address(desk, text) -> None:
    """A block or a blank instead of an address | used | no key is made of it: it establishes no home and no
    school
    """
    incidents(desk, "address_key: {from: [A], normalise: [exact_address]}", "A", text, "12  Oak st")
    assert desk.rows("incidents", "address_key") == [(None,), ("12 OAK ST",)]


def test_e17_sensitive_calls_blanked(desk) -> None:
    """Places of sensitive calls blanked or dropped | used | the profile says so in words: what is missing is
    not missing at random; such incidents are undetermined, not passed
    """
    assert "not missing at random" in load_profile("sf-calls").says


def test_e18_categories_since_renamed(desk) -> None:
    """Categories renamed or removed since | used | kept as they are; policies map them by version and date,
    and a word that no policy names exempts nothing
    """
    assert ends(one(desk, "categories: {from: [A]}", "A", "Deleted category detected on upload")) == (1, 0, 0, 0)


def test_e19_junk_dispositions(desk) -> None:
    """Entries made to test the system, duplicates | set aside with the profile's reason | what is only a
    disposition (void, duplicate) is kept for the policy's exclusions
    """
    head = "EVENT_NUMBER,CREATE_TIME_INCIDENT,INCIDENT_TYPE_ID,DISPOSITION_TEXT,AGENCY"
    ledger = desk.read("c.csv", f"{head}\n1,{TEN},T,TEST: TEST,P\n2,{TEN},T,DUP: DUPLICATE,P\n")
    assert ends(ledger) == (1, 0, 0, 1)
    assert ledger.set_aside[0].what == "excluded: an entry made to test the system"


def test_e20_first_and_final_type(desk) -> None:
    """The first call type differs from the final one | used | both are kept; the policy says which one binds"""
    desk.read("incidents.csv", f"incident_id,created_at,call_type_first,call_type\nI1,{TEN},20,100\n")
    assert desk.rows("incidents", "call_type_first", "call_type") == [("20", "100")]


def test_e21_text_that_looks_like_a_formula(desk) -> None:
    """Text that looks like a formula | used | kept as text and never evaluated; written out escaped"""
    desk.read("recordings.csv", f"recording_id,started_at,officer_id\n@2014022412390,{TEN},=1+1\n")
    assert desk.rows("recordings", "recording_id", "officer_id") == [("@2014022412390", "=1+1")]
    assert TABLE_BY_NAME["recordings"].column("recording_id") is not None
