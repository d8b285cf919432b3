"""What is said of a wrong policy is reviewed like code: tests/cases/errors/policies.yaml holds it word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bwcmeta.errors import DocumentError
from bwcmeta.policies import parse_policy
from bwcmeta.policies.checks import CHECKS

FILE = Path(__file__).parents[1] / "cases" / "errors" / "policies.yaml"
HEAD = "policy: x\ntitle: X\nkind: agency\n"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_a_wrong_policy(case):
    assert set(case) <= {"it", "policy", "whole", "problems"}
    with pytest.raises(DocumentError) as caught:
        parse_policy(case["whole"] if "whole" in case else HEAD + case["policy"])
    assert str(caught.value) == case["problems"].rstrip("\n")


def test_every_error_of_the_catalogue_is_shown_by_a_case():
    text = FILE.read_text(encoding="utf-8") + Path(__file__).with_name("test_policy_parents.py").read_text()
    for check in CHECKS:
        if check.severity == "error":
            assert f" {check.code} " in text, check.code
