"""Case 8: uploaded 26 hours later: pending first, then covered, and late."""

from __future__ import annotations

import random

import pytest
from audits import ENCOUNTER, Row, at, audited, film, later, response, verdicts

from bwcmeta import AuditResult

UPLOAD = {"id": "upload", "title": "Uploaded in 24 h.", "topic": "upload", "clause": "2", "kind": "followed_by",
          "anchor": "recording_end", "then": {"column": "uploaded_at"}, "within": "24h", "frame": "items"}  # fmt: skip
EVENT = [response("I1", "P1", at("13:00"), at("13:30"))]
END = at("13:31")
MORE = {"tolerances": {"upload_grace": "48h"}, "frames": {"items": {"over": "recordings"}}}


def test_before_the_upload_it_is_pending() -> None:
    footage = [film("R0", "P1", at("08:00"), at("08:10"), uploaded_at=at("09:00"))]
    result = audited({"unit_responses": EVENT, "recordings": footage}, as_of=later(END, hours=24), **MORE)
    assert verdicts(result)["I1", "P1"][0] == "pending"
    assert result.summary["candidate_violations"] == 0


def test_after_it_it_is_covered_and_late() -> None:
    footage = [film("R1", "P1", at("12:58"), END, "I1", uploaded_at=later(END, hours=26))]
    result = audited(
        {"unit_responses": EVENT, "recordings": footage}, ENCOUNTER, UPLOAD, as_of=later(END, hours=60), **MORE
    )
    assert verdicts(result)["I1", "P1"] == ("compliant", "")
    (late,) = result.findings.filter(result.findings["rule_id"] == "upload").to_dicts()
    assert (late["verdict"], late["reason"], late["measured"]) == ("violation", "late", 26 * 3600)


def test_what_never_came_is_missing_once_the_grace_is_over() -> None:
    footage = [film("R0", "P1", at("08:00"), at("08:10"))]
    result = audited({"unit_responses": EVENT, "recordings": footage}, as_of=later(END, hours=60), **MORE)
    assert verdicts(result)["I1", "P1"] == ("violation", "no_recording")


def test_known_at_the_deadline_stands_beside_known_now() -> None:
    footage = [film("R1", "P1", at("12:58"), END, "I1", uploaded_at=later(END, hours=50))]
    result = audited({"unit_responses": EVENT, "recordings": footage}, as_of=later(END, hours=60), **MORE)
    counted = {m["measure"]: (m["yes"], m["no"]) for m in result.measures.to_dicts() if m["tolerance_s"] is None}
    assert (counted["presence"], counted["upload"]) == ((1, 0), (0, 1))
    assert (counted["presence_at_deadline"], counted["all_criteria_at_deadline"]) == ((0, 1), (0, 1))


def _at_deadline(*footage: Row, **rule: object) -> dict[str, tuple[int, int, int]]:
    """yes, no and unknown of each measure of the one event, sixty hours later, with a grace of 48 hours."""
    result = audited(
        {"unit_responses": EVENT, "recordings": list(footage)},
        {**ENCOUNTER, **rule},
        as_of=later(END, hours=60),
        **MORE,
    )
    return {
        m["measure"]: (m["yes"], m["no"], m["unknown"])
        for m in result.measures.to_dicts()
        if m["tolerance_s"] is None and m["unit"] == "officer on event"
    }


YES, NO, UNKNOWN = (1, 0, 0), (0, 1, 0), (0, 0, 1)
IN_TIME, TOO_LATE = later(END, hours=47), later(END, hours=50)
HEAD = film("R1", "P1", at("12:58"), at("13:15"), "I1", uploaded_at=IN_TIME)
TAIL = film("R2", "P1", at("13:15"), END, "I1")
WHOLE = film("R3", "P1", at("12:58"), END, "I1", device_id="SECOND", uploaded_at=IN_TIME)


