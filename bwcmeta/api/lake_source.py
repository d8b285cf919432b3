"""A snapshot of a lake as the audit wants its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.model.ledger import FileLedger, together

if TYPE_CHECKING:
    from bwcmeta.lake import Snapshot


@dataclass(frozen=True, slots=True)
class LakeSource:
    """Answers `bwcmeta.audit.source.TableSource` from one frozen state of a lake."""

    snapshot: Snapshot
    _files: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def files(self, table: str) -> tuple[str, ...]:
        """Absolute paths of the Parquet files of a table; none when it has no rows. The table is opened once."""
        if table not in self._files:
            self._files[table] = self.snapshot.files(table)
        return self._files[table]

    def restated(self, table: str) -> bool:
        """Whether one key may stand in several rows."""
        return self.snapshot.restated(table)

    def columns(self, table: str) -> Mapping[str, frozenset[str]]:
        """Import of each file that rows of the table came from -> the columns that file has."""
        return {
            record.import_id: frozenset(told.columns)
            for record in self.snapshot.imports
            for told in record.ledger.tables
            if told.table == table and told.counts.used + told.counts.repaired
        }

    def folders(self) -> tuple[Path, ...]:
        """All an engine may read."""
        return (self.snapshot.folder,)

    def ledgers(self) -> tuple[dict[str, Any], ...]:
        """One ledger per file that was taken, in order: the counts of its rows, then why."""
        ledgers = [record.ledger for record in self.snapshot.imports]
        again = [one for one in ledgers if one.retry_of]
        return tuple({**_ledger(one), "still_set_aside": _still(one, again)} for one in ledgers)

    def fingerprint(self) -> dict[str, Any]:
        """What makes the inputs these inputs: the files by hash and profile. No paths, no times of import."""
        files = [
            {"file": record.file, "sha256": record.sha256, "size": record.size, "profile": record.profile}
            for record in self.snapshot.imports
        ]
        return {"version": self.snapshot.version, "files": files}


def _still(ledger: FileLedger, again: list[FileLedger]) -> int:
    """How many of a file's rows are in no table, after those that were read again; said where they were read first."""
    if ledger.retry_of:
        return 0
    family = [ledger]
    for one in again:  # in the order they were taken: a retry of a retry comes after it
        if one.retry_of in {f.import_id for f in family}:
            family.append(one)
    return together(family).set_aside


def _ledger(ledger: FileLedger) -> dict[str, Any]:
    """A ledger as runs keep it: flat counts, so that `set_aside` is a number and its reasons stand beside it."""
    values = ledger.to_dict()
    why = values.pop("set_aside")
    counts = values.pop("rows")
    head = {name: values.pop(name) for name in ("file", "sha256", "size", "profile", "status")}
    return {**head, **counts, **values, "set_aside_why": why}
