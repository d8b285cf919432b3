"""`recorded_throughout`: a window is covered by the officer's recordings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bwcmeta.documents.fields import Limit, Strict
from bwcmeta.rules.parameters import End


class Parameters(Strict):
    """What a `recorded_throughout` rule says."""

    from_: End | None = Field(
        default=None, alias="from", description="Beginning of the window (default arrived_at)."
    )
    until: End | None = Field(default=None, description="End of the window (default cleared_at).")
    start_within: Limit | None = Field(default=None, description="How late the start may be (default 0s).")
    start_counts: Literal["activation", "media"] = Field(
        default="activation", description="Which start counts: the press or the beginning of the media."
    )
    end_within: Limit | None = Field(
        default=None, description="How early it may stop (default: longest_gap)."
    )
    longest_gap: Limit | None = Field(
        default=None, description="The longest hole between recordings (default 0s)."
    )
    muted_at_most: Limit | None = Field(default=None, description="Total mute; not tested when absent.")
    buffer_at_least: Limit | None = Field(
        default=None, description="Pre-event buffer; not tested when absent."
    )
