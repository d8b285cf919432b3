"""Parents and versions: what is inherited, what is replaced, and which version binds a day."""

from __future__ import annotations

from datetime import date

import pytest

from bwcmeta.errors import DocumentError
from bwcmeta.model.moment import Duration
from bwcmeta.policies import load_policies, load_policy, parse_policy, shipped_policies, version_at

RULE = """
  - id: {id}
    title: T
    topic: tagging
    clause: "1"
    kind: holds
    holds: "{holds}"
"""


def rule(rule_id, holds="category = 'x'"):
    return RULE.format(id=rule_id, holds=holds)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def policy(name, rules="", more=""):
    body = f"rules:\n{rules}" if rules else "rules: []\n"
    return f"policy: {name}\ntitle: {name}\nkind: agency\n{more}{body}"


def errors(call, *given):
    with pytest.raises(DocumentError) as caught:
        call(*given)
    return str(caught.value)


def test_a_child_inherits_replaces_drops_and_adds(tmp_path):
    parent_more = (
        "jurisdiction: Somewhere\ntimezone: America/Chicago\nholidays: US-MS\neffective: {from: 2026-01-01}\n"
        "tolerances: {late: 60s, early: 30s}\nframes: {f: {over: recordings}, g: {over: duty}}\n"
        "source: {title: Parent}\nnotes: [{topic: notice, text: from the parent}]\n"
    )
    write(tmp_path, "parent.yaml", policy("parent", rule("a") + rule("b") + rule("c"), parent_more))
    child_more = (
        "extends: parent.yaml\ntolerances: {late: 10s}\nnotes: [{topic: notice, text: from the child}]\n"
        "frames: {g: {over: duty, exclude: [{reason: r, when: \"kind = 'leave'\"}]}, h: {over: unit_responses}}\n"
    )
    dropped = "  - {id: a, drop: true, because: not here}\n"
    path = write(tmp_path, "child.yaml", policy("child", rule("c", "category = 'y'") + dropped + rule("d"), child_more))
    child = load_policy(path)
    assert [r.id for r in child.rules] == ["b", "c", "d"]
    assert child.rule("c").parameters.holds == "category = 'y'"
    assert child.rule("b").place.file == str(tmp_path / "parent.yaml")
    assert child.rule("c").place.file == str(path)
    assert list(child.frames) == ["f", "g", "h"]
    assert child.frames["g"].exclude[0].reason == "r"
    assert child.tolerances["late"] == Duration(10, "s")
    assert child.tolerances["early"] == Duration(30, "s")
    assert child.tolerances["match_lead"] == Duration(5, "m")
    assert (child.jurisdiction, child.timezone, child.holidays) == ("Somewhere", "America/Chicago", "US-MS")
    assert child.effective_from == date(2026, 1, 1)
    assert child.source.title == "Parent"
    assert [n.text for n in child.notes] == ["from the parent", "from the child"]
    assert child.parents == ("parent",)
    with pytest.raises(KeyError):
        child.rule("a")


def test_a_parent_may_lie_in_another_folder_and_have_a_parent_of_its_own(tmp_path):
    write(tmp_path, "top/a.yaml", policy("a", rule("a")))
    write(tmp_path, "top/b.yaml", policy("b", rule("b"), "extends: a.yaml\n"))
    path = write(tmp_path, "agency/c.yaml", policy("c", rule("c"), "extends: ../top/b.yaml\n"))
    child = load_policy(path)
    assert [r.id for r in child.rules] == ["a", "b", "c"]
    assert child.parents == ("b", "a")


def test_a_shipped_parent_keeps_its_name():
    child = parse_policy(policy("x", rule("x"), "extends: aclu-model-act\n"))
    assert child.rule("recording-in-school").place.file == "shipped/aclu-model-act.yaml"
    assert child.rules[-1].id == "x"


def test_policies_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, "a.yaml", policy("a", rule("a"), "extends: b.yaml\n"))
    write(tmp_path, "b.yaml", policy("b", rule("b"), "extends: a.yaml\n"))
    write(tmp_path, "c.yaml", policy("c", rule("c"), "extends: c.yaml\n"))
    what = "BWC104 a policy cannot extend itself, not even through others"
    assert errors(load_policy, tmp_path / "a.yaml") == f"{tmp_path}/b.yaml:4:10: {what}"
    assert errors(load_policy, tmp_path / "c.yaml") == f"{tmp_path}/c.yaml:4:10: {what}"


def test_a_long_line_of_parents_ends(tmp_path):
    for number in range(40):
        more = f"extends: p{number + 1}.yaml\n" if number < 39 else ""
        write(tmp_path, f"p{number}.yaml", policy(f"p{number}", rule(f"r{number}"), more))
    assert "BWC104 a policy cannot extend itself" in errors(load_policy, tmp_path / "p0.yaml")
    assert len(load_policy(tmp_path / "p32.yaml").rules) == 8


def test_what_is_wrong_with_a_parent_is_told_with_the_rest(tmp_path):
    write(tmp_path, "parent.yaml", policy("parent", rule("a", "categry = 'x'")))
    path = write(tmp_path, "child.yaml", policy("child", rule("b", "tga = 'x'"), "extends: parent.yaml\n"))
    assert errors(load_policy, path) == (
        f"{tmp_path}/child.yaml:12:13: BWC106 unknown column 'tga'\n  hint: did you mean 'tag'?\n"
        f"{tmp_path}/parent.yaml:11:13: BWC106 unknown column 'categry'\n  hint: did you mean 'category'?"
    )


