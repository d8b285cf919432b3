"""`policy check`: everything that is wrong with a policy, and everything that is worth a second look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bwcmeta.documents.fields import Strict, ToleranceRef
from bwcmeta.errors import DocumentError, Place, Problem
from bwcmeta.model.vocabulary import FACTS, STANDINGS
from bwcmeta.policies.checks import BY_CODE
from bwcmeta.policies.load import load_policy
from bwcmeta.policies.origin import Origin
from bwcmeta.policies.overlap import overlapping
from bwcmeta.policies.policy import KNOWN_TOLERANCES, Policy, PredicateUse, Rule
from bwcmeta.text import did_you_mean


def check_policy(ref: str | Path) -> list[Problem]:
    """Return every problem of a policy, in the order of the file; empty when there is nothing to say.

    While there are errors nothing else is told: warnings and notes need a policy that loads.
    """
    try:
        policy = load_policy(ref)
    except DocumentError as error:
        return list(error.problems)
    return review(policy)


def review(policy: Policy) -> list[Problem]:
    """Return the warnings and notes about a policy that loads, in the order of the file."""
    own = [rule for rule in policy.rules if rule.origin.document is policy.origin.document]
    found = [
        *_verification(policy, own),
        *_unused(policy),
        *_never(policy, own),
        *_twice(policy, own),
        *_facts(own),
        *_cases(policy, own),
    ]
    if policy.source is None:
        found.append(_problem("BWC133", policy.origin.key_place("policy"), "the policy does not say where it was read"))
    return sorted(dict.fromkeys(found), key=lambda p: (p.place, p.code, p.what))


def _problem(code: str, place: Place, what: str, hint: str = "") -> Problem:
    return Problem(place, what, hint, code, BY_CODE[code].severity)


def _verification(policy: Policy, own: list[Rule]) -> Iterator[Problem]:
    for rule in own:
        place = rule.origin.place("id")
        if rule.head.verified is None and policy.kind != "agency":
            what = f"rule {rule.id!r} does not say how its clause was verified"
            yield _problem("BWC120", place, what, "add verified, address, source_kind and read")
        if rule.head.verified == "memory":
            what = f"rule {rule.id!r} stands on memory only"
            yield _problem(
                "BWC121", rule.origin.place("verified"), what, "make it a note until somebody reads the source"
            )
        if rule.head.executability != "full" and not rule.head.blind_spots:
            what = f"rule {rule.id!r} is not fully executable and names no blind spot"
            yield _problem("BWC126", rule.origin.place("executability"), what, "add blind_spots")


def _unused(policy: Policy) -> Iterator[Problem]:
    used = {found[0] for rule in policy.rules if (found := policy.frame_of(rule)) is not None}
    for name, origin in policy.frame_origins.items():
        if name not in used and origin.document is policy.origin.document:
            yield _problem("BWC122", origin.key_place(), f"no rule uses the frame {name!r}")
    named = set().union(*(tolerances_of(rule.parameters) for rule in policy.rules))
    given = policy.origin.document.value.get("tolerances") or {}
    for name in given:
        if name not in named and name not in KNOWN_TOLERANCES:
            place = policy.origin.key_place("tolerances", name)
            yield _problem("BWC123", place, f"no rule uses the tolerance {name!r}")


def tolerances_of(parameters: Strict) -> set[str]:
    """Names of the tolerances that a rule's parameters refer to."""
    values = [getattr(parameters, name) for name in type(parameters).model_fields]
    return {value.tolerance for value in values if isinstance(value, ToleranceRef)}


def _never(policy: Policy, own: list[Rule]) -> Iterator[Problem]:
    from bwcmeta.sql.contradiction import never_true

    for rule in own:
        binding = [use for use in rule.predicates if use.at in (("when",), ("while",), ("trigger",))]
        why = never_true(use.parse().tree for use in binding)
        if why:
            place = rule.origin.place(*binding[-1].at)
            yield _problem("BWC124", place, f"rule {rule.id!r} can never bind a row: {why}", "OR or IN was meant?")
        for use in rule.predicates:
            if use not in binding and (why := never_true([use.parse().tree])):
                yield _problem(
                    "BWC124", rule.origin.place(*use.at), f"this is never true: {why}", "OR or IN was meant?"
                )
    for name, origin in policy.frame_origins.items():
        if origin.document is policy.origin.document:
            for use in policy.exclusions(name):
                if why := never_true([use.parse().tree]):
                    yield _problem("BWC124", origin.place(*use.at), f"this is never true: {why}", "OR or IN was meant?")


