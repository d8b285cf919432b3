"""`bwcmeta policy compare A B...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Column, Section, columns, show
from bwcmeta.cli.terminal import say

if TYPE_CHECKING:
    from bwcmeta.compare.table import Cell, Comparison


def command(
    *,
    policies: Annotated[
        list[str], typer.Argument(metavar="POLICY", help="Ids of shipped policies, or files.", show_default=False)
    ],
    against: Annotated[
        str | None, typer.Option("--against", metavar="MODEL", help="The model they are held against; else the first.")
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Hold policies against a model, topic by topic.

    Each cell says how the policy stands to the model (absent, weaker, equal, stronger, different) and what decides it.
    Weaker binds less in something and more in nothing; different means that each binds what the other leaves free.
    """
    from bwcmeta.api.comparisons import compare_policies
    from bwcmeta.compare.words import SETTING

    comparison = compare_policies(policies, against)
    if output_format is not Format.TABLE:
        cells = Section(
            "cells", "", columns("topic", "policy", "status", "says", "decides", "rules"), _rows(comparison)
        )
        show(output_format, cells, extra={"model": comparison.model, "policies": list(comparison.policies)})
        return
    rows = [
        {"topic": topic, **{cell.policy: cell_text(cell) for cell in comparison.row(topic)}}
        for topic in comparison.topics
    ]
    shown = (Column("topic", whole=True), *(Column(name) for name in (comparison.model, *comparison.policies)))
    show(output_format, Section("topics", f"Against {comparison.model}", shown, rows))
    if any(SETTING in text for row in rows for text in row.values()):
        say(f"{SETTING} the auditor's setting, not the policy's")


def cell_text(cell: Cell) -> str:
    """What a cell of the table says: how it stands, and what decides that."""
    told = "; ".join(cell.decides or cell.says)
    if cell.status is None:
        return told
    return f"{cell.status}: {told}" if told else str(cell.status)


def _rows(comparison: Comparison) -> list[dict[str, object]]:
    return [
        {
            "topic": cell.topic,
            "policy": cell.policy,
            "status": "model" if cell.status is None else str(cell.status),
            "says": list(cell.says),
            "decides": list(cell.decides),
            "rules": list(cell.rules),
        }
        for cell in comparison.cells
    ]
