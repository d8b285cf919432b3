"""Exact intervals for shares: Clopper-Pearson, 95 %. The only module that imports scipy."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import Any

CONFIDENCE = 0.95


def load_meanwhile() -> None:
    """Begin to load scipy beside other work: it takes a third of a second, and Python has little to do while steps run."""
    Thread(target=_load, daemon=True).start()


def _load() -> None:
    import scipy.special  # noqa: F401


def clopper_pearson(hits: Sequence[int], trials: Sequence[int]) -> tuple[list[float | None], list[float | None]]:
    """Exact binomial limits of many shares at once.

    Args:
        hits: how many of each group.
        trials: out of how many; 0 gives no interval (None), never 0 or 1.

    Returns:
        Lower and upper limits in [0, 1].

    Source: Clopper and Pearson (1934); limits by quantiles of the beta distribution.
    """
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    lower: list[float | None] = []
    upper: list[float | None] = []
    cache: dict[tuple[int, int], tuple[Any, Any]] = {}
    for k, n in zip(hits, trials, strict=True):
        if n <= 0:
            lower.append(None)
            upper.append(None)
            continue
        if (k, n) not in cache:
            low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
            high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - tail))
            cache[k, n] = (round(low, 10), round(high, 10))
        low_high = cache[k, n]
        lower.append(low_high[0])
        upper.append(low_high[1])
    return lower, upper
