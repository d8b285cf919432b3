"""How a delimited file is written: encoding, separator, headings. Read from its first bytes."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.errors import ExportError

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
        line_end: what ends a line: a line feed (alone or after a carriage return), or a carriage return alone.
    """

    encoding: str
    separator: str
    headings: tuple[str, ...]
    heading_lines: int
    line_end: str

    @property
    def plain(self) -> bool:
        """Whether the fast reader can be tried: UTF-8 and a heading of one line."""
        return self.encoding in ("utf-8", "utf-8-sig") and self.heading_lines == 1 and self.line_end == "\n"


def sniff(path: Path) -> Dialect:
    """Read the head of a file.

    Raises:
        ExportError: it is empty or has no heading line.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    encoding = _encoding(head)
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    line_end = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = [line.removesuffix("\r") + "\n" for line in text.split(line_end)]
    if not text.strip("\r\n\t ,;|"):
        raise ExportError(f"{path} is empty: not even a heading line")
    blank = next(n for n, line in enumerate(lines) if line.strip())
    first = lines[blank].replace("\r", " ")
    separator = max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))
    reader = csv.reader([first, *lines[blank + 1 :]], delimiter=separator)
    try:
        headings = tuple(next(reader))
    except csv.Error as error:
        raise ExportError(f"{path}: the heading line cannot be read: {error}") from error
    return Dialect(encoding, separator, headings, blank + reader.line_num, line_end)


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
