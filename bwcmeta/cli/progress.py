"""Progress bars: on standard error, and only when somebody is looking at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bwcmeta.cli.terminal import neutral

Report = Callable[[str, int, int], None]
"""Called with what is being worked on, how much is done and how much there is (0: nobody knows)."""


@contextmanager
def bars(*, wanted: bool = True) -> Iterator[Report | None]:
    """Yield a function that moves the bars, or None where standard error is no terminal.

    Args:
        wanted: False silences them (`--quiet`).
    """
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, object] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(neutral(what, keep="")[:60], total=total or None)
            progress.update(tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]

        yield report
