"""The engine and the oracle asked the same, their answers brought to one shape."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from oracle import audit

Rows = dict[str, list[dict[str, Any]]]
WITHOUT_REASON = {"compliant", "exempt", "pending"}


@dataclass(frozen=True)
class Said:
    """Obligations in a fixed order, and the waterfall by rule."""

    obligations: list[dict[str, Any]]
    waterfall: dict[str, Counter[str]]


def oracle_says(tables: Rows, policy: dict[str, Any], as_of: Any, horizon: dict[str, Any]) -> Said:
    found, waterfall = audit(tables, policy, as_of, horizon)
    return Said(sorted((_plain(row) for row in found), key=_order), {r: _states(w) for r, w in waterfall.items()})


def engine_says(tables: Rows, policy: dict[str, Any], as_of: Any, horizon: dict[str, Any], folder: Path) -> Said:
    from bwcmeta.audit import judge_rows
    from bwcmeta.policies import load_policy

    path = folder / f"{policy['policy']}.yaml"
    path.write_text(yaml.safe_dump(policy, sort_keys=False), encoding="utf-8")
    moments = {table: (_moment(a), _moment(b)) for table, (a, b) in horizon.items()}
    result = judge_rows(tables, load_policy(path), as_of=_moment(as_of), horizon=moments)
    waterfall: dict[str, Counter[str]] = {}
    for row in result.waterfall.to_dicts():
        waterfall.setdefault(row["rule_id"], Counter())[row["state"]] += row["n"]
    return Said(sorted((_plain(row) for row in result.obligations.to_dicts()), key=_order), waterfall)


def _states(counts: dict[str, Any]) -> Counter[str]:
    """The oracle's waterfall of one rule in the engine's words; nothing is not counted."""
    states = Counter({**counts["excluded"], "not bound": counts["not_bound"], "bound": counts["obligations"]})
    return +states


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """One obligation under the short names that cases use."""
    reason = row["reason"] or None
    return {
        "rule": row["rule_id"],
        "subject": row["subject"],
        "row": row["subject_row"],
        "officer": row["officer_id"],
        "recording": row["recording_id"],
        "verdict": row["verdict"],
        "reason": None if row["verdict"] in WITHOUT_REASON else reason,
        "measured": row["measured"],
        "allowed": row["allowed"],
    }


def _order(row: dict[str, Any]) -> tuple[str, int, str]:
    return (row["rule"], row["row"] or 0, row["officer"] or "")


def differences(engine: list[dict[str, Any]], oracle: list[dict[str, Any]]) -> list[str]:
    """What one says and the other does not, a sentence each."""
    said = {_key(row): row for row in engine}
    wanted = {_key(row): row for row in oracle}
    found = []
    for key in sorted({*said, *wanted}, key=str):
        one, other = said.get(key), wanted.get(key)
        if one is None or other is None:
            found.append(f"{key}: only the {'oracle' if one is None else 'engine'} judges it: {one or other}")
        elif _gist(one) != _gist(other):
            found.append(f"{key}: the engine says {_gist(one)}, the oracle {_gist(other)}")
    if len(said) != len(engine) or len(wanted) != len(oracle):
        found.append("one of them judges something twice")
    return found


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["rule"], row["subject"], row["row"], row["officer"])


def _gist(row: dict[str, Any]) -> tuple[Any, ...]:
    """Verdict and reason; of a violation what was measured too, to the microsecond."""
    measured = row["measured"] if row["verdict"] == "violation" else None
    return (row["verdict"], row["reason"], None if measured is None else round(float(measured), 6))
