"""Case 8: uploaded 26 hours later: pending first, then covered, and late."""

from audits import ENCOUNTER, at, audited, film, later, response, verdicts

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
