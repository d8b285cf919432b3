"""A look into a file without reading it: its headings and some of its cells, for drafting and detecting profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bwcmeta.errors import ExportError
from bwcmeta.ingest.files import Found, find
from bwcmeta.ingest.readers.batch import Source, UnsoundError, cell_name
from bwcmeta.ingest.readers.manner import Manner
from bwcmeta.ingest.readers.open import dialect_of, is_readable, open_source, other_manners
from bwcmeta.ingest.unpacking import unpacked
from bwcmeta.scratch import ScratchFolder

ROWS = 1_000
"""Rows whose cells are looked at."""


@dataclass(frozen=True, slots=True)
class Peek:
    """What the first rows of a file show.

    Attributes:
        name: of the file; of the first readable one where an archive was given.
        headings: in the order of the file.
        samples: heading -> the cells below it that are not empty, of the first rows.
        others: other places where headings could stand (a sheet, a lower line), with the headings there.
    """

    name: str
    headings: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    others: tuple[tuple[Manner, tuple[str, ...]], ...] = ()

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).name.rpartition(".")[0] or self.name


def peek(path: Path, *, sheet: str | None = None, header_row: int | None = None, cells: bool = True) -> Peek:
    """Look into one file, or into the first that an archive holds.

    Args:
        path: the file.
        sheet: of a workbook.
        header_row: line or row that holds the headings.
        cells: whether the cells are wanted too.

    Raises:
        ExportError: it is no file, or cannot be read.
    """
    if not path.is_file():
        msg = f"{path} is no file"
        raise ExportError(msg)
    with ScratchFolder("peek") as folder:
        listing = unpacked(find([path]), Path(folder))
        found = next((f for f in listing.files if is_readable(f.path)), None)
        if found is None:
            msg = f"{path} holds no file that can be read"
            raise ExportError(msg)
        manner = Manner(header_row, sheet)
        try:
            source = open_source(found.path, dialect_of(found.path, manner), manner)
            samples = _samples(source) if cells else {}
            others = () if sheet or header_row else tuple(_others(found))
        except ExportError as error:
            raise ExportError(str(error).replace(str(found.path), str(found))) from error
        return Peek(found.name, source.headings, samples, others)


def _others(found: Found) -> list[tuple[Manner, tuple[str, ...]]]:
    try:
        return list(other_manners(found.path))
    except ExportError:
        return []


def _samples(source: Source) -> dict[str, tuple[str, ...]]:
    reading: Source | None = source
    while reading is not None:
        try:
            batch = next(reading.batches(), None)
        except UnsoundError:
            reading = reading.careful()
            continue
        if batch is None:
            return {}
        first = batch.cells.head(ROWS)
        found: dict[str, tuple[str, ...]] = {}
        for number, heading in enumerate(source.headings):
            texts = (text for text in first[cell_name(number)].drop_nulls().to_list() if text.strip())
            found.setdefault(heading, tuple(texts))
        return found
    return {}
