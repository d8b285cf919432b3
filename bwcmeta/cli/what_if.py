"""How the same logs under several policies are printed: rules side by side, then what is gained and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.cli.options import Format
from bwcmeta.cli.output import Column, Row, Section, columns, percent

if TYPE_CHECKING:
    from bwcmeta.compare.what_if import RuleUnder, WhatIf

_COUNTS = ("compliant", "violation", "undetermined", "exempt", "pending")
_RATES = tuple(f"{base}_{what}" for base in ("determinable", "worst", "best") for what in ("rate", "low", "high"))


def what_if_sections(side_by_side: WhatIf, output_format: Format) -> tuple[Section, ...]:
    """Every rule under every policy that has it; then the candidates that another policy adds and takes away.

    A table has one column for each policy; JSON and CSV have one row for each rule and policy, with all counts.
    """
    if output_format is Format.TABLE:
        return _wide(side_by_side), _shifts(side_by_side)
    long = columns("topic", "rule_id", "policy", "n", *_COUNTS, *_RATES)
    rows = [
        {"topic": row.topic, "rule_id": row.rule, "policy": row.policy, "n": row.n, **row.counts, **row.rates}
        for row in side_by_side.rules
    ]
    return Section("rules", "", long, rows), _shifts(side_by_side)


def _wide(side_by_side: WhatIf) -> Section:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in side_by_side.rules:
        rows.setdefault((row.topic, row.rule), {"rule": row.rule})[row.policy] = _cell(row)
    shown = (Column("rule", whole=True), *(Column(name) for name in side_by_side.names))
    title = "Candidates/judged (and the share kept of what can be determined) in the same logs"
    return Section("rules", title, shown, list(rows.values()))


def _cell(row: RuleUnder) -> str:
    return f"{row.counts['violation']:,}/{row.n:,} ({percent(row.rates['determinable_rate'])})"


def _shifts(side_by_side: WhatIf) -> Section:
    shown = (
        Column("policy"),
        Column("topic", in_table=False),
        Column("rule", in_table=False),
        Column("instead_of", in_table=False),
        Column("rules", "rule", shown=_together),
        Column("both", "found by both"),
        Column("gained", "more", shown=lambda row: f"+{len(row['gained']):,}"),
        Column("lost", "fewer", shown=lambda row: f"-{len(row['lost']):,}"),
    )
    rows: list[Row] = [
        {
            "policy": shift.policy,
            "topic": shift.topic,
            "rule": shift.after or None,
            "instead_of": shift.before or None,
            "both": shift.kept,
            "gained": list(shift.gained),
            "lost": list(shift.lost),
        }
        for shift in side_by_side.shifts
    ]
    return Section("shifts", f"Candidates against {side_by_side.names[0]}", shown, rows)


def _together(row: Row) -> str:
    """The rule, or the two that stand for one another."""
    if row["rule"] == row["instead_of"]:
        return str(row["rule"])
    if not row["rule"]:
        return f"{row['instead_of']} (not asked)"
    return f"{row['rule']} (new)" if not row["instead_of"] else f"{row['rule']} for {row['instead_of']}"
