"""`recorded_throughout`: a window is covered by the officer's recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.plan.windows import Window, coverage, details, every, searches
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.ends import default_ends, ends
from bwcmeta.rules.obligations import EXEMPT, Compiled, Course, Test, link_step, obligations, put_off, sound_window
from bwcmeta.rules.order import ZERO, Order, Truths, apart
from bwcmeta.rules.parameters import End

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


Measure = Literal["presence", "start", "end", "gap", "muted", "buffer"]
_MEASURE_OF = {"late_start": "start", "early_stop": "end", "gap": "gap", "muted": "muted", "short_buffer": "buffer",
               "mute_unknown": "muted", "buffer_unknown": "buffer"}  # fmt: skip


class Parameters(Strict):
    """What a `recorded_throughout` rule says."""

    from_: End | None = Field(default=None, alias="from", description="Beginning of the window (default arrived_at).")
    until: End | None = Field(default=None, description="End of the window (default cleared_at).")
    start_within: Limit | None = Field(default=None, description="How late the start may be (default 0s).")
    start_counts: Literal["activation", "media"] = Field(
        default="activation", description="Which start counts: the press or the beginning of the media."
    )
    end_within: Limit | None = Field(default=None, description="How early it may stop (default: longest_gap).")
    longest_gap: Limit | None = Field(default=None, description="The longest hole between recordings (default 0s).")
    muted_at_most: Limit | None = Field(default=None, description="Total mute; not tested when absent.")
    buffer_at_least: Limit | None = Field(default=None, description="Pre-event buffer; not tested when absent.")
    measures: tuple[Measure, ...] | None = Field(
        default=None,
        min_length=1,
        description="Only these are tested (default: all that have a meaning). Without `presence`, events without footage are not bound.",
    )


class RecordedThroughout(RuleKind):
    """A window of an event or a shift is covered by the officer's recordings.

    ## What it finds
    No recording, a late start, an early stop, a hole, a mute, a short pre-event buffer: one obligation for each officer
    on each event, several measures.

    ## Why it matters
    "A video exists" says nothing of the minutes that count. Audits that tested only presence missed the cameras that
    were switched off and on again inside one scene (METHODS 1.5).

    ## Breaches
        arrived 10:00:00, cleared 10:20:00, start_within 60s; recorded 10:01:01 to 10:20:00    (61 s late)

    ## Stays silent
        the same; recorded 10:01:00 to 10:20:00                                                (the limit is in time)
        recording since 09:50 under an earlier call

    ## Cannot decide
        the arrival was never stamped; the export ends at 10:10; the recording of the incident carries no officer

    ## Legal source
    ACLU Model Act 1(b)(1)-(3); NRS 289.830(1)(a)-(b); 50 ILCS 706/10-20(a)(3). No statute gives seconds: tolerances
    are the auditor's.
    """

    name: ClassVar[str] = "recorded_throughout"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("unit_responses", "duty")
    reads: ClassVar[tuple[str, ...]] = ("recordings", "device_events")
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("no_recording", "violation", "No matching recording found"),
        Reason("outside_window", "violation", "A recording was found nearby, but none during the encounter"),
        Reason("late_start", "violation", "Recording began {measured} into the encounter; {allowed} allowed"),
        Reason("early_stop", "violation", "Recording ended {measured} before the encounter did; {allowed} allowed"),
        Reason("gap", "violation", "Recording was interrupted for {measured}; {allowed} allowed"),
        Reason("muted", "violation", "Sound was off for {measured}; {allowed} allowed"),
        Reason("short_buffer", "violation", "The pre-event buffer holds {measured}; at least {allowed} required"),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
        Reason("outside_horizon", "undetermined", "The export of recordings does not cover this time"),
        Reason("recording_proves_nothing", "undetermined", "The only recording nearby has no usable time"),
        Reason("recording_without_officer", "undetermined", "A recording of the incident names no officer"),
        Reason(
            "recorded_at_another_time", "undetermined", "The officer's recording of the incident lies at another time"
        ),
        Reason(
            "window_shorter_than_the_allowed_delay", "undetermined", "The encounter was shorter than the allowed delay"
        ),
        Reason("mute_unknown", "undetermined", "The camera's log does not cover the encounter: mutes unknown"),
        Reason("buffer_unknown", "undetermined", "The length of the pre-event buffer is not in the export"),
        Reason("end_unknown", "undetermined", "The end of a recording is not known"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        begin, end = default_ends(rule.table)
        window = Window(rule.table, ends(p.from_, begin), ends(p.until, end), put_off(rule.unless))
        source = coverage(plan, window)
        joins = f"LEFT JOIN {searches(plan, window)} AS s ON s.subject_no = x.subject_no"
        late = rule.elapsed(p.start_within, 0) or 0
        gap = rule.elapsed(p.longest_gap, 0) or 0
        early = rule.elapsed(p.end_within, gap) or 0
        first, last_known = plan.settings.horizon("recordings")
        media = p.start_counts == "media"
        active, active_hi = ("x.first_us", "x.first_hi_us") if media else ("x.first_active_us", "x.first_active_hi_us")
        begin_hi = "x.from_us + x.from_slack_us"
        from_seen = f"CASE WHEN {begin_hi} > {first} THEN {begin_hi} ELSE {first} END"
        until_seen = f"CASE WHEN x.until_us < {last_known} THEN x.until_us ELSE {last_known} END"
        breaches = [
            Test(
                f"x.overlaps > 0 AND {active} - {from_seen} > {late}",
                "late_start",
                f"{active} - x.from_us",
                late,
            ),
            Test(
                f"x.overlaps > 0 AND {until_seen} - x.last_hi_us > {early}",
                "early_stop",
                "x.until_us - x.last_us",
                early,
            ),
            Test(f"x.gap_lo_us > {gap}", "gap", "x.gap_us", gap),
        ]
        unknowns = [
            Test(
                f"x.overlaps > 0 AND {active} - ({begin_hi}) > {late}",
                "outside_horizon",
                measure="start",
            ),
            Test(f"x.overlaps > 0 AND {active_hi} - x.from_us > {late}", "too_coarse", measure="start"),
            Test(
                f"x.overlaps > 0 AND x.until_us - x.last_hi_us > {early}",
                "outside_horizon",
                measure="end",
            ),
            Test(
                f"x.overlaps > 0 AND x.until_us + x.until_slack_us - x.last_us > {early}", "too_coarse", measure="end"
            ),
            Test(f"x.gap_hi_us > {gap}", "too_coarse", measure="gap"),
        ]
        mute, buffer = rule.elapsed(p.muted_at_most), rule.elapsed(p.buffer_at_least)
        if mute is not None or buffer is not None:
            joins += f" LEFT JOIN {details(plan, window)} AS d ON d.subject_no = x.subject_no"
        if mute is not None:
            breaches.append(Test(f"d.muted_us > {mute}", "muted", "d.muted_us", mute))
            unknowns.append(Test("x.overlaps > 0 AND NOT COALESCE(d.log_missing, 1) = 0", "mute_unknown"))
        if buffer is not None:
            breaches.append(Test(f"d.buffer_us < {buffer}", "short_buffer", "d.buffer_us", buffer))
            unknowns.append(Test("x.overlaps > 0 AND d.buffer_us IS NULL", "buffer_unknown"))
        bare = [
            Test(f"x.overlaps = 0 AND NOT (x.from_us >= {first} AND x.until_us <= {last_known})", "outside_horizon"),
            Test("x.overlaps = 0 AND x.may_overlap = 1", "too_coarse"),
            Test("x.overlaps = 0 AND s.weak = 1", "recording_proves_nothing"),
            Test("x.overlaps = 0 AND s.unattributed = 1", "recording_without_officer"),
            Test("x.overlaps = 0 AND s.elsewhen = 1", "recorded_at_another_time"),
            Test(f"x.overlaps = 0 AND x.until_us - x.from_us < {late}", "window_shorter_than_the_allowed_delay"),
            Test("x.overlaps = 0 AND x.near = 1", "outside_window"),
            Test("x.overlaps = 0", "no_recording"),
        ]
        states: tuple[str, ...] = ()
        if p.measures is not None:
            wanted = {*p.measures}
            kept = [t for t in (*breaches, *unknowns) if (t.measure or _MEASURE_OF.get(t.reason, "")) in wanted]
            breaches, unknowns = kept, []
            if "presence" not in wanted:
                # a rule that does not ask for presence binds no event without footage
                bare = [Test("x.overlaps = 0 AND x.open_end = 1", "end_unknown")]
                unsound = f"CASE {sound_window()} WHEN x.officer_no IS NULL THEN '' END"
                states = (
                    f"WHEN x.overlaps = 0 AND x.open_end = 0 AND {unsound} IS NULL AND NOT ({EXEMPT}) THEN 'not bound'",
                )
        course = Course(
            source=source,
            rows=every(plan, window, "window"),
            tests=[*bare, *breaches, *unknowns],
            joins=joins,
            states=states,
            open_end="x.open_end = 1",
            window=("x.from_us", "x.until_us"),
            sound=sound_window(),
            link_table=link_step(plan, rule.table),
        )
        return obligations(rule, course, self.reasons)

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """Earlier, longer, tighter: a window that begins earlier, shorter tolerances, a longer buffer, more measures."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        del truths
        order = Order()
        begin, end = default_ends(self.over[0])
        order.earlier_is_stricter(ends(one.from_, begin), ends(other.from_, begin))
        order.later_is_stricter(ends(one.until, end), ends(other.until, end))
        mine, theirs = tested(one), tested(other)
        order.fewer_is_stricter(theirs, mine)  # what is not tested is an exception
        if one.start_counts != other.start_counts and "start" in mine & theirs:
            order.add(1 if one.start_counts == "activation" else -1)  # the press never comes before the media it keeps
        for measure, larger, values in (
            ("start", False, (one.start_within or ZERO, other.start_within or ZERO)),
            ("gap", False, (one.longest_gap or ZERO, other.longest_gap or ZERO)),
            ("end", False, [p.end_within or p.longest_gap or ZERO for p in (one, other)]),
            ("muted", False, (one.muted_at_most, other.muted_at_most)),
            ("buffer", True, (one.buffer_at_least, other.buffer_at_least)),
        ):
            if measure in mine & theirs:
                order.limits(*values, larger=larger)
        return order.result


def tested(p: Parameters) -> set[str]:
    """The measures that are tested: those named, and of mute and buffer only where there is a limit."""
    named: set[str] = set(p.measures or ("presence", "start", "end", "gap", "muted", "buffer"))
    without = {"muted"} if p.muted_at_most is None else set()
    return named - without - ({"buffer"} if p.buffer_at_least is None else set())
