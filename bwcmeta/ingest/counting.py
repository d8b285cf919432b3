"""The ledger of one file, counted batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.ingest.normalise import TableBatch
from bwcmeta.model.ledger import Counts, Noted, TableCounts

if TYPE_CHECKING:
    import polars as pl

NOT_MEANT, ASIDE, REPEAT, USED, REPAIRED = range(5)
"""How a row ended for one table, weakest first: the file counts each row once, by its strongest end."""

_EXAMPLES = 5
_MOST_KINDS = 1000
_LONGEST = 200
OTHERS = "(other values)"


@dataclass(slots=True)
class Tally:
    """Counts of one kind of happening: by table, column and words."""

    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    examples: dict[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict)

    def add(self, table: str, column: str, what: str, rows: pl.Series) -> None:
        """Count rows (their lines) under one heading; the number of headings is bounded."""
        self._add((table, column, what), rows.len(), rows.head(_EXAMPLES).to_list())

    def add_each(self, table: str, column: str, texts: pl.Series, rows: pl.Series) -> None:
        """Count rows under the text that each has."""
        import polars as pl

        told = pl.DataFrame({"text": texts.str.slice(0, _LONGEST), "row": rows})
        kinds = told.group_by("text").agg(pl.len(), pl.col("row").head(_EXAMPLES)).sort("text")
        for text, count, first in kinds.iter_rows():
            self._add((table, column, text), count, first)

    def _add(self, key: tuple[str, str, str], count: int, rows: list[int]) -> None:
        if key not in self.counts and len(self.counts) >= _MOST_KINDS:
            key = (*key[:2], OTHERS)
        self.counts[key] = self.counts.get(key, 0) + count
        known = self.examples.get(key, ())
        if len(known) < _EXAMPLES:
            self.examples[key] = (*known, *rows[: _EXAMPLES - len(known)])

    def noted(self) -> tuple[Noted, ...]:
        """Return everything counted, sorted."""
        return tuple(Noted(*key, count, self.examples[key]) for key, count in sorted(self.counts.items()))


@dataclass(slots=True)
class Aside:
    """The rows of a file that entered no table, kept small: lines, and numbers that stand for reasons."""

    reasons: dict[tuple[str, str, str], int] = field(default_factory=dict)
    parts: list[pl.DataFrame] = field(default_factory=list)
    stored: list[pl.DataFrame] = field(default_factory=list)

    def add(self, table: str, column: str, reason: str, rows: pl.Series) -> None:
        """Note rows (their lines)."""
        import polars as pl

        number = self.reasons.setdefault((table, column, reason), len(self.reasons))
        self.parts.append(pl.DataFrame({"row": rows}).with_columns(pl.lit(number, dtype=pl.UInt32).alias("reason")))

    def add_stored(self, rows: pl.Series, ends: pl.Series) -> None:
        """Note rows that another table of the profile took, and how the file counts them for it."""
        import polars as pl

        self.stored.append(pl.DataFrame({"row": rows, "end": ends}))

    def __iter__(self) -> Iterator[tuple[int, str, str, str, str]]:
        """Yield (line, table, column, reason, how the file counts the row) in order of line."""
        import polars as pl

        if not self.parts:
            return
        names = list(self.reasons)
        every = pl.concat(self.parts).sort("row", "reason")
        if self.stored:
            every = every.join(pl.concat(self.stored), on="row", how="left", maintain_order="left")
        else:
            every = every.with_columns(pl.lit(None, dtype=pl.UInt8).alias("end"))
        for part in every.iter_slices(65_536):
            for row, number, end in part.iter_rows():
                yield row, *names[number], _WORDS[ASIDE if end is None else end]


@dataclass(slots=True)
class Book:
    """Everything the ledger of one file is made of."""

    rows: Counts = field(default_factory=Counts)
    tables: dict[str, Counts] = field(default_factory=dict)
    restates: dict[str, bool] = field(default_factory=dict)
    repairs: Tally = field(default_factory=Tally)
    faults: Tally = field(default_factory=Tally)
    unknown: Tally = field(default_factory=Tally)
    aside: Aside = field(default_factory=Aside)
    changes: Tally = field(default_factory=Tally)
    notes: list[str] = field(default_factory=list)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def table_counts(self, names: Iterable[str]) -> tuple[TableCounts, ...]:
        """Return the counts of each table, in the order of `names`."""
        return tuple(
            TableCounts(
                name,
                self.tables.get(name, Counts()),
                self.restates.get(name, False),
                tuple(sorted(self.columns.get(name, ()))),
            )
            for name in names
        )


def ends(one: TableBatch, rows: pl.Series, book: Book) -> pl.Series:
    """Say how each row of a batch ends for one table, repeats left open, and note why in the book."""
    import polars as pl

    height = rows.len()
    end = pl.repeat(USED, height, dtype=pl.UInt8, eager=True)
    open_rows = one.meant if one.meant is not None else pl.repeat(True, height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    if one.meant is not None:
        end = end.scatter((~open_rows).arg_true(), NOT_MEANT)
    for column, reason, mask in one.faults:
        told = mask & open_rows
        if told.any():
            end = end.scatter(told.arg_true(), ASIDE)
            book.faults.add(one.table.name, column, reason, rows.filter(told))
            book.aside.add(one.table.name, column, reason, rows.filter(told))
            open_rows &= ~mask
    for _column, _what, mask in one.repairs:
        done = mask & open_rows
        end = end.scatter(done.arg_true(), REPAIRED)
    return end


def note_repairs(one: TableBatch, rows: pl.Series, end: pl.Series, book: Book) -> None:
    """Note the repairs and unknown values of the rows that were stored, and the unknown values of those set aside."""
    stored = end >= USED
    for column, what, mask in one.repairs:
        done = mask & stored
        if done.any():
            book.repairs.add(one.table.name, column, what, rows.filter(done))
    for column, texts in one.unknown:
        seen = texts.is_not_null() & (end != NOT_MEANT)
        book.unknown.add_each(one.table.name, column, texts.filter(seen), rows.filter(seen))


def counts(end: pl.Series) -> Counts:
    """Count the ends of a table's rows."""
    by_end = dict(end.value_counts().iter_rows())
    found = {name: by_end.get(code, 0) for name, code in _COUNTED.items()}
    return Counts(read=sum(found.values()), **found)


_COUNTED = {"used": USED, "repaired": REPAIRED, "repeats": REPEAT, "set_aside": ASIDE}
_WORDS = {code: word for word, code in _COUNTED.items()}
