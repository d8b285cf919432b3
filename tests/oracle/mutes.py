"""How long the officer's cameras were mute inside window and footage."""

from __future__ import annotations

from datetime import datetime

from oracle.moments import moment, seconds_between
from oracle.recordings import Stretch, overlaps
from oracle.world import World

Span = tuple[datetime, datetime]


def muted_seconds(world: World, recordings: list[Stretch], start: datetime, end: datetime) -> tuple[float, bool]:
    """Muted time of the devices of an officer's recordings inside a window, and whether that is all.

    It may not be all when the log of a device that recorded in the window does not reach over its footage there.
    """
    muted: list[Span] = []
    is_all = True
    for recording in [r for r in recordings if overlaps(r, start, end)]:
        events = [(moment(e["at"]), e["event"]) for e in world.rows["device_events"]
                  if e["device_id"] == recording.device]  # fmt: skip
        events.sort()
        footage = (max(start, recording.start.low), min(end, recording.end.low))
        reaches = bool(events) and events[0][0] <= footage[0] and events[-1][0] >= footage[1]
        is_all = is_all and reaches
        spans = [(r.start.low, r.end.low) for r in recordings if r.device == recording.device]
        known_until = None if reaches or not events else events[-1][0]
        muted += [(max(a, footage[0]), min(b, footage[1])) for a, b in _mutes(events, spans, known_until)]
    return united(muted), is_all


def _mutes(events: list[tuple[datetime, str]], spans: list[Span], known_until: datetime | None) -> list[Span]:
    """From each `mute_on` to the next `mute_off`, or to the end of the footage it lies in; else it counts for nothing.

    In a log that does not reach over the footage a mute is known to its last line only.
    """
    found = []
    for at, event in events:
        if event == "mute_on":
            stops = [when for when, what in events if what == "mute_off" and when >= at]
            stops = [min([*stops, end]) for start, end in spans if start <= at < end] or stops
            if stops:
                end = min(stops)
                found.append((at, end if known_until is None else min(end, known_until)))
    return found


def united(spans: list[Span]) -> float:
    """Seconds covered by spans that may overlap; backward and empty ones cover nothing."""
    total, so_far = 0.0, None
    for start, end in sorted(s for s in spans if s[0] < s[1]):
        if so_far is None or start > so_far:
            total += seconds_between(start, end)
        elif end > so_far:
            total += seconds_between(so_far, end)
        so_far = end if so_far is None else max(so_far, end)
    return total
