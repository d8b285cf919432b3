"""Whether a run can be written where it is asked for, told before the work and not after it."""

from __future__ import annotations

import os
from pathlib import Path

from bwcmeta.errors import ArgumentError


def refuse_out(out: Path) -> None:
    """See that `write_run` would take the folder.

    Raises:
        ArgumentError: something else is there, or nothing can be written there.
    """
    if out.exists() and not (out / "manifest.json").is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ArgumentError(f"{out} is there and is no run folder: name another with --out")
    above = next(folder for folder in out.absolute().parents if folder.exists())
    if not above.is_dir():
        raise ArgumentError(f"{out} cannot be made: {above} is a file; name another folder with --out")
    if not os.access(above, os.W_OK | os.X_OK):
        raise ArgumentError(f"{out} cannot be made: nothing may be written in {above}; name another folder with --out")
