"""The lake: whole imports, earlier states, one writer, and folders that are no lake."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import polars as pl
import pytest

from bwcmeta.errors import ArgumentError, LakeError
from bwcmeta.lake import Lake, Writer
from bwcmeta.lake import writer as lake_writer
from bwcmeta.lake.data_files import by_month
from bwcmeta.lake.writer import polars_schema
from bwcmeta.model.ledger import Counts, FileLedger, ImportRecord, Noted, TableCounts
from bwcmeta.model.tables import RECORDINGS, TABLES

SCHEMA = polars_schema(RECORDINGS)


def recordings(*ids: str, month: int = 1) -> pl.DataFrame:
    at = dt.datetime(2026, month, 5, tzinfo=dt.UTC)
    rows = [{"recording_id": i, "started_at": at, "tags": ["x"], "source_row": n} for n, i in enumerate(ids)]
    return pl.DataFrame(rows, schema=SCHEMA)


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def record(name: str, **more: object) -> ImportRecord:
    sha = (name * 64)[:64]
    values = {"import_id": sha[:16], "file": f"{name}.csv", "sha256": sha, "size": 3, "profile": "p@1", "seq": 0}
    return ImportRecord(**{**values, "ledger": FileLedger(f"{name}.csv", sha), **more})  # type: ignore[arg-type]


def ids(lake: Lake, **which: object) -> list[str]:
    files = lake.snapshot(**which).files("recordings")  # type: ignore[arg-type]
    return sorted(pl.read_parquet(list(files), hive_partitioning=False)["recording_id"]) if files else []


@pytest.fixture(params=[1, 3, 1000])
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Lake:
    """A lake whose writer writes every row at once, some together, or all of them when the import is committed."""
    monkeypatch.setattr(lake_writer, "_ROWS_A_WRITE", request.param)
    return Lake.open(tmp_path / "a lake, é", create=True)


def take(lake: Lake, name: str, *frames: pl.DataFrame, **more: object) -> None:
    with lake.writer() as writer:
        for frame in frames:
            writer.append("recordings", frame)
        writer.commit(record(name, **more))


@pytest.mark.parametrize("few_runs", [True, False])
@pytest.mark.parametrize("years", [1, 40])
@pytest.mark.parametrize("gaps", [0, 7])
def test_rows_go_to_the_month_of_their_instant_in_their_order(few_runs: bool, years: int, gaps: int) -> None:
    first = dt.datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC)
    hours = [years * n * (1 if few_runs else 53) % (8_700 * years) for n in range(3_000)]
    at = [None if gaps and n % gaps == 3 else first + dt.timedelta(hours=hour) for n, hour in enumerate(hours)]
    rows = {"started_at": at, "source_row": range(3_000)}
    frame = pl.DataFrame(rows, schema_overrides={"started_at": SCHEMA["started_at"]})
    wanted: dict[str, list[int]] = {}
    for n, moment in enumerate(at):
        wanted.setdefault("unknown" if moment is None else f"{moment:%Y-%m}", []).append(n)
    assert {month: part["source_row"].to_list() for month, part in by_month(RECORDINGS, frame)} == wanted
    assert all(part.schema == frame.schema for _, part in by_month(RECORDINGS, frame))


def test_every_table_holds_its_columns_and_gives_them_back(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake", create=True)
    at = dt.datetime(2026, 2, 5, 1, 2, 3, 456_789, tzinfo=dt.UTC)
    samples = {
        "text": 'é;\n"',
        "text_list": ["a", "b"],
        "instant": at,
        "integer": 2**40,
        "number": 0.1,
        "boolean": True,
    }
    with lake.writer() as writer:
        for table in TABLES:
            full = {c.name: samples[c.kind] for c in table.columns}
            frame = pl.DataFrame([full, {}], schema=polars_schema(table))
            writer.append(table.name, frame)
        writer.commit(record("a"))
    snapshot = lake.snapshot()
    for table in TABLES:
        files = snapshot.files(table.name)
        months = {Path(f).parent.name for f in files}
        assert months == ({"month=2026-02", "month=unknown"} if table.month else {"month=unknown"})
        back = pl.read_parquet(list(files), hive_partitioning=False).sort(table.columns[0].name, nulls_last=True)
        assert back.schema == pl.Schema(polars_schema(table))
        assert back.row(0, named=True) == {c.name: samples[c.kind] for c in table.columns}
        assert set(back.row(1)) == {None}


def test_a_reader_sees_whole_imports_only(lake: Lake) -> None:
    take(lake, "a", recordings("R1"))
    before = lake.snapshot()
    with lake.writer() as writer:
        writer.append("recordings", recordings("R2"))
        writer.append("recordings", recordings("R3", month=2))
        assert ids(lake) == ["R1"]
        writer.commit(record("b"))
        assert ids(lake) == ["R1", "R2", "R3"]
    assert len(before.files("recordings")) == 1
    assert before.version == 1


def test_any_earlier_state_can_be_read(lake: Lake) -> None:
    take(lake, "a", recordings("R1"))
    take(lake, "b", recordings("R2"))
    take(lake, "c", recordings("R3"), restates={"recordings": True})
    assert [ids(lake, version=v) for v in range(4)] == [[], ["R1"], ["R1", "R2"], ["R1", "R2", "R3"]]
    stamps = [r.imported_at for r in lake.snapshot().imports]
    assert ids(lake, as_of=stamps[1]) == ["R1", "R2"]
    assert ids(lake, as_of=stamps[0] - dt.timedelta(microseconds=1)) == []
    assert lake.snapshot(as_of=stamps[1]).version == 2
    assert [(v.seq, len(v.files)) for v in lake.snapshot().history("recordings")] == [(1, 1), (2, 2), (3, 3)]
    assert not lake.snapshot(version=2).restated("recordings")
    assert lake.snapshot().restated("recordings")
    with pytest.raises(ArgumentError, match="has no version 4: it has 0 to 3"):
        lake.snapshot(version=4)
    with pytest.raises(ArgumentError, match="needs an offset"):
        lake.snapshot(as_of=dt.datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_record_of_an_import_comes_back_as_it_went_in(lake: Lake) -> None:
    ledger = FileLedger(
        "a.csv",
        "a" * 64,
        9,
        "p@1",
        rows=Counts(3, 1, 1, 0, 1),
        tables=(TableCounts("recordings", Counts(3, 1, 1, 0, 1), restates=True),),
        repairs=(Noted("recordings", "ended_at", "derived", 1, (3,)),),
        set_aside=(Noted("recordings", "started_at", "bad", 1, (4,)),),
        unknown=(Noted("recordings", "status", "Frozen", 1, (4,)),),
        unmapped=("colour",),
        notes=("n",),
        warnings=("w",),
    )
    exported = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)
    take(lake, "a", recordings("R1"), ledger=ledger, restates={"recordings": True}, exported_at=exported)
    (back,) = lake.snapshot().imports
    assert back.ledger == ledger
    assert (back.seq, back.restates, back.table_versions) == (1, {"recordings": True}, {"recordings": 1})
    assert back.exported_at == exported


def test_what_was_not_committed_is_taken_back_with_its_files(lake: Lake) -> None:
    take(lake, "a", recordings("R1"))
    with pytest.raises(RuntimeError), lake.writer() as writer:  # noqa: PT012
        writer.append("recordings", recordings("R2"))
        writer.append("incidents", pl.DataFrame(schema=polars_schema(TABLES[2])))
        raise RuntimeError
    assert ids(lake) == ["R1"]
    take(lake, "b", recordings("R3"))
    assert ids(lake) == ["R1", "R3"]
    on_disk = {str(p) for p in (lake.folder / "recordings").rglob("*.parquet")}
    assert on_disk == set(lake.snapshot().files("recordings"))


def test_a_writer_can_roll_back_one_import_and_go_on(lake: Lake) -> None:
    with lake.writer() as writer:
        writer.append("recordings", recordings("R1"))
        writer.roll_back()
        assert writer.is_empty("recordings")
        writer.append("recordings", recordings("R2"))
        writer.commit(record("a"))
        assert writer.knows("a" * 64)
        assert not writer.knows("b" * 64)
    assert ids(lake) == ["R2"]


def test_committed_rows_are_found_by_the_hash_of_their_key(lake: Lake) -> None:
    take(lake, "a", recordings("R1", "R2"))
    take(lake, "b", recordings("R4", "R5"))
    with lake.writer() as writer:
        writer.append("recordings", recordings("R3"))
        hashed = pl.col("recording_id").hash()
        keys = pl.DataFrame({"recording_id": ["R2", "R3", "R5", "R9", None]})
        wanted = keys.select(hashed.alias("hash"), place=pl.int_range(5)).sort("hash")
        found = pl.concat(writer.versions("recordings", hashed, wanted)).sort("place")
        # R3 is not committed: the file's own rows are told apart otherwise
        assert found.select("recording_id", "place").rows() == [("R2", 0), ("R5", 2)]
        assert found.columns == [*SCHEMA, "place"]
        assert writer.colliding("recordings", hashed, wanted["hash"]).len() == 2


def test_appended_rows_are_found_and_withdrawn_wherever_they_are(lake: Lake) -> None:
    take(lake, "a", recordings("R1", "R2"))
    every = recordings("R1", "R3", "R4", "R5", "R6", "R7")
    every = every.with_columns(started_at=pl.col("started_at").dt.offset_by(pl.format("{}mo", "source_row")))
    hashed = pl.col("recording_id").hash()

    def found(writer: Writer, *names: str, most: int = 9) -> list[str] | None:
        hashes = pl.Series(names).hash()
        rows = writer.appended("recordings", hashed, hashes, most)
        return None if rows is None else rows["recording_id"].to_list()

    with lake.writer() as writer:
        for frame in every.iter_slices(2):
            writer.append("recordings", frame)
        assert found(writer, "R7", "R1", "R2", "R5") == ["R1", "R5", "R7"]
        assert found(writer, "R7", "R1", "R2", "R5", most=2) is None
        writer.withdraw("recordings", pl.Series([0, 3, 9]))
        assert found(writer, "R7", "R1", "R2", "R5") == ["R7"]
        assert ids(lake) == ["R1", "R2"]
        writer.commit(record("b"))
        writer.append("recordings", recordings("R8"))
        writer.withdraw("recordings", pl.Series([0]))
        writer.commit(record("c"))
    assert ids(lake) == ["R1", "R2", "R3", "R4", "R6", "R7"]
    assert ids(lake, version=1) == ["R1", "R2"]
    on_disk = {str(p) for p in (lake.folder / "recordings").rglob("month=*/*.parquet")}
    assert on_disk == set(lake.snapshot().files("recordings"))
    assert not list(lake.folder.glob("recordings/month=unknown"))


def test_a_disk_that_is_full_while_rows_are_withdrawn_leaves_the_lake_as_it_was(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(lake, "a", recordings("R1"))
    with pytest.raises(LakeError, match="No space left"), lake.writer() as writer:  # noqa: PT012
        for frame in recordings("R2", "R3", "R4").iter_slices(1):
            writer.append("recordings", frame)
        with monkeypatch.context() as patched:
            patched.setattr("polars.LazyFrame.sink_parquet", full)
            writer.withdraw("recordings", pl.Series([0]))
        raise LakeError("No space left: where all of them waited in memory, nothing was written")
    assert ids(lake) == ["R1"]
    on_disk = {str(p) for p in (lake.folder / "recordings").rglob("month=*/*.parquet")}
    assert on_disk == set(lake.snapshot().files("recordings"))


def test_two_writers_wait_for_each_other(lake: Lake) -> None:
    done: list[str] = []

    def second() -> None:
        with lake.writer(wait_seconds=20) as writer:
            done.append("second")
            writer.append("recordings", recordings("R2"))
            writer.commit(record("b"))

    with lake.writer() as writer:
        with (
            pytest.raises(LakeError, match=r"another import is writing .* \(process \d+, since"),
            lake.writer(wait_seconds=0.1),
        ):
            pass
        other = threading.Thread(target=second)
        other.start()
        writer.append("recordings", recordings("R1"))
        done.append("first")
        writer.commit(record("a"))
    other.join()
    assert done == ["first", "second"]
    assert ids(lake) == ["R1", "R2"]
    assert [r.seq for r in lake.snapshot().imports] == [1, 2]


def test_a_full_disk_leaves_the_lake_as_it_was(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    take(lake, "a", recordings("R1"))

    def write(writer: Writer) -> None:
        with monkeypatch.context() as patched:
            patched.setattr("polars.DataFrame.write_parquet", full)
            writer.append("recordings", recordings("R2"))
            writer.commit(record("b"))

    with pytest.raises(LakeError, match="No space left on device"), lake.writer() as writer:
        write(writer)
    assert ids(lake) == ["R1"]
    take(lake, "b", recordings("R2"))
    assert ids(lake) == ["R1", "R2"]


@pytest.mark.parametrize("what", ["absent", "empty", "full", "file"])
def test_what_is_no_lake_is_said_to_be_none(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "x"
    if what in ("empty", "full"):
        folder.mkdir()
    if what == "full":
        (folder / "letter.txt").write_text("")
    if what == "file":
        folder.write_text("")
    with pytest.raises(LakeError, match=r"does not exist|is no lake"):
        Lake.open(folder)
    if what in ("full", "file"):
        with pytest.raises(LakeError, match=r"not empty|no lake can be made"):
            Lake.open(folder, create=True)
    else:
        assert Lake.open(folder, create=True).snapshot().version == 0


def test_a_folder_whose_name_the_libraries_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="% in its name"):
        Lake.open(tmp_path / "50% lake", create=True)


def test_a_lake_of_another_format_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bwcmeta.lake.imports.FORMAT", "bwcmeta lake, format 3")
    with pytest.raises(LakeError, match="written in another format"):
        Lake.open(lake.folder)


def test_many_imports_stay_readable_past_the_checkpoints(lake: Lake) -> None:
    with lake.writer() as writer:
        for n in range(120):
            writer.append("recordings", recordings(f"R{n}"))
            writer.commit(record(f"{n:03d}"))
    assert len(ids(lake)) == 120
    assert ids(lake, version=1) == ["R0"]
    assert len(ids(lake, version=110)) == 110
