"""What expires in the next N days and should not: by minimum, class, fact and hold, to the microsecond."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from audits import policy_of

from bwcmeta import AtRisk, AuditOptions, audit_rows, footage_at_risk
from bwcmeta.audit.at_risk import find_at_risk
from bwcmeta.audit.run import instant
from bwcmeta.audit.source import RowsSource
from bwcmeta.model.calendar import later_by
from bwcmeta.model.moment import Duration

AS_OF = "2026-04-10T00:00:00-05:00"
RULE = {
    "id": "kept-long-enough", "title": "Footage is kept.", "topic": "retention", "clause": "7.2", "kind": "kept",
    "classes": [
        {"when": "category = 'force' or has_fact('complaint')", "at_least": "3y"},
        {"otherwise": True, "at_least": "90d", "at_most": "1y"},
    ],
    "held_by": [{"fact": "litigation_hold", "standing": "documented"}],
}  # fmt: skip
START = "2026-01-15T12:00:00-06:00"
NINETY_DAYS = "2026-04-15T12:00:00-05:00"
SOON = "2026-04-20T12:00:00-05:00"
OTHER_FACT = {"fact": "citation", "incident_id": "ELSEWHERE"}


def film(number: int, until: str | None = SOON, **more: Any) -> dict[str, Any]:
    return {
        "recording_id": f"R{number}", "officer_id": "A", "started_at": START, "ended_at": None, "categories": ["other"],
        "incident_ids": [f"I{number}"], "retention_until": until, "source_row": number, **more,
    }  # fmt: skip


def look(
    recordings: list[dict[str, Any]], *, within: str = "30d", as_of: str = AS_OF, rule: Any = None, **tables: Any
) -> AtRisk:
    source = RowsSource({"recordings": recordings, "facts": [OTHER_FACT], **tables})
    options = AuditOptions(as_of=instant(as_of))
    with closing(source):
        return find_at_risk(source, [policy_of(rule or RULE)], Duration.parse("30d"), options)


def ids(found: AtRisk) -> list[str]:
    return sorted(found.rows["recording_id"])


def unknown(found: AtRisk) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for reason, recording in found.undetermined.select("reason", "recording_id").iter_rows():
        told.setdefault(reason, []).append(recording)
    return told


def test_the_minimum_itself_is_enough_and_a_microsecond_less_is_not() -> None:
    found = look([film(1, NINETY_DAYS), film(2, "2026-04-15T11:59:59.999999-05:00")])
    assert ids(found) == ["R2"]
    row = found.rows.row(0, named=True)
    assert (row["reason"], row["kept_until"].isoformat()) == ("minimum_not_over", "2026-04-15T17:00:00+00:00")
    assert row["days_short"] == pytest.approx(1 / 86_400_000_000)
    assert row["sources"] == "recordings.rows:2"


def test_both_ends_of_the_time_looked_at_count_and_its_days_are_local() -> None:
    """From 2 March 30 days lead over the change to summer time: 719 hours."""
    last = "2026-04-01T00:00:00-05:00"
    rows = [film(1, last), film(2, "2026-04-01T00:00:00.000001-05:00"), film(3, "2026-03-02T00:00:00-06:00"),
            film(4, "2026-03-01T23:59:59-06:00")]  # fmt: skip
    found = look(rows, as_of="2026-03-02T00:00:00-06:00")
    assert ids(found) == ["R1", "R3", "R4"]
    assert found.until.isoformat() == "2026-04-01T05:00:00+00:00"
    assert (found.counts["within"], found.counts["date_passed"], found.counts["later"]) == (2, 1, 1)
    assert found.rows.filter(found.rows["recording_id"] == "R4")["days_left"].item() < 0


def test_a_class_and_a_fact_want_it_longer_and_are_named_with_their_rows() -> None:
    found = look(
        [film(1, categories=["force"]), film(2), film(3)],
        facts=[{"fact": "complaint", "incident_id": "I2", "source_row": 9}],
    )
    assert ids(found) == ["R1", "R2"]
    told = {r["recording_id"]: r for r in found.rows.iter_rows(named=True)}
    assert told["R1"]["because"].startswith(
        "category = 'force' or has_fact('complaint'), at least 3y: until 2029-01-15"
    )
    assert told["R2"]["sources"] == "recordings.rows:2; facts.rows:9"
    assert (told["R2"]["clause"], told["R2"]["rule_id"]) == ("7.2", "kept-long-enough")


@pytest.mark.parametrize(
    ("hold", "held"),
    [
        ({"at": "2026-02-01T00:00:00Z", "standing": "documented"}, True),
        ({"at": "2026-02-01T00:00:00Z", "standing": "claimed"}, False),
        ({"at": "2026-02-01T00:00:00Z", "standing": "rejected"}, False),
        ({"at": SOON, "standing": "verified"}, True),
        ({"at": "2026-04-20T12:00:00.000001-05:00", "standing": "verified"}, False),
        ({"until_at": SOON, "standing": "documented"}, False),
        ({"until_at": "2026-04-20T12:00:00.000001-05:00", "standing": "documented"}, True),
    ],
)
def test_a_hold_counts_when_it_is_in_force_at_the_planned_moment(hold: dict[str, Any], held: bool) -> None:
    found = look([film(1)], facts=[{"fact": "litigation_hold", "incident_id": "I1", **hold}])
    assert ids(found) == (["R1"] if held else [])
    if held:
        assert found.rows["reason"].item() == "on_hold"
        assert (found.rows["kept_until"].item() is None) == ("until_at" not in hold)


def test_what_cannot_be_said_is_listed_with_its_reason() -> None:
    found = look(
        [
            film(1, categories=None),
            film(2, None),
            film(3, doubtful=["retention_until"]),
            film(4, recorded_at=None, doubtful=["recorded_at"]),
            film(5, status="deleted"),
            film(6, None, status="queued_for_deletion"),
        ]
    )
    assert ids(found) == []
    assert unknown(found) == {
        "class_unknown": ["R1"], "no_planned_date": ["R2", "R3", "R6"], "window_unknown": ["R4"],
    }  # fmt: skip
    assert found.counts == {
        "recordings": 6, "deleted": 0, "deleted_time_unknown": 1, "no_planned_date": 3, "date_passed": 0, "within": 2,
        "later": 0,
    }  # fmt: skip


def test_without_any_facts_a_class_that_asks_for_one_is_unknown() -> None:
    assert unknown(look([film(1)], facts=[])) == {"class_unknown": ["R1"]}


def test_an_edit_in_the_trail_is_shown_and_another_date_is_a_contradiction() -> None:
    def edit(recording: str, new: str, **more: Any) -> dict[str, Any]:
        moved = {"recording_id": recording, "action": "retention_edited", "actor_id": "A", "old_value": "2029-01-15"}
        return {**moved, "at": "2026-03-30T15:00:00Z", "new_value": new, **more}

    found = look(
        [film(1, categories=["force"]), film(2, None), film(3, "2029-01-15T00:00:00Z"), film(4)],
        evidence_actions=[
            edit("R1", "2026-04-20"),
            edit("R2", "2026-04-30"),
            edit("R3", "2026-04-30T00:00:00Z", at="2026-03-01T00:00:00Z"),
            edit("R3", "2029-01-15T00:00:00Z"),
            edit("R4", "Level 2"),
        ],
    )
    assert ids(found) == ["R1"]
    assert "retention_edited 2026-03-30 15:00Z by A, 2029-01-15 to 2026-04-20" in found.rows["edited"].item()
    assert unknown(found) == {"no_planned_date": ["R2"], "planned_date_contradicted": ["R2"]}


def test_what_a_newer_import_says_is_planned_counts() -> None:
    older, newer = film(1, SOON, import_seq=1), film(1, "2029-06-01T00:00:00Z", import_seq=2)
    assert look([older, newer]).counts["later"] == 1


def test_exemptions_and_the_frame_keep_what_they_leave_out_out_of_it() -> None:
    rule = {**RULE, "when": "category <> 'test'", "unless": [{"fact": "supervisor_order", "standing": "documented"}]}
    early = "2026-04-12T00:00:00-05:00"
    found = look(
        [film(1, early, categories=["test"]), film(2, early), film(3, early)],
        rule=rule,
        facts=[{"fact": "supervisor_order", "incident_id": "I2", "standing": "documented"}],
    )
    assert ids(found) == ["R3"]
    row = found.rules.row(0, named=True)
    assert (row["planned"], row["judged"], row["minimum_not_over"], row["exempt"]) == (3, 2, 1, 1)


def test_it_says_what_an_audit_says_once_the_deletions_have_happened() -> None:
    planned = [
        film(n, f"2026-04-{n:02}T12:00:00-05:00", categories=["force"] if n % 5 == 0 else ["other"])
        for n in range(10, 29)
    ]
    facts = [{"fact": "litigation_hold", "incident_id": "I20", "standing": "documented"}, OTHER_FACT]
    found = look(planned, facts=facts)
    done = [{**row, "deleted_at": row["retention_until"]} for row in planned]
    audit = audit_rows({"recordings": done, "facts": facts}, policy_of(RULE), as_of="2026-05-10T00:00:00Z")
    candidates = audit.findings.filter(audit.findings["verdict"] == "violation")
    assert ids(found) == sorted(candidates["recording_id"])


def test_the_command_prints_counts_rows_and_exit_code(tmp_path: Path, bwcmeta: Callable[..., Any]) -> None:
    (tmp_path / "recordings.csv").write_text(
        "recording_id,officer_id,started_at,ended_at,retention_until\n"
        "R1,A,2026-01-15T12:00:00Z,2026-01-15T12:10:00Z,2026-04-01T00:00:00Z\n"
        "R2,A,2026-01-15T12:00:00Z,2026-01-15T12:10:00Z,\n"
    )
    (tmp_path / "p.yaml").write_text(
        "policy: p\ntitle: P\nkind: agency\nrules:\n"
        "  - {id: k, title: K, topic: retention, clause: a, kind: kept, classes: [{otherwise: true, at_least: 90d}]}\n"
    )
    words = (tmp_path / "recordings.csv", "-p", tmp_path / "p.yaml", "--as-of", "2026-03-15")
    ran = bwcmeta("at-risk", *words, "--out", tmp_path / "risk.csv")
    assert ran.code == 1
    assert "1 without one: nothing is guessed" in " ".join(ran.out.split())
    told = json.loads(bwcmeta("at-risk", *words, "-f", "json").out)
    assert [r["recording_id"] for r in told["at_risk"]] == ["R1"]
    assert [r["reason"] for r in told["undetermined"]] == ["no_planned_date"]
    assert (tmp_path / "risk.csv").read_text() == bwcmeta("at-risk", *words, "-f", "csv").out
    assert bwcmeta("at-risk", *words, "--within", "10d").code == 0
    again = footage_at_risk(
        tmp_path / "p.yaml",
        exports=[tmp_path / "recordings.csv"],
        options=AuditOptions(as_of=instant("2026-03-15T00:00:00Z")),
    )
    assert ids(again) == ["R1"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--within", "soon"), "--within: 'soon' is no duration"),
        (("--within", "5 business days"), "business days are not counted here"),
        (("--within", "9999999y"), "reaches beyond any calendar"),
        (("--out", "no/such/folder/x.csv"), "--out: no/such/folder/x.csv cannot be written"),
        (("-p", "lapd-bwv-buffer"), "no rule of the kind kept"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tmp_path: Path, bwcmeta: Callable[..., Any], words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "recordings.csv").write_text("recording_id,officer_id,started_at\nR1,A,2026-01-15T12:00:00Z\n")
    ran = bwcmeta("at-risk", tmp_path / "recordings.csv", *words)
    assert ran.code == 3
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_months_are_cut_to_their_last_day_and_a_skipped_hour_moves_on() -> None:
    new_year = instant("2026-01-31T12:00:00-06:00")
    assert new_year is not None
    assert later_by(new_year, Duration.parse("1mo"), "America/Chicago").isoformat() == "2026-02-28T18:00:00+00:00"
    before = instant("2026-03-07T02:30:00-06:00")
    assert before is not None
    assert later_by(before, Duration.parse("1d"), "America/Chicago").isoformat() == "2026-03-08T08:30:00+00:00"