@pytest.mark.parametrize(
    ("footage", "presence", "whole"),
    [
        ([HEAD, {**TAIL, "uploaded_at": IN_TIME}], YES, YES),
        ([HEAD, {**TAIL, "uploaded_at": TOO_LATE}], YES, NO),
        ([HEAD, TAIL], YES, UNKNOWN),
        ([WHOLE, HEAD, {**TAIL, "uploaded_at": TOO_LATE}], YES, YES),
        ([WHOLE, HEAD, TAIL], YES, YES),
        ([{**WHOLE, "uploaded_at": None}], UNKNOWN, UNKNOWN),
        ([{**WHOLE, "uploaded_at": TOO_LATE}, {**HEAD, "uploaded_at": None}], UNKNOWN, UNKNOWN),
        ([{**WHOLE, "started_at": at("13:05"), "uploaded_at": TOO_LATE}], NO, NO),
        ([film("R0", "P1", at("08:00"), at("08:10"), uploaded_at=IN_TIME)], NO, NO),
    ],
    ids=["in time", "tail late", "tail unknown", "late but not needed", "unknown but not needed", "unknown",
         "late and unknown", "a breach stays one", "nothing"],
)  # fmt: skip
def test_the_whole_rule_as_of_the_deadline(
    footage: list[Row], presence: tuple[int, int, int], whole: tuple[int, int, int]
) -> None:
    told = _at_deadline(*footage)
    assert (told["presence_at_deadline"], told["all_criteria_at_deadline"]) == (presence, whole)


def test_what_mutes_the_late_piece_had_is_not_guessed() -> None:
    pieces = [{**piece, "buffer_s": 30} for piece in (HEAD, {**TAIL, "uploaded_at": TOO_LATE})]
    told = _at_deadline(*pieces, buffer_at_least="30s")
    assert (told["all_criteria"], told["all_criteria_at_deadline"]) == (YES, UNKNOWN)
    assert told["presence_at_deadline"] == YES


def test_without_a_grace_there_is_no_deadline() -> None:
    result = audited({"unit_responses": EVENT, "recordings": [HEAD]}, as_of=later(END, hours=60))
    assert not {m for m in result.measures["measure"].to_list() if m.endswith("_at_deadline")}


def _late_county(seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Sixty officers at one event each, with footage in pieces: all of it, and what had come by the deadline."""
    dice = random.Random(seed)
    events, footage, in_time = [], [], []
    for n in range(60):
        who, number = f"P{n}", f"I{n}"
        events.append(response(number, who, at("13:00"), at("13:30")))
        begin = later(at("13:00"), seconds=dice.choice((-60, 0, 20, 40)))
        for piece in range(dice.randint(0, 3)):
            end = later(begin, minutes=dice.choice((5, 10, 20, 35)))
            upload = later(at("13:30"), hours=dice.choice((1, 47, 48, 49, 55)))
            row = film(f"{who}R{piece}", who, begin, end, number, uploaded_at=upload)
            row["device_id"] = dice.choice((f"C{n}", f"D{n}"))
            footage.append(row)
            if upload <= later(at("13:30"), hours=48):
                in_time.append(row)
            begin = later(end, seconds=dice.choice((-200, 0, 3, 25, 31, 120)))
    return events, footage, in_time


@pytest.mark.parametrize("seed", range(4))
def test_the_deadline_says_what_an_audit_of_what_was_there_would_have_said(seed: int) -> None:
    events, footage, in_time = _late_county(seed)
    as_of = later(END, hours=60)
    whole = audited({"unit_responses": events, "recordings": footage}, as_of=as_of, **MORE)
    then = audited({"unit_responses": events, "recordings": in_time}, as_of=as_of, **MORE)

    def counted(result: AuditResult, measure: str) -> tuple[int, int]:
        return next(
            (m["yes"], m["no"])
            for m in result.measures.to_dicts()
            if (m["unit"], m["measure"], m["tolerance_s"]) == ("officer on event", measure, None)
        )

    for measure in ("presence", "all_criteria"):
        assert counted(whole, f"{measure}_at_deadline") == counted(then, measure)
        assert counted(whole, measure) != counted(then, measure)
