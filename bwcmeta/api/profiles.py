"""Profiles: which one fits a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.profiles import Match


def detect_profile(export: Path | str) -> list[Match]:
    """Hold every profile against a file's headings.

    Args:
        export: one file.

    Returns:
        The profiles that know at least one heading, best first; `fits` says whether one would be taken unasked.

    Raises:
        ExportError: the file cannot be read.
    """
    from bwcmeta.errors import ExportError
    from bwcmeta.ingest.readers.open import dialect_of, open_source
    from bwcmeta.profiles import detect

    path = Path(export)
    if not path.is_file():
        msg = f"{path} is no file"
        raise ExportError(msg)
    return detect(open_source(path, dialect_of(path)).headings, path.stem)
