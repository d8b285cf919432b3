"""`bwcmeta policy test POLICY...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Row, Section, columns, lines, show
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy

_COLUMNS = columns("place", "rule", "it", "passed", "faults")
_BARE = columns("place", "rule")


def command(
    *,
    policies: Annotated[list[str], typer.Argument(metavar="POLICY", help="Policy files, or ids of shipped policies.")],
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="Only the cases of this rule.")] = None,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Run the cases that stand inside a policy.

    A case fails when an expected finding is missing, and also when there is one that nobody expected. Rules without a
    case are named. Ends with 3 when a case failed or there is none.
    """
    from bwcmeta.api.documents import load_policy, run_policy_cases

    results = [result for ref in policies for result in run_policy_cases(ref, rule)]
    bare = [found for ref in policies for found in _without_case(load_policy(ref), rule)]
    rows = [
        {"place": str(r.place), "rule": r.rule, "it": r.it, "passed": r.passed, "faults": list(r.faults)}
        for r in results
    ]
    failed = [r for r in results if not r.passed]
    if output_format is Format.TABLE:
        for r in results:
            lines([f"{'ok  ' if r.passed else 'FAIL'} {r.rule}: {r.it}"])
            lines([f"     {r.place}: {fault}" for fault in r.faults])
    else:
        show(output_format, Section("cases", "Cases", _COLUMNS, rows), Section("without_case", "", _BARE, bare))
    for found in bare:
        say(f"no case: {found['place']}: rule {found['rule']}")
    if not results:
        say("there is no case to run; docs/reference/policy-tests.md shows how one is written")
    else:
        say(f"{plural(len(results), 'case')}: {len(results) - len(failed)} passed, {len(failed)} failed")
    return Exit.WRONG if failed or not results else Exit.CLEAN


def _without_case(policy: Policy, rule: str | None) -> list[Row]:
    """Rules of this document that no case tests; those of a parent have theirs beside them."""
    tested = {case.rule for case in policy.tests}
    return [
        {"place": str(one.origin.place("id")), "rule": one.id}
        for one in policy.rules
        if one.id not in tested and rule in (None, one.id) and one.origin.document is policy.origin.document
    ]
