"""The sheriff's people, their cameras and their shifts."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bwcmeta.generate.county import DISTRICTS
from bwcmeta.generate.dice import Dice, key
from bwcmeta.generate.scale import DAYS_ON, HOURS, SHIFT_STARTS, SQUAD, WEEK, Scale, local_s

if TYPE_CHECKING:
    import polars as pl

OFFICER_BITS = 17

OTHERS = (("Sergeant", ""), ("Detective", "investigations"), ("Deputy", "court"), ("Detective", "undercover"))
"""Rank and assignment of those who are not on patrol, in turn. Only sergeants have a camera."""


def officers(scale: Scale) -> pl.DataFrame:
    """One row an officer: the ids that the county's systems know the officer by, post, squad and camera.

    `n` counts from 0; patrol officers come first, squad after squad.
    """
    import polars as pl

    patrol = scale.squads * SQUAD
    others = max(1, scale.officers - patrol) if scale.officers >= SQUAD else 0
    districts = sorted(DISTRICTS)
    sign = scale.tag.replace("C", "")
    rows = []
    for n in range(patrol + others):
        squad = n // SQUAD if n < patrol else None
        rank, assignment = ("Deputy", "") if n < patrol else OTHERS[(n - patrol) % len(OTHERS)]
        shift = squad % 3 if squad is not None else None
        call_sign = (
            f"{sign}{shift + 1}{squad:03d}{'ABCD'[n % SQUAD]}" if squad is not None and shift is not None else ""
        )
        rows.append(
            (
                n,
                f"M{scale.tag}{1001 + n}",
                f"{sign}{101 + n:04d}",
                f"E{sign}{300001 + n}",
                f"m{scale.tag.lower()}so{n:05d}",
                call_sign or None,
                "sworn",
                rank,
                assignment or None,
                f"S{squad:03d}" if squad is not None else "HQ",
                districts[squad % len(districts)] if squad is not None else "HQ",
                f"X60{sign}{n:06d}" if n < patrol or rank == "Sergeant" else None,
                squad,
                shift,
            )
        )
    names = "n officer_id badge employee_id user_id call_sign role rank assignment unit district device_id squad shift"
    return pl.DataFrame(rows, schema=names.split(), orient="row", infer_schema_length=None).with_columns(
        pl.col("n", "squad", "shift").cast(pl.Int64)
    )


def shifts(scale: Scale, people: pl.DataFrame, days: range) -> pl.DataFrame:
    """The patrol shifts that begin on those days, in order of the days and the officers.

    Adds `day`; `start_s`, `end_s` and `dock_s` (when the camera goes into its dock), in seconds since 1970; `key`
    (names the officer and the day), `leave` (away that day) and `long` (the first call takes more than four hours).
    """
    import polars as pl

    dates = [scale.start + timedelta(days=day) for day in days]
    begins = [local_s(date, time(hour)) for date in dates for hour in SHIFT_STARTS]
    table = pl.lit(pl.Series("begin", begins, dtype=pl.Int64))
    dice = Dice(scale.seed, "key")
    return (
        pl.DataFrame({"day": pl.Series(days, dtype=pl.Int64)})
        .join(people.filter(pl.col("squad").is_not_null()), how="cross", maintain_order="left_right")
        .filter((pl.col("squad") + pl.col("day")) % WEEK < DAYS_ON)
        .with_columns(
            start_s=table.gather((pl.col("day") - days.start) * len(SHIFT_STARTS) + pl.col("shift")),
            key=key(pl.col("day"), (pl.col("n"), OFFICER_BITS)),
        )
        .with_columns(
            end_s=pl.col("start_s") + HOURS * 3600,
            dock_s=pl.col("start_s") + HOURS * 3600 + dice.between("docks after", 300, 1800),
            leave=dice.chance("leave", 400),
            long=dice.chance("long", 0 if scale.clean else 60),
        )
    )


def duty(rows: pl.DataFrame) -> pl.DataFrame:
    """The canonical duty rows of those shifts; the personnel system knows people by employee number."""
    import polars as pl

    return rows.select(
        pl.concat_str("employee_id", pl.col("start_s").cast(pl.String), separator="-").alias("duty_id"),
        pl.col("employee_id").alias("officer_id"),
        pl.col("start_s").alias("started_s"),
        pl.col("end_s").alias("ended_s"),
        pl.when("leave").then(pl.lit("leave")).otherwise(pl.lit("worked")).alias("kind"),
        pl.col("call_sign").alias("unit_id"),
        "district",
    ).sort("started_s", "officer_id")


def device_assignments(people: pl.DataFrame) -> pl.DataFrame:
    """One row a camera; it was issued before the exports begin and has not come back."""
    import polars as pl

    return people.filter(pl.col("device_id").is_not_null()).select(
        "device_id", "officer_id", pl.lit("issued").alias("kind")
    )
