"""Excel workbooks: typed cells turned into the text that every other reader gives.

A sheet's recorded size is not believed: rows are counted. Ids that a spreadsheet took for numbers come out without
`.0`, dates without a midnight that nobody wrote, times of day without the day 1899-12-31. What a spreadsheet's
arithmetic did to the seconds (06:59:59.999) is undone and counted.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.archive import check_zip
from bwcmeta.ingest.readers.batch import Batch, Source, cell_name, wanted_of
from bwcmeta.ingest.readers.manner import FARTHEST, Manner
from bwcmeta.ingest.readers.padding import padded_cells
from bwcmeta.ingest.readers.whole import WORKBOOK_MB, refuse_larger
from bwcmeta.text import did_you_mean, plural

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ROWS = 65_536
SHEET_STEP = 10_000_000
"""Rows of a second sheet are numbered from here on (a sheet has at most 1,048,576), of a third from twice that."""

_NOISE_US = 5_000
_DIGITS_KEPT = 1e15
_NO_DAY = dt.date(1900, 1, 1)


class Workbook:
    """The rows of one sheet, or of several with the same headings."""

    def __init__(self, path: Path, manner: Manner) -> None:
        self._path = path
        self._book = open_book(path)
        self._names = _chosen(path, self._book, manner)
        self._line = manner.heading_line
        self.notes: list[str] = []
        self.warnings: list[str] = []
        self.headings: tuple[str, ...] = ()
        self._order: dict[str, list[int | None]] = {}
        self._settle()
        self._padded = padded_cells(path, self._book.sheet_names)

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        self._reset()
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        for number, cells in self._rows():
            rows.append(cells)
            numbers.append(number)
            if len(rows) >= ROWS:
                yield _batch(rows, numbers, len(self.headings))
                rows, numbers = [], []
        if rows:
            yield _batch(rows, numbers, len(self.headings))
        self._say()

    def careful(self) -> Source | None:
        """See `Source`."""
        return None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`. A row is shown as a JSON object."""
        shown = (
            (number, json.dumps(_named(self.headings, cells), ensure_ascii=False)) for number, cells in self._rows()
        )
        return wanted_of(shown, rows)

    def _settle(self) -> None:
        """Find the headings of each sheet; all must have the same ones."""
        for name in self._names:
            sheet = sheet_of(self._path, self._book, name)
            line, headings = _heading_row(sheet, self._line)
            if not headings:
                raise ExportError(f"{self._path}: sheet {name!r} has no heading row{_at(self._line)}")
            if not self.headings:
                self.headings = headings
            if set(headings) != set(self.headings):
                other = f"sheets {self._names[0]!r} and {name!r} have different headings"
                raise ExportError(f"{self._path}: {other}; name one with `sheet` in a profile")
            self._order[name] = [
                headings.index(h) if headings.count(h) == 1 else n for n, h in enumerate(self.headings)
            ]
            if line > 1:
                self.notes.append(f"sheet {name!r}: headings on row {line}; {plural(line - 1, 'row')} above not read")
            if sheet.merged_cell_ranges:
                many = plural(len(sheet.merged_cell_ranges), "merged range")
                self.notes.append(f"sheet {name!r}: {many}; only the first cell of each has a value")
        if len(self._names) > 1:
            step = f"{SHEET_STEP:,}"
            self.notes.append(f"sheets {', '.join(self._names)}; rows of the second are numbered from {step} on")
        others = [n for n in self._book.sheet_names if n not in self._names]
        if others:
            self.notes.append(f"sheets not read: {', '.join(others)}")

    def _rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Yield the rows that are not empty, in the order of the first sheet's headings."""
        for place, name in enumerate(self._names):
            sheet = sheet_of(self._path, self._book, name)
            padded = self._padded.get(name, {})
            order, top = self._order[name], 0
            heading, _ = _heading_row(sheet, self._line)
            for top, row in _numbered(sheet):
                if top <= heading:
                    continue
                widths = padded.get(top, {})
                cells = [self._text(value, widths.get(column)) for column, value in enumerate(row)]
                if any(cell is not None for cell in cells):
                    yield (
                        top + place * SHEET_STEP,
                        [cells[n] if n is not None and n < len(cells) else None for n in order],
                    )

    def _text(self, value: Any, width: int | None) -> str | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float | int):
            return self._number(float(value), width)
        if isinstance(value, dt.timedelta):
            return _length(value)
        if isinstance(value, dt.datetime):
            return self._moment(value)
        if isinstance(value, dt.time):
            return self._moment(dt.datetime.combine(_NO_DAY, value))
        return value.isoformat() if isinstance(value, dt.date) else str(value)

    def _number(self, value: float, width: int | None) -> str | None:
        if not math.isfinite(value):
            return None
        if value != int(value):
            return repr(value)
        self._long += abs(value) >= _DIGITS_KEPT
        whole = str(int(value))
        return whole.zfill(width) if width else whole

    def _moment(self, value: dt.datetime) -> str:
        """Write a date and time, without noise below a few thousandths of a second."""
        off = (value.microsecond + 500_000) % 1_000_000 - 500_000
        if off and abs(off) <= _NOISE_US:
            self._rounded += 1
            value -= dt.timedelta(microseconds=off)
        if value.date() <= _NO_DAY + dt.timedelta(days=1) and value.year <= _NO_DAY.year:
            return value.time().isoformat()
        return value.isoformat()

    def _reset(self) -> None:
        self._long = self._rounded = 0

    _long = 0
    _rounded = 0

    def _say(self) -> None:
        if self._rounded:
            said = f"{plural(self._rounded, 'time')} rounded to the second: noise of a spreadsheet"
            self.notes[:] = [n for n in self.notes if "noise of a spreadsheet" not in n] + [said]
        if self._long:
            said = f"{plural(self._long, 'number')} of more than 15 digits: a spreadsheet keeps only 15"
            self.warnings[:] = [w for w in self.warnings if "keeps only 15" not in w] + [said]


