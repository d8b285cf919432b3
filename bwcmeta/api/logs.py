"""Making the exports of an invented agency."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.progress import Progress

if TYPE_CHECKING:
    from bwcmeta.generate.run import GeneratedLogs


def generate_logs(
    folder: Path | str,
    *,
    officers: int = 80,
    days: int = 60,
    seed: int = 41,
    recordings: int | None = None,
    start: date | None = None,
    plant: bool = True,
    clean: bool = False,
    form: str = "vendor",
    progress: Progress | None = None,
) -> GeneratedLogs:
    """Write the exports of an invented county. The same arguments give the same bytes everywhere.

    Args:
        folder: where to; files of the same names are overwritten.
        officers: officers of the county.
        days: days of shifts.
        seed: seed of every throw.
        recordings: about so many recordings; takes the place of `officers` and `days`.
        start: first day; a Monday in January 2026 when None.
        plant: also plant the cases of the answer key and write `answers.yaml`.
        clean: nobody does anything wrong, nothing is unknown, nothing is planted.
        form: `vendor` (files as agencies export them), `canonical` (CSV) or `parquet`.
        progress: called as the work goes on.

    Raises:
        ArgumentError: an argument is out of range.
    """
    from bwcmeta.generate.run import START, generate

    return generate(
        folder,
        officers=officers,
        days=days,
        seed=seed,
        recordings=recordings,
        start=start or START,
        plant=plant,
        clean=clean,
        form=form,  # type: ignore[arg-type]  # checked there, with what would be right
        progress=progress,
    )
