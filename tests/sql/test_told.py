"""Predicates in plain words."""

from __future__ import annotations

import pytest

from bwcmeta.rules.scopes import SCOPES
from bwcmeta.sql.told import tell


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("location_type = 'residence'", "the place is residence"),
        ("not location_type = 'residence'", "the place is not residence"),
        ("disposition in ('TEST', 'CAN')", "the disposition is CAN or TEST"),
        ("has_fact('use_of_force')", "use of force is on record"),
        ("not has_fact('exigent', 'documented')", "exigent is not on record (documented at least)"),
        ("has_fact('arrest') or has_fact('use_of_force')", "arrest or use of force is on record"),
        ("not (call_type = 'a' or on_scene_seconds < 60)",
         "the call type is not a, and the time on scene in seconds is at least 60"),
        ("call_type = 'a' and (priority = '1' or priority = '2')",
         "the call type is a, and (the priority is 1, or the priority is 2)"),
        ("not (call_type = 'a' and priority = '1') or role = 'x'",
         "(the call type is not a, or the priority is not 1), or the role is x"),
        ("arrived_at is null", "the arrival is not known"),
        ("arrived_at is not null", "the arrival is known"),
        ("arrived_at > dispatched_at", "the arrival is after the dispatch"),
        ("not arrived_at > dispatched_at", "the arrival is at or before the dispatch"),
        ("30 <= on_scene_seconds", "the time on scene in seconds is at least 30"),
        ("on_scene_seconds between 10 and 20", "the time on scene in seconds is between 10 and 20"),
        ("camera_issued", "a camera is issued to the officer"),
        ("camera_issued = false", "it is not so that a camera is issued to the officer"),
        ("camera_issued is not true", "it is not so, or not known, that a camera is issued to the officer"),
        ("has_any(location_types, 'residence', 'jail')", "the place is at least in part jail or residence"),
        ("not has_any(location_types, 'residence')", "the place is not even in part residence"),
        ("has_only(location_types, 'residence')", "the place is wholly residence"),
        ("location_types is null", "the place is not known"),
        ("true", "always"),
    ],
)  # fmt: skip
def test_a_predicate_is_told(text: str, told: str) -> None:
    assert tell(text, SCOPES["unit_responses"]) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("category = 'force'", "a category is force"),
        ("not category in ('b', 'a')", "no category is a or b"),
        ("has_any(tags, 'x', 'y')", "the tags hold x or y"),
        ("has_only(tags, 'x', 'y')", "the tags hold nothing but x or y"),
        ("has_any(categories)", "there are categories"),
        ("not has_any(incident_ids)", "there are no incident numbers"),
        ("categories is not null", "the categories are known"),
    ],
)
def test_a_predicate_on_lists_is_told(text: str, told: str) -> None:
    assert tell(text, SCOPES["recordings"]) == told
