"""Small files made into large ones: which version of a table says the same as which earlier one.

Every import leaves a file a month, so nightly imports leave many small ones, and many small files are slow to read.
Compacting writes their rows once more into one file and makes a new version of the table without the small ones. One
file, `compacted.json`, replaced in one stroke, then says that the new version stands for the old one. The small files
stay on disk: readings as of an earlier day, and readers that are at work, need them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from bwcmeta.errors import LakeError

NAME = "compacted.json"

Same = Mapping[str, Mapping[int, int]]
"""Table -> version -> the version that has the same rows in fewer files."""


def read(folder: Path) -> Same:
    """Return what was compacted in the lake.

    Raises:
        LakeError: the file was damaged.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise LakeError(f"{folder / NAME} cannot be read: {error.strerror}") from error
    try:
        return {table: {int(old): int(new) for old, new in same.items()} for table, same in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError) as error:
        what = (
            f"{folder / NAME} is damaged; take it away: the lake is whole without it, and `lake compact` makes it anew"
        )
        raise LakeError(what) from error


def add(folder: Path, table: str, old: int, new: int) -> None:
    """Say, in one stroke, that version `new` of a table stands for version `old`.

    Raises:
        LakeError: the disk is full.
    """
    same = {name: dict(versions) for name, versions in read(folder).items()}
    same.setdefault(table, {})[old] = new
    half = folder / f".{NAME}.half"
    try:
        with half.open("w", encoding="utf-8") as stream:
            json.dump(same, stream, sort_keys=True)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(folder / NAME)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise LakeError(f"{folder / NAME} cannot be written: {error.strerror}") from error


def newest(same: Same, table: str, version: int) -> int:
    """Return the version to read in place of one."""
    known = same.get(table, {})
    while version in known:
        version = known[version]
    return version
