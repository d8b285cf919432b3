"""`stops_after`: recording ends within a limit of a request, and stays off."""

from __future__ import annotations

from pydantic import Field

from bwcmeta.documents.fields import Limit, PredicateText, Strict
from bwcmeta.rules.parameters import End, FactThing


class Parameters(Strict):
    """What a `stops_after` rule says."""

    trigger: FactThing | PredicateText = Field(
        description="The request: {fact: NAME}, or a predicate on `fact`."
    )
    within: Limit | None = Field(default=None, description="How soon the recording must end (default 0s).")
    stays_off_until: End | None = Field(
        default=None,
        description="Until when it stays off; `leaves_place` is {fact: left_residence, else: cleared_at}.",
    )
