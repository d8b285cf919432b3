"""`bwcmeta diff OLDER NEWER`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Column, Section, columns, paragraphs, show, some
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

FIRST = 12
"""How many changes a table shows; CSV and JSON have all."""


def command(
    *,
    older: Annotated[Path, typer.Argument(metavar="OLDER", help="Folder of the earlier run.")],
    newer: Annotated[Path, typer.Argument(metavar="NEWER", help="Folder of the later run.")],
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Say what changed from one run to a later one, and why.

    A finding keeps its id from run to run: it is new, gone, or changed, for a named cause. CSV and JSON have every
    change. Ends with 1 when there is a candidate violation that did not count before, else with 0.
    """
    from bwcmeta.api.run_diffs import diff_runs

    found = diff_runs(older, newer)
    counted = Section(
        "summary",
        "What changed, and why",
        columns("rule_id", "change", "verdict", "cause", "findings"),
        found.summary(),
    )
    every = Section("changes", "", columns(*found.change_rows.columns), frame=found.change_rows)
    if output_format is Format.TABLE:
        paragraphs(_head(found.as_of, found.read_since, found.same))
        rows = found.change_rows.only("verdict", "violation").head(FIRST).collect().to_dicts()
        shown = (
            Column("finding_id", whole=True),
            Column("change"),
            Column("cause"),
            Column("verdict_before", "before"),
            Column("sentence"),
        )
        show(output_format, counted, Section("candidates", "Candidate violations among them", shown, rows))
    elif output_format is Format.CSV:
        show(output_format, every)
    else:
        extra = {
            "older": older, "newer": newer, "as_of": list(found.as_of), "same": found.same,
            "new_candidate_violations": found.new_candidates, "read_since": list(found.read_since),
        }  # fmt: skip
        show(output_format, counted, every, extra=extra)
    say(f"{plural(found.new_candidates, 'candidate violation')} that did not count before")
    return Exit.FINDINGS if found.new_candidates else Exit.CLEAN


def _head(as_of: tuple[str, str], read_since: tuple[str, ...], same: int) -> list[str]:
    files = (
        f"{plural(len(read_since), 'file')} read since: {some(read_since)}" if read_since else "No file was read since"
    )
    return [
        f"Looked at from {as_of[0]}, then from {as_of[1]}",
        files,
        f"{plural(same, 'finding')} in both and alike",
        "",
    ]
