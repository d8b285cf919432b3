"""`bwcmeta policy samples --out DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, show
from bwcmeta.cli.terminal import say


def command(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into; it is made.")],
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed writes the same bytes.")] = 2018,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Write the policies of 65 invented agencies, with the shares that the 2018 report found.

    No such agency exists. `policy score` on the folder prints the shares.
    """
    from bwcmeta.api.comparisons import sample_policies

    files = sample_policies(out, seed)
    show(output_format, Section("files", f"Policies in {out}", columns("file"), [{"file": name} for name in files]))
    say(f"next: bwcmeta policy score {out} --html score.html")
