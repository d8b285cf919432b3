"""`kept`: a recording is kept at least and at most so long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from bwcmeta.documents.fields import Name, Strict
from bwcmeta.model.moment import Duration
from bwcmeta.plan.absence import absent, asked
from bwcmeta.plan.calendar import due
from bwcmeta.plan.facts import STANDING_RANK, facts
from bwcmeta.plan.plan import NEVER_US, Plan
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import GROUPED, Compiled, Course, Test, binding, link_step, obligations
from bwcmeta.rules.order import ZERO, Order, Truth, Truths, apart
from bwcmeta.rules.parameters import Hold, RetentionClass
from bwcmeta.sql.predicate import fact_column

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


class Parameters(Strict):
    """What a `kept` rule says."""

    from_: Name | None = Field(default=None, alias="from", description="Where the clock starts (default recorded_at).")
    classes: tuple[RetentionClass, ...] = Field(
        min_length=1, description="How long each class is kept; the longest wins."
    )
    held_by: tuple[Hold, ...] = Field(default=(), description="Facts that stop the clock while they hold.")


class Kept(RuleKind):
    """A recording is kept at least and at most so long.

    ## What it finds
    Footage deleted before its class allows, deleted while on hold, or still there after its class wants it gone.

    ## Why it matters
    Category errors are retention errors: a use of force filed under "training" is gone in ninety days. Keeping everything
    for ever is a breach too.

    ## Breaches
        recorded 2026-01-15 10:00, at_least 90d, deleted 2026-04-15 09:59

    ## Stays silent
        deleted 2026-04-15 10:00                    (the limit itself is in time)
        not deleted after at_most, but a hold is in force

    ## Cannot decide
        the category is not in the export and the classes differ; deleted, nobody knows when

    ## Legal source
    ACLU Model Act 1(j), 1(l), 1(m); 50 ILCS 706/10-20(a)(7). Months and years are calendar arithmetic (LAW 4).
    """

    name: ClassVar[str] = "kept"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("recordings",)
    reads: ClassVar[tuple[str, ...]] = ("recordings", "facts")
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("deleted_on_hold", "violation", "Deleted while a hold was in force"),
        Reason("deleted_early", "violation", "Deleted after {measured}; to be kept at least {allowed}", "d"),
        Reason("kept_too_long", "violation", "Kept for {measured}; at most {allowed} allowed", "d"),
        Reason("grace_open", "pending", "Due for deletion; the grace period is still open"),
        Reason("class_unknown", "undetermined", "The class of the recording is not known and would decide"),
        Reason("too_coarse", "undetermined", "The stamps are too coarse to tell"),
        Reason("deletion_time_unknown", "undetermined", "Deleted, but nobody knows when"),
        Reason("deletion_unknown", "undetermined", "Whether it was deleted is not known: no file of it has the column"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan = rule.plan
        facts(plan)
        classes = [_Class.of(number, c) for number, c in enumerate(p.classes)]
        clock = _clock(rule, p.from_ or "recorded_at", classes)
        carry = ("deleted_at", "slack_us", "clock_us", *(f"s{c.number}" for c in classes if c.source.when is not None))
        if _only_bound(rule):
            carry = (*carry, "binds")
        limits = {name: limit for c in classes for name, limit in c.limits.items()}
        dues = due(plan, f"{rule.name}_due", clock, "clock_us", limits, carry=carry)
        decided = _decided(rule, classes, dues, carry, _holds(rule, p.held_by))
        age = f"CASE WHEN x.deleted_at IS NULL THEN {plan.settings.as_of_us} ELSE x.deleted_at END - x.clock_us"
        unclaimed = " AND ".join(f"x.s{c.number} = 0" for c in classes)
        tests = [
            Test(
                "BWC_HAS_ANY(x.doubtful, 'deleted_at') OR (x.deleted_at IS NULL AND (x.status = 'deleted'"
                " OR BWC_HAS_ANY(x.doubtful, 'status')))",
                "deletion_time_unknown",
            ),
            *_untold(plan),
            Test("x.deleted_at < x.clock_us", "clock_contradiction"),
            Test("d.outcome = 'deleted_on_hold'", "deleted_on_hold", age),
            Test("d.outcome = 'deleted_early'", "deleted_early", age, "d.least_due - x.clock_us"),
            Test("d.outcome = 'kept_too_long'", "kept_too_long", age, "d.most_due - x.clock_us"),
            Test("d.outcome = 'grace_open'", "grace_open", age, "d.most_due - x.clock_us"),
            Test("d.outcome = 'class_unknown'", "class_unknown"),
            Test("d.outcome = 'too_coarse'", "too_coarse"),
            Test("d.outcome = 'unreached'", "window_unknown"),
        ]
        course = Course(
            source=clock,
            rows="recordings_rows",
            tests=tests,
            joins=f"LEFT JOIN {decided} AS d ON d.subject_no = x.subject_no",
            states=() if any(c.otherwise for c in p.classes) else (f"WHEN {unclaimed} THEN 'not bound'",),
            needs_officer=False,
            sound="WHEN x.clock_us IS NULL THEN 'window_unknown'",
            link_table=link_step(plan, "recordings"),
        )
        return obligations(rule, course, self.reasons)

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """Longer minimums, shorter maximums and less grace bind more, for every recording; holds lengthen both."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        order = Order()
        order.same(one.from_ or "recorded_at", other.from_ or "recorded_at")
        texts = [c.when for p in (one, other) for c in p.classes if c.when is not None]
        ends = [False, False]  # whether a class that ever counts has a maximum
        for row in truths(texts):
            if None not in row:
                known = iter(row)
                mine, theirs = (winner(p.classes, known) for p in (one, other))
                _compare_terms(order, mine, theirs)
                ends = [
                    was or (c is not None and c.at_most is not None)
                    for was, c in zip(ends, (mine, theirs), strict=True)
                ]
        holds = [covered(p.held_by) for p in (one, other)]
        order.fewer_is_stricter(holds[1], holds[0])
        if all(ends):  # while something is held no maximum runs
            order.fewer_is_stricter(*holds)
        return order.result


