"""What predicates have to do with one another: every row's truths are foreseen, and say which implies which."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from oracle.predicates import judge

from bwcmeta.model.location import LOCATION_TYPES, PARTLY
from bwcmeta.policies.vocabulary import values_of
from bwcmeta.rules.scopes import SCOPES
from bwcmeta.sql.predicate import parse_predicate
from bwcmeta.sql.truths import CannotTell, truths


def of(*texts: str, table: str = "unit_responses") -> frozenset[tuple[bool | None, ...]]:
    scope, values = SCOPES[table], values_of(table)
    return truths([parse_predicate(text, scope, values=values) for text in texts], scope, values)


def implies(one: str, other: str, table: str = "unit_responses") -> bool:
    return not any(a is True and b is not True for a, b in of(one, other, table=table))


@pytest.mark.parametrize(
    ("one", "other", "table"),
    [
        ("location_type = 'residence'", "location_type in ('residence', 'hospital')", "unit_responses"),
        ("location_type = 'hospital'", "location_type = 'health_care'", "unit_responses"),
        (
            "location_type = 'hospital' or location_type = 'residence'",
            "location_type in ('residence', 'hospital')",
            "unit_responses",
        ),  # of a place that is both nothing else is known
        ("has_only(location_types, 'residence')", "has_any(location_types, 'residence')", "unit_responses"),
        ("has_only(categories, 'x')", "category = 'x'", "recordings"),
        ("on_scene_seconds >= 60", "on_scene_seconds > 59.5", "unit_responses"),
        ("on_scene_seconds between 10 and 20", "on_scene_seconds < 21", "unit_responses"),
        ("has_fact('exigent', 'verified')", "has_fact('exigent')", "unit_responses"),
        ("call_type = 'a' and priority = '1'", "call_type = 'a'", "unit_responses"),
        ("call_type = 'a'", "call_type is not null", "unit_responses"),
        ("arrived_at > dispatched_at", "dispatched_at <= arrived_at", "unit_responses"),
        ("category = 'x'", "has_any(categories, 'y', 'x')", "recordings"),
        ("has_any(categories, 'x')", "has_any(categories)", "recordings"),
        ("has_any(categories)", "categories is not null", "recordings"),
        ("fact = 'arrest'", "fact in ('arrest', 'citation')", "facts"),
        ("status = 'active'", "status <> 'deleted'", "recordings"),
        ("not camera_issued", "camera_issued is not true", "unit_responses"),
        ("call_type < 'b'", "call_type <= 'b'", "unit_responses"),
        ("false", "call_type = 'a'", "unit_responses"),
    ],
)
def test_one_predicate_implies_another_and_not_the_other_way_round(one: str, other: str, table: str) -> None:
    assert implies(one, other, table)
    assert not implies(other, one, table)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("call_type = 'a' or priority = '1'", "priority = '1' or call_type = 'a'"),
        ("not (call_type = 'a' and priority = '1')", "call_type <> 'a' or priority <> '1'"),
        ("30 <= on_scene_seconds", "not on_scene_seconds < 30"),
        ("has_any(location_types, 'bank', 'atm')", "has_any(location_types, 'atm') or has_any(location_types, 'bank')"),
        ("location_types is null", "location_type is null"),
    ],
)
def test_two_spellings_of_one_predicate_are_equal(one: str, other: str) -> None:
    assert implies(one, other)
    assert implies(other, one)


def test_a_place_that_may_be_either_is_unknown_to_both() -> None:
    assert (None, None) in of("location_type = 'school_elementary_secondary'", "location_type = 'hospital'")
    assert (None, False) in of("location_type = 'school_elementary_secondary'", "location_type = 'hospital'")


ASKED = "location_type = 'school_elementary_secondary'"


def test_a_place_of_several_kinds_by_the_policys_word() -> None:
    """What the policy says settles what is open without it, and changes nothing that is not."""
    scope = SCOPES["unit_responses"]
    told = truths([parse_predicate(ASKED, scope, partly=partly) for partly in PARTLY], scope)
    settled = {(some, every) for silent, some, every in told if silent is None}
    assert settled == {(True, False), (True, None), (None, False), (None, None)}
    assert {three for three in told if three[0] is not None} == {(True, True, True), (False, False, False)}


def test_facts_are_unknown_together_or_not_at_all() -> None:
    both = of("has_fact('exigent')", "has_fact('arrest')")
    assert both == {*itertools.product((True, False), repeat=2), (None, None)}


def test_predicates_that_name_too_much_are_not_compared() -> None:
    many = " or ".join(f"has_fact('fact{n}')" for n in range(20))
    with pytest.raises(CannotTell):
        of(many, many)


COLUMNS: dict[str, tuple[Any, ...]] = {
    "call_type": ("a", "b", "c", None),
    "priority": ("1", "2", None),
    "location_type": (*LOCATION_TYPES[18:24], "hospital", "health_care", "drug_store_doctor_hospital", None),
    "location_types": (
        ["residence", "hospital"],
        ["residence", "street"],
        ["health_care", "hospital"],
        ["residence", "other_unknown"],
        None,
    ),
    "on_scene_seconds": (-1, 0, 29.5, 30, 30.5, 60, 90, None),
    "camera_issued": (True, False, None),
    "role": ("primary", "backup", None),
}
TERMS = (
    "call_type = 'a'", "call_type <> 'a'", "call_type in ('a', 'b')", "call_type is null", "call_type < 'b'",
    "priority = '1'", "location_type = 'residence'", "location_type in ('hospital', 'residence')",
    "not location_type = 'health_care'", "has_any(location_types, 'residence')", "location_type is null",
    "has_only(location_types, 'residence', 'hospital')", "on_scene_seconds >= 30", "on_scene_seconds between 30 and 60",
    "30 > on_scene_seconds", "camera_issued", "camera_issued is not true", "camera_issued = false",
    "has_fact('exigent')", "has_fact('exigent', 'documented')", "has_fact('arrest')", "role = 'primary'",
    "(call_type = 'a') is true", "arrived_at is null", "arrived_at > dispatched_at",
)  # fmt: skip
TEXTS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
    ),
    max_leaves=4,
)


class Row:
    """A row for the oracle: values by column, facts by standing (None: no facts were exported)."""

    def __init__(self, values: dict[str, Any], facts: dict[str, int] | None) -> None:
        self.values, self.facts = values, facts

    def value(self, column: str) -> Any:
        return self.values.get(column)

    def is_doubtful(self, column: str) -> bool:
        return False

    def lacks(self, column: str) -> None:
        return None

    def has_fact(self, name: str, standing: str) -> bool | None:
        ranks = {"claimed": 1, "documented": 2, "verified": 3}
        return None if self.facts is None else self.facts.get(name, 0) >= ranks[standing]


ROWS = st.builds(
    Row,
    st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in COLUMNS.items()}
        | {at: st.sampled_from(["2026-03-01T10:00:00+00:00", "2026-03-01T11:00:00+00:00", None])
           for at in ("arrived_at", "dispatched_at")}
    ),
    st.none() | st.fixed_dictionaries({"exigent": st.integers(0, 3), "arrest": st.integers(0, 3)}),
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=3), ROWS)
def test_the_truths_of_any_row_are_among_those_foreseen(texts: list[str], row: Row) -> None:
    try:
        foreseen = of(*texts)
    except CannotTell:  # more rows than are looked at: said, never guessed
        reject()
    assert tuple(judge(text, row) for text in texts) in foreseen
