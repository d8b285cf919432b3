"""Clock corrections that the auditor states in a file: applied to copies of the rows, told in the manifest, never guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.source import TableSource
from bwcmeta.errors import ArgumentError
from bwcmeta.model.moment import Duration
from bwcmeta.scratch import ScratchFolder
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = ("device", "source", "from", "to", "shift")
_MOVED = {
    "recordings": ("started_at", "ended_at", "activated_at", "recorded_at"),
    "device_events": ("at",),
}
"""The stamps of a camera's own clock; uploads and deletions are stamped by the evidence system."""
_SHIFT = re.compile(r"^\s*([+-])\s*(\d.*)$")


@dataclass(frozen=True, slots=True)
class ClockCorrection:
    """One line of a file of corrections.

    Attributes:
        device_id: the camera; empty means every camera.
        source_file: the export; empty means every export.
        from_at, to_at: stamps from (included) to (not included), as they were written; None means open.
        shift_us: what is added to them, in microseconds.
    """

    device_id: str
    source_file: str
    from_at: datetime | None
    to_at: datetime | None
    shift_us: int

    def told(self) -> dict[str, Any]:
        """As the manifest tells it."""
        values = asdict(self)
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def read_corrections(path: Path) -> tuple[ClockCorrection, ...]:
    """Read a CSV file with the columns device, source, from, to, shift (`-1h`, `+90s`); device or source may be empty.

    Raises:
        ArgumentError: it cannot be read, a column is missing, or a line is wrong; all lines are told at once.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            headings = [h.strip().lower() for h in reader.fieldnames or ()]
            unknown = sorted({*headings} - {*_COLUMNS})
            if "shift" not in headings or unknown:
                hint = (
                    f"{unknown[0]!r} is none; {did_you_mean(unknown[0], _COLUMNS)}" if unknown else "shift is missing"
                )
                raise ArgumentError(f"{path}: the columns are {', '.join(_COLUMNS)}: {hint}")
            lines = [{(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if k} for row in reader]
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ArgumentError(f"{path} is no UTF-8 text: save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise ArgumentError(f"{path} cannot be read as CSV: {error}") from error
    found, wrong = [], []
    for number, line in enumerate(lines, 2):
        try:
            found.append(_correction(line))
        except ValueError as error:
            wrong.append(f"{path}:{number}: {error}")
    if wrong:
        raise ArgumentError("\n".join(wrong))
    return tuple(found)


def _correction(line: Mapping[str, str]) -> ClockCorrection:
    match = _SHIFT.match(line["shift"])
    length = Duration.parse(match[2]).elapsed_us if match else None
    if match is None or length is None:
        msg = f"shift {line['shift']!r}: write what is to be added, with a sign, as in -1h or +90s"
        raise ValueError(msg)
    begin, end = (_instant(line.get(name, ""), name) for name in ("from", "to"))
    if begin is not None and end is not None and end <= begin:
        msg = "to is not after from"
        raise ValueError(msg)
    if not line.get("device") and not line.get("source"):
        msg = "name a device or a source: a correction of every clock is a zone; state it with --tz on import"
        raise ValueError(msg)
    shift = -length if match[1] == "-" else length
    return ClockCorrection(line.get("device", ""), line.get("source", ""), begin, end, shift)


def _instant(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        msg = f"{name} {text!r}: write an instant with an offset, as in 2026-03-08T02:00:00-06:00"
        raise ValueError(msg) from None
    if at.tzinfo is None:
        msg = f"{name} {text!r} has no offset: write it as in 2026-03-08T02:00:00-06:00"
        raise ValueError(msg)
    return at.astimezone(UTC)


class CorrectedSource:
    """Tables with the clocks of cameras moved as stated; everything else as it is.

    Attributes:
        moved: how many rows each correction moved, in the order of the corrections.
    """

    def __init__(self, source: TableSource, corrections: Sequence[ClockCorrection], folder: Path) -> None:
        self._source = source
        self._folder = folder
        self._files: dict[str, tuple[str, ...]] = {}
        self.moved = [0] * len(corrections)
        for table in _MOVED:
            files = source.files(table)
            if files:
                self._files[table] = (self._corrected(table, files, corrections),)

    def _corrected(self, table: str, files: Sequence[str], corrections: Sequence[ClockCorrection]) -> str:
        import polars as pl

        stamps = _MOVED[table]
        rows = pl.scan_parquet(list(files), hive_partitioning=False, glob=False)
        which = pl.lit(None, pl.Int32)
        for number, correction in reversed(list(enumerate(corrections))):  # of several the first counts
            which = pl.when(_applies(correction, stamps)).then(pl.lit(number, pl.Int32)).otherwise(which)
        shifts = {number: c.shift_us for number, c in enumerate(corrections)}
        marked = rows.with_columns(which.alias("_which"))
        shift = pl.col("_which").replace_strict(shifts, default=0, return_dtype=pl.Int64).fill_null(0)
        path = self._folder / f"{table}.parquet"
        marked.with_columns((pl.col(c) + pl.duration(microseconds=shift)).alias(c) for c in stamps).drop(
            "_which"
        ).sink_parquet(path)
        counted = marked.group_by("_which").len().collect()
        for number, count in counted.iter_rows():
            if number is not None:
                self.moved[number] += count
        return str(path)

    def files(self, table: str) -> tuple[str, ...]:
        """See `TableSource`."""
        return self._files.get(table) or self._source.files(table)

    def restated(self, table: str) -> bool:
        """See `TableSource`."""
        return self._source.restated(table)

    def columns(self, table: str) -> Mapping[str, frozenset[str]]:
        """See `TableSource`."""
        return self._source.columns(table)

    def folders(self) -> tuple[Path, ...]:
        """See `TableSource`."""
        return (*self._source.folders(), self._folder)

    def ledgers(self) -> tuple[dict[str, Any], ...]:
        """See `TableSource`."""
        return self._source.ledgers()

    def fingerprint(self) -> dict[str, Any]:
        """See `TableSource`."""
        return self._source.fingerprint()


def _applies(correction: ClockCorrection, stamps: Sequence[str]) -> pl.Expr:
    import polars as pl

    at = pl.coalesce(*(pl.col(c) for c in stamps))
    test = pl.lit(value=True)
    if correction.device_id:
        test &= pl.col("device_id") == correction.device_id
    if correction.source_file:
        test &= pl.col("source_file") == correction.source_file
    if correction.from_at is not None:
        test &= at >= correction.from_at
    if correction.to_at is not None:
        test &= at < correction.to_at
    return test.fill_null(value=False)


@contextmanager
def corrected(source: TableSource, corrections: Sequence[ClockCorrection]) -> Iterator[TableSource]:
    """The source with the corrections applied, for the time of an audit; itself where there are none."""
    if not corrections:
        yield source
        return
    with ScratchFolder("clocks") as folder:
        yield CorrectedSource(source, corrections, Path(folder))


def corrections_told(source: TableSource, corrections: Sequence[ClockCorrection]) -> list[dict[str, Any]]:
    """Each correction and how many rows it moved, for `summary.json`."""
    moved = source.moved if isinstance(source, CorrectedSource) else [0] * len(corrections)
    return [{**c.told(), "rows": rows} for c, rows in zip(corrections, moved, strict=True)]
