"""What a rule compiles to: the steps it needs, in order, one sentence each, and the SQL under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bwcmeta.audit.compile import compile_audit, longest_limit, shared_settings
from bwcmeta.model.tables import TABLES
from bwcmeta.plan.plan import Settings

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One step: its name, one sentence, the names of the steps and tables it reads, its SQL."""

    name: str
    says: str
    reads: tuple[str, ...]
    sql: str


def rule_steps(policy: Policy, rule_id: str, dialect: str = "duckdb") -> tuple[RuleStep, ...]:
    """Compile one rule of a policy (a rate with the rule it counts) and return the steps that it needs, in order.

    Where an audit puts what it knows of its inputs, in microseconds since 1970, there stands a name: `:as_of` for the
    moment from which it looks, `:recordings_from` and `:recordings_until` for what the recordings cover, and so on.

    Args:
        policy: the policy.
        rule_id: id of one of its rules.
        dialect: how the SQL is spelled.
    """
    from bwcmeta.sql.functions import spell
    from bwcmeta.sql.order import reachable, tables_of

    rule = policy.rule(rule_id)
    wanted = {rule_id, str(getattr(rule.parameters, "of", rule_id))}
    alone = replace(policy, rules=tuple(one for one in policy.rules if one.id in wanted))
    compiled = compile_audit([alone], _settings(alone))
    result = next(one.steps.step for one in compiled.rules if one.rule.id == rule_id)
    steps = compiled.plan.steps
    needed = reachable(steps, frozenset({result}))
    return tuple(
        RuleStep(name, step.says, tuple(sorted(tables_of(step) - {name})), _named(spell(step.tree, dialect)))
        for name, step in steps.items()
        if name in needed
    )


_AS_OF = 1_767_225_600_000_123
"""A number that no limit is, to be known again in the SQL; what an audit knows of its inputs lies near it."""
_HORIZONS = {t.name: (_AS_OF + 2 * n + 1, _AS_OF + 2 * n + 2) for n, t in enumerate(TABLES)}
_ENDS = {
    str(us): f":{t}_{end}" for t, span in _HORIZONS.items() for us, end in zip(span, ("from", "until"), strict=True)
}
_NAMES = {str(_AS_OF): ":as_of", **_ENDS}


def _named(sql: str) -> str:
    """The SQL with the names of what an audit learns from its inputs."""
    return re.sub(r"\b\d{16}\b", lambda found: _NAMES.get(found[0], found[0]), sql)


def _settings(policy: Policy) -> Settings:
    """Inputs of which nothing is known but that every table has rows."""
    lead, gap, grace, zone = shared_settings([policy])
    return Settings(
        as_of_us=_AS_OF,
        horizons=_HORIZONS,
        rows={table.name: 1 for table in TABLES},
        match_lead_us=lead,
        stitch_gap_us=gap,
        upload_grace_us=grace,
        zone=zone,
        longest_limit_us=longest_limit([policy]),
    )
