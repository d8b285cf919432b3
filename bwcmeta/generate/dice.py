"""Seeded dice as polars expressions: the same throws on every machine, in any block, in any order.

Every throw is SplitMix64 (integer arithmetic modulo 2^64) of a row's own key and the name of the question. No
generator state runs along, so a world may be made day by day; no floating point decides anything but the constant
tables below, so the bytes do not depend on a processor or on a library's version.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

STEP = 0x9E3779B97F4A7C15
PER = 10_000
"""Chances and weights are whole numbers of ten thousandths."""

QUANTILES = 4096
SCALE = 1 << 16
"""Quantile tables hold multiples of 1/65536."""


def mixed(value: pl.Expr) -> pl.Expr:
    """SplitMix64's output function; UInt64 in, UInt64 out."""
    x = value + _u64(STEP)
    x = (x ^ (x // _u64(1 << 30))) * _u64(0xBF58476D1CE4E5B9)
    x = (x ^ (x // _u64(1 << 27))) * _u64(0x94D049BB133111EB)
    return x ^ (x // _u64(1 << 31))


class Dice:
    """Throws for the rows of a frame.

    `on` names a UInt64 column that identifies the row among all rows ever made. Two throws of one name on one key are
    equal; that is how rows of different tables agree about the incident they belong to.
    """

    def __init__(self, seed: int, on: str) -> None:
        self.seed = seed
        self.on = on

    def bits(self, name: str) -> pl.Expr:
        """64 random bits."""
        import polars as pl

        salt = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()[:8]
        return mixed(mixed(pl.col(self.on)) ^ _u64(int.from_bytes(salt, "big")))

    def below(self, name: str, limit: int | pl.Expr) -> pl.Expr:
        """A whole number from 0 to `limit` - 1 (0 where the limit is less than 1)."""
        import polars as pl

        top = pl.lit(limit, dtype=pl.Int64) if isinstance(limit, int) else limit.cast(pl.Int64)
        top = pl.max_horizontal(top, pl.lit(1, dtype=pl.Int64))
        return (((self.bits(name) // _u64(1 << 32)).cast(pl.Int64) * top) // (1 << 32)).cast(pl.Int64)

    def between(self, name: str, low: int, high: int) -> pl.Expr:
        """A whole number from `low` to `high`, both included."""
        return self.below(name, high - low + 1) + low

    def chance(self, name: str, of_ten_thousand: int) -> pl.Expr:
        """True for so many of ten thousand rows."""
        return self.below(name, PER) < of_ten_thousand

    def pick(self, name: str, weights: Mapping[str, int]) -> pl.Expr:
        """One of the words; the weights are ten thousandths and must add up to 10,000."""
        import polars as pl

        return pl.lit(_urn(tuple(weights.items()))).gather(self.below(name, PER))

    def log_normal(self, name: str, median: int | pl.Expr, spread: float = 0.6) -> pl.Expr:
        """A log-normal whole number with that median (`spread`: the standard deviation of the logarithm)."""
        import polars as pl

        factor = pl.lit(_log_normal(spread)).gather(self.below(name, QUANTILES))
        middle = pl.lit(median, dtype=pl.Int64) if isinstance(median, int) else median
        return (middle * factor) // SCALE


def key(first: pl.Expr, *rest: tuple[pl.Expr, int]) -> pl.Expr:
    """One UInt64 out of several numbers: the first, then each other one with its width in bits."""
    import polars as pl

    total = first.cast(pl.UInt64)
    for value, bits in rest:
        total = total * _u64(1 << bits) + value.cast(pl.UInt64)
    return total


def _u64(value: int) -> pl.Expr:
    import polars as pl

    return pl.lit(value, dtype=pl.UInt64)


@cache
def _urn(weights: tuple[tuple[str, int], ...]) -> pl.Series:
    import polars as pl

    balls = [word for word, weight in weights for _ in range(weight)]
    if len(balls) != PER:
        msg = f"weights add up to {len(balls)}, not to {PER}: {weights}"
        raise AssertionError(msg)
    return pl.Series("urn", balls)


@cache
def _log_normal(spread: float) -> pl.Series:
    import polars as pl

    normal = NormalDist()
    table = [math.exp(spread * normal.inv_cdf((i + 0.5) / QUANTILES)) for i in range(QUANTILES)]
    return pl.Series("factor", [round(x * SCALE) for x in table], dtype=pl.Int64)
