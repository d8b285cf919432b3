"""The common course of one obligation: bound, exempt, sound, judged, pending (policy-language, section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bwcmeta.plan.links import links
from bwcmeta.plan.plan import LONGEST_US, NEVER_US, Plan
from bwcmeta.plan.windows import Window, window

if TYPE_CHECKING:
    from sqlglot import exp

    from bwcmeta.rules.base import Reason
    from bwcmeta.rules.context import RuleContext, Unless

WANT_OF_FOOTAGE = (
    "no_recording", "outside_window", "late_start", "early_stop", "gap", "outside_horizon", "recording_proves_nothing",
    "recording_without_officer", "recorded_at_another_time", "window_shorter_than_the_allowed_delay",
)  # fmt: skip
"""Reasons that an upload still to come may undo: pending while the upload grace is open."""

COMMON_VERDICTS = {
    "when_unknown": "undetermined",
    "exempt": "exempt",
    "officer_unknown": "undetermined",
    "window_unknown": "undetermined",
    "clock_contradiction": "undetermined",
    "exemption_unknown": "undetermined",
    "upload_grace_open": "pending",
    "": "compliant",
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test: when it is true the obligation ends with this reason; measure and limit in microseconds (SQL).

    `measure` names the measure of a kind that has several, where the reason does not.
    """

    when: str
    reason: str
    measured: str = "NULL"
    allowed: int | str | None = None
    measure: str = ""


