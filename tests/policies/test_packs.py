"""The packs that ship: without a flaw, each rule with its source, its blind spots and its cases."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pack_helpers.facts_file import INVENTED

from bwcmeta.policies import check_policy, load_policy, shipped_policies
from bwcmeta.rules.catalogue import PARAMETERS

PACKS = shipped_policies()
OF_THE_LAW = [pack for pack in PACKS if pack not in INVENTED]
BINDS_THE_WRITTEN_POLICY = {
    "fl-943-1718", "ne-81-1452", "nm-29-1-18", "nv-289-830", "or-133-741", "pa-67a", "ri-42-161", "tx-ccp-2b", "wa-rcw",
}  # fmt: skip


def own_rules(pack):
    policy = load_policy(pack)
    return [rule for rule in policy.rules if rule.origin.document is policy.origin.document]


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_no_problem_of_any_kind(pack):
    assert [str(problem) for problem in check_policy(pack)] == []


@pytest.mark.parametrize("pack", OF_THE_LAW)
def test_every_rule_says_where_its_clause_was_read(pack):
    for rule in own_rules(pack):
        head = rule.head
        assert head.verified == "source", rule.id
        assert head.source, rule.id
        assert re.match(r"https?://\S+$", head.address or ""), rule.id
        assert head.source_kind, rule.id
        assert head.read == date(2026, 11, 24), rule.id


@pytest.mark.parametrize("pack", OF_THE_LAW)
def test_a_partial_rule_says_what_it_cannot_see_and_which_way_it_errs(pack):
    for rule in own_rules(pack):
        partial = rule.head.executability == "partial"
        assert partial == bool(rule.head.blind_spots), rule.id
        assert partial <= bool(re.search(r"May (over|under)-report: ", rule.head.note or "")), rule.id
        assert rule.head.executability != "none", rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_cases_on_both_sides(pack):
    cases = load_policy(pack).tests
    for rule in own_rules(pack):
        mine = [case.expect for case in cases if case.rule == rule.id]
        assert any(expect.accuses for expect in mine), rule.id
        assert any(expect.clears for expect in mine), rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_limits_of_seconds_are_tolerances(pack):
    """No statute that was read gives seconds: a limit of seconds or minutes is the auditor's, and named as such."""
    if pack in INVENTED:
        return
    for rule in own_rules(pack):
        for name in type(rule.parameters).model_fields:
            value = getattr(rule.parameters, name)
            assert getattr(value, "unit", "") not in ("s", "m") or value.count == 0, (rule.id, name)


@pytest.mark.parametrize("pack", PACKS)
def test_no_rule_takes_a_college_for_a_school_or_a_drug_store_for_a_hospital(pack):
    for rule in load_policy(pack).rules:
        for use in rule.predicates:
            words = {word for column, words in use.parse().named if "location_type" in column for word in words}
            assert not words & {"school_college", "school_college_university", "drug_store_doctor_hospital"}, rule.id


def test_texas_has_no_rule_over_shifts():
    policy = load_policy("tx-ccp-2b")
    assert {frame.over for frame in policy.frames.values()} == {"unit_responses"}
    assert "duty" not in {rule.table for rule in policy.rules}


def test_which_statutes_bind_the_written_policy():
    assert {pack for pack in PACKS if load_policy(pack).binds == "policy"} == BINDS_THE_WRITTEN_POLICY


def test_advice_is_no_duty():
    rules = {rule.id: rule.advisory for rule in load_policy("ca-pc-832-18").rules}
    assert {rule for rule, advisory in rules.items() if not advisory} == {
        "shooting-footage-held-back",
        "grave-force-footage-held-back",
    }
    others = [rule for pack in PACKS if pack != "ca-pc-832-18" for rule in load_policy(pack).rules]
    assert [rule.id for rule in others if rule.advisory] == []


def test_state_agencies_of_indiana_keep_longer():
    local, state = load_policy("in-5-14-3-5"), load_policy("in-5-14-3-5-state")
    assert [rule.id for rule in state.rules] == [rule.id for rule in local.rules]
    assert state.parents == ("in-5-14-3-5",)


def test_the_lax_office_builds_on_a_statute_and_the_strict_department_uses_every_kind():
    lax, strict = load_policy("example-lax-so"), load_policy("example-strict-pd")
    assert lax.parents == ("nv-289-830",)
    assert {rule.kind for rule in strict.rules} == set(PARAMETERS)


def test_one_line_of_a_trail_is_a_breach_here_and_nothing_there():
    bars = {pack for pack in PACKS if any(rule.topic == "viewing" for rule in load_policy(pack).rules)}
    assert {"aclu-model-act", "dc-5-116-33", "nj-40a-14-118"} <= bars
    rights = {"tx-ccp-2b", "fl-943-1718", "ct-29-6d"}
    assert not bars & rights
    for pack in rights:
        assert "viewing" in {note.topic for note in load_policy(pack).notes}, pack
