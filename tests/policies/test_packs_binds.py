"""Whom a policy binds: officers, or what the agency's written policy says."""

from __future__ import annotations

import pytest

from bwcmeta.audit import audit_rows
from bwcmeta.errors import DocumentError
from bwcmeta.policies import load_policy, parse_policy
from bwcmeta.report.policy_page import policy_page

HEAD = "policy: x\ntitle: X\nkind: statute\n"
RULE = """
  - {id: a, title: T, topic: tagging, clause: "1", kind: holds, holds: "buffer_s >= 30"BINDS}
"""


def policy(head="", rule=""):
    return parse_policy(f"{HEAD}{head}rules:{RULE.replace('BINDS', rule)}")


def test_officers_are_bound_unless_the_document_says_otherwise():
    assert policy().binds == "officer"
    other = policy("binds: policy\n")
    assert (other.binds, other.binds_of(other.rule("a"))) == ("policy", "policy")
    assert other.sha256 != policy().sha256


def test_a_rule_may_bind_others_than_its_document():
    one = policy("binds: policy\n", ", binds: officer")
    assert one.binds_of(one.rule("a")) == "officer"
    other = policy("", ", binds: policy")
    assert other.binds_of(other.rule("a")) == "policy"


def test_nobody_else_can_be_bound():
    with pytest.raises(DocumentError, match=r"4:8: BWC101 'binds' cannot be 'everybody'"):
        policy("binds: everybody\n")


def test_what_an_agency_takes_over_binds_its_officers(tmp_path):
    (tmp_path / "law.yaml").write_text(f"{HEAD}binds: policy\nrules:{RULE.replace('BINDS', ', binds: policy')}")
    child = tmp_path / "agency.yaml"
    child.write_text("policy: y\ntitle: Y\nkind: agency\nextends: law.yaml\nrules: []\n")
    agency = load_policy(child)
    assert agency.binds == "officer"
    assert agency.binds_of(agency.rule("a")) == "officer"


def test_the_page_and_the_audit_say_it():
    bound = policy("binds: policy\n", ", binds: officer")
    page = policy_page(bound)
    assert "It binds what the agency's written policy says, not the officer" in page
    assert "binds: the agency and its officers directly" in page
    row = {
        "recording_id": "R1",
        "started_at": "2026-03-01T20:00:00Z",
        "ended_at": "2026-03-01T20:10:00Z",
        "buffer_s": 9,
    }
    summary = audit_rows({"recordings": [row]}, bound).summary
    assert [told["binds"] for told in summary["policies"]] == ["policy"]
    assert [told["binds"] for told in summary["rules"]] == ["officer"]


def test_the_command_line_says_it_before_any_candidate(bwcmeta, tmp_path):
    heading = "recording_id,started_at,ended_at,buffer_s"
    (tmp_path / "recordings.csv").write_text(f"{heading}\nR1,2026-03-01T20:00:00Z,2026-03-01T20:10:00Z,9\n")
    ran = bwcmeta("audit", tmp_path / "recordings.csv", "--policy", "nm-29-1-18")
    told = ran.out + ran.err
    assert "It binds the agency's written policy, not the officer: hold that policy against it first" in told
