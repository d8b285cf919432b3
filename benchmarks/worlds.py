"""The data: worlds by `bwcmeta generate`, read into lakes, kept between runs.

Where: `BWCMETA_BENCH_CACHE`, else `bwcmeta-bench` in the folder for temporary files. The name of each holds a digest of
the code that makes it, so that nothing stale is ever measured.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import string
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import ROOT, bwcmeta

if TYPE_CHECKING:
    import polars as pl

SEED = 41
NARROW = ("recording_id", "device_id", "officer_id", "started_at", "ended_at")


def cache() -> Path:
    """The folder in which data is kept."""
    folder = Path(os.environ.get("BWCMETA_BENCH_CACHE") or Path(tempfile.gettempdir()) / "bwcmeta-bench")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def world(recordings: int) -> Path:
    """A folder of canonical Parquet files with about so many recordings, nothing planted."""

    def make(folder: Path) -> None:
        from bwcmeta.generate import generate

        generate(folder, recordings=recordings, plant=False, form="parquet", seed=SEED)

    return kept(f"world-{recordings}-{_digest('generate', 'model/tables.py')}", make)


def clean_world(recordings: int) -> Path:
    """The same where nobody does anything wrong and nothing is unknown."""

    def make(folder: Path) -> None:
        from bwcmeta.generate import generate

        generate(folder, recordings=recordings, clean=True, form="parquet", seed=SEED)

    return kept(f"clean-{recordings}-{_digest('generate', 'model/tables.py')}", make)


def lake(recordings: int) -> Path:
    """A lake into which that world was read."""
    source = world(recordings)

    def make(folder: Path) -> None:
        bwcmeta("ingest", source, "--lake", folder, scratch=folder.parent / f"{folder.name}-log")
        shutil.rmtree(folder.parent / f"{folder.name}-log")

    digest = _digest("generate", "model/tables.py", "lake/delta.py", "lake/data_files.py", "lake/imports.py")
    return kept(f"lake-{recordings}-{digest}", make)


def copied_lake(recordings: int, times: int) -> Path:
    """That lake so many times over: each copy has officers, cameras, incidents, places and files of its own."""
    source = lake(recordings)

    def make(folder: Path) -> None:
        import polars as pl

        from bwcmeta.lake import Lake
        from bwcmeta.model.tables import TABLES

        before = Lake.open(source).snapshot()
        with Lake.open(folder, create=True).writer() as writer:
            for n in range(times):
                for table in TABLES:
                    for path in before.files(table.name):
                        rows = pl.read_parquet(path, hive_partitioning=False, glob=False)
                        writer.append(table.name, rows.with_columns(_renamed(rows.schema, n, len(before.imports))))
                for record in before.imports:
                    ledger = replace(record.ledger, file=record.file + _letter(n))
                    ids = {"import_id": f"{record.import_id[:15]}{n:x}", "sha256": f"{record.sha256[:63]}{n:x}"}
                    writer.commit(replace(record, file=ledger.file, ledger=ledger, **ids))

    return kept(f"{source.name}-times-{times}", make)


def _letter(copy: int) -> str:
    """What is written behind every name of a copy."""
    return string.ascii_lowercase[copy]


def _renamed(schema: Mapping[str, object], copy: int, files: int) -> list[pl.Expr]:
    """The columns of a table that name something, with names of this copy; what stands for nobody stays."""
    import polars as pl

    from bwcmeta.plan.people import FILLERS

    names = [c for c in schema if c.endswith("_id") and c != "import_id"]
    names += [c for c in ("address_key", "badge", "call_sign", "source_file") if c in schema]
    name = pl.col(*names)
    made = [pl.when(name.str.to_uppercase().is_in(FILLERS)).then(name).otherwise(name + _letter(copy))]
    if "incident_ids" in schema:
        made.append(pl.col("incident_ids").list.eval(pl.element() + _letter(copy)))
    return [*made, pl.col("import_id").str.slice(0, 15) + f"{copy:x}", pl.col("import_seq") + copy * files]


def narrow_csv(recordings: int) -> Path:
    """One canonical CSV file of recordings: id, device, officer, start, end (about 95 bytes a row)."""
    source = world(recordings)

    def make(folder: Path) -> None:
        import polars as pl

        folder.mkdir()
        rows = pl.scan_parquet(f"{source}/recordings-*.parquet").select(NARROW)
        rows.sink_csv(folder / "recordings.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")

    return kept(f"csv-{recordings}-{_digest('generate', 'model/tables.py')}", make) / "recordings.csv"


def longer_csv(recordings: int, times: int) -> Path:
    """That file so many times over, with other ids each time: the same rows to read, and no row twice."""
    source = narrow_csv(recordings)

    def make(folder: Path) -> None:
        import polars as pl

        folder.mkdir()
        one = pl.scan_csv(source, infer_schema=False)
        rest = pl.col("recording_id").str.slice(2)  # the first two are replaced in each copy, the first one included
        every = [one.with_columns(pl.lit(f"{n:02d}").add(rest).alias("recording_id")) for n in range(times)]
        pl.concat(every).sink_csv(folder / "recordings.csv")

    return kept(f"{source.parent.name}-times-{times}", make) / "recordings.csv"


def one_row_more(source: Path) -> Path:
    """That file with its last row once more under another id: other bytes, and one row that is new."""

    def make(folder: Path) -> None:
        folder.mkdir()
        shutil.copyfile(source, folder / source.name)
        with source.open("rb") as stream:
            stream.seek(-500, os.SEEK_END)
            last = stream.read().splitlines()[-1]
        with (folder / source.name).open("ab") as more:
            more.write(b"one-more," + last.partition(b",")[2] + b"\n")

    return kept(f"{source.parent.name}-more", make) / source.name


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder unless it is there; a half-made one never stays."""
    folder = cache() / name
    if not folder.exists():
        draft = cache() / f".{name}-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            make(draft)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return folder


def _digest(*parts: str) -> str:
    """A digest of parts of the package."""
    whole = hashlib.sha256()
    for part in parts:
        path = ROOT / "bwcmeta" / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            whole.update(file.read_bytes())
    return whole.hexdigest()[:10]
