"""How the ends of a window that a policy writes become ends of a plan's window."""

from __future__ import annotations

from bwcmeta.plan.windows import Ends
from bwcmeta.rules.parameters import End, FactEnd, FirstOf


def default_ends(table: str) -> tuple[str, str]:
    """The columns that bound a row of a frame's table when the rule names none."""
    return ("started_at", "ended_at") if table in ("duty", "recordings") else ("arrived_at", "cleared_at")


def ends(end: End | None, default: str) -> Ends:
    """Turn one end as written into one of the plan."""
    if end is None:
        return Ends((default,))
    if isinstance(end, FirstOf):
        return Ends(tuple(end.first))
    if isinstance(end, FactEnd):
        return Ends((end.otherwise,) if end.otherwise else (), end.facts)
    if end == "leaves_place":
        return Ends(("cleared_at",), ("left_residence",))
    return Ends((end,))
