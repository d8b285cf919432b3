"""`policy diff`: what became stricter, laxer, new, gone or different between two policies, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bwcmeta.compare.keeping import FAMILY, Keeping, keepings
from bwcmeta.compare.provisions import stricter
from bwcmeta.compare.said import Said, said
from bwcmeta.compare.strictness import parts
from bwcmeta.compare.words import SETTING, phrase, phrases
from bwcmeta.policies.topics import TOPICS

if TYPE_CHECKING:
    from bwcmeta.policies.document import Note
    from bwcmeta.policies.policy import Policy


class Change(StrEnum):
    """What became of a rule, a note or a setting."""

    STRICTER = "stricter"
    LAXER = "laxer"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    WORDING = "wording"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: what it is, the topic and rule it is about, one sentence."""

    change: Change
    topic: str
    rule: str
    sentence: str


_ORDER = {change: number for number, change in enumerate(Change)}
_FACETS = {
    "retention_min": "Footage that nothing flags",
    "retention_flagged": "Footage of force, arrest or complaint",
    "retention_max": "Footage",
    "hold": "Deletion",
}


def diff_policies(old: Policy, new: Policy) -> tuple[Changed, ...]:
    """Say what changed from the old policy to the new one, the gravest kinds of change first, then by topic.

    Rules are matched by their ids, then by kind and topic where each side has one left. How footage is kept is compared
    for all rules of retention together.
    """
    before, after = ([said(policy, rule) for rule in policy.rules] for policy in (old, new))
    found = [*_retention(before, after)]
    matched, left = _matched(_plain(before), _plain(after))
    for one, other in matched:
        found.extend(_between(one, other))
    for rule in left[0]:
        found.append(Changed(Change.GONE, rule.topic, rule.rule, f"“{rule.title}” is no longer asked for."))
    for rule in left[1]:
        told = "; ".join(phrases(rule))
        found.append(Changed(Change.NEW, rule.topic, rule.rule, f"“{rule.title}” is new: {told}."))
    found.extend(_notes(old.notes, new.notes))
    found.extend(_settings(old, new))
    topics = {topic: number for number, topic in enumerate(("", *TOPICS))}
    return tuple(sorted(found, key=lambda c: (_ORDER[c.change], topics[c.topic], c.rule, c.sentence)))


def _plain(rules: Sequence[Said]) -> list[Said]:
    return [rule for rule in rules if rule.kind != "kept" or rule.topic not in FAMILY]


def _matched(before: list[Said], after: list[Said]) -> tuple[list[tuple[Said, Said]], tuple[list[Said], list[Said]]]:
    """Pair the rules of two policies; return the pairs and what is left of each."""
    by_id = {rule.rule: rule for rule in after}
    pairs = [(one, by_id[one.rule]) for one in before if one.rule in by_id]
    taken = {rule.rule for _, rule in pairs}
    gone = [rule for rule in before if rule.rule not in taken]
    new = [rule for rule in after if rule.rule not in taken]
    for one in list(gone):
        alike = [rule for rule in new if (rule.kind, rule.topic, rule.table) == (one.kind, one.topic, one.table)]
        rivals = [rule for rule in gone if (rule.kind, rule.topic, rule.table) == (one.kind, one.topic, one.table)]
        if len(alike) == len(rivals) == 1:
            pairs.append((one, alike[0]))
            gone.remove(one)
            new.remove(alike[0])
    return pairs, (gone, new)


def _between(one: Said, other: Said) -> Iterator[Changed]:
    """What changed from one rule to another that takes its place."""
    sign = stricter(other, one)
    if sign == 0:
        if (one.rule, one.title, one.clause, one.topic) != (other.rule, other.title, other.clause, other.topic):
            yield Changed(Change.WORDING, other.topic, other.rule, _reworded(one, other))
        return
    change = {1: Change.STRICTER, -1: Change.LAXER, None: Change.CHANGED}[sign]
    yield Changed(change, other.topic, other.rule, f"“{other.title}”: {'; '.join(_differences(one, other))}.")


def _differences(one: Said, other: Said) -> list[str]:
    if (one.kind, one.table) != (other.kind, other.table):
        return [f"now decided as {other.kind} over {other.table or 'another rule'}, before as {one.kind}"]
    differing = parts(other, one)
    found = []
    for part in differing:
        told = _from_to(phrase(one, part.name), phrase(other, part.name))
        which = {1: "stricter", -1: "laxer", None: "neither stricter nor laxer"}[part.sign]
        found.append(f"{told} ({which})" if len({p.sign for p in differing}) > 1 else told)
    return found or ["it binds other rows"]


