"""Where an audit reads its tables from: anything that can name Parquet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bwcmeta.errors import ArgumentError
from bwcmeta.model.columns import Column, Table
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.scratch import ScratchFolder
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl


class TableSource(Protocol):
    """The tables of one audit, frozen."""

    def files(self, table: str) -> tuple[str, ...]:
        """Absolute paths of the Parquet files of a canonical table; none when it has no rows."""

    def restated(self, table: str) -> bool:
        """Whether one key may stand in several rows."""

    def columns(self, table: str) -> Mapping[str, frozenset[str]]:
        """Import of each file that rows of the table came from -> the columns that file has."""

    def folders(self) -> tuple[Path, ...]:
        """Folders the files lie in: all an engine may read."""

    def ledgers(self) -> tuple[dict[str, Any], ...]:
        """One ledger per file that was read."""

    def fingerprint(self) -> dict[str, Any]:
        """What makes the inputs these inputs: file names with SHA-256, version."""


class RowsSource:
    """Tables from rows in memory: for tests, `policy test` and small checks.

    Args:
        tables: table -> rows; a row is a mapping of canonical columns, instants aware or ISO text with an offset.

    Raises:
        ArgumentError: an unknown table or column, or an instant without an offset.
    """

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._folder = ScratchFolder("rows")
        self._files: dict[str, str] = {}
        self._columns: dict[str, dict[str, frozenset[str]]] = {}
        for name, rows in sorted(tables.items()):
            if name not in TABLE_BY_NAME:
                msg = f"unknown table {name!r}; {did_you_mean(name, TABLE_BY_NAME)}"
                raise ArgumentError(msg)
            if rows:
                path = Path(self._folder.name) / f"{name}.parquet"
                rows_frame(TABLE_BY_NAME[name], rows).write_parquet(path)
                self._files[name] = str(path)
                self._columns[name] = _columns_named(rows)

    def files(self, table: str) -> tuple[str, ...]:
        """See `TableSource`."""
        return (self._files[table],) if table in self._files else ()

    def restated(self, table: str) -> bool:
        """Rows in memory may say anything twice."""
        return table in self._files

    def columns(self, table: str) -> Mapping[str, frozenset[str]]:
        """Rows of one import are one file: it has the columns that any of them names."""
        return self._columns.get(table, {})

    def folders(self) -> tuple[Path, ...]:
        """See `TableSource`."""
        return (Path(self._folder.name),)

    def ledgers(self) -> tuple[dict[str, Any], ...]:
        """Rows in memory came from no file."""
        return ()

    def fingerprint(self) -> dict[str, Any]:
        """See `TableSource`."""
        return {"rows": "in memory"}

    def close(self) -> None:
        """Remove the temporary files."""
        self._folder.cleanup()


_IMPORT = "rows"
"""The import of rows that name none."""
_KINDS = {"location_type", "location_types"}


def _columns_named(rows: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row.get("import_id", _IMPORT), set()).update(row)
    for columns in named.values():  # whoever tells one kind of a place, or several, speaks about both
        if columns & _KINDS:
            columns.update(_KINDS)
    return {name: frozenset(columns) for name, columns in named.items()}


def rows_frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Make a frame of a canonical table from rows; missing columns are null, source columns are filled."""
    import polars as pl

    known = {c.name for c in table.columns}
    for row in rows:
        for key in row:
            if key not in known:
                msg = f"{table.name} has no column {key!r}; {did_you_mean(key, known)}"
                raise ArgumentError(msg)
    filled: dict[str, Any] = {"source_file": f"{table.name}.rows", "import_id": _IMPORT, "import_seq": 1}
    columns = {}
    for c in table.columns:
        given = [row.get(c.name, filled.get(c.name)) for row in rows]
        if c.name == "source_row":
            given = [value if value is not None else number for number, value in enumerate(given, 1)]
        columns[c.name] = pl.Series(c.name, [_value(c, table, v) for v in given], dtype=polars_type(c), strict=True)
    return pl.DataFrame(columns)


def polars_type(column: Column) -> Any:
    """The polars type of a canonical column."""
    import polars as pl

    types: dict[str, Any] = {
        "text": pl.String,
        "text_list": pl.List(pl.String),
        "instant": pl.Datetime("us", "UTC"),
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
    }
    return types[column.kind]


def _value(column: Column, table: Table, value: Any) -> Any:
    if value is None:
        return None
    if column.kind == "instant":
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(at, datetime) or at.tzinfo is None:
            msg = f"{table.name}.{column.name}: {value!r} needs an offset, as in 2026-03-01T20:00:00-06:00"
            raise ArgumentError(msg)
        return at.astimezone(UTC)
    if column.kind == "number":
        return float(value)
    if column.kind == "text_list":
        return [value] if isinstance(value, str) else list(value)
    return value
