"""Reading exports into a lake, and saying what a lake holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.progress import Progress
from bwcmeta.errors import LakeError

if TYPE_CHECKING:
    from bwcmeta.lake import Lake, Snapshot, Writer
    from bwcmeta.model.ledger import Counts, ImportRecord, IngestReport

MANY = 32
"""Small files that a month may have before an import merges them. Up to here they are read as fast as one file; 128 of
them take four times as long. With one export a night that is one merge a month, of a third of a second."""

SMALL_MB = 32


@dataclass(frozen=True, slots=True)
class TableStatus:
    """What a lake holds of one table.

    Attributes:
        table: its name.
        rows: number of rows, older versions of restated rows included.
        first: the earliest instant (of the column that parts the table by month), or None.
        last: the latest.
        restated: whether one key may stand in several rows.
    """

    table: str
    rows: int
    first: datetime | None
    last: datetime | None
    restated: bool


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """What a lake holds: how many imports, which ones, and each table.

    Attributes:
        folder: the lake.
        version: number of imports.
        imports: the files taken, in order.
        tables: each table.
        rows: how the rows of all files ended; a row that was set aside and read again counts once.
    """

    folder: Path
    version: int
    imports: tuple[ImportRecord, ...]
    tables: tuple[TableStatus, ...]
    rows: Counts


def ingest_exports(
    exports: Sequence[Path | str],
    lake: Path | str,
    *,
    profile: str | None = None,
    tz: str | None = None,
    exported_at: datetime | None = None,
    retry: bool = False,
    compact: bool = True,
    wait_seconds: float = 30,
    progress: Progress | None = None,
) -> IngestReport:
    """Read exports into a lake, which is made when it is not there. A file that is already in changes nothing.

    Args:
        exports: files and folders.
        lake: folder of the lake.
        profile: id of the profile of every file; told from the headings when None.
        tz: IANA zone of stamps that carry no offset.
        exported_at: when the exports were made (with an offset): of two versions of a row that of the later export
            counts, in whatever order they are read.
        retry: the files hold rows that were set aside (see `export_set_aside`) and corrected since.
        compact: afterwards, make one file of a month's small ones where there have come to be more than 32, as
            nightly imports leave them (see `compact_lake`).
        wait_seconds: how long to wait while another process writes.
        progress: called as the work goes on.

    Returns:
        The ledger of every file; each adds up.

    Raises:
        ExportError: a file as a whole cannot be read; nothing of it is in the lake.
        LakeError: the lake cannot be opened or written.
    """
    from bwcmeta.lake import Lake

    return read_into(
        Lake.open(Path(lake), create=True),
        exports,
        profile=profile,
        tz=tz,
        exported_at=exported_at,
        retry=retry,
        compact=compact,
        wait_seconds=wait_seconds,
        progress=progress,
    )


def read_into(
    lake: Lake,
    exports: Sequence[Path | str],
    *,
    profile: str | None = None,
    tz: str | None = None,
    exported_at: datetime | None = None,
    retry: bool = False,
    compact: bool = True,
    wait_seconds: float = 30,
    progress: Progress | None = None,
) -> IngestReport:
    """Read exports into a lake that is open; all else as for `ingest_exports`."""
    from bwcmeta.ingest import ingest

    with lake.writer(wait_seconds=wait_seconds) as writer:
        report = ingest(
            [Path(e) for e in exports],
            writer,
            profile=profile,
            tz=tz,
            exported_at=exported_at,
            retry=retry,
            progress=progress,
        )
        return _compacted(report, writer) if compact else report


def _compacted(report: IngestReport, writer: Writer) -> IngestReport:
    """Merge what has piled up in the tables that were written. What fails here takes nothing back."""
    grown = {table.table for ledger in report.files if ledger.status == "imported" for table in ledger.tables}
    done: dict[str, tuple[int, int]] = {}
    try:
        for name in sorted(grown):
            gone, made = writer.compact(name, most_files=MANY, small_bytes=SMALL_MB * 1_000_000)
            if gone:
                done[name] = (gone, made)
    except LakeError as error:
        return replace(report, compacted=done, not_compacted=str(error))
    return replace(report, compacted=done)


def export_set_aside(lake: Path | str, folder: Path | str, files: Sequence[str] | None = None) -> list[Path]:
    """Write the rows that entered no table as CSV files that can be corrected and read again.

    Args:
        lake: folder of the lake.
        folder: where the CSV files go, one an import; it is made when absent.
        files: names of imported files; all when None.

    Returns:
        The files written, sorted.

    Raises:
        LakeError: the folder is no lake.
    """
    from bwcmeta.ingest import as_csv
    from bwcmeta.lake import Lake

    snapshot = Lake.open(Path(lake)).snapshot()
    written = []
    for record in snapshot.imports:
        if files is not None and record.file not in files:
            continue
        lines = list(snapshot.set_aside(record.import_id))
        if lines:
            Path(folder).mkdir(parents=True, exist_ok=True)
            target = Path(folder) / f"{Path(record.file).stem}-{record.import_id[:8]}.csv"
            target.write_text(as_csv(record, lines), encoding="utf-8")
            written.append(target)
    return sorted(written)


def compact_lake(
    lake: Path | str, *, more_than: int = 8, small_mb: int = 32, wait_seconds: float = 30
) -> dict[str, tuple[int, int]]:
    """Make one file of the small files of each month that has many, as nightly imports leave them.

    No row is changed, every earlier state of the lake stays readable, and who is reading goes on reading.

    Args:
        lake: folder of the lake.
        more_than: months with so few small files are left alone.
        small_mb: how large a small file is at most.
        wait_seconds: how long to wait while another process writes.

    Returns:
        Table -> how many files were merged, and into how many; tables with nothing to do are left out.

    Raises:
        LakeError: the folder is no lake, is being written, or the disk is full.
    """
    from bwcmeta.lake import Lake
    from bwcmeta.model.tables import TABLES

    done = {}
    with Lake.open(Path(lake)).writer(wait_seconds=wait_seconds) as writer:
        for table in TABLES:
            gone, made = writer.compact(table.name, most_files=more_than, small_bytes=small_mb * 1_000_000)
            if gone:
                done[table.name] = (gone, made)
    return done


def lake_status(lake: Path | str, *, version: int | None = None, as_of: datetime | None = None) -> LakeStatus:
    """Say what a lake holds, now or earlier.

    Args:
        lake: folder of the lake.
        version: the state after that many imports.
        as_of: the state at this moment (with an offset).

    Raises:
        LakeError: the folder is no lake.
        ArgumentError: there was no such state.
    """
    from bwcmeta.lake import Lake
    from bwcmeta.model.ledger import together
    from bwcmeta.model.tables import TABLES

    snapshot = Lake.open(Path(lake)).snapshot(version=version, as_of=as_of)
    tables = tuple(_table_status(snapshot, table.name, table.month) for table in TABLES)
    rows = together(record.ledger for record in snapshot.imports)
    return LakeStatus(Path(lake), snapshot.version, snapshot.imports, tables, rows)


def _table_status(snapshot: Snapshot, table: str, month: str) -> TableStatus:
    import polars as pl

    paths = list(snapshot.files(table))
    if not paths:
        return TableStatus(table, 0, None, None, restated=False)
    rows = pl.scan_parquet(paths, hive_partitioning=False, glob=False)
    at = pl.col(month) if month else pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    found = rows.select(pl.len().alias("rows"), at.min().alias("first"), at.max().alias("last")).collect()
    count, first, last = found.row(0)
    return TableStatus(table, count, first, last, snapshot.restated(table))
