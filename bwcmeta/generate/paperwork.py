"""What the records system, the evidence system's audit trail, reviewers and the public leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.generate.dice import Dice
from bwcmeta.generate.stamps import instant

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.scale import Scale

DAY_S = 86_400


def mark_incidents(scale: Scale, responses: pl.DataFrame) -> pl.DataFrame:
    """Add what makes footage worth keeping: `force`, `complaint`, `felony`, `shooting` and `three_years`."""
    import polars as pl

    dice = Dice(scale.seed, "incident_key")
    arrest = (pl.col("disposition") == "ARR") & ~pl.col("void")
    tense = ~pl.col("void") & (pl.col("priority") <= 2)
    shots = ~pl.col("void") & (pl.col("call_type") == "SHOTS FIRED") & dice.chance("shooting", 200)
    return responses.with_columns(
        force=(tense & dice.chance("force", 150)) | (arrest & dice.chance("force at arrest", 500)) | shots,
        complaint=~pl.col("void") & dice.chance("complaint", 40),
        felony=arrest & dice.chance("felony", 2800),
        shooting=shots,
    ).with_columns(three_years=pl.col("force") | pl.col("complaint") | pl.col("felony"))


def facts(scale: Scale, responses: pl.DataFrame, numbers: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The canonical facts of a block, without ids. The records system knows people by employee number.

    Args:
        scale: the size of the world.
        responses: officers on calls, with conduct and marks.
        numbers: `incident_key` and `number`.
        held: footage under a litigation hold: `recording_id` and `start_s`.
    """
    import polars as pl

    own, shared = Dice(scale.seed, "key"), Dice(scale.seed, "incident_key")
    rows = responses.join(numbers, on="incident_key", how="left", maintain_order="left").filter(pl.col("came"))
    once = rows.filter(pl.col("came") & (pl.col("rank") == pl.col("rank").min().over("incident_key")))
    at, end = pl.col("went_s"), pl.col("cleared_s")
    middle = at + pl.col("scene") * 6 // 10
    school = pl.col("place") == "school_elementary_secondary"
    threat = pl.lit(value=True) if scale.clean else shared.chance("threat", 2500)
    day_later = end + shared.between("complained after", DAY_S, 20 * DAY_S)
    home_warrant = (pl.col("call_type") == "WARRANT SERVICE") & (pl.col("place") == "residence")
    waited = (pl.col("outcome") == "late") & own.chance("danger", 1500)
    level = shared.pick("force level", {"1": 7000, "2": 2500, "3": 500})
    if scale.clean:  # every officer tells people; otherwise one of them does now and then
        notice = _rows(rows, pl.lit(value=True), "notice_given", at + own.between("notice", 5, 60), own=True, by="tag")
    else:
        notice = _rows(
            once, shared.chance("notice", 3500), "notice_given", at + shared.between("notice", 5, 90), by="tag"
        )
    parts = [
        _rows(once, pl.col("disposition") == "ARR", "arrest", middle),
        _rows(once, pl.col("felony"), "felony_arrest", middle),
        _rows(once, pl.col("disposition") == "CIT", "citation", middle),
        _rows(once, pl.col("force"), "use_of_force", middle - 40, level=level),
        _rows(once, pl.col("shooting"), "officer_shooting", middle - 30),
        _rows(once, pl.col("complaint"), "complaint", day_later, by="form"),
        _rows(once, home_warrant, "warrant_service", at - 600, until=end),
        _rows(once, (pl.col("priority") == 1) & shared.chance("exigent", 800), "exigent", at, until=end),
        _rows(once, school & threat, "imminent_threat", at - 900, until=end + 3 * 3600 if scale.clean else end),
        _rows(once, school, "juvenile", at),
        _rows(rows, pl.col("asked").is_not_null(), pl.col("asked"), pl.col("asked_s"), own=True, by="form"),
        _rows(rows, pl.col("asked") == "resident_asked_off", "left_residence", end, own=True, by="form"),
        _rows(rows, pl.col("outcome") == "camera_failure", "camera_failure", at - 900, until=end, own=True, by="form"),
        _rows(rows, waited, "immediate_danger", at, until=pl.col("act_s") - 5, own=True, by="form"),
        notice,
        _rows(
            once, pl.col("disposition").is_in(["RPT", "ARR"]), "report_filed", end + own.between("report", 900, 20_000)
        ),
        _rows(once, pl.col("force"), "statement_given", end + own.between("statement", 7200, 200_000), own=True),
        held.select(
            pl.lit("litigation_hold").alias("fact"),
            pl.lit(None, dtype=pl.String).alias("incident_id"),
            "recording_id",
            pl.lit(None, dtype=pl.String).alias("officer_id"),
            (pl.col("start_s") + 60 * DAY_S).alias("at_s"),
            pl.lit(None, dtype=pl.Int64).alias("until_s"),
            pl.lit("documented").alias("standing"),
            pl.lit(None, dtype=pl.String).alias("level"),
            pl.lit("form").alias("recorded_by"),
        ),
    ]
    found = pl.concat(parts).filter(pl.col("at_s") <= scale.cut_s)
    return found.sort("at_s", "fact", "incident_id", "recording_id", "officer_id", nulls_last=True)


def _rows(
    rows: pl.DataFrame,
    when: pl.Expr,
    fact: str | pl.Expr,
    at: pl.Expr,
    *,
    until: pl.Expr | None = None,
    level: pl.Expr | None = None,
    own: bool = False,
    by: str = "rms",
) -> pl.DataFrame:
    """Facts of one name; `own` ties it to the officer, otherwise it holds for all officers at the incident."""
    import polars as pl

    text = pl.lit(None, dtype=pl.String)
    return rows.filter(when).select(
        (pl.lit(fact) if isinstance(fact, str) else fact).alias("fact"),
        pl.col("number").alias("incident_id"),
        text.alias("recording_id"),
        (pl.col("employee_id") if own else text).alias("officer_id"),
        at.cast(pl.Int64).alias("at_s"),
        (until if until is not None else pl.lit(None)).cast(pl.Int64).alias("until_s"),
        pl.lit("documented").alias("standing"),
        (level if level is not None else text).alias("level"),
        pl.lit(by).alias("recorded_by"),
    )


