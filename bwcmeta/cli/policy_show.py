"""`bwcmeta policy show POLICY`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, PolicyArgument
from bwcmeta.cli.output import Section, columns, lines, show
from bwcmeta.cli.terminal import say

_RULES = columns("rule", "clause", "topic", "severity", "kind", "title", "verified", "executability")
_NOTES = columns("topic", "clause", "text", "verified", "because")


def command(
    *,
    policy: PolicyArgument,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the page as HTML; it needs no network.")
    ] = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Print a policy as a page for a reader who does not program.

    What nobody has verified, and what no log can decide, is on the page too.
    """
    from bwcmeta.api.documents import load_policy
    from bwcmeta.report.policy_page import policy_page

    loaded = load_policy(policy)
    if html is not None:
        from bwcmeta.report.policy_html import policy_html

        html.write_text(policy_html(loaded), encoding="utf-8", newline="\n")
        say(f"wrote {html}")
    if output_format is Format.TABLE:
        lines(policy_page(loaded).splitlines())
        return
    rules = [
        {
            "rule": rule.id,
            "clause": rule.clause,
            "topic": rule.topic,
            "severity": rule.severity,
            "kind": rule.kind,
            "title": rule.title,
            "verified": rule.head.verified,
            "executability": rule.head.executability,
        }
        for rule in loaded.rules
    ]
    notes = [note.model_dump(mode="json") for note in loaded.notes]
    show(
        output_format,
        Section("rules", "Rules", _RULES, rules),
        Section("notes", "Notes", _NOTES, notes),
        extra={"policy": loaded.id, "title": loaded.title, "kind": loaded.kind, "sha256": loaded.sha256},
    )
