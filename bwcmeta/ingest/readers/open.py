"""Chooses the reader of a file by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import Source
from bwcmeta.ingest.readers.delimited_careful import CarefulDelimited
from bwcmeta.ingest.readers.delimited_fast import FastDelimited
from bwcmeta.ingest.readers.dialect import Dialect, dialects, sniff
from bwcmeta.ingest.readers.json_document import JsonDocument
from bwcmeta.ingest.readers.json_lines import JsonLines
from bwcmeta.ingest.readers.manner import Manner
from bwcmeta.ingest.readers.named_wrong import refuse_other
from bwcmeta.ingest.readers.parquet import ParquetTable
from bwcmeta.ingest.readers.workbook import Workbook, manners
from bwcmeta.ingest.survey import Survey

DELIMITED = (".csv", ".tsv", ".txt")
JSON_LINES = (".jsonl", ".ndjson")
JSON = (".json",)
PARQUET = (".parquet",)
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
SUFFIXES = (*DELIMITED, *JSON_LINES, *JSON, *PARQUET, *WORKBOOKS)
PLAIN = Manner()


def is_readable(path: Path) -> bool:
    """Return whether there is a reader for files of this name."""
    return path.suffix.lower() in SUFFIXES


def dialect_of(path: Path, manner: Manner = PLAIN) -> Dialect | None:
    """Return how a delimited file is written, or None for the other formats.

    Raises:
        ExportError: it is empty, or something else under the name of a text file.
    """
    if path.suffix.lower() not in DELIMITED:
        return None
    refuse_other(path)
    return sniff(path, manner.heading_line)


def other_manners(path: Path) -> Iterator[tuple[Manner, tuple[str, ...]]]:
    """Yield other lines and sheets of a file that could hold its headings, with what stands there.

    Raises:
        ExportError: the file cannot be read at all.
    """
    suffix = path.suffix.lower()
    if suffix in DELIMITED:
        for dialect in dialects(path):
            yield Manner(dialect.heading_line), dialect.headings
    elif suffix in WORKBOOKS:
        yield from manners(path)


def open_source(path: Path, dialect: Dialect | None, manner: Manner = PLAIN, seen: Survey | None = None) -> Source:
    """Open a file for reading.

    Args:
        path: the file.
        dialect: of a delimited file.
        manner: where in the file the rows stand.
        seen: the survey of its bytes; without it only the headings are good.

    Raises:
        ExportError: it is not what its name says, or of no known format.
    """
    suffix = path.suffix.lower()
    if dialect is not None:
        if seen is None or dialect.plain:
            blank = Survey("", 0, 0, 0, 0, ends_with_newline=True)
            return FastDelimited(path, dialect, seen or blank)
        return CarefulDelimited(path, dialect, [], [])
    if suffix in JSON_LINES:
        return JsonLines(path)
    if suffix in PARQUET:
        return ParquetTable(path)
    if suffix in JSON:
        return JsonDocument(path, manner)
    if suffix in WORKBOOKS:
        return Workbook(path, manner)
    raise ExportError(f"{path}: no reader for {suffix or 'a file without a suffix'}; known: {', '.join(SUFFIXES)}")
