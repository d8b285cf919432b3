"""How the result of an audit is printed: rates, reasons, the waterfall, what the inputs lack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.cli.output import Column, Row, Section, columns, interval, percent
from bwcmeta.cli.terminal import say
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.audit import AuditResult
    from bwcmeta.model.ledger import IngestReport

FIRST_FINDINGS = 8
"""How many findings a table shows; CSV, JSON and the run folder have all."""
_COUNTS = ("compliant", "violation", "undetermined", "exempt", "pending")
_SHORT = {"compliant": "kept", "violation": "candidate", "undetermined": "unknown"}


def told_of_ledgers(report: IngestReport) -> None:
    """Say on standard error what became of the exports' rows."""
    rows = report.rows
    ended = f"{rows.used:,} used + {rows.repaired:,} repaired + {rows.repeats:,} repeats + {rows.set_aside:,} set aside"
    say(f"read {plural(len(report.files), 'file')}: {rows.read:,} rows = {ended}")
    for ledger in report.files:
        for item in (*ledger.set_aside, *ledger.unknown):
            say(f"  {ledger.file}: {item.table}.{item.column}: {item.what} ({plural(item.count, 'row')})")
        for warning in ledger.warnings:
            say(f"  {ledger.file}: {warning}")


def result_sections(result: AuditResult, *, complete: bool) -> tuple[Section, ...]:
    """The sections of a result, the rates first.

    Args:
        result: what the audit found.
        complete: every group and every finding (for JSON), not only what a reader wants to see first.
    """
    if complete:
        frames = (("tallies", result.tallies), ("measures", result.measures), ("clocks", result.clocks),
                  ("quality_findings", result.quality), ("findings", result.finding_rows))  # fmt: skip
        return tuple(Section(name, "", columns(*frame.columns), frame=frame) for name, frame in frames)
    sections = [
        _counts(result),
        _rates(result),
        _districts(result),
        _measures(result),
        _adjudicated(result),
        _reasons(result),
        _first(result),
        _waterfall(result),
        _quality(result),
    ]
    return tuple(section for section in sections if section.rows)


def csv_sections(result: AuditResult) -> tuple[Section, ...]:
    """The findings: what a case list is made of."""
    return (Section("findings", "", columns(*result.finding_rows.columns), frame=result.finding_rows),)


def head_lines(result: AuditResult) -> Iterator[str]:
    """What was audited: policies, the auditor's own settings, from when, what the recordings cover."""
    summary = result.summary
    for policy in summary["policies"]:
        version = f", in force from {policy['version']}" if policy["version"] else ""
        yield f"{policy['policy']}: {policy['title']}{version}"
        if policy["binds"] == "policy":
            yield "It binds the agency's written policy, not the officer: hold that policy against it first"
        settings = ", ".join(f"{name} {length}" for name, length in policy["tolerances"].items())
        yield f"The auditor's settings, no law's: {settings}"
    yield f"Looked at from {summary['as_of']}"
    for table in ("recordings", "unit_responses"):
        if covers := summary["horizons"].get(table):
            yield f"{table} cover {covers['from']} to {covers['to']} ({covers['known']})"
    for rule in summary["rules"]:
        if rule["verified"] == "memory":
            yield f"NOT VERIFIED in its source: {rule['rule_id']} ({rule['clause']})"
        elif rule["memory_part"]:
            yield f"Only remembered in {rule['rule_id']}: {rule['memory_part']}"


def _counts(result: AuditResult) -> Section:
    """One row a rule: how many obligations ended with each verdict."""
    shown = (
        Column("rule_id", "rule", whole=True),
        Column("severity"),
        Column("n", "judged"),
        *(Column(name, _SHORT.get(name, "")) for name in _COUNTS),
    )
    return Section("rules", "Verdicts", shown, list(result.summary["rules"]))


def _rates(result: AuditResult) -> Section:
    """One row a rule: the share kept, three ways, each with its exact 95 % interval."""
    shown = (
        Column("rule_id", "rule", whole=True),
        Column("determinable_rate", "of determinable", shown=lambda row: _rate(row, "determinable")),
        Column("worst_rate", "at worst", shown=lambda row: _rate(row, "worst")),
        Column("best_rate", "at best", shown=lambda row: _rate(row, "best")),
    )
    return Section("rates", "Share kept (exact 95 % interval)", shown, list(result.summary["rules"]))


def _districts(result: AuditResult) -> Section:
    """The shares by district, where small cells are suppressed: the table that may be published."""
    shown = (
        Column("rule_id", "rule", whole=True), Column("group_value", "district"), Column("n", "judged"),
        Column("determinable_rate", "of determinable", shown=_unless_suppressed),
    )  # fmt: skip
    asked = "suppressed" in result.summary
    rows = [row for row in result.tallies.to_dicts() if row["by_group"] == "district"] if asked else []
    return Section("districts", "Share kept by district, small cells suppressed", shown, rows)


