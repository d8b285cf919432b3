"""Warnings and notes: what is worth a second look in a policy that loads."""

from __future__ import annotations

import pytest

from bwcmeta.policies import check_policy, parse_policy, shipped_policies
from bwcmeta.policies.check import review
from bwcmeta.policies.checks import BY_CODE, CHECKS
from bwcmeta.sql.contradiction import never_true
from bwcmeta.sql.predicate import parse_predicate

HEAD = "policy: x\ntitle: X\nkind: agency\nsource: {title: S}\n"
BARE = "  - {id: %s, title: T, topic: tagging, clause: '1', kind: holds, holds: \"%s\"%s}\n"


def told(text, *, cases=False, head=HEAD):
    found = review(parse_policy(head + text))
    return [
        f"{p.place.line}:{p.place.column} {p.code} {p.what}" + (f" | {p.hint}" if p.hint else "")
        for p in found
        if cases or p.code not in ("BWC131", "BWC132")
    ]


def rules(*more):
    return "rules:\n" + "".join(BARE % one for one in more)


def test_a_catalogue_has_each_number_once_in_order():
    assert list(BY_CODE) == sorted(BY_CODE)
    assert len(BY_CODE) == len(CHECKS)
    for check in CHECKS:
        assert check.finds.endswith(".")
        assert check.mend.endswith((".", ")."))
        limit = {"error": range(101, 120), "warning": range(120, 130), "note": range(130, 150)}[check.severity]
        assert int(check.code[3:]) in limit


def test_a_clean_policy_says_nothing():
    cases = """tests:
  - {it: a, rule: a, recordings: [{start: 2026-01-01T00:00:00Z, category: x}], expect: {compliant: 1}}
  - {it: b, rule: a, recordings: [{start: 2026-01-01T00:00:00Z, category: y}], expect: {violation: 1}}
"""
    assert told(rules(("a", "category = 'x'", "")) + cases, cases=True) == []


def test_a_model_says_how_each_clause_was_verified():
    head = HEAD.replace("agency", "statute")
    assert told(rules(("a", "category = 'x'", ""), ("b", "category = 'y'", ", verified: memory")), head=head) == [
        "6:10 BWC120 rule 'a' does not say how its clause was verified | add verified, address, source_kind and read",
        "7:100 BWC121 rule 'b' stands on memory only | make it a note until somebody reads the source",
    ]
    assert told(rules(("a", "category = 'x'", ""))) == []


def test_partial_rules_name_their_blind_spots():
    assert told(rules(("a", "category = 'x'", ", executability: partial"))) == [
        "6:105 BWC126 rule 'a' is not fully executable and names no blind spot | add blind_spots"
    ]
    assert told(rules(("a", "category = 'x'", ", executability: partial, blind_spots: [b]"))) == []


def test_what_nobody_uses_is_told():
    more = "frames:\n  f: {over: recordings}\n  g: {over: recordings}\ntolerances: {stitch_gap: 6s, late: 60s}\n"
    assert told(more + rules(("a", "category = 'x'", ""))) == [
        "7:3 BWC122 no rule uses the frame 'g'",
        "8:30 BWC123 no rule uses the tolerance 'late'",
    ]


def test_a_policy_without_a_source_is_told():
    assert told(rules(("a", "category = 'x'", "")), head=HEAD.replace("source: {title: S}\n", "")) == [
        "1:1 BWC133 the policy does not say where it was read"
    ]


def test_rules_that_say_the_same_are_told():
    found = told(
        rules(
            ("a", "category = 'x'", ""), ("b", "category = 'x'", ""), ("c", "category = 'x'", ", when: \"tag = 'y'\"")
        )
    )
    assert found == ["7:10 BWC125 rule 'b' says the same as 'a' | keep one"]


