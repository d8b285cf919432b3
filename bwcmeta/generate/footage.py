"""Footage: what the conduct of some days leaves behind, one row a stretch before and a file after the split."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bwcmeta.generate.conduct import FULL_BUFFER_S
from bwcmeta.generate.dice import Dice, key

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

DAY_S = 86_400
CAP_S = 14_402
"""A camera stops after four hours and two seconds and begins the next file."""

APART_S = 600
"""So far from other footage an officer's contacts lie in a clean world."""

PIECE = (
    "n", "key", "kind", "act_s", "start_s", "end_s", "buffer_s", "incident_keys", "force", "felony", "three_years",
    "on_hold", "call_type", "disposition", "outcome", "place", "muted_s", "dock_s", "district",
)  # fmt: skip
"""Columns of a piece of footage; `start_s` is where the media begins, `act_s` the press."""

_OF_THE_RUN = ("end_s", "incident_keys", "force", "felony", "three_years")
"""What footage that runs from call to call has from all of them."""


def pieces(scale: Scale, responses: pl.DataFrame, seated: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """All footage of a block: of calls, of second starts, of contacts that dispatch never heard of, and test clips."""
    import polars as pl

    parts = [
        _merged(scale, responses),
        _second_starts(scale, responses),
        _contacts(scale, seated),
        _test_clips(scale, shifts),
        _backlog(scale, shifts),
    ]
    rows = pl.concat([part.select(PIECE) for part in parts])
    if scale.clean:
        rows = _one_at_a_time(rows)
    return split(rows).sort("n", "start_s", "key")


def _one_at_a_time(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out contacts near other footage of the officer: seen from a call they would be starts, stops or holes."""
    import polars as pl

    ordered = rows.sort("n", "start_s", "key").with_columns(
        before_s=pl.col("end_s").cum_max().shift(1).over("n"), after_s=pl.col("start_s").shift(-1).over("n")
    )
    near = (pl.col("start_s") - pl.col("before_s") < APART_S) | (pl.col("after_s") - pl.col("end_s") < APART_S)
    alone = ordered.filter((pl.col("kind") != "contact") | ~near.fill_null(value=False))
    return alone.drop("before_s", "after_s")


def _of_calls(responses: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return responses.filter(pl.col("act_s").is_not_null()).with_columns(
        start_s=pl.col("act_s") - pl.col("buffer_s"), end_s=pl.col("off_s"), kind=pl.lit("call"), on_hold=False
    )


def _merged(scale: Scale, responses: pl.DataFrame) -> pl.DataFrame:
    """Footage of calls; some officers leave the camera on from one call to the next."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    gap_at = pl.col("went_s") + pl.col("scene") * dice.between("gap at", 20, 60) // 100
    broken = pl.col("outcome").is_in(["gap", "gap_in_time"])
    rows = _of_calls(responses).with_columns(
        end_s=pl.when(broken).then(gap_at).otherwise(pl.col("end_s")),
        plain=(pl.col("outcome") == "ok") & pl.col("asked").is_null(),
        muted_s=pl.when(pl.col("outcome") == "muted").then(
            pl.col("went_s") + pl.col("scene") * dice.between("mute at", 20, 70) // 100
        ),
    )
    rows = rows.with_columns(
        end_s=pl.when(pl.col("outcome") == "zero_length").then(pl.col("start_s")).otherwise(pl.col("end_s"))
    )
    same = pl.col("n") == pl.col("n").shift(1)
    near = pl.col("start_s") - pl.col("end_s").shift(1) < 2700
    runs_on = same & near & pl.col("plain") & pl.col("plain").shift(1) & dice.chance("left on", 4500)
    if scale.clean:  # files after a split have no buffer, which would leave the rule about it undetermined
        short = pl.col("end_s") - pl.col("start_s").shift(1) < CAP_S
        runs_on = runs_on & short & ~runs_on.shift(1).fill_null(value=False)
    runs_on = runs_on.fill_null(value=False)
    return (
        rows.with_columns(run=(~runs_on).cum_sum())
        .group_by("run", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in PIECE if name not in _OF_THE_RUN),
            pl.col("end_s").last(),
            pl.col("incident_key").alias("incident_keys"),
            pl.col("force", "felony", "three_years").any(),
        )
        .with_columns(key=key(pl.col("key"), (pl.lit(0), 4)))
    )


def _second_starts(scale: Scale, responses: pl.DataFrame) -> pl.DataFrame:
    """The footage after a hole, or after a resident's request was forgotten."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    rows = _of_calls(responses).filter(
        pl.col("outcome").is_in(["gap", "gap_in_time"]) | (pl.col("manner") == "restarts")
    )
    gap_at = pl.col("went_s") + pl.col("scene") * dice.between("gap at", 20, 60) // 100
    hole = (
        pl.when(pl.col("outcome") == "gap_in_time")
        .then(dice.between("small hole", 1, 10))
        .otherwise(11 + dice.below("hole", pl.col("scene") // 4))
    )
    again = pl.min_horizontal(pl.col("end_s") + dice.between("again after", 60, 300), pl.col("cleared_s") - 60)
    start = pl.when(pl.col("manner") == "restarts").then(again).otherwise(gap_at + hole)
    return rows.with_columns(
        key=key(pl.col("key"), (pl.lit(1), 4)),
        kind=pl.lit("again"),
        act_s=start + FULL_BUFFER_S,
        start_s=start,
        end_s=pl.col("cleared_s") + dice.between("tail", 5, 90),
        buffer_s=pl.lit(FULL_BUFFER_S, dtype=pl.Int64),
        incident_keys=pl.concat_list("incident_key"),
        outcome=pl.lit("ok"),
        muted_s=pl.lit(None, dtype=pl.Int64),
    )


def _contacts(scale: Scale, seated: pl.DataFrame) -> pl.DataFrame:
    """Footage between calls that dispatch knows nothing of: foot stops, reports, interviews."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    free = seated.filter((pl.col("group") < 0) & ~pl.col("long"))
    chance = 9200 if scale.busy else 6500
    first = free.filter(dice.chance("contact", chance)).with_columns(
        act_s=pl.col("slot_s") + 600 + dice.below("contact at", scale.slot_s // 3),
        lasts=dice.between("contact lasts", 60, 1500),
        part=pl.lit(2),
    )
    second = free.filter(dice.chance("second contact", chance // 2 + 400)).with_columns(
        act_s=pl.col("slot_s") + scale.slot_s * 2 // 3 + 120 + dice.below("second at", scale.slot_s // 9),
        lasts=dice.between("second lasts", 60, 900),
        part=pl.lit(3),
    )
    return _without_call(pl.concat([first, second]), "contact")


def _test_clips(scale: Scale, shifts: pl.DataFrame) -> pl.DataFrame:
    """The camera check at the beginning of a shift."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    chance = 9000 if scale.busy else 5000
    rows = shifts.filter(~pl.col("leave") & dice.chance("camera check", chance))
    return _without_call(
        rows.with_columns(
            act_s=pl.col("start_s") + dice.between("check at", 60, 900),
            lasts=dice.between("check lasts", 10, 60),
            part=pl.lit(4),
            key=key(pl.col("key"), (pl.lit(15), 4)),  # a sixteenth slot, so that no two pieces share a key
        ),
        "check",
    )


def _backlog(scale: Scale, shifts: pl.DataFrame) -> pl.DataFrame:
    """Items of half a year ago that come up for deletion about now; a few are on hold."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    rows = shifts.filter(~pl.col("leave") & dice.chance("backlog", 800)).with_columns(
        start_s=pl.col("start_s") - 186 * DAY_S,
        end_s=pl.col("end_s") - 186 * DAY_S,
        dock_s=pl.col("dock_s") - 186 * DAY_S,
        on_hold=dice.chance("on hold", 600),
        key=key(pl.col("key"), (pl.lit(14), 4)),
    )
    if scale.clean:  # in a world of more than half a year it would lie on what the officer does then
        begins = datetime(scale.start.year, scale.start.month, scale.start.day, tzinfo=UTC)
        rows = rows.filter(pl.col("end_s") < int(begins.timestamp()) - DAY_S)
    act = pl.col("start_s") + dice.between("backlog at", 1000, 30_000)
    rows = rows.with_columns(act_s=act, lasts=dice.between("backlog lasts", 120, 2400), part=pl.lit(5))
    return _without_call(rows, "backlog").with_columns(on_hold=rows["on_hold"])


def _without_call(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    import polars as pl

    none, no = pl.lit(None, dtype=pl.String), pl.lit(value=False)
    return rows.select(
        "n",
        key(pl.col("key"), (pl.col("part"), 4)).alias("key"),
        pl.lit(kind).alias("kind"),
        "act_s",
        (pl.col("act_s") - FULL_BUFFER_S).alias("start_s"),
        (pl.col("act_s") + pl.col("lasts")).alias("end_s"),
        pl.lit(FULL_BUFFER_S, dtype=pl.Int64).alias("buffer_s"),
        pl.lit([], dtype=pl.List(pl.UInt64)).alias("incident_keys"),
        *(no.alias(name) for name in ("force", "felony", "three_years", "on_hold")),
        *(none.alias(name) for name in ("call_type", "disposition", "place")),
        pl.lit("ok").alias("outcome"),
        pl.lit(None, dtype=pl.Int64).alias("muted_s"),
        "dock_s",
        "district",
    )


def split(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut footage at the cap: each further file begins a second after the last and has neither press nor buffer."""
    import polars as pl

    rows = rows.with_columns(
        part=pl.int_ranges(0, (pl.col("end_s") - pl.col("start_s")) // (CAP_S + 1) + 1), whole_s=pl.col("end_s")
    ).explode("part")
    begins = pl.col("start_s") + pl.col("part") * (CAP_S + 1)
    further = pl.col("part") > 0
    return rows.with_columns(
        start_s=begins,
        end_s=pl.min_horizontal(begins + CAP_S, pl.col("whole_s")),
        capped=pl.col("whole_s") > begins + CAP_S,
        act_s=pl.when(~further).then(pl.col("act_s")),
        buffer_s=pl.when(~further).then(pl.col("buffer_s")),
        muted_s=pl.when(~further).then(pl.col("muted_s")),
        key=key(pl.col("key"), (pl.col("part"), 3)),
    ).drop("whole_s")
