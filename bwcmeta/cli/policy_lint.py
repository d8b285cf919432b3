"""`bwcmeta policy lint POLICY --against LAW`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, PolicyArgument
from bwcmeta.cli.output import Column, Section, show
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

_OUTCOMES = ("met", "weaker", "absent", "cannot compare")
_COLUMNS = (
    Column("outcome", whole=True),
    Column("clause"),
    Column("topic", in_table=False),
    Column("title", in_table=False),
    Column("rule", in_table=False),
    Column("wants", "the law", shown=lambda row: f"{row['title']}: {'; '.join(row['wants'])}"),
    Column("differs", "the policy"),
    Column("by", in_table=False),
    Column("advice", in_table=False),
)


def command(
    *,
    policy: PolicyArgument,
    against: Annotated[str, typer.Option("--against", metavar="LAW", help="The law: a shipped policy or a file.")],
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Hold a policy against every rule of a law.

    A rule of the law is met when one of the policy's is at least as strict. Ends with 1 when the policy is weaker than
    the law in something or lacks it, else with 0. What a law only advises fails nothing.
    """
    from bwcmeta.api.comparisons import lint_policy

    linted = lint_policy(policy, against)
    in_table = output_format is Format.TABLE
    rows = [
        {
            "outcome": f"{one.outcome} (advice)" if one.advice and in_table else str(one.outcome),
            "clause": one.clause,
            "title": one.title,
            "rule": one.rule,
            "topic": one.topic,
            "wants": list(one.wants),
            "differs": list(one.differs),
            "by": list(one.by),
            "advice": one.advice,
        }
        for one in linted
    ]
    show(output_format, Section("rules", f"{policy} against {against}", _COLUMNS, rows))
    counts = [f"{sum(str(one.outcome) == outcome for one in linted)} {outcome}" for outcome in _OUTCOMES]
    say(f"{plural(len(linted), 'rule')} of the law: {', '.join(counts)}")
    return Exit.FINDINGS if any(one.fails for one in linted) else Exit.CLEAN
