"""Writes the files block by block; nothing is kept in memory but the block (Parquet: one part of a file)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.forms import Sheet

PART_ROWS = 1_000_000
"""A Parquet part is closed as soon as it holds so many rows."""


class Sink:
    """The open files of one folder. Use as a context manager; `rows` counts what was written, by file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._open: dict[str, IO[bytes]] = {}
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._parts: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                for file in sorted(self._waiting):
                    self._close_part(file)
        finally:
            for handle in self._open.values():
                handle.close()

    def write(self, sheets: Iterable[Sheet]) -> None:
        """Append rows to their files. A file's first rows bring its heading."""
        for sheet in sheets:
            if sheet.file.endswith(".parquet"):
                self._wait(sheet)
            else:
                self._append(sheet)

    def _append(self, sheet: Sheet) -> None:
        first = sheet.file not in self._open
        if first:
            self._open[sheet.file] = (self.folder / sheet.file).open("wb")
            self.rows[sheet.file] = 0
        sheet.rows.write_csv(self._open[sheet.file], include_header=first, line_terminator="\n")
        self.rows[sheet.file] += sheet.rows.height

    def _wait(self, sheet: Sheet) -> None:
        held = self._waiting.setdefault(sheet.file, [])
        held.append(sheet.rows)
        if sum(rows.height for rows in held) >= PART_ROWS:
            self._close_part(sheet.file)

    def _close_part(self, file: str) -> None:
        import polars as pl

        held = self._waiting.pop(file)
        number = self._parts.get(file, 0)
        self._parts[file] = number + 1
        name = f"{file.removesuffix('.parquet')}-{number:03d}.parquet"
        rows = pl.concat(held)
        rows.write_parquet(self.folder / name, compression="zstd", compression_level=3)
        self.rows[name] = rows.height
