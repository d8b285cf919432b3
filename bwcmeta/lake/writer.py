"""The one writer: appends rows out of sight, and makes them visible with the record of the import."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.errors import LakeError
from bwcmeta.lake import compacted, imports, set_aside
from bwcmeta.lake.data_files import merged, small_files, without, write_by_month, write_whole
from bwcmeta.lake.delta import MONTH
from bwcmeta.lake.snapshot import Snapshot
from bwcmeta.lake.tables import DataFile, Tables
from bwcmeta.model.columns import Kind, Table
from bwcmeta.model.ledger import ImportRecord
from bwcmeta.model.tables import TABLE_BY_NAME, TABLES

if TYPE_CHECKING:
    import polars as pl

_ROWS_A_WRITE = 500_000
"""Rows that are written together: fewer, larger files are read faster."""

_PIECE = 131_072
"""Rows that are given out together."""

_TOGETHER_BYTES = 8_000_000
"""Small files are read together up to this size."""


class Writer:
    """Writes one import after another: `append` as often as needed, then `commit` or `roll_back`.

    Nothing appended is seen by a reader before `commit`; a kill at any moment leaves all or none of it.
    """

    def __init__(self, folder: Path, base: Snapshot, tables: Tables) -> None:
        self._folder = folder
        self._tables = tables
        self._base = base
        self._known = {record.sha256: record for record in base.imports}
        last = base.imports[-1] if base.imports else None
        self._visible = {t.name: at for t in TABLES if (at := base.version_of(t.name)) is not None}
        self._now: dict[str, int] = {}
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._version = base.version
        self.next_seq = (last.seq if last else 0) + 1

    @property
    def pending(self) -> bool:
        """Whether rows were appended that no commit has made visible."""
        return bool(self._now or self._waiting)

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """The files taken so far, in their order."""
        return tuple(sorted(self._known.values(), key=lambda record: record.seq))

    def knows(self, sha256: str) -> bool:
        """Return whether a file with these bytes is in the lake."""
        return sha256 in self._known

    def record_of(self, sha256: str) -> ImportRecord | None:
        """Return the import of the file with these bytes."""
        return self._known.get(sha256)

    def is_empty(self, table: str) -> bool:
        """Return whether the table has no rows, appended ones included."""
        return not self._files(table) and table not in self._waiting

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Append rows with exactly the table's columns; the month is worked out here.

        They wait in memory until there are enough of them to be written, or the import is committed.

        Raises:
            LakeError: the disk is full or the table was touched by somebody else.
        """
        import polars as pl

        if frame.schema != pl.Schema(polars_schema(TABLE_BY_NAME[table])):
            raise AssertionError(f"{table}: the frame's columns are not the table's: {frame.schema}")
        waiting = self._waiting.setdefault(table, [])
        waiting.append(frame)
        if sum(frame.height for frame in waiting) >= _ROWS_A_WRITE:
            self._write(table)

    def appended(self, table: str, key_hash: pl.Expr, hashes: pl.Series, most: int) -> pl.DataFrame | None:
        """Return the rows appended since the last commit whose `key_hash` is one of `hashes`, in the order of lines.

        None where there are more than `most` such rows.
        """
        import polars as pl

        found: list[pl.DataFrame] = []
        wanted = key_hash.is_in(hashes.implode())
        columns = list(polars_schema(TABLE_BY_NAME[table]))
        for rows in (*(_scan((path,)) for path in self._uncommitted(table)), *self._waiting.get(table, ())):
            found.append(rows.lazy().filter(wanted).select(columns).head(most + 1).collect())
            if sum(frame.height for frame in found) > most:
                return None
        every: pl.DataFrame = pl.concat(found)
        return every.sort("source_row", maintain_order=True)

    def withdraw(self, table: str, lines: pl.Series) -> None:
        """Take the rows of some lines out of what was appended since the last commit.

        Raises:
            LakeError: the disk is full or the table was touched by somebody else.
        """
        import polars as pl

        folder, here = self._folder / table, pl.col("source_row").is_in(lines.implode())
        gone = [Path(path) for path in self._uncommitted(table) if _scan((path,)).select(here.any()).collect().item()]
        made: list[DataFile] = []
        try:
            for path in gone:
                if (thinner := without(folder, path, lines)) is not None:
                    made.append(thinner)
        except LakeError:
            for one in made:
                (folder / one.name).unlink(missing_ok=True)
            raise
        if gone:
            names = [str(path.relative_to(folder)) for path in gone]
            self._now[table] = self._tables.replace(folder, names, made, same_rows=False)
            for path in gone:
                path.unlink(missing_ok=True)
        waiting = [left for rows in self._waiting.pop(table, ()) if (left := rows.filter(~here)).height]
        if waiting:
            self._waiting[table] = waiting

    def versions(self, table: str, key_hash: pl.Expr, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Yield, piece by piece, the visible rows whose `key_hash` is the first column of `wanted`, in one reading.

        Beside them stands what else `wanted` says of the hash; each hash is in it once, in ascending order. The other
        columns of a file are read only where it has such a row.
        """
        columns = [c.name for c in TABLE_BY_NAME[table].columns]
        sought, *others = wanted.get_columns()
        if sought.is_empty():
            return
        for paths in _together(self._files(table, visible_only=True)):
            scan = _scan(paths)
            hashes = scan.select(key_hash.alias("hash")).collect(engine="streaming")["hash"]
            order = hashes.arg_sort()  # sought in ascending order they are found faster
            places = _places(sought, hashes.gather(order)).gather(order.arg_sort())
            found = sought.gather(places) == hashes
            for start in range(0, hashes.len(), _PIECE):
                some = found.slice(start, _PIECE)
                if some.any():
                    rows = scan.select(columns).slice(start, _PIECE).collect().filter(some)
                    at = places.slice(start, _PIECE).filter(some)
                    yield rows.hstack([other.gather(at) for other in others])

    def colliding(self, table: str, key_hash: pl.Expr, hashes: pl.Series) -> pl.Series:
        """Return those of `hashes` that `key_hash` gives for some row that is already visible, in ascending order."""
        import polars as pl

        paths = self._files(table, visible_only=True)
        if not paths or hashes.is_empty():
            return hashes.clear()
        sought = hashes.sort()
        seen = pl.repeat(0, sought.len(), dtype=pl.UInt8, eager=True)
        for group in _together(paths):
            mine = _scan(group).select(key_hash.alias("hash")).collect(engine="streaming")["hash"].sort()
            places = _places(sought, mine)
            seen = seen.scatter(places.filter(sought.gather(places) == mine), 1)
        return sought.filter(seen == 1)  # of equal ones only the first was seen

    def save_set_aside(self, import_id: str, lines: Iterable[str]) -> None:
        """Write the rows of an import that entered no table, one JSON object a line."""
        path = set_aside.path_of(self._folder, import_id)
        folder = path.parent
        half = folder / f"{import_id}.half"
        try:
            folder.mkdir(exist_ok=True)
            with half.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(line + "\n" for line in lines)
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise LakeError(f"{path} cannot be written: {error.strerror}") from error

    def set_aside_lines(self, import_id: str) -> Iterator[str]:
        """Return the lines of an import saved so, without those of rows that a later import took over."""
        return set_aside.lines(self._folder, self.imports, import_id)

    def save_confirmed(self, import_id: str, table: str, part: int, keys: pl.DataFrame) -> None:
        """Keep keys of rows that an import repeats exactly: it vouches for them, though it stores nothing.

        The first part of a table replaces what an import of the same file left that did not come to its end.
        """
        import polars as pl

        folder = self._folder / "confirmed" / import_id
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(f"{table}-*.parquet") if not part else ():
                old.unlink()
            keys.write_parquet(folder / f"{table}-{part:06d}.parquet", compression="zstd")
        except (OSError, pl.exceptions.PolarsError) as error:
            raise LakeError(f"{folder} cannot be written: {error}") from error

    def confirmed(self, import_id: str, table: str, keys: pl.DataFrame) -> pl.DataFrame:
        """Return those of `keys` that an import repeats exactly."""
        import polars as pl

        paths = sorted((self._folder / "confirmed" / import_id).glob(f"{table}-*.parquet"))
        if not paths:
            return keys.clear()
        known = pl.scan_parquet(paths, glob=False)
        return keys.lazy().join(known, on=keys.columns, how="semi", nulls_equal=True).collect(engine="streaming")

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Make everything appended since the last commit visible, in one step. Returns the record as stored.

        Raises:
            LakeError: it was not made visible; nothing of it is.
        """
        for table in list(self._waiting):
            self._write(table)
        stored = replace(
            record,
            seq=self.next_seq,
            imported_at=self._moment(),
            table_versions={**self._visible, **self._now},
        )
        self._note(stored)
        self._visible.update(self._now)
        self._now = {}
        self._known[stored.sha256] = stored
        self.next_seq += 1
        return stored

    def _written(self, folder: Path, table: Table, frame: pl.DataFrame) -> list[DataFile]:
        """Write rows below the table's folder."""
        return write_by_month(folder, table, frame)

    def _note(self, record: ImportRecord) -> None:
        """Write the record of an import: from now on it is visible."""
        folder = self._folder / imports.NAME
        version = self._tables.append(folder, write_whole(folder, imports.to_frame(record)))
        if version != self._version + 1:
            raise LakeError(f"{folder} was written by another program meanwhile")
        self._version = version

    def compact(self, table: str, *, most_files: int, small_bytes: int) -> tuple[int, int]:
        """Make one file of the small files of each month that has more than so many; every row stays, and only once.

        Args:
            table: the table.
            most_files: small files that a month may have.
            small_bytes: how many bytes a small file has at most.

        Returns:
            Number of files that were merged, and into how many.

        Raises:
            LakeError: the disk is full or the table was touched by somebody else.
        """
        visible = self._visible.get(table)
        if visible is None:
            return 0, 0
        folder = self._folder / table
        months = small_files(folder, self._tables.files(folder, visible), small_bytes)
        chosen = {month: paths for month, paths in months.items() if len(paths) > most_files}
        if not chosen:
            return 0, 0
        gone = [path for paths in chosen.values() for path in paths]
        made: list[DataFile] = []
        try:
            for month, paths in sorted(chosen.items(), key=str):
                made.append(merged(folder, month, paths))
        except LakeError:
            for one in made:
                (folder / one.name).unlink(missing_ok=True)
            raise
        new = self._tables.replace(folder, [str(path.relative_to(folder)) for path in gone], made, same_rows=True)
        compacted.add(self._folder, table, visible, new)
        self._visible[table] = new
        return len(gone), len(made)

    def roll_back(self, *, sweep: bool = False) -> None:
        """Take back whatever no commit made visible, this writer's or a dead one's.

        Args:
            sweep: also delete the data files that no visible version refers to.
        """
        for table in TABLES:
            folder = self._folder / table.name
            if not self._tables.exists(folder):
                continue
            visible = self._visible.get(table.name, 0)
            newest = self._tables.version(folder)
            if newest > visible and self._tables.files(folder, newest) != self._tables.files(folder, visible):
                self._tables.restore(folder, visible)
            if sweep:
                states = {
                    visible,
                    *(r.table_versions[table.name] for r in self.imports if table.name in r.table_versions),
                }
                _delete_strangers(folder, {path for at in sorted(states) for path in self._tables.files(folder, at)})
        self._now, self._waiting = {}, {}

    def _files(self, table: str, *, visible_only: bool = False) -> tuple[str, ...]:
        at = self._visible.get(table)
        if not visible_only:
            at = self._now.get(table, at)
        return self._tables.files(self._folder / table, at) if at is not None else ()

    def _write(self, table: str) -> None:
        """Write the rows of a table that wait, out of sight."""
        import polars as pl

        declared, folder = TABLE_BY_NAME[table], self._folder / table
        if not self._tables.exists(folder):
            self._tables.create(folder, declared.columns, says=declared.says, by_month=True)
        self._now.setdefault(table, self._visible.get(table, 0))
        self._now[table] = self._tables.append(
            folder, self._written(folder, declared, pl.concat(self._waiting.pop(table)))
        )

    def _uncommitted(self, table: str) -> tuple[str, ...]:
        """Return the files that were written since the last commit."""
        return tuple(sorted(set(self._files(table)) - set(self._files(table, visible_only=True))))

    def _moment(self) -> datetime:
        """Now, but later than every import before: an as-of reading must not see two orders."""
        now = datetime.now(UTC)
        stamps = [r.imported_at for r in self._known.values() if r.imported_at is not None]
        return max([now, *stamps])


def polars_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the table's columns as polars types, in the order they are stored."""
    import polars as pl

    types: dict[Kind, pl.DataType] = {
        "text": pl.String(),
        "text_list": pl.List(pl.String),
        "instant": pl.Datetime("us", "UTC"),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
    }
    return {column.name: types[column.kind] for column in table.columns}


def _scan(paths: tuple[str, ...]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(list(paths), hive_partitioning=False, glob=False)


def _places(sought: pl.Series, hashes: pl.Series) -> pl.Series:
    """Return where each of some hashes stands among the sorted ones that are sought, if it is one of them."""
    return sought.search_sorted(hashes, side="left").clip(upper_bound=sought.len() - 1)


def _together(paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths in groups of small files; a large file is a group of its own."""
    group: list[str] = []
    size = 0
    for path in paths:
        more = Path(path).stat().st_size
        if group and size + more > _TOGETHER_BYTES:
            yield tuple(group)
            group, size = [], 0
        group.append(path)
        size += more
    if group:
        yield tuple(group)


def _delete_strangers(folder: Path, known: set[str]) -> None:
    """Delete data files that no visible version names: compacting takes files out of the newest one."""
    for path in sorted(folder.glob(f"{MONTH}=*/*.parquet")):
        if str(path) not in known:
            path.unlink(missing_ok=True)
