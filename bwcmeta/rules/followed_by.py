"""`followed_by`: a thing happens within a limit after another."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.rules.parameters import Thing

Moment = Literal["recording_start", "recording_end", "duty_start", "duty_end"]


class Parameters(Strict):
    """What a `followed_by` rule says."""

    anchor: Moment | Thing = Field(description="From when the clock runs.")
    then: Thing | tuple[Thing, ...] = Field(description="What must happen; any of a list.")
    within: Limit = Field(description="By when.")
    missing: Literal["violation", "undetermined"] = Field(
        default="violation", description="Verdict when the deadline has passed and nothing is there."
    )
