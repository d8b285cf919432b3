"""`policy check --fix`: takes out what does nothing, keeps every other byte, and leaves alone what it cannot judge."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta.documents.edit import without
from bwcmeta.documents.places import read_yaml
from bwcmeta.errors import ArgumentError
from bwcmeta.policies.check import check_policy
from bwcmeta.policies.fix import fix_policy
from bwcmeta.policies.load import load_policy

WRONG = """# General Order 41
policy: county   # the id
title: County
kind: agency
source: {title: "GO 41"}
tolerances:
  late: 60s        # nobody uses it
  # what is allowed at the door
  door: 30s
frames:
  patrol:
    exclude:
      - {reason: cancelled, when: "disposition = 'CAN'"}
      - {reason: cancelled too, when: "disposition = 'CAN'"}   # never applies
      - {reason: test, when: "disposition = 'TEST'"}
  nobody:
    over: duty

# the rules
rules:
  - id: left-on
    title: Stops in a private home
    topic: private_residence
    clause: "41.5"
    kind: stops_after
    trigger: {fact: resident_asked_off}
    within: {tolerance: door}
    unless: [{fact: exigent, standing: claimed}, {fact: exigent}, {fact: warrant_service}]
  - id: not-recorded
    title: Recorded
    topic: activation
    clause: "41.3"
    kind: recorded_throughout
    start_within: 30s
"""


def mended(tmp_path: Path, text: str) -> tuple[str, list[str], list[str]]:
    path = tmp_path / "county.yaml"
    path.write_bytes(text.encode())
    fixed = fix_policy(path)
    return path.read_bytes().decode(), [p.code for p in fixed.mended], [p.code for p in fixed.left]


def test_what_does_nothing_goes_and_the_rest_stays_to_the_byte(tmp_path: Path) -> None:
    text, told, left = mended(tmp_path, WRONG)
    expected = WRONG
    for gone in (
        "  late: 60s        # nobody uses it\n",
        "      - {reason: cancelled too, when: \"disposition = 'CAN'\"}   # never applies\n",
        "  nobody:\n    over: duty\n",
        "{fact: exigent}, ",
    ):
        assert gone in expected
        expected = expected.replace(gone, "")
    assert text == expected
    assert sorted(told) == ["BWC122", "BWC123", "BWC127", "BWC127"]
    assert set(left) == {"BWC131"}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    text, _, _ = mended(tmp_path, WRONG)
    again, told, _ = mended(tmp_path, text)
    assert (again, told) == (text, [])


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(tmp_path: Path, ends: str, mark: str) -> None:
    text, told, _ = mended(tmp_path, mark + WRONG.replace("\n", ends))
    assert len(told) == 4
    assert text.startswith(mark + "# General")
    assert text.replace(ends, "").count("\n") == 0
    assert text.count(ends) == WRONG.count("\n") - 4


def test_the_only_tolerance_takes_its_heading_along(tmp_path: Path) -> None:
    text = WRONG.replace("  door: 30s\n", "").replace("{tolerance: door}", "30s")
    done, told, _ = mended(tmp_path, text)
    assert "BWC123" in told
    assert "tolerances" not in done
    assert load_policy(tmp_path / "county.yaml").id == "county"


def test_what_a_file_beside_it_builds_on_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text("extends: county.yaml\n", encoding="utf-8")
    text, told, left = mended(tmp_path, WRONG)
    assert told == ["BWC127", "BWC127"]
    assert {"BWC122", "BWC123"} <= set(left)
    assert "late: 60s" in text


def test_a_policy_that_does_not_load_is_left_as_it_is(tmp_path: Path) -> None:
    wrong = WRONG.replace("30s\n", "30\n")
    text, told, left = mended(tmp_path, wrong)
    assert text == wrong
    assert told == []
    assert "BWC110" in left


def test_shipped_policies_are_not_changed() -> None:
    with pytest.raises(ArgumentError, match="ships with the program"):
        fix_policy("aclu-model-act")


def test_the_files_rights_stay(tmp_path: Path) -> None:
    path = tmp_path / "county.yaml"
    path.write_text(WRONG, encoding="utf-8")
    path.chmod(0o640)
    fix_policy(path)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["county.yaml"]


def test_rules_mean_the_same_afterwards(tmp_path: Path) -> None:
    (tmp_path / "before.yaml").write_text(WRONG, encoding="utf-8")
    before = load_policy(tmp_path / "before.yaml")
    (tmp_path / "before.yaml").unlink()
    mended(tmp_path, WRONG)
    after = load_policy(tmp_path / "county.yaml")
    assert [r.parameters for r in after.rules] == [r.parameters for r in before.rules]
    assert [e.reason for e in after.frames["patrol"].exclude] == ["cancelled", "test"]


def test_the_command_names_what_it_mended(bwcmeta, tmp_path: Path) -> None:
    path = tmp_path / "county.yaml"
    path.write_text(WRONG, encoding="utf-8")
    ran = bwcmeta("policy", "check", "--fix", path)
    assert ran.code == 0
    assert f"mended: {path}:7:3: BWC123 no rule uses the tolerance 'late'" in ran.err
    assert "BWC127" not in ran.out
    assert not [p for p in check_policy(path) if p.severity == "warning"]


@given(
    st.recursive(
        st.integers(0, 9) | st.sampled_from(["a", "b c", "it's"]),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(st.sampled_from("abcd"), inner, min_size=1, max_size=3)
        ),
        max_leaves=12,
    ).filter(lambda value: isinstance(value, dict)),
    st.booleans(),
    st.data(),
)
def test_any_entry_can_be_taken_out_of_any_document(value, flow, data) -> None:
    """What is left reads as the value without the entry (and without what held nothing else)."""
    text = "# head\n" + written(value, flow=flow) + "\n"
    paths = [path for path in every_path(value) if len(path) >= 2]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    assert read_yaml(text, "x").value == value
    shorter = without(text, path)
    expected = removed(value, path)
    if expected:
        assert read_yaml(shorter, "x").value == expected
    assert shorter.startswith("# head\n")


def written(value, *, flow: bool, indent: int = 0) -> str:
    if flow or not isinstance(value, (dict, list)):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k}: {written(v, flow=True)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(written(v, flow=True) for v in value) + "]"
        return f'"{value}"' if isinstance(value, str) else str(value)
    pad = " " * indent
    lines = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        head = f"{key}:" if isinstance(value, dict) else "-"
        if isinstance(inner, (dict, list)):
            lines.append(f"{pad}{head}   # {key}\n{written(inner, flow=False, indent=indent + 2)}")
        else:
            lines.append(f"{pad}{head} {written(inner, flow=True)}")
    return "\n".join(lines)


def every_path(value, before=()):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*before, key)
        if isinstance(inner, (dict, list)):
            yield from every_path(inner, (*before, key))


def removed(value, path):
    """The value without the entry; None when nothing is left above it."""
    key, *rest = path
    copied = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        inner = removed(value[key], rest)
        if inner:
            copied[key] = inner
            return copied
    del copied[key]
    return copied
