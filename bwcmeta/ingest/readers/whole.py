"""Files that can only be read whole (a JSON document, a workbook): how large one may be, so that memory stays bounded.

CSV, JSON Lines and Parquet are read piece by piece and have no such limit.
"""

from __future__ import annotations

import os
from pathlib import Path

from bwcmeta.errors import ArgumentError, ExportError

SETTING = "BWCMETA_MOST_DOCUMENT_MB"
DOCUMENT_MB = 256
"""Of a JSON document; reading one takes some seven times its size in memory."""

WORKBOOK_MB = 512
"""Of a workbook's sheets as they are unpacked; reading them takes some four times that."""


def refuse_larger(path: Path, size: int, most_mb: int, instead: str) -> None:
    """Refuse a file that would take too much memory, unless the limit was set otherwise.

    Args:
        path: the file.
        size: bytes that are read whole.
        most_mb: the limit in megabytes where nothing else is set.
        instead: what to do about it, in words.

    Raises:
        ExportError: it is larger.
        ArgumentError: the setting is no number.
    """
    said = os.environ.get(SETTING, "").strip()
    if said and not said.isdecimal():
        raise ArgumentError(f"{SETTING} is {said!r}; give a number of megabytes, as in {SETTING}=1024")
    limit = int(said) if said else most_mb
    if size > limit * 1_000_000:
        what = f"{path} holds {size / 1e6:,.0f} MB that must be read whole; at most {limit:,} MB are"
        raise ExportError(f"{what}. {instead}, or set {SETTING} to more, where there is memory for it")
