"""`bwcmeta verify RUN`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, show
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit


def command(
    *,
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Check that a run is as it was written.

    Holds every file of the folder against the hashes of its manifest. Ends with 3 when something was changed.
    """
    from bwcmeta.api.audits import verify_run

    wrong = verify_run(run)
    show(output_format, Section("changes", f"Changes in {run}", columns("what"), [{"what": what} for what in wrong]))
    say(f"{run} is {'not as it was written' if wrong else 'as it was written'}")
    return Exit.WRONG if wrong else Exit.CLEAN
