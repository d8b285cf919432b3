"""`bwcmeta demo`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import paragraphs, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.results import csv_sections, head_lines, result_sections, told_of_ledgers
from bwcmeta.cli.terminal import say
from bwcmeta.errors import LakeError, LakeFormatError
from bwcmeta.model.verdict import Exit
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.model.ledger import IngestReport


def command(
    *,
    logs: Annotated[
        Path | None, typer.Option("--logs", metavar="DIR", help="Folder of exports, in place of the sample logs.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the lake and the run are kept.")] = Path(
        "demo-out"
    ),
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Read the sample logs, audit them with the model policy, show the result.

    Ends with 0 where the audit ran, whatever it found.
    """
    from bwcmeta.api.audits import audit_exports
    from bwcmeta.api.demo import demo_logs, of_other_logs
    from bwcmeta.api.findings import explain_finding, worth_explaining
    from bwcmeta.audit.explain import explain_text

    lake, run = out / "lake", out / "run"
    reports: list[IngestReport] = []

    def tell(report: IngestReport) -> None:
        reports.append(report)
        told_of_ledgers(report)

    try:
        with bars() as progress:
            files = demo_logs(logs, out, progress=progress)
            result = audit_exports(files, lake=lake, out=run, progress=progress, tell=tell)
    except LakeFormatError as error:
        again = (
            f"delete it (rm -r {quote(str(lake))}) and run the demonstration again, or name another folder with --out"
        )
        msg = f"{lake} is left from a demonstration by another edition of this program and cannot be read: {again}"
        raise LakeError(msg) from error
    if others := of_other_logs(result, reports[0]):
        say(f"{lake} also holds {plural(len(others), 'file')} of other logs, and the result counts all: "
            f"delete {out} or name another folder with --out to see these logs alone")  # fmt: skip
    shown = worth_explaining(result)
    if output_format is Format.TABLE:
        paragraphs([*head_lines(result), ""])
        show(output_format, *result_sections(result, complete=False))
        if shown is not None:
            paragraphs(["", "One of them on its time line", "", *explain_text(explain_finding(run, shown))], hang=12)
    elif output_format is Format.CSV:
        show(output_format, *csv_sections(result))
    else:
        show(output_format, *result_sections(result, complete=True), extra={**result.summary, "run": run})
    for line in _next(lake, run, files[0].parent, shown):
        say(line)
    return Exit.CLEAN if result.exit is Exit.FINDINGS else result.exit


def _next(lake: Path, run: Path, logs: Path, shown: str | None) -> list[str]:
    return [
        "",
        f"logs read       {_shown(logs)}",
        f"lake            {lake}",
        f"run             {run}  (findings.csv opens in a spreadsheet)",
        "",
        "to try next",
        f"  bwcmeta explain {shown or 'FINDING'} --run {run}",
        "  bwcmeta policy show aclu-model-act",
        f"  bwcmeta lake status {lake}",
        f"  bwcmeta audit YOUR-EXPORTS --policy aclu-model-act --out {run.parent / 'mine'}",
    ]


def _shown(path: Path) -> Path:
    """The path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
