"""Calls and who goes to them: the dispatch side of some days.

A squad's shift is cut into slots. In each slot the four officers are dealt into groups; a group is an incident. No
officer is on two calls at once, and one call ends before the next begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.generate.county import CALL_TYPES, PLACES, UNTOLD_PLACES
from bwcmeta.generate.dice import PER, Dice, key
from bwcmeta.generate.people import OFFICER_BITS
from bwcmeta.generate.scale import MARGIN_S, SQUAD, Scale

if TYPE_CHECKING:
    import polars as pl

NONE = -1
DEALS = (
    (900, (0, NONE, NONE, NONE)),
    (1700, (0, 0, NONE, NONE)),
    (2000, (0, 1, NONE, NONE)),
    (1500, (0, 0, 1, NONE)),
    (1500, (0, 1, 2, NONE)),
    (900, (0, 0, 0, NONE)),
    (600, (0, 0, 0, 1)),
    (400, (0, 0, 1, 1)),
    (500, (0, 0, 1, 2)),
)
"""Weight, then the group of the officer dealt first, second, third and fourth (-1: on no call)."""

REACH_S = 3200
"""A call is created at least so long before its slot ends: waiting, travel and a quarter of an hour on scene fit in."""

END_MARGIN_S = 150
"""A call ends at least so long before its slot does, so that footage may run over without touching the next."""


def seats(scale: Scale, shifts: pl.DataFrame) -> pl.DataFrame:
    """One row for each officer at work and slot: `group` of the call, or -1, and `rank` in the deal."""
    import polars as pl

    order = Dice(scale.seed, "key")
    urn = pl.Series([number for number, (weight, _) in enumerate(DEALS) for _ in range(weight)], dtype=pl.Int64)
    groups = pl.Series([group for _, deal in DEALS for group in deal], dtype=pl.Int64)
    slot = pl.DataFrame({"slot": pl.Series(range(scale.slots), dtype=pl.Int64)})
    rows = shifts.filter(~pl.col("leave")).rename({"key": "shift_key"}).join(slot, how="cross")
    rows = rows.with_columns(
        key=key(pl.col("shift_key"), (pl.col("slot"), 4)),
        squad_day_key=key(pl.col("day"), (pl.col("squad"), OFFICER_BITS)),
        squad_key=key(pl.col("day"), (pl.col("squad"), OFFICER_BITS), (pl.col("slot"), 4)),
    )
    deal = Dice(scale.seed, "squad_key")
    rows = rows.with_columns(
        rank=order.bits("deal order").rank("ordinal").over("squad_key").cast(pl.Int64) - 1,
        deal=pl.lit(urn).gather(deal.below("deal", PER)),
    )
    group = pl.lit(groups).gather(pl.col("deal") * SQUAD + pl.col("rank"))
    busy_elsewhere = pl.col("long") & (pl.col("slot") > 0)
    return rows.with_columns(group=pl.when(busy_elsewhere).then(NONE).otherwise(group)).with_columns(
        incident_key=key(pl.col("squad_key"), (pl.max_horizontal(pl.col("group"), 0), 2)),
        slot_s=pl.col("start_s") + MARGIN_S + pl.col("slot") * scale.slot_s,
    )


def responses(scale: Scale, seated: pl.DataFrame) -> pl.DataFrame:
    """One row for each officer on a call: the incident's facts, then the officer's own clock times.

    `went_s` is when the officer truly arrived (null: never did), `arrived_s` what dispatch has. All in seconds.
    """
    import polars as pl

    rows = seated.filter(pl.col("group") >= 0)
    rows = _incident(scale, rows)
    own = Dice(scale.seed, "key")
    first = pl.col("rank") == pl.col("rank").min().over("incident_key")
    rows = rows.with_columns(primary=first, officers=pl.len().over("incident_key"), at_once=pl.col("on_view") & first)
    sent = pl.col("queued_s") + pl.when("primary").then(0).otherwise(own.between("backup after", 0, 240))
    rows = rows.with_columns(dispatched_s=pl.when("at_once").then(pl.col("created_s")).otherwise(sent))
    travel = pl.min_horizontal(own.log_normal("travel", 330), pl.lit(900))
    rows = rows.with_columns(enroute_s=_unless_at_once(pl.col("dispatched_s") + own.between("en route", 4, 60)))
    rows = rows.with_columns(went_s=_unless_at_once(pl.col("enroute_s") + travel + 20))
    turned_back = ~pl.col("primary") & own.chance("turned back", 500)
    rows = rows.with_columns(came=~(pl.col("void") | turned_back))
    share = pl.when("primary").then(100).otherwise(own.between("backup stays", 45, 100))
    stay = pl.min_horizontal(
        pl.max_horizontal(pl.col("scene_s") * share // 100, pl.lit(75)),
        pl.col("slot_s") + scale.slot_s - END_MARGIN_S - own.below("clear jitter", 240) - pl.col("went_s"),
    )
    stay = pl.when(own.chance("under a minute", 100)).then(own.between("seconds on scene", 10, 59)).otherwise(stay)
    stay = pl.when(pl.col("long") & (pl.col("slot") == 0)).then(own.between("guard", 14_900, 23_400)).otherwise(stay)
    never = pl.col("dispatched_s") + own.between("called off after", 40, 360)
    rows = rows.with_columns(cleared_s=pl.when("came").then(pl.col("went_s") + stay).otherwise(never))
    rows = rows.with_columns(
        went_s=pl.when("came").then(pl.col("went_s")),
        enroute_s=pl.when(pl.col("enroute_s") <= pl.col("cleared_s")).then(pl.col("enroute_s")),
    )
    blank_arrival = pl.lit(value=False) if scale.clean else own.chance("arrive button", 150)
    blank_clear = pl.lit(value=False) if scale.clean else own.chance("clear button", 25)
    return rows.with_columns(
        arrived_s=pl.when(~blank_arrival).then(pl.col("went_s")),
        shown_cleared_s=pl.when(~blank_clear).then(pl.col("cleared_s")),
    ).sort("n", "slot_s")


def _unless_at_once(instant: pl.Expr) -> pl.Expr:
    """The instant, or that of the creation where the officer began the call on the spot."""
    import polars as pl

    return pl.when("at_once").then(pl.col("created_s")).otherwise(instant)


def _incident(scale: Scale, rows: pl.DataFrame) -> pl.DataFrame:
    """What all officers on an incident share, thrown from the incident's key."""
    import polars as pl

    dice = Dice(scale.seed, "incident_key")
    names = {call.name: call.weight for call in CALL_TYPES}
    rows = rows.with_columns(call_type=dice.pick("call type", names))

    def of_call(field: str) -> pl.Expr:
        table = {call.name: getattr(call, field) for call in CALL_TYPES}
        return pl.col("call_type").replace_strict(table)

    reach = scale.slot_s - REACH_S
    rush = Dice(scale.seed, "squad_day_key").chance("rush", 3500)
    after = (
        pl.when(rush & (pl.col("slot") == 1))
        .then(reach - dice.below("rush first", 600))
        .when(rush & (pl.col("slot") == 2))
        .then(dice.below("rush next", 300))
        .otherwise(dice.below("created", reach))
    )
    created = pl.col("slot_s") + after
    waits = {1: (20, 90), 2: (60, 300), 3: (120, 600), 4: (120, 600)}
    wait = pl.lit(0, dtype=pl.Int64)
    for priority, (low, high) in waits.items():
        wait = pl.when(pl.col("priority") == priority).then(dice.between("wait", low, high)).otherwise(wait)
    outcome = dice.below("outcome", PER)
    rows = rows.with_columns(
        created_s=created,
        priority=of_call("priority").cast(pl.Int64),
        on_view=of_call("on_view"),
        scene_s=dice.log_normal("scene", of_call("scene_s").cast(pl.Int64)),
        arrest_limit=of_call("arrest"),
        citation_limit=of_call("citation"),
        void=dice.chance("void", 450) & ~of_call("on_view"),
        told=dice.pick("place told", UNTOLD_PLACES),
    )
    place = pl.lit(None, dtype=pl.String)
    for call in CALL_TYPES:
        mix = dice.pick(f"place {call.places}", PLACES[call.places])
        place = pl.when(pl.col("call_type") == call.name).then(mix).otherwise(place)
    rows = rows.with_columns(queued_s=pl.col("created_s") + wait, place=place)
    ending = (
        pl.when("void")
        .then(dice.pick("why void", {"CAN": 7600, "DUP": 1800, "TEST": 600}))
        .when(outcome < pl.col("arrest_limit"))
        .then(pl.lit("ARR"))
        .when(outcome < pl.col("arrest_limit") + pl.col("citation_limit"))
        .then(pl.lit("CIT"))
        .otherwise(dice.pick("ending", {"NAR": 4200, "RPT": 3800, "GOA": 1000, "UNF": 1000}))
    )
    school = pl.col("place").str.starts_with("school_")
    told = (
        pl.when(pl.col("told") == "absent")
        .then(None)
        .when(pl.col("told") == "other_unknown")
        .then(pl.lit("other_unknown"))
        .when((pl.col("told") == "coarse") & school)
        .then(pl.lit("school_college"))
        .otherwise(pl.col("place"))
    )
    shown_place = pl.col("place") if scale.clean else told
    return rows.with_columns(
        disposition=ending, location_type=shown_place, first_type=_first_type(dice), beat=dice.between("beat", 1, 6)
    )


def _first_type(dice: Dice) -> pl.Expr:
    """The call type as first entered: now and then it turns out to be something else."""
    import polars as pl

    vague = dice.pick("first type", {"DISTURBANCE": 4000, "WELFARE CHECK": 3000, "SUSPICIOUS PERSON": 3000})
    changed = dice.chance("type changed", 900) & ~pl.col("on_view")
    return pl.when(changed).then(vague).otherwise(pl.col("call_type"))
