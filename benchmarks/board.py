"""What was measured in one run: groups of contestants, each group with one that the others are measured against."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.measure import ROOT, Measured

BASELINE = ROOT / "benchmarks" / "baseline.json"
LAST = ROOT / ".benchmarks" / "last.json"
SLACK = 1.5
"""A ratio this many times the committed one is told as worse."""


@dataclass(slots=True)
class Board:
    """Results by group and contestant.

    Attributes:
        groups: group -> contestant -> figures.
        against: group -> the contestant whose processor time is 1.
    """

    groups: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    against: dict[str, str] = field(default_factory=dict)

    def add(self, group: str, name: str, runs: Sequence[Measured], *, against: str, **extra: Any) -> None:
        """Note the runs of one contestant: medians of wall and processor seconds, the largest memory."""
        self.against[group] = against
        self.groups.setdefault(group, {})[name] = {
            "wall_s": round(statistics.median(r.wall_s for r in runs), 2),
            "cpu_s": round(statistics.median(r.cpu_s for r in runs), 2),
            "peak_mb": round(max(r.peak_mb for r in runs)),
            "rounds": len(runs),
            **extra,
        }

    def document(self) -> dict[str, Any]:
        """All of it as plain values, with ratios of processor seconds."""
        made = {}
        for group, results in sorted(self.groups.items()):
            base = results.get(self.against[group], {}).get("cpu_s")
            made[group] = {
                "against": self.against[group],
                "results": {
                    n: {**r, **({"ratio": round(r["cpu_s"] / base, 2)} if base else {})} for n, r in results.items()
                },
            }
        return {"machine": machine(), "groups": made}

    def lines(self) -> list[str]:
        """A table of the run, with the committed ratio beside each."""
        told, old = self.document()["groups"], committed()["groups"]
        made = []
        for group, entry in told.items():
            made.append(f"{group} (1 = {entry['against']})")
            for name, r in sorted(entry["results"].items(), key=lambda item: item[1]["cpu_s"]):
                was = old.get(group, {}).get("results", {}).get(name, {}).get("ratio")
                ratio = r.get("ratio")
                worse = "  WORSE" if was and ratio and ratio > SLACK * was else ""
                made.append(
                    f"  {name:34} {r['cpu_s']:9.2f} CPU s {r['wall_s']:9.2f} wall s {r['peak_mb']:7,} MB"
                    f"  ratio {ratio if ratio is not None else '-':>6}  committed {was if was is not None else '-':>6}{worse}"
                )
        return made

    def write(self, path: Path, *, merge: bool = False) -> None:
        """Write the results; with `merge`, groups that this run did not measure stay, each with its own machine."""
        document = self.document()
        if merge:
            document = _merged(committed(), document)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def committed() -> dict[str, Any]:
    """The committed results; empty where there are none."""
    return json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {"machine": {}, "groups": {}}


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    groups = dict(old["groups"])
    for group, entry in new["groups"].items():
        before = groups.get(group, {}).get("results", {})
        groups[group] = {**entry, "results": {**before, **entry["results"]}}
        base = groups[group]["results"].get(entry["against"], {}).get("cpu_s")
        if base:
            for result in groups[group]["results"].values():
                result["ratio"] = round(result["cpu_s"] / base, 2)
    return {"machine": new["machine"], "groups": groups}
