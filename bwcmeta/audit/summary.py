"""The outcome of an audit as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bwcmeta.audit.freeze import Frozen, from_us
from bwcmeta.audit.quality import horizons_told

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledAudit
    from bwcmeta.audit.long_frame import LongFrame


def summarise(
    compiled: CompiledAudit,
    frozen: Frozen,
    counted: pl.DataFrame,
    left: pl.DataFrame,
    found: LongFrame,
    quality: pl.DataFrame,
    notes: list[dict[str, str]],
    degraded: list[str],
) -> dict[str, Any]:
    """The whole outcome as plain values, as in `summary.json`."""
    import polars as pl

    every = counted.filter(pl.col("by_group") == "all")
    by_rule = []
    for row in every.iter_rows(named=True):
        rule = next(r for r in compiled.rules if r.rule.id == row["rule_id"] and r.policy.id == row["policy"])
        by_rule.append(
            {
                **{k: v for k, v in row.items() if k not in ("by_group", "group_value", "suppressed")},
                "title": rule.rule.title,
                "clause": rule.rule.clause,
                "severity": rule.rule.severity,
                "verified": rule.rule.head.verified or "unstated",
                "memory_part": rule.rule.head.memory_part,
                "advisory": rule.rule.advisory,
                "binds": rule.policy.binds_of(rule.rule),
                "nothing_to_judge": row["n"] == 0,
            }
        )
    counting = found.lazy().filter((pl.col("verdict") == "violation") & pl.col("counted"))
    kinds = dict(counting.group_by("advisory").len().collect().iter_rows())
    violations, departures = int(kinds.get(False, 0)), int(kinds.get(True, 0))
    policies = {(r.policy.id, str(r.policy.effective_from or "")): r.policy for r in compiled.rules}
    return {
        "as_of": from_us(frozen.as_of_us).isoformat(),
        "policies": [
            {
                "policy": p.id, "title": p.title, "version": v, "sha256": p.sha256, "timezone": p.timezone,
                "binds": p.binds, "tolerances": {n: str(d) for n, d in sorted(p.tolerances.items())},
            }
            for (_, v), p in policies.items()
        ],
        "rows": dict(sorted(frozen.rows.items())),
        "horizons": horizons_told(frozen),
        "rules": by_rule,
        "candidate_violations": violations,
        "departures_from_advice": departures,
        "waterfall": left.to_dicts(),
        "quality": {
            row["kind"]: row["len"]
            for row in quality.group_by("kind").len().sort("kind").iter_rows(named=True)
        } if quality.height else {},
        "never_seen": notes,
        "degraded": list(degraded),
    }  # fmt: skip
