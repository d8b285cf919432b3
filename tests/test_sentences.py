"""Measures in days are told once for all that are told alike."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta.audit.sentences import told, told_alike
from bwcmeta.plan.plan import DAY_US, NEVER_US

TWENTIETH_US = DAY_US // 20
MOST = NEVER_US // TWENTIETH_US
MEASURES = st.one_of(
    st.integers(-10 * DAY_US, 10 * DAY_US),
    st.integers(-NEVER_US, NEVER_US),
    st.builds(lambda nth, off: nth * TWENTIETH_US + off, st.integers(-MOST, MOST), st.integers(-2, 2)),
)


@given(st.lists(MEASURES, min_size=1, max_size=50))
def test_what_stands_for_a_measure_is_told_as_it_is(measures: list[int]) -> None:
    frame = pl.DataFrame({"us": measures}, schema={"us": pl.Int64})
    for us, other in zip(measures, frame.select(told_alike(pl.col("us")))["us"], strict=True):
        assert told(other, "d") == told(us, "d")


def test_few_stand_for_many() -> None:
    us = pl.DataFrame({"us": [100 * DAY_US + second * 1_000_000 for second in range(1, 86_400)]})
    assert us.select(told_alike(pl.col("us")).n_unique()).item() <= 40
