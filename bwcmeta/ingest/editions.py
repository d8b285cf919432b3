"""Which exports were made after the one at hand: their version of a row counts, column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.columns import Table
from bwcmeta.model.ledger import ImportRecord

if TYPE_CHECKING:
    import polars as pl

SEQ = "import_seq"


@dataclass(frozen=True, slots=True)
class Editions:
    """The imports whose export was made later than the file at hand."""

    later: tuple[ImportRecord, ...] = ()

    @staticmethod
    def of(imports: Iterable[ImportRecord], made: datetime | None, first: ImportRecord | None) -> Editions:
        """Return them.

        Args:
            imports: of the lake.
            made: when the file's export was made, where that is known.
            first: where rows are read again: the import they came from first. What was read after it is later too,
                unless both times are known and say otherwise.
        """

        def is_later(record: ImportRecord) -> bool:
            if made is not None and record.exported_at is not None:
                return record.exported_at > made
            return first is not None and record.seq > first.seq and not record.ledger.retry_of

        return Editions(tuple(r for r in imports if is_later(r)))

    def speaking(self, table: str, column: str) -> list[int]:
        """Return the numbers of those that speak about a column."""
        found = []
        for record in self.later:
            named = next((t.columns for t in record.ledger.tables if t.table == table), ())
            if not named or column in named:
                found.append(record.seq)
        return found

    def late(self, table: Table, before: pl.DataFrame, writer: WriterProtocol, columns: Iterable[str]) -> pl.DataFrame:
        """Say for each key about which columns a later export has spoken.

        Args:
            table: the table.
            before: the stored rows of the keys in question, all versions.
            writer: knows which keys a later export had as they were, so that nothing new was stored.
            columns: the columns to ask about.

        Returns:
            One row a key of which a later export knows: its key, and `late:COLUMN` for each column.
        """
        import polars as pl

        keys = list(table.key)
        numbers = [record.seq for record in self.later]
        seen = before.filter(pl.col(SEQ).is_in(numbers)).select(*keys, SEQ)
        wanted = before.select(keys).unique()
        for record in self.later:
            same = writer.confirmed(record.import_id, table.name, wanted)
            seen = pl.concat(
                [seen, same.with_columns(pl.lit(record.seq, dtype=pl.Int64).alias(SEQ)).select(seen.columns)]
            )
        told = [pl.col(SEQ).is_in(self.speaking(table.name, c)).any().alias(f"late:{c}") for c in columns]
        return seen.group_by(keys, maintain_order=True).agg(told)
