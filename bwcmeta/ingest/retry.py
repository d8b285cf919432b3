"""Rows that were set aside, written out for a person to correct, and read again where they belong.

The file is a CSV: first who the row is (import, file, row) and why it was set aside, then the cells under the
headings of its export. What is corrected there is read by the profile of the first import, and enters the lake under
the row's own file and line.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import Batch, Source, cell_name
from bwcmeta.model.ledger import Counts, ImportRecord
from bwcmeta.profiles.headings import plain

LEAD = ("bwcmeta import", "bwcmeta file", "bwcmeta row", "bwcmeta column", "bwcmeta reason")
_SEPARATORS = (",", "\t", ";", "|")
UNPARTED = "the row could not be parted into cells: copy it from the file"


def is_retry(headings: Sequence[str]) -> bool:
    """Return whether a file is one of set-aside rows."""
    return tuple(map(plain, headings[: len(LEAD)])) == tuple(map(plain, LEAD))


def looks_set_aside(headings: Sequence[str]) -> bool:
    """Return whether a file was one, whatever a spreadsheet did to it since: one of our own headings is there."""
    return not set(map(plain, LEAD)).isdisjoint(map(plain, headings))


def absent(headings: Sequence[str]) -> list[str]:
    """Return those of our own headings that do not stand where they belong."""
    there = [plain(h) for h in headings[: len(LEAD)]]
    return [h for n, h in enumerate(LEAD) if n >= len(there) or there[n] != plain(h)]


def as_csv(record: ImportRecord, lines: Iterable[str]) -> str:
    """Return the set-aside rows of one import (JSON lines, as the lake keeps them) as a CSV to correct."""
    headings = record.ledger.headings
    rows: dict[int, dict[str, Any]] = {}
    for line in lines:
        entry = json.loads(line)
        row = rows.setdefault(entry["row"], {"file": entry["file"], "raw": entry["raw"], "columns": [], "reasons": []})
        where = ".".join(filter(None, (entry["table"], entry["column"])))
        if where and where not in row["columns"]:
            row["columns"].append(where)
        if entry["reason"] not in row["reasons"]:
            row["reasons"].append(entry["reason"])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*LEAD, *headings])
    for number, row in sorted(rows.items()):
        cells = _cells(row["raw"], headings)
        reasons = row["reasons"] if cells is not None else [*row["reasons"], UNPARTED]
        lead = [record.import_id, row["file"], number, "; ".join(row["columns"]), "; ".join(reasons)]
        writer.writerow([*lead, *(cells if cells is not None else [""] * len(headings))])
    return out.getvalue()


def _cells(raw: str, headings: Sequence[str]) -> list[str] | None:
    """Part a row's text into its cells, or None."""
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if isinstance(value, dict):
        said = {plain(k): v for k, v in _flat(value, "")}
        return ["" if (v := said.get(plain(h))) is None else str(v) for h in headings]
    for separator in _SEPARATORS:
        try:
            fields = next(csv.reader(io.StringIO(raw), delimiter=separator, strict=True))
        except (csv.Error, StopIteration):
            continue
        if len(fields) == len(headings):
            return fields
    return None


def _flat(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, "" if key == "attributes" and not prefix else f"{prefix}{key}.")
        else:
            yield prefix + key, json.dumps(inner) if isinstance(inner, list) else inner


class Retried:
    """A file of set-aside rows, read as if its rows still stood in their own file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.headings = source.headings[len(LEAD) :]
        self.notes, self.warnings = source.notes, source.warnings

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        import polars as pl

        width = len(self.headings)
        for batch in self._source.batches():
            rows = batch.cells[cell_name(LEAD.index("bwcmeta row"))].str.strip_chars().cast(pl.Int64, strict=False)
            if rows.null_count() or batch.torn:
                raise ExportError("every line of a file of set-aside rows needs its number under 'bwcmeta row'")
            cells = batch.cells.select(pl.col(cell_name(n + len(LEAD))).alias(cell_name(n)) for n in range(width))
            yield Batch(cells, rows.alias("row"))

    def careful(self) -> Source | None:
        """See `Source`."""
        careful = self._source.careful()
        return Retried(careful) if careful is not None else None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`: the corrected cells, as a line of CSV."""
        wanted = set(rows)
        for batch in self.batches():
            for row, cells in zip(batch.rows, batch.cells.iter_rows(), strict=True):
                if row in wanted:
                    out = io.StringIO()
                    csv.writer(out, lineterminator="").writerow(cells)
                    yield row, out.getvalue()

    def rows(self) -> Iterator[int]:
        """Yield the numbers of its rows."""
        return (row for batch in self.batches() for row in batch.rows)


def read_again(source: Retried, lines: Iterable[str]) -> tuple[Counts, tuple[tuple[int, int], ...]]:
    """Hold the rows of a file against those that are still set aside.

    Args:
        source: the file.
        lines: what is still set aside of the import it belongs to (JSON lines).

    Returns:
        How the ledger of that import counts these rows, and their numbers as spans.

    Raises:
        ExportError: a row stands twice, or is not set aside there (any more).
    """
    rows = sorted(source.rows())
    twice = sorted({row for row, after in pairwise(rows) if row == after})
    if twice:
        raise ExportError(f"{_named(twice)} more than once; leave one line for each row")
    wanted, ends = set(rows), dict.fromkeys(rows, "")
    for line in lines:
        entry = json.loads(line)
        if entry["row"] in wanted:
            ends[entry["row"]] = entry.get("counted", "set_aside")
    strange = sorted(row for row, end in ends.items() if not end)
    if strange:
        what = f"{_named(strange)}, which is not set aside in its import, or was read again already"
        raise ExportError(f"{what}; take it out, or write the rows that still are with `--set-aside DIR`")
    told = Counter(ends.values())
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return Counts(read=len(rows), **told), tuple(spans)


def _named(rows: list[int]) -> str:
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f"it holds 'bwcmeta row' {', '.join(map(str, rows[:5]))}{more}"


def record_of(source: Source, imports: Iterable[ImportRecord]) -> ImportRecord:
    """Return the import that the rows of a file belong to.

    Raises:
        ExportError: it is not in the lake, or the file mixes several.
    """
    ids = {cell for batch in source.batches() for cell in batch.cells[cell_name(0)].str.strip_chars()}
    if len(ids) != 1:
        raise ExportError("a file of set-aside rows belongs to one import; this one names " + (f"{len(ids)}"))
    wanted = ids.pop()
    for record in imports:
        if record.import_id == wanted:
            return record
    raise ExportError(f"the import {wanted!r} is not in this lake")
