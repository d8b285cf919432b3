"""What ingest asks of whoever stores the rows. The lake's `Writer` answers it; neither imports the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from bwcmeta.model.ledger import ImportRecord

if TYPE_CHECKING:
    import polars as pl


class WriterProtocol(Protocol):
    """Takes the rows of one file after another: `append` as often as needed, then `commit` or `roll_back`."""

    next_seq: int

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """The files taken so far, in their order."""

    def knows(self, sha256: str) -> bool:
        """Return whether a file with these bytes was taken before."""

    def record_of(self, sha256: str) -> ImportRecord | None:
        """Return the record of the file with these bytes."""

    def is_empty(self, table: str) -> bool:
        """Return whether the table has no rows, appended ones included."""

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Append rows with exactly the table's columns."""

    def versions(self, table: str, key_hash: pl.Expr, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Yield, piece by piece, the committed rows whose `key_hash` is the first column of `wanted`, in one reading.

        Beside them stands what else `wanted` says of the hash; each hash is in it once, in ascending order.
        """

    def appended(self, table: str, key_hash: pl.Expr, hashes: pl.Series, most: int) -> pl.DataFrame | None:
        """Return the rows appended since the last commit whose `key_hash` is one of `hashes`, in the order of lines.

        None where there are more than `most` such rows.
        """

    def withdraw(self, table: str, lines: pl.Series) -> None:
        """Take the rows of some lines out of what was appended since the last commit."""

    def colliding(self, table: str, key_hash: pl.Expr, hashes: pl.Series) -> pl.Series:
        """Return those of `hashes` that `key_hash` gives for some committed row of the table."""

    def save_set_aside(self, import_id: str, lines: Iterable[str]) -> None:
        """Write the rows that entered no table, one JSON object a line."""

    def set_aside_lines(self, import_id: str) -> Iterable[str]:
        """Return the lines of an import saved so, without those of rows that a later import took over."""

    def save_confirmed(self, import_id: str, table: str, part: int, keys: pl.DataFrame) -> None:
        """Keep keys of rows that an import repeats exactly: it vouches for them, though it stores nothing."""

    def confirmed(self, import_id: str, table: str, keys: pl.DataFrame) -> pl.DataFrame:
        """Return those of `keys` that an import repeats exactly."""

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Make everything appended since the last commit visible, in one step."""

    def roll_back(self, *, sweep: bool = False) -> None:
        """Take back what was appended since the last commit."""
