"""`bwcmeta sensitivity [EXPORTS...]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, ProfileOption, ZoneOption
from bwcmeta.cli.output import Column, Row, Section, columns, interval, percent, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.results import told_of_ledgers
from bwcmeta.errors import ArgumentError

_SAYS = {
    "A": "number, and officer at that time", "B": "one of the two", "C": "inference only", "none": "nothing matches",
}  # fmt: skip


def command(
    *,
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORTS", help="Files and folders to read first; none: what the lake holds."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", metavar="POLICY", help="Shipped policy or file; may be repeated."),
    ] = None,
    lake: Annotated[Path | None, typer.Option("--lake", metavar="DIR", help="Lake to read.")] = None,
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Show how sure the matches are, and how the rates hang on the tolerances.

    Responses by grade of match; presence beside timeliness, completeness, category and upload; presence and the whole
    rule as if footage 0, 1, 2 or 5 minutes off were in order.
    """
    from bwcmeta.api.audits import MODEL_POLICY, audit_exports, audit_lake
    from bwcmeta.audit import AuditOptions

    if not exports and lake is None:
        raise ArgumentError("nothing to look at: name exports, or a lake with --lake")
    options, policies = AuditOptions(deep=True), policy or [MODEL_POLICY]
    with bars() as progress:
        if exports:
            result = audit_exports(
                exports,
                policies,
                lake=lake,
                options=options,
                profile=profile,
                tz=tz,
                progress=progress,
                tell=told_of_ledgers,
            )
        else:
            assert lake is not None
            result = audit_lake(lake, policies, options=options, progress=progress)
    matching = result.summary["matching"]
    grades = [
        {"grade": grade, "says": _SAYS[grade], "responses": of["n"], "share": of["share"]}
        for grade, of in matching.get("grades", {}).items()
    ]
    measures = result.measures.to_dicts()
    if output_format is not Format.TABLE:
        names = columns(*result.measures.columns)
        sections = [Section("measures", "", names, measures)]
        if output_format is Format.JSON:
            sections.insert(0, Section("grades", "", columns("grade", "says", "responses", "share"), grades))
        show(output_format, *sections)
        return
    shown = (Column("grade"), Column("says", whole=True), Column("responses"), Column("share", shown=_share))
    told = (
        Column("rule_id", "rule"), Column("unit"), Column("measure"), Column("tolerance_s", "at s"), Column("n"),
        Column("yes"), Column("unknown"), Column("determinable_rate", "of determinable", shown=_rate),
    )  # fmt: skip
    show(
        output_format,
        Section("grades", "Responses by grade of match", shown, grades),
        Section("measures", "Presence never alone", told, [m for m in measures if m["tolerance_s"] is None]),
        Section("tolerances", "At other tolerances", told, [m for m in measures if m["tolerance_s"] is not None]),
    )


def _share(row: Row) -> str:
    return "-" if row["share"] is None else percent(row["share"])


def _rate(row: Row) -> str:
    if row["determinable_rate"] is None:
        return "0 of 0"
    return f"{percent(row['determinable_rate'])} ({interval(row['determinable_low'], row['determinable_high'])})"
