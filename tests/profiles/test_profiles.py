"""Profiles: what ships is sound, headings find their profile, and a wrong document says all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bwcmeta.errors import ArgumentError, DocumentError
from bwcmeta.model.tables import TABLES
from bwcmeta.profiles import detect, list_profiles, load_profile, resolve
from bwcmeta.profiles.canonical import table_of_stem
from bwcmeta.profiles.detect import best
from bwcmeta.profiles.headings import cleaned, plain

SNAKE = "evidence_id,status,title,id_external,date_uploaded,created_date_record_start,date_record_end,date_deleted"
CAMEL = (
    "evidenceId,ownerBadgeId,ownerFirstName,ownerLastName,serialNumber,dateRecordStart,dateRecordEnd,durationSeconds"
)
RENAMED = (
    "Clip ID,Camera Serial Number,Employee ID,Employee Role,created_date_record_start,date_record_end,duration_seconds"
)
CAD = "Event ID,Officer Badge ID,Officer Dispatched DateTime,Officer Cleared DateTime,Call type"


def chosen(headings: str, stem: str = "") -> list[str]:
    return [m.profile.id for m in best(detect(headings.split(","), stem), stem)]


@pytest.mark.parametrize(
    ("headings", "profile"),
    [
        (SNAKE, "axon-evidence-created"),
        (CAMEL, "axon-evidence-created"),
        (RENAMED, "axon-evidence-created"),
        (CAD, "axon-cad-printout"),
        (CAD.replace(" ", "_"), "axon-cad-printout"),
        *((",".join(c.name for c in t.columns), f"canonical:{t.name}") for t in TABLES),
    ],
)
def test_headings_find_their_profile(headings: str, profile: str) -> None:
    assert chosen(headings) == [profile]


def test_a_name_decides_between_tables_that_fit_alike() -> None:
    assert chosen("incident_id") == ["canonical:incidents", "canonical:unit_responses"]
    assert chosen("incident_id", "unit_responses-2026") == ["canonical:unit_responses"]


def test_a_file_named_after_a_table_but_in_a_vendor_s_layout_is_the_vendor_s() -> None:
    assert chosen(SNAKE, "recordings") == ["axon-evidence-created"]


def test_a_file_named_after_a_table_is_not_taken_for_another_table() -> None:
    (match,) = best(detect(["officer_id", "started_at"], "recordings"), "recordings")
    assert match.profile.id == "canonical:recordings"
    assert [m[:2] for m in match.layout.missing] == [("recordings", "recording_id")]


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("recordings", "recordings"),
        ("Unit_Responses_2026-01", "unit_responses"),
        ("unit responses (2)", "unit_responses"),
        ("device_events1", "device_events"),
        ("device_assignments", "device_assignments"),
        ("recordingsbackup", None),
        ("my_recordings", None),
    ],
)
def test_the_table_a_file_is_named_after(stem: str, table: str | None) -> None:
    assert table_of_stem(stem) == table


def test_headings_made_plain() -> None:
    same = ["Owner Badge ID", "owner_badge_id", "ownerBadgeId", "\ufeffOwner-Badge-Id ", "ï»¿owner badge id"]
    assert {plain(h) for h in same} == {"ownerbadgeid"}
    assert plain("flag (Y/N)") == plain("flag_y_n")
    assert cleaned("ï»¿ Call   Type ") == "Call Type"


def test_every_profile_that_ships_names_its_source_and_reads_what_is_required() -> None:
    profiles = list_profiles()
    assert len({p.id for p in profiles}) == len(profiles)
    for profile in profiles[len(TABLES) :]:
        assert profile.source, profile.id
        assert profile.says, profile.id
        headings = [h for t in profile.tables.values() for r in t.columns.values() for h in r.headings]
        assert not resolve(profile, headings).missing


def test_profiles_are_found_by_name_or_path(tmp_path: Path) -> None:
    assert load_profile("canonical:places").ref == "canonical:places@1"
    path = tmp_path / "mine.yaml"
    path.write_text(
        "id: mine\nversion: 2\ntitle: Mine\ntables:\n  officers:\n    columns:\n      officer_id: {from: No}\n"
    )
    assert load_profile(path).ref == "mine@2"
    assert load_profile(str(path)).tables["officers"].columns["officer_id"].from_ == ("No",)
    with pytest.raises(ArgumentError, match="did you mean 'axon-cad-printout'"):
        load_profile("axon-cad-print")
    with pytest.raises(ArgumentError, match="did you mean 'places'"):
        load_profile("canonical:place")
    with pytest.raises(DocumentError, match="there is no such file"):
        load_profile("gone.yaml")


WRONG = """\
id: My Profile
version: 0
zone: America/Chicgo
tables:
  recordings:
    columns:
      recording_id: {from: Id, form: x}
      started_at: {from: Start, formats: [isoo]}
      status: {}
"""

CROSSED = """\
id: mine
version: 1
title: Mine
tables:
  recordings:
    columns:
      recording_id: {from: Id}
      status: {from: State, values: {A: activ}}
      officr_id: {from: Officer}
      size_mb: {from: Size, unit: Mb}
      device_id: {from: Camera, separator: ","}
"""


def test_a_wrong_profile_says_all_that_is_wrong_with_places(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    with pytest.raises(DocumentError) as caught:
        load_profile(path)
    said = str(caught.value).replace(str(path), "wrong.yaml")
    for expected in (
        "wrong.yaml:1:5: 'id' cannot be 'My Profile'\n  hint: it must match ^[a-z0-9]",
        "wrong.yaml:1:1: the key 'title' is missing",
        "wrong.yaml:2:10: 'version' must be greater than or equal to 1, not 0",
        "wrong.yaml:3:7: no time zone 'America/Chicgo'\n  hint: did you mean 'America/Chicago'?",
        "wrong.yaml:7:32: unknown key 'form'\n  hint: did you mean 'formats'?",
        "wrong.yaml:8:43: no stamp format 'isoo'\n  hint: one of: iso, epoch_s, epoch_ms, or a pattern",
        "wrong.yaml:9:15: a column needs `from`, `join`, `date` with `time`, or `value`",
    ):
        assert expected in said


def test_a_profile_that_does_not_fit_the_tables_says_so(tmp_path: Path) -> None:
    path = tmp_path / "crossed.yaml"
    path.write_text(CROSSED)
    with pytest.raises(DocumentError) as caught:
        load_profile(path)
    said = str(caught.value)
    for expected in (
        "recordings.status: 'activ' is no value of this column (did you mean 'active'?)",
        "recordings has no column 'officr_id' (did you mean 'officer_id'?)",
        "recordings.size_mb: the unit 'Mb' is not known here",
        "recordings.device_id: a separator is for columns that hold several values",
        "recordings needs a rule for the required column 'started_at'",
    ):
        assert expected in said, said
