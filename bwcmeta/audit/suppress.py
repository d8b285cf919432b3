"""Small cells of the tallies suppressed, and enough beside them that no total gives them back.

A published count of three officers names them. A group is small when fewer than N officers stand behind it. Where the
groups left out could be computed by subtraction from the total (one of them, or so few officers in all), the next
smallest group goes too. Totals stay. The method is that of the CMS and Washington rules: primary and secondary suppression.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.outcomes import judged_step
from bwcmeta.plan.groups import GROUPS, groups_step
from bwcmeta.plan.plan import Plan

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.engines.protocol import Engine

SMALL, COMPLEMENT = "few officers", "complement"
"""Why a cell is suppressed: too few officers in it, or another cell could be computed from it."""
Cell = tuple[str, int, frozenset[int]]
"""Value, place in the tallies, officers."""
_SHOWN = ("policy", "version", "rule_id", "topic", "by_group", "group_value")


def officer_steps(plan: Plan, rules: tuple[CompiledRule, ...]) -> list[str]:
    """Add `RULE_officers`: which officers stand behind each group of each rule; return the names of the steps.

    A `rate` has no officers of its own: those of the rule it looks at count.
    """
    names = []
    for rule in rules:
        own = _judged(rule, rules)
        groups, judged = groups_step(plan, own.steps.subjects), judged_step(plan, own)
        parts = [
            f"""SELECT DISTINCT '{group}' AS by_group, g.{group} AS group_value, o.officer_no
            FROM {judged} AS o JOIN {groups} AS g ON g.subject_no = o.subject_no WHERE o.state = 'bound'"""
            for group in GROUPS
            if group != "officer"
        ]
        names.append(
            plan.add(
                f"{rule.steps.step}_officers",
                f"Which officers stand behind each group of {rule.rule.id}.",
                " UNION ALL ".join(parts),
                keep=True,
            )
        )
    return names


def _judged(rule: CompiledRule, rules: tuple[CompiledRule, ...]) -> CompiledRule:
    """The rule itself, or for a rate the rule of the same version that it looks at."""
    of = getattr(rule.rule.parameters, "of", None) if rule.rule.kind == "rate" else None
    return next((r for r in rules if of is not None and r.policy is rule.policy and r.rule.id == of), rule)


def suppress(
    engine: Engine, tallies: pl.DataFrame, names: list[str], rules: tuple[CompiledRule, ...], below: int
) -> pl.DataFrame:
    """Empty the cells that are small or give a small one away; `suppressed` says why.

    Args:
        engine: where the steps of `officer_steps` ran.
        tallies: the tallies of the run.
        names: those steps, in the order of the rules.
        rules: the rules.
        below: groups of fewer officers are small.
    """
    import polars as pl

    behind: dict[tuple[str, ...], set[int]] = {}
    for rule, name in zip(rules, names, strict=True):
        key = (rule.policy.id, str(rule.policy.effective_from or ""), rule.rule.id)
        found = engine.frame(f"SELECT by_group, group_value, officer_no FROM {name} WHERE NOT officer_no IS NULL")
        for group, value, officer in found.iter_rows():
            behind.setdefault((*key, str(group), str(value or "")), set()).add(int(officer))
    rows = tallies.select("policy", "version", "rule_id", "by_group", "group_value").rows()
    tables: dict[tuple[str, ...], list[Cell]] = {}
    for place, (*key_of, group, value) in enumerate(rows):
        if group != "all":
            who = {-1 - place} if group == "officer" else behind.get((*key_of, group, value or ""), set())
            tables.setdefault((*key_of, group), []).append((value or "", place, frozenset(who)))
    why: list[str | None] = [None] * len(rows)
    for cells in tables.values():
        for place, reason in hidden(cells, below).items():
            why[place] = reason
    marked = tallies.with_columns(pl.Series("suppressed", why, dtype=pl.String))
    emptied = [c for c in tallies.columns if c not in (*_SHOWN, "suppressed")]
    return marked.with_columns(
        pl.when(pl.col("suppressed").is_null()).then(pl.col(c)).otherwise(None).alias(c) for c in emptied
    )


def hidden(cells: Sequence[Cell], below: int) -> dict[int, str]:
    """Which cells of one table with a known total go, and why.

    Args:
        cells: value, place and officers of each cell.
        below: cells of fewer officers go.

    Returns:
        Place -> reason. What is hidden is nothing, or everything, or two cells at the least with so many officers
        between them that their sum, which the total gives away, is no small cell either.
    """
    ordered = sorted(cells, key=lambda cell: (len(cell[2]), cell[0]))
    gone = {place: SMALL for _, place, who in ordered if len(who) < below}
    if not gone:
        return {}
    together = {officer for _, place, who in ordered if place in gone for officer in who}
    for _, place, who in ordered:
        if len(gone) >= 2 and len(together) >= below:
            break
        if place not in gone:
            gone[place] = COMPLEMENT
            together |= who
    return gone


def suppressed_told(tallies: pl.DataFrame, below: int) -> dict[str, Any]:
    """How many cells went, for the summary."""
    counted: dict[str, int] = {}
    for why in tallies["suppressed"].drop_nulls().to_list():
        counted[why] = counted.get(why, 0) + 1
    return {"below": below, "cells": dict(sorted(counted.items()))}
