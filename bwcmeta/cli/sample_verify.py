"""`bwcmeta sample verify CERTIFICATE [EXPORTS...]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, ProfileOption, ZoneOption
from bwcmeta.cli.output import Section, columns, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.terminal import say
from bwcmeta.model.verdict import Exit


def command(
    *,
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="certificate.json, or its folder.")],
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORTS", help="Make the frame from these files again too."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", metavar="POLICY", help="Policy of the frame; else the shipped one it names."),
    ] = None,
    lake: Annotated[
        Path | None, typer.Option("--lake", metavar="DIR", help="Make the frame from this lake again too.")
    ] = None,
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Draw again from the frame of a certificate and compare.

    The frame beside the certificate is enough. With exports or a lake the frame is made from the data again as well.
    Ends with 3 when something does not hold.
    """
    from bwcmeta.api.samples import verify_sample

    with bars() as progress:
        wrong = verify_sample(
            certificate, exports or [], policy, lake=lake, profile=profile, tz=tz, progress=progress
        )  # fmt: skip
    title = f"What does not hold in {certificate}"
    show(output_format, Section("wrong", title, columns("what"), [{"what": what} for what in wrong]))
    say(f"{certificate}: {'not the draw that the seed gives' if wrong else 'the seed gives this draw'}")
    return Exit.WRONG if wrong else Exit.CLEAN
