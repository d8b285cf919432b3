"""The careful way through a delimited file: line by line, for torn rows, quoted line feeds and other encodings.

A row that spans lines is believed only when it closes its quote soon and has as many fields as the heading;
otherwise its first line alone is torn and the reading goes on at the next, so that one stray quote cannot swallow
the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import Batch, Source, Torn, cell_name, wanted_of
from bwcmeta.ingest.readers.dialect import Dialect, as_text
from bwcmeta.text import plural

ROWS = 65_536
_LONGEST_LINES = 500
_LONGEST_CHARACTERS = 1 << 20
_DECODE_CHUNK = 1 << 20


class CarefulDelimited:
    """Any delimited file that Python can decode."""

    def __init__(self, path: Path, dialect: Dialect, notes: list[str], warnings: list[str]) -> None:
        self._path, self._dialect = path, dialect
        self.headings = dialect.headings
        self.notes, self.warnings = notes, warnings
        self._odd = not _decodable(path, dialect.encoding)
        if self._odd:
            count, first = _undecodable(path)
            many = plural(count, "line")
            self.warnings.append(f"not UTF-8 in {many} (first: line {first}): those are read as Windows-1252")
        elif dialect.encoding not in ("utf-8", "utf-8-sig"):
            self.notes.append(f"encoding {dialect.encoding}")

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        rows: list[list[str]] = []
        lines: list[int] = []
        torn: list[Torn] = []
        for line, _text, fields, reason in self._rows():
            if reason:
                torn.append(Torn(line, reason))
            else:
                rows.append(fields)
                lines.append(line)
            if len(rows) + len(torn) >= ROWS:
                yield _batch(rows, lines, torn, len(self.headings))
                rows, lines, torn = [], [], []
        if rows or torn:
            yield _batch(rows, lines, torn, len(self.headings))

    def careful(self) -> Source | None:
        """See `Source`: there is nothing more careful than this."""
        return None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`."""
        return wanted_of(((line, text) for line, text, _fields, _reason in self._rows()), rows)

    def _rows(self) -> Iterator[tuple[int, str, list[str], str]]:
        """Yield line, text, fields and, where it is no row, the reason."""
        separator, width = self._dialect.separator, len(self.headings)
        errors = "surrogateescape" if self._odd else "replace"
        encoding, line_end = self._dialect.encoding, self._dialect.line_end
        with self._path.open("r", encoding=encoding, errors=errors, newline=line_end) as stream:
            lines = _Lines(map(as_text, stream) if self._odd else stream, self._dialect.heading_lines)
            for line, first in lines:
                text = first
                if not text.strip():
                    continue
                if '"' not in text:
                    fields = text.split(separator)
                    if len(fields) == width:
                        yield line, text, fields, ""
                        continue
                    kept, reason = _fit(fields, width)
                else:
                    text, kept, reason = lines.quoted(text, separator, width)
                yield line, text, kept, reason


class _Lines:
    """Physical lines with their numbers, some of which can be given back."""

    def __init__(self, stream: Iterable[str], skip: int) -> None:
        self._stream = iter(stream)
        self._back: deque[str] = deque()
        self._number = 0
        for _ in range(skip):
            self._next()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (text := self._next()) is not None:
            yield self._number, text

    def quoted(self, text: str, separator: str, width: int) -> tuple[str, list[str], str]:
        """Read a row that begins with this line and has a quote in it: its text, fields, and what is wrong."""
        taken = [text]
        reader = csv.reader(self._feed(taken), delimiter=separator, strict=True)
        try:
            fields, reason = _fit(next(reader), width)
        except (csv.Error, StopIteration) as error:
            fields = []
            reason = _broken(error)
        if reason and len(taken) > 1:
            for line in reversed(taken[1:]):
                self._back.appendleft(line)
            self._number -= len(taken) - 1
            return text, [], reason
        return "\n".join(taken), fields, reason

    def _feed(self, taken: list[str]) -> Iterator[str]:
        yield taken[0] + "\n"
        characters = len(taken[0])
        while len(taken) < _LONGEST_LINES and characters < _LONGEST_CHARACTERS:
            text = self._next()
            if text is None:
                return
            taken.append(text)
            characters += len(text)
            yield text + "\n"

    def _next(self) -> str | None:
        text = self._back.popleft() if self._back else next(self._stream, None)
        if text is not None:
            self._number += 1
            text = text.removesuffix("\n").removesuffix("\r")
        return text


def _broken(error: Exception) -> str:
    said = str(error)
    if "end of data" in said:
        return "a quote is opened and never closed"
    return "a field of more than 131,072 characters" if "larger than field limit" in said else "a broken quote"


def _fit(fields: list[str], width: int) -> tuple[list[str], str]:
    """Return the fields when there are as many as headings; empty ones too many are dropped."""
    if len(fields) > width and not any(f.strip() for f in fields[width:]):
        return fields[:width], ""
    if len(fields) != width:
        return [], f"{len(fields)} {'field' if len(fields) == 1 else 'fields'} where the heading has {width}"
    return fields, ""


def _batch(rows: list[list[str]], lines: list[int], torn: list[Torn], width: int) -> Batch:
    import polars as pl

    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    cells = pl.DataFrame({cell_name(n): pl.Series(columns[n], dtype=pl.String) for n in range(width)})
    return Batch(cells, pl.Series("row", lines, dtype=pl.Int64), tuple(torn))


def _decodable(path: Path, encoding: str) -> bool:
    """Return whether the whole file is in this encoding.

    Raises:
        ExportError: a file that begins as UTF-16 is not.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_DECODE_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16"):
            raise ExportError(f"{path} begins as UTF-16 but is not: {error.reason}") from error
        return False
    return True


def _undecodable(path: Path) -> tuple[int, int]:
    """Return how many lines are not UTF-8, and the first."""
    count = first = 0
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                count += 1
                first = first or number
    return count, first
