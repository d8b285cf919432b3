"""`bwcmeta policy kinds [KIND]`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, lines, show
from bwcmeta.errors import ArgumentError
from bwcmeta.text import did_you_mean


def command(
    *,
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Show only this kind.")] = None,
    topics: Annotated[bool, typer.Option("--topics", help="List the topics a rule may belong to instead.")] = False,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """List the rule kinds: what each decides, its keys, an example.

    The exact semantics are in docs/reference/policy-language.md.
    """
    if topics:
        from bwcmeta.policies.topics import TOPICS

        rows = [{"topic": topic, "says": says} for topic, says in TOPICS.items()]
        show(output_format, Section("topics", "Topics", columns("topic", "says"), rows))
        return
    from bwcmeta.rules.described import kinds

    every = kinds()
    wanted = [k for k in every if kind in (None, k.name)]
    if not wanted:
        msg = f"there is no rule kind {kind!r}; {did_you_mean(str(kind), [k.name for k in every])}"
        raise ArgumentError(msg)
    kind_rows = [{"kind": k.name, "says": k.says} for k in wanted]
    key_rows = [
        {"kind": k.name, "key": key.name, "required": key.required, "says": key.says} for k in wanted for key in k.keys
    ]
    sections = (
        Section("kinds", "Rule kinds", columns("kind", "says"), kind_rows),
        Section("keys", "Keys", columns("kind", "key", "required", "says"), key_rows),
    )
    examples = {k.name: k.example for k in wanted}
    if output_format is Format.CSV:
        show(output_format, sections[1])
        return
    show(output_format, *sections, extra={"examples": examples} if output_format is Format.JSON else None)
    if output_format is Format.TABLE:
        for name, example in examples.items():
            lines(["", f"Example of {name}", "", *(f"  {line}" for line in example.rstrip().splitlines())])
