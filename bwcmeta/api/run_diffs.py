"""Holding one run against a later one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.nightly import RunDiff


def diff_runs(older: Path | str, newer: Path | str) -> RunDiff:
    """Say what is new, gone or otherwise in a later run, and why.

    Args:
        older: folder of the earlier run.
        newer: folder of the later one.

    Raises:
        ArgumentError: a folder is no run.
    """
    from bwcmeta.nightly import diff_runs as diff

    return diff(Path(older), Path(newer))
