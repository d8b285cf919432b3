"""The eight rules of the model pack as a polars script: candidate violations only, as in `model_pack_sql`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.rivals.model_pack_frames import frames
from benchmarks.rivals.model_pack_sql import EARLY, GAP, HOUR, LATE, LEAD, OPEN_REACH, SECOND, STITCH, STOP, WEEK

if TYPE_CHECKING:
    import polars as pl

ASKED = ("resident_asked_off", "victim_asked_off", "reporter_asked_off")
LONG = ("use_of_force", "deadly_force", "officer_shooting", "felony_arrest", "complaint", "formal_complaint")
NEVER = 9_000_000_000_000_000


def run(world: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the candidate violations of each rule."""
    import polars as pl

    base = frames(world)
    rec, resp, fact = base["rec"], base["resp"], base["fact"]
    runs = _runs(rec)
    stretches = _stretches(runs)
    tied = fact.join(resp.select("rowno", "number", who="o"), on="number", suffix="_resp").filter(
        pl.col("o").is_null() | (pl.col("o") == pl.col("who"))
    )
    framed = _framed(base, tied)
    people = pl.col("o")
    encounters = _encounters(framed, tied)
    stops = _requests(base, stretches)
    return {
        "encounter-not-recorded-throughout": _throughout(base, encounters, runs, stretches).rows(),
        "buffer-too-short": rec.filter(pl.col("buffer_s") < 30).select("recording_id").rows(),
        "buffer-without-sound": rec.filter(~pl.col("buffer_audio")).select("recording_id").rows(),
        "camera-left-on-in-private-home": _private_home(base, stops, stretches).rows(),
        "camera-left-on-for-victim": _late(stops, "victim_asked_off").select("fact_id", people).unique().rows(),
        "camera-left-on-for-anonymous-reporter": _late(stops, "reporter_asked_off").select("fact_id", people).unique().rows(),
        "recording-in-school": _school(framed, tied, stretches).rows(),
        "deleted-too-early-or-kept-too-long": _kept(base).rows(),
    }  # fmt: skip


def _sound() -> pl.Expr:
    import polars as pl

    length = pl.col("ended") - pl.col("started")
    return pl.col("o").is_not_null() & (pl.col("after_the_fact") == 0) & (length > 0) & (length <= WEEK)


def _groups(frame: pl.DataFrame, by: list[str], order: list[str], gap: int, name: str) -> pl.DataFrame:
    """Number rows of one group that follow one another within a gap."""
    import polars as pl

    before = pl.col("ended").cum_max().shift(1).over(by)
    new = (pl.col("started") > before + gap).fill_null(value=True)
    return frame.sort(*by, *order).with_columns(new.alias("new")).with_columns(pl.col("new").cum_sum().alias(name))


