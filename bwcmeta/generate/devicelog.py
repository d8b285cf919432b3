"""The cameras' own logs: out of the dock, on, recording started and stopped, muted, back in the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.generate.dice import Dice, key
from bwcmeta.generate.stamps import instant

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

ORDER = ("undock", "power_on", "record_start", "mute_on", "mute_off", "record_stop", "dock")
"""Events of one second stand in this order."""


def device_log(
    scale: Scale, people: pl.DataFrame, shifts: pl.DataFrame, pieces: pl.DataFrame, counts: pl.Series
) -> pl.DataFrame:
    """The log lines of the block's shifts, numbered by each camera from where it stopped.

    Args:
        scale: the size of the world.
        people: the officers.
        shifts: the block's shifts.
        pieces: its footage after the split; footage of earlier months has no log any more.
        counts: lines each officer's camera has written so far, by `n`.

    Returns:
        Canonical device events with `n` beside them, in order of camera and time.
    """
    import polars as pl

    dice = Dice(scale.seed, "key")
    worked = shifts.filter(~pl.col("leave"))
    out = pl.col("start_s") - dice.between("undocked before", 120, 900)
    filmed = pieces.filter(pl.col("kind") != "backlog")
    muted = filmed.filter(pl.col("muted_s").is_not_null())
    unmuted = pl.min_horizontal(pl.col("muted_s") + dice.between("muted for", 20, 300), pl.col("end_s"))
    rows = pl.concat(
        [
            _lines(worked, "undock", out),
            _lines(worked, "power_on", out + 4),
            _lines(worked, "dock", pl.col("dock_s")),
            _lines(filmed, "record_start", pl.coalesce("act_s", "start_s")),
            _lines(filmed.filter(pl.col("outcome") != "no_end"), "record_stop", pl.col("end_s")),
            _lines(muted, "mute_on", pl.col("muted_s")),
            _lines(muted, "mute_off", unmuted),
        ]
    )
    rank = {event: number for number, event in enumerate(ORDER)}
    rows = rows.sort("n", "at_s", pl.col("event").replace_strict(rank)).with_columns(
        sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("n") + pl.lit(counts).gather(pl.col("n"))
    )
    rows = rows.join(people.select("n", "device_id"), on="n", how="left", maintain_order="left")
    if not scale.clean:
        rows = rows.with_columns(key=key(pl.col("n"), (pl.col("sequence"), 32))).filter(
            ~Dice(scale.seed, "key").chance("line lost", 3)
        )
    return rows.select("device_id", instant(pl.col("at_s")).alias("at"), "event", "sequence", "n")


def _lines(rows: pl.DataFrame, event: str, at: pl.Expr) -> pl.DataFrame:
    import polars as pl

    return rows.select("n", at.cast(pl.Int64).alias("at_s"), pl.lit(event).alias("event"))
