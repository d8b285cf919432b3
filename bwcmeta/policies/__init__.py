"""Policies: documents people write, loaded, checked and listed.

policy = load_policy("aclu-model-act")          # or a path
for problem in check_policy("policy.yaml"): print(problem)
"""

from __future__ import annotations

from bwcmeta.policies.catalogue import shipped_policies
from bwcmeta.policies.check import check_policy
from bwcmeta.policies.load import load_policies, load_policy, parse_policy
from bwcmeta.policies.policy import Policy, Rule, version_at

__all__ = [
    "Policy",
    "Rule",
    "check_policy",
    "load_policies",
    "load_policy",
    "parse_policy",
    "shipped_policies",
    "version_at",
]