def test_what_can_never_be_true_is_told():
    text = """frames:
  f: {exclude: [{reason: r, when: "disposition = 'A' and disposition = 'B'"}]}
rules:
  - id: a
    title: T
    topic: school
    clause: "1"
    kind: not_recorded
    when: "location_type = 'bank'"
    while: "location_type = 'school_elementary_secondary'"
    unless: [{when: "call_type is null and call_type = 'X'"}]
"""
    assert told(text) == [
        "6:35 BWC124 this is never true: disposition cannot be two things at once | OR or IN was meant?",
        "14:12 BWC124 rule 'a' can never bind a row: location_type cannot be two things at once | OR or IN was meant?",
        "15:21 BWC124 this is never true: call_type cannot be absent and have a value | OR or IN was meant?",
    ]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["a = 'x' and a = 'y'"], "a cannot be two things at once"),
        (["a in ('x', 'y') and (b = 1 and a in ('z'))"], "a cannot be two things at once"),
        (["a = 'x'", "a = 'y'"], "a cannot be two things at once"),
        (["n = 1 and n = -1"], "n cannot be two things at once"),
        (["false and a = 'x'"], "it says FALSE"),
        (["'x' = a and a is null"], "a cannot be absent and have a value"),
        (["a in ('x', 'y') and a in ('y', 'z')"], ""),
        (["a = 'x' or a = 'y'"], ""),
        (["a = 'x' and not a = 'y'"], ""),
        (["category = 'x' and category = 'y'"], ""),
        (["location_type = 'health_care' and location_type = 'hospital'"], ""),
        (["location_type = 'bank' and location_type = 'atm'"], "location_type cannot be two things at once"),
        (["n = 1 and n < 0"], ""),  # only what literals show plainly
        (["has_fact('x') and not has_fact('x')"], ""),
    ],
)
def test_contradictions(texts, why):
    scope = {
        "a": "text",
        "b": "integer",
        "n": "number",
        "location_type": "text",
        "category": "text_list",
        "incident_id": "text",
    }
    assert never_true(parse_predicate(text, scope).tree for text in texts) == why


def test_exemptions_that_an_earlier_one_covers_are_told():
    unless = (
        ", unless: [{fact: arrest, standing: claimed}, {fact: arrest}, {when: \"tag = 'a'\"}, {when: \"tag = 'a'\"}, "
        "{fact: death, standing: verified}, {fact: death, standing: claimed}]"
    )
    assert told(rules(("a", "category = 'x'", unless))) == [
        "6:134 BWC127 this exemption can never apply: an earlier one covers it",
        "6:171 BWC127 this exemption can never apply: an earlier one covers it",
    ]


def test_facts_that_nobody_knows_are_told():
    text = """rules:
  - id: a
    title: T
    topic: victim
    clause: "1"
    kind: stops_after
    trigger: {fact: victim_asked_of}
    when: "has_fact('arest')"
    stays_off_until: {fact: something_of_our_own, else: cleared_at}
"""
    assert told(text) == [
        "11:21 BWC130 no shipped profile or rule knows the fact 'victim_asked_of' | did you mean 'victim_asked_off'?",
        "12:21 BWC130 no shipped profile or rule knows the fact 'arest' | did you mean 'arrest'?",
        (
            "13:29 BWC130 no shipped profile or rule knows the fact 'something_of_our_own'"
            " | the vocabulary is open: an export must then carry it under this name"
        ),
    ]


def test_rules_without_cases_or_with_one_side_are_told():
    text = (
        rules(("a", "category = 'x'", ""), ("b", "category = 'y'", ""), ("c", "category = 'z'", ""))
        + """tests:
  - {it: b, rule: b, recordings: [{start: 2026-01-01T00:00:00Z}], expect: {violation: 1}}
  - {it: c, rule: c, recordings: [{start: 2026-01-01T00:00:00Z}], expect: {undetermined: 1}}
"""
    )
    assert told(text, cases=True) == [
        "6:10 BWC131 rule 'a' has no case | write one that is flagged and one that is not",
        "7:10 BWC132 no case of rule 'b' shows what is *not* flagged",
        "8:10 BWC132 no case of rule 'c' shows what is flagged",
    ]


def test_only_the_document_itself_is_reviewed():
    child = "extends: aclu-model-act\n" + rules(("a", "category = 'x'", ", verified: memory"))
    assert {p.code for p in review(parse_policy(HEAD + child))} == {"BWC121", "BWC131"}


def test_errors_come_alone(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + "frames: {f: {}}\n" + rules(("a", "categry = 'x'", "")))
    assert [p.code for p in check_policy(path)] == ["BWC106"]


@pytest.mark.parametrize("name", shipped_policies())
def test_what_ships_is_clean(name):
    assert [str(p) for p in check_policy(name)] == []