@dataclass(slots=True)
class Course:
    """What a kind adds to the common course.

    Attributes:
        source: step with one row per subject (`subject_no`, `officer_no` and whatever the tests name), alias `x`.
        rows: where the source measures something of each row of `TABLE_rows`: the step that holds these rows, with their
            windows, without it; for what asks no more of them.
        joins: further joins (aliases are the kind's own).
        tests: in order; none true means compliant.
        leaves: lines of the CASE that says what becomes of a row: how it leaves the frame (may name the joins).
        states: further lines of it (tried last; may name the joins).
        only: SQL that picks the subjects among the rows of the source, or ''.
        open_end: SQL that is true when a recording with no known end may change a verdict that is not compliant.
        window: SQL of (begin, end) for exemptions and pending, or None when time is ignored.
        window_joins: those of the joins that the window needs.
        needs_officer: whether an unknown officer makes it undetermined.
        link_table: the table whose fact links tie facts to the subject.
        slots: trees for the placeholders in the tests.
    """

    source: str
    tests: list[Test]
    rows: str = ""
    joins: str = ""
    leaves: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    only: str = ""
    open_end: str = ""
    window: tuple[str, str] | None = None
    window_joins: str = ""
    needs_officer: bool = True
    sound: str = ""
    link_table: str = ""
    slots: dict[str, exp.Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The rows a rule looks at, and what can be told of their states from these alone (SQL over the alias `x`).

    Attributes:
        source: step with one row per subject and the groups it is counted in.
        only: SQL that picks the subjects among its rows, or ''.
        frame: lines of a CASE: under what a row leaves the frame.
        unbound: further lines, each ending with 'not bound'; None where these name more than the rows themselves.
        slots: trees for the placeholders in the lines, and others.
    """

    source: str
    only: str
    frame: tuple[str, ...]
    unbound: tuple[str, ...] | None
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The steps of one compiled rule.

    Attributes:
        step: one row per subject: `state` (what became of it: `bound`, `not bound`, `not in force`, or the reason it
            was left out under), and for those bound `verdict`, `reason`, `measured`, `allowed`, `from_us`, `until_us`,
            and, but for a rate, `settled`: no test, exemption or doubt has anything to say, so that it is compliant;
            with the groups it is counted in (officer_no, unit_id, district, call_type, row_us).
        subjects: one row per subject with its officer, incident, unit, place of origin.
        table: the canonical table the subjects are rows of.
        links: which facts are tied to which subject.
        sentences: reason -> its sentence, where this rule has a better one than its kind.
        looked_at: the rows behind `step`, where these can be counted by themselves: each is in it once, and all that
            do not leave the frame are bound or not bound.
    """

    step: str
    subjects: str
    table: str
    links: str
    sentences: Mapping[str, str] = field(default_factory=dict)
    looked_at: LookedAt | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    """SQL of what becomes of a row before it is judged (alias `x`), and the trees for its slots."""

    frame: tuple[str, ...]
    unbound: tuple[str, ...]
    known: str
    excused: str
    unsure: str
    slots: dict[str, exp.Expression]


def binding(rule: RuleContext, slots: dict[str, Any]) -> str:
    """SQL that is true of the rows a rule binds (alias `x`), or '' where it has no `when`; fills the slot it names."""
    if rule.when is None:
        return ""
    slots["binds_when"] = rule.guarded(rule.when)
    return "COALESCE(:binds_when, FALSE)" if rule.when_unknown == "not_bound" else "COALESCE(:binds_when, TRUE)"


def _bound(rule: RuleContext) -> _Bound:
    slots: dict[str, Any] = {}
    frame = frame_lines(rule, slots)
    lines = []
    known = ""
    if binds := binding(rule, slots):
        lines.append(f"WHEN NOT {binds} THEN 'not bound'")
        if rule.when_unknown == "undetermined":
            known = "WHEN (:binds_when) IS NULL THEN 'when_unknown'"
    excused, unsure = [], []
    for number, unless in enumerate(u for u in rule.unless if u.when is not None):
        assert unless.when is not None
        slots[f"unless{number}"] = rule.guarded(unless.when)
        excused.append(f"COALESCE(:unless{number}, FALSE)")
        unsure.append(f"(:unless{number}) IS NULL")
    return _Bound(tuple(frame), tuple(lines), known, " OR ".join(excused), " OR ".join(unsure), slots)


def frame_lines(rule: RuleContext, slots: dict[str, exp.Expression], table: str = "") -> list[str]:
    """Lines of a CASE that tell under what a row is left out; fills `slots` with the frame's predicates."""
    lines = []
    begin, end = rule.in_force
    if (begin, end) != (-NEVER_US, NEVER_US):
        lines.append(f"WHEN x.row_us < {begin} OR x.row_us >= {end} THEN 'not in force'")
    for number, exclusion in enumerate(rule.frame):
        lines.append(f"WHEN :out{number}{doubtful_guard(exclusion.when.columns)} THEN :reason{number}")
        slots[f"out{number}"] = rule.guarded(exclusion.when, table)
        slots[f"reason{number}"] = exclusion.reason  # type: ignore[assignment]
    return lines


def doubtful_guard(columns: frozenset[str]) -> str:
    """SQL that keeps a row from being excluded by an instant that cannot be told."""
    instants = sorted({c for c in columns if c.endswith("_at")} | (
        {"arrived_at", "cleared_at"} if "on_scene_seconds" in columns else set()
    ))  # fmt: skip
    if not instants:
        return ""
    names = ", ".join(f"'{c}'" for c in instants)
    return f" AND NOT BWC_HAS_ANY(x.doubtful, {names})"


def _exempt_by_fact(rule: RuleContext, course: Course) -> str:
    """Join the step that says which subjects have a fact that exempts them; '' when no fact can."""
    facts = [u for u in rule.unless if u.fact]
    plain = [u for u in facts if not u.puts_off]
    if not plain:
        return ""
    which = " OR ".join(f"(f.fact = '{u.fact}' AND f.rank >= {u.rank})" for u in plain)
    touches = ""
    if course.window is not None:
        begin, end = course.window
        touches = f"""AND COALESCE(f.at_us <= {end}, f.at_us IS NULL) AND COALESCE(f.until_us >= {begin}, f.until_us IS NULL)"""
    name = rule.plan.add(
        f"{rule.name}_exempt",
        f"Rows of {rule.rule_id} with a reason of sufficient standing in the time that counts.",
        f"""
        SELECT DISTINCT x.subject_no FROM {course.link_table} AS l
        JOIN facts_seen AS f ON f.fact_no = l.fact_no JOIN {course.rows or course.source} AS x ON x.subject_no = l.subject_no
        {course.window_joins}
        WHERE ({which}) {touches}
        """,
        keep=True,
    )
    return f"LEFT JOIN {name} AS excused ON excused.subject_no = x.subject_no"


def obligations(rule: RuleContext, course: Course, reasons: tuple[Reason, ...], *, subjects: str = "") -> Compiled:
    """Add the rule's last step: one row per subject with its state, and verdict and reason where it is bound."""
    plan = rule.plan
    before = _bound(rule)
    slots: dict[str, Any] = {**before.slots, **course.slots}
    excused_join = _exempt_by_fact(rule, course)
    exempt = [before.excused] if before.excused else []
    if excused_join:
        exempt.append("NOT excused.subject_no IS NULL")
    lines = [before.known] if before.known else []
    if any(u.puts_off for u in rule.unless):
        lines.append("WHEN x.put_off_for_good = 1 THEN 'exempt'")
    if exempt:
        lines.append(f"WHEN {' OR '.join(exempt)} THEN 'exempt'")
    if course.needs_officer:
        lines.append("WHEN x.officer_no IS NULL THEN 'officer_unknown'")
    if course.sound:
        lines.append(course.sound)
    lines += [f"WHEN {t.when} THEN '{t.reason}'" for t in course.tests]
    state_lines = [
        *before.frame,
        *course.leaves,
        *before.unbound,
        *(line.replace(EXEMPT, " OR ".join(exempt) or "FALSE") for line in course.states),
    ]
    state = f"CASE {' '.join(state_lines)} ELSE 'bound' END" if state_lines else "'bound'"
    reason = f"CASE {' '.join(lines)} ELSE '' END" if lines else "''"
    unsure = f"CASE WHEN {before.unsure} THEN 1 ELSE 0 END" if before.unsure else "0"
    open_end = f"CASE WHEN {course.open_end} THEN 1 ELSE 0 END" if course.open_end else "0"
    begin, end = course.window or ("CAST(NULL AS BIGINT)", "CAST(NULL AS BIGINT)")
    measures = {t.reason: t for t in course.tests}
    measured = _by_reason("m", [r for r, t in measures.items() if t.measured != "NULL"])
    allowed = _by_reason("a", [r for r, t in measures.items() if t.allowed is not None])
    judged = plan.add(
        f"{rule.name}_judged",
        f"What becomes of each row under {rule.rule_id}, and the first test that decides those it binds.",
        f"""
        SELECT q.subject_no, {", ".join(f"q.{g}" for g in GROUPED)}, q.state, q.reason, q.reason = '' AS settled, q.unsure, q.open_end,
            q.begin_us, q.end_us, {measured} AS measured, {allowed} AS allowed
        FROM (
            SELECT x.subject_no, {", ".join(f"x.{g}" for g in GROUPED)}, {state} AS state, {reason} AS reason,
                {unsure} AS unsure, {open_end} AS open_end, {begin} AS begin_us, {end} AS end_us{_carried(measures)}
            FROM {course.source} AS x {excused_join} {course.joins} {f"WHERE {course.only}" if course.only else ""}
        ) AS q
        """,
        **slots,
    )
    verdicts = {**COMMON_VERDICTS, **{r.code: r.verdict for r in reasons}}
    assert {t.reason for t in course.tests} <= {*verdicts, "end_unknown"}, "a reason without a verdict"
    assert all(v != "compliant" for r, v in verdicts.items() if r), "compliant is what no test has anything to say of"
    step = _concluded(rule, judged, verdicts)
    return Compiled(
        step,
        subjects or f"{rule.table}_rows",
        rule.table,
        course.link_table,
        looked_at=_looked_at(rule, course, before),
    )


def _looked_at(rule: RuleContext, course: Course, before: _Bound) -> LookedAt | None:
    """What can be told of the rows before they are judged; None where a join says how one leaves the frame."""
    if course.leaves:
        return None
    lines = (*before.unbound, *course.states)
    assert all(line.endswith("THEN 'not bound'") for line in lines)
    own = all(EXEMPT not in line and set(_ALIASES.findall(line)) <= {"x"} for line in lines)
    source = f"{rule.table}_rows" if course.rows and not course.states else course.source
    return LookedAt(source, course.only, before.frame, lines if own else None, {**before.slots, **course.slots})


_ALIASES = re.compile(r"\b([a-z]\w*)\.[a-z]")
EXEMPT = "~exempt~"
"""In a line of `Course.states`: whether an exemption applies."""
GROUPED = ("officer_no", "unit_id", "district", "call_type", "row_us")
"""Columns every subject has, by which obligations are counted."""


def _by_reason(prefix: str, reasons: list[str]) -> str:
    if not reasons:
        return "CAST(NULL AS BIGINT)"
    return "CASE q.reason " + " ".join(f"WHEN '{r}' THEN q.{prefix}_{r}" for r in reasons) + " END"


def _carried(measures: dict[str, Test]) -> str:
    parts = [f"{t.measured} AS m_{r}" for r, t in measures.items() if t.measured != "NULL"]
    parts += [f"{t.allowed} AS a_{r}" for r, t in measures.items() if t.allowed is not None]
    return "".join(f", {part}" for part in parts)


def _concluded(rule: RuleContext, judged: str, verdicts: dict[str, str]) -> str:
    violations = sorted(r for r, v in verdicts.items() if v == "violation")
    final = ["WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown') THEN j.reason"]
    final.append("WHEN j.open_end = 1 THEN 'end_unknown'")
    grace = rule.plan.settings.upload_grace_us
    if grace:  # before the doubt about exemptions: footage that may still come leaves nothing to exempt
        late = f"j.end_us + {grace} > {rule.plan.settings.as_of_us}"
        final.append(f"WHEN {late} AND {_is_one_of('j.reason', WANT_OF_FOOTAGE)} THEN 'upload_grace_open'")
    if violations:
        final.append(f"WHEN j.unsure = 1 AND {_is_one_of('j.reason', violations)} THEN 'exemption_unknown'")
    ends = {"": COMMON_VERDICTS[""], **verdicts, "end_unknown": "undetermined"}
    verdict = " ".join(f"WHEN c.reason = '{r}' THEN '{v}'" for r, v in ends.items())
    plan = rule.plan
    plan.add(
        f"{rule.name}_concluded",
        f"The reason of each obligation under {rule.rule_id}, once open recordings, grace and exemptions are weighed.",
        f"""
        SELECT j.subject_no, {", ".join(f"j.{g}" for g in GROUPED)}, j.state, j.settled, j.begin_us, j.end_us, j.measured, j.allowed,
            CASE {" ".join(final)} ELSE j.reason END AS reason FROM {judged} AS j
        """,
    )
    own = sorted({r for r in verdicts if r and r not in COMMON_VERDICTS})
    has_own = _is_one_of("c.reason", own, but_first="")
    measured, allowed = (
        f"CASE WHEN {has_own} THEN c.{what} END" if own else "CAST(NULL AS BIGINT)" for what in ("measured", "allowed")
    )
    return plan.add(
        rule.name,
        f"One row for each row {rule.rule_id} looks at: its state; where bound, verdict, reason, measure and limit (us).",
        f"""
        SELECT c.subject_no, {", ".join(f"c.{g}" for g in GROUPED)}, c.state, c.settled,
            CASE WHEN NOT c.state = 'bound' THEN NULL {verdict} END AS verdict, c.reason, {measured} AS measured, {allowed} AS allowed,
            c.begin_us AS from_us, c.end_us AS until_us
        FROM {rule.name}_concluded AS c
        """,
    )


def _is_one_of(column: str, words: Iterable[str], *, but_first: str | None = None) -> str:
    """SQL that tells whether a column is one of some words: DuckDB makes a join of a long IN, over every row."""
    told = " ".join(f"WHEN '{w}' THEN TRUE" for w in words)
    first = "" if but_first is None else f"WHEN '{but_first}' THEN FALSE "
    return f"CASE {column} {first}{told} ELSE FALSE END"


def sound_window(alias: str = "x") -> str:
    """Lines of a CASE that end with an unsound window."""
    return f"""WHEN {alias}.from_us IS NULL OR {alias}.until_us IS NULL THEN 'window_unknown'
        WHEN {alias}.until_us < {alias}.from_us THEN 'clock_contradiction'
        WHEN {alias}.until_us - {alias}.from_us > {LONGEST_US} THEN 'window_unknown'"""


def put_off(unless: tuple[Unless, ...]) -> tuple[tuple[str, int], ...]:
    """The exemptions that only put the duty off."""
    return tuple(sorted((u.fact, u.rank) for u in unless if u.puts_off))


def link_step(plan: Plan, table: str) -> str:
    """Name of the step that ties facts to rows of a subject table."""
    return links(plan, table)


def window_step(plan: Plan, it: Window) -> str:
    """Name of the step that holds a window."""
    return window(plan, it)


def with_missing(reasons: tuple[Reason, ...], verdict: str) -> tuple[Reason, ...]:
    """The reasons of a kind with `missing` meaning what the rule says it means."""
    return tuple(replace(r, verdict=verdict) if r.code == "missing" else r for r in reasons)
