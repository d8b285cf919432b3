"""`not_recorded`: nothing is recorded in a context."""

from __future__ import annotations

from pydantic import Field

from bwcmeta.documents.fields import Limit, PredicateText, Strict
from bwcmeta.rules.parameters import End


class Parameters(Strict):
    """What a `not_recorded` rule says."""

    while_: PredicateText | None = Field(
        default=None, alias="while", description="The context (like `when`)."
    )
    from_: End | None = Field(
        default=None, alias="from", description="Beginning of the window (default arrived_at)."
    )
    until: End | None = Field(default=None, description="End of the window (default cleared_at).")
    at_most: Limit | None = Field(
        default=None, description="Recorded time that is still in order (default 0s)."
    )
