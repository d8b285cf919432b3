"""The one place that prints data: the same sections as tables to read, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bwcmeta.cli.lazy import WIDTH
from bwcmeta.cli.options import Format
from bwcmeta.cli.terminal import colour_wanted, neutral

Row = Mapping[str, Any]
_ROWS_AT_ONCE = 5_000
_NARROWEST = 40
"""The narrowest a table is made, and the longest id that is kept in one piece."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a section.

    Attributes:
        key: name of the value in each row, and in JSON and CSV.
        label: heading of the table; the key with spaces when empty.
        shown: how a table shows it, given the whole row; plain text by type when absent.
        in_table: False for what only JSON and CSV carry.
        whole: not broken over lines where it is of any sensible length: ids that people copy.
    """

    key: str
    label: str = ""
    shown: Callable[[Row], str] | None = None
    in_table: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind under one heading.

    Attributes:
        name: its key in JSON.
        title: its heading as a table.
        columns: what each row has, in order.
        rows: the data; values are plain Python values.
        frame: a polars frame or `LongFrame` instead of `rows`, for very many: JSON and CSV are written piece by piece.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] = ()
    frame: Any = None


def columns(*keys: str) -> tuple[Column, ...]:
    """Columns that need nothing but their names; the first names the row and is never broken over lines."""
    return tuple(Column(key, whole=not place) for place, key in enumerate(keys))


def show(output_format: Format, *sections: Section, extra: Mapping[str, Any] | None = None) -> None:
    """Print sections to standard output.

    Args:
        output_format: table prints all sections; json one object with a list under each section's name; csv
            the first section only, for a file holds one table.
        sections: what to print, the most important first.
        extra: further values for JSON alone (counts, paths).
    """
    if output_format is Format.JSON:
        for piece in _as_json(sections, extra or {}):
            put(piece)
    elif output_format is Format.CSV:
        for piece in as_csv(sections[0]):
            put(piece)
    else:
        for place, section in enumerate(sections):
            put("\n" if place else "")
            put(_as_table(section), styled=True)


def put(text: str, *, styled: bool = False) -> None:
    """Write to standard output; a reader that has gone away (`| head`) is no error.

    Args:
        text: what to write; for a terminal, control characters in it are written out.
        styled: the text was made safe piece by piece and carries colours of our own.
    """
    if sys.stdout.isatty() and not styled:
        text = neutral(text)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_json(sections: Sequence[Section], extra: Mapping[str, Any]) -> Iterator[str]:
    """One object: the further values, then a list under each section's name, one row a line."""
    yield "{"
    before = "\n"
    names = {section.name for section in sections}
    for key, value in extra.items():
        if key not in names:
            text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain).replace("\n", "\n  ")
            yield f"{before}  {json.dumps(key)}: {text}"
            before = ",\n"
    for section in sections:
        yield f"{before}  {json.dumps(section.name)}: ["
        between = "\n"
        for lines_of_rows in _json_rows(section):
            yield between + ",\n".join(f"    {line}" for line in lines_of_rows)
            between = ",\n"
        yield "]" if between == "\n" else "\n  ]"
        before = ",\n"
    yield "\n}\n"


def _json_rows(section: Section) -> Iterator[list[str]]:
    """The rows of a section as JSON objects, some thousands at a time."""
    if section.frame is not None:
        from bwcmeta.api.frames import json_rows

        yield from json_rows(section.frame)
        return
    for start in range(0, len(section.rows), _ROWS_AT_ONCE):
        rows = section.rows[start : start + _ROWS_AT_ONCE]
        yield [json.dumps(_plain_row(section, row), ensure_ascii=False) for row in rows]


def as_csv(section: Section) -> Iterator[str]:
    """RFC 4180 with line feeds; values exactly as they are, lists joined by `; `."""
    if section.frame is not None:
        from bwcmeta.api.frames import csv_texts

        yield from csv_texts(section.frame)
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.key for column in section.columns])
    for row in section.rows:
        writer.writerow([_cell(row.get(column.key)) for column in section.columns])
    yield buffer.getvalue()


def _as_table(section: Section) -> str:
    """A table that fits the terminal, or 100 columns where there is none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    visible = [column for column in section.columns if column.in_table]
    colour = colour_wanted(sys.stdout)
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold" if colour else "",
    )
    for column in visible:
        values = [row.get(column.key) for row in section.rows]
        numbers = any(v is not None for v in values) and all(v is None or _is_number(v) for v in values)
        table.add_column(
            Text(neutral(column.label or column.key.replace("_", " "))),
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=column.whole and all(len(_text(value)) <= _NARROWEST for value in values),
        )
    for row in section.rows:
        table.add_row(*(Text(neutral(c.shown(row) if c.shown else _text(row.get(c.key)))) for c in visible))
    buffer = io.StringIO()
    console = Console(file=buffer, width=_width(), color_system="standard" if colour else None,
                      force_terminal=colour, legacy_windows=False)  # fmt: skip
    if section.title:
        console.print(Text(neutral(section.title), style="bold" if colour else ""))
    console.print(table if section.rows else Text("  (none)"))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _width() -> int:
    """The terminal's width, at most 100 columns; 100 where the output goes to a file or a program."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    """A value as a reader wants it in a table."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"  # JSON and CSV keep the microseconds
    return _cell(value)


def _cell(value: Any) -> str:
    """A value as text without loss."""
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_cell(item) for item in value)
    return str(value)


def _plain(value: Any) -> Any:
    """A value that JSON knows: instants as ISO 8601 in UTC, sets sorted, anything else as text."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _plain_row(section: Section, row: Row) -> dict[str, Any]:
    return {column.key: _plain(row.get(column.key)) for column in section.columns}


def some(items: Sequence[str], most: int = 4) -> str:
    """The first few of many, and how many more there are."""
    more = f"; +{len(items) - most} more" if len(items) > most else ""
    return "; ".join(items[:most]) + more


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal; a dash where nothing could be counted."""
    return "-" if share is None else f"{share * 100:.1f} %"


def interval(low: float | None, high: float | None) -> str:
    """Two ends of an interval of shares, as percentages, rounded outwards: 99.96 is never shown as 100."""
    if low is None or high is None:
        return ""
    return f"{math.floor(low * 1000) / 10:.1f}–{math.ceil(high * 1000) / 10:.1f}"


def paragraphs(texts: Iterable[str], hang: int = 2) -> None:
    """Write lines of a page; those that are too long are wrapped and hang by so many columns.

    A line that begins with a blank was drawn or set in columns: it stays as it is.
    """
    for text in texts:
        drawn = text.startswith(" ") or not text
        lines([text] if drawn else textwrap.wrap(text, WIDTH, subsequent_indent=" " * hang))


def lines(texts: Iterable[str]) -> None:
    """Write lines of a page (not a table) to standard output."""
    put("".join(f"{neutral(text)}\n" for text in texts))
