"""A policy document as people write it (docs/reference/policy-language.md, sections 1, 4 and 5)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Field, create_model, model_validator

from bwcmeta.documents.fields import DurationField, Name, PredicateText, RuleId, Strict
from bwcmeta.model.location import PARTLY
from bwcmeta.policies.cases import Case
from bwcmeta.policies.topics import TOPICS
from bwcmeta.rules.catalogue import PARAMETERS
from bwcmeta.rules.parameters import Exemption, Standing


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    msg = f"{value!r} is no date: write it as in 2026-03-01"
    raise ValueError(msg)


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Words = Annotated[str, Field(min_length=1)]
if TYPE_CHECKING:
    Topic = str
else:
    Topic = Literal[tuple(TOPICS)]
PolicyKind = Literal["model", "statute", "agency"]
Binds = Literal["officer", "policy"]
FrameTable = Literal["unit_responses", "duty", "recordings"]
Verified = Literal["source", "memory"]
SourceKind = Literal["primary", "bill", "official", "secondary"]


class Effective(Strict):
    """The days on which a version is in force; an open end is left out."""

    from_: Day | None = Field(default=None, alias="from", description="First day that counts.")
    to: Day | None = Field(default=None, description="Last day that counts.")


class Places(Strict):
    """What the policy says of places of several kinds at once: a home above a shop, a school that is a church."""

    partly: Literal[PARTLY] = Field(  # type: ignore[valid-type]
        default=PARTLY[0],
        description="What such a place is when one of its kinds is asked for: it counts, it does not, or that is open.",
    )


class Source(Strict):
    """Where a policy was read."""

    title: Words = Field(description="What the document is called.")
    address: str | None = Field(default=None, description="Where it can be read.")
    read: Day | None = Field(default=None, description="The day it was read.")


class Exclusion(Strict):
    """One reason for which rows leave a frame."""

    reason: Words = Field(description="What the waterfall calls it.")
    when: PredicateText | None = Field(default=None, description="A row leaves when this is true.")
    fact: Name | None = Field(default=None, description="A row leaves when this fact is tied to it.")
    standing: Standing = Field(default="documented", description="The least standing of the fact that suffices.")

    @model_validator(mode="after")
    def _one_of(self) -> Exclusion:
        if (self.fact is None) == (self.when is None):
            msg = "an exclusion has either a predicate (when) or a fact"
            raise ValueError(msg)
        return self


class Frame(Strict):
    """The rows that rules bind: a table, less what is excluded in this order."""

    over: FrameTable = Field(default="unit_responses", description="The table whose rows are framed.")
    exclude: tuple[Exclusion, ...] = Field(default=(), description="Tried in order; a row leaves under the first.")


class Note(Strict):
    """A provision that no log can decide, or that nobody has verified. Printed, never judged."""

    topic: Topic = Field(description="The topic it belongs to.")
    clause: str | None = Field(default=None, description="Section of the source.")
    text: Words = Field(description="What it says, in our words.")
    verified: Verified | None = Field(default=None, description="Whether somebody read it (source) or not (memory).")
    because: str | None = Field(default=None, description="Why it is a note and not a rule.")


class PolicyHeader(Strict):
    """A policy document. The rules are checked one by one, each by the model of its kind."""

    policy: RuleId = Field(description="Id of the policy.")
    title: Words = Field(description="What people call it.")
    kind: PolicyKind = Field(description="A model policy, a statute, or an agency's own policy.")
    jurisdiction: str | None = Field(default=None, description="Where it binds.")
    binds: Binds = Field(
        default="officer",
        description="Whom it binds: officers and their agency (officer), or what the agency's policy says (policy).",
    )
    extends: Words | None = Field(default=None, description="A shipped policy's id, or a path beside this file.")
    effective: Effective | None = Field(default=None, description="The days on which it is in force.")
    timezone: Words | None = Field(default=None, description="IANA zone of calendar days (default UTC).")
    holidays: Annotated[str, Field(pattern=r"^US(-[A-Z]{2})?$")] | None = Field(
        default=None, description="US or US-XX: which days are no business days."
    )
    source: Source | None = Field(default=None, description="Where the policy was read.")
    places: Places | None = Field(default=None, description="What places of several kinds at once are.")
    tolerances: dict[Name, DurationField] = Field(
        default_factory=dict, description="Named durations: the auditor's settings, never the law's."
    )
    frames: dict[Name, Frame] = Field(default_factory=dict, description="Named frames.")
    rules: tuple[Any, ...] = Field(description="The rules.")
    notes: tuple[Note, ...] = Field(default=(), description="Provisions that are printed and not judged.")
    tests: tuple[Case, ...] = Field(default=(), description="Cases that `policy test` runs.")


class DroppedRule(Strict):
    """A rule of the parent that does not bind here."""

    id: RuleId = Field(description="Id of the parent's rule.")
    drop: Literal[True] = Field(description="Takes the parent's rule away.")
    because: Words = Field(description="Why.")


class RuleHead(Strict):
    """The keys that rules of every kind share."""

    id: RuleId = Field(description="Names the fault: recording-in-school.")
    title: Words = Field(description="The clause as a sentence.")
    topic: Topic = Field(description="The topic it belongs to.")
    clause: Words = Field(description="Section of the source.")
    kind: str = Field(description="What kind of rule it is.")
    severity: Literal["high", "medium", "low"] = Field(default="medium", description="How grave a breach is.")
    frame: Name | None = Field(default=None, description="A frame of this policy.")
    binds: Binds | None = Field(default=None, description="Whom this rule binds, where the policy's `binds` is wrong.")
    when: PredicateText | None = Field(default=None, description="Which rows the rule binds.")
    when_unknown: Literal["undetermined", "binds", "not_bound"] = Field(
        default="undetermined", description="What a row gets whose `when` is unknown."
    )
    unless: tuple[Exemption, ...] = Field(default=(), description="Reasons not to be bound.")
    source: str | None = Field(default=None, description="What was read.")
    address: str | None = Field(default=None, description="Where it can be read.")
    verified: Verified | None = Field(default=None, description="Whether the clause was read (source) or not (memory).")
    source_kind: SourceKind | None = Field(default=None, description="What kind of text was read.")
    read: Day | None = Field(default=None, description="The day it was read.")
    memory_part: str | None = Field(default=None, description="The limb of the clause that nobody has verified.")
    executability: Literal["full", "partial", "none"] = Field(
        default="full", description="How far logs can decide the clause."
    )
    blind_spots: tuple[str, ...] = Field(default=(), description="What the rule cannot see, or sees wrongly.")
    advisory: bool = Field(default=False, description="Advice: a miss is a departure, not a violation.")
    note: str | None = Field(default=None, description="Free text.")


def _model(kind: str) -> type[RuleHead]:
    fields: dict[str, Any] = {"kind": (Literal[kind], Field(description="What kind of rule it is."))}
    made = create_model(
        f"{kind}_rule", __base__=(RuleHead, PARAMETERS[kind]), __doc__=f"A rule of kind {kind}.", **fields
    )
    return cast("type[RuleHead]", made)


RULE_MODELS: dict[str, type[RuleHead]] = {kind: _model(kind) for kind in PARAMETERS}
"""Kind -> the model of a whole rule: the shared keys and the kind's own on one level."""
