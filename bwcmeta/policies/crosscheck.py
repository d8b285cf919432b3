"""What one key cannot know by itself: names that must exist, columns that must be instants, dates in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bwcmeta.documents.fields import Strict, ToleranceRef
from bwcmeta.errors import Place, Problem
from bwcmeta.model.moment import Duration
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.policies.case_rows import case_rows
from bwcmeta.policies.cases import Case
from bwcmeta.policies.document import Effective, Frame
from bwcmeta.policies.origin import Origin
from bwcmeta.policies.policy import KNOWN_TOLERANCES, PredicateUse, Rule
from bwcmeta.policies.subject import frames_for
from bwcmeta.rules.parameters import ColumnThing, FactEnd, FirstOf
from bwcmeta.rules.scopes import SCOPES
from bwcmeta.sql.predicate import PredicateError
from bwcmeta.text import did_you_mean, join_sorted

MEASURED = {
    "recorded_throughout": ("start_within", "end_within", "longest_gap", "muted_at_most", "buffer_at_least"),
    "not_recorded": ("at_most",),
    "not_before": ("at_least",),
}
"""Limits that elapsed time is held against."""
_ENDS = {
    "recorded_throughout": ("from_", "until"),
    "not_recorded": ("from_", "until"),
    "stops_after": ("stays_off_until",),
    "kept": ("from_",),
}
_THINGS = ("anchor", "then", "first")


@dataclass(frozen=True)
class Surroundings:
    """What the parts of a policy may refer to.

    `whole` is False when a parent could not be read: what seems to be missing may be there.
    """

    frames: Mapping[str, tuple[Frame, Origin]]
    tolerances: Mapping[str, Duration]
    rules: Mapping[str, Rule]
    whole: bool = True


def check_rule(rule: Rule, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with one rule."""
    yield from _frame(rule, around)
    yield from _limits(rule, around)
    yield from _columns(rule)
    for use in rule.predicates:
        yield from check_predicate(use, rule.origin)
    if rule.kind == "rate":
        yield from _rate(rule, around)
    if rule.kind == "kept":
        yield from _classes(rule)
    if rule.kind == "stops_after":
        yield from _trigger(rule)


def check_frame(frame: Frame, origin: Origin) -> Iterator[Problem]:
    """Yield what is wrong with the predicates of a frame."""
    for number, exclusion in enumerate(frame.exclude):
        if exclusion.when is not None:
            yield from check_predicate(PredicateUse(("exclude", number, "when"), frame.over, exclusion.when), origin)


def check_predicate(use: PredicateUse, origin: Origin) -> Iterator[Problem]:
    """Yield what is wrong with a predicate, pointing into its text."""
    try:
        use.parse()
    except PredicateError as error:
        place = origin.inside(use.at, use.text, error.offset)
        yield _problem("BWC106", place, error.what, error.hint)


def check_effective(effective: Effective, origin: Origin) -> Iterator[Problem]:
    """Yield a problem when the span of days is empty."""
    if effective.from_ and effective.to and effective.to < effective.from_:
        yield _problem(
            "BWC112", origin.place("to"), "the policy ends before it begins", "`to` is the last day that counts"
        )


def check_zone(name: str, origin: Origin) -> Iterator[Problem]:
    """Yield a problem when a zone is not known."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(name, zoneinfo.available_timezones())
        yield _problem("BWC111", origin.place(), f"unknown time zone {name!r}", hint)


def check_case(case: Case, origin: Origin, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a case."""
    if around.whole and case.rule not in around.rules:
        what = f"the case tests {case.rule!r}, and there is no such rule"
        yield _problem("BWC116", origin.place("rule"), what, did_you_mean(case.rule, around.rules))
    found: list[Problem] = []

    def tell(path: tuple[str | int, ...], what: str, hint: str) -> None:
        found.append(_problem("BWC116", origin.key_place(*path), what, hint))

    case_rows(case, tell)
    yield from found


def _problem(code: str, place: Place, what: str, hint: str = "") -> Problem:
    return Problem(place, what, hint, code)


def _frame(rule: Rule, around: Surroundings) -> Iterator[Problem]:
    name = rule.head.frame
    if name is None or not around.whole:
        return
    place = rule.origin.place("frame")
    if name not in around.frames:
        yield _problem("BWC107", place, f"there is no frame {name!r}", did_you_mean(name, around.frames))
        return
    over, allowed = around.frames[name][0].over, frames_for(rule.kind, rule.table)
    if over not in allowed:
        what = f"the frame {name!r} is over {over}, and this rule is over {rule.table or 'another rule'}"
        hint = f"a frame over {join_sorted(allowed, 'or')} can be named here" if allowed else "leave `frame` out"
        yield _problem("BWC107", place, what, hint)


