"""Short ways to write an event, its footage and a policy, and to audit them through the public call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bwcmeta import AuditResult, audit_rows, load_policy

Row = dict[str, Any]
Rows = dict[str, list[Row]]

ENCOUNTER: Row = {
    "id": "encounter", "title": "Encounters are recorded throughout.", "topic": "activation", "clause": "1",
    "kind": "recorded_throughout", "start_within": "30s", "longest_gap": "30s",
}  # fmt: skip
CHICAGO = "America/Chicago"
DAY = "2026-03-02"
WHOLE_YEAR = {"recordings": ("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")}


def at(clock: str, day: str = DAY) -> str:
    """A local clock time in winter Chicago (UTC-6) as an instant: `10:05` or `10:05:30`."""
    return f"{day}T{clock if clock.count(':') == 2 else clock + ':00'}-06:00"


def later(instant: str, **length: float) -> str:
    return (datetime.fromisoformat(instant) + timedelta(**length)).isoformat()


def response(number: str, officer: str | None, arrived: str | None, cleared: str, **more: Any) -> Row:
    return {"incident_id": number, "officer_id": officer, "arrived_at": arrived, "cleared_at": cleared, **more}


def film(ident: str, officer: str | None, start: str, end: str | None, *numbers: str, **more: Any) -> Row:
    return {
        "recording_id": ident, "officer_id": officer, "device_id": f"CAM-{officer}", "started_at": start,
        "ended_at": end, "incident_ids": list(numbers), **more,
    }  # fmt: skip


def policy_of(*rules: Row, **more: Any) -> Any:
    document = {
        "policy": "acceptance", "title": "Acceptance", "kind": "agency", "timezone": CHICAGO,
        "rules": list(rules or (ENCOUNTER,)), **more,
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        path = Path(folder) / "acceptance.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return load_policy(path)


def audited(tables: Mapping[str, Sequence[Row]], *rules: Row, as_of: str | None = None, **more: Any) -> AuditResult:
    policy = policy_of(*rules, **more)
    return audit_rows(tables, policy, as_of=as_of, horizon=WHOLE_YEAR, keep_obligations=True)


def verdicts(result: AuditResult, rule: str = "encounter") -> dict[tuple[str, str], tuple[str, str]]:
    """(incident, officer) -> (verdict, reason)."""
    assert result.obligations is not None
    return {
        (o["incident_id"], o["officer_id"]): (o["verdict"], o["reason"] or "")
        for o in result.obligations.to_dicts()
        if o["rule_id"] == rule
    }


def quality(result: AuditResult) -> dict[str, int]:
    """Kind of data-quality finding -> how many."""
    counted: dict[str, int] = {}
    for kind in result.quality["kind"].to_list():
        counted[kind] = counted.get(kind, 0) + 1
    return counted
