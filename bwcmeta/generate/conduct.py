"""What each officer did with the camera on each call, and who asked for it to be switched off.

Adds to the responses: `outcome`, `asked` (the fact, if somebody asked), `asked_s`, `manner` (how the officer took it),
`act_s` (the press, null: nothing recorded), `off_s` (end of the footage), `buffer_s`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.generate.dice import Dice

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

OUTCOMES = {
    "ok": 8330,
    "missing": 500,
    "late": 400,
    "early": 300,
    "gap": 100,
    "muted": 100,
    "short_buffer": 150,
    "camera_failure": 40,
    "zero_length": 30,
    "no_end": 20,
    "unknown_wearer": 30,
}
CLEAN_OUTCOMES = {"ok": 8600, "start_in_time": 700, "end_in_time": 500, "gap_in_time": 200}
"""Ten thousandths. The second set stays within the model policy's tolerances: 60 s late, 10 s early, holes of 10 s."""

ASKED = {
    "WELFARE CHECK": ("resident_asked_off", 900),
    "DISTURBANCE": ("resident_asked_off", 700),
    "BURGLARY": ("resident_asked_off", 600),
    "DOMESTIC": ("victim_asked_off", 500),
    "ASSAULT": ("victim_asked_off", 500),
    "THEFT": ("reporter_asked_off", 250),
    "SUSPICIOUS PERSON": ("reporter_asked_off", 250),
}
"""Call type -> the request heard there and its chance, in ten thousandths; residents only ask in a residence."""

MANNERS = {"stops": 8000, "slow": 800, "never": 600, "restarts": 600}
FULL_BUFFER_S = 30


def behave(scale: Scale, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the conduct columns (see the module)."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    scene = pl.col("cleared_s") - pl.col("went_s")
    drawn = dice.pick("conduct", CLEAN_OUTCOMES if scale.clean else OUTCOMES)
    room = {"late": 200, "early": 120, "gap": 900, "gap_in_time": 300, "muted": 400, "end_in_time": 60}
    fits = pl.lit(value=True)
    for name, seconds in room.items():
        fits = fits & ((drawn != name) | (scene > seconds))
    outcome = pl.when(fits).then(drawn).otherwise(pl.lit("ok"))
    if not scale.clean:
        stayed_off = (pl.col("place") == "school_elementary_secondary") & dice.chance("off in school", 4500)
        outcome = pl.when(stayed_off).then(pl.lit("missing")).otherwise(outcome)
    rows = _requests(scale, rows.with_columns(outcome=outcome, scene=scene))
    asked = pl.col("asked").is_not_null()
    rows = rows.with_columns(outcome=pl.when(asked).then(pl.lit("ok")).otherwise(pl.col("outcome")))
    return _footage_times(scale, rows)


def _requests(scale: Scale, rows: pl.DataFrame) -> pl.DataFrame:
    """Who asked, when, and what the officer did about it. Only the first officer there is asked."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    asked = pl.lit(None, dtype=pl.String)
    for call, (fact, chance) in ASKED.items():
        here = (pl.col("call_type") == call) & dice.chance("asked", chance)
        if fact == "resident_asked_off":
            here = here & (pl.col("place") == "residence")
        asked = pl.when(here).then(pl.lit(fact)).otherwise(asked)
    possible = pl.col("primary") & pl.col("came") & (pl.col("scene") > 420) & ~pl.col("long")
    rows = rows.with_columns(asked=pl.when(possible).then(asked))
    manner = pl.lit("leaves") if scale.clean else dice.pick("manner", MANNERS)
    during = pl.col("went_s") + pl.col("scene") * dice.between("asked when", 5, 55) // 100
    at_the_end = pl.col("cleared_s") - dice.below("off before clear", 6) - dice.between("takes", 2, 30)
    return rows.with_columns(
        manner=pl.when(pl.col("asked").is_not_null()).then(manner),
        asked_s=pl.when(pl.col("asked").is_not_null()).then(at_the_end if scale.clean else during),
    )


def _footage_times(scale: Scale, rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    dice = Dice(scale.seed, "key")
    on_the_way = pl.min_horizontal(
        dice.between("lead", 10, 400), pl.col("went_s") - pl.col("dispatched_s") - dice.below("lead slack", 20)
    )
    usual = pl.when(dice.chance("on the way", 7800)).then(on_the_way).otherwise(dice.below("at the door", 6))
    lead = pl.when("at_once").then(dice.below("lights", 16)).otherwise(pl.max_horizontal(usual, 0))
    late = 61 + dice.below("late by", pl.min_horizontal(pl.lit(840), pl.col("scene") // 2 - 61))
    in_time = pl.min_horizontal(dice.between("start in time", 1, 60), pl.col("scene") // 2)
    lead = (
        pl.when(pl.col("outcome") == "late")
        .then(-late)
        .when(pl.col("outcome") == "start_in_time")
        .then(-in_time)
        .otherwise(lead)
    )
    early = 31 + dice.below("early by", pl.col("scene") * 6 // 10 - 31)
    off = (
        pl.when(pl.col("outcome") == "early")
        .then(pl.col("cleared_s") - early)
        .when(pl.col("outcome") == "end_in_time")
        .then(pl.col("cleared_s") - dice.between("end in time", 1, 10))
        .otherwise(pl.col("cleared_s") + dice.between("tail", 5, 90))
    )
    prompt = pl.col("asked_s") + dice.between("takes", 2, 30)
    slow = pl.min_horizontal(pl.col("asked_s") + dice.between("slow by", 31, 600), pl.col("cleared_s") - 15)
    off = (
        pl.when(pl.col("manner").is_in(["stops", "restarts", "leaves"]))
        .then(prompt)
        .when(pl.col("manner") == "slow")
        .then(slow)
        .otherwise(off)
    )
    recorded = pl.col("came") & ~pl.col("outcome").is_in(["missing", "camera_failure"])
    short = pl.when(pl.col("outcome") == "short_buffer").then(dice.below("buffer", 30)).otherwise(FULL_BUFFER_S)
    return rows.with_columns(
        act_s=pl.when(recorded).then(pl.col("went_s") - lead), off_s=pl.when(recorded).then(off), buffer_s=short
    )
