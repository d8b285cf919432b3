"""What changed between two policies, in sentences; and a policy held against a law."""

from __future__ import annotations

from typing import Any

import pytest
from compare_policies import policy_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bwcmeta.compare.diff import diff_policies
from bwcmeta.compare.lint import Outcome, lint_policy
from bwcmeta.policies.catalogue import shipped_policies
from bwcmeta.policies.load import load_policy
from bwcmeta.report.rule_sentence import rule_sentence

HOME = {"kind": "stops_after", "id": "left-on", "topic": "private_residence", "title": "It stops at the door",
        "trigger": {"fact": "resident_asked_off"}, "within": "2m"}  # fmt: skip
UPLOAD = {"kind": "followed_by", "id": "late", "topic": "upload", "title": "It is uploaded",
          "anchor": "recording_end", "then": {"column": "uploaded_at"}, "within": "24h"}  # fmt: skip
KEPT = {"kind": "kept", "id": "kept", "topic": "retention", "title": "It is kept",
        "classes": [{"otherwise": True, "at_least": "90d"}]}  # fmt: skip
SCHOOL = {"kind": "not_recorded", "id": "school", "topic": "school", "title": "Not in schools",
          "while": "location_type = 'school_elementary_secondary'"}  # fmt: skip


def told(old: list[dict[str, Any]], new: list[dict[str, Any]], *heads: dict[str, Any]) -> list[tuple[str, str]]:
    head, other = heads or ({}, {})
    before, after = policy_of(*old, **head), policy_of(*new, **other)
    return [(str(c.change), c.sentence) for c in diff_policies(before, after)]


def test_the_same_policy_has_no_changes() -> None:
    assert told([HOME, UPLOAD, KEPT], [UPLOAD, KEPT, HOME]) == []


