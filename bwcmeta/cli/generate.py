"""`bwcmeta generate --out DIR`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.terminal import say
from bwcmeta.errors import ArgumentError


class FormOption(StrEnum):
    """What kind of files to write."""

    VENDOR = "vendor"
    CANONICAL = "canonical"
    PARQUET = "parquet"


def command(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into; it is made.")],
    officers: Annotated[int, typer.Option("--officers", metavar="N", help="Officers of the county.")] = 80,
    days: Annotated[int, typer.Option("--days", metavar="N", help="Days of shifts.")] = 60,
    recordings: Annotated[
        int | None,
        typer.Option("--recordings", metavar="N", help="About so many recordings, in place of officers and days."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed writes the same bytes.")] = 41,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of shifts.")] = None,
    form: Annotated[
        FormOption,
        typer.Option("--form", help="Files as agencies export them, or canonical tables as CSV or Parquet."),
    ] = FormOption.VENDOR,
    plant: Annotated[
        bool, typer.Option("--plant/--no-plant", help="Also plant the cases of the answer key (answers.yaml).")
    ] = True,
    clean: Annotated[bool, typer.Option("--clean", help="Nobody does anything wrong and nothing is unknown.")] = False,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Write the exports of an invented agency.

    The world is random, seeded and written day by day, so that memory does not grow with its size.
    """
    from bwcmeta.api.logs import generate_logs

    with bars() as progress:
        logs = generate_logs(
            out,
            officers=officers,
            days=days,
            seed=seed,
            recordings=recordings,
            plant=plant,
            clean=clean,
            form=form.value,
            start=None if start is None else _day(start),
            progress=progress,
        )
    rows = [{"file": name, "rows": count} for name, count in logs.files.items()]
    show(
        output_format,
        Section("files", f"Files in {logs.folder}", columns("file", "rows"), rows),
        extra={"folder": logs.folder, "seed": logs.seed, "first": logs.start, "last": logs.last},
    )
    say(f"next: bwcmeta audit {logs.folder} --out run")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"--start: {text!r} is no date; write it as 2026-01-12"
        raise ArgumentError(msg) from None
