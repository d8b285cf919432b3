from __future__ import annotations

import polars as pl
import pytest

from bwcmeta.generate.dice import PER, QUANTILES, STEP, Dice, key, mixed

MASK = (1 << 64) - 1


def split_mix(value: int) -> int:
    """SplitMix64 in plain integers."""
    x = (value + STEP) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


@pytest.fixture(scope="module")
def many() -> pl.DataFrame:
    return pl.DataFrame({"key": pl.Series(range(20_000), dtype=pl.UInt64)})


def test_expressions_are_split_mix_64() -> None:
    values = [0, 1, 2, 41, 1 << 32, (1 << 63) + 5, MASK]
    frame = pl.DataFrame({"x": pl.Series(values, dtype=pl.UInt64)})
    assert frame.select(mixed(pl.col("x")))["x"].to_list() == [split_mix(value) for value in values]


def test_first_published_output_of_seed_zero() -> None:
    assert pl.select(mixed(pl.lit(0, dtype=pl.UInt64))).item() == 0xE220A8397B1DCDAF


def test_throws_do_not_depend_on_the_block(many: pl.DataFrame) -> None:
    throw = Dice(41, "key").below("x", 1000).alias("x")
    whole = many.select(throw)["x"]
    halves = pl.concat([many.head(7).select(throw), many.slice(7).select(throw)])["x"]
    assert whole.equals(halves)


def test_names_and_seeds_give_other_throws(many: pl.DataFrame) -> None:
    one, other, seeded = many.select(
        Dice(41, "key").bits("x").alias("x"), Dice(41, "key").bits("y").alias("y"), Dice(42, "key").bits("x").alias("z")
    )
    assert (one != other).all()
    assert (one != seeded).all()


def test_below_fills_its_range_evenly(many: pl.DataFrame) -> None:
    counts = many.select(Dice(1, "key").below("x", 10).alias("x"))["x"].value_counts().sort("x")
    assert counts["x"].to_list() == list(range(10))
    assert all(1800 < count < 2200 for count in counts["count"])


def test_below_nothing_is_zero(many: pl.DataFrame) -> None:
    assert many.select(Dice(1, "key").below("x", pl.lit(-5)).alias("x"))["x"].unique().to_list() == [0]


def test_between_includes_both_ends(many: pl.DataFrame) -> None:
    thrown = many.select(Dice(1, "key").between("x", 3, 5).alias("x"))["x"]
    assert sorted(thrown.unique()) == [3, 4, 5]


def test_pick_keeps_to_the_weights(many: pl.DataFrame) -> None:
    picked = many.select(Dice(1, "key").pick("x", {"a": 9000, "b": 999, "c": 1}).alias("x"))["x"]
    assert 0.88 < (picked == "a").mean() < 0.92
    assert 0.08 < (picked == "b").mean() < 0.12


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(AssertionError, match=f"not to {PER}"):
        Dice(1, "key").pick("x", {"a": 1})


def test_log_normal_has_its_median(many: pl.DataFrame) -> None:
    thrown = many.select(Dice(1, "key").log_normal("x", 600).alias("x"))["x"]
    assert 570 < (thrown.median() or 0) < 630
    assert 40 < (thrown.min() or 0) < 120
    assert thrown.n_unique() > QUANTILES // 4


def test_key_parts_do_not_run_into_each_other() -> None:
    frame = pl.DataFrame({"a": [1, 2], "b": [3, 0]})
    assert frame.select(key(pl.col("a"), (pl.col("b"), 2)).alias("k"))["k"].to_list() == [7, 8]
