"""The few things we ask of Delta Lake, which answers `Tables`. The only file that imports `deltalake`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bwcmeta.errors import LakeError
from bwcmeta.lake.tables import DataFile
from bwcmeta.model.columns import Column, Kind

if TYPE_CHECKING:
    from deltalake import DeltaTable

MONTH = "month"
_ENTRY_LENGTH = len(f"{0:020d}.json")
_PRIMITIVE: dict[Kind, str] = {
    "text": "string",
    "instant": "timestamp",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
}
_KEEP_EVERYTHING = {
    # Earlier versions stay readable: the log must not be trimmed when a checkpoint is written.
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    # Many small imports: a reader then has few log entries to read beside the last checkpoint.
    "delta.checkpointInterval": "20",
}


def exists(folder: Path) -> bool:
    """Return whether a Delta table was completely created in `folder`."""
    return (folder / "_delta_log" / f"{0:020d}.json").is_file()


def create(folder: Path, columns: Sequence[Column], *, says: str, by_month: bool) -> None:
    """Create an empty Delta table (version 0)."""
    from deltalake import DeltaTable, Schema
    from deltalake.schema import ArrayType, Field, PrimitiveType

    fields = []
    for column in columns:
        if column.kind == "text_list":
            fields.append(Field(column.name, ArrayType(PrimitiveType("string"), contains_null=True)))
        else:
            fields.append(Field(column.name, PrimitiveType(_PRIMITIVE[column.kind])))
    if by_month:
        fields.append(Field(MONTH, PrimitiveType("string")))
    folder.mkdir(parents=True, exist_ok=True)
    with _faults_of(folder):
        DeltaTable.create(
            folder.as_uri(),
            schema=Schema(fields),
            partition_by=[MONTH] if by_month else None,
            description=says,
            configuration=dict(_KEEP_EVERYTHING),
        )


def append(folder: Path, written: Sequence[DataFile]) -> int:
    """Make files part of the table, in one step, and return its new version."""
    return replace(folder, (), written, same_rows=False)


def replace(folder: Path, gone: Sequence[str], written: Sequence[DataFile], *, same_rows: bool) -> int:
    """Take files (paths below the folder) out of the table and others in, in one step; return its new version.

    Args:
        folder: of the table.
        gone: the files taken out.
        written: those taken in.
        same_rows: whether these hold the rows of the others, and nothing but the files changes.
    """
    from deltalake.transaction import AddAction, RemoveAction

    with _faults_of(folder):
        # opened afresh each time: keeping a table open costs more with every append
        table = _open(folder)
        actions: list[AddAction | RemoveAction] = [
            AddAction(
                path=one.name,
                size=one.size,
                partition_values={} if one.month is None else {MONTH: one.month},
                modification_time=one.changed_ms,
                data_change=not same_rows,
                stats=json.dumps({"numRecords": one.rows}),
            )
            for one in written
        ]
        now = max((one.changed_ms for one in written), default=0)
        actions += [RemoveAction(path, data_change=not same_rows, deletion_timestamp=now) for path in gone]
        by = table.metadata().partition_columns or None
        table.create_write_transaction(actions, mode="append", schema=table.schema(), partition_by=by)
    return version(folder)


def version(folder: Path) -> int:
    """Return the newest version of the table, whoever wrote it: the highest number among its log entries."""
    with _faults_of(folder):
        names = [entry.name for entry in os.scandir(folder / "_delta_log")]
        return max(int(name[:20]) for name in names if len(name) == _ENTRY_LENGTH and name.endswith(".json"))


def says(folder: Path) -> str:
    """Return the table's description."""
    with _faults_of(folder):
        return str(_open(folder).metadata().description)


def files(folder: Path, at: int) -> tuple[str, ...]:
    """Return the absolute paths of the Parquet files of one version, sorted."""
    with _faults_of(folder):
        uris = _open(folder, at).file_uris()
    return tuple(sorted(unquote(uri.removeprefix("file://")) for uri in uris))


def restore(folder: Path, to: int) -> None:
    """Make an earlier version the newest again."""
    with _faults_of(folder):
        _open(folder).restore(to)


def _open(folder: Path, at: int | None = None) -> DeltaTable:
    from deltalake import DeltaTable

    return DeltaTable(folder.as_uri(), version=at)


@contextmanager
def _faults_of(folder: Path) -> Iterator[None]:
    """Turn what Delta and the disk can raise into one sentence."""
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (DeltaError, OSError, ValueError) as error:
        first: Any = str(error).strip().splitlines()
        raise LakeError(f"the lake table {folder} cannot be used: {first[0] if first else error!r}") from error
