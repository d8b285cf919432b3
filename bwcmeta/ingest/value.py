"""One canonical column of a batch, as it was read: the values, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.ingest.stamps import Stamps


@dataclass(frozen=True, slots=True)
class Value:
    """One canonical column of a batch.

    Attributes:
        data: the values, null where empty, unreadable or unknown.
        bad: rows whose stamp cannot be read: they are set aside.
        unknown: rows whose text is outside the vocabulary, or no number: the cell is emptied, the text listed.
        text: what was read, for the examples.
        stamps: for instants, what is kept beside them.
        emptied: (why, rows, whether the texts may be listed): cells that hold something the profile does not want.
        mended: (what, rows): cells that were read, though not as they stand.
        exchanged: those of `bad` that would be read with day and month in the other order.
        several: for kinds of place, the sets of cells that name several at once; null elsewhere.
        in_part: rows of which one word is outside the vocabulary and the others are not: the text is listed.
    """

    data: pl.Series
    bad: pl.Series | None = None
    unknown: pl.Series | None = None
    text: pl.Series | None = None
    stamps: Stamps | None = None
    emptied: tuple[tuple[str, pl.Series, bool], ...] = ()
    mended: tuple[tuple[str, pl.Series], ...] = ()
    exchanged: pl.Series | None = None
    several: pl.Series | None = None
    in_part: pl.Series | None = None
