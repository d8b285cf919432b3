"""DuckDB as the engine: opens no network, reads only the files it was given, spills where it was told.

The only module that imports duckdb.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.errors import EngineError
from bwcmeta.model.columns import Kind, Table
from bwcmeta.scratch import ScratchFolder

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from bwcmeta.sql.step import Step

_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "text_list": "VARCHAR[]",
    "instant": "TIMESTAMPTZ",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}


SMALL_BYTES = 16 * 2**20
"""Inputs of at most so many bytes keep no second thread busy within one step: steps run beside each other instead."""
LARGE_BYTES = 3 * 2**30
"""Inputs of more bytes (some thirty million recordings) leave so much behind them, step by step, that it is kept packed, in
a file: a fifth of the room for a seventh more time."""
MOST_BESIDE = 4
"""How many steps run at the same time at most: more only wait for what they read."""


class DuckDBEngine:
    """Runs a plan on DuckDB.

    Args:
        folders: the only folders whose files may be read.
        memory: limit such as `4GB`; default see `default_memory`.
        threads: number of threads; the results do not depend on it.
        input_bytes: size of the Parquet files, where it is known: from it the default is told, and whether steps run
            beside each other.
        usual: how many times the usual number of rules are tested: findings take room besides the inputs.
    """

    name = "duckdb"
    dialect = "duckdb"

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        memory: str | None = None,
        threads: int | None = None,
        input_bytes: int | None = None,
        usual: float = 1,
    ) -> None:
        import duckdb

        self._spill = ScratchFolder("spill")
        large = self._large = input_bytes is not None and input_bytes > LARGE_BYTES
        place = str(Path(self._spill.name) / "kept.duckdb") if large else ":memory:"
        self._connection: duckdb.DuckDBPyConnection = duckdb.connect(place)
        settings: dict[str, Any] = {
            "TimeZone": "UTC",
            "memory_limit": memory or default_memory(input_bytes or 0, usual),
            "temp_directory": self._spill.name,
            "preserve_insertion_order": False,
            "allocator_background_threads": True,  # memory that was freed goes back
            "checkpoint_threshold": "1TB",  # nothing of it is written down: a checkpoint in the middle only costs time
            "allowed_directories": [str(f) for f in folders],
            "enable_external_access": False,
        }
        self.small = input_bytes is not None and input_bytes <= SMALL_BYTES
        self._beside = min(threads or os.cpu_count() or 1, MOST_BESIDE) - 1 if self.small else 0
        if self._beside:
            settings["threads"] = 1
        elif threads:
            settings["threads"] = threads
        self._limits = iter([] if memory else higher_limits(settings["memory_limit"], most_memory()))
        if not memory:
            settings["allowed_configs"] = ["memory_limit"]
        for key, value in settings.items():
            self._connection.execute(f"SET GLOBAL {key} = {_setting(value)}")  # for the connections of `others` too
        if large:
            self._connection.execute("PRAGMA disable_checkpoint_on_shutdown")  # the file goes with the folder
        self._connection.execute("SET lock_configuration = true")
        self._kind = "" if self._beside or large else "TEMP "  # which other connections do not see, nor any file holds
        self._others: list[DuckDBEngine] = []

    def source(self, table: Table, files: Sequence[str]) -> None:
        """Make `src_TABLE` from Parquet files; with no file, an empty table of the right columns."""
        if files:
            listed = ", ".join(_quoted(f) for f in _typical_first(files))
            columns = ", ".join(f'"{c.name}"' for c in table.columns)
            body = f"SELECT {columns} FROM read_parquet([{listed}], hive_partitioning = false, union_by_name = false)"
        else:
            columns = ", ".join(f'CAST(NULL AS {_TYPES[c.kind]}) AS "{c.name}"' for c in table.columns)
            body = f"SELECT {columns} WHERE FALSE"
        self._run(f"CREATE VIEW src_{table.name} AS {body}", f"open the table {table.name}")

    def run(self, step: Step, parts: Sequence[Step] = ()) -> None:
        """Compute one step: a table when it is kept, else a view. Parts are planned once that way; a view, twice."""
        from bwcmeta.sql.as_text import duckdb_text

        kind = "TABLE" if step.keep else "VIEW"
        within = ", ".join(f"{part.name} AS ({duckdb_text(part.query)})" for part in parts)
        text = f"WITH {within} {duckdb_text(step.query)}" if parts else duckdb_text(step.query)
        self._run(f"CREATE {self._kind}{kind} {step.name} AS {text}", step.says)

    def forget(self, name: str) -> None:
        """Let go of a kept step that no later step reads."""
        self._run(f"DROP TABLE IF EXISTS {name}", f"let go of {name}")
        if self._large:
            self._run("CHECKPOINT", "use its room again")

    def others(self) -> Sequence[DuckDBEngine]:
        """More connections to the same tables, where the inputs are small."""
        while len(self._others) < self._beside:
            self._others.append(self._another())
        return self._others

    def frame(self, sql: str) -> pl.DataFrame:
        """Run a query of the program's own and hand the rows to polars."""
        import polars as pl

        relation = self._guard(lambda: self._connection.sql(sql), sql)
        if relation is None:
            return pl.DataFrame()
        # by way of arro3: polars reading the relation itself leaves objects of duckdb alive, which it complains of at exit
        from arro3.core import Table as ArrowTable

        made: pl.DataFrame = self._guard(lambda: pl.DataFrame(ArrowTable.from_arrow(relation)), sql)
        return made

    def value(self, sql: str) -> tuple[Any, ...]:
        """Run a query of the program's own and return its first row."""
        row = self._guard(lambda: self._connection.execute(sql).fetchone(), sql)
        return tuple(row) if row else ()

    def close(self) -> None:
        """Let go of memory and of the folder for spilling."""
        for other in self._others:
            other._connection.close()  # noqa: SLF001  its folder is this one's
        self._connection.close()
        self._spill.cleanup()

    def __enter__(self) -> DuckDBEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _another(self) -> DuckDBEngine:
        other = copy(self)
        other._connection, other._others = self._connection.cursor(), []  # noqa: SLF001
        return other

    def _run(self, sql: str, says: str) -> None:
        self._guard(lambda: self._connection.execute(sql), sql, says)

    def _guard(self, work: Any, sql: str, says: str = "") -> Any:
        import duckdb

        try:
            while True:
                try:
                    return work()
                except duckdb.OutOfMemoryException:
                    higher = next(self._limits, None)  # one after the other, whichever connection asks
                    if higher is None:
                        raise
                    self._connection.execute(f"SET memory_limit = {_quoted(higher)}")
        except duckdb.Error as error:
            raise EngineError(self._why(error, sql, says)) from error

    def _why(self, error: Exception, sql: str, says: str) -> str:
        import duckdb

        step = f" (step: {says})" if says else ""
        if any(sign in str(error) for sign in _DISK_FULL):
            where = f"the folder for temporary files, {tempfile.gettempdir()}, is full"
            return f"{where}: make room there, name another by TMPDIR, or give more memory with --memory{step}"
        if isinstance(error, duckdb.OutOfMemoryException):
            limit = self._connection.execute("SELECT current_setting('memory_limit')").fetchone()
            return f"duckdb needs more memory than {limit[0] if limit else 'it has'}: give more with --memory{step}"
        return f"duckdb could not run a step{step}: {error}\n{sql}"


