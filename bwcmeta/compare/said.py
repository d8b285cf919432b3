"""What a rule says, free of the policy around it: tolerances looked up, defaults written out, frames named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.documents.fields import Strict, ToleranceRef
from bwcmeta.model.vocabulary import STANDINGS
from bwcmeta.rules.ends import default_ends
from bwcmeta.rules.parameters import FirstOf
from bwcmeta.rules.scopes import SCOPES

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy, Rule
    from bwcmeta.rules.parameters import Exemption

_WINDOWED = ("recorded_throughout", "not_recorded")


@dataclass(frozen=True, slots=True)
class Said:
    """One rule in normal form. Two that are equal say the same, whatever they are called and however grave they are.

    Attributes:
        policy, rule, topic, title, clause: where it stands; no part of what it says.
        kind, table: its kind and the table whose rows it binds.
        parameters: the kind's own keys; tolerances are durations, ends of windows are written out.
        when: predicates that must all be true for it to bind. when_unknown: what an unknown one means.
        exempt: (effect, fact, standing) of its exemptions, with every standing that suffices.
        exempt_when: predicates that exempt.
        frame: predicates of what its frame leaves out; None when the policy states no frame for it.
        advisory: whether a miss is a departure only.
        counted: for a rate, what the rule that it counts says.
        settings: keys of the parameters that are tolerances: the auditor's numbers, not the policy's.
    """

    policy: str = field(compare=False)
    rule: str = field(compare=False)
    topic: str = field(compare=False)
    title: str = field(compare=False)
    clause: str = field(compare=False)
    kind: str
    table: str
    parameters: Strict
    when: tuple[str, ...]
    when_unknown: str
    exempt: frozenset[tuple[str, str, int]]
    exempt_when: tuple[str, ...]
    frame: tuple[str, ...] | None
    advisory: bool
    counted: Said | None = None
    settings: frozenset[str] = field(default=frozenset(), compare=False)


def said(policy: Policy, rule: Rule) -> Said:
    """Return what one rule of a policy says."""
    when = _written_out(policy, rule.table, (rule.when, getattr(rule.parameters, "while_", None)))
    counted = None
    if rule.kind == "rate":
        counted = said(policy, policy.rule(rule.parameters.of))  # type: ignore[attr-defined]
    return Said(
        policy=policy.id,
        rule=rule.id,
        topic=rule.topic,
        title=rule.title,
        clause=rule.clause,
        kind=rule.kind,
        table=rule.table,
        parameters=_plain(policy, rule),
        when=when,
        when_unknown=rule.when_unknown if when else "undetermined",
        exempt=frozenset(one for exemption in rule.unless for one in _covered(exemption)),
        exempt_when=_written_out(policy, rule.table, (e.when for e in rule.unless)),
        frame=_left_out(policy, rule),
        advisory=rule.advisory,
        counted=counted,
        settings=frozenset(_tolerances(rule.parameters)),
    )


def _tolerances(parameters: Strict) -> list[str]:
    names = type(parameters).model_fields
    return [name for name in names if isinstance(getattr(parameters, name), ToleranceRef)]


def _plain(policy: Policy, rule: Rule) -> Strict:
    """The parameters with every tolerance looked up and every default that hangs on the table written out."""
    given = rule.parameters
    told: dict[str, object] = {name: policy.limit(getattr(given, name)) for name in _tolerances(given)}
    if rule.kind in _WINDOWED:
        for name, default in zip(("from_", "until"), default_ends(rule.table), strict=True):
            end = getattr(given, name)
            if isinstance(end, FirstOf) and len(end.first) == 1:
                end = end.first[0]
            told[name] = default if end is None else end
    if rule.kind == "not_recorded":
        told["while_"] = None  # it stands beside `when`
    if rule.kind == "holds":
        told["holds"] = _written_out(policy, rule.table, (given.holds,))[0]  # type: ignore[attr-defined]
    if rule.kind == "kept":
        told["classes"] = tuple(_class(policy, one) for one in given.classes)  # type: ignore[attr-defined]
    if rule.kind == "rate":
        told["of"] = "counted"  # whose strictness counts, not its name
    return given.model_copy(update=told)


def _class(policy: Policy, one: Strict) -> Strict:
    when = getattr(one, "when", None)
    return one.model_copy(update={"when": _written_out(policy, "recordings", (when,))[0]}) if when else one


def _written_out(policy: Policy, table: str, texts: Iterable[str | None]) -> tuple[str, ...]:
    """Predicates with what the policy says of places of several kinds at once."""
    from bwcmeta.sql.partly import written_out

    return tuple(written_out(text, SCOPES[table], policy.partly) for text in texts if text)


def _covered(exemption: Exemption) -> list[tuple[str, str, int]]:
    """An exemption with every standing that suffices; one that only puts a duty off is part of one that lifts it."""
    if exemption.fact is None:
        return []
    ranks = range(STANDINGS.index(exemption.standing), len(STANDINGS))
    effects = ("puts off",) if exemption.then else ("puts off", "lifts")
    return [(effect, exemption.fact, rank) for effect in effects for rank in ranks]


def _left_out(policy: Policy, rule: Rule) -> tuple[str, ...] | None:
    """Predicates of the frame's exclusions, sorted: for what is left out their order is no matter."""
    framed = policy.frame_of(rule)
    if rule.kind in ("rate", "stops_after") and rule.head.frame is None:
        framed = None
    if framed is None:
        return None
    texts = (e.when or f"has_fact('{e.fact}', '{e.standing}')" for e in framed[1].exclude)
    return tuple(sorted(set(_written_out(policy, framed[1].over, texts))))
