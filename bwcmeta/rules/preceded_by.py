"""`preceded_by`: a thing happened within a limit before another."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.rules.followed_by import Moment
from bwcmeta.rules.parameters import Thing


class Parameters(Strict):
    """What a `preceded_by` rule says."""

    anchor: Moment | Thing = Field(description="Before what.")
    first: Thing | tuple[Thing, ...] = Field(description="What must have happened; any of a list.")
    within: Limit = Field(description="How long before at the most.")
    missing: Literal["violation", "undetermined"] = Field(
        default="violation", description="Verdict when nothing is there."
    )
