"""`policy check`, `show`, `kinds` and `list` from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bwcmeta.documents.load import check_model
from bwcmeta.documents.places import read_yaml
from bwcmeta.policies.document import RULE_MODELS
from bwcmeta.policies.load import parse_policy
from bwcmeta.report.policy_page import policy_page
from bwcmeta.rules.catalogue import PARAMETERS
from bwcmeta.rules.described import kinds
from bwcmeta.rules.examples import EXAMPLES

HEAD = 'policy: try-out\ntitle: Try-out\nkind: agency\nsource: {title: "GO 1"}\n'
TOLERANT = "tolerances: {late_start: 60s}\n"


def test_a_wrong_policy_ends_with_3_and_every_problem_has_its_place(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"{HEAD}rules:\n- id: a\n  kind: keptt\n- id: b\n  kind: kept\n  withn: 3\n", encoding="utf-8")
    ran = bwcmeta("policy", "check", path)
    assert ran.code == 3
    assert f"{path}:7:9: error BWC102 unknown rule kind 'keptt'\n  hint: did you mean 'kept'?" in ran.out
    assert f"{path}:10:3: error BWC101" in ran.out
    assert "1 policy:" in ran.err


def test_check_in_json_says_the_same(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"{HEAD}rules: 3\n", encoding="utf-8")
    problems = json.loads(bwcmeta("policy", "check", path, "--format", "json").out)["problems"]
    assert {p["severity"] for p in problems} == {"error"}
    assert all(p["place"].startswith(f"{path}:") for p in problems)


def test_the_model_policy_has_no_errors_and_no_warnings(bwcmeta: Any) -> None:
    ran = bwcmeta("policy", "check", "aclu-model-act", "--strict")
    assert ran.code == 0, ran.out


def test_an_unknown_policy_is_helped(bwcmeta: Any) -> None:
    ran = bwcmeta("policy", "show", "aclu-model-akt")
    assert ran.code == 3
    assert "did you mean 'aclu-model-act'?" in ran.err


def test_show_says_what_is_the_auditors_setting_and_what_nobody_has_read(bwcmeta: Any) -> None:
    page = bwcmeta("policy", "show", "aclu-model-act").out
    assert "(tolerance late_start: the auditor's setting, not the law's)" in page
    assert "[nobody has read this in the source]" in page
    assert "Only remembered:" in page
    too_wide = [line for line in page.splitlines() if len(line) > 100 and "://" not in line]
    assert too_wide == []


def test_show_in_json_and_csv(bwcmeta: Any) -> None:
    document = json.loads(bwcmeta("policy", "show", "aclu-model-act", "-f", "json").out)
    rows = list(csv.DictReader(io.StringIO(bwcmeta("policy", "show", "aclu-model-act", "-f", "csv").out)))
    assert document["policy"] == "aclu-model-act"
    assert [row["rule"] for row in rows] == [rule["rule"] for rule in document["rules"]]
    assert all(note["text"] for note in document["notes"])


def test_a_policy_cannot_send_control_characters_to_a_reader(bwcmeta: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    text = 'policy: p\ntitle: "x\\e[2Jy"\nkind: agency\nnotes:\n- {topic: other, text: "\\u202eabc"}\nrules: []\n'
    path.write_text(text, encoding="utf-8")
    out = bwcmeta("policy", "show", path).out
    assert not {c for c in out if not c.isprintable()} - {"\n"}
    assert "\\x1b[2J" in out


def test_list_names_every_shipped_policy(bwcmeta: Any) -> None:
    policies = json.loads(bwcmeta("policy", "list", "-f", "json").out)["policies"]
    assert "aclu-model-act" in [p["policy"] for p in policies]
    assert all(p["title"] for p in policies)


def test_kinds_lists_every_kind_with_keys_and_example(bwcmeta: Any) -> None:
    document = json.loads(bwcmeta("policy", "kinds", "-f", "json").out)
    assert [k["kind"] for k in document["kinds"]] == list(PARAMETERS)
    assert set(document["examples"]) == set(PARAMETERS)
    assert {"kept", "classes"} <= set(bwcmeta("policy", "kinds", "kept").out.split())
    assert "did you mean 'kept'?" in bwcmeta("policy", "kinds", "keptt").err


def test_every_key_of_every_kind_is_explained() -> None:
    for kind in kinds():
        assert kind.says.endswith("."), kind.name
        assert all(key.says for key in kind.keys), kind.name


@pytest.mark.parametrize("kind", PARAMETERS)
def test_every_example_is_a_rule_that_loads(kind: str) -> None:
    document = read_yaml(EXAMPLES[kind], f"{kind}.yaml")
    rule = check_model(document, RULE_MODELS[kind], (0,))
    assert rule.kind == kind
    others = "".join(EXAMPLES[k] for k in PARAMETERS if k in {kind, "recorded_throughout"})
    policy = parse_policy(f"{HEAD}{TOLERANT}rules:\n{others}")
    assert rule.id in policy_page(policy)


def test_examples_name_each_fault_once() -> None:
    ids = [yaml.safe_load(text)[0]["id"] for text in EXAMPLES.values()]
    assert len(ids) == len(set(ids))


def test_topics_are_listed_with_a_sentence(bwcmeta: Any) -> None:
    topics = json.loads(bwcmeta("policy", "kinds", "--topics", "-f", "json").out)["topics"]
    assert {"school", "victim"} <= {t["topic"] for t in topics}
    assert all(t["says"].endswith(".") for t in topics)


def test_the_sentence_of_a_rule_names_what_it_tests_and_no_more(bwcmeta: Any) -> None:
    """A rule of which only the mute is tested demands no start and no end."""
    page = " ".join(bwcmeta("policy", "show", "aclu-ms-model").out.split())
    assert "What the officer's camera records from arrival until clearing is recorded with sound throughout." in page
