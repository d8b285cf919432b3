"""One finding, explained from its run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bwcmeta.audit import AuditResult
    from bwcmeta.audit.explain import Explanation


def explain_finding(run: Path | str, finding_id: str) -> Explanation:
    """Read one finding out of a run: the clause, the measure, the event on a time line, every source row.

    Args:
        run: folder that an audit wrote.
        finding_id: its id; the beginning is enough where no other finding begins so.

    Raises:
        ArgumentError: the folder is no run, or has no such finding.
    """
    from bwcmeta.audit.explain import explain_finding as explain

    return explain(Path(run), finding_id)


_SHOWS_MOST = ("gap", "stopped_late", "early_stop", "late_start")
"""Reasons in the order of how much a time line shows of them."""


def worth_explaining(result: AuditResult) -> str | None:
    """The id of the candidate violation that a time line shows best: of the surest grade, with the largest measure."""

    def rank(row: dict[str, Any]) -> tuple[Any, ...]:
        reason = row["reason"]
        place = _SHOWS_MOST.index(reason) if reason in _SHOWS_MOST else len(_SHOWS_MOST)
        return (place, row["grade"] or "Z", -(row["measured"] or 0), row["finding_id"])

    violations = result.finding_rows.only("verdict", "violation").collect()
    best = min(violations.iter_rows(named=True), key=rank, default=None)
    return str(best["finding_id"]) if best else None
