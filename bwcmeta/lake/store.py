"""A lake: opened for reading as snapshots, for writing by one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bwcmeta.errors import ArgumentError, LakeError, LakeFormatError
from bwcmeta.lake import compacted, delta, imports, lock
from bwcmeta.lake.snapshot import Snapshot
from bwcmeta.lake.tables import Tables
from bwcmeta.lake.writer import Writer
from bwcmeta.model.ledger import ImportRecord

_NOT_IN_PATHS = "%*?["


class Lake:
    """A folder of Delta tables. Open it with `Lake.open`."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        self.folder = folder
        self.tables = tables

    @staticmethod
    def open(folder: Path, *, create: bool = False) -> Lake:
        """Open a lake.

        Args:
            folder: where it is.
            create: make it when the folder is absent or empty.

        Raises:
            LakeError: the folder is no lake, or was made by a newer program.
        """
        folder = folder.absolute()
        bad = sorted(set(_NOT_IN_PATHS) & set(str(folder)))
        if bad:
            raise LakeError(f"a lake cannot live below a folder with {' '.join(bad)} in its name: {folder}")
        table = folder / imports.NAME
        if not delta.exists(table):
            if not create:
                raise LakeError(_no_lake(folder))
            _create(folder)
        said = delta.says(table)
        if said != imports.FORMAT:
            what = f"{folder} was written in another format ({said!r}); this program reads {imports.FORMAT!r}"
            raise LakeFormatError(f"{what}: `bwcmeta ingest EXPORTS --lake DIR` makes a new one, in a new folder")
        return Lake(folder, delta)

    def snapshot(self, *, version: int | None = None, as_of: datetime | None = None) -> Snapshot:
        """Return what a reader sees, now or earlier.

        Args:
            version: the state with this `Snapshot.version`.
            as_of: the state at this moment (with an offset).

        Raises:
            ArgumentError: there was no such state.
        """
        newest = self._newest()
        if version is not None and not 0 <= version <= newest:
            raise ArgumentError(f"the lake has no version {version}: it has 0 to {newest}")
        records = self._records(newest if version is None else version)
        if as_of is not None:
            if as_of.tzinfo is None:
                raise ArgumentError("as_of needs an offset, as in 2026-01-31T00:00:00+00:00")
            records = tuple(r for r in records if r.imported_at is not None and r.imported_at <= as_of)
        return Snapshot(self.folder, len(records), records, self.tables, compacted.read(self.folder))

    @contextmanager
    def writer(self, *, wait_seconds: float = 30) -> Iterator[Writer]:
        """Take the lock and yield the writer; roll back what was not committed, then and before.

        Raises:
            LakeError: another process writes, or the disk fails.
        """
        held = lock.Lock(self.folder)
        held.take(wait_seconds)
        clean = False
        try:
            writer = Writer(self.folder, self.snapshot(), self.tables)
            writer.roll_back(sweep=held.unclean)
            try:
                yield writer
            finally:
                writer.roll_back(sweep=writer.pending)
            clean = True
        finally:
            held.release(clean=clean)

    def _newest(self) -> int:
        return self.tables.version(self.folder / imports.NAME)

    def _records(self, version: int) -> tuple[ImportRecord, ...]:
        return imports.read(self.folder, version)


def _no_lake(folder: Path) -> str:
    """Say that there is no lake, and how one is made: not where something else lies already."""
    made = "`bwcmeta ingest EXPORTS --lake {}` makes one"
    if folder.exists() and not folder.is_dir():
        return f"{folder} is no lake but a file; " + made.format("DIR")
    if folder.is_dir() and any(folder.iterdir()):
        why = f"{folder} is no lake (it has no table of imports); exports are named without --lake"
        return f"{why}, and {made.format('DIR')} in a new folder"
    what = "is no lake yet: it is empty" if folder.is_dir() else "does not exist"
    return f"{folder} {what}; {made.format(folder)}"


def _create(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = sorted(p.name for p in folder.iterdir() if p.name not in (lock.NAME, imports.NAME))
    except OSError as error:
        raise LakeError(f"no lake can be made at {folder}: {error.strerror}") from error
    if strangers:
        raise LakeError(f"{folder} is no lake and not empty ({strangers[0]}); give a new or an empty folder")
    held = lock.Lock(folder)
    held.take(30)
    try:
        if not delta.exists(folder / imports.NAME):
            delta.create(folder / imports.NAME, imports.COLUMNS, says=imports.FORMAT, by_month=False)
    finally:
        held.release(clean=True)
