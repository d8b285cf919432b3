"""What is done to the rows of a file before any column is read: cells filled down, total rows found, rows split.

Batches come in the order of the file, for a cell that means "as above" may look back to the batch before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.ingest.readers.batch import Batch, Torn, cell_name
from bwcmeta.profiles.resolve import Layout

if TYPE_CHECKING:
    import polars as pl

_TOTAL = r"(?i)^\s*(?:grand\s+|sub[- ]?)?totals?\s*:?\s*(?:rows|records|count)?\s*:?\s*$"
_LONGEST_TOTAL = 32
"""Bytes of `Grand total records:` with some spaces around it; ids are often longer, and need no further look."""
_LOOKED_AT = 2
TOTAL_ROW = "a row of totals, not a record"
HEADINGS_AGAIN = "the headings once more, not a record"


class Shaper:
    """Prepares the batches of one file, in their order."""

    def __init__(self, layout: Layout) -> None:
        profile = layout.profile
        self._fill = [at for h in profile.fill_down if (at := layout.at(h)) is not None]
        self._last: dict[int, str | None] = {}
        self._split = {
            at: mark
            for rule in profile.tables.values()
            for h, mark in rule.split_rows.items()
            if (at := layout.at(h)) is not None
        }
        self._width = len(layout.headings)
        self._headings = [(n, h) for n, h in enumerate(layout.headings) if h.strip()]
        self.split_rows = 0

    def shape(self, batch: Batch) -> Batch:
        """Return the batch as it is to be read."""
        for place in self._fill:
            batch = self._filled(batch, place)
        batch = self._without_totals(batch)
        batch = self._without_headings(batch)
        for place, mark in self._split.items():
            batch = self._split_at(batch, place, mark)
        return batch

    def notes(self) -> list[str]:
        """Say what was done to the file as a whole."""
        if not self.split_rows:
            return []
        return [f"{self.split_rows:,} rows more than lines: cells with several values were split into a row for each"]

    def _filled(self, batch: Batch, place: int) -> Batch:
        import polars as pl

        cell = pl.col(cell_name(place))
        blank = cell.str.strip_chars() == ""
        filled = pl.when(~blank).then(cell).forward_fill().fill_null(pl.lit(self._last.get(place), dtype=pl.String))
        cells = batch.cells.with_columns(filled.alias(cell_name(place)))
        if cells.height:
            self._last[place] = cells[cell_name(place)][-1]
        return Batch(cells, batch.rows, batch.torn)

    def _without_totals(self, batch: Batch) -> Batch:

        found: pl.Series | None = None
        for place in range(min(_LOOKED_AT, self._width)):
            cells = batch.cells[cell_name(place)]
            # most columns have no such short word: cheap looks first
            short = (cells.str.len_bytes() <= _LONGEST_TOTAL).fill_null(value=False)
            if not short.any() or not cells.filter(short).str.contains_any(["total", "Total", "TOTAL"]).any():
                continue
            rows = short & cells.str.contains(_TOTAL).fill_null(value=False)
            found = rows if found is None else found | rows
        return batch if found is None else _torn_out(batch, found, TOTAL_ROW)

    def _without_headings(self, batch: Batch) -> Batch:
        """Files put together by hand have their headings in the middle, too."""
        if len(self._headings) < _LOOKED_AT:
            return batch
        place, last = self._headings[-1]  # the first may have a mark of the encoding glued to it
        found = (batch.cells[cell_name(place)] == last).fill_null(value=False)
        if not found.any():
            return batch
        for place, heading in self._headings[1:-1]:
            found &= (batch.cells[cell_name(place)] == heading).fill_null(value=False)
        place, first = self._headings[0]
        found &= batch.cells[cell_name(place)].str.ends_with(first).fill_null(value=False)
        return _torn_out(batch, found, HEADINGS_AGAIN)

    def _split_at(self, batch: Batch, place: int, mark: str) -> Batch:
        import polars as pl

        name = cell_name(place)
        if not batch.cells[name].str.contains(mark, literal=True).any():
            return batch
        parts = pl.col(name).str.split(mark).list.eval(pl.element().str.strip_chars())
        some = parts.list.eval(pl.element().filter(pl.element() != ""))
        rows = batch.cells.with_columns(batch.rows.alias("__row"), some.alias(name))
        rows = rows.explode(name, empty_as_null=True)
        self.split_rows += rows.height - batch.rows.len()
        return Batch(rows.drop("__row"), rows["__row"].alias("row"), batch.torn)


def _torn_out(batch: Batch, found: pl.Series, reason: str) -> Batch:
    """Set some rows of a batch aside, with the reason."""
    if not found.any():
        return batch
    torn = [Torn(int(row), reason) for row in batch.rows.filter(found)]
    together = tuple(sorted((*batch.torn, *torn), key=lambda t: t.row))
    return Batch(batch.cells.filter(~found), batch.rows.filter(~found), together)
