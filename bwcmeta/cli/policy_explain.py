"""`bwcmeta policy explain RULE`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, lines, paragraphs, show
from bwcmeta.errors import ArgumentError
from bwcmeta.text import did_you_mean, plural

_COLUMNS = columns("step", "says", "reads", "sql")


def command(
    *,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of a rule.", show_default=False)],
    policy: Annotated[
        str, typer.Option("--policy", "-p", metavar="POLICY", help="The policy it stands in: id or file.")
    ] = "aclu-model-act",
    sql: Annotated[bool, typer.Option("--sql/--no-sql", help="Print the SQL under each sentence.")] = True,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Print the compiled steps of a rule: a sentence each, and the SQL under it.

    Only the steps that the rule needs. Times are microseconds since 1970. What an audit learns from its inputs stands
    as a name: :as_of is the moment from which it looks, :recordings_from and :recordings_until what recordings cover.
    """
    from bwcmeta.api.documents import load_policy
    from bwcmeta.report.rule_steps import rule_steps

    loaded = load_policy(policy)
    known = [one.id for one in loaded.rules]
    if rule not in known:
        msg = f"{loaded.id} has no rule {rule!r}; {did_you_mean(rule, known)}"
        raise ArgumentError(msg)
    steps = rule_steps(loaded, rule)
    if output_format is not Format.TABLE:
        rows = [{"step": s.name, "says": s.says, "reads": list(s.reads), "sql": s.sql} for s in steps]
        show(output_format, Section("steps", "", _COLUMNS, rows), extra={"policy": loaded.id, "rule": rule})
        return
    title = loaded.rule(rule).title
    paragraphs([f"{title} ({loaded.id} {loaded.rule(rule).clause})", f"{rule}: {plural(len(steps), 'step')}", ""])
    for number, step in enumerate(steps, 1):
        paragraphs([f"{number}. {step.says}"])
        lines([f"   {step.name}, from {', '.join(step.reads)}" if step.reads else f"   {step.name}"])
        lines([f"       {line}" for line in step.sql.splitlines()] if sql else [])
        lines([""])
