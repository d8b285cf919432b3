"""Small policies for comparing: a head, and rules as mappings."""

from __future__ import annotations

import json
from typing import Any

from bwcmeta.policies.load import parse_policy
from bwcmeta.policies.policy import Policy


def policy_of(*rules: dict[str, Any], **head: Any) -> Policy:
    """A policy with these rules; what a rule leaves out is filled in."""
    filled = [
        {"id": f"rule-{number}", "title": f"Rule {number}", "topic": "other", "clause": "1", **rule}
        for number, rule in enumerate(rules, 1)
    ]
    document = {"policy": "try-out", "title": "Try-out", "kind": "agency", **head, "rules": filled}
    return parse_policy(json.dumps(document), "try-out.yaml")