_DISK_FULL = ("max_temp_directory_size", "No space left on device", "File too large", "Disk quota exceeded")
"""How duckdb names a disk that is full, or may not be filled further: by its own limit, or as the system does."""


def _typical_first(files: Sequence[str]) -> list[str]:
    """The files, one of about average size first: DuckDB takes all for as long as the first when it plans a join."""
    sizes = {file: Path(file).stat().st_size for file in files}
    average = sum(sizes.values()) / len(sizes)
    typical = min(files, key=lambda file: abs(sizes[file] - average))
    return [typical, *(file for file in files if file != typical)]


def default_memory(input_bytes: int, usual: float = 1) -> str:
    """The limit where none is given, as a DuckDB setting: what spills is slower, what does not fit beside others is worse.

    Ten times the size of the inputs, times `usual` where that is more than one; at least 1 GB, at most a quarter of the machine's memory and at most 3 GB. The
    process needs some 0.5 to 1 GB more, for what it makes of the results. Every kept step takes some blocks, however few
    its rows are; where a step cannot do with the limit, it gets half as much again, and so on to `most_memory`.
    """
    most = min(3 * 2**30, _machine() // 4)
    return f"{max(2**30, min(round(10 * input_bytes * max(1, usual)), most)) // 2**20}MB"


def higher_limits(first: str, most: str) -> list[str]:
    """The limits to try one after the other where the first is too low, in MB as `default_memory` writes them."""
    limit, last = int(first.removesuffix("MB")), int(most.removesuffix("MB"))
    limits = []
    while limit < last:
        limit = min(limit + limit // 2 + 1, last)
        limits.append(f"{limit}MB")
    return limits


def most_memory() -> str:
    """What the engine may take where the first limit turns out too low: two thirds of the machine's memory."""
    return f"{_machine() * 2 // 3 // 2**20}MB"


def _machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 8 * 2**30


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _setting(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(v) for v in value) + "]"
    return _quoted(str(value))
