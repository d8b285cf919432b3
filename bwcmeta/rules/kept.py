"""`kept`: a recording is kept at least and at most so long."""

from __future__ import annotations

from pydantic import Field

from bwcmeta.documents.fields import Name, Strict
from bwcmeta.rules.parameters import Hold, RetentionClass


class Parameters(Strict):
    """What a `kept` rule says."""

    from_: Name | None = Field(
        default=None, alias="from", description="Where the clock starts (default recorded_at)."
    )
    classes: tuple[RetentionClass, ...] = Field(
        min_length=1, description="How long each class is kept; the longest wins."
    )
    held_by: tuple[Hold, ...] = Field(default=(), description="Facts that stop the clock while they hold.")