def _from_to(before: str, now: str) -> str:
    before, now = _spelled(before), _spelled(now)
    if before and now:
        return f"{now}, before {before}"
    return f"now {now}" if now else f"no longer {before}"


def _spelled(text: str) -> str:
    return f"{text.removesuffix(SETTING)} (the auditor's setting)" if text.endswith(SETTING) else text


def _reworded(one: Said, other: Said) -> str:
    told = [
        f"{word} {now!r} now, {before!r} before"
        for word, before, now in (
            ("called", one.rule, other.rule),
            ("titled", one.title, other.title),
            ("clause", one.clause, other.clause),
            ("topic", one.topic, other.topic),
        )
        if before != now
    ]
    return f"“{other.title}” says the same: {'; '.join(told)}."


def _retention(before: Sequence[Said], after: Sequence[Said]) -> Iterator[Changed]:
    """What changed in how footage is kept, all rules together."""
    old = {keeping.facet: keeping for keeping in keepings(before)}
    new = {keeping.facet: keeping for keeping in keepings(after)}
    for facet, about in _FACETS.items():
        one, other = old.get(facet), new.get(facet)
        if one is None or other is None:
            yield from _begun_or_ended(facet, one, other)
            continue
        sign = stricter(other, one)
        if sign != 0 and (facet != "retention_flagged" or one.own or other.own):
            change = {1: Change.STRICTER, -1: Change.LAXER, None: Change.CHANGED}[sign]
            told = _from_to(phrases(one)[0], phrases(other)[0])
            if phrases(one) == phrases(other):
                told = f"{phrases(other)[0]}, but not of the same recordings as before"
            yield Changed(change, facet, _rules(other), f"{about}: {told}.")


def _begun_or_ended(facet: str, one: Keeping | None, other: Keeping | None) -> Iterator[Changed]:
    if other is not None and (facet != "retention_flagged" or other.own):
        told = f"{_FACETS[facet]}: {phrases(other)[0]}; before nothing was said of it."
        yield Changed(Change.NEW, facet, _rules(other), told)
    elif one is not None and (facet != "retention_flagged" or one.own):
        told = f"{_FACETS[facet]}: nothing is said of it now; before {phrases(one)[0]}."
        yield Changed(Change.GONE, facet, _rules(one), told)


def _rules(keeping: Keeping) -> str:
    return ", ".join(rule.rule for rule in keeping.rules)


def _notes(old: Sequence[Note], new: Sequence[Note]) -> Iterator[Changed]:
    before, after = (dict.fromkeys((note.topic, note.text) for note in notes) for notes in (old, new))
    for topic, text in after:
        if (topic, text) not in before:
            yield Changed(Change.NEW, topic, "", f"A note is new: {text}")
    for topic, text in before:
        if (topic, text) not in after:
            yield Changed(Change.GONE, topic, "", f"A note is gone: {text}")


def _settings(old: Policy, new: Policy) -> Iterator[Changed]:
    """What is no rule but changes what an audit says: the auditor's settings, days, zone, frames."""
    for name in sorted({*old.tolerances, *new.tolerances}):
        before, after = old.tolerances.get(name), new.tolerances.get(name)
        if before != after:
            told = _from_to(before.words if before else "", after.words if after else "")
            yield Changed(Change.SETTING, "", "", f"The auditor's setting {name}: {told}.")
    for word, before_text, after_text in (
        ("In force", _force(old), _force(new)),
        ("Days are counted in", old.timezone, new.timezone),
        ("Holidays", old.holidays, new.holidays),
        ("What a place of several kinds at once is", old.partly.replace("_", " "), new.partly.replace("_", " ")),
        ("Builds on", ", ".join(old.parents), ", ".join(new.parents)),
    ):
        if before_text != after_text:
            yield Changed(Change.SETTING, "", "", f"{word}: {_from_to(before_text, after_text)}.")
    for name in sorted({*old.frames, *new.frames}):
        left_out = [tuple(e.reason for e in p.frames[name].exclude) if name in p.frames else None for p in (old, new)]
        if left_out[0] != left_out[1]:
            told = _from_to(*("" if one is None else f"leaves out {', '.join(one) or 'nothing'}" for one in left_out))
            yield Changed(Change.SETTING, "", "", f"The frame {name}: {told}.")


def _force(policy: Policy) -> str:
    return f"{policy.effective_from or 'always'} to {policy.effective_to or 'further notice'}"
