"""What a rule is about: the table whose rows it binds, the predicates it holds, the columns it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bwcmeta.documents.fields import Strict
from bwcmeta.policies.document import RuleHead
from bwcmeta.policies.policy import PredicateUse
from bwcmeta.rules.parameters import ActionThing, ColumnThing, FactThing, RequestThing, ReviewThing
from bwcmeta.rules.scopes import SCOPES

FRAMED = ("unit_responses", "recordings", "duty")
"""Tables a frame may stand over; a rule on a column alone is about the first that has it."""

_FIXED = {"stops_after": "facts", "kept": "recordings", "not_before": "evidence_actions", "rate": ""}
_MOMENTS = {"recording_start": "recordings", "recording_end": "recordings", "duty_start": "duty", "duty_end": "duty"}
_THINGS: dict[Any, str] = {
    FactThing: "facts",
    ActionThing: "evidence_actions",
    RequestThing: "requests",
    ReviewThing: "reviews",
}


def table_of(kind: str, parameters: Strict, framed: str | None) -> str:
    """Return the table a rule binds.

    Args:
        kind: its kind.
        parameters: the kind's own keys.
        framed: the table of the frame it names, or None.
    """
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "holds":
        return str(_get(parameters, "over"))
    if kind in ("recorded_throughout", "not_recorded"):
        return framed or "unit_responses"
    anchor = _get(parameters, "anchor")
    if isinstance(anchor, str):
        # with a frame of recordings the shift is the one that covers the recording
        return framed if framed == "recordings" and anchor.startswith("duty_") else _MOMENTS[anchor]
    if isinstance(anchor, ColumnThing):
        having = [table for table in FRAMED if SCOPES[table].get(anchor.column) == "instant"]
        return framed or (having[0] if having else "unit_responses")
    return _THINGS[type(anchor)]


def frames_for(kind: str, table: str) -> tuple[str, ...]:
    """Tables over which a frame may be named for a rule of this kind."""
    if kind in ("recorded_throughout", "not_recorded"):
        return ("unit_responses", "duty")
    if kind == "stops_after":
        return ("unit_responses",)  # the frame binds a request by the officer's response
    return (table,) if table in FRAMED else ()


def predicates_of(head: RuleHead, kind: str, parameters: Strict, table: str) -> Iterator[PredicateUse]:
    """Yield every predicate of a rule."""
    if not table:
        return  # a rate has no rows of its own
    if head.when is not None:
        yield PredicateUse(("when",), table, head.when)
    for number, exemption in enumerate(head.unless):
        if exemption.when is not None:
            yield PredicateUse(("unless", number, "when"), table, exemption.when)
    if kind == "not_recorded" and (text := _get(parameters, "while_")) is not None:
        yield PredicateUse(("while",), table, text)
    if kind == "holds":
        yield PredicateUse(("holds",), table, _get(parameters, "holds"))
    if kind == "stops_after" and isinstance(trigger := _get(parameters, "trigger"), str):
        yield PredicateUse(("trigger",), table, trigger)
    if kind == "kept":
        for number, one in enumerate(_get(parameters, "classes")):
            if one.when is not None:
                yield PredicateUse(("classes", number, "when"), table, one.when)


def _get(parameters: Strict, name: str) -> Any:
    return getattr(parameters, name)
