"""What a predicate may say, and what the rebuilt tree is."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bwcmeta.model.location import LOCATION_TYPES
from bwcmeta.model.vocabulary import ACTIONS
from bwcmeta.rules.scopes import SCOPES
from bwcmeta.sql.predicate import PredicateError, fact_column, parse_predicate

RESPONSES = SCOPES["unit_responses"]
RECORDINGS = SCOPES["recordings"]


def sql(text, scope=RESPONSES, **more):
    return parse_predicate(text, scope, **more).tree.sql("duckdb")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("disposition in ('CAN', 'TEST')", "disposition IN ('CAN', 'TEST')"),
        ("Disposition NOT IN ('CAN')", "NOT disposition IN ('CAN')"),
        ("arrived_at is null", "arrived_at IS NULL"),
        ("arrived_at is not null", "NOT arrived_at IS NULL"),
        ("on_scene_seconds < 60", "on_scene_seconds < 60"),
        ("on_scene_seconds >= -1.50", "on_scene_seconds >= -1.5"),
        ("60 > on_scene_seconds", "60 > on_scene_seconds"),
        ("on_scene_seconds = 6e1", "on_scene_seconds = 60"),
        ("on_scene_seconds between 1 and 2 and camera_issued", "on_scene_seconds BETWEEN 1 AND 2 AND camera_issued"),
        ("not camera_issued", "NOT camera_issued"),
        ("camera_issued = false", "camera_issued = FALSE"),
        ("camera_issued is not true", "NOT camera_issued IS TRUE"),
        ("true", "TRUE"),
        ("(priority = '1') is true", "(priority = '1') IS TRUE"),
        ("has_fact('warrant_service') is null", "fact__warrant_service__claimed IS NULL"),
        ("(priority = '1' or beat = '2') and camera_issued", "(priority = '1' OR beat = '2') AND camera_issued"),
        ("priority = '1' or priority = '2' and camera_issued", "priority = '1' OR (priority = '2' AND camera_issued)"),
        ("not (priority = '1' or camera_issued)", "NOT (priority = '1' OR camera_issued)"),
        ("not priority = '1'", "NOT priority = '1'"),
        ("call_type = call_type_first", "call_type = call_type_first"),
        ("call_type <> 'O''HARA'", "call_type <> 'O''HARA'"),
        ('"call_type" = \'A\'', "call_type = 'A'"),
        ("cleared_at > closed_at", "cleared_at > closed_at"),
        ("arrived_at >= '2026-03-01T20:00:00.5-06:00'", "arrived_at >= 1772416800500000"),
        ("arrived_at between '1969-12-31T23:59:59Z' and '2026-03-01 20:00Z'",
         "arrived_at BETWEEN -1000000 AND 1772395200000000"),
        ("location_type is null", "((location_type IS NULL AND location_types IS NULL))"),
        ("has_fact('exigent', 'documented')", "fact__exigent__documented"),
    ],
)  # fmt: skip
def test_what_is_allowed_is_rebuilt(text, expected):
    assert sql(text) == expected


def test_a_list_is_asked_by_has_any_and_an_absent_list_is_unknown():
    expected = "CASE WHEN categories IS NULL THEN NULL ELSE BWC_HAS_ANY(categories, 'arrest', 'dui') END"
    assert sql("has_any(categories, 'Arrest', 'DUI', 'arrest')", RECORDINGS) == expected
    assert sql("category in ('arrest', 'dui')", RECORDINGS) == expected
    assert sql("category not in ('arrest', 'dui')", RECORDINGS) == f"NOT {expected}"
    assert sql("tag <> 'x'", RECORDINGS) == "NOT CASE WHEN tags IS NULL THEN NULL ELSE BWC_HAS_ANY(tags, 'x') END"
    assert sql("'x' = tag", RECORDINGS) == sql("has_any(tags, 'X')", RECORDINGS)
    assert "'MC-1'" in sql("has_any(incident_ids, 'MC-1')", RECORDINGS)
    assert sql("category is null", RECORDINGS) == "categories IS NULL"


ONE_SCHOOL = (
    "CASE WHEN location_type IN ('school_elementary_secondary') THEN TRUE "
    "WHEN location_type IN ('other_unknown', 'school_college') THEN NULL "
    "WHEN NOT location_type IS NULL THEN FALSE WHEN location_types IS NULL THEN NULL "
)
SCHOOL, EITHER = "'school_elementary_secondary'", "'other_unknown', 'school_college', 'school_elementary_secondary'"


@pytest.mark.parametrize(
    ("partly", "of_several"),
    [
        ("undetermined", (f"WHEN BWC_HAS_ONLY(location_types, {SCHOOL}) THEN TRUE "
                          f"WHEN BWC_HAS_ANY(location_types, {EITHER}) THEN NULL ELSE FALSE END")),
        ("counts", (f"WHEN BWC_HAS_ANY(location_types, {SCHOOL}) THEN TRUE "
                    "WHEN BWC_HAS_ANY(location_types, 'other_unknown', 'school_college') THEN NULL ELSE FALSE END")),
        ("does_not_count", (f"WHEN NOT BWC_HAS_ONLY(location_types, {EITHER}) THEN FALSE "
                            "WHEN BWC_HAS_ANY(location_types, 'other_unknown', 'school_college') THEN NULL "
                            "ELSE TRUE END")),
    ],
)  # fmt: skip
def test_a_place_is_true_unknown_or_false(partly, of_several):
    assert sql(f"location_type = {SCHOOL}", partly=partly) == ONE_SCHOOL + of_several
    assert sql(f"location_type <> {SCHOOL}", partly=partly) == f"NOT {ONE_SCHOOL}{of_several}"


def test_a_place_is_asked_for_several_kinds_and_in_part():
    many = sql("location_type in ('bank', 'atm')")
    assert many.startswith(
        "CASE WHEN location_type IN ('atm', 'bank') THEN TRUE WHEN location_type IN ('other_unknown')"
    )
    for partly in ("undetermined", "counts", "does_not_count"):
        for function, same in (("has_any", "counts"), ("has_only", "does_not_count")):
            asked = sql(f"{function}(location_types, 'bank', 'atm')", partly=partly)
            assert asked == sql("location_type in ('atm', 'bank')", partly=same)
    none = "CASE WHEN (location_type IS NULL AND location_types IS NULL) THEN NULL ELSE TRUE END"
    assert sql("has_any(location_types)") == none
    assert sql("location_types is null") == sql("location_type is null")
    assert "THEN NULL WHEN NOT" not in sql("location_type = 'other_unknown'")  # it hides nothing when it is asked for
    assert "incident_location_types" in sql("incident_location_type = 'bank'", RECORDINGS)
    told = parse_predicate("has_any(location_types, 'bank')", RESPONSES)
    assert (told.columns, told.named) == ({"location_type", "location_types"}, (("location_type", ("bank",)),))


def test_a_list_may_be_asked_for_nothing_else():
    expected = (
        "CASE WHEN categories IS NULL THEN NULL "
        "ELSE BWC_HAS_ANY(categories, 'dui', 'x') AND BWC_HAS_ONLY(categories, 'dui', 'x') END"
    )
    assert sql("has_only(categories, 'DUI', 'x')", RECORDINGS) == expected


def test_what_a_predicate_names_is_told():
    text = "category = 'Arrest' and tags is not null and has_fact('exigent') and (has_fact('exigent', 'verified') or status in ('active', 'other'))"  # noqa: E501
    told = parse_predicate(text, RECORDINGS)
    assert told.columns == {"categories", "tags", "status"}
    assert told.facts == {("exigent", "claimed"), ("exigent", "verified")}
    assert told.named == (("categories", ("arrest",)), ("status", ("active", "other")))
    assert told.text == text
    assert fact_column("exigent", "verified") == "fact__exigent__verified"


def test_a_qualifier_stands_before_every_column():
    text = "call_type = 'A' and has_fact('exigent') and location_type = 'bank'"
    assert sql(text, qualifier="f").count("f.") == 8


def test_the_tree_belongs_to_the_caller():
    first = parse_predicate("camera_issued", RESPONSES)
    first.tree.set("this", "spoilt")
    assert sql("camera_issued") == "camera_issued"


@pytest.mark.parametrize("table", sorted(SCOPES))
def test_every_column_of_every_scope_can_be_named(table):
    for column in SCOPES[table]:
        for spelt in (column, column.upper(), f'"{column}"'):
            told = parse_predicate(f"{spelt} is not null or {spelt} is null", SCOPES[table])
            assert len(told.columns) == (2 if "location_type" in column else 1)


def test_every_place_can_be_asked_for():
    for name in LOCATION_TYPES:
        assert name in sql(f"location_type = '{name}'")


def test_a_closed_vocabulary_is_kept():
    scope, values = SCOPES["evidence_actions"], {"action": ACTIONS}
    assert sql("action = 'viewed'", scope, values=values) == "action = 'viewed'"
    with pytest.raises(PredicateError) as caught:
        parse_predicate("action in ('viewed', 'vewed')", scope, values=values)
    assert (caught.value.what, caught.value.hint, caught.value.offset) == (
        "action is never 'vewed'", "did you mean 'viewed'?", 21)  # fmt: skip
    with pytest.raises(PredicateError, match="action has no order"):
        parse_predicate("action > 'viewed'", scope, values=values)


def test_forty_levels_pass_and_one_more_does_not():
    for text in ("(" * 40 + "camera_issued" + ")" * 40, "not " * 40 + "camera_issued",
                 "not (" * 20 + "camera_issued" + ")" * 20):  # fmt: skip
        assert "camera_issued" in sql(text)
        with pytest.raises(PredicateError, match="nested deeper than 40 levels"):
            parse_predicate("not " + text if text[0] == "n" else f"({text})", RESPONSES)


def test_a_long_chain_is_no_depth():
    text = " or ".join(["camera_issued"] * 110)
    assert sql(text).count("OR") == 109


def test_reading_works_at_the_bottom_of_a_deep_stack_and_in_threads():
    limit = sys.getrecursionlimit()

    def deep(left):
        return deep(left - 1) if left else sql("(" * 40 + "others_recorded" + ")" * 40)

    assert deep(600) == "others_recorded"
    with ThreadPoolExecutor(4) as pool:
        texts = [f"on_scene_seconds < {n}" for n in range(40)]
        assert list(pool.map(sql, texts)) == texts
    assert sys.getrecursionlimit() == limit
