"""Explain one finding from its run folder: the clause, the measure against the limit, the event on a timeline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bwcmeta.audit.searched import search_lines
from bwcmeta.errors import ArgumentError
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: when (UTC and local), what, and the row it came from."""

    at: datetime
    local: str
    what: str
    detail: str
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one finding.

    Attributes:
        finding: the row of `findings`.
        rule: what the summary says of its rule (title, clause, verified, memory_part...).
        moments: the timeline, in order.
        sources: every source row with the part it plays.
        tolerances: the auditor's settings that were used.
        search: where else was looked before it said that there is no footage, and what was found; None: nothing was sought.
    """

    finding: dict[str, Any]
    rule: dict[str, Any]
    moments: tuple[Moment, ...]
    sources: tuple[dict[str, Any], ...]
    tolerances: dict[str, str]
    search: dict[str, int | None] | None = None


def explain_finding(run: Path, finding_id: str) -> Explanation:
    """Read one finding out of a run folder. The id may be cut short as long as it is unambiguous.

    Raises:
        ArgumentError: the folder is no run, or it has no such finding.
    """
    import polars as pl

    try:
        summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        findings = (
            pl.scan_parquet(run / "findings.parquet").filter(pl.col("finding_id").str.starts_with(finding_id)).collect()
        )
    except (OSError, ValueError) as error:
        msg = f"{run} is no run folder: name the folder an audit wrote with --run"
        raise ArgumentError(msg) from error
    if not finding_id or findings.height != 1:
        raise ArgumentError(_not_found(run, finding_id, findings))
    found = findings.row(0, named=True)
    policy = next(p for p in summary["policies"] if p["policy"] == found["policy"] and p["version"] == found["version"])
    rule = next(r for r in summary["rules"] if r["rule_id"] == found["rule_id"] and r["policy"] == found["policy"])
    zone = ZoneInfo(policy["timezone"])
    whole = found["finding_id"]
    timeline = pl.scan_parquet(run / "timeline.parquet").filter(pl.col("finding_id") == whole).collect()
    evidence = pl.scan_parquet(run / "evidence.parquet").filter(pl.col("finding_id") == whole).collect()
    moments = tuple(
        Moment(
            r["at"],
            f"{r['at'].astimezone(zone):%Y-%m-%d %H:%M:%S}",
            r["what"],
            r["detail"] or "",
            f"{r['source_file']}:{r['source_row']}",
        )
        for r in timeline.iter_rows(named=True)
    )
    sources = tuple(evidence.drop("finding_id").to_dicts())
    return Explanation(found, rule, moments, sources, policy["tolerances"], _search(run, whole))


def _search(run: Path, finding_id: str) -> dict[str, int | None] | None:
    import polars as pl

    path = run / "searches.parquet"
    if not path.is_file():  # a run of an earlier version
        return None
    rows = pl.scan_parquet(path).filter(pl.col("finding_id") == finding_id).drop("finding_id").collect().to_dicts()
    return rows[0] if rows else None


def _not_found(run: Path, finding_id: str, findings: pl.DataFrame) -> str:
    import polars as pl

    if findings.height > 1:
        return f"{findings.height} findings of {run} begin with {finding_id!r}: write more of the id"
    ids = pl.scan_parquet(run / "findings.parquet").select("finding_id").head(5000).collect()["finding_id"].to_list()
    return f"{run} has no finding {finding_id!r}; {did_you_mean(finding_id, ids) or 'see findings.csv for the ids'}"


WIDTH = 58


def drawn(explanation: Explanation) -> list[str]:
    """Draw the timeline as text: one bar for the window that was judged, one for each recording, then the moments."""
    moments = explanation.moments
    begin, end = explanation.finding["window_from"], explanation.finding["window_until"]
    stamps = [m.at for m in moments if m.what not in ("uploaded", "deleted", "retention ends")]
    stamps += [t for t in (begin, end) if t is not None]
    if len(stamps) < 2 or min(stamps) == max(stamps):
        return [_line(m) for m in moments]
    first, last = min(stamps), max(stamps)
    span = (last - first).total_seconds()

    def column(at: datetime) -> int:
        return min(WIDTH - 1, max(0, round((at - first).total_seconds() / span * (WIDTH - 1))))

    lines = []
    if begin is not None and end is not None and end >= begin:
        lines.append(f"{'must be so':>22} {_bar(column(begin), column(end), '·')}")
    for recording in sorted({m.detail for m in moments if m.what == "media begins"}):
        own = [m for m in moments if m.detail == recording]
        start = next(m.at for m in own if m.what == "media begins")
        stop = next((m.at for m in own if m.what == "recording ends"), None)
        bar = _bar(column(start), column(stop) if stop else WIDTH - 1, "█" if stop else "░")
        lines.append(f"{recording[-22:]:>22} {bar}")
    marks = [" "] * WIDTH
    for m in moments:
        letter = {"dispatched": "D", "arrived": "A", "cleared": "C", "mute on": "m", "mute off": "u"}.get(m.what)
        if letter:
            marks[column(m.at)] = letter
    lines.append(f"{'':>22} {''.join(marks).rstrip()}")
    return [*lines, "", *(_line(m) for m in moments)]


def _bar(first: int, last: int, fill: str) -> str:
    return " " * first + fill * max(1, last - first + 1)


def _line(moment: Moment) -> str:
    return f"  {moment.local}  {moment.what:<22.22} {moment.detail:<30.30} {moment.source}"


def explain_text(explanation: Explanation) -> Sequence[str]:
    """The whole explanation as lines of at most 100 columns."""
    f, rule = explanation.finding, explanation.rule
    lines = [f["sentence"], ""]
    lines.append(
        f"verdict     {f['verdict']}: {f['reason'].replace('_', ' ')}"
        + (f" (grade {f['grade']})" if f["grade"] else "")
    )
    lines.append(f"rule        {f['rule_id']} ({f['severity']})")
    lines.append(f"says        {rule['title']}")
    lines.append(f"clause      {f['policy']} {f['clause']}; {f['verified']}")
    if rule.get("memory_part"):
        lines.append(f"unverified  {rule['memory_part']}")
    if f["measured"] is not None:
        allowed = f", allowed {f['allowed']:g} {f['unit']}" if f["allowed"] is not None else ""
        lines.append(f"measured    {f['measured']:g} {f['unit']}{allowed}")
    settings = ", ".join(f"{k} {v}" for k, v in explanation.tolerances.items())
    lines.append(f"tolerances  {settings} (the auditor's settings, not the law's)")
    if explanation.moments:
        lines += ["", *drawn(explanation)]
    if explanation.search is not None:
        lines += ["", "where else was looked", *(f"  {line}" for line in search_lines(explanation.search))]
    lines += ["", "rows behind it"]
    places = [f"{s['source_file']}:{s['source_row']}" for s in explanation.sources]
    wide = max(map(len, places), default=0)
    lines += [
        f"  {place:<{wide}}  {s['role']:<10} {s['row_key'] or ''}"
        for place, s in zip(places, explanation.sources, strict=True)
    ]
    if not explanation.sources:
        lines.append(f"  {f['sources']}")
    lines += ["", "A candidate until a person has decided." if f["verdict"] == "violation" else ""]
    return [line.rstrip() for line in lines]
