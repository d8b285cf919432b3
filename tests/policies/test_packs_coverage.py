"""Every provision that logs can decide has a rule in a pack, or a line that says why not; the two sides are counted.

The file of facts lies beside the checkout: where it is absent these tests are skipped, and say so.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from pack_helpers.coverage_page import lines, page
from pack_helpers.facts_file import DECIDABLE, INVENTED, policies, provisions, source_of
from pack_helpers.numbers import figures, set_by, supported_by

from bwcmeta.policies import load_policy, shipped_policies

PACKS = [pack for pack in shipped_policies() if pack not in INVENTED]
KINDS = ("primary", "bill", "official", "secondary")
NO_PACK = {"va-15-2-1723-1", "vt-20-2369", "ks-45-254", "perf-cops-2014"}


def own_rules(pack):
    policy = load_policy(pack)
    return {rule.id: rule for rule in policy.rules if rule.origin.document is policy.origin.document}


def provisions_of(pack, rule_id):
    """The provisions that a rule stands for: those the page names, and those of the page's section and no log."""
    keys = [line.key for line in lines() if (pack, rule_id) in line.rules]
    found = [provisions()[key] for key in keys]
    clause = own_rules(pack)[rule_id].clause
    for (policy, section, topic), provision in provisions().items():
        undecided = policy == source_of(pack) and provision["decidable"] not in DECIDABLE
        if undecided and not found and section in clause and topic == own_rules(pack)[rule_id].topic:
            found.append(provision)
    return found


def test_every_line_names_rules_that_are_there_or_a_reason():
    for line in lines():
        for pack, rule_id in line.rules:
            assert rule_id in own_rules(pack), line
        assert bool(line.rules) != line.left_out.startswith("no rule: "), line


@pytest.mark.shared
def test_every_decidable_provision_has_exactly_one_line():
    wanted = [key for key, provision in provisions().items() if provision["decidable"] in DECIDABLE]
    assert [line.key for line in lines()] == wanted
    for line in lines():
        assert line.decided_by == provisions()[line.key]["decidable"], line


@pytest.mark.shared
def test_the_page_counts_right():
    count = {
        "policies": len(policies()),
        "provisions": len(provisions()),
        "can be decided": len(lines()),
        "have a rule": sum(bool(line.rules) for line in lines()),
        "have none": sum(not line.rules for line in lines()),
    }
    told = re.sub(r"\s+", " ", page())
    assert f"{count['policies']} policies with {count['provisions']} provisions" in told
    assert f"Of these, {count['can be decided']} can be decided" in told
    assert f"{count['have a rule']} have a rule; {count['have none']} have none" in told


@pytest.mark.shared
def test_what_nobody_verified_has_no_rule_and_what_was_read_has_one_or_a_better_reason():
    for line in lines():
        provision = provisions()[line.key]
        if provision["verified"] == "memory":
            assert not line.rules, line
            assert "nobody has verified it" in line.left_out, line
        elif not line.rules:
            assert "nobody has verified it" not in line.left_out, line


@pytest.mark.shared
def test_every_policy_with_something_to_judge_has_a_pack():
    assert {source_of(pack) for pack in PACKS} == set(policies()) - NO_PACK


@pytest.mark.shared
@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_stands_for_a_provision_and_says_how_it_was_read(pack):
    for rule_id, rule in own_rules(pack).items():
        read = provisions_of(pack, rule_id)
        assert read, rule_id
        assert {provision["verified"] for provision in read} == {"source"}, rule_id
        for provision in read:
            assert provision["section"].split(")")[0] in rule.clause, (rule_id, provision["section"])
        weakest = max((provision["source_kind"] for provision in read), key=KINDS.index)
        if pack != "aclu-model-act":  # whose rules split provisions that were read in two places
            assert rule.head.source_kind == weakest, rule_id
        # the file's note on 832.18: it tells agencies to consider, whether or not the line repeats it
        advice = any(p["params"].get("advisory") or p["section"].startswith("832.18") for p in read)
        assert rule.advisory == advice, rule_id


@pytest.mark.shared
def test_a_limb_that_is_only_remembered_is_named():
    for line in lines():
        part = provisions()[line.key].get("memory_part")
        if part and line.rules:
            assert any(own_rules(pack)[rule].head.memory_part for pack, rule in line.rules), line


@pytest.mark.shared
@pytest.mark.parametrize("pack", PACKS)
def test_what_the_facts_do_not_support_is_not_in_a_pack(pack):
    for rule_id, rule in own_rules(pack).items():
        supported = set().union(*(supported_by(provision) for provision in provisions_of(pack, rule_id)))
        assert set_by(rule) <= supported, rule_id
        graces = [one.grace for one in getattr(rule.parameters, "classes", ()) if one.grace]
        assert not graces or "setting" in (rule.head.note or ""), rule_id


@pytest.mark.shared
def test_every_number_of_a_provision_is_in_its_rules_or_is_said_to_be_left_out():
    for line in lines():
        if not line.rules:
            continue
        provision = provisions()[line.key]
        mine = set().union(*(set_by(own_rules(pack)[rule]) for pack, rule in line.rules))
        missed = supported_by(provision) - mine
        for form in missed:
            number = re.match(r"\d+", form)[0]
            days = {str(value) for path, value in figures(provision["params"]) if "days" in path}
            assert re.search(rf"\b({'|'.join({number} | days)})\b", line.left_out), (line.key, form)


@pytest.mark.shared
@pytest.mark.parametrize("pack", PACKS)
def test_the_days_in_force_are_those_of_the_facts(pack):
    policy = load_policy(pack)
    said = policies()[source_of(pack)]["effective"]
    for day in (policy.effective_from, policy.effective_to):
        assert day is None or day.isoformat() in said
    full = re.match(r"(?:recodified |universal use )?(\d{4}-\d\d-\d\d)(?= |;|,|$)", said)
    if full and policy.kind == "statute" and pack != "vt-20-2369":
        assert policy.effective_from == date.fromisoformat(full[1])


@pytest.mark.shared
@pytest.mark.parametrize("pack", PACKS)
def test_what_has_no_rule_is_a_note(pack):
    policy = load_policy(pack)
    ruled = {line.key for line in lines() if line.rules}
    clauses = {(note.clause, note.verified) for note in policy.notes}
    spoken = " ".join(rule.clause for rule in policy.rules)
    for key, provision in provisions().items():
        if key[0] != source_of(pack) or key in ruled:
            continue
        noted = (provision["section"], provision["verified"]) in clauses
        assert noted or (provision["verified"] == "source" and provision["section"] in spoken), key
