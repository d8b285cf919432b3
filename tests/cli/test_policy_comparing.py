"""`policy compare`, `score`, `diff`, `lint`, `explain`, `samples`, `show --html` and `audit --what-if` as commands."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_policies" / "mississippi-2018"
HEAD = "policy: {id}\ntitle: {id}\nkind: {kind}\nsource: {{title: GO}}\nrules:\n"
STOPS = """  - id: left-on
    title: The camera stops
    topic: private_residence
    clause: "1"
    kind: stops_after
    trigger: {{fact: resident_asked_off}}
    within: {within}
"""
SCHOOL = """  - id: school
    title: No schools
    topic: school
    clause: "2"
    kind: not_recorded
    while: "location_type = 'school_elementary_secondary'"
"""


def written(folder: Path, name: str, *rules: str, kind: str = "agency") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(id=name, kind=kind) + "".join(rules), encoding="utf-8")
    return path


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    return [
        written(tmp_path, "model", STOPS.format(within="30s"), SCHOOL),
        written(tmp_path, "lax", STOPS.format(within="2m")),
        written(tmp_path, "strict", STOPS.format(within="10s"), SCHOOL),
    ]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_compare_puts_topics_by_policies(bwcmeta: Any, three: list[Path]) -> None:
    ran = bwcmeta("policy", "compare", *three[1:], "--against", three[0])
    assert ran.code == 0
    lines = {line.split()[0]: line for line in ran.out.splitlines() if line.strip()}
    assert "within 30s" in lines["private_residence"]
    assert "weaker: within 2m" in lines["private_residence"]
    assert "stronger: within 10s" in lines["private_residence"]
    assert "absent" in lines["school"]


def test_the_first_policy_is_the_model_where_none_is_named(bwcmeta: Any, three: list[Path]) -> None:
    document = json.loads(bwcmeta("policy", "compare", *three, "-f", "json").out)
    assert document["model"] == "model"
    found = {(c["topic"], c["policy"]): c for c in document["cells"]}
    assert found["school", "lax"]["status"] == "absent"
    assert found["private_residence", "lax"]["decides"] == ["within 2m"]
    assert found["private_residence", "strict"]["rules"] == ["left-on"]
    assert len(rows(bwcmeta("policy", "compare", *three, "-f", "csv").out)) == len(document["cells"])


def test_versions_of_one_policy_are_told_apart(bwcmeta: Any, tmp_path: Path) -> None:
    one = written(tmp_path, "same", SCHOOL)
    (tmp_path / "later").mkdir()
    other = written(tmp_path / "later", "same", SCHOOL)
    document = json.loads(bwcmeta("policy", "compare", one, other, "-f", "json").out)
    assert len({document["model"], *document["policies"]}) == 2


def test_one_policy_alone_is_compared_with_nothing(bwcmeta: Any, three: list[Path]) -> None:
    ran = bwcmeta("policy", "compare", three[0])
    assert ran.code == 3
    assert "--against" in ran.err


def test_all_mistakes_of_all_policies_are_told(bwcmeta: Any, tmp_path: Path, three: list[Path]) -> None:
    wrong = [written(tmp_path, name, STOPS.format(within=length)) for name, length in (("w1", "30"), ("w2", "soon"))]
    ran = bwcmeta("policy", "compare", three[0], *wrong)
    assert ran.code == 3
    assert str(wrong[0]) in ran.err
    assert str(wrong[1]) in ran.err


def test_score_prints_the_shares_of_2018(bwcmeta: Any, tmp_path: Path) -> None:
    page = tmp_path / "score.html"
    ran = bwcmeta("policy", "score", SAMPLES, "--against", "aclu-model-act", "--html", page)
    assert ran.code == 0
    told = {line.rsplit("  ", 1)[0].split("  ")[0]: line for line in ran.out.splitlines()}
    assert "12  65  18.5 %  under 20 percent  yes" in told["requires the camera off in a private home when the"]
    assert "52  65  80.0 %  most" in told["allows cameras in schools (has no rule against it)"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert f"wrote {page}" in ran.err
    too_wide = [line for line in ran.out.splitlines() if len(line) > 100]
    assert too_wide == []


def test_score_in_json_and_csv(bwcmeta: Any) -> None:
    document = json.loads(bwcmeta("policy", "score", SAMPLES, "-f", "json").out)
    assert [row["yes"] for row in document["findings"]] == [0, 12, 0, 52, 0]
    assert len(document["agencies"]) == 65
    assert len(document["standings"]) == 65 * len(document["topics"])
    table = rows(bwcmeta("policy", "score", SAMPLES, "-f", "csv").out)
    assert [row["topic"] for row in table] == [row["topic"] for row in document["topics"]]


def test_score_wants_a_folder_with_policies(bwcmeta: Any, tmp_path: Path, three: list[Path]) -> None:
    (tmp_path / "empty").mkdir()
    for place, said in ((three[0], "is no folder"), (tmp_path / "empty", "holds no policy")):
        ran = bwcmeta("policy", "score", place)
        assert ran.code == 3
        assert said in ran.err


def test_samples_writes_the_folder_and_no_other(bwcmeta: Any, tmp_path: Path) -> None:
    assert bwcmeta("policy", "samples", "--out", tmp_path / "new").code == 0
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == sorted(p.name for p in SAMPLES.iterdir())
    written(tmp_path, "mine", SCHOOL)
    ran = bwcmeta("policy", "samples", "--out", tmp_path)
    assert ran.code == 3
    assert "mine.yaml" in ran.err


def test_diff_in_sentences(bwcmeta: Any, three: list[Path]) -> None:
    ran = bwcmeta("policy", "diff", three[1], three[2])
    assert ran.out.splitlines() == [
        "Stricter",
        "- “The camera stops”: within 10s, before within 2m.",
        "",
        "New",
        "- “No schools” is new: when location_type = 'school_elementary_secondary'.",
    ]
    assert bwcmeta("policy", "diff", three[0], three[0]).out == "Both say the same.\n"
    assert rows(bwcmeta("policy", "diff", three[1], three[2], "-f", "csv").out)[0]["change"] == "stricter"


def test_lint_ends_with_1_when_the_policy_falls_short(bwcmeta: Any, tmp_path: Path, three: list[Path]) -> None:
    law = written(tmp_path, "law", STOPS.format(within="30s"), SCHOOL, kind="statute")
    ran = bwcmeta("policy", "lint", three[1], "--against", law)
    assert ran.code == 1
    assert "2 rules of the law: 0 met, 1 weaker, 1 absent, 0 cannot compare" in ran.err
    assert bwcmeta("policy", "lint", three[2], "--against", law).code == 0
    document = json.loads(bwcmeta("policy", "lint", three[1], "--against", law, "-f", "json").out)
    assert [row["outcome"] for row in document["rules"]] == ["weaker", "absent"]


def test_explain_prints_a_sentence_and_sql_for_each_step_that_is_needed(bwcmeta: Any) -> None:
    out = bwcmeta("policy", "explain", "camera-left-on-in-private-home").out
    document = json.loads(bwcmeta("policy", "explain", "camera-left-on-in-private-home", "-f", "json").out)
    steps = {step["step"]: step for step in document["steps"]}
    assert all(step["says"].endswith(".") for step in steps.values())
    assert "SELECT" in out
    last = document["steps"][-1]
    reached, waiting = set(), [last["step"]]
    while waiting:
        name = waiting.pop()
        if name in steps and name not in reached:
            reached.add(name)
            waiting += steps[name]["reads"]
    assert reached == set(steps), "no step that the rule does not need"
    assert ":recordings_from OR x.trigger_us > :recordings_until" in out  # what only an audit knows has a name
    assert "SELECT" not in bwcmeta("policy", "explain", "camera-left-on-in-private-home", "--no-sql").out


def test_explain_reaches_every_kind_and_helps_with_a_wrong_name(bwcmeta: Any, tmp_path: Path) -> None:
    from bwcmeta.policies.load import load_policy
    from bwcmeta.report.rule_steps import rule_steps
    from bwcmeta.rules.examples import EXAMPLES

    path = tmp_path / "every.yaml"
    head = HEAD.format(id="every", kind="agency").replace("rules:", "tolerances: {late_start: 60s}\nrules:")
    path.write_text(head + "".join(EXAMPLES.values()), encoding="utf-8")
    policy = load_policy(path)
    for rule in policy.rules:
        steps = rule_steps(policy, rule.id)
        assert steps[-1].sql.startswith("SELECT"), rule.id
    ran = bwcmeta("policy", "explain", "recording-in-scool", "-p", path)
    assert ran.code == 3
    assert "did you mean 'recording-in-school'?" in ran.err


def test_show_writes_a_page(bwcmeta: Any, tmp_path: Path) -> None:
    page = tmp_path / "policy.html"
    ran = bwcmeta("policy", "show", "aclu-model-act", "--html", page)
    assert "Where the place is residence: once there is a record of “resident asked off”" in " ".join(ran.out.split())
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "Nobody has read this in the source." in text
    assert 'href="https://' in text


def test_a_policy_cannot_put_tags_or_scripts_on_its_page(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        'policy: p\ntitle: "<script>x</script>"\nkind: agency\nsource: {title: T, address: "javascript:alert(1)"}\n'
        "rules:\n  - {id: a, title: '<img src=x>', topic: tagging, clause: '<b>', kind: holds,"
        " holds: \"category = '<i>'\", address: 'javascript:alert(2)'}\n",
        encoding="utf-8",
    )
    bwcmeta("policy", "show", path, "--html", tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    for tag in ("<script", "<img", "<b>", "<i>", 'href="javascript'):
        assert tag not in text
    assert "&lt;script&gt;" in text


@pytest.mark.slow
def test_what_if_puts_policies_side_by_side(bwcmeta: Any, root: Path, tmp_path: Path, three: list[Path]) -> None:
    logs = sorted((root / "sample_logs").glob("*.csv"))
    lake = tmp_path / "lake"
    assert bwcmeta("ingest", *logs, "--lake", lake).code == 0
    words = ("audit", "--lake", lake, "--policy", three[1], "--what-if", three[2], "--what-if", three[0])
    document = json.loads(bwcmeta(*words, "-f", "json").out)
    by_policy = {row["policy"]: row for row in document["rules"] if row["rule_id"] == "left-on"}
    assert set(by_policy) == {"lax", "strict", "model"}
    assert by_policy["lax"]["n"] == by_policy["strict"]["n"]
    assert by_policy["lax"]["violation"] <= by_policy["model"]["violation"] <= by_policy["strict"]["violation"]
    for shift in (s for s in document["shifts"] if s["rule"] == "left-on"):
        assert shift["both"] + len(shift["gained"]) == by_policy[shift["policy"]]["violation"]
        assert shift["lost"] == [], "a stricter limit takes nothing away"
    table = bwcmeta(*words)
    assert "Candidates against lax" in table.out
    assert table.code == bwcmeta("audit", "--lake", lake, "--policy", three[1]).code
    assert len(rows(bwcmeta(*words, "-f", "csv").out)) == len(document["rules"])


@pytest.mark.slow
def test_what_if_reads_exports_once_and_writes_the_run_of_the_policy_in_force(
    bwcmeta: Any, root: Path, tmp_path: Path, three: list[Path]
) -> None:
    logs = [root / "sample_logs" / name for name in ("evidence_created.csv", "cad_printout.csv", "facts.csv")]
    ran = bwcmeta("audit", *logs, "--policy", three[1], "--what-if", three[2], "--out", tmp_path / "run")
    assert "read 3 files" in ran.err
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert [policy["policy"] for policy in manifest["policies"]] == ["lax"]
    assert bwcmeta("verify", tmp_path / "run").code == 0


@pytest.mark.slow
def test_policy_check_takes_no_more_than_six_tenths_of_a_second(tmp_path: Path) -> None:
    """Of processor time, with bytecode in place: what the clock says on a machine that does nothing else."""
    words = [sys.executable, "-m", "bwcmeta", "policy", "check", "aclu-model-act"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    times = []
    for _ in range(4):  # the first writes the bytecode
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, check=True, capture_output=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times[1:]) <= 0.6, times


def test_rules_without_a_case_are_named(bwcmeta: Any, tmp_path: Path) -> None:
    cases = """tests:
  - it: is content with a camera that stops
    rule: left-on
    incident: {id: I1}
    facts: [{fact: resident_asked_off, at: 2026-03-01T20:00:00Z}]
    recordings: [{officer: A, start: 2026-03-01T19:50:00Z, end: 2026-03-01T20:00:05Z}]
    expect: {compliant: 1}
"""
    path = written(tmp_path, "agency", STOPS.format(within="30s"), SCHOOL, cases)
    ran = bwcmeta("policy", "test", path)
    assert ran.code == 0
    assert f"no case: {path}:13:9: rule school" in ran.err
    document = json.loads(bwcmeta("policy", "test", path, "-f", "json").out)
    assert [found["rule"] for found in document["without_case"]] == ["school"]
    assert "no case" not in bwcmeta("policy", "test", path, "--rule", "left-on").err