def _runs(rec: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    inside = (pl.col("activated") >= pl.col("started")) & (pl.col("activated") <= pl.col("ended"))
    sound = rec.filter(_sound()).select(
        "o",
        "device_id",
        "started",
        "ended",
        "rowno",
        pl.when(inside).then("activated").otherwise("started").alias("active"),
    )
    grouped = _groups(sound, ["o", "device_id"], ["started", "rowno"], STITCH, "run").group_by(
        "run", maintain_order=True
    )
    return grouped.agg(pl.col("o", "device_id", "started", "active").first(), pl.col("ended").max())


def _stretches(runs: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    grouped = _groups(runs.drop("run"), ["o"], ["started", "device_id"], 0, "stretch").group_by("stretch")
    return grouped.agg(pl.col("o").first(), pl.col("started").min(), pl.col("ended").max(), pl.col("active").min())


def _overlaps(
    left: pl.DataFrame, lo: str, hi: str, right: pl.DataFrame, begin: str, end: str, *, lead: int = 0
) -> pl.DataFrame:
    """Pairs of one officer whose spans touch; each is found in the first hour that both touch."""
    import polars as pl

    def hourly(frame: pl.DataFrame, a: str, b: str, pad: int, first: str) -> pl.DataFrame:
        told = frame.filter(pl.col(b) - pl.col(a) <= WEEK, pl.col(b) >= pl.col(a)).with_columns(
            ((pl.col(a) - pad) // HOUR).alias(first), ((pl.col(b) + pad) // HOUR + 1).alias("past")
        )
        return (
            told.with_columns(pl.int_ranges(first, "past").alias("hour"))
            .drop("past")
            .explode("hour", empty_as_null=False)
        )

    both = (
        hourly(left, lo, hi, lead, "hour_l")
        .lazy()
        .join(hourly(right, begin, end, 0, "hour_r").lazy(), on=["o", "hour"])
    )
    return both.filter(
        pl.col(begin) <= pl.col(hi) + lead,
        pl.col(end) >= pl.col(lo) - lead,
        pl.col("hour") == pl.max_horizontal("hour_l", "hour_r"),
    ).collect()


def _framed(base: dict[str, pl.DataFrame], tied: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    broken = tied.filter(pl.col("fact") == "camera_failure", pl.col("standing") >= 2)["rowno_resp"]
    has = pl.col("o").is_null() | pl.col("o").is_in(base["assigned"]["o"].implode())
    return base["resp"].join(base["inc"], on="number", how="left").filter(
        ~pl.col("disposition").is_in(["CAN", "TEST", "DUP"]).fill_null(value=False),
        pl.col("arrived").is_not_null(),
        ~(pl.col("cleared") - pl.col("arrived") < 60 * SECOND).fill_null(value=False),
        ~pl.col("o").is_in(base["special"]["o"].implode()),
        has,
        ~pl.col("rowno").is_in(broken.implode()),
    )  # fmt: skip


def _encounters(framed: pl.DataFrame, tied: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    asked = tied.filter(pl.col("fact").is_in(ASKED)).group_by("rowno_resp").agg(asked=pl.col("at_us").min())
    danger = (
        tied.filter(pl.col("fact") == "immediate_danger", pl.col("standing") >= 2)
        .join(framed.select("rowno", "arrived", "cleared"), left_on="rowno_resp", right_on="rowno")
        .filter((pl.col("at_us") <= pl.col("cleared")) & (pl.col("until_us").fill_null(NEVER) >= pl.col("arrived")))
        .group_by("rowno_resp").agg(safe=pl.col("until_us").fill_null(NEVER).max())
    )  # fmt: skip
    told = framed.join(asked, left_on="rowno", right_on="rowno_resp", how="left").join(
        danger, left_on="rowno", right_on="rowno_resp", how="left"
    )
    told = told.with_columns(until_us=pl.coalesce("asked", "cleared"))
    later = pl.col("safe").is_between("arrived", "until_us", closed="none")
    told = told.with_columns(from_us=pl.when(later).then("safe").otherwise("arrived"))
    length = pl.col("until_us") - pl.col("from_us")
    over = (pl.col("safe") >= pl.col("until_us")).fill_null(value=False)
    return told.filter(pl.col("o").is_not_null(), length >= 0, length <= WEEK, ~over).select(
        "rowno", "incident_id", "number", "o", "from_us", "until_us"
    )


def _throughout(
    base: dict[str, pl.DataFrame], encounters: pl.DataFrame, runs: pl.DataFrame, stretches: pl.DataFrame
) -> pl.DataFrame:
    import polars as pl

    rec = base["rec"]
    span = encounters.select("rowno", "o", "from_us", "until_us")
    pairs = _overlaps(span, "from_us", "until_us", stretches.drop("stretch"), "started", "ended").sort(
        "rowno", "started"
    )
    before = pl.col("ended").cum_max().shift(1).over("rowno")
    covered = pairs.with_columns(hole=pl.col("started") - before).group_by("rowno").agg(
        first=pl.col("active").min(), last=pl.col("ended").max(), gap=pl.col("hole").max()
    )  # fmt: skip
    known = rec.filter(pl.col("o").is_not_null(), pl.col("after_the_fact") == 0)
    length = pl.col("ended") - pl.col("started")
    weak = known.filter((length <= 0) | (length > WEEK)).select(
        "o",
        lo=pl.min_horizontal("started", "ended"),
        hi=pl.min_horizontal("ended", pl.col("started") + WEEK).clip(pl.col("started")),
    )
    open_ended = known.filter(pl.col("ended").is_null()).select("o", lo="started", hi=pl.col("started") + OPEN_REACH)
    near_open = _overlaps(span, "from_us", "until_us", open_ended, "lo", "hi")["rowno"].unique()
    near_weak = _overlaps(span, "from_us", "until_us", weak, "lo", "hi", lead=LEAD)["rowno"].unique()
    filed = encounters.join(base["rec_number"].select("number", whose="o"), on="number").filter(
        pl.col("whose").is_null() | (pl.col("whose") == pl.col("o"))
    )["rowno"].unique()  # fmt: skip
    muted = span.join(_silent(base, runs), on="o").filter(
        pl.col("lo") < pl.col("until_us"), pl.col("hi") > pl.col("from_us")
    )["rowno"].unique()  # fmt: skip
    first, last = rec["started"].min(), max(rec["started"].max(), rec["ended"].max())  # type: ignore[type-var]
    bare = (
        pl.col("first").is_null() & (pl.col("from_us") >= first) & (pl.col("until_us") <= last)
        & (pl.col("until_us") - pl.col("from_us") >= LATE)
        & ~pl.col("rowno").is_in(near_weak.implode()) & ~pl.col("rowno").is_in(filed.implode())
    )  # fmt: skip
    breach = (
        (pl.col("first") - pl.max_horizontal("from_us", pl.lit(first)) > LATE)
        | (pl.min_horizontal("until_us", pl.lit(last)) - pl.col("last") > EARLY)
        | (pl.col("gap") > GAP)
        | (pl.col("first").is_not_null() & pl.col("rowno").is_in(muted.implode()))
    )
    told = encounters.join(covered, on="rowno", how="left")
    return told.filter(~pl.col("rowno").is_in(near_open.implode()), bare | breach.fill_null(value=False)).select(
        "incident_id", "o"
    )


def _silent(base: dict[str, pl.DataFrame], runs: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    press = base["press"]
    ends = press.group_by("device_id").agg(log_end=pl.col("at_us").max())
    off = pl.when(pl.col("event") == "mute_off").then("at_us")
    mutes = (
        press.filter(pl.col("event").is_in(["mute_on", "mute_off"])).sort("device_id", "at_us", "sequence")
        .with_columns(off=off.shift(-1).over("device_id"))
        .with_columns(pl.col("off").fill_null(strategy="backward").over("device_id"))
        .filter(pl.col("event") == "mute_on")
        .join(ends, on="device_id")
    )  # fmt: skip
    hi = pl.coalesce("off", "log_end")
    both = (
        mutes.lazy()
        .join(runs.lazy(), on="device_id")
        .with_columns(
            began=pl.when(pl.col("at_us") >= pl.col("started"), pl.col("at_us") < pl.col("ended"))
            .then("started")
            .max()
            .over("device_id", "at_us", "o")
        )
    )
    return both.filter(
        pl.col("began").is_null() | (pl.col("began") == pl.col("started")),
        pl.col("at_us") < pl.col("ended"), hi > pl.col("started"), pl.col("off").is_not_null() | (pl.col("at_us") >= pl.col("started"))
    ).select("o", lo=pl.max_horizontal("at_us", "started"), hi=pl.min_horizontal(hi, "ended")).collect()  # fmt: skip


def _requests(base: dict[str, pl.DataFrame], stretches: pl.DataFrame) -> pl.DataFrame:
    """Each request and officer beside the footage that covers it, if any."""
    import polars as pl

    asked = base["fact"].filter(pl.col("fact").is_in(ASKED)).select("rowno", "fact_id", "fact", "number", "o", "at_us")
    own = asked.filter(pl.col("o").is_not_null())
    there = base["resp"].filter(pl.col("o").is_not_null()).select("number", "o")
    everyone = asked.filter(pl.col("o").is_null()).drop("o").join(there, on="number").select(asked.columns)
    requests = pl.concat([own, everyone])
    covering = _overlaps(
        requests, "at_us", "at_us", stretches.select("o", "started", "ended"), "started", "ended"
    ).filter(pl.col("ended") > pl.col("at_us"))
    return requests.join(covering.select("rowno", "o", "ended"), on=["rowno", "o"], how="left")


def _late(stops: pl.DataFrame, which: str) -> pl.DataFrame:
    import polars as pl

    return stops.filter(pl.col("fact") == which, pl.col("ended") - pl.col("at_us") > STOP)


def _private_home(base: dict[str, pl.DataFrame], stops: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    fact, key = base["fact"], ["rowno", "o"]
    mine = stops.filter(pl.col("fact") == "resident_asked_off").join(
        base["inc"].filter(pl.col("location_type") == "residence"), on="number"
    )
    tied = mine.select("rowno", "o", "number", asked="at_us").join(
        fact.select("number", "fact", "standing", "at_us", "until_us", whose="o"), on="number"
    ).filter(pl.col("whose").is_null() | (pl.col("whose") == pl.col("o")))  # fmt: skip
    excused = tied.filter(
        pl.col("fact").is_in(["exigent", "warrant_service"]), pl.col("standing") >= 2,
        pl.col("at_us").fill_null(0) <= pl.col("asked") + STOP, pl.col("until_us").fill_null(NEVER) >= pl.col("asked"),
    )  # fmt: skip
    left = tied.filter(pl.col("fact") == "left_residence").group_by(key).agg(left=pl.col("at_us").min())
    cleared = base["resp"].select("number", "o", "cleared")
    mine = mine.join(excused.select(key).unique(), on=key, how="anti").join(left, on=key, how="left")
    mine = mine.join(cleared, on=["number", "o"], how="left").with_columns(until_us=pl.coalesce("left", "cleared"))
    later = stretches.select("o", begins="started")
    back = _overlaps(mine, "at_us", "until_us", later, "begins", "begins").filter(
        pl.col("begins") > pl.col("at_us"), pl.col("begins") < pl.col("until_us")
    )
    open_ended = base["rec"].filter(
        pl.col("o").is_not_null(), pl.col("after_the_fact") == 0, pl.col("ended").is_null()
    ).select("o", lo="started", hi=pl.col("started") + OPEN_REACH)  # fmt: skip
    unsure = _overlaps(mine, "at_us", "at_us", open_ended, "lo", "hi").select(key).unique()
    restarted = back.join(unsure, on=key, how="anti").select("fact_id", "o")
    return pl.concat([_late(mine, "resident_asked_off").select("fact_id", "o"), restarted]).unique()


def _school(framed: pl.DataFrame, tied: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    there = framed.filter(pl.col("location_type") == "school_elementary_secondary", pl.col("o").is_not_null())
    there = there.select("rowno", "incident_id", "o", from_us="arrived", until_us="cleared")
    threat = tied.filter(pl.col("fact") == "imminent_threat").select("rowno_resp", "at_us", "until_us").join(
        there, left_on="rowno_resp", right_on="rowno", suffix="_there"
    ).filter(
        pl.col("at_us").fill_null(0) <= pl.col("until_us_there"), pl.col("until_us").fill_null(NEVER) >= pl.col("from_us")
    )["rowno_resp"].unique()  # fmt: skip
    footage = _overlaps(there, "from_us", "until_us", stretches.drop("stretch"), "started", "ended")
    some = pl.min_horizontal("ended", "until_us") > pl.max_horizontal("started", "from_us")
    return footage.filter(some, ~pl.col("rowno").is_in(threat.implode())).select("incident_id", "o").unique()


def _kept(base: dict[str, pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    rec, fact = base["rec"], base["fact"]
    as_of = base["now"]["as_of"][0]
    held_by = fact.filter(pl.col("fact").is_in([*LONG, "litigation_hold", "case_open"])).select("fact", "at_us", "until_us", "number", "recording_id", whose="o")  # fmt: skip
    same = pl.col("whose").is_null() | (pl.col("whose") == pl.col("o"))
    by_id = held_by.join(rec.select("rowno", "recording_id", "o"), on="recording_id").filter(same)
    by_number = (
        held_by.drop("recording_id").join(base["rec_number"].select("rowno", "number", "o"), on="number").filter(same)
    )
    columns = ["rowno", "fact", "at_us", "until_us"]
    linked = pl.concat([by_id.select(columns), by_number.select(columns)])
    long = linked.filter(pl.col("fact").is_in(LONG)).select("rowno").unique().with_columns(long=pl.lit(value=True))
    until = pl.col("until_us").fill_null(NEVER)
    held = linked.filter(~pl.col("fact").is_in(LONG)).join(rec.select("rowno", "deleted"), on="rowno").group_by("rowno").agg(
        held_until=until.max(),
        deleted_held=((pl.col("at_us").fill_null(0) <= pl.col("deleted")) & (pl.col("deleted") < until)).any(),
    )  # fmt: skip
    told = rec.join(long, on="rowno", how="left").join(held, on="rowno", how="left")
    short = pl.col("long").is_null()
    early = pl.col("deleted") < pl.when(short).then("in_six_months").otherwise("in_three_years")
    on_hold = (pl.col("held_until") >= pl.col("in_six_months")).fill_null(value=False)
    late = short & ~on_hold & (pl.col("deleted").fill_null(as_of) > pl.col("in_six_months") + 7 * 24 * HOUR)
    odd = (pl.col("deleted") < pl.col("started")) | (pl.col("deleted").is_null() & (pl.col("status") == "deleted"))
    return told.filter(
        ~odd.fill_null(value=False), pl.col("deleted_held").fill_null(value=False) | early.fill_null(value=False) | late
    ).select("recording_id")
