"""Rows to Parquet files, one a month. Written here and not by Delta: three times as fast and a third of the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from os import stat_result
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from bwcmeta.errors import LakeError
from bwcmeta.lake.delta import MONTH
from bwcmeta.lake.tables import DataFile
from bwcmeta.model.columns import Table

if TYPE_CHECKING:
    import polars as pl

UNKNOWN = "unknown"
_FEW_MONTHS = 16
_FEW_RUNS = 64


def write_by_month(folder: Path, table: Table, frame: pl.DataFrame) -> list[DataFile]:
    """Write the rows below the table's folder, parted by the month of its instant.

    Raises:
        LakeError: the disk is full or cannot be written.
    """
    return [_write(folder, part, month) for month, part in by_month(table, frame)]


def write_whole(folder: Path, frame: pl.DataFrame) -> list[DataFile]:
    """Write the rows into one file at the top of the table's folder."""
    return [_write(folder, frame, None)]


def small_files(folder: Path, paths: Iterable[str], most_bytes: int) -> dict[str | None, list[Path]]:
    """Return the small ones among a table's files by month, in the order in which they were written.

    Those at the top of the folder are in no month (None).
    """
    found: dict[str | None, list[tuple[int, Path]]] = {}
    for path in map(Path, paths):
        seen = path.stat()
        month = None if path.parent == folder else path.parent.name.removeprefix(f"{MONTH}=")
        if seen.st_size <= most_bytes and folder in (path.parent, path.parent.parent):
            found.setdefault(month, []).append((seen.st_mtime_ns, path))
    return {month: [path for _, path in sorted(files)] for month, files in found.items()}


def merged(folder: Path, month: str | None, paths: list[Path]) -> DataFile:
    """Write the rows of several files of a month (or of none) into one more, piece by piece.

    Raises:
        LakeError: the disk is full or cannot be written.
    """
    import polars as pl

    rows = _scan(paths)
    written = _streamed(folder, month, rows)
    before = rows.select(pl.len()).collect().item()
    if written.rows != before:
        (folder / written.name).unlink(missing_ok=True)
        what = f"{written.rows} rows were written of {before}; nothing was compacted"
        raise LakeError(f"{_below(folder, month)}: {what}")
    return written


def without(folder: Path, path: Path, lines: pl.Series) -> DataFile | None:
    """Write the rows of a file of the table once more, piece by piece, without those of some lines; None if all go.

    Raises:
        LakeError: the disk is full or cannot be written.
    """
    import polars as pl

    month = None if path.parent == folder else path.parent.name.removeprefix(f"{MONTH}=")
    written = _streamed(folder, month, _scan([path]).filter(~pl.col("source_row").is_in(lines.implode())))
    if written.rows:
        return written
    (folder / written.name).unlink(missing_ok=True)
    return None


def _scan(paths: list[Path]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(paths, hive_partitioning=False, glob=False)


def _streamed(folder: Path, month: str | None, rows: pl.LazyFrame) -> DataFile:
    """Write rows of one month, or of none, without holding them all."""
    import polars as pl

    path = _below(folder, month) / f"part-{uuid4().hex}.parquet"
    try:
        rows.sink_parquet(path, compression="zstd", compression_level=1, maintain_order=True)
        seen = path.stat()
        count = _scan([path]).select(pl.len()).collect().item()
    except (OSError, pl.exceptions.PolarsError) as error:
        path.unlink(missing_ok=True)
        said = str(error).strip().splitlines()
        raise LakeError(f"the lake table {folder} cannot be written: {said[0] if said else error!r}") from error
    return _data_file(folder, path, seen, count, month)


def by_month(table: Table, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the months in their order, each with its rows in the order they stand in the frame."""
    import polars as pl

    if not table.month:
        yield UNKNOWN, frame
        return
    at = frame[table.month]
    first, last = at.min(), at.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        yield UNKNOWN, frame
        return
    low, high = (moment.year * 12 + moment.month - 1 for moment in (first, last))
    if low == high and not at.null_count():
        yield _named(low), frame
        return
    months = _months(at, low, high)
    kinds = months.unique().sort(nulls_last=True).to_list()
    if len(kinds) > _FEW_MONTHS:
        parts = frame.with_columns(months.alias("__month")).partition_by("__month", as_dict=True, include_key=False)
        for kind in kinds:
            yield _named(kind), parts[(kind,)]
        return
    runs = months.rle().struct.unnest()
    if runs.height <= _FEW_RUNS:  # nearly in order, as most exports are: slices cost less than a filter
        runs = runs.with_columns(start=pl.col("len").cum_sum() - pl.col("len"))
        for kind in kinds:
            places = runs.filter(pl.col("value").eq_missing(pl.lit(kind))).select("start", "len").iter_rows()
            yield _named(kind), pl.concat(frame.slice(start, length) for start, length in places)
        return
    for kind in kinds:
        yield _named(kind), frame.filter(months.is_null() if kind is None else (months == kind).fill_null(value=False))


def _months(at: pl.Series, low: int, high: int) -> pl.Series:
    """Return the months of instants (counted from year 0) that lie between two months; null where there is none."""
    import polars as pl

    if high - low > _FEW_MONTHS:
        return at.to_frame("at").select(pl.col("at").dt.year() * 12 + pl.col("at").dt.month().cast(pl.Int32) - 1)["at"]
    # searching the few boundaries takes a fifth of the time of the calendar
    starts = pl.Series([datetime(n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(low + 1, high + 1)], dtype=at.dtype)
    months = starts.cast(pl.Int64).search_sorted(at.cast(pl.Int64), side="right").cast(pl.Int32) + low
    return months if not at.null_count() else pl.select(pl.when(pl.lit(at).is_not_null()).then(months)).to_series()


def _named(months: int | None) -> str:
    return UNKNOWN if months is None else f"{months // 12:04d}-{months % 12 + 1:02d}"


def _write(folder: Path, frame: pl.DataFrame, month: str | None) -> DataFile:
    import polars as pl

    below = _below(folder, month)
    name = f"part-{uuid4().hex}.parquet"
    try:
        below.mkdir(exist_ok=True)
        # in one piece: every piece of a frame becomes a row group of its own, and small ones are slow to read
        frame.rechunk().write_parquet(below / name, compression="zstd", compression_level=1)
        seen = (below / name).stat()
    except (OSError, pl.exceptions.PolarsError) as error:
        (below / name).unlink(missing_ok=True)
        said = str(error).strip().splitlines()
        raise LakeError(f"the lake table {folder} cannot be written: {said[0] if said else error!r}") from error
    return _data_file(folder, below / name, seen, frame.height, month)


def _below(folder: Path, month: str | None) -> Path:
    return folder if month is None else folder / f"{MONTH}={month}"


def _data_file(folder: Path, path: Path, seen: stat_result, rows: int, month: str | None) -> DataFile:
    return DataFile(str(path.relative_to(folder)), seen.st_size, rows, month, seen.st_mtime_ns // 1_000_000)
