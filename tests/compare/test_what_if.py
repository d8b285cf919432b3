"""The same logs under several policies: counts add up, and what shifts is told by finding."""

from __future__ import annotations

from typing import Any

import pytest
from compare_policies import policy_of

from bwcmeta.audit import audit_rows
from bwcmeta.compare.what_if import UnderPolicy, WhatIf, what_if
from bwcmeta.errors import ArgumentError

RESPONSES = [
    {"incident_id": f"I{n}", "officer_id": f"O{n}", "arrived_at": f"2026-03-01T{n:02}:00:00Z",
     "cleared_at": f"2026-03-01T{n:02}:20:00Z"} for n in range(10, 14)
]  # fmt: skip
RECORDINGS = [
    {"recording_id": f"R{n}", "officer_id": f"O{n}", "incident_ids": [f"I{n}"],
     "started_at": f"2026-03-01T{n:02}:00:{late:02}Z", "ended_at": f"2026-03-01T{n:02}:20:00Z",
     "uploaded_at": f"2026-03-01T{n + 1:02}:00:00Z"} for n, late in zip(range(10, 14), (0, 20, 40, 59), strict=True)
]  # fmt: skip
TABLES = {"unit_responses": RESPONSES, "recordings": RECORDINGS}
HORIZON = {"recordings": ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")}
RECORDED = {"kind": "recorded_throughout", "topic": "activation", "id": "recorded", "start_within": "30s"}
UPLOAD = {"kind": "followed_by", "topic": "upload", "id": "late", "anchor": "recording_end",
          "then": {"column": "uploaded_at"}, "within": "30m"}  # fmt: skip


def under(name: str, *rules: dict[str, Any]) -> UnderPolicy:
    policy = policy_of(*rules)
    return UnderPolicy(name, (policy,), audit_rows(TABLES, policy, horizon=HORIZON))


def shifts(side_by_side: WhatIf) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {(s.before, s.after): (len(s.gained), len(s.lost), s.kept) for s in side_by_side.shifts}


def test_a_stricter_limit_adds_and_a_laxer_one_takes_away() -> None:
    first = under("now", RECORDED)
    found = what_if(
        first, [under("10s", {**RECORDED, "start_within": "10s"}), under("1m", {**RECORDED, "start_within": "1m"})]
    )
    assert found.names == ("now", "10s", "1m")
    counts = {row.policy: (row.n, row.counts["violation"]) for row in found.rules}
    assert counts == {"now": (4, 2), "10s": (4, 3), "1m": (4, 0)}
    by_policy = {s.policy: (len(s.gained), len(s.lost), s.kept) for s in found.shifts}
    assert by_policy == {"10s": (1, 0, 2), "1m": (0, 2, 0)}


def test_findings_are_named_by_the_run_they_stand_in() -> None:
    now, then = under("now", RECORDED), under("then", {**RECORDED, "start_within": "10s"})
    (shift,) = what_if(now, [then]).shifts
    ids = set(then.result.findings["finding_id"].to_list())
    assert set(shift.gained) <= ids
    assert shift.lost == ()


def test_rules_of_other_names_belong_together_by_their_topic() -> None:
    other = [{**RECORDED, "id": "encounter-not-recorded"}, UPLOAD]
    assert shifts(what_if(under("now", RECORDED), [under("then", *other)])) == {
        ("recorded", "encounter-not-recorded"): (0, 0, 2),
        ("", "late"): (4, 0, 0),
    }


def test_a_rule_that_is_not_asked_for_loses_all_it_found() -> None:
    found = shifts(what_if(under("now", RECORDED, UPLOAD), [under("then", UPLOAD)]))
    assert found == {("recorded", ""): (0, 2, 0), ("late", "late"): (0, 0, 4)}


def test_counts_add_up() -> None:
    now, then = under("now", RECORDED, UPLOAD), under("then", {**RECORDED, "start_within": "50s"}, UPLOAD)
    side_by_side = what_if(now, [then])
    violations = {(row.rule, row.policy): row.counts["violation"] for row in side_by_side.rules}
    for shift in side_by_side.shifts:
        assert shift.kept + len(shift.gained) == violations[shift.after, "then"]
        assert shift.kept + len(shift.lost) == violations[shift.before, "now"]


def test_a_policy_that_binds_nothing_here_is_compared_too() -> None:
    silent = under(
        "then", {"kind": "holds", "topic": "other", "id": "reviewed", "over": "reviews", "holds": "done_at is not null"}
    )
    assert shifts(what_if(under("now", UPLOAD), [silent])) == {("late", ""): (0, 4, 0), ("", "reviewed"): (0, 0, 0)}


def test_a_policy_of_notes_alone_is_no_policy_to_audit_by() -> None:
    with pytest.raises(ArgumentError, match="nothing to test"):
        audit_rows(TABLES, policy_of(notes=[{"topic": "other", "text": "Nothing."}]))
