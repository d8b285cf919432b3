"""`bwcmeta policy score DIR --against MODEL`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Column, Section, columns, percent, show
from bwcmeta.cli.terminal import say

_FINDINGS = (
    Column("asks", "a policy ..."),
    Column("finding", in_table=False),
    *columns("yes", "of"),
    Column("share", shown=lambda row: percent(row["share"])),
    Column("published", "2018 found"),
    Column("as_published", "as in 2018"),
    Column("agencies", in_table=False),
)
_TOPICS = (
    Column("topic", whole=True),
    Column("has", "rule"),
    Column("of", in_table=False),
    Column("share", shown=lambda row: percent(row["share"])),
    Column("advises", "advice"),
    *columns("absent", "note", "advice", "weaker", "equal", "stronger", "different"),
    Column("distinct", "ways"),
    Column("uniformity", "all"),
    Column("alike", "with"),
    Column("model", in_table=False),
)
_TABLE_TOPICS = tuple(column for column in _TOPICS if column.key not in ("absent", "note", "advice"))
_SPREADS = (
    Column("topic", whole=True),
    Column("parameter", whole=True),
    *columns("n", "min", "median", "max"),
    *(Column(f"{which}_size", in_table=False) for which in ("min", "median", "max")),
)
_STANDINGS = columns("topic", "policy", "status", "says", "decides")


def command(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of policies.", show_default=False)],
    against: Annotated[
        str, typer.Option("--against", metavar="MODEL", help="The model they are held against.")
    ] = "aclu-model-act",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write one page with a map; it needs no network.")
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Score a folder of agencies' policies: who has what, how it is set, how alike they are.

    The five findings of the 2018 report of the ACLU of Mississippi come first. Uniformity is 1 where all agencies say
    the same of a topic, or nothing, and 0 where no two do; it is told for all of them and for those with a rule.
    """
    from bwcmeta.api.comparisons import score_policies
    from bwcmeta.compare.score_rows import score_dict

    scored = score_dict(score_policies(folder, against))
    findings = Section("findings", "The five findings of 2018", _FINDINGS, scored["findings"])
    title = f"Topics against {scored['model']['policy']}; uniformity of all, and of those with a rule"
    shown = _TABLE_TOPICS if output_format is Format.TABLE else _TOPICS
    topics = Section("topics", title, shown, scored["topics"])
    spreads = Section("spreads", "How numbers are set", _SPREADS, scored["spreads"])
    if output_format is Format.TABLE:
        show(output_format, findings, topics, spreads)
    elif output_format is Format.CSV:
        show(output_format, topics)
    else:
        extra = {name: scored[name] for name in ("model", "agencies", "statuses")}
        standings = Section("standings", "", _STANDINGS, scored["standings"])
        show(output_format, findings, topics, spreads, standings, extra=extra)
    if html is not None:
        from bwcmeta.report.score_page import score_page

        html.write_text(score_page(scored), encoding="utf-8", newline="\n")
        say(f"wrote {html}")
