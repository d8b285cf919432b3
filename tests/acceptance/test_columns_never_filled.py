"""An export that lacks a column accuses nobody: what asks for it is undetermined, and the column is named."""

from __future__ import annotations

from pathlib import Path

import yaml
from audits import at, audited

from bwcmeta import AuditOptions, audit_exports

PURPOSE = {
    "id": "access-without-purpose", "title": "Access has a purpose.", "topic": "access", "clause": "1", "kind": "holds",
    "over": "evidence_actions", "holds": "purpose is not null",
}  # fmt: skip


def looked_at(**more: str | None) -> dict[str, str | None]:
    return {"recording_id": "R1", "at": at("10:00"), "actor_id": "A", "action": "viewed", **more}


def test_a_column_that_no_file_has_leaves_the_rule_undetermined_and_is_named() -> None:
    result = audited({"evidence_actions": [looked_at()]}, PURPOSE)
    assert result.findings["reason"].to_list() == ["column_absent"]
    assert result.findings["verdict"].to_list() == ["undetermined"]
    assert "no file that was read has the column `purpose`" in result.findings["sentence"][0]
    never = result.summary["never_seen"]
    assert [(note["names"], note["rules"]) for note in never] == [
        ("column purpose", "acceptance/access-without-purpose")
    ]
    assert "what asks for it is undetermined" in never[0]["but"]


def test_a_column_that_is_there_and_never_filled_is_named_beside_the_result() -> None:
    result = audited({"evidence_actions": [looked_at(purpose=None)]}, PURPOSE)
    assert result.obligations["verdict"].to_list() == ["violation"]
    assert "no row of evidence_actions fills it" in result.summary["never_seen"][0]["but"]


def test_a_column_that_one_row_fills_is_there() -> None:
    result = audited({"evidence_actions": [looked_at(), looked_at(purpose="case 7", actor_id="B")]}, PURPOSE)
    assert result.summary["never_seen"] == []
    assert sorted(result.obligations["verdict"]) == ["compliant", "violation"]


HEAD = {"policy": "acceptance", "title": "Acceptance", "kind": "agency"}
LOG = "recording_id,at,actor_id,action"
ROW = "{},2024-06-03T10:00:0{}Z,A,viewed"


def test_of_several_files_only_the_one_with_the_column_accuses(tmp_path: Path) -> None:
    """The ledger of each import knows which columns its file had; a row said again is known by all its files."""
    exports = tmp_path / "exports"
    exports.mkdir()
    one = [f"{ROW.format('R1', 1)},court", f"{ROW.format('R1', 2)},"]
    two = [ROW.format("R2", 3), ROW.format("R2", 4)]
    (exports / "1.csv").write_text("\n".join([f"{LOG},purpose", *one]) + "\n", encoding="utf-8")
    (exports / "2.csv").write_text("\n".join([LOG, *two]) + "\n", encoding="utf-8")
    again = [f"{ROW.format('R1', 2)},looked at", f"{ROW.format('R2', 4)},looked at"]
    (exports / "3.csv").write_text("\n".join([f"{LOG},detail", *again]) + "\n", encoding="utf-8")
    policy = tmp_path / "acceptance.yaml"
    policy.write_text(yaml.safe_dump({**HEAD, "rules": [PURPOSE]}), encoding="utf-8")
    result = audit_exports([exports], policy, options=AuditOptions(keep_obligations=True))
    told = {(row["recording_id"], row["at"].second): row["verdict"] for row in result.obligations.to_dicts()}
    assert told == {
        ("R1", 1): "compliant", ("R1", 2): "violation", ("R2", 3): "undetermined", ("R2", 4): "undetermined",
    }  # fmt: skip
    undetermined = result.findings.filter(result.findings["verdict"] == "undetermined")
    assert all("no file this row came from has the column `purpose`" in text for text in undetermined["sentence"])
    assert result.summary["never_seen"] == []