def winner(classes: Sequence[RetentionClass], claims: Iterator[Truth]) -> RetentionClass | None:
    """The class that counts for a recording, given which predicates are true of it, in the order of the classes."""
    true = [c for c in classes if c.when is not None and next(claims)]
    if not true:
        return next((c for c in classes if c.otherwise), None)
    return max(true, key=lambda c: c.at_least.rough_us if c.at_least else 0)  # of several the first


def _compare_terms(order: Order, mine: RetentionClass | None, theirs: RetentionClass | None) -> None:
    least, most, grace = (
        [None if c is None else getattr(c, name) for c in (mine, theirs)] for name in ("at_least", "at_most", "grace")
    )
    order.limits(*least, default=ZERO, larger=True)
    order.limits(*most)
    if None not in most:
        order.limits(*grace, default=ZERO)


def covered(held_by: Sequence[Hold]) -> set[tuple[str, int]]:
    """Facts with every standing that suffices: a hold that takes a mere claim covers one that wants a document."""
    ranks = {h.fact: min(STANDING_RANK[o.standing] for o in held_by if o.fact == h.fact) for h in held_by}
    return {(fact, rank) for fact, least in ranks.items() for rank in range(least, max(STANDING_RANK.values()) + 1)}


@dataclass(frozen=True, slots=True)
class _Class:
    """One class with the SQL of its due instants."""

    number: int
    source: RetentionClass
    limits: dict[str, Duration]
    least: str
    most: str
    grace_end: str

    @classmethod
    def of(cls, number: int, source: RetentionClass) -> _Class:
        limits: dict[str, Duration] = {}
        least, most, grace_end = "d.clock_us", "CAST(NULL AS BIGINT)", "CAST(NULL AS BIGINT)"
        if source.at_least is not None:
            limits[f"least{number}"] = source.at_least
            least = f"d.least{number}"
        if source.at_most is not None:
            limits[f"most{number}"] = source.at_most
            most = grace_end = f"d.most{number}"
            if source.grace is not None:
                # calendar days of grace are counted from the maximum; an hour of summer time is no matter of breach
                grace_end = f"(d.most{number} + {source.grace.rough_us})"
        return cls(number, source, limits, least, most, grace_end)

    def outcome(self, as_of: int) -> str:
        """SQL of what this class alone would say (aliases d, h)."""
        w = "d.slack_us"
        early = f"""WHEN d.deleted_at + {w} < {self.least} THEN 'deleted_early'
            WHEN d.deleted_at < {self.least} + {w} THEN 'too_coarse'"""
        if self.source.at_least is None:
            early = ""  # nothing is early without a minimum
        late = ""
        if self.source.at_most is not None:
            late = f"""WHEN h.held_until >= {self.most} THEN ''
                WHEN d.deleted_at > {self.grace_end} + {w} OR (d.deleted_at IS NULL AND {as_of} > {self.grace_end} + {w})
                    THEN 'kept_too_long'
                WHEN d.deleted_at + {w} > {self.grace_end} OR (d.deleted_at IS NULL AND {as_of} > {self.grace_end}) THEN 'too_coarse'
                WHEN d.deleted_at IS NULL AND {as_of} > {self.most} + {w} THEN 'grace_open'
                WHEN d.deleted_at IS NULL AND {as_of} > {self.most} THEN 'too_coarse'"""
        unreached = " OR ".join(
            f"{limit} IS NULL" for limit in (self.least, *((self.most,) if self.source.at_most else ()))
        )
        return f"CASE WHEN {unreached} THEN 'unreached' WHEN h.deleted_held = 1 THEN 'deleted_on_hold' {early} {late} ELSE '' END"


