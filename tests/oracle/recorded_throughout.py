"""`recorded_throughout`: the officer's recordings cover the window (policy-language.md section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from oracle.frames import FrameRow
from oracle.moments import Duration, Row, Stamp, later_than, latest, moment, seconds_between
from oracle.mutes import muted_seconds
from oracle.recordings import (
    activation,
    counts,
    may_reach,
    might_overlap,
    overlaps,
    pressed,
    proves_nothing,
    span_of_doubt,
)
from oracle.rule import Rule
from oracle.windows import Outcome, inside, windows_judged

NONE = Duration(0, "s")
ALL_MEASURES = ("presence", "start", "end", "gap", "muted", "buffer")


@dataclass(frozen=True)
class Measure:
    """One measure: breached True, False or None (unknown, with the reason)."""

    name: str
    breached: bool | None
    unknown: str = "too_coarse"
    measured: float | None = None
    allowed: float | None = None


def recorded_throughout(rule: Rule) -> tuple[list[Row], Row]:
    return windows_judged(rule, rule.text.get("when"), lambda *window: _Judge(rule, *window).outcome())


class _Judge:
    def __init__(self, rule: Rule, subject: FrameRow, start: Stamp, end: Stamp) -> None:
        self.rule, self.subject, self.start, self.end = rule, subject, start, end
        self.calendar = rule.calendar
        self.horizon = rule.world.horizon("recordings")
        footage = rule.stretches(subject.officer)
        self.footage = footage
        self.open_starts = rule.open_starts(subject.officer)
        self.over = [s for s in footage if overlaps(s, start.low, end.low)]
        self.asked = rule.text.get("measures") or ALL_MEASURES
        self.start_within = rule.limit("start_within", "0s") or NONE
        self.longest_gap = rule.limit("longest_gap", "0s") or NONE
        self.end_within = rule.limit("end_within") or self.longest_gap

    def may_be_more(self) -> bool:
        return any(may_reach(s, self.start.low, self.end.low) for s in self.open_starts)

    def outcome(self) -> Outcome | None:
        """Judged by footage of known ends; where that is not enough and there is other, nobody can tell."""
        if not self.over and "presence" not in self.asked:
            return Outcome("undetermined", "end_unknown") if self.may_be_more() else None
        judged = self.by_known_ends()
        if judged.verdict != "compliant" and self.may_be_more():
            return Outcome("undetermined", "end_unknown", judged.measured, judged.allowed)
        return judged

    def by_known_ends(self) -> Outcome:
        if not self.over:
            return self.nothing_overlaps()
        tests = {
            "start": self.late_start,
            "end": self.early_stop,
            "gap": self.gap,
            "muted": self.muted,
            "buffer": self.buffer,
        }
        measures = [test() for name, test in tests.items() if name in self.asked]
        for verdict, wanted in (("violation", True), ("undetermined", None)):
            for m in measures:
                if m is not None and m.breached is wanted:
                    return Outcome(verdict, m.name if wanted else m.unknown, m.measured, m.allowed)
        return Outcome("compliant")

    # -- test 1 ---------------------------------------------------------------------------------------------

    def nothing_overlaps(self) -> Outcome:
        lead = self.rule.tolerance("match_lead")
        wide_end = lead.after(self.end.high, self.calendar)
        wide_start = self.start.low - (lead.after(self.start.low, self.calendar) - self.start.low)
        numbers = self.subject.numbers
        rows = [r for r in self.rule.world.rows["recordings"] if counts(r)]
        own = [r for r in rows if r["_officer"] == self.subject.officer]
        unattributed = [r for r in rows if r["_officer"] is None]
        unknown = None
        if not inside(self.horizon, self.start.low, self.end.low):
            unknown = "outside_horizon"
        elif any(might_overlap(s, self.start, self.end) for s in self.footage):
            unknown = "too_coarse"
        elif any(proves_nothing(r) and _touches(r, wide_start, wide_end) for r in own):
            unknown = "recording_proves_nothing"
        elif any(r["_numbers"] & numbers for r in unattributed):
            unknown = "recording_without_officer"
        elif any(r["_numbers"] & numbers for r in own):
            unknown = "recorded_at_another_time"
        elif self.start_within.after(self.start.low, self.calendar) > self.end.low:
            unknown = "window_shorter_than_the_allowed_delay"
        if unknown:
            return Outcome("undetermined", unknown)
        near = any(overlaps(s, wide_start, wide_end) for s in self.footage)
        return Outcome("violation", "outside_window" if near else "no_recording")

    # -- tests 2 to 6 ---------------------------------------------------------------------------------------

    def late_start(self) -> Measure:
        first = self.over[0]
        begin = first.start
        if self.rule.text.get("start_counts", "activation") == "activation":
            begin = pressed(first) or begin
        breached = later_than(self.start, begin, self.start_within, self.calendar)
        delay = max(0.0, seconds_between(self.start.low, begin.low))
        unknown = "too_coarse"
        if breached is True and self.horizon is not None and self.start.low < self.horizon[0]:
            since = Stamp(self.horizon[0], self.horizon[0])
            if later_than(since, begin, self.start_within, self.calendar) is not True:
                breached, unknown = None, "outside_horizon"
        return Measure("late_start", breached, unknown, delay, self.start_within.seconds)

    def early_stop(self) -> Measure:
        allowed = self.end_within.seconds
        last = latest([s.end for s in self.over])
        breached = later_than(last, self.end, self.end_within, self.calendar)
        unknown = "too_coarse"
        if breached is True and self.horizon is not None and self.end.low > self.horizon[1]:
            until = Stamp(self.horizon[1], self.horizon[1])
            if later_than(last, until, self.end_within, self.calendar) is not True:
                breached, unknown = None, "outside_horizon"
        return Measure("early_stop", breached, unknown, max(0.0, seconds_between(last.low, self.end.low)), allowed)

    def gap(self) -> Measure:
        """The longest hole between one stretch and the next."""
        worst = 0.0
        answers: list[bool | None] = []
        for before, after in pairwise(self.over):
            worst = max(worst, seconds_between(before.end.low, after.start.low))
            answers.append(later_than(before.end, after.start, self.longest_gap, self.calendar))
        breached = True if True in answers else None if None in answers else False
        return Measure("gap", breached, "too_coarse", worst, self.longest_gap.seconds)

    def muted(self) -> Measure | None:
        limit = self.rule.limit("muted_at_most")
        if limit is None:
            return None
        recordings = self.rule.recordings(self.subject.officer)
        muted, is_all = muted_seconds(self.rule.world, recordings, self.start.low, self.end.low)
        breached: bool | None = muted > (limit.seconds or 0)
        if not breached and not is_all:
            breached = None
        return Measure("muted", breached, "mute_unknown", muted, limit.seconds)

    def buffer(self) -> Measure | None:
        limit = self.rule.limit("buffer_at_least")
        if limit is None:
            return None
        recordings = [s for s in self.rule.recordings(self.subject.officer)
                      if overlaps(s, self.start.low, self.end.low)]  # fmt: skip
        first = recordings[0].first
        length = first.get("buffer_s")
        activated, started = activation(first), moment(first["started_at"])
        if length is None and activated is not None and started is not None:
            length = seconds_between(started, activated.low)
        if length is None:
            return Measure("short_buffer", None, "buffer_unknown", None, limit.seconds)
        return Measure("short_buffer", length < (limit.seconds or 0), "", float(length), limit.seconds)


def _touches(row: Row, start: datetime, end: datetime) -> bool:
    span = span_of_doubt(row)
    return span is not None and span[0] <= end and span[1] >= start
