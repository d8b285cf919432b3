"""How `audit --profile-run` prints where the time went."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bwcmeta.cli.output import Column, Section, columns

if TYPE_CHECKING:
    from bwcmeta.audit.timing import Timing, Timings

FIRST_STEPS = 20
"""How many steps a table shows, the dearest first; JSON and `profile.json` have all, in the order they ran."""


def profile_section(timings: Timings, *, complete: bool) -> Section:
    """The section of an audit's output that says where its time went.

    Args:
        timings: what was measured.
        complete: every step in the order they ran (for JSON), not only the dearest.
    """
    if complete:
        names = ("name", "says", "wall_s", "cpu_s", "rows_in", "rows_out")
        return Section("profile", "", columns(*names), [asdict(timing) for timing in timings.done])
    ranked = sorted(timings.done, key=lambda t: (-t.cpu_s, t.name))
    rows: list[dict[str, Any]] = [asdict(timing) for timing in ranked[:FIRST_STEPS]]
    if rest := ranked[FIRST_STEPS:]:
        rows.append({"says": f"({len(rest)} more)", **_seconds(rest)})
    rows.append({"says": "(all)", **_seconds(ranked)})
    shown = (
        Column("cpu_s", "CPU s", shown=lambda row: f"{row['cpu_s']:.2f}"),
        Column("wall_s", "wall s", shown=lambda row: f"{row['wall_s']:.2f}"),
        Column("rows_in", "rows in"),
        Column("rows_out", "rows out"),
        Column("says", "what it does"),
    )
    return Section("profile", "Where the time went, the dearest first", shown, rows)


def _seconds(of: list[Timing]) -> dict[str, float]:
    return {"cpu_s": sum(t.cpu_s for t in of), "wall_s": sum(t.wall_s for t in of)}