def _untold(plan: Plan) -> list[Test]:
    """What becomes of recordings of which no file has `deleted_at`, where no status tells that they are there."""
    lacks = absent(plan.settings, "recordings", "deleted_at")
    if not lacks:
        return []
    return [Test(f"x.deleted_at IS NULL AND x.status IS NULL AND ({lacks})", "deletion_unknown")]


def _only_bound(rule: RuleContext) -> bool:
    """Whether what the classes say is asked for no other recordings than those that the rule binds."""
    return rule.when is not None and not rule.plan.settings.every_row


def _clock(rule: RuleContext, column: str, classes: list[_Class]) -> str:
    """Add `RULE_clock`: each recording with the instant its time runs from, and which classes claim it (1, 0, 2 unknown)."""
    start = "COALESCE(x.recorded_at, x.started_at)" if column == "recorded_at" else f"x.{column}"
    slots: dict[str, Any] = {}
    states = ""
    for c in classes:
        if c.source.when is None:
            continue
        slots[f"class{c.number}"] = rule.guarded(rule.parse(c.source.when, "recordings"))
        states += (
            f", CASE WHEN (:class{c.number}) THEN 1 WHEN (:class{c.number}) IS NULL THEN 2 ELSE 0 END AS s{c.number}"
        )
    if _only_bound(rule):
        states += f", {binding(rule, slots)} AS binds"
    columns = "".join(f", x.{c}" for c in _named(rule))
    return rule.plan.add(
        f"{rule.name}_clock",
        f"From when each recording's time runs under {rule.rule_id}, and which classes claim it: 1 yes, 0 no, 2 unknown.",
        f"""
        SELECT x.subject_no{columns}, CASE WHEN BWC_HAS_ANY(x.doubtful, '{column}') THEN NULL ELSE {start} END AS clock_us{states}
        FROM recordings_rows AS x
        """,
        **slots,
    )


def _named(rule: RuleContext) -> list[str]:
    """The columns of a recording that the verdict needs: kept few, since recordings are many."""
    predicates = [rule.when, *(u.when for u in rule.unless), *(e.when for e in rule.frame)]
    named = {c for p in predicates if p is not None for c in (*p.columns, *(fact_column(*f) for f in p.facts))}
    named |= {f"lacks__{c}" for p in predicates if p is not None for c in asked(p.emptied)}
    wanted = {*GROUPED, "doubtful", "deleted_at", "lacks__deleted_at", "status", "slack_us"} | named
    return [c for c in rule.plan.columns("recordings_rows") if c in wanted]


