"""The fast way through a delimited file: polars reads it in batches, and the counts of the survey prove it right.

polars fills short rows up in silence, so the reading is believed only when two sums close: the separators in the
bytes are those between fields plus those inside values, and the line feeds are those between rows plus those inside
values (none here). Anything else, and any complaint of polars, is `UnsoundError`: the careful reader takes over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.ingest.readers.batch import ROWS, Batch, Source, UnsoundError, cell_name
from bwcmeta.ingest.readers.delimited_careful import CarefulDelimited
from bwcmeta.ingest.readers.dialect import Dialect
from bwcmeta.ingest.survey import Survey

if TYPE_CHECKING:
    import polars as pl

_OVER = "over"
_CHUNK = 1 << 22
_POLARS_PIECE = ("POLARS_CSV_CHUNK_SIZE", str(1 << 21))
"""polars reads pieces of 16 MB, many at once: 400 MB are held ahead of us. Pieces of 2 MB take no more time. A polars
that does not know the setting reads as it always did."""


class FastDelimited:
    """A well-formed delimited file."""

    def __init__(self, path: Path, dialect: Dialect, seen: Survey) -> None:
        self._path, self._dialect, self._seen = path, dialect, seen
        self.headings = dialect.headings
        self.notes: list[str] = []
        self.warnings: list[str] = []

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        import polars as pl

        os.environ.setdefault(*_POLARS_PIECE)
        width = len(self.headings)
        schema = {cell_name(n): pl.String for n in range(width)} | {_OVER: pl.String}
        scan = pl.scan_csv(
            self._path,
            has_header=False,
            skip_lines=self._dialect.heading_lines,
            separator=self._dialect.separator,
            schema=schema,
            extra_columns="ignore",
            missing_columns="insert",
            empty_string_is_null=False,
            glob=False,
        )
        read = blank = inside = 0
        try:
            for frame in scan.collect_batches(chunk_size=ROWS, maintain_order=True, engine="streaming"):
                if (frame[_OVER] != "").any():
                    raise UnsoundError
                cells = frame.drop(_OVER)
                first = read + self._dialect.heading_lines + 1
                rows = pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True)
                read += frame.height
                if self._seen.quotes:
                    inside += _count(cells, self._dialect.separator)
                empty = _blank_lines(cells)
                if empty is not None:
                    blank += int(empty.sum())
                    cells, rows = cells.filter(~empty), rows.filter(~empty)
                yield Batch(cells, rows)
        except pl.exceptions.PolarsError as error:
            raise UnsoundError from error
        lines = read + self._dialect.heading_lines - (0 if self._seen.ends_with_newline else 1)
        between = (read - blank) * (width - 1) + self._heading_separators()
        if (self._seen.quotes and lines != self._seen.newlines) or between + inside != self._seen.separators:
            raise UnsoundError

    def careful(self) -> Source:
        """See `Source`."""
        return CarefulDelimited(self._path, self._dialect, self.notes, self.warnings)

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`. Lines are found by counting line feeds, chunk by chunk."""
        wanted = iter(rows)
        line = next(wanted, None)
        number, rest = 1, b""
        with self._path.open("rb") as stream:
            while line is not None and (chunk := stream.read(_CHUNK)):
                chunk = rest + chunk
                whole, _, rest = chunk.rpartition(b"\n")
                if not _:
                    continue
                last = number + whole.count(b"\n")
                if line <= last:
                    lines = whole.split(b"\n")
                    while line is not None and line <= last:
                        yield line, _text(lines[line - number])
                        line = next(wanted, None)
                number = last + 1
        if line is not None and rest:
            yield line, _text(rest)

    def _heading_separators(self) -> int:
        with self._path.open("rb") as stream:
            return stream.readline().count(self._dialect.separator.encode())


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", errors="replace")


def _count(cells: pl.DataFrame, separator: str) -> int:
    import polars as pl

    counts = cells.select(pl.all().str.count_matches(separator, literal=True).sum())
    return sum(counts.row(0))


def _blank_lines(cells: pl.DataFrame) -> pl.Series | None:
    """Return which rows have nothing at all, or None when there are none."""
    import polars as pl

    if not (cells[cell_name(0)] == "").any():
        return None
    empty = cells.select(pl.all_horizontal(pl.all() == "")).to_series()
    return empty if empty.any() else None
