"""`holds`: a predicate is true of a row."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bwcmeta.documents.fields import PredicateText, Strict


class Parameters(Strict):
    """What a `holds` rule says."""

    over: Literal["unit_responses", "duty", "recordings", "evidence_actions", "requests", "reviews"] = Field(
        default="recordings", description="The table whose rows are judged."
    )
    holds: PredicateText = Field(description="The predicate that must be true.")
