"""Numbers that a workbook shows with leading zeros (`0256`) through a number format: the zeros belong to the id."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

_FORMAT = re.compile(rb'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="(0{2,})"|'
                     rb'<numFmt\b[^>]*?\bformatCode="(0{2,})"[^>]*?\bnumFmtId="(\d+)"')  # fmt: skip
_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"')
_CELL = re.compile(rb"<c\b[^>]{0,200}>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_WORN = re.compile(rb'\bs="(\d+)"')
_CHUNK = 1 << 20


def padded_cells(path: Path, sheets: Sequence[str]) -> dict[str, dict[int, dict[int, int]]]:
    """Return sheet -> row (from 1) -> column (from 0) -> number of digits shown, for cells with such a format.

    Most workbooks have no such format, and then their cells are not looked at.
    """
    found: dict[str, dict[int, dict[int, int]]] = {}
    try:
        with zipfile.ZipFile(path) as book:
            widths = _widths(book)
            if not widths:
                return {}
            for number, sheet in enumerate(sheets, start=1):
                name = f"xl/worksheets/sheet{number}.xml"
                if name in book.namelist():
                    found[sheet] = _cells(book, name, widths)
    except (OSError, zipfile.BadZipFile, KeyError):
        return {}
    return found


def _widths(book: zipfile.ZipFile) -> dict[int, int]:
    """Return cell style -> number of digits it shows."""
    if "xl/styles.xml" not in book.namelist():
        return {}
    text = book.read("xl/styles.xml")
    formats = {int(m[1] or m[4]): len(m[2] or m[3]) for m in _FORMAT.finditer(text)}
    styles = _STYLES.search(text)
    if not formats or styles is None:
        return {}
    return {n: formats[int(m[1])] for n, m in enumerate(_STYLE.finditer(styles[0])) if int(m[1]) in formats}


def _cells(book: zipfile.ZipFile, name: str, widths: dict[int, int]) -> dict[int, dict[int, int]]:
    cells: dict[int, dict[int, int]] = {}
    rest = b""
    with book.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            last = text.rfind(b"<")
            text, rest = text[:last], text[last:]
            for match in _CELL.finditer(text):
                worn, place = _WORN.search(match[0]), _PLACE.search(match[0])
                if worn and place and int(worn[1]) in widths:
                    cells.setdefault(int(place[2]), {})[_column(place[1])] = widths[int(worn[1])]
    return cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
