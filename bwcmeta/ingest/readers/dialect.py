"""How a delimited file is written: encoding, separator, headings. Read from its first bytes."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.manner import FARTHEST

_HEAD_BYTES = 1 << 18
_SEPARATORS = (",", "\t", ";", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the head of the file says.

    Attributes:
        encoding: as Python calls it.
        separator: between fields.
        headings: the first line's fields.
        heading_lines: physical lines down to the end of the headings.
        heading_line: line on which the headings begin, from 1.
        above: lines above it that say something (a preamble); they are not read.
        line_end: what ends a line: a line feed (alone or after a carriage return), or a carriage return alone.
    """

    encoding: str
    separator: str
    headings: tuple[str, ...]
    heading_lines: int
    line_end: str
    heading_line: int = 1
    above: int = 0

    @property
    def plain(self) -> bool:
        """Whether the fast reader can be tried: UTF-8 and a heading of one line."""
        return self.encoding in ("utf-8", "utf-8-sig") and self.heading_lines == 1 and self.line_end == "\n"


def sniff(path: Path, heading_line: int | None = None) -> Dialect:
    """Read the head of a file.

    Args:
        path: the file.
        heading_line: line of the headings, from 1; the first that is not blank when None.

    Raises:
        ExportError: it is empty or has no heading line.
    """
    head = _Head(path)
    blank = next(n for n, line in enumerate(head.lines) if line.strip())
    at = blank if heading_line is None else heading_line - 1
    if at >= len(head.lines) or not head.lines[at].strip("\r\n\t ,;|"):
        raise ExportError(f"{path} has no headings on line {at + 1}")
    return head.dialect(at)


def dialects(path: Path) -> Iterator[Dialect]:
    """Yield the dialect for each of the first lines that could be headings.

    Raises:
        ExportError: the file is empty.
    """
    head = _Head(path)
    for at, line in enumerate(head.lines[:FARTHEST]):
        if line.strip("\r\n\t ,;|"):
            try:
                found = head.dialect(at)
            except ExportError:
                continue
            if sum(bool(h.strip()) for h in found.headings) > 1:
                yield found


class _Head:
    """The first lines of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
        except OSError as error:
            raise ExportError(f"{path} cannot be read: {error.strerror}") from error
        self._encoding = _encoding(head)
        text = _decoded(head, self._encoding).removeprefix("\ufeff")
        self._line_end = "\r" if "\r" in text and "\n" not in text else "\n"
        self.lines = [line.removesuffix("\r") + "\n" for line in text.split(self._line_end)]
        if not text.strip("\r\n\t ,;|"):
            raise ExportError(f"{path} is empty: not even a heading line")

    def dialect(self, at: int) -> Dialect:
        """Return the dialect when the headings begin on the line with this index."""
        first = self.lines[at].replace("\r", " ")
        separator = max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))
        reader = csv.reader([first, *self.lines[at + 1 :]], delimiter=separator)
        try:
            headings = tuple(next(reader))
        except csv.Error as error:
            raise ExportError(f"{self._path}: the heading line cannot be read: {error}") from error
        above = sum(bool(line.strip()) for line in self.lines[:at])
        return Dialect(self._encoding, separator, headings, at + reader.line_num, self._line_end, at + 1, above)


def as_text(line: str) -> str:
    """Return a line decoded with `surrogateescape` with its odd bytes read as Windows-1252."""
    if line.isascii() or not any("\udc80" <= c <= "\udcff" for c in line):
        return line
    return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _decoded(head: bytes, encoding: str) -> str:
    if not encoding.startswith("utf-8"):
        return head.decode(encoding, errors="replace")
    whole = head.decode(encoding, errors="surrogateescape")
    if len(head) == _HEAD_BYTES:  # the last character may be cut in two
        whole = whole.rstrip("".join(chr(c) for c in range(0xDC80, 0xDD00)))
    return "\n".join(as_text(line) for line in whole.split("\n"))


def _encoding(head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    # UTF-16 without its mark: every other byte of Latin text is zero. A stray zero byte is no such thing.
    start = head[:4096]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = start[offset::2]
        if half and half.count(b"\0") > len(half) * 0.4:
            return name
    return "utf-8"
