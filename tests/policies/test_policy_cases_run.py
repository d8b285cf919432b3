"""Cases inside policies are run by the audit, two-sided."""

from __future__ import annotations

import pytest

from bwcmeta.audit.cases import run_case, run_cases
from bwcmeta.policies import load_policy, parse_policy, shipped_policies

SHIPPED = [(name, number) for name in shipped_policies() for number in range(len(load_policy(name).tests))]

POLICY = """policy: x
title: X
kind: agency
rules:
  - {id: a, title: T, topic: tagging, clause: "1", kind: holds, holds: "buffer_s >= 30", when: "category = 'x'"}
  - {id: r, title: T, topic: tagging, clause: "1", kind: rate, of: a, at_least: 50%}
tests:
  - it: a
    rule: a
    recordings:
      - {id: R1, officer: A, start: 2026-01-01T00:00:00Z, end: 2026-01-01T00:01:00Z, category: x, buffer: 30}
      - {id: R2, officer: B, start: 2026-01-01T01:00:00Z, end: 2026-01-01T01:01:00Z, category: x, buffer: 29}
      - {id: R3, officer: B, start: 2026-01-01T02:00:00Z, end: 2026-01-01T02:01:00Z, category: x}
      - {id: R4, officer: B, start: 2026-01-01T03:00:00Z, end: 2026-01-01T03:01:00Z, category: y}
    expect: EXPECT
"""


def outcome(expect):
    (result,) = run_cases(parse_policy(POLICY.replace("EXPECT", expect)))
    return list(result.faults)


@pytest.mark.parametrize(("name", "number"), SHIPPED, ids=[f"{name}-{number}" for name, number in SHIPPED])
def test_a_shipped_case_passes(name, number):
    policy = load_policy(name)
    assert run_case(policy, policy.tests[number]) == ()


def test_a_case_passes_when_all_that_is_expected_comes_out_and_nothing_else():
    breach = "{because: does not hold, officer: B}"
    full = f"{{compliant: [{{recording: R1}}], violation: [{breach}], undetermined: 1, not_bound: 1}}"
    assert outcome(full) == []


def test_what_is_missing_and_what_nobody_expected_fail_a_case():
    assert outcome("{compliant: 2, violation: [{officer: A}], undetermined: 1, not_bound: 2}") == [
        "expected and missing: compliant",
        "expected and missing: violation (officer A)",
        "not expected: violation (because does not hold, officer B, recording R2)",
        "2 rows not bound expected, 1 came out",
    ]
    assert outcome("{}") == [
        "not expected: compliant (officer A, recording R1)",
        "not expected: violation (because does not hold, officer B, recording R2)",
        "not expected: undetermined (because unknown, officer B, recording R3)",
    ]