def _unless_suppressed(row: Row) -> str:
    return (
        f"suppressed: {row['suppressed']}"
        if row["suppressed"]
        else _rate({**row, "nothing_to_judge": False}, "determinable")
    )


def _rate(row: Row, name: str) -> str:
    if row["nothing_to_judge"]:
        return "0 of 0"
    if row[f"{name}_rate"] is None:
        return "-"
    return f"{percent(row[f'{name}_rate'])} ({interval(row[f'{name}_low'], row[f'{name}_high'])})"


def _measures(result: AuditResult) -> Section:
    """Presence beside timeliness, completeness and filing: one row a rule and measure."""
    shown = (
        Column("rule_id", "rule", whole=True), Column("unit"), Column("measure"), Column("n"), Column("yes"),
        Column("unknown"), Column("determinable_rate", "of determinable", shown=_measured),
    )  # fmt: skip
    rows = [row for row in result.measures.to_dicts() if row["tolerance_s"] is None]
    return Section("measures", "Presence never alone", shown, rows)


def _measured(row: Row) -> str:
    if row["determinable_rate"] is None:
        return "0 of 0"
    return f"{percent(row['determinable_rate'])} ({interval(row['determinable_low'], row['determinable_high'])})"


def _adjudicated(result: AuditResult) -> Section:
    """What people decided, and the share of wrong flags that follows."""
    shown = (
        Column("rule_id", "rule", whole=True), Column("wrong_flags", "wrong flags"),
        Column("wrong_flags_of", "of decided"), Column("wrong_flag_rate", "share", shown=_wrong),
    )  # fmt: skip
    return Section("adjudicated", "Adjudicated", shown, list(result.summary["adjudicated"]["rules"]))


def _wrong(row: Row) -> str:
    if row["wrong_flag_rate"] is None:
        return "-"
    return f"{percent(row['wrong_flag_rate'])} ({interval(row['wrong_flag_low'], row['wrong_flag_high'])})"


def _reasons(result: AuditResult) -> Section:
    """How many findings of each rule have which reason."""
    from bwcmeta.api.frames import reasons_of

    rows = [row | {"reason": (row["reason"] or "").replace("_", " ")} for row in reasons_of(result.finding_rows)]
    return Section("reasons", "Why", columns("rule_id", "verdict", "reason", "findings"), rows)


def _first(result: AuditResult) -> Section:
    """The first candidate violations, each with its sentence; one of every rule before a second of any."""
    from bwcmeta.api.frames import first_candidates

    rows, total = first_candidates(result.finding_rows, FIRST_FINDINGS)
    title = f"Candidate violations ({len(rows)} of {total:,})" if total > len(rows) else "Candidate violations"
    return Section("candidates", title, columns("finding_id", "clause", "sentence", "sources"), rows)


def _waterfall(result: AuditResult) -> Section:
    """What became of every row of each rule's table; rules over one frame with the same counts share a row."""
    by_rule: dict[str, list[dict[str, Any]]] = {}
    for row in result.waterfall.to_dicts():
        by_rule.setdefault(row["rule_id"], []).append(row)
    rows, told = [], set()
    for rule, states in by_rule.items():
        key = tuple((state["table"], state["state"], state["n"]) for state in states)
        if key not in told and len(states) > 1:
            told.add(key)
            rows += [{"rule_id": rule, "table": s["table"], "rows that are": s["state"], "n": s["n"]} for s in states]
    return Section("waterfall", "From rows to what is judged", columns("rule_id", "table", "rows that are", "n"), rows)


def _quality(result: AuditResult) -> Section:
    rows = [{"kind": kind, "count": count} for kind, count in result.summary["quality"].items()]
    rows += [{"kind": f"never in the data: {note['names']}", "count": None} for note in result.summary["never_seen"]]
    return Section(
        "quality", "What the inputs lack (bounds what 'nothing found' can mean)", columns("kind", "count"), rows
    )


def verdict_lines(result: AuditResult, out: Path | None) -> Iterator[str]:
    """The closing lines on standard error."""
    count = result.summary["candidate_violations"]
    yield f"{plural(count, 'candidate violation')}; a candidate is no violation until a person has decided"
    cleared = result.summary["adjudicated"]["not_counted"]
    if cleared:
        yield f"{plural(cleared, 'violation')} not counted: cleared by a person since (see disposition in the findings)"
    if rates := result.summary["adjudicated"]["rates_without_them"]:
        yield f"goals are held against the count without them: {', '.join(rates)}"
    for correction in result.summary.get("clock_corrections", ()):
        if not correction["rows"]:
            yield f"the clock correction of {correction['device_id'] or correction['source_file']} moved no row"
    for reason in result.degraded:
        yield f"DEGRADED: {reason}"
    if result.degraded:
        yield "the inputs are degraded: every result above is provisional"
    if out is None:
        yield "nothing was written; --out DIR keeps the run, and `bwcmeta explain ID --run DIR` shows a finding"
    else:
        yield f"run: {out}; next: bwcmeta explain FINDING --run {out}"