def _twice(policy: Policy, own: list[Rule]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for rule in policy.rules:
        said = repr((rule.kind, rule.parameters, rule.when, rule.unless, policy.frame_of(rule)))
        if said in seen and rule in own:
            what = f"rule {rule.id!r} says the same as {seen[said]!r}"
            yield _problem("BWC125", rule.origin.place("id"), what, "keep one")
        seen.setdefault(said, rule.id)
    for laxer, stricter in overlapping(policy):
        if laxer in own or stricter in own:
            place = (laxer if laxer in own else stricter).origin.place("id")
            what = f"rule {laxer.id!r} adds nothing to {stricter.id!r}, which is stricter and binds the same rows"
            yield _problem("BWC128", place, what, "keep the stricter one, or say with `when` what each is about")
    for rule in own:
        yield from _covered(rule.unless, rule.origin, "unless", "exemption")
    for name, origin in policy.frame_origins.items():
        if origin.document is policy.origin.document:
            yield from _covered(policy.frames[name].exclude, origin, "exclude", "exclusion")


def _covered(entries: tuple[Any, ...], origin: Origin, key: str, word: str) -> Iterator[Problem]:
    """Entries that an earlier one already covers: the same predicate, or the same fact with no lower standing."""
    texts: set[str] = set()
    standings: dict[str, int] = {}
    for number, entry in enumerate(entries):
        covered = entry.when in texts if entry.when is not None else False
        if entry.fact is not None and getattr(entry, "then", None) is None:
            rank = STANDINGS.index(entry.standing)
            covered = standings.get(entry.fact, rank + 1) <= rank
            standings[entry.fact] = min(rank, standings.get(entry.fact, rank))
        if entry.when is not None:
            texts.add(entry.when)
        if covered:
            what = f"this {word} can never apply: an earlier one covers it"
            yield _problem("BWC127", origin.key_place(key, number), what)


def _facts(own: list[Rule]) -> Iterator[Problem]:
    for rule in own:
        for name in sorted(rule.fact_names() - set(FACTS)):
            what = f"no shipped profile or rule knows the fact {name!r}"
            hint = did_you_mean(name, FACTS) or "the vocabulary is open: an export must then carry it under this name"
            yield _problem("BWC130", _place_of_fact(rule, name), what, hint)


def _place_of_fact(rule: Rule, name: str) -> Place:
    raw = rule.origin.document.at(rule.origin.path)
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), raw)]
    while pending:
        path, value = pending.pop(0)
        if isinstance(value, dict):
            pending += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [((*path, number), inner) for number, inner in enumerate(value)]
        elif value == name and path and path[-1] == "fact":
            return rule.origin.place(*path)
    return _place_in_predicate(rule, name)


def _place_in_predicate(rule: Rule, name: str) -> Place:
    use: PredicateUse
    for use in rule.predicates:
        at = use.text.find(f"'{name}'")
        if at >= 0:
            return rule.origin.inside(use.at, use.text, at)
    return rule.origin.place("id")


def _cases(policy: Policy, own: list[Rule]) -> Iterator[Problem]:
    for rule in own:
        cases = [case for case in policy.tests if case.rule == rule.id]
        place = rule.origin.place("id")
        if not cases:
            yield _problem(
                "BWC131", place, f"rule {rule.id!r} has no case", "write one that is flagged and one that is not"
            )
        elif not any(case.expect.clears for case in cases):
            yield _problem("BWC132", place, f"no case of rule {rule.id!r} shows what is *not* flagged")
        elif not any(case.expect.accuses for case in cases):
            yield _problem("BWC132", place, f"no case of rule {rule.id!r} shows what is flagged")
