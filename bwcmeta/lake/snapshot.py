"""What a reader sees: the tables as one finished import left them, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bwcmeta.errors import ArgumentError
from bwcmeta.lake import compacted, set_aside
from bwcmeta.lake.tables import Tables
from bwcmeta.model.ledger import ImportRecord
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.text import did_you_mean


@dataclass(frozen=True, slots=True)
class TableVersion:
    """A version of a table that some import made visible: what was known from `imported_at` on."""

    seq: int
    imported_at: datetime
    version: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lake at one moment.

    Attributes:
        folder: the lake.
        version: number of imports seen; the same number opens the same state for ever.
        imports: the files taken so far, in order.
        tables: who knows the files of each version of a table.
        same: versions of tables that stand for others, in fewer files.
    """

    folder: Path
    version: int
    imports: tuple[ImportRecord, ...]
    tables: Tables
    same: compacted.Same = field(default_factory=dict)

    def files(self, table: str) -> tuple[str, ...]:
        """Return the absolute paths of the table's Parquet files, sorted; () when it is empty.

        The partition column `month` is in the paths (`month=2026-01`), not in the files.
        """
        at = self.version_of(table)
        return self.tables.files(self.folder / table, at) if at is not None else ()

    def restated(self, table: str) -> bool:
        """Return whether one key may stand in several rows of the table."""
        self._check(table)
        return any(record.restates.get(table, False) for record in self.imports)

    def history(self, table: str) -> tuple[TableVersion, ...]:
        """Return every version of the table that an import made visible, oldest first."""
        self._check(table)
        found: list[TableVersion] = []
        for record in self.imports:
            at = record.table_versions.get(table)
            if at is None or record.imported_at is None or (found and found[-1].version == at):
                continue
            paths = self.tables.files(self.folder / table, at)
            found.append(TableVersion(record.seq, record.imported_at, at, paths))
        return tuple(found)

    def set_aside(self, import_id: str) -> Iterator[str]:
        """Yield the rows of an import that entered no table (JSON objects), but those that were read again since."""
        if any(record.import_id == import_id for record in self.imports):
            yield from set_aside.lines(self.folder, self.imports, import_id)

    def version_of(self, table: str) -> int | None:
        """Return the version of the Delta table that this snapshot reads, or None when the table is empty."""
        self._check(table)
        at = self.imports[-1].table_versions.get(table) if self.imports else None
        return None if at is None else compacted.newest(self.same, table, at)

    @staticmethod
    def _check(table: str) -> None:
        if table not in TABLE_BY_NAME:
            raise ArgumentError(f"no table {table!r}; {did_you_mean(table, TABLE_BY_NAME)}")
