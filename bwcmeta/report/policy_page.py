"""A policy as a page of text for a reader who does not program: every rule, its limits, its source, its blind spots."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from bwcmeta.documents.fields import Strict, ToleranceRef
from bwcmeta.model.moment import Duration
from bwcmeta.policies.document import Exclusion
from bwcmeta.policies.policy import Policy, Rule
from bwcmeta.report.rule_sentence import rule_sentence
from bwcmeta.rules.described import kinds
from bwcmeta.rules.parameters import Exemption

_OVER = {
    "unit_responses": "one officer on one event",
    "duty": "one shift of one officer",
    "recordings": "one recording",
}
_DECIDES = {
    "full": "",
    "partial": "Logs decide this only in part.",
    "none": "Logs cannot decide this.",
}
_POLICY_FIRST = "hold the written policy against it first, then the recordings against the written policy."
_BINDS = {"officer": "the agency and its officers directly", "policy": "the written policy, not the officer"}
_WIDTH = 96


PARTLY_READS = {
    "counts": "Of several kinds at once, a place is each of them: a home above a shop is a home, and a shop.",
    "does_not_count": "Of several kinds at once, a place is none of them alone: a home above a shop is no home.",
}
"""What a policy says of places of several kinds, where it says anything."""


def policy_page(policy: Policy) -> str:
    """Return the page, wrapped to fit 100 columns."""
    return "\n".join(_page(policy)) + "\n"


def _page(policy: Policy) -> Iterator[str]:
    yield policy.title
    yield "=" * min(len(policy.title), _WIDTH)
    yield from _wrapped(" · ".join(word for word in (policy.id, policy.kind, policy.jurisdiction) if word))
    if policy.binds == "policy":
        yield from _wrapped("It binds what the agency's written policy says, not the officer: " + _POLICY_FIRST)
    if policy.source is not None:
        read = f" (read {policy.source.read})" if policy.source.read else ""
        yield from _wrapped(f"Source: {policy.source.title}{read} {policy.source.address or ''}".rstrip())
    if policy.parents:
        yield from _wrapped(f"Builds on: {', '.join(policy.parents)}")
    yield from _wrapped(f"In force: {_force(policy)}. Days are counted in {policy.timezone}.")
    if policy.partly in PARTLY_READS:
        yield from _wrapped(PARTLY_READS[policy.partly])
    yield ""
    yield "The auditor's own settings (no law gives them)"
    yield from (f"  {name}: {length.words}" for name, length in policy.tolerances.items())
    for name, frame in policy.frames.items():
        yield ""
        yield f"Who is looked at: {name} ({_OVER[frame.over]})"
        for number, exclusion in enumerate(frame.exclude, 1):
            yield from _wrapped(f"{number}. not: {_exclusion(exclusion)}", 2)
    for rule in policy.rules:
        yield ""
        yield from _rule(policy, rule)
    if policy.notes:
        yield ""
        yield "Not judged"
        for note in policy.notes:
            clause = f"{note.clause} " if note.clause else ""
            doubt = " [nobody has read this in the source]" if note.verified == "memory" else ""
            because = f" ({note.because})" if note.because else ""
            yield from _wrapped(f"- {clause}{note.topic}: {note.text}{because}{doubt}", 2)


def _force(policy: Policy) -> str:
    if policy.effective_from is None and policy.effective_to is None:
        return "on every day"
    return f"{policy.effective_from or 'always'} to {policy.effective_to or 'further notice'}"


def _rule(policy: Policy, rule: Rule) -> Iterator[str]:
    yield from _wrapped(f"[{rule.clause}] {rule.title}")
    yield from _wrapped(rule_sentence(policy, rule), 4)
    says = {kind.name: kind.says for kind in kinds()}[rule.kind]
    advice = " Advice: a miss is a departure, not a violation." if rule.advisory else ""
    yield from _wrapped(f"fault: {rule.id} ({rule.topic}, {rule.severity}).{advice}", 4)
    yield from _wrapped(f"decides: {says} ({rule.kind})", 4)
    for key, values in said_of(policy, rule):
        for value in values:
            yield from _wrapped(f"{key}: {value}", 4)
    if policy.binds_of(rule) != policy.binds:
        yield from _wrapped(f"binds: {_BINDS[policy.binds_of(rule)]}", 4)
    if decides := " ".join(filter(None, (_DECIDES[rule.head.executability], _blind(rule)))):
        yield from _wrapped(decides, 4)
    yield from _wrapped(_read(rule), 4)
    if rule.head.note:
        yield from _wrapped(f"note: {rule.head.note}", 4)


def said_of(policy: Policy, rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """What a rule says key by key, as it is written: its kind's keys, when it binds, its exemptions."""
    for key, value in _said(rule.parameters):
        every = value if isinstance(value, tuple) else (value,)
        yield key.replace("_", " "), [_words(policy, item) for item in every]
    if rule.when is not None:
        unknown = {"undetermined": "undetermined", "binds": "bound all the same", "not_bound": "not bound"}
        yield "binds when", [f"{rule.when} (where that is unknown: {unknown[rule.when_unknown]})"]
    if rule.unless:
        yield "unless", [_exemption(exemption) for exemption in rule.unless]


def _words(policy: Policy, value: Any) -> str:
    if isinstance(value, Duration):
        return value.words
    if isinstance(value, ToleranceRef):
        length = policy.tolerances[value.tolerance]
        return f"{length.words} (tolerance {value.tolerance}: the auditor's setting, not the law's)"
    if isinstance(value, Strict):
        pairs = (f"{key.replace('_', ' ')} {_words(policy, item)}" for key, item in _said(value))
        return ", ".join(pairs)
    if isinstance(value, tuple):
        return ", ".join(_words(policy, item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _said(model: Strict) -> Iterator[tuple[str, Any]]:
    """The keys of a document's part that say something, under the names people write."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if value not in (None, ()):
            yield field.alias or name, value


def _exemption(exemption: Exemption) -> str:
    what = exemption.when or f"{exemption.fact} ({exemption.standing} at least)"
    return f"{what}; then {exemption.then}" if exemption.then else what


def _exclusion(exclusion: Exclusion) -> str:
    what = exclusion.when or f"{exclusion.fact} ({exclusion.standing} at least)"
    return f"{exclusion.reason} [{what}]"


def _blind(rule: Rule) -> str:
    return f"It cannot see, or sees wrongly: {'; '.join(rule.head.blind_spots)}." if rule.head.blind_spots else ""


def _read(rule: Rule) -> str:
    head = rule.head
    if head.verified is None:
        return "source: not stated"
    if head.verified == "memory":
        return "source: NOT VERIFIED: remembered, and read by nobody"
    kind = f"{head.source_kind} text" if head.source_kind else "text"
    where = " ".join(filter(None, (head.source, head.address)))
    when = f", {head.read}" if head.read else ""
    memory = f". Only remembered: {head.memory_part}" if head.memory_part else ""
    return f"source: read in a {kind}{when}: {where or 'address not stated'}{memory}"


def _wrapped(text: str, indent: int = 0) -> list[str]:
    """Lines of at most 96 columns, later ones hanging by two; an address is never broken, for it must be copied."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
        break_long_words=False,
    ) or [""]
