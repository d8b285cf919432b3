"""Whatever is done to a file: no traceback, every row counted once, and what is stored is what was written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bwcmeta.errors import ExportError
from bwcmeta.ingest import afterwards, before, ingest, stretches
from bwcmeta.ingest import take as taking
from bwcmeta.ingest.readers import delimited_careful, delimited_fast
from bwcmeta.lake.writer import polars_schema
from bwcmeta.model.ledger import FileLedger, ImportRecord
from bwcmeta.model.tables import TABLE_BY_NAME

HEADINGS = ["recording_id", "officer_id", "started_at", "ended_at", "status", "duration_s", "categories"]


class Memory:
    """A writer that keeps the rows in memory: it is ingest that is tested here."""

    def __init__(self) -> None:
        self.next_seq = 1
        self.done: dict[str, list[pl.DataFrame]] = {}
        self.open: dict[str, list[pl.DataFrame]] = {}
        self.aside: list[str] = []
        self.records: dict[str, ImportRecord] = {}

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        return tuple(self.records.values())

    def record_of(self, sha256: str) -> ImportRecord | None:
        return self.records.get(sha256)

    def knows(self, sha256: str) -> bool:
        return sha256 in self.records

    def rows(self, table: str, *, committed: bool = False) -> pl.DataFrame:
        frames = self.done.get(table, []) + ([] if committed else self.open.get(table, []))
        return pl.concat([pl.DataFrame(schema=polars_schema(TABLE_BY_NAME[table])), *frames])

    def is_empty(self, table: str) -> bool:
        return self.rows(table).is_empty()

    def append(self, table: str, frame: pl.DataFrame) -> None:
        assert frame.schema == pl.Schema(polars_schema(TABLE_BY_NAME[table]))
        self.open.setdefault(table, []).append(frame)

    def versions(self, table: str, key_hash: pl.Expr, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        by = wanted.columns[0]
        yield self.rows(table, committed=True).with_columns(key_hash.alias(by)).join(wanted, on=by).drop(by)

    def appended(self, table: str, key_hash: pl.Expr, hashes: pl.Series, most: int) -> pl.DataFrame | None:
        rows = pl.concat(self.open[table]).filter(key_hash.is_in(hashes.implode()))
        return rows if rows.height <= most else None

    def withdraw(self, table: str, lines: pl.Series) -> None:
        gone = pl.col("source_row").is_in(lines.implode())
        self.open[table] = [frame.filter(~gone) for frame in self.open[table]]

    def colliding(self, table: str, key_hash: pl.Expr, hashes: pl.Series) -> pl.Series:
        mine = self.rows(table, committed=True).select(key_hash.alias("h"))["h"]
        return hashes.filter(hashes.is_in(mine.implode())).unique()

    def save_set_aside(self, import_id: str, lines: Any) -> None:
        self.aside.extend(lines)

    def set_aside_lines(self, import_id: str) -> Any:
        raise AssertionError("no row is read again here")

    def save_confirmed(self, import_id: str, table: str, part: int, keys: pl.DataFrame) -> None:
        pass

    def confirmed(self, import_id: str, table: str, keys: pl.DataFrame) -> pl.DataFrame:
        return keys.clear()

    def commit(self, record: ImportRecord) -> ImportRecord:
        for table, frames in self.open.items():
            self.done.setdefault(table, []).extend(frames)
        self.open = {}
        self.records[record.sha256] = record
        self.next_seq += 1
        return record

    def roll_back(self, *, sweep: bool = False) -> None:
        self.open = {}


cell = st.sampled_from(
    ["", "R1", "R2", "O1", "x,y", 'q"q', "a\nb", " padded ", "2026-01-05T10:00:01Z", "2026-01-05T10:00:00-05:00",
     "2026-11-01T01:30:00", "1970-01-01T00:00:00Z", "2025-12-31", "active", "Frozen", "12",
     "-3", "a;b", "é", "\u2028", "\x00"]
)  # fmt: skip
stamp = st.sampled_from(["2026-01-05T10:00:01Z", "2026-01-05T10:07:00Z", "2026-01-05T09:59:59.5Z", "", "soon"])
sound = st.tuples(
    st.sampled_from(["R1", "R2", "R3", "R4", ""]),
    st.sampled_from(["O1", "O2"]),
    stamp,
    stamp,
    st.sampled_from(["active", "deleted", "Frozen", ""]),
    st.sampled_from(["30", "0", "-1", "x", ""]),
    st.sampled_from(["Traffic", "a;b", ""]),
)
rows_of_cells = st.lists(st.one_of(sound, st.tuples(*[cell] * len(HEADINGS))), max_size=25)


def as_csv(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue()


def take(
    tmp: Any, data: bytes, writer: Memory | None = None, made: datetime | None = None
) -> tuple[FileLedger, Memory]:
    writer = writer or Memory()
    path = tmp / "recordings.csv"
    path.write_bytes(data)
    ledger = ingest([path], writer, tz="America/Chicago", exported_at=made).files[0]
    assert ledger.adds_up
    assert writer.open == {}
    return ledger, writer


@settings(max_examples=120)
@given(rows=rows_of_cells)
def test_every_row_of_a_well_formed_file_is_counted_once(rows, tmp_path_factory) -> None:
    ledger, writer = take(tmp_path_factory.mktemp("p"), as_csv(rows).encode())
    stored = writer.rows("recordings")
    assert ledger.rows.read == len(rows)
    assert stored.height == ledger.rows.used + ledger.rows.repaired
    assert len(writer.aside) == ledger.rows.set_aside
    ids = {r[0].strip() for r in rows}
    assert set(stored["recording_id"]) <= ids
    assert stored["source_row"].is_unique().all()
    assert stored["started_at"].null_count() == sum("started_at" in (d or []) for d in stored["doubtful"].to_list())


@contextmanager
def cut_small(size: int, most: int) -> Iterator[None]:
    """Read files in batches and stretches of a few rows, of which fewer than a file has are held in memory.

    Up to `most` rows in doubt are told apart without reading the file again.
    """
    places = [(delimited_fast, "ROWS"), (delimited_careful, "ROWS"), (stretches, "ROWS"), (before, "MOST_HELD")]
    others = [(taking, "_HELD_BATCHES"), (afterwards, "MOST")]
    saved = [(module, name, getattr(module, name)) for module, name in [*places, *others]]
    for module, name in places:
        setattr(module, name, size)
    taking._HELD_BATCHES, afterwards.MOST = 1, most
    try:
        yield
    finally:
        for module, name, value in saved:
            setattr(module, name, value)


@settings(max_examples=80)
@given(
    first=st.lists(sound, max_size=25),
    then=st.lists(sound, min_size=1, max_size=40),
    size=st.integers(2, 7),
    most=st.sampled_from([0, 3, 100]),
    older=st.booleans(),
)
def test_an_overlapping_export_says_the_same_however_it_is_cut(
    first, then, size, most, older, tmp_path_factory
) -> None:
    tmp = tmp_path_factory.mktemp("p")
    days = [datetime(2026, 6, day, tzinfo=UTC) for day in ((2, 1) if older else (1, 2))]
    _, one = take(tmp, as_csv(first).encode(), made=days[0])
    whole, _ = take(tmp, as_csv(then).encode() + b"\n", one, days[1])
    _, many = take(tmp, as_csv(first).encode(), made=days[0])
    with cut_small(size, most):
        cut, _ = take(tmp, as_csv(then).encode() + b"\n", many, days[1])
    assert replace(cut, sha256=whole.sha256) == whole
    assert one.rows("recordings").equals(many.rows("recordings").sort("import_seq", "source_row"))
    assert one.aside == many.aside


@settings(max_examples=80)
@given(rows=st.lists(sound, min_size=1, max_size=40), size=st.integers(2, 7), most=st.sampled_from([0, 100]))
def test_the_fast_and_the_careful_way_and_any_batch_size_give_the_same_rows(rows, size, most, tmp_path_factory) -> None:
    tmp = tmp_path_factory.mktemp("p")
    data = as_csv(rows).encode()
    whole, one = take(tmp, data)
    with cut_small(size, most):
        parts, many = take(tmp, data)
        careful, third = take(tmp, data + b"torn\n")
    columns = [c for c in one.rows("recordings").columns if c != "import_id"]
    stored = one.rows("recordings").select(columns)
    for other in (many, third):
        assert stored.equals(other.rows("recordings").select(columns).sort("source_row"))
    assert whole.rows == parts.rows
    assert (careful.rows.read, careful.rows.set_aside) == (whole.rows.read + 1, whole.rows.set_aside + 1)


@settings(max_examples=60)
@given(rows=st.lists(sound, min_size=1, max_size=15), again=st.lists(sound, max_size=15))
def test_reading_rows_again_adds_nothing_that_is_there(rows, again, tmp_path_factory) -> None:
    tmp = tmp_path_factory.mktemp("p")
    ledger, writer = take(tmp, as_csv(rows).encode())
    before = writer.rows("recordings").height
    newest = [r for r in rows if r[0]]
    second, _ = take(tmp, as_csv(again).encode() + b"\n", writer)
    third, _ = take(tmp, as_csv(again).encode() + b"\n\n", writer)
    assert third.rows.repeats <= second.rows.read
    if len({r[0] for r in again}) == len(again):
        assert third.rows.used + third.rows.repaired == 0
    assert (
        writer.rows("recordings").height
        == before + second.rows.used + second.rows.repaired + third.rows.used + third.rows.repaired
    )
    del ledger, newest


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with bytes flipped, cut or doubled, lines swapped, other encodings mixed in."""
    data = bytearray(as_csv(draw(rows_of_cells)).encode())
    for _ in range(draw(st.integers(0, 4))):
        where = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["flip", "cut", "double", "latin", "quote", "feed", "tail"])):
            case "flip" if data:
                data[where] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[where : where + draw(st.integers(1, 30))]
            case "double":
                data[where:where] = data[where : where + draw(st.integers(1, 60))]
            case "latin":
                data[where:where] = "é".encode("cp1252")
            case "quote":
                data[where:where] = b'"'
            case "feed":
                data[where:where] = draw(st.sampled_from([b"\n", b"\r", b"\r\n", b"\x00"]))
            case "tail":
                del data[where:]
            case _:
                pass
    return bytes(data)


@settings(max_examples=250)
@given(data=damaged())
def test_a_damaged_file_is_accounted_for_or_refused_in_words(data, tmp_path_factory) -> None:
    try:
        ledger, writer = take(tmp_path_factory.mktemp("p"), data)
    except ExportError:
        return
    assert writer.rows("recordings").height == ledger.rows.used + ledger.rows.repaired
    assert len(writer.aside) == ledger.rows.set_aside
