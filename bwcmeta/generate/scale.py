"""How large a world is: officers, days, how busy a shift is, and the instants that bound it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bwcmeta.errors import ArgumentError
from bwcmeta.generate.county import ZONE

SQUAD = 4
"""Officers in a squad; they share shift, district and calls."""

DAYS_ON, WEEK = 4, 7
"""Four days on, three off."""

HOURS = 10
SHIFT_STARTS = (6, 14, 21)
"""Local hours at which the day, evening and night shifts begin; each lasts ten hours."""

BUSY_RECORDINGS = 6.05
"""Recordings of one officer in one busy shift (measured on what the generator makes)."""

MARGIN_S = 1800
"""Nothing is dispatched in the first and last half hour of a shift."""

BLOCK_SHIFTS = 30_000
"""Shifts that are made at once; they bound the memory."""

FEWEST_DAYS = 8
"""Days of the smallest world that a number of recordings gives, and that the planted cases need."""

MOST_OFFICERS = 120_000
MOST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a world.

    Attributes:
        officers: patrol officers, and about one in ten more who do something else.
        days: days of shifts, the last night shift running into the day after.
        start: first day.
        seed: the seed of every throw.
        busy: five slots a shift instead of three.
        clean: nobody does anything wrong and nothing is unknown.
    """

    officers: int
    days: int
    start: date
    seed: int
    busy: bool
    clean: bool

    @property
    def tag(self) -> str:
        """Second letter of the ids: a clean county shares none with the other, should both be read at once."""
        return "K" if self.clean else "C"

    @property
    def squads(self) -> int:
        """Squads of patrol officers; nine tenths of all officers, whole squads, at least one."""
        return max(1, self.officers * 9 // 10 // SQUAD)

    @property
    def slots(self) -> int:
        """Parts of a shift in which an officer is either on one call or on none."""
        return 5 if self.busy else 3

    @property
    def slot_s(self) -> int:
        """Length of a slot, in seconds."""
        return (HOURS * 3600 - 2 * MARGIN_S) // self.slots

    @property
    def block_days(self) -> int:
        """Days that are made at once."""
        return max(1, BLOCK_SHIFTS * WEEK // (self.squads * SQUAD * DAYS_ON))

    @property
    def last(self) -> date:
        """Last day of shifts."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def cut_s(self) -> int:
        """When the exports were drawn: noon after the last night shift, in seconds since 1970. Nothing is later."""
        return local_s(self.last + timedelta(days=1), time(12))


def local_s(day: date, clock: time) -> int:
    """Seconds since 1970 of a wall-clock time in the county (the first of two where an hour comes twice)."""
    return int(datetime.combine(day, clock, ZoneInfo(ZONE)).timestamp())


def scale(*, officers: int, days: int, recordings: int | None, start: date, seed: int, clean: bool) -> Scale:
    """Turn the arguments of `generate` into a size.

    `recordings` overrides `officers` and `days`: 60 busy days below a million, a busy year from there on, and as many
    officers as it takes (the number is met within a few per cent).

    Raises:
        ArgumentError: a number is out of range.
    """
    busy = recordings is not None
    if recordings is not None:
        if recordings < 1:
            raise ArgumentError(f"recordings is {recordings}: at least 1 is needed")
        days = 365 if recordings >= 1_000_000 else 60
        squad_days = recordings * WEEK / (DAYS_ON * SQUAD * BUSY_RECORDINGS)
        squads = max(1, round(squad_days / days))
        officers = -(-squads * SQUAD * 10 // 9)
        days = min(days, max(FEWEST_DAYS, round(squad_days / squads)))
    if not 1 <= days <= MOST_DAYS:
        raise ArgumentError(f"days is {days}: 1 to {MOST_DAYS} can be made")
    if not 1 <= officers <= MOST_OFFICERS:
        raise ArgumentError(f"officers is {officers}: 1 to {MOST_OFFICERS} can be made")
    if not 0 <= seed < 1 << 63:
        raise ArgumentError(f"seed is {seed}: 0 to 2^63 - 1 can be used")
    return Scale(officers=officers, days=days, start=start, seed=seed, busy=busy, clean=clean)
