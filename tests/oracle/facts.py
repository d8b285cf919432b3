"""What a fact is tied to, its standing, and the exemptions (policy-language.md sections 2 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oracle.moments import Row, Stamp, moment, stamp
from oracle.predicates import Subject, judge
from oracle.world import World

STANDINGS = ("rejected", "claimed", "documented", "verified")


@dataclass(frozen=True)
class Ties:
    """What a subject is tied to its facts by."""

    officer: str | None
    numbers: frozenset[str]
    recording: str | None = None
    own_time: tuple[datetime | None, datetime | None] = (None, None)
    of_anybody: bool = False


def suffices(fact: Row, standing: str) -> bool:
    """Whether the fact's standing is at least that one; a rejected one never counts."""
    own = fact.get("standing") or "claimed"
    return own != "rejected" and STANDINGS.index(own) >= STANDINGS.index(standing)


def is_tied(fact: Row, ties: Ties) -> bool:
    by_recording = ties.recording is not None and fact.get("recording_id") == ties.recording
    by_number = fact["_number"] is not None and fact["_number"] in ties.numbers
    if fact.get("recording_id") is None and fact["_number"] is None:
        start, end = ties.own_time
        known = start is not None and end is not None and ties.officer is not None
        return known and fact["_officer"] == ties.officer and touches(fact, start, end)
    return (by_recording or by_number) and (ties.of_anybody or fact["_officer"] in (None, ties.officer))


def tied(world: World, name: str, standing: str, ties: Ties) -> list[Row]:
    """The facts of a name and at least a standing that are tied to a subject."""
    return [f for f in world.facts if f["fact"] == name and suffices(f, standing) and is_tied(f, ties)]


def earliest(facts: list[Row]) -> Stamp | None:
    """The `at` of the fact that comes first."""
    return min((s for s in (stamp(f, "at") for f in facts) if s), key=lambda s: (s.low, s.high), default=None)


def touches(fact: Row, start: datetime | None, end: datetime | None) -> bool:
    """Whether `[at, until_at]` touches a window; with an unknown end of the window only if it needs none."""
    at, until = moment(fact.get("at")), moment(fact.get("until_at"))
    begins = at is None or (end is not None and at <= end)
    ends = until is None or (start is not None and until >= start)
    return begins and ends


@dataclass(frozen=True)
class Exemption:
    """What the `unless` list of a rule makes of one window."""

    applies: bool
    new_start: datetime | None = None
    is_unknown: bool = False


def exemption(world: World, rule: Row, ties: Ties, subject: Subject, start: datetime | None,
              end: datetime | None, *, ignore_time: bool = False) -> Exemption:  # fmt: skip
    """Whether an exemption applies, or only moves the beginning of the window."""
    new_start, is_unknown = start, False
    for entry in rule.get("unless") or ():
        if isinstance(entry, str) or "when" in entry:
            answer = judge(entry if isinstance(entry, str) else entry["when"], subject)
            if answer is True:
                return Exemption(applies=True)
            is_unknown = is_unknown or answer is None
            continue
        for fact in tied(world, entry["fact"], entry.get("standing", "documented"), ties):
            if not (ignore_time or touches(fact, start, end)):
                continue
            until = moment(fact.get("until_at"))
            if entry.get("then") is None or until is None or (end is not None and until >= end):
                return Exemption(applies=True)
            if new_start is not None and until > new_start:
                new_start = until
    return Exemption(applies=False, new_start=new_start, is_unknown=is_unknown)


def fact_stamp(world: World, reference: Any, ties: Ties) -> Stamp | None:
    """The `at` that `{fact: NAME}` or `{fact: [NAMES]}` stands for."""
    names = reference["fact"] if isinstance(reference["fact"], list) else [reference["fact"]]
    found = [f for name in names for f in tied(world, name, "claimed", ties)]
    return earliest(found)