@pytest.mark.parametrize(
    ("old", "new", "change", "sentence"),
    [
        (HOME, {**HOME, "within": "30s"}, "stricter", "“It stops at the door”: within 30s, before within 2m."),
        (UPLOAD, {**UPLOAD, "within": "72h"}, "laxer", "“It is uploaded”: within 72h, before within 24h."),
        (HOME, {**HOME, "unless": [{"fact": "exigent"}]}, "laxer", "“It stops at the door”: now unless exigent."),
        ({**HOME, "when": "location_type = 'residence'"}, HOME, "stricter",
         "“It stops at the door”: no longer when location_type = 'residence'."),
        (HOME, {**HOME, "within": "30s", "unless": [{"fact": "exigent"}]}, "changed",
         "“It stops at the door”: within 30s, before within 2m (stricter); now unless exigent (laxer)."),
        (HOME, {**HOME, "title": "Off at the door"}, "wording",
         "“Off at the door” says the same: titled 'Off at the door' now, 'It stops at the door' before."),
        (HOME, {**HOME, "id": "door"}, "wording",
         "“It stops at the door” says the same: called 'door' now, 'left-on' before."),
        (KEPT, {**KEPT, "classes": [{"otherwise": True, "at_least": "6mo"}]}, "stricter",
         "Footage that nothing flags: at least 6mo, before at least 90d."),
        (HOME, {**SCHOOL, "id": "left-on", "topic": "private_residence"}, "changed",
         "“Not in schools”: now decided as not_recorded over unit_responses, before as stops_after."),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(old: Any, new: Any, change: str, sentence: str) -> None:
    assert told([old], [new]) == [(change, sentence)]


def test_new_and_gone_rules_notes_and_settings() -> None:
    note = [{"topic": "notice", "text": "People are told."}]
    found = told(
        [HOME, UPLOAD],
        [UPLOAD, SCHOOL],
        {"tolerances": {"match_lead": "5m"}},
        {"notes": note, "tolerances": {"match_lead": "10m"}, "timezone": "America/Chicago"},
    )
    assert found == [
        ("new", "A note is new: People are told."),
        ("new", "“Not in schools” is new: when location_type = 'school_elementary_secondary'."),
        ("gone", "“It stops at the door” is no longer asked for."),
        ("setting", "Days are counted in: America/Chicago, before UTC."),
        ("setting", "The auditor's setting match_lead: 10 min, before 5 min."),
    ]


COUNTS, NOT = {"places": {"partly": "counts"}}, {"places": {"partly": "does_not_count"}}
NOT_IN_SCHOOLS = {**SCHOOL, "unless": [{"when": "location_type = 'worship'"}]}
LONGER = {**KEPT, "classes": [{"when": "location_type in ('residence')", "at_least": "3y"}, *KEPT["classes"]]}


@pytest.mark.parametrize(
    ("rule", "old", "new", "change"),
    [
        (SCHOOL, {}, COUNTS, "stricter"),  # what could not be told is a school now
        (SCHOOL, {}, NOT, "laxer"),
        (SCHOOL, NOT, COUNTS, "stricter"),
        (NOT_IN_SCHOOLS, {}, COUNTS, "changed"),  # more are schools, and more are exempt
        (LONGER, NOT, COUNTS, "stricter"),
        ({**HOME, "when": "has_any(location_types, 'residence')"}, NOT, COUNTS, None),  # it said so itself
        (HOME, NOT, COUNTS, None),
    ],
)
def test_what_a_part_of_a_place_is_changes_the_rules_about_places(
    rule: Any, old: Any, new: Any, change: str | None
) -> None:
    word = {str({}): "undetermined", str(COUNTS): "counts", str(NOT): "does not count"}
    setting = f"What a place of several kinds at once is: {word[str(new)]}, before {word[str(old)]}."
    *changes, last = told([rule], [rule], old, new)
    assert last == ("setting", setting)
    assert [c for c, _ in changes] == ([change] if change else [])


def test_what_a_part_of_a_place_is_is_told_in_the_rule() -> None:
    (_, sentence), _ = told([SCHOOL], [SCHOOL], {}, COUNTS)
    assert sentence == (
        "“Not in schools”: when has_any(location_types, 'school_elementary_secondary'), "
        "before when location_type = 'school_elementary_secondary'."
    )


def test_a_tolerance_is_told_as_the_auditors() -> None:
    rule = {**HOME, "within": {"tolerance": "door"}}
    found = told([rule], [rule], {"tolerances": {"door": "30s"}}, {"tolerances": {"door": "1m"}})
    assert (
        "laxer",
        "“It stops at the door”: within 1m (the auditor's setting), before within 30s (the auditor's setting).",
    ) in found


def test_retention_is_told_for_all_its_rules_together() -> None:
    """One rule cut in three says the same; a maximum that appears is new."""
    both = {**KEPT, "classes": [{"when": "has_fact('use_of_force')", "at_least": "3y"}, *KEPT["classes"]]}
    cut = [
        {**KEPT, "id": "least", "topic": "retention_min"},
        {**KEPT, "id": "force", "topic": "retention_flagged", "classes": both["classes"][:1]},
    ]
    assert told([both], cut) == []
    most = {**KEPT, "id": "most", "topic": "retention_max", "classes": [{"otherwise": True, "at_most": "1y"}]}
    assert told([both], [*cut, most]) == [("new", "Footage: at most 1y; before nothing was said of it.")]


def test_a_diff_turned_round_says_the_opposite() -> None:
    turned = {"stricter": "laxer", "laxer": "stricter", "new": "gone", "gone": "new"}
    rules = [HOME, UPLOAD, KEPT]
    other = [{**HOME, "within": "30s"}, {**UPLOAD, "within": "72h"}, SCHOOL]
    there = sorted(turned.get(change, change) for change, _ in told(rules, other))
    assert there == sorted(change for change, _ in told(other, rules))


WITHIN = st.sampled_from(["10s", "30s", "2m", "1h"])


@settings(max_examples=40)
@given(WITHIN, WITHIN, WITHIN, WITHIN)
def test_what_a_diff_calls_stricter_is_what_compare_calls_stronger(a: str, b: str, c: str, d: str) -> None:
    from bwcmeta.compare.table import compare_policies

    old = policy_of({**HOME, "within": a}, {**UPLOAD, "within": c})
    new = policy_of({**HOME, "within": b}, {**UPLOAD, "within": d})
    changes = {c.topic: str(c.change) for c in diff_policies(old, new)}
    stands = {cell.topic: str(cell.status) for cell in compare_policies([new], old).cells if cell.status is not None}
    words = {"stronger": "stricter", "weaker": "laxer", "equal": None}
    assert {topic: words[stand] for topic, stand in stands.items()} == {t: changes.get(t) for t in stands}


def lint(mine: list[dict[str, Any]], law: list[dict[str, Any]]) -> dict[str, Any]:
    return {one.topic: one for one in lint_policy(policy_of(*mine), policy_of(*law, kind="statute"))}


def test_rules_of_a_law_are_met_weaker_absent_or_not_comparable() -> None:
    mine = [{**HOME, "within": "2m"}, {**UPLOAD, "within": "12h"}, {**KEPT, "id": "k"}]
    law = [
        {**HOME, "within": "30s"},
        UPLOAD,
        SCHOOL,
        {**HOME, "id": "v", "topic": "victim", "trigger": {"fact": "victim_asked_off"}},
        {**UPLOAD, "id": "u", "topic": "tagging", "then": {"column": "recorded_at"}},
    ]
    found = lint([*mine, {**UPLOAD, "id": "t", "topic": "tagging", "then": {"fact": "report_filed"}}], law)
    assert found["private_residence"].outcome == Outcome.WEAKER
    assert found["private_residence"].differs == ("within 2m",)
    assert found["upload"].outcome == Outcome.MET
    assert found["upload"].by == ("late",)
    assert found["school"].outcome == Outcome.ABSENT
    assert found["victim"].outcome == Outcome.ABSENT
    assert found["tagging"].outcome == Outcome.UNCLEAR
    assert {topic for topic, one in found.items() if one.fails} == {"private_residence", "school", "victim"}


def test_what_a_law_advises_fails_nothing() -> None:
    (one,) = lint([UPLOAD], [{**SCHOOL, "advisory": True}]).values()
    assert one.outcome == Outcome.ABSENT
    assert not one.fails


def test_a_rule_of_another_topic_meets_a_law_when_it_says_as_much() -> None:
    (one,) = lint([{**HOME, "topic": "deactivation"}], [HOME]).values()
    assert one.outcome == Outcome.MET


def test_retention_of_a_law_is_told_facet_by_facet() -> None:
    law = [{**KEPT, "classes": [{"when": "has_fact('use_of_force')", "at_least": "2y"},
                                {"otherwise": True, "at_least": "90d", "at_most": "90d"}],
            "held_by": [{"fact": "litigation_hold"}]}]  # fmt: skip
    found = lint([{**KEPT, "classes": [{"otherwise": True, "at_least": "1y"}]}], law)
    assert {topic: str(one.outcome) for topic, one in found.items()} == {
        "retention_min": "met",
        "retention_flagged": "weaker",
        "retention_max": "absent",
        "hold": "absent",
    }
    assert {one.outcome for one in lint(law, law).values()} == {Outcome.MET}


def test_a_policy_that_goes_further_in_one_thing_and_not_as_far_in_another_falls_short() -> None:
    (one,) = lint([{**HOME, "within": "10s", "unless": [{"fact": "exigent"}]}], [{**HOME, "within": "30s"}]).values()
    assert one.outcome == Outcome.WEAKER
    assert one.differs == ("within 10s", "unless exigent")


@pytest.mark.parametrize("policy", shipped_policies())
def test_every_shipped_policy_meets_itself_and_is_told_in_words(policy: str) -> None:
    loaded = load_policy(policy)
    assert {one.outcome for one in lint_policy(loaded, loaded)} <= {Outcome.MET}
    assert diff_policies(loaded, loaded) == ()
    for rule in loaded.rules:
        sentence = rule_sentence(loaded, rule)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "_" not in sentence, sentence
