"""`bwcmeta policy check FILE...`."""

from __future__ import annotations

from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, lines, show
from bwcmeta.cli.terminal import say
from bwcmeta.errors import Problem
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

_COLUMNS = columns("place", "severity", "code", "what", "hint")


def command(
    *,
    policies: Annotated[list[str], typer.Argument(metavar="FILE", help="Policy files, or ids of shipped policies.")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Take out what does nothing (BWC122, BWC123, BWC127); all else stays as it is."),
    ] = False,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Check a policy file and print every problem with its place.

    Ends with 3 when there is an error, with 0 when there are only warnings and notes.
    """
    from bwcmeta.api.documents import check_policy, fix_policy

    problems: list[Problem] = []
    for ref in policies:
        if fix:
            fixed = fix_policy(ref)
            for problem in fixed.mended:
                say(f"mended: {problem.place}: {problem.code} {problem.what}")
            problems.extend(fixed.left)
        else:
            problems.extend(check_policy(ref))
    rows = [
        {
            "place": str(problem.place),
            "severity": problem.severity,
            "code": problem.code,
            "what": problem.what,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    if output_format is Format.TABLE:
        lines(_as_compilers_do(problem) for problem in problems)
    else:
        show(output_format, Section("problems", "Problems", _COLUMNS, rows))
    errors = sum(p.severity == "error" or (strict and p.severity == "warning") for p in problems)
    others = plural(len(problems) - errors, "other remark")
    say(f"{plural(len(policies), 'policy', 'policies')}: {plural(errors, 'error')}, {others}")
    return Exit.WRONG if errors else Exit.CLEAN


def _as_compilers_do(problem: Problem) -> str:
    """`file:line:column: error BWC104 what`, which editors turn into a link."""
    hint = f"\n  hint: {problem.hint}" if problem.hint else ""
    return f"{problem.place}: {problem.severity} {problem.code} {problem.what}{hint}"
