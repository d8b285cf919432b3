"""Requests count as facts: what the run says of them, what it cites, and that their numbers are their own."""

from __future__ import annotations

from typing import Any

from audits import at, audited

KEPT = {
    "id": "deleted-on-request", "title": "What is asked for stays.", "topic": "retention_min", "clause": "1",
    "kind": "kept", "held_by": [{"fact": "release_requested"}],
    "classes": [{"otherwise": True, "at_least": "0s"}],
}  # fmt: skip
R1 = {
    "recording_id": "R1", "officer_id": "A", "started_at": at("08:00"), "ended_at": at("08:10"),
    "deleted_at": at("12:00"), "incident_ids": ["I1"],
}  # fmt: skip


def asked(**more: Any) -> dict[str, Any]:
    return {"request_id": "Q1", "kind": "release", "recording_id": "R1", "received_at": at("10:00"), **more}


def test_the_open_request_is_cited_as_the_fact_behind_the_finding() -> None:
    result = audited({"recordings": [R1], "requests": [asked(source_row=7)]}, KEPT)
    assert result.findings["reason"].to_list() == ["deleted_on_hold"]
    cited = [row for row in result.evidence.to_dicts() if row["role"] == "fact"]
    assert [(row["row_key"], row["source_row"]) for row in cited] == [("release_requested", 7)]
    assert result.summary["never_seen"] == []


def test_a_fact_in_the_same_place_of_its_file_is_not_taken_for_the_request() -> None:
    other = {"fact": "complaint", "recording_id": "R1", "at": at("09:00"), "source_row": 1}
    result = audited({"recordings": [R1], "facts": [other], "requests": [asked(source_row=1)]}, KEPT)
    cited = sorted(row["row_key"] for row in result.evidence.to_dicts() if row["role"] == "fact")
    assert cited == ["complaint", "release_requested"]


def test_several_rows_of_one_place_stay_apart() -> None:
    requests = [asked(source_row=1, kind="inspection"), asked(source_row=1, request_id="Q2")]
    result = audited({"recordings": [R1], "requests": requests}, KEPT)
    cited = sorted(row["row_key"] for row in result.evidence.to_dicts() if row["role"] == "fact")
    assert cited == ["inspection_requested", "release_requested"]


def test_requests_of_another_kind_leave_the_fact_named_as_never_seen() -> None:
    (note,) = audited({"recordings": [R1], "requests": [asked(kind="inspection")]}, KEPT).summary["never_seen"]
    assert note["names"] == "fact 'release_requested'"
    assert "no request is of that kind" in note["but"]
