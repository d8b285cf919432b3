"""The parts that several rule kinds share when people write them: anchors, ends of windows, exemptions."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from bwcmeta.documents.fields import DurationField, Name, PredicateText, Strict
from bwcmeta.model.vocabulary import ACTIONS, REQUEST_KINDS

Standing = Literal["claimed", "documented", "verified"]
Action = Literal[ACTIONS]  # type: ignore[valid-type]
RequestKind = Literal[REQUEST_KINDS]  # type: ignore[valid-type]
START_AS_SOON = "start as soon as it ends"


class Exemption(Strict):
    """A reason not to be bound: a fact of enough standing, or a predicate."""

    fact: Name | None = Field(default=None, description="Name of the fact.")
    standing: Standing = Field(default="documented", description="The least standing that suffices.")
    when: PredicateText | None = Field(default=None, description="A predicate in place of a fact.")
    then: Literal["start as soon as it ends"] | None = Field(
        default=None, description="The duty begins when the fact ends, instead of falling away."
    )

    @model_validator(mode="after")
    def _one_of(self) -> Exemption:
        if (self.fact is None) == (self.when is None):
            msg = "an exemption names either a fact or a predicate (when)"
            raise ValueError(msg)
        if self.when is not None and self.then is not None:
            msg = "'then' needs a fact: a predicate has no end to start from"
            raise ValueError(msg)
        return self


class FactEnd(Strict):
    """An instant: when a fact begins (the earliest of several), else a column of the subject."""

    fact: Name | tuple[Name, ...] = Field(description="Name of the fact whose `at` is meant, or several.")
    otherwise: Name | None = Field(
        default=None, alias="else", description="Column to take where there is no such fact."
    )

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts, always as a tuple."""
        return (self.fact,) if isinstance(self.fact, str) else self.fact


class FirstOf(Strict):
    """An instant: the first of these columns that is known."""

    first: tuple[Name, ...] = Field(min_length=1, description="Columns in order of preference.")


End = Name | FirstOf | FactEnd


class FactThing(Strict):
    """A fact, at its `at`."""

    fact: Name


class ActionThing(Strict):
    """A line of the audit trail."""

    action: Action


class ColumnThing(Strict):
    """An instant column of the same row."""

    column: Name


class ReviewThing(Strict):
    """A review: when it was assigned or done."""

    review: Literal["assigned", "done"]


class RequestThing(Strict):
    """A request: when one of that kind came in (anchor), or was decided or fulfilled (then)."""

    request: Literal["release", "inspection", "longer_retention", "stop_retention", "received", "decided", "fulfilled"]


Thing = FactThing | ActionThing | ColumnThing | ReviewThing | RequestThing


class RetentionClass(Strict):
    """How long recordings of a class are kept."""

    when: PredicateText | None = Field(default=None, description="Which recordings belong to the class.")
    otherwise: Literal[True] | None = Field(default=None, description="All that no other class claims.")
    at_least: DurationField | None = Field(default=None, description="Not deleted before.")
    at_most: DurationField | None = Field(default=None, description="Deleted by then.")
    grace: DurationField | None = Field(default=None, description="The agency's own time to carry out a deletion.")

    @model_validator(mode="after")
    def _one_of(self) -> RetentionClass:
        if (self.when is None) == (self.otherwise is None):
            msg = "a class has either 'when' or 'otherwise: true'"
            raise ValueError(msg)
        if self.at_least is None and self.at_most is None:
            msg = "a class has at_least, at_most or both"
            raise ValueError(msg)
        return self


class Hold(Strict):
    """A fact that stops the clock while it holds."""

    fact: Name
    standing: Standing = "claimed"


def fact_names(value: Any) -> set[str]:
    """Collect every fact name mentioned in a parameter model, for liveness checks."""
    found: set[str] = set()
    if isinstance(value, (FactEnd, FactThing, Exemption, Hold)) and value.fact:
        found |= {value.fact} if isinstance(value.fact, str) else set(value.fact)
    if isinstance(value, Strict):
        for name in type(value).model_fields:
            found |= fact_names(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            found |= fact_names(item)
    return found
