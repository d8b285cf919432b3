"""All rules of a policy over all rows: the obligations and the waterfall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oracle.followed_by import followed_by, preceded_by
from oracle.holds import holds
from oracle.kept import kept
from oracle.moments import Row
from oracle.not_before import not_before
from oracle.not_recorded import not_recorded
from oracle.rate import rate
from oracle.recorded_throughout import recorded_throughout
from oracle.rule import Rule
from oracle.second_look import second_look
from oracle.stops_after import stops_after
from oracle.world import World

KINDS: dict[str, Callable[[Rule], tuple[list[Row], Row]]] = {
    "recorded_throughout": recorded_throughout,
    "not_recorded": not_recorded,
    "stops_after": stops_after,
    "kept": kept,
    "followed_by": followed_by,
    "preceded_by": preceded_by,
    "not_before": not_before,
    "holds": holds,
}


def audit(
    tables: dict[str, list[Row]], policy: Row, as_of: Any = None, horizon: dict[str, Any] | None = None
) -> tuple[list[Row], dict[str, Row]]:
    """Judge every rule; give the obligations, and for each rule what its frame left out and why."""
    world = World(tables, as_of, horizon)
    obligations: list[Row] = []
    waterfall: dict[str, Row] = {}
    for text in sorted(policy["rules"], key=lambda text: text["kind"] == "rate"):
        rule = Rule(text, policy, world)
        found, counts = rate(rule, obligations) if text["kind"] == "rate" else KINDS[text["kind"]](rule)
        obligations += second_look(rule, found)
        waterfall[text["id"]] = counts
    return obligations, waterfall