def open_book(path: Path) -> CalamineWorkbook:
    """Open a workbook.

    Raises:
        ExportError: it is none, is protected by a password, or would unpack to more than is believed.
    """
    import python_calamine

    size = check_zip(path)
    refuse_larger(path, size, WORKBOOK_MB, "Save its sheets as CSV, which is read piece by piece")
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise ExportError(f"{path} is protected by a password; save it without one") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise ExportError(f"{path} is no workbook that can be read: {error}{_if_text(path)}") from error


def _if_text(path: Path) -> str:
    """What to do about a text file under the name of a workbook."""
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
    except OSError:
        return ""
    text = head and not any(byte < 9 for byte in head)
    return "; it looks like text: name it .csv, and read it again" if text else ""


def sheet_of(path: Path, book: CalamineWorkbook, name: str) -> CalamineSheet:
    """Return a sheet of a workbook.

    Raises:
        ExportError: the sheet is damaged. Nobody can tell then which of its rows are there.
    """
    import python_calamine

    try:
        return book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        what = f"{path}: sheet {name!r} is damaged ({str(error).strip()})"
        raise ExportError(f"{what}; open the workbook, save it anew, and compare the number of rows") from error


def manners(path: Path) -> Iterator[tuple[Manner, tuple[str, ...]]]:
    """Yield every sheet's first rows as possible headings."""
    book = open_book(path)
    for name in book.sheet_names:
        for number, row in _numbered(sheet_of(path, book, name)):
            if number > FARTHEST:
                break
            headings = _headings(row)
            if sum(bool(h) for h in headings) > 1:
                yield Manner(number, name), headings


def _chosen(path: Path, book: CalamineWorkbook, manner: Manner) -> list[str]:
    names = list(book.sheet_names)
    if manner.sheet is not None:
        # a name with a star or a bracket in it is first of all a name
        found = [n for n in names if n == manner.sheet] or [n for n in names if fnmatch.fnmatch(n, manner.sheet)]
        if not found:
            hint = did_you_mean(manner.sheet, names)
            raise ExportError(f"{path} has no sheet {manner.sheet!r}; {hint or 'it has ' + ', '.join(names)}")
        return found
    filled = [n for n in names if sheet_of(path, book, n).height]
    if not filled:
        raise ExportError(f"{path} is empty: no sheet has a row")
    if len(filled) > 1:
        listed = ", ".join(filled)
        raise ExportError(f"{path} has several sheets ({listed}); say which with `sheet` in a profile")
    return filled


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield the sheet's rows with their number, as the spreadsheet shows it, and columns from the first."""
    left = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [*([None] * left), *row]


def _heading_row(sheet: CalamineSheet, line: int | None) -> tuple[int, tuple[str, ...]]:
    for number, row in _numbered(sheet):
        headings = _headings(row)
        if (line is None and any(headings)) or number == line:
            return number, headings if any(headings) else ()
    return 0, ()


def _headings(row: list[Any]) -> tuple[str, ...]:
    return tuple("" if v is None else str(int(v)) if isinstance(v, float) and v == int(v) else str(v) for v in row)


def _length(value: dt.timedelta) -> str:
    """Write a length as hours, minutes and seconds; 24 hours and more stay hours."""
    seconds = round(value.total_seconds(), 2)
    sign = "-" if seconds < 0 else ""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    second = f"{rest:05.2f}".removesuffix(".00")
    return f"{sign}{hours}:{minutes:02d}:{second}"


def _at(line: int | None) -> str:
    return f" on row {line}" if line else ""


def _named(headings: tuple[str, ...], cells: list[str | None]) -> dict[str, str | None]:
    return {h or f"column {n}": c for n, (h, c) in enumerate(zip(headings, cells, strict=True), start=1)}


def _batch(rows: list[list[str | None]], numbers: list[int], width: int) -> Batch:
    import polars as pl

    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    cells = pl.DataFrame({cell_name(n): pl.Series(columns[n], dtype=pl.String) for n in range(width)})
    return Batch(cells, pl.Series("row", numbers, dtype=pl.Int64))
