"""`profile check` tells every problem with its place and every row's end; `profile show` and `list` tell the rest."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.api.profiles import check_profile
from bwcmeta.documents.places import read_yaml
from bwcmeta.profiles.catalogue import SHIPPED
from bwcmeta.profiles.lint import lint
from bwcmeta.profiles.page import profile_page
from bwcmeta.profiles.resolve import resolve

REMARKABLE = """\
id: mine
version: 1
title: Mine
told_by: [Else]
leaves_out: {Badge: about a person}
tables:
  facts:
    columns:
      fact: {value: use_of_forse}
      officer_id: {from: Badge}
      at: {from: When}
  facts/again:
    columns:
      fact: {value: use_of_forse}
      level: {from: Word, values: {A-B: x, ab: y}}
      detail: {from: Word}
"""


def test_remarks_stand_at_their_places(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(REMARKABLE, encoding="utf-8")
    problems = check_profile(path).problems
    said = {(p.place.line, p.severity, p.what.split(":")[0]) for p in problems}
    assert {
        (1, "note", "no source says where the headings were read"),
        (1, "note", "no zone is stated"),
        (4, "warning", "'Else' tells the system but is neither read nor left out"),
        (5, "warning", "'Badge' is left out and read as well"),
        (9, "note", "'use_of_forse' is no fact that shipped policies know"),
        (10, "note", "officer_id"),
        (12, "warning", "facts/again and facts make rows of one table that nothing tells apart"),
        (15, "error", "'ab' and a word before it differ only in case or punctuation, but not in meaning"),
    } <= said
    assert any("did you mean 'use_of_force'" in p.hint for p in problems)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_has_nothing_to_remark(name: str) -> None:
    text = resources.files("bwcmeta.profiles").joinpath("shipped", f"{name}.yaml").read_text(encoding="utf-8")
    profile, problems = lint(read_yaml(text, f"{name}.yaml"))
    allowed = ("no zone is stated", "'bookmark' is no fact")
    assert [str(p) for p in problems if not p.what.startswith(allowed)] == []
    assert profile is not None
    assert all(c.isascii() for c in text)
    page = "\n".join(profile_page(profile))
    assert all(h in page for h in profile.leaves_out)
    headings = [h for rule in profile.tables.values() for h in rule.headings]
    assert not resolve(profile, headings).missing


def test_every_file_under_shipped_is_listed() -> None:
    folder = resources.files("bwcmeta.profiles").joinpath("shipped")
    assert sorted(SHIPPED) == sorted(f.name.removesuffix(".yaml") for f in folder.iterdir())


def test_check_with_a_file_says_what_becomes_of_each_row(bwcmeta: Any, tmp_path: Path) -> None:
    export = tmp_path / "calls.csv"
    export.write_text(
        "apno,date,time_24hr,description_1,call_initiated_by,priority\n"
        "1,2016-07-06T00:00:00,0256,X,OFFICER,C\n1,2016-07-06T00:00:00,0256,X,OFFICER,C\n"
        "2,2016-07-06T00:00:00,2460,X,CITIZEN,C\n3,2016-07-06T00:00:00,0300,X,BOTH,C\n",
        encoding="utf-8",
    )
    ran = bwcmeta("profile", "check", "hartford-calls", export, "-f", "json")
    told = json.loads(ran.out)
    (row,) = told["files"]
    assert (ran.code, row["read"], row["used"], row["repaired"], row["repeats"], row["set_aside"]) == (0, 4, 1, 1, 1, 1)
    assert {(n["kind"], n["column"]) for n in told["noted"]} >= {
        ("set aside", "created_at"),
        ("unknown", "self_initiated"),
    }
    assert [p.name for p in tmp_path.iterdir()] == ["calls.csv"]  # nothing is kept


def test_check_of_a_file_that_does_not_fit_names_the_place(bwcmeta: Any, tmp_path: Path) -> None:
    export = tmp_path / "x.csv"
    export.write_text("evidence_id,created_date_record_start\nE1,2026-01-05T10:00:00\n", encoding="utf-8")
    ran = bwcmeta("profile", "check", "axon-evidence-created", export)
    assert ran.code == 3
    assert f"{export}:2:1: error the stamps of 'created_date_record_start' have no offset" in ran.out.replace(
        "\n  ", " "
    )
    export.write_text("a,b\n1,2\n", encoding="utf-8")
    assert (
        "recordings.recording_id has no column here" in bwcmeta("profile", "check", "axon-evidence-created", export).out
    )
    assert bwcmeta("profile", "check", "axon-evidence-created", export, "--tz", "Nowhere/Atall").code == 3
    assert bwcmeta("profile", "check", "axon-evidence-creatd").code == 3
    assert "made from the model" in bwcmeta("profile", "check", "canonical:duty").err


def test_show_is_a_page_or_json(bwcmeta: Any) -> None:
    page = bwcmeta("profile", "show", "tjjd-shifts").out
    assert "date Start Date with time Start Time" in page
    assert "employee_id, strong" in page
    told = json.loads(bwcmeta("profile", "show", "tjjd-shifts", "-f", "json").out)
    assert told["profile"] == "tjjd-shifts@1"
    assert told["document"]["zone"] == "America/Chicago"
    assert {row["column"] for row in told["columns"]} >= {"duty_id", "started_at", "kind"}
    assert bwcmeta("profile", "show", "canonical:duty").code == 0
    assert bwcmeta("profile", "show", "nobody").code == 3


def test_draft_from_the_command_line(bwcmeta: Any, tmp_path: Path) -> None:
    export = tmp_path / "clips.csv"
    export.write_text("report of today\n\nClip ID,Start\n1,2026-01-05 10:00\n", encoding="utf-8")
    ran = bwcmeta("profile", "draft", export, "--header-row", "3")
    assert ran.code == 0
    assert "header_row: 3" in ran.out
    assert "recording_id: {from: [Clip ID]}" in ran.out
    assert "profile check" in ran.err
    assert bwcmeta("profile", "draft", export, "--table", "recodings").code == 3
    assert bwcmeta("profile", "draft", tmp_path / "none.csv").code == 3
