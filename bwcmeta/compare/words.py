"""What a rule says in a few words, for a cell of a table: `within 30s`, `at least 3y`, `unless exigent`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bwcmeta.compare.keeping import Keeping, Term
from bwcmeta.compare.provisions import Provision, stricter
from bwcmeta.compare.said import Said
from bwcmeta.compare.strictness import parts
from bwcmeta.documents.fields import Strict
from bwcmeta.model.moment import MICROSECONDS, Duration
from bwcmeta.model.vocabulary import STANDINGS
from bwcmeta.rules.ends import default_ends
from bwcmeta.rules.order import ZERO

SETTING = "*"
"""Stands after a number that is the auditor's setting and not the policy's."""
_LABELS = {
    ("recorded_throughout", "start_within"): "start within",
    ("recorded_throughout", "end_within"): "end within",
    ("recorded_throughout", "longest_gap"): "gap at most",
    ("recorded_throughout", "muted_at_most"): "muted at most",
    ("recorded_throughout", "buffer_at_least"): "buffer at least",
    ("not_recorded", "at_most"): "recorded at most",
    ("stops_after", "within"): "within",
    ("followed_by", "within"): "within",
    ("preceded_by", "within"): "within",
    ("rate", "at_least"): "at least",
    ("rate", "at_least_n"): "groups of at least",
}
_THRESHOLD = re.compile(r"\s*([a-z_]+)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a provision: what it limits, its size (seconds for lengths of time), how it is told."""

    name: str
    size: float
    told: str


def phrases(provision: Provision) -> list[str]:
    """Everything a provision says, in a few words each."""
    if isinstance(provision, Keeping):
        return [_keeping(provision)]
    fields = type(provision.parameters).model_fields
    every = [*fields, "when", "unless", "advisory"]
    return [text for name in every if (text := phrase(provision, name))]


def phrase(rule: Said, name: str) -> str:
    """What a rule says in one of its parts; '' where it says nothing."""
    if name == "when":
        return f"when {' and '.join(rule.when)}" if rule.when else ""
    if name == "unless":
        return _unless(rule)
    if name == "advisory":
        return "advice only" if rule.advisory else ""
    if name == "counted":
        return f"of {rule.counted.rule}" if rule.counted else ""
    if name == "frame":
        return "" if rule.frame is None else f"leaves out {len(rule.frame)} kinds of rows"
    value = getattr(rule.parameters, name)
    mark = SETTING if name in rule.settings else ""
    if (rule.kind, name) in _LABELS:
        return "" if value is None else f"{_LABELS[rule.kind, name]} {_number(rule.kind, name, value)}{mark}"
    return _OTHER[name](rule, value) if name in _OTHER else ""


def _number(kind: str, name: str, value: Any) -> str:
    return f"{value:g} %" if (kind, name) == ("rate", "at_least") else str(value)


def _unless(rule: Said) -> str:
    least: dict[str, int] = {}
    lifted = {fact for effect, fact, _ in rule.exempt if effect == "lifts"}
    for _, fact, rank in rule.exempt:
        least[fact] = min(rank, least.get(fact, rank))
    facts = []
    for fact, rank in sorted(least.items()):
        standing = "" if STANDINGS[rank] == "documented" else f" ({STANDINGS[rank]})"
        facts.append(f"{fact}{standing}{'' if fact in lifted else ' (put off)'}")
    every = [*facts, *rule.exempt_when]
    return f"unless {', '.join(every)}" if every else ""


def _from(rule: Said, value: Any) -> str:
    default = "recorded_at" if rule.kind == "kept" else default_ends(rule.table)[0]
    return "" if value in (None, default) else f"from {_end(value)}"


def _until(rule: Said, value: Any) -> str:
    return "" if value in (None, default_ends(rule.table)[1]) else f"until {_end(value)}"


def _end(value: Any) -> str:
    if not isinstance(value, Strict):
        return str(value)
    told = value.model_dump(by_alias=True, exclude_none=True)
    return " or ".join(str(item) for part in told.values() for item in (part if isinstance(part, tuple) else (part,)))


def _thing(value: Any) -> str:
    every = value if isinstance(value, tuple) else (value,)
    return " or ".join(_end(one) for one in every)


def _classes(_rule: Said, classes: Any) -> str:
    told = []
    for one in classes:
        terms = [
            f"{word} {length}" for word, length in (("at least", one.at_least), ("at most", one.at_most)) if length
        ]
        told.append(f"{' '.join(terms)}{f' when {one.when}' if one.when else ''}")
    return "; ".join(told)


