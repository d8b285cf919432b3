"""A lake for one piece of work in one process: the same data files, and nothing beside them that says what they are.

Which version of a table has which files, and what was imported, is only remembered. Nobody else can open it, and so
there is no log to write and no lock to take: for exports of a few thousand rows these cost as much as reading them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.lake.data_files import write_whole
from bwcmeta.lake.snapshot import Snapshot
from bwcmeta.lake.store import Lake
from bwcmeta.lake.tables import DataFile, Tables
from bwcmeta.lake.writer import Writer
from bwcmeta.model.columns import Column, Table
from bwcmeta.model.ledger import ImportRecord

if TYPE_CHECKING:
    import polars as pl


class UnkeptLake(Lake):
    """A lake in a folder of its own, gone when it is let go of.

    Args:
        folder: an empty folder; who gives it clears it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.absolute(), Remembered())
        self._taken: list[ImportRecord] = []

    @contextmanager
    def writer(self, *, wait_seconds: float = 30) -> Iterator[Writer]:  # noqa: ARG002  nobody else writes
        """Yield the writer; roll back what was not committed."""
        writer = _Writer(self.folder, self.snapshot(), self.tables, self._taken)
        try:
            yield writer
        finally:
            writer.roll_back()

    def _newest(self) -> int:
        return len(self._taken)

    def _records(self, version: int) -> tuple[ImportRecord, ...]:
        return tuple(self._taken[:version])


class Remembered:
    """Tables whose versions this process alone knows; answers `Tables`."""

    def __init__(self) -> None:
        self._versions: dict[Path, list[tuple[str, ...]]] = {}

    def exists(self, folder: Path) -> bool:
        """Return whether the table was created."""
        return folder in self._versions

    def create(self, folder: Path, columns: Sequence[Column], *, says: str, by_month: bool) -> None:  # noqa: ARG002
        """Create an empty table (version 0)."""
        folder.mkdir(parents=True, exist_ok=True)
        self._versions[folder] = [()]

    def append(self, folder: Path, written: Sequence[DataFile]) -> int:
        """Make files part of the table and return its new version."""
        return self.replace(folder, (), written, same_rows=False)

    def replace(
        self,
        folder: Path,
        gone: Sequence[str],
        written: Sequence[DataFile],
        *,
        same_rows: bool,  # noqa: ARG002  there is no log to say it in
    ) -> int:
        """Take files (paths below the folder) out of the table and others in; return its new version."""
        left = set(self._versions[folder][-1]) - {str(folder / name) for name in gone}
        self._versions[folder].append(tuple(sorted(left | {str(folder / one.name) for one in written})))
        return self.version(folder)

    def version(self, folder: Path) -> int:
        """Return the newest version of the table."""
        return len(self._versions[folder]) - 1

    def files(self, folder: Path, at: int) -> tuple[str, ...]:
        """Return the absolute paths of the Parquet files of one version, sorted."""
        return self._versions[folder][at]

    def restore(self, folder: Path, to: int) -> None:
        """Make an earlier version the newest again."""
        self._versions[folder].append(self._versions[folder][to])


class _Writer(Writer):
    """Remembers what it commits. Months are not told apart: whoever reads such a lake reads all of it."""

    def __init__(self, folder: Path, base: Snapshot, tables: Tables, taken: list[ImportRecord]) -> None:
        super().__init__(folder, base, tables)
        self._taken = taken

    def _written(self, folder: Path, table: Table, frame: pl.DataFrame) -> list[DataFile]:  # noqa: ARG002
        return write_whole(folder, frame)

    def _note(self, record: ImportRecord) -> None:
        self._taken.append(record)
