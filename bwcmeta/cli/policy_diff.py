"""`bwcmeta policy diff OLD NEW`."""

from __future__ import annotations

import itertools
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, paragraphs, show

_COLUMNS = columns("change", "topic", "rule", "sentence")
_HEADINGS = {
    "stricter": "Stricter",
    "laxer": "Laxer",
    "changed": "Changed, neither stricter nor laxer",
    "new": "New",
    "gone": "Gone",
    "wording": "Other words, the same rule",
    "setting": "Settings, which are no rules",
}


def command(
    *,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The policy before: id or file.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The policy after: id or file.", show_default=False)],
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Say what became stricter, laxer, new or gone from one policy to another.

    Rules are matched by their ids, then by topic and kind; how footage is kept is compared for all rules together.
    """
    from bwcmeta.api.comparisons import diff_policies

    changes = diff_policies(old, new)
    if output_format is not Format.TABLE:
        rows = [
            {"change": str(c.change), "topic": c.topic or None, "rule": c.rule or None, "sentence": c.sentence}
            for c in changes
        ]
        show(output_format, Section("changes", "Changes", _COLUMNS, rows))
        return
    if not changes:
        paragraphs(["Both say the same."])
    for number, (change, group) in enumerate(itertools.groupby(changes, key=lambda c: str(c.change))):
        paragraphs([*([""] if number else []), _HEADINGS[change], *(f"- {c.sentence}" for c in group)])