def _decided(rule: RuleContext, classes: list[_Class], dues: str, carry: tuple[str, ...], holds: str) -> str:
    """Add the steps that weigh the classes: which one wins, and whether the winner is sure."""
    plan = rule.plan
    as_of = plan.settings.as_of_us
    said = [f"{c.outcome(as_of)} AS o{c.number}, {c.least} AS l{c.number}, {c.most} AS m{c.number}" for c in classes]
    plan.add(
        f"{rule.name}_outcomes",
        "What each class would say of each recording.",
        f"SELECT d.subject_no, {', '.join(f'd.{c}' for c in carry)}, {', '.join(said)} FROM {dues} AS d {holds}",
    )
    told = [f"{letter}{c.number}" for c in classes for letter in "olm"]
    plan.add(
        f"{rule.name}_weighed",
        "The class that counts for each recording: the longest of those that claim it.",
        f"""
        SELECT v.subject_no, {", ".join(f"v.{c}" for c in (*carry, *told))}, {_winner(classes)} AS winner
        FROM {rule.name}_outcomes AS v
        """,
    )
    chosen = {
        letter: "CASE w.winner " + " ".join(f"WHEN {c.number} THEN w.{letter}{c.number}" for c in classes) + " END"
        for letter in "olm"
    }
    unsure = " OR ".join(_displaces(c, classes) for c in classes if c.source.when is not None) or "FALSE"
    outcome = f"COALESCE(CASE WHEN {unsure} THEN 'class_unknown' ELSE {chosen['o']} END, 'unreached')"
    text = f"""SELECT w.subject_no, w.clock_us, w.deleted_at, {chosen["l"]} AS least_due, {chosen["m"]} AS most_due, w.winner,
        {outcome} AS outcome FROM {rule.name}_weighed AS w"""
    what = "What that class says"
    if not plan.settings.every_row:
        claimed = " OR ".join(f"w.s{c.number} > 0" if c.source.when is not None else "TRUE" for c in classes)
        binds = " AND w.binds" if _only_bound(rule) else ""
        what += ", where it says anything"
        text = f"SELECT k.* FROM ({text} WHERE ({claimed}){binds}) AS k WHERE NOT k.outcome = ''"
    return plan.add(
        f"{rule.name}_decided",
        f"{what}; unknown where a class that may claim the recording would say otherwise.",
        text,
        keep=True,
    )


def _winner(classes: list[_Class]) -> str:
    """SQL of the number of the class that wins among those that are true; -1 for none."""
    named = [c for c in classes if c.source.when is not None]
    otherwise = next((c.number for c in classes if c.source.otherwise), -1)
    lines = []
    for c in named:
        beaten = [
            f"(v.s{o.number} = 1 AND (v.l{o.number} > v.l{c.number}{f' OR v.l{o.number} = v.l{c.number}' if o.number < c.number else ''}))"
            for o in named
            if o.number != c.number
        ]
        lines.append(f"WHEN v.s{c.number} = 1{''.join(f' AND NOT {b}' for b in beaten)} THEN {c.number}")
    return f"CASE {' '.join(lines)} ELSE {otherwise} END" if lines else str(otherwise)


def _displaces(c: _Class, classes: list[_Class]) -> str:
    """SQL that is true when this class is unknown, would win if it were true, and would say something else."""
    named = {o.number for o in classes if o.source.when is not None}
    cases = []
    for w in classes:
        if w.number == c.number:
            continue
        wins = "TRUE"
        if w.number in named:
            wins = (
                f"(w.l{c.number} > w.l{w.number}{f' OR w.l{c.number} = w.l{w.number}' if c.number < w.number else ''})"
            )
        cases.append(f"WHEN {w.number} THEN {wins} AND NOT w.o{c.number} = w.o{w.number}")
    if not cases:
        return f"(w.s{c.number} = 2)"
    return f"(w.s{c.number} = 2 AND CASE w.winner {' '.join(cases)} ELSE TRUE END)"


def _holds(rule: RuleContext, held_by: tuple[Hold, ...]) -> str:
    """Join (alias h) that says until when holds reach and whether a deletion fell into one."""
    plan = rule.plan
    which = " OR ".join(f"(f.fact = '{h.fact}' AND f.rank >= {STANDING_RANK[h.standing]})" for h in held_by) or "FALSE"
    name = plan.add(
        f"{rule.name}_holds",
        f"Holds on each recording under {rule.rule_id}: until when, and whether it was deleted meanwhile.",
        f"""
        SELECT x.subject_no, MAX(COALESCE(f.until_us, {NEVER_US})) AS held_until,
            MAX(CASE WHEN COALESCE(f.at_us, -{NEVER_US}) <= x.deleted_at AND x.deleted_at < COALESCE(f.until_us, {NEVER_US})
                THEN 1 ELSE 0 END) AS deleted_held
        FROM {link_step(plan, "recordings")} AS l JOIN facts_seen AS f ON f.fact_no = l.fact_no
        JOIN recordings_rows AS x ON x.subject_no = l.subject_no
        WHERE {which} GROUP BY x.subject_no
        """,
        keep=True,
    )
    return f"LEFT JOIN {name} AS h ON h.subject_no = d.subject_no"