def actions(scale: Scale, items: pl.DataFrame) -> pl.DataFrame:
    """The audit trail: who viewed, who changed a category, what the system deleted. A block of items.

    `items` holds the canonical recordings of the block with the footage's `key`, `force` and the wearer's `badge`.
    """
    import polars as pl

    dice = Dice(scale.seed, "key")
    calm = items.filter(~pl.col("force") & pl.col("uploaded_at").is_not_null())
    up = pl.col("uploaded_at").cast(pl.Int64) // 1_000_000
    old = pl.lit("Uncategorized")
    curious = dice.chance("viewed", 0 if scale.clean else 500)  # before the report as after it
    viewed = calm.filter(curious).select(
        *_act("viewed", up + dice.between("viewed after", 600, 2 * DAY_S), pl.col("badge"), "wearer")
    )
    edited = calm.filter(dice.chance("recategorised", 300) & (pl.col("categories").list.len() > 0)).select(
        *_act("category_edited", up + dice.between("edited after", 300, DAY_S), pl.col("badge"), "wearer", old=old)
    )
    gone = items.filter(pl.col("deleted_at").is_not_null()).select(
        *_act("deleted", pl.col("deleted_at").cast(pl.Int64) // 1_000_000, pl.lit(None, dtype=pl.String), "system")
    )
    return (
        pl.concat([viewed, edited, gone]).filter(pl.col("at_s") <= scale.cut_s).sort("at_s", "recording_id", "action")
    )


def _act(action: str, at: pl.Expr, actor: pl.Expr, role: str, old: pl.Expr | None = None) -> tuple[pl.Expr | str, ...]:
    import polars as pl

    text = pl.lit(None, dtype=pl.String)
    new = pl.col("categories").list.first() if old is not None else text
    return (
        "recording_id",
        at.alias("at_s"),
        actor.alias("actor_id"),
        pl.lit(role).alias("actor_role"),
        pl.lit(action).alias("action"),
        (old if old is not None else text).alias("old_value"),
        new.alias("new_value"),
    )


def reviews(scale: Scale, items: pl.DataFrame, sergeants: pl.Series) -> pl.DataFrame:
    """Supervisors' reviews of items drawn at random, canonical, without ids."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    begun = pl.col("started_at").cast(pl.Int64) // 1_000_000
    at = begun + dice.between("drawn after", DAY_S, 7 * DAY_S)
    done = at + dice.between("reviewed after", 3600, 10 * DAY_S)
    return (
        items.filter(dice.chance("review", 150) & pl.col("uploaded_at").is_not_null() & pl.col("deleted_at").is_null())
        .select(
            "recording_id",
            pl.lit(sergeants).gather(dice.below("reviewer", len(sergeants))).alias("reviewer_id"),
            pl.col("badge").alias("officer_id"),
            at.alias("assigned_s"),
            pl.when(done <= scale.cut_s).then(done).alias("done_s"),
            pl.lit("random").alias("selection"),
            dice.pick("review outcome", {"in order": 9200, "training": 500, "referred": 300}).alias("outcome"),
        )
        .with_columns(outcome=pl.when(pl.col("done_s").is_not_null()).then(pl.col("outcome")))
        .filter(pl.col("assigned_s") <= scale.cut_s)
        .sort("assigned_s", "recording_id")
    )


def requests(scale: Scale, items: pl.DataFrame) -> pl.DataFrame:
    """What people asked for, canonical, without ids."""
    import polars as pl

    dice = Dice(scale.seed, "key")
    begun = pl.col("started_at").cast(pl.Int64) // 1_000_000
    at = begun + dice.between("asked after", 2 * DAY_S, 30 * DAY_S)
    decided = at + dice.between("decided after", DAY_S, 9 * DAY_S)
    done = decided + dice.between("fulfilled after", 3600, 4 * DAY_S)
    kinds = {"release": 4500, "inspection": 3500, "longer_retention": 2000}
    roles = {"subject": 5000, "press": 2000, "parent": 1000, "officer": 2000}
    granted = pl.lit(value=True) if scale.clean else dice.chance("granted", 7000)
    return (
        items.filter(dice.chance("request", 80) & (pl.col("kind") == "call"))
        .select(
            "recording_id",
            dice.pick("request kind", kinds).alias("kind"),
            dice.pick("asker", roles).alias("requester_role"),
            at.alias("received_s"),
            pl.when(decided <= scale.cut_s).then(decided).alias("decided_s"),
            pl.when(granted & (done <= scale.cut_s)).then(done).alias("fulfilled_s"),
            pl.when(granted).then(pl.lit("granted")).otherwise(pl.lit("denied")).alias("decision"),
        )
        .with_columns(decision=pl.when(pl.col("decided_s").is_not_null()).then(pl.col("decision")))
        .filter(pl.col("received_s") <= scale.cut_s)
        .sort("received_s", "recording_id")
    )


def stamped(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn every column `x_s` (seconds since 1970) into the instant `x_at` (`at_s` into `at`)."""
    import polars as pl

    names = [name for name in rows.columns if name.endswith("_s")]
    return rows.with_columns(instant(pl.col(name)) for name in names).rename(
        {name: "at" if name == "at_s" else f"{name[:-2]}_at" for name in names}
    )