def test_a_frame_that_no_longer_fits_an_inherited_rule_is_told(tmp_path):
    more = "frames: {f: {over: unit_responses}}\n"
    kept = '  - {id: a, title: T, topic: activation, clause: "1", kind: recorded_throughout, frame: f}\n'
    write(tmp_path, "parent.yaml", policy("parent", kept, more))
    path = write(tmp_path, "child.yaml", policy("child", "", "extends: parent.yaml\nframes: {f: {over: recordings}}\n"))
    assert errors(load_policy, path) == (
        f"{tmp_path}/parent.yaml:6:89: BWC107 the frame 'f' is over recordings, and this rule is over unit_responses\n"
        "  hint: a frame over duty or unit_responses can be named here"
    )


@pytest.mark.parametrize("name", ["/etc/passwd", "../../etc/passwd", "passwd\x00.yaml", "secret.txt", "folder", "."])
def test_extends_reads_policies_only(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret.txt").write_text("password: hunter2")
    with pytest.raises(DocumentError) as caught:
        parse_policy(policy("x", rule("x"), f'extends: "{name}"\n'.replace("\x00", "\\0")), folder=tmp_path)
    assert "hunter2" not in str(caught.value)
    assert "BWC104 there is no policy" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    missing = tmp_path / "none.yaml"
    what = "BWC101 there is no such file, and no shipped policy of that name"
    assert errors(load_policy, missing) == f"{missing}: {what}"
    assert errors(load_policy, "aclu-model-ac").endswith("hint: did you mean 'aclu-model-act'?")
    assert errors(load_policy, tmp_path) == f"{tmp_path}: BWC101 this is a folder\n  hint: name a file in it"
    assert errors(load_policies, [tmp_path]) == f"{tmp_path}: the folder holds no policy\n  hint: policies end in .yaml"


def test_versions_of_one_policy_are_told_apart_by_their_days(tmp_path):
    write(tmp_path, "1.yaml", policy("p", rule("a"), "effective: {to: 2025-06-30}\n"))
    write(tmp_path, "2.yaml", policy("p", rule("b"), "effective: {from: 2025-07-01, to: 2025-12-31}\n"))
    write(tmp_path, "0.yaml", policy("p", rule("c"), "effective: {from: 2026-02-01}\n"))
    write(tmp_path, "other.yaml", policy("q", rule("a")))
    versions = load_policies([tmp_path, tmp_path / "1.yaml"])
    assert [(p.id, p.rules[0].id) for p in versions] == [("p", "a"), ("p", "b"), ("p", "c"), ("q", "a")]
    ours = versions[:3]

    def bound(day):
        found = version_at(ours, day)
        return found and found.rules[0].id

    assert bound(date(1999, 1, 1)) == "a"
    assert bound(date(2025, 6, 30)) == "a"
    assert bound(date(2025, 7, 1)) == "b"
    assert bound(date(2025, 12, 31)) == "b"
    assert bound(date(2026, 1, 15)) is None  # a gap binds nothing
    assert bound(date(2026, 2, 1)) == "c"


@pytest.mark.parametrize(
    ("first", "second"),
    [("{from: 2025-01-01}", "{from: 2026-01-01}"), ("{to: 2026-01-01}", "{from: 2026-01-01}"), ("{}", "{}"),
     ("{from: 2025-01-01, to: 2025-12-31}", "{from: 2025-06-01, to: 2025-06-30}")],
)  # fmt: skip
def test_versions_that_overlap_are_refused(tmp_path, first, second):
    write(tmp_path, "1.yaml", policy("p", rule("a"), f"effective: {first}\n"))
    write(tmp_path, "2.yaml", policy("p", rule("a"), f"effective: {second}\n"))
    assert errors(load_policies, [tmp_path]) == (
        f"{tmp_path}/2.yaml:4:1: BWC112 two versions of 'p' are in force on one day: {tmp_path}/1.yaml and this one\n"
        "  hint: give each its own span of days"
    )


def test_every_file_of_a_folder_is_told_at_once(tmp_path):
    for name in "ab":
        write(tmp_path, f"{name}.yaml", policy(name, rule("a", "categry = 'x'")))
    assert errors(load_policies, [tmp_path]).count("BWC106") == 2


def test_the_digest_is_of_what_is_said(tmp_path):
    base = policy("p", rule("a"), "timezone: UTC\n")
    one = parse_policy(base)
    assert len(one.sha256) == 64
    same = [
        "# a comment\n" + base,
        base.replace("timezone: UTC\n", ""),  # the default, written out or not
        base.replace('clause: "1"', "clause: '1'"),
        base + "tests: [{it: t, rule: a, expect: {compliant: 1}, recordings: [{start: 2026-01-01T00:00:00Z}]}]\n",
    ]
    assert {parse_policy(text).sha256 for text in same} == {one.sha256}
    other = [
        base.replace("category = 'x'", "category = 'y'"),
        base.replace("title: p", "title: q"),
        base.replace("timezone: UTC\n", "tolerances: {stitch_gap: 6s}\n"),
        base.replace("timezone: UTC\n", "effective: {from: 2026-01-01}\n"),
    ]
    assert len({parse_policy(text).sha256 for text in other} | {one.sha256}) == 5
    write(tmp_path, "parent.yaml", base)
    child = policy("c", "", "extends: parent.yaml\n")
    before = parse_policy(child, folder=tmp_path).sha256
    write(tmp_path, "parent.yaml", base.replace("'x'", "'y'"))
    assert parse_policy(child, folder=tmp_path).sha256 != before


def test_shipped_policies_are_named_by_their_files():
    for name in shipped_policies():
        assert load_policy(name).id == name
