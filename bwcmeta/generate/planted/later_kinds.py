"""Cases for rule kinds beyond the first four: upload, notice, viewing, release, review, contradiction.

Each says what it needs; `meant` says what a rule of that kind should find, since no shipped rule is named yet.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bwcmeta.generate.planted.acceptance import covered
from bwcmeta.generate.planted.builder import Case, Planted, badge_of


def plant_later_kinds(plan: Planted) -> None:
    """Plant them."""
    _uploads(plan)
    _notices(plan)
    _viewing(plan)
    _release(plan)
    _reviews(plan)
    _edits(plan)


def _recorded(plan: Planted, name: str, what: str, needs: str, **more: Any) -> tuple[Case, str, str, str]:
    """A case of one call, recorded throughout from 10:00 to 10:30; its officer, number and recording."""
    case = plan.case(name, what, needs=needs)
    officer, number = case.officer(), f"MC26-{name.upper()}"
    case.visit(number, officer, "10:00", "10:30")
    ident = case.film(officer, "09:58", "10:31", number, **more)
    covered(case, number, officer)
    return case, officer, number, ident


def _meant(case: Case, kind: str, verdict: str) -> None:
    case.about = {"meant": {kind: verdict}}


def _uploads(plan: Planted) -> None:
    for name, what, hours, seconds, verdict in (
        ("upload-at-the-limit", "uploaded exactly 24 hours after the recording began", 24, 0, "compliant"),
        ("upload-past-the-limit", "uploaded a second later than that", 24, 1, "violation: late"),
    ):
        case, _, _, _ = _recorded(plan, name, what, "followed_by", uploaded_at=None)
        row = plan.rows["recordings"][-1]
        row["uploaded_at"] = row["activated_at"] + timedelta(hours=hours, seconds=seconds)
        _meant(case, "followed_by: recording_start, uploaded_at, within 24h", verdict)


def _notices(plan: Planted) -> None:
    for name, what, clock, verdict in (
        ("notice-at-the-limit", "told 60 s after the recording began", "09:59", "compliant"),
        ("notice-past-the-limit", "told 61 s after the recording began", "09:59:01", "violation: late"),
        ("notice-missing", "nothing says that anybody was told", None, "undetermined or violation: missing"),
    ):
        case, officer, number, _ = _recorded(plan, name, what, "followed_by")
        if clock:
            case.fact("notice_given", number, clock, officer=officer, recorded_by="tag")
        _meant(case, "followed_by: recording_start, notice_given, within 60s", verdict)


def _viewing(plan: Planted) -> None:
    for name, what, viewed, stated, verdict in (
        (
            "viewed-before-statement",
            "viewed before the statement after force",
            "14:00",
            "15:00",
            "violation: too early",
        ),
        ("viewed-as-it-was-given", "viewed at the instant of the statement", "15:00", "15:00", "compliant"),
        ("viewed-after-statement", "viewed after the statement", "16:00", "15:00", "compliant"),
        ("viewed-no-statement", "viewed, and no statement is known", "14:00", None, "undetermined: missing"),
    ):
        case, officer, number, ident = _recorded(plan, name, what, "not_before")
        case.fact("use_of_force", number, "10:15", recorded_by="rms", level="2")
        if stated:
            case.fact("statement_given", number, stated, officer=officer, recorded_by="rms")
        _act(case, ident, viewed, "viewed", badge_of(officer), "wearer")
        _meant(case, "not_before: viewed by the involved officer, statement_given", verdict)


def _release(plan: Planted) -> None:
    for name, what, days, verdict in (
        ("shooting-released", "a shooting by an officer, released after two days", 2, "compliant"),
        ("shooting-not-released", "a shooting by an officer, never released", None, "violation or pending: missing"),
    ):
        case, _, number, ident = _recorded(plan, name, what, "followed_by")
        for fact in ("use_of_force", "officer_shooting", "deadly_force"):
            case.fact(fact, number, "10:15", recorded_by="rms")
        if days is not None:
            _act(case, ident, case.at("10:15", plus_days=days), "released", None, "records unit")
        _meant(case, "followed_by: officer_shooting, released, within 5 business days", verdict)


def _reviews(plan: Planted) -> None:
    for name, what, done_after, selection, meant in (
        ("review-done", "drawn at random and reviewed", 2, "random", "counts"),
        ("review-never-done", "drawn at random and never reviewed", None, "random", "does not count: missing"),
        ("review-not-random", "a review of a recording somebody chose", 2, "chosen", "does not count: not random"),
    ):
        case, officer, _, ident = _recorded(plan, name, what, "rate")
        case.row(
            "reviews",
            review_id=f"VP-{name.upper()}",
            recording_id=ident,
            reviewer_id="MC0961",
            officer_id=badge_of(officer),
            assigned_at=case.at("09:00", plus_days=1),
            done_at=case.at("09:00", plus_days=1 + done_after) if done_after is not None else None,
            selection=selection,
            outcome="in order" if done_after is not None else None,
        )
        _meant(case, "rate: random reviews done", meant)


def _edits(plan: Planted) -> None:
    case, officer, _, ident = _recorded(
        plan, "recorded-date-edited", "the recorded date was moved a month back: retention would end early", "holds"
    )
    begun = plan.rows["recordings"][-1]["started_at"]
    _act(
        case,
        ident,
        "18:00",
        "recorded_at_edited",
        badge_of(officer),
        "wearer",
        old_value=begun.isoformat(),
        new_value=(begun - timedelta(days=30)).isoformat(),
    )
    _meant(case, "holds: no edit of the recorded date", "violation: does not hold")


def _act(case: Case, recording: str, when: object, action: str, actor: str | None, role: str, **more: str) -> None:
    case.row(
        "evidence_actions",
        action_id=f"AP-{case.name.upper()}-{len(case.keys)}",
        recording_id=recording,
        at=case.at(when),  # type: ignore[arg-type]
        actor_id=actor,
        actor_role=role,
        action=action,
        **more,
    )
