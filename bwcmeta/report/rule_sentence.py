"""A rule as one sentence, the way a statute would put it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bwcmeta.documents.fields import ToleranceRef
from bwcmeta.rules.ends import default_ends
from bwcmeta.rules.parameters import ActionThing, ColumnThing, FactEnd, FactThing, FirstOf, RequestThing, ReviewThing
from bwcmeta.rules.recorded_throughout import tested
from bwcmeta.rules.scopes import SCOPES
from bwcmeta.text import join_sorted

if TYPE_CHECKING:
    from bwcmeta.documents.fields import Limit
    from bwcmeta.policies.policy import Policy, Rule

_ROWS = {
    "unit_responses": "every response of an officer to an event",
    "duty": "every shift",
    "recordings": "every recording",
    "facts": "every fact on record",
    "evidence_actions": "every line of the audit trail",
    "requests": "every request",
    "reviews": "every review",
}
_INSTANTS = {
    "dispatched_at": "dispatch",
    "enroute_at": "departure",
    "arrived_at": "arrival",
    "cleared_at": "clearing",
    "started_at": "the start",
    "ended_at": "the end",
    "uploaded_at": "upload",
    "activated_at": "activation",
    "recorded_at": "the recorded time",
    "deleted_at": "deletion",
    "leaves_place": "the officer leaves the place",
}
_MOMENTS = {
    "recording_start": "the start of a recording",
    "recording_end": "the end of a recording",
    "duty_start": "the start of the shift",
    "duty_end": "the end of the shift",
}


def rule_sentence(policy: Policy, rule: Rule) -> str:
    """Return the rule in one sentence or two: whom it binds, what it wants, what excuses."""
    wants = _KINDS[rule.kind](policy, rule)
    when = [text for text in (rule.when, getattr(rule.parameters, "while_", None)) if text]
    bound = f"Where {' and where '.join(_told(rule, text) for text in when)}: " if when else ""
    excused = _excused(rule)
    start = wants if bound else wants[:1].upper() + wants[1:]
    return f"{bound}{start}.{f' {excused}.' if excused else ''}"


def _told(rule: Rule, text: str) -> str:
    from bwcmeta.sql.told import tell

    return tell(text, SCOPES[rule.table])


def _excused(rule: Rule) -> str:
    lifts = [_told(rule, e.when) if e.when else _fact(e.fact, e.standing) for e in rule.unless if not e.then]
    defers = [_fact(e.fact, e.standing) for e in rule.unless if e.then]
    parts = [f"It does not bind where {', or where '.join(lifts)}"] if lifts else []
    parts += [f"Where {', or where '.join(defers)}, the duty begins when that ends"] if defers else []
    return ". ".join(parts)


def _fact(fact: str | None, standing: str) -> str:
    return f"{_spaced(fact or '')} is {'on record' if standing == 'claimed' else standing}"


def _limit(policy: Policy, limit: Limit | None, default: str = "") -> str:
    """A limit in words, and whose it is."""
    length = policy.limit(limit)
    if length is None:
        return default
    said = "no time" if length.count == 0 else length.words
    return f"{said} (the auditor's setting)" if isinstance(limit, ToleranceRef) else said


def _recorded(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    begin, end = default_ends(rule.table)
    tests = tested(p)
    span = f"from {_end(p.from_ or begin)} until {_end(p.until or end)}"
    told = []
    if "start" in tests:
        told.append(f"beginning at most {_limit(policy, p.start_within, 'no time')} late")
    if "gap" in tests:
        told.append(f"with no break over {_limit(policy, p.longest_gap)}" if p.longest_gap else "without a break")
    if "end" in tests and p.end_within:
        told.append(f"ending at most {_limit(policy, p.end_within)} early")
    if "muted" in tests:
        told.append(f"with the sound off for at most {_limit(policy, p.muted_at_most)}")
    if "buffer" in tests:
        told.append(f"with at least {_limit(policy, p.buffer_at_least)} from before the start")
    if "presence" in tests:
        told.insert(0, f"{span} the officer's camera records")
    else:
        told[0] = (
            f"what the officer's camera records {span} is recorded {told[0]}" if told else f"{span} nothing is tested"
        )
    return (
        ", ".join(told)
        .replace("at most no time late", "at once")
        .replace("with the sound off for at most no time", "with sound throughout")
    )


def _not_recorded(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    begin, end = default_ends(rule.table)
    most = _limit(policy, p.at_most)
    over = f" for more than {most}" if most and most != "no time" else ""
    return f"nothing is recorded{over} from {_end(p.from_ or begin)} until {_end(p.until or end)}"


def _stops(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    asked = _thing(p.trigger) if isinstance(p.trigger, FactThing) else f"a record of which {_told(rule, p.trigger)}"
    within = _limit(policy, p.within, "no time")
    soon = "at once" if within == "no time" else f"within {within}"
    off = f", and stays off until {_end(p.stays_off_until)}" if p.stays_off_until is not None else ""
    return f"once there is {asked}, recording stops {soon}{off}"


def _followed(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    silent = "; where nothing is on record it cannot be told" if p.missing == "undetermined" else ""
    return f"{_things(p.anchor)} is followed by {_things(p.then)} within {_limit(policy, p.within)}{silent}"


def _preceded(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    return f"{_things(p.anchor)} comes after {_things(p.first)}, at most {_limit(policy, p.within)} before"


def _not_before(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    who = "an officer who was there" if p.what.by == "involved_officer" else "anybody"
    later = f", and not until {_limit(policy, p.at_least)} later" if p.at_least else ""
    return f"footage is not {_spaced(p.what.action)} by {who} before {_things(p.before)}{later}"


def _kept(_policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    told = []
    for one in p.classes:
        terms = [f"at least {one.at_least.words}"] if one.at_least else []
        terms += [f"at most {one.at_most.words}"] if one.at_most else []
        grace = f" (and {one.grace.words} to carry it out)" if one.grace else ""
        which = f"where {_told(rule, one.when)}, " if one.when else "otherwise, " if len(p.classes) > 1 else ""
        told.append(f"{which}{' and '.join(terms)}{grace}")
    held = f"; not deleted while {join_sorted((_spaced(h.fact) for h in p.held_by), 'or')} holds" if p.held_by else ""
    return f"footage is kept{'' if told[0].startswith('at ') else ':'} {'; '.join(told)}{held}"


def _holds(_policy: Policy, rule: Rule) -> str:
    return f"of {_ROWS[rule.table]} this is so: {_told(rule, rule.parameters.holds)}"  # type: ignore[attr-defined]


def _rate(policy: Policy, rule: Rule) -> str:
    p: Any = rule.parameters
    each = f", for each {' and '.join(p.by)}" if p.by else ""
    least = f" with {p.at_least_n} or more" if p.at_least_n > 1 else ""
    return f"at least {p.at_least:g} % of what “{policy.rule(p.of).title}” binds is in order{each}{least}"


_KINDS: dict[str, Callable[[Policy, Rule], str]] = {
    "recorded_throughout": _recorded,
    "not_recorded": _not_recorded,
    "stops_after": _stops,
    "followed_by": _followed,
    "preceded_by": _preceded,
    "not_before": _not_before,
    "kept": _kept,
    "holds": _holds,
    "rate": _rate,
}


def _end(end: Any) -> str:
    if isinstance(end, FactEnd):
        facts = " or ".join(_spaced(fact) for fact in end.facts)
        return f"{facts} (else {_end(end.otherwise)})" if end.otherwise else facts
    if isinstance(end, FirstOf):
        return f"{' or else '.join(_end(column) for column in end.first)}"
    return _INSTANTS.get(end, _spaced(str(end).removesuffix("_at")))


def _things(things: Any) -> str:
    every = things if isinstance(things, tuple) else (things,)
    return " or ".join(_thing(one) for one in every)


def _thing(thing: Any) -> str:
    if isinstance(thing, FactThing):
        return f"a record of “{_spaced(thing.fact)}”"
    if isinstance(thing, ActionThing):
        return f"a line “{_spaced(thing.action)}” in the audit trail"
    if isinstance(thing, ColumnThing):
        return _end(thing.column)
    if isinstance(thing, ReviewThing):
        return f"a review {thing.review}"
    if isinstance(thing, RequestThing):
        done = {"received", "decided", "fulfilled"}
        return f"a request {thing.request}" if thing.request in done else f"a request for {_spaced(thing.request)}"
    return _MOMENTS[thing]


def _spaced(word: str) -> str:
    return word.replace("_", " ")
