"""The evidence system's list: footage with ids, categories, incident numbers, upload and deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.generate.county import CATEGORY_OF
from bwcmeta.generate.dice import Dice
from bwcmeta.generate.stamps import instant, six_months_later_s

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

DAY_S = 86_400
FILLERS = {"B999": 3000, "NoID": 2000, "xxxxx062": 3000, "": 2000}
"""Who is stored as the wearer where nobody knows, in ten thousandths of those rows."""


def recordings(scale: Scale, pieces: pl.DataFrame, people: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The canonical recordings of a block.

    Args:
        scale: the size of the world.
        pieces: footage after the split, with `dock_s` of the shift it belongs to and `on_hold`.
        people: the officers.
        numbers: `incident_key` and the incident's `number`.
    """
    import polars as pl

    dice = Dice(scale.seed, "key")
    rows = pieces.join(people.select("n", "badge", "device_id"), on="n", how="left", maintain_order="left")
    rows = _filed_under(scale, rows, numbers)
    rows = _kept(scale, rows)
    unknown_end = pl.col("outcome") == "no_end"
    zero = pl.col("outcome") == "zero_length"
    uploaded = pl.col("dock_s") + dice.between("upload after", 300, 10_000)
    if not scale.clean:
        uploaded = uploaded + pl.when(dice.chance("offline", 120)).then(
            dice.between("offline", DAY_S, 4 * DAY_S)
        ).otherwise(0)
    uploaded = pl.when(uploaded <= scale.cut_s).then(uploaded)
    badge = pl.when(pl.col("outcome") == "unknown_wearer").then(dice.pick("filler", FILLERS)).otherwise(pl.col("badge"))
    lasts = pl.when(~unknown_end).then(pl.col("end_s") - pl.col("start_s"))
    gone = pl.col("deleted_s").is_not_null()
    return rows.select(
        guid(dice, scale.tag).alias("recording_id"),
        "device_id",
        pl.when(badge != "").then(badge).alias("officer_id"),
        instant(pl.when(zero).then(pl.col("start_s")).otherwise(pl.col("act_s"))).alias("activated_at"),
        instant(pl.col("start_s")).alias("started_at"),
        instant(pl.when(~unknown_end).then(pl.col("end_s"))).alias("ended_at"),
        lasts.cast(pl.Float64).alias("duration_s"),
        pl.when(zero).then(0).otherwise(pl.col("buffer_s")).cast(pl.Float64).alias("buffer_s"),
        _sound(scale).alias("buffer_audio"),
        _trigger(dice).alias("trigger_reason"),
        pl.when("capped").then(pl.lit("cap")).when(~unknown_end).then(pl.lit("button")).alias("stop_reason"),
        instant(uploaded).alias("uploaded_at"),
        instant(pl.col("deleted_s")).alias("deleted_at"),
        pl.when(gone).then(pl.lit("Retention")).alias("deletion_reason"),
        pl.when(gone)
        .then(pl.lit("deleted"))
        .when(uploaded.is_null() | unknown_end)
        .then(pl.lit("processing"))
        .otherwise(pl.lit("active"))
        .alias("status"),
        _categories(scale, dice).alias("categories"),
        _tags().alias("tags"),
        pl.col("incident_ids"),
        "district",
        ((lasts * 1000 + dice.below("size", 900)) // 22 / 100).round(2).alias("size_mb"),
        pl.lit("mp4").alias("content_type"),
    )


def guid(dice: Dice, tag: str) -> pl.Expr:
    """An upper-case GUID out of two throws; another tag gives others."""
    import polars as pl

    hexes = pl.lit(pl.Series("hex", [f"{i:04X}" for i in range(1 << 16)]))
    parts = []
    for half in (f"id {tag} high", f"id {tag} low"):
        bits = dice.bits(half)
        parts += [
            hexes.gather(
                ((bits // pl.lit(1 << shift, dtype=pl.UInt64)) % pl.lit(1 << 16, dtype=pl.UInt64)).cast(pl.UInt32)
            )
            for shift in (48, 32, 16, 0)
        ]
    dash = pl.lit("-")
    return pl.concat_str(parts[0], parts[1], dash, parts[2], dash, parts[3], dash, parts[4], dash, *parts[5:])


def _filed_under(scale: Scale, rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Put the incident numbers on the footage; officers forget them, or mistype a digit."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    listed = (
        rows.select("key", incident_key="incident_keys")
        .explode("incident_key", empty_as_null=False)
        .join(numbers, on="incident_key", how="left", maintain_order="left")
        .group_by("key", maintain_order=True)
        .agg(pl.col("number").alias("incident_ids"))
    )
    rows = rows.join(listed, on="key", how="left", maintain_order="left").with_columns(
        pl.col("incident_ids").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    )
    if scale.clean:
        return rows
    wrong = dice.below("wrong number", 10_000)
    mistyped = pl.col("incident_ids").list.eval(pl.element().str.replace(r"^(MC\d\d-)(\d)", "${1}9"))
    none = pl.lit([], dtype=pl.List(pl.String))
    return rows.with_columns(
        incident_ids=pl.when(wrong < 150).then(mistyped).when(wrong < 450).then(none).otherwise(pl.col("incident_ids"))
    )


def _kept(scale: Scale, rows: pl.DataFrame) -> pl.DataFrame:
    """When the system deleted the item: half a year after it was recorded and a few days, or not at all."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    due = six_months_later_s(pl.col("start_s")) + dice.between("deleted after", DAY_S, 5 * DAY_S)
    due = pl.when(pl.col("three_years") | pl.col("on_hold")).then(None).otherwise(due)
    if not scale.clean:
        fault = dice.below("retention fault", 10_000)
        early = pl.col("start_s") + dice.between("deleted early", 20 * DAY_S, 170 * DAY_S)
        due = pl.when(fault < 60).then(early).when(fault < 300).then(None).otherwise(due)
    return rows.with_columns(deleted_s=pl.when(due <= scale.cut_s).then(due))


def _sound(scale: Scale) -> pl.Expr:
    """Whether the buffer has sound; the sound of every fortieth camera is switched off."""
    import polars as pl

    on = pl.lit(value=True) if scale.clean else pl.col("n") % 40 != 27
    return pl.when(pl.col("buffer_s").is_not_null()).then(on)


def _trigger(dice: Dice) -> pl.Expr:
    import polars as pl

    how = dice.pick("trigger", {"button": 8600, "vehicle": 700, "signal": 500, "peer": 200})
    return pl.when(pl.col("part") == 0).then(how)


def _categories(scale: Scale, dice: Dice) -> pl.Expr:
    """Categories as the officers set them; a few are forgotten and a few are called training."""
    import polars as pl

    by_call = pl.col("call_type").replace_strict(CATEGORY_OF, default="Incident Report")
    felony = pl.when("felony").then(pl.lit("Felony Arrest")).otherwise(pl.lit("Arrest"))
    first = (
        pl.when(pl.col("kind") == "check")
        .then(pl.lit("System Check"))
        .when(pl.col("disposition") == "ARR")
        .then(felony)
        .when(pl.col("call_type").is_null())
        .then(pl.lit("Non-Evidence"))
        .otherwise(by_call)
    )
    if not scale.clean:
        slip = dice.below("category slip", 10_000)
        called = pl.col("kind") != "check"
        first = pl.when(called & (slip < 80)).then(pl.lit("Training")).when(slip < 480).then(None).otherwise(first)
    force = pl.when("force").then(pl.lit("Use of Force"))
    return pl.concat_list(first, force).list.drop_nulls()


def _tags() -> pl.Expr:
    import polars as pl

    juvenile = pl.when((pl.col("place") == "school_elementary_secondary") & (pl.col("kind") == "call"))
    return pl.concat_list(juvenile.then(pl.lit("juvenile"))).list.drop_nulls()