_OTHER: dict[str, Callable[[Said, Any], str]] = {
    "from_": _from,
    "until": _until,
    "start_counts": lambda _r, v: "the media counts as start" if v == "media" else "",
    "trigger": lambda _r, v: f"on {_end(v)}",
    "stays_off_until": lambda _r, v: "" if v is None else f"off until {_end(v)}",
    "anchor": lambda _r, v: f"from {_thing(v)}",
    "then": lambda _r, v: f"then {_thing(v)}",
    "first": lambda _r, v: f"first {_thing(v)}",
    "what": lambda _r, v: f"{v.action} by {v.by.replace('_', ' ')}",
    "before": lambda _r, v: f"not before {_end(v)}",
    "missing": lambda _r, v: "silence is no miss" if v == "undetermined" else "",
    "holds": lambda _r, v: v,
    "classes": _classes,
    "held_by": lambda _r, v: f"held by {', '.join(h.fact for h in v)}" if v else "",
    "by": lambda _r, v: f"by {', '.join(v)}" if v else "",
}


def _keeping(keeping: Keeping) -> str:
    if keeping.facet == "hold":
        return f"held by {', '.join(sorted({fact for fact, _ in keeping.holds}))}"
    word = "at most" if keeping.facet == "retention_max" else "at least"
    lengths = _lengths(keeping)
    told = str(lengths[0]) if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}" if lengths else ""
    some = ", not all" if any(_length(keeping, term) is None for term in keeping.terms()) else ""
    return f"{word} {told}{some}"


def _length(keeping: Keeping, term: Term) -> Duration | None:
    length = term.most if keeping.facet == "retention_max" else term.least
    return None if length == ZERO and keeping.facet != "retention_max" else length


def _lengths(keeping: Keeping) -> list[Duration]:
    found = {length for term in keeping.terms() if (length := _length(keeping, term)) is not None}
    return sorted(found, key=lambda length: (length.rough_us, str(length)))


def measures(provision: Provision) -> list[Measure]:
    """The numbers of a provision: of flagged footage the longest minimum, of other footage the shortest length."""
    if isinstance(provision, Keeping):
        lengths = _lengths(provision) if provision.facet != "hold" else []
        if not lengths:
            return []
        chosen = lengths[-1] if provision.facet == "retention_flagged" else lengths[0]
        return [_measure("at most" if provision.facet == "retention_max" else "at least", chosen)]
    found = []
    for name in type(provision.parameters).model_fields:
        value = getattr(provision.parameters, name)
        label = _LABELS.get((provision.kind, name), "")
        if label and isinstance(value, Duration):
            found.append(_measure(label, value))
        elif label and isinstance(value, int | float):
            found.append(Measure(label, value, _number(provision.kind, name, value)))
        elif name == "holds" and (match := _THRESHOLD.fullmatch(value)):
            found.append(Measure(f"{match[1]} {match[2]}", float(match[3]), match[3]))
    return found


def _measure(name: str, length: Duration) -> Measure:
    return Measure(name, round(length.rough_us / MICROSECONDS), str(length))


def deciding(mine: Provision | None, theirs: Provision | None) -> list[str]:
    """The phrases in which mine differs from theirs; what only one of them has is told by its name."""
    if mine is None:
        return [f"no {_name(theirs)}"] if theirs is not None else []
    if theirs is None:
        return [f"also {_name(mine)}"]
    if isinstance(mine, Keeping) or isinstance(theirs, Keeping):
        return phrases(mine) if stricter(mine, theirs) != 0 else []
    found = []
    for part in parts(mine, theirs):
        told = phrase(mine, part.name) or _lack(theirs, part.name)
        if told:
            found.append(told)
    return found


def _lack(theirs: Said, name: str) -> str:
    said = phrase(theirs, name)
    return f"not: {said}" if said else ""


def _name(provision: Provision) -> str:
    return provision.rule if isinstance(provision, Said) else provision.facet


def headline(provisions: Sequence[Provision]) -> list[str]:
    """The numbers of a topic, each with what it limits; without any number, what is said."""
    numbers = [phrase_of for one in provisions for phrase_of in _numbers(one)]
    return list(dict.fromkeys(numbers)) or list(dict.fromkeys(text for one in provisions for text in phrases(one)[:1]))


def _numbers(provision: Provision) -> list[str]:
    if isinstance(provision, Keeping):
        return phrases(provision)
    names = [
        name for name in type(provision.parameters).model_fields if (provision.kind, name) in _LABELS or name == "holds"
    ]
    return [text for name in names if (text := phrase(provision, name))]
