"""Worlds for the tests of the generator: written once as Parquet, read back as rows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

Rows = dict[str, list[dict[str, Any]]]


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of a folder in the form `parquet`, parts put together."""
    parts: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for path in sorted(folder.glob("*.parquet")):
        parts[path.name.rsplit("-", 1)[0]].append(pl.read_parquet(path))
    return {table: pl.concat(frames) for table, frames in parts.items()}


def rows(folder: Path) -> Rows:
    """The same as rows."""
    return {table: frame.to_dicts() for table, frame in read(folder).items()}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder (not of folders in it)."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
