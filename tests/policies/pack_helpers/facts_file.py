"""The file of facts that the packs were written from. It lies beside the checkout and may be absent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).parents[3].parent / "shared" / "reference" / "policy_facts.yaml"
DECIDABLE = ("metadata", "cad", "tags", "requests")
OTHER_NAMES = {"aclu-ms-model": "aclu-ms-2018", "in-5-14-3-5-state": "in-5-14-3-5"}
"""Pack -> the policy of the file it is made of, where the ids differ."""
INVENTED = ("example-strict-pd", "example-lax-so")

Provision = dict[str, Any]
Key = tuple[str, str, str]
"""Policy, section and topic of a provision: unique in the file."""


@cache
def _read() -> dict[str, dict[str, Any]]:
    return {policy["id"]: policy for policy in yaml.safe_load(FILE.read_text(encoding="utf-8"))}


def policies() -> dict[str, dict[str, Any]]:
    """Id -> policy of the file, or the test is skipped and says so."""
    if not FILE.is_file():
        pytest.skip(f"the file of facts is not beside this checkout ({'/'.join(FILE.parts[-3:])} absent)")
    return _read()


def provisions() -> dict[Key, Provision]:
    """Every provision of the file."""
    found: dict[Key, Provision] = {}
    for policy in policies().values():
        for provision in policy["provisions"]:
            key = (policy["id"], provision["section"], provision["topic"])
            assert key not in found, key
            found[key] = provision
    return found


def source_of(pack: str) -> str:
    """The policy of the file that a pack is made of."""
    return OTHER_NAMES.get(pack, pack)
