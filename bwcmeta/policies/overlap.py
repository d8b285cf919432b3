"""Two rules of which one is all that the other is: the laxer one adds nothing but a second finding."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bwcmeta.documents.fields import Strict, ToleranceRef
from bwcmeta.rules.kinds import KIND_BY_NAME

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy, Rule


def overlapping(policy: Policy) -> Iterator[tuple[Rule, Rule]]:
    """Yield (the laxer rule, the stricter one) where both are of one kind, bind the same rows and exempt the same."""
    for one, other in itertools.combinations(policy.rules, 2):
        if _bound(policy, one) != _bound(policy, other) or one.kind == "rate":
            continue
        sign = KIND_BY_NAME[one.kind].stricter(_plain(policy, one), _plain(policy, other))
        if sign == 1:
            yield other, one
        elif sign == -1:
            yield one, other


def _bound(policy: Policy, rule: Rule) -> tuple[object, ...]:
    head = rule.head
    return rule.kind, rule.table, head.when, head.when_unknown, head.unless, head.advisory, policy.frame_of(rule)


def _plain(policy: Policy, rule: Rule) -> Strict:
    """The parameters with tolerances looked up."""
    given = rule.parameters
    names = [n for n in type(given).model_fields if isinstance(getattr(given, n), ToleranceRef)]
    return given.model_copy(update={name: policy.limit(getattr(given, name)) for name in names})
