"""Parquet: typed columns turned into the text that every other reader gives, without losing a digit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import LIST_MARK, ROWS, Batch, Source, cell_name, wanted_of

if TYPE_CHECKING:
    import polars as pl

_DAY_US = 86_400_000_000
_DAYS = 47_482
"""To the end of 2099."""
_MANY = 20_000
"""Instants for which the tables of days and clocks pay."""


class ParquetTable:
    """A Parquet file. Rows count from 1."""

    def __init__(self, path: Path) -> None:
        import polars as pl

        self._path = path
        self.notes: list[str] = []
        self.warnings: list[str] = []
        try:
            self._schema = pl.Schema(pl.read_parquet_schema(path))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ExportError(f"{path} is not Parquet: {_first_line(error)}") from error
        self.headings = tuple(self._schema)

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        import polars as pl

        scan = pl.scan_parquet(self._path, glob=False, hive_partitioning=False)
        read = 0
        try:
            for frame in scan.collect_batches(chunk_size=ROWS, maintain_order=True, engine="streaming"):
                rows = pl.int_range(read + 1, read + frame.height + 1, dtype=pl.Int64, eager=True)
                read += frame.height
                names = zip(self.headings, self._schema.dtypes(), strict=True)
                cells = frame.select(_as_text(name, kind).alias(cell_name(n)) for n, (name, kind) in enumerate(names))
                yield Batch(cells, rows)
        except pl.exceptions.PolarsError as error:
            raise ExportError(f"{self._path} cannot be read after row {read}: {_first_line(error)}") from error

    def careful(self) -> Source | None:
        """See `Source`."""
        return None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`. A row is shown as a JSON object."""
        return wanted_of(self._shown(), rows)

    def _shown(self) -> Iterator[tuple[int, str]]:
        for batch in self.batches():
            for row, cells in zip(batch.rows, batch.cells.iter_rows(), strict=True):
                yield row, json.dumps(dict(zip(self.headings, cells, strict=True)), ensure_ascii=False)


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    import polars as pl

    column = pl.col(name)
    if kind == pl.Datetime("us", "UTC"):
        return column.map_batches(_stamps, return_dtype=pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso:strict")
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join(LIST_MARK, ignore_nulls=True)
    if isinstance(kind, pl.Binary | pl.Struct | pl.Array | pl.Object):
        return pl.lit(None, dtype=pl.String)
    if isinstance(kind, pl.Duration):
        return (column.dt.total_microseconds() / 1_000_000).cast(pl.String)
    return column.cast(pl.String)


def _stamps(at: pl.Series) -> pl.Series:
    """Write instants as ISO 8601. Those on a full second are put together from day and clock, in half the time."""
    micro = at.to_physical()
    day = micro // _DAY_US
    first, last = day.min(), day.max()
    is_usual = isinstance(first, int) and isinstance(last, int) and first >= 0 and last < _DAYS
    if at.len() < _MANY or not is_usual or (micro % 1_000_000 != 0).any():
        return at.dt.to_string("iso:strict")
    days, clocks = _tables()
    return (days.gather(day) + clocks.gather((micro - day * _DAY_US) // 1_000_000)).alias(at.name)


@cache
def _tables() -> tuple[pl.Series, pl.Series]:
    """Return the text of each day from 1970 on, and of each second of a day."""
    import polars as pl

    days = pl.int_range(_DAYS, dtype=pl.Int32, eager=True).cast(pl.Date).dt.to_string("%Y-%m-%d")
    seconds = pl.int_range(86_400, dtype=pl.Int64, eager=True) * 1_000_000
    return days, seconds.cast(pl.Datetime("us")).dt.to_string("T%H:%M:%S.000000+00:00")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
