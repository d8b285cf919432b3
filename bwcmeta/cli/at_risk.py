"""`bwcmeta at-risk [EXPORTS...]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import EngineName, Format, FormatOption, ProfileOption, ZoneOption, instant
from bwcmeta.cli.output import Column, Row, Section, as_csv, columns, paragraphs, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.results import told_of_ledgers
from bwcmeta.cli.terminal import say
from bwcmeta.errors import ArgumentError
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.audit.at_risk import AtRisk

_FIRST = 20
"""How many rows a table shows; JSON and CSV have all."""


def command(
    *,
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORTS", help="Files and folders to read first; none: what the lake holds."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", "-p", metavar="POLICY", help="Shipped policy or file; may be repeated. Else aclu-model-act."
        ),
    ] = None,
    within: Annotated[
        str, typer.Option("--within", metavar="LENGTH", help="How far to look ahead, as in 30d, 72h or 6mo.")
    ] = "30d",
    lake: Annotated[
        Path | None, typer.Option("--lake", metavar="DIR", help="Lake to read, or to keep the exports in.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="INSTANT", help="From when to look; else the latest instant in the inputs."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Also write every row at risk to this CSV file.")
    ] = None,
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    engine: Annotated[EngineName, typer.Option("--engine", help="What runs the plan.")] = EngineName.DUCKDB,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Show footage that is to be deleted soon although a rule wants it kept.

    Looks at recordings that are there and whose planned deletion (`retention_until`) lies before the end of that time,
    and asks the policy's `kept` rules. CSV is the list of what is at risk; JSON also has what cannot be said. Ends with
    0, or with 1 when anything is at risk.
    """
    from bwcmeta.api.at_risk import footage_at_risk
    from bwcmeta.api.audits import MODEL_POLICY
    from bwcmeta.audit import AuditOptions

    with bars() as progress:
        found = footage_at_risk(
            policy or [MODEL_POLICY],
            exports=exports or [],
            lake=lake,
            within=within,
            options=AuditOptions(as_of=instant(as_of, "--as-of"), engine=engine.value),
            profile=profile,
            tz=tz,
            progress=progress,
            tell=told_of_ledgers,
        )
    at_risk_rows = Section("at_risk", "", columns(*found.rows.columns), found.rows.to_dicts())
    if out is not None:
        _write("".join(as_csv(at_risk_rows)), out)
    if output_format is Format.TABLE:
        paragraphs([*_head(found), ""])
        show(output_format, *_tables(found))
    else:
        extra = {"as_of": found.as_of, "until": found.until, "counts": found.counts}
        show(
            output_format,
            at_risk_rows,
            Section("undetermined", "", columns(*found.undetermined.columns), found.undetermined.to_dicts()),
            Section("rules", "", columns(*found.rules.columns), found.rules.to_dicts()),
            extra=extra,
        )
    at_risk = found.rows["recording_id"].n_unique()
    looked_at = found.counts["date_passed"] + found.counts["within"]
    say(f"{at_risk:,} of {plural(looked_at, 'planned deletion')} would come too early; "
        f"{plural(found.undetermined.height, 'answer is', 'answers are')} unknown")  # fmt: skip
    return 1 if at_risk else 0


def _write(text: str, out: Path) -> None:
    try:
        out.write_bytes(text.encode())
    except OSError as error:
        msg = f"--out: {out} cannot be written: {error.strerror}"
        raise ArgumentError(msg) from error


def _head(found: AtRisk) -> list[str]:
    c = found.counts
    there = c["recordings"] - c["deleted"] - c["deleted_time_unknown"]
    planned = there - c["no_planned_date"]
    span = f"from {found.as_of:%Y-%m-%d %H:%M}Z to {found.until:%Y-%m-%d %H:%M}Z"
    gone = f"{c['deleted']:,} deleted, {c['deleted_time_unknown']:,} deleted at a time nobody knows"
    when = f"{c['date_passed']:,} passed, {c['within']:,} in that time, {c['later']:,} later"
    none = f"{c['no_planned_date']:,} without one: nothing is guessed for them"
    return [
        f"Looking {span}. {plural(c['recordings'], 'recording')}: {there:,} still there, {gone}.",
        f"Of the {there:,}, {planned:,} have a planned date of deletion: {when}. {none}.",
        "What is past its maximum and still there is told by bwcmeta audit, as kept too long.",
    ]


def _tables(found: AtRisk) -> list[Section]:
    rows, unknown = found.rows, found.undetermined
    shown = (
        Column("recording_id", "recording", whole=True), Column("planned", "to be deleted"),
        Column("days_left", "days left", shown=lambda r: f"{r['days_left']:.1f}"),
        Column("kept_until", "keep until", shown=_kept_until), Column("clause"), Column("because"), Column("sources"),
    )  # fmt: skip
    reasons: dict[str, int] = {}
    for reason in unknown["reason"]:
        reasons[reason] = reasons.get(reason, 0) + 1
    told: list[Row] = [
        {"reason": reason, "rows": many, "first": _first(found, reason)} for reason, many in sorted(reasons.items())
    ]
    rules = (
        Column("rule_id", "rule", whole=True), Column("planned", "due"), Column("judged"),
        Column("minimum_not_over", "too early"), Column("on_hold", "held"), Column("undetermined", "unknown"),
        Column("exempt"), Column("later_than_maximum", "too late"), Column("in_order", "in order"),
    )  # fmt: skip
    more = f", the first {_FIRST}" if rows.height > _FIRST else ""
    return [
        Section("at_risk", f"At risk: {plural(rows.height, 'row')}{more}", shown, rows.head(_FIRST).to_dicts()),
        Section("rules", "Planned deletions by rule", rules, found.rules.to_dicts()),
        Section("undetermined", "Unknown", columns("reason", "rows", "first"), told),
    ]


def _kept_until(row: Row) -> str:
    return f"{row['kept_until']:%Y-%m-%d %H:%M}Z" if row["kept_until"] else "the hold is lifted"


def _first(found: AtRisk, reason: str) -> str:
    it = found.undetermined.filter(found.undetermined["reason"] == reason).row(0, named=True)
    return f"{it['recording_id']} ({it['because']}; {it['sources']})"
