"""`bwcmeta profile check PROFILE [FILE]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.ledgers import ledger_sections
from bwcmeta.cli.options import Format, FormatOption, ZoneOption
from bwcmeta.cli.output import Section, columns, lines, show
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.errors import Problem

_COLUMNS = columns("place", "severity", "what", "hint")


def command(
    *,
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="Id of a shipped profile, or the path of a file.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An export, to see what would become of its rows.")
    ] = None,
    tz: ZoneOption = None,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Check a profile and, with a file, say what would become of every row.

    All problems come with their places. With a file: how many rows would be used, repaired, set aside and why, and
    which values nobody knows; nothing is kept. Ends with 3 when there is an error.
    """
    from bwcmeta.api.profiles import check_profile
    from bwcmeta.profiles.page import NOT_READ, unconfirmed

    checked = check_profile(profile, file, tz=tz)
    sections = ledger_sections(checked.report) if checked.report is not None else ()
    if output_format is Format.TABLE:
        lines(_as_compilers_do(problem) for problem in checked.problems)
        if sections:
            show(output_format, *sections)
    else:
        rows = [
            {"place": str(p.place), "severity": p.severity, "what": p.what, "hint": p.hint} for p in checked.problems
        ]
        show(output_format, Section("problems", "Problems", _COLUMNS, rows), *sections)
    errors = sum(p.severity == "error" for p in checked.problems)
    others = plural(len(checked.problems) - errors, "other remark")
    if checked.profile is not None and (guesses := unconfirmed(checked.profile)):
        say(f"{profile}: {NOT_READ[0].lower()}{NOT_READ[1:]}: {', '.join(guesses)}")
    say(f"{profile}: {plural(errors, 'error')}, {others}")
    return Exit.WRONG if errors else Exit.CLEAN


def _as_compilers_do(problem: Problem) -> str:
    """`file:line:column: error what`, which editors turn into a link."""
    hint = f"\n  hint: {problem.hint}" if problem.hint else ""
    return f"{problem.place}: {problem.severity} {problem.what}{hint}"
