"""Segments into recordings, recordings into stretches (policy-language.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oracle.moments import Calendar, Duration, Row, Stamp, moment, resolution, stamp
from oracle.world import World, row_age

LONGEST = timedelta(days=7)
OPEN_REACH = timedelta(hours=12)
TWO_HOURS, A_DAY = timedelta(hours=2), timedelta(hours=24)


@dataclass
class Stretch:
    """Footage of one officer without a break: segments with a start and an end, one or more recordings."""

    officer: str
    device: str | None
    segments: list[Row] = field(default_factory=list)

    @property
    def slack(self) -> timedelta:
        """A stretch is as coarse as its coarsest recording."""
        return max(resolution(r) for r in self.segments)

    @property
    def start(self) -> Stamp:
        low = min(at for at in (moment(r["started_at"]) for r in self.segments) if at)
        return Stamp(low, low + self.slack)

    @property
    def end(self) -> Stamp:
        low = max(at for at in (moment(r["ended_at"]) for r in self.segments) if at)
        return Stamp(low, low + self.slack)

    @property
    def first(self) -> Row:
        return min(self.segments, key=lambda r: (moment(r["started_at"]), *row_age(r)))


def counts(row: Row) -> bool:
    """Recordings made up after the fact never count."""
    return row.get("trigger_reason") != "after_the_fact"


def own(world: World, officer: str) -> list[Row]:
    """The officer's recordings that count, first start first; those without a start at the end."""
    rows = [r for r in world.rows["recordings"] if r["_officer"] == officer and counts(r)]
    started = [r for r in rows if moment(r.get("started_at"))]
    started.sort(key=lambda r: (moment(r["started_at"]), *row_age(r)))
    return started + [r for r in rows if not moment(r.get("started_at"))]


def proves_nothing(row: Row) -> bool:
    """Without a start, without length, backward, or longer than a week."""
    start, end = moment(row.get("started_at")), moment(row.get("ended_at"))
    return start is None or (end is not None and (end <= start or end - start > LONGEST))


def span_of_doubt(row: Row) -> tuple[datetime, datetime] | None:
    """Where a recording that proves nothing may lie; None when nothing is known."""
    start, end = moment(row.get("started_at")), moment(row.get("ended_at"))
    if start is not None and end is not None:
        return min(start, end), min(max(start, end), start + LONGEST)
    near = moment(row.get("activated_at")) or end
    if near is not None:
        return near - TWO_HOURS, near + TWO_HOURS
    uploaded = moment(row.get("uploaded_at"))
    return (uploaded - A_DAY, uploaded) if uploaded is not None else None


def open_starts(rows: list[Row]) -> list[Stamp]:
    """Starts of the recordings whose end nobody knows."""
    return [s for s in (stamp(r, "started_at") for r in rows if not moment(r.get("ended_at"))) if s]


def may_reach(opened: Stamp, start: datetime, end: datetime) -> bool:
    """Whether an open recording touches a window: it may run for twelve hours."""
    return opened.low <= end and opened.low + OPEN_REACH >= start


def stitched(rows: list[Row], gap: Duration, calendar: Calendar) -> list[Stretch]:
    """One officer's recordings: segments of one device with gaps of at most `stitch_gap`, joined."""
    done: list[Stretch] = []
    for row in rows:
        if proves_nothing(row) or not moment(row.get("ended_at")):
            continue
        device = row.get("device_id")
        reached = [
            s for s in done if s.device == device and moment(row["started_at"]) <= gap.after(s.end.low, calendar)
        ]
        if reached:
            reached[-1].segments.append(row)
        else:
            done.append(Stretch(row["_officer"], device, [row]))
    return sorted(done, key=_order)


def stretches(recordings: list[Stretch]) -> list[Stretch]:
    """Recordings of one officer that overlap or touch, on whatever device, joined."""
    done: list[Stretch] = []
    for recording in recordings:
        joined = Stretch(recording.officer, None, list(recording.segments))
        for other in [s for s in done if s.end.low >= joined.start.low]:
            joined.segments = other.segments + joined.segments
            done.remove(other)
        done.append(joined)
    return sorted(done, key=_order)


def _order(stretch: Stretch) -> tuple[datetime, int, int]:
    return (stretch.start.low, *row_age(stretch.first))


def overlaps(stretch: Stretch, start: datetime, end: datetime) -> bool:
    """Starts at or before the window's end and ends at or after its beginning, as the stamps are written."""
    return stretch.start.low <= end and stretch.end.low >= start


def might_overlap(stretch: Stretch, start: Stamp, end: Stamp) -> bool:
    """The same, for some reading of coarse stamps."""
    return stretch.start.low <= end.high and stretch.end.high >= start.low


def activation(row: Row) -> Stamp | None:
    """When a recording was started; an instant before its media begins is none."""
    at, start = moment(row.get("activated_at")), moment(row.get("started_at"))
    if at is None or (start is not None and at < start):
        return None
    return Stamp(at, at + resolution(row))


def pressed(stretch: Stretch) -> Stamp | None:
    """The activation of a stretch's first recording, if it lies inside that recording."""
    at, end = activation(stretch.first), moment(stretch.first["ended_at"])
    return Stamp(at.low, at.low + stretch.slack) if at and end and at.low <= end else None
