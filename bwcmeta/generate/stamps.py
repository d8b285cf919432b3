"""Seconds since 1970 (how the generator counts) made into instants, and calendar steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MICROSECONDS = 1_000_000


def instant(seconds: pl.Expr) -> pl.Expr:
    """UTC with microseconds out of seconds since 1970."""
    import polars as pl

    return (seconds.cast(pl.Int64) * MICROSECONDS).cast(pl.Datetime("us", "UTC"))


def six_months_later_s(seconds: pl.Expr) -> pl.Expr:
    """Six calendar months later, in UTC (within an hour of the same step in local time)."""
    import polars as pl

    return instant(seconds).dt.offset_by("6mo").cast(pl.Int64) // MICROSECONDS
