"""What a column of a canonical table is: its name, type, unit, allowed values and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "text_list", "instant", "integer", "number", "boolean"]
"""`instant` is UTC with microseconds; `text_list` is a set of texts (order carries no meaning)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: lower case with underscores; instants end in `_at`.
        kind: see `Kind`.
        says: one sentence for the reader of `schemas/`.
        required: a row without it cannot be used and is set aside.
        unit: for numbers: `s`, `m`, `degree`, `percent`, `MB`, `us`.
        values: the closed list of allowed values, or empty when the vocabulary is open.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    unit: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table.

    Attributes:
        name: plural, lower case.
        says: what one row is.
        key: the columns that name a row; rows with one key are versions of one thing, the newest counts.
        month: the instant whose month partitions the table in the lake.
        own: the columns that carry facts; `columns` adds those that say where a row came from.
    """

    name: str
    says: str
    key: tuple[str, ...]
    month: str
    own: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order they are stored: the table's own, then `SOURCE_COLUMNS`."""
        return self.own + SOURCE_COLUMNS

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((c for c in self.columns if c.name == name), None)


SOURCE_COLUMNS = (
    Column("utc_offset", "text", "Offset or zone of the row's stamps as given or as stated on import (-05:00)."),
    Column(
        "resolution_us",
        "integer",
        "How coarse the row's coarsest stamp is: 1000000 for seconds, 60000000 for minutes; absent when unknown.",
        unit="us",
    ),
    Column(
        "doubtful",
        "text_list",
        "Names of columns whose cell cannot be told (an hour that occurs twice or never, a word outside the list, "
        "no number); those are empty here.",
    ),
    Column("source_file", "text", "Name of the file the row came from, below the folder that was read."),
    Column(
        "source_row",
        "integer",
        "Line of the text file (the heading is line 1), or row of the sheet or table.",
    ),
    Column("import_id", "text", "First 16 hexadecimal digits of the SHA-256 of the file's bytes."),
    Column("import_seq", "integer", "Order in which the lake took the files; of two versions the higher counts."),
)
"""Filled by ingest on every row of every table."""
