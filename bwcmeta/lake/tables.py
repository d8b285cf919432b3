"""What a lake asks of whoever knows which files each version of a table has: Delta, or this process alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bwcmeta.model.columns import Column


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file that was written below a table's folder and waits to become part of it."""

    name: str
    size: int
    rows: int
    month: str | None
    changed_ms: int


class Tables(Protocol):
    """Tables by their folders. Each change makes a new version; earlier ones stay readable."""

    def exists(self, folder: Path) -> bool:
        """Return whether the table was completely created."""

    def create(self, folder: Path, columns: Sequence[Column], *, says: str, by_month: bool) -> None:
        """Create an empty table (version 0)."""

    def append(self, folder: Path, written: Sequence[DataFile]) -> int:
        """Make files part of the table, in one step, and return its new version."""

    def replace(self, folder: Path, gone: Sequence[str], written: Sequence[DataFile], *, same_rows: bool) -> int:
        """Take files (paths below the folder) out of the table and others in, in one step; return its new version.

        `same_rows`: these hold the rows of the others, and nothing but the files changes.
        """

    def version(self, folder: Path) -> int:
        """Return the newest version of the table."""

    def files(self, folder: Path, at: int) -> tuple[str, ...]:
        """Return the absolute paths of the Parquet files of one version, sorted."""

    def restore(self, folder: Path, to: int) -> None:
        """Make an earlier version the newest again."""
