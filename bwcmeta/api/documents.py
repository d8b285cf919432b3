"""Policies: loading, checking, listing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.audit.cases import CaseResult
    from bwcmeta.errors import Problem
    from bwcmeta.policies.fix import Fixed
    from bwcmeta.policies.policy import Policy


def load_policy(ref: str | Path) -> Policy:
    """Load a policy.

    Args:
        ref: the id of a shipped policy, or the path of a file.

    Raises:
        DocumentError: with every problem of the file and of what it extends.
    """
    from bwcmeta.policies import load_policy as load

    return load(ref)


def load_policies(refs: Sequence[str | Path]) -> tuple[Policy, ...]:
    """Load several policies, or several versions of one; a folder stands for the files in it.

    Raises:
        DocumentError: with every problem of every file, or when two versions are in force on one day.
    """
    from bwcmeta.policies import load_policies as load

    return load(refs)


def check_policy(ref: str | Path) -> list[Problem]:
    """Return every error, warning and note about a policy, in the order of the file; empty when there is none."""
    from bwcmeta.policies.check import check_policy as check

    return check(ref)


def fix_policy(ref: str | Path) -> Fixed:
    """Take out of a policy file what does nothing, and leave everything else as it is written.

    Args:
        ref: path of a file.

    Raises:
        ArgumentError: a shipped policy was named.
        FileNotFoundError: there is no such file.
    """
    from bwcmeta.policies.fix import fix_policy as fix

    return fix(ref)


def shipped_policies() -> tuple[str, ...]:
    """The ids of the policies that ship with the program, sorted."""
    from bwcmeta.policies.catalogue import shipped_policies as shipped

    return shipped()


def run_policy_cases(ref: str | Path, rule: str | None = None) -> list[CaseResult]:
    """Run the cases that stand inside a policy, two-sided: each must find what it expects and nothing else.

    Args:
        ref: the id of a shipped policy, or the path of a file.
        rule: only the cases of this rule.

    Raises:
        DocumentError: the policy is wrong.
        ArgumentError: it has no such rule.
    """
    from bwcmeta.audit.cases import run_cases
    from bwcmeta.errors import ArgumentError
    from bwcmeta.text import did_you_mean

    policy = load_policy(ref)
    known = [r.id for r in policy.rules]
    if rule is not None and rule not in known:
        msg = f"{policy.id} has no rule {rule!r}; {did_you_mean(rule, known)}"
        raise ArgumentError(msg)
    return list(run_cases(policy, rule))
