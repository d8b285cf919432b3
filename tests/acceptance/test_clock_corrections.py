"""What the auditor states about a clock is applied and told; nothing else is."""

from pathlib import Path

import pytest
from audits import WHOLE_YEAR, Rows, at, film, policy_of, response

from bwcmeta import ArgumentError, AuditResult, audit_rows
from bwcmeta.audit.corrections import read_corrections

EVENT = [response("I1", "P1", at("10:00"), at("10:30")), response("I2", "P2", at("10:00"), at("10:30"))]
FOOTAGE = [film("R1", "P1", at("10:58"), at("11:31")), film("R2", "P2", at("10:58"), at("11:31"))]


def _audited(tables: Rows, text: str, folder: Path) -> AuditResult:
    path = folder / "clocks.csv"
    path.write_text(text, encoding="utf-8")
    return audit_rows(
        tables, policy_of(), horizon=WHOLE_YEAR, keep_obligations=True, clock_corrections=read_corrections(path)
    )


def test_one_camera_is_moved(tmp_path: Path) -> None:
    text = "device,source,from,to,shift\nCAM-P1,,2026-03-02T00:00:00Z,,-1h\n"
    result = _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)
    assert result.obligations is not None
    assert [o["verdict"] for o in result.obligations.to_dicts()] == ["compliant", "violation"]
    (told,) = result.summary["clock_corrections"]
    assert (told["device_id"], told["shift_us"], told["rows"]) == ("CAM-P1", -3_600_000_000, 1)


def test_outside_its_time_nothing_is_moved(tmp_path: Path) -> None:
    text = "device,from,to,shift\nCAM-P1,2026-03-02T17:00:00Z,,-1h\nCAM-P2,,2026-03-02T16:58:00Z,-1h\n"
    result = _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)
    assert [c["rows"] for c in result.summary["clock_corrections"]] == [0, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("device,shift\nC1,1h\n", "with a sign"),
        ("device,shift\n,+1h\n", "--tz"),
        ("device,moved\nC1,+1h\n", "'moved' is none"),
        ("device,from,shift\nC1,2026-03-02 10:00,+1h\n", "no offset"),
        ("device,from,to,shift\nC1,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z,+1h\n", "not after"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        _audited({"unit_responses": EVENT, "recordings": FOOTAGE}, text, tmp_path)