def _limits(rule: Rule, around: Surroundings) -> Iterator[Problem]:
    for name, field in type(rule.parameters).model_fields.items():
        value = getattr(rule.parameters, name)
        key = field.alias or name
        if isinstance(value, ToleranceRef):
            known = {**KNOWN_TOLERANCES, **around.tolerances}
            if value.tolerance not in known:
                if around.whole:
                    what = f"there is no tolerance {value.tolerance!r}"
                    yield _problem(
                        "BWC108", rule.origin.place(key, "tolerance"), what, did_you_mean(value.tolerance, known)
                    )
                continue
            value = known[value.tolerance]
        elapsed = name in MEASURED.get(rule.kind, ())
        if elapsed and isinstance(value, Duration) and value.unit in ("mo", "y", "business_days"):
            what = f"{key!r} is held against elapsed time, and {value} depends on the calendar"
            yield _problem("BWC110", rule.origin.place(key), what, "write it in s, m, h or d")
        elif rule.kind == "stops_after" and isinstance(value, Duration) and value.unit == "business_days":
            what = f"{key!r} is held against a camera, which knows no business days"
            yield _problem("BWC110", rule.origin.place(key), what, "write it in s, m, h or d")


def _columns(rule: Rule) -> Iterator[Problem]:
    if not rule.table:
        return
    for name in _ENDS.get(rule.kind, ()):
        key = name.rstrip("_")
        value = getattr(rule.parameters, name)
        if isinstance(value, str) and not (key == "stays_off_until" and value == "leaves_place"):
            yield from _instant(rule, value, (key,))
        elif isinstance(value, FirstOf):
            for number, column in enumerate(value.first):
                yield from _instant(rule, column, (key, "first", number))
        elif isinstance(value, FactEnd) and value.otherwise is not None:
            yield from _instant(rule, value.otherwise, (key, "else"))
    for name in _THINGS:
        value = getattr(rule.parameters, name, None)
        for number, thing in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(thing, ColumnThing):
                yield from _instant(rule, thing.column, (name, number, "column"))
        if isinstance(value, ColumnThing):
            yield from _instant(rule, value.column, (name, "column"))


def _instant(rule: Rule, column: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    scope = SCOPES[rule.table]
    instants = [name for name, kind in scope.items() if kind == "instant"]
    place = rule.origin.place(*path)
    if column not in scope:
        what = f"{rule.table} have no column {column!r}" if rule.table != "duty" else f"duty has no column {column!r}"
        hint = did_you_mean(column, instants)
        if rule.table == "duty" and column in SCOPES["recordings"]:
            hint = "name a frame over recordings: the shift is then the one in which each recording began"
        yield _problem("BWC109", place, what, hint)
    elif scope[column] != "instant":
        yield _problem("BWC109", place, f"{column} is no instant", did_you_mean(column, instants))


def _rate(rule: Rule, around: Surroundings) -> Iterator[Problem]:
    for key in ("when", "unless", "frame"):
        if getattr(rule.head, key):
            what = f"a rate counts the obligations of another rule: it has no {key!r} of its own"
            yield _problem("BWC114", rule.origin.key_place(key), what, f"put it on {_of(rule.parameters)!r}")
    of = _of(rule.parameters)
    counted = around.rules.get(of)
    place = rule.origin.place("of")
    if counted is None and around.whole:
        yield _problem("BWC113", place, f"there is no rule {of!r}", did_you_mean(of, set(around.rules) - {rule.id}))
    elif counted is not None and counted.kind == "rate":
        what = "a rate cannot count itself" if of == rule.id else f"{of!r} is a rate itself"
        yield _problem("BWC113", place, what, "name the rule whose obligations are counted")


def _of(parameters: Strict) -> str:
    return str(_get(parameters, "of"))


def _classes(rule: Rule) -> Iterator[Problem]:
    classes = _get(rule.parameters, "classes")
    for number, one in enumerate(classes):
        place = rule.origin.key_place("classes", number)
        for key in ("at_least", "at_most", "grace"):
            length = getattr(one, key)
            if length is not None and length.unit == "business_days":
                what = f"footage is not kept by business days: {length}"
                yield _problem("BWC110", rule.origin.place("classes", number, key), what, "write it in d, mo or y")
        if one.otherwise and number != len(classes) - 1:
            yield _problem("BWC117", place, "only the last class can be 'otherwise'")
        if one.grace is not None and one.at_most is None:
            yield _problem("BWC117", place, "grace lengthens at_most, and there is none")
        if one.at_least and one.at_most and one.at_most.rough_us < one.at_least.rough_us:
            yield _problem(
                "BWC117", place, f"kept at least {one.at_least} and at most {one.at_most} contradict each other"
            )


def _trigger(rule: Rule) -> Iterator[Problem]:
    trigger = _get(rule.parameters, "trigger")
    if not isinstance(trigger, str):
        return
    try:
        told = PredicateUse(("trigger",), rule.table, trigger).parse()
    except PredicateError:
        return  # told already
    names = told.columns
    other = sorted(names - {c.name for c in TABLE_BY_NAME["facts"].own})
    other += [f"has_fact('{name}')" for name, _ in sorted(told.facts)]
    if other:
        what = f"the trigger looks at the fact alone, and {', '.join(other)} is not of it"
        yield _problem("BWC115", rule.origin.place("trigger"), what, "say what else must hold in `when`")
    if "fact" not in names:
        what = "the trigger does not say which fact it waits for"
        yield _problem("BWC115", rule.origin.place("trigger"), what, "write {fact: NAME} or \"fact = 'NAME'\"")


def _get(parameters: Strict, name: str) -> Any:
    return getattr(parameters, name)
