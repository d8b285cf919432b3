"""`not_before`: a thing does not happen before another."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bwcmeta.documents.fields import Strict
from bwcmeta.rules.parameters import Action, ActionThing, FactThing


class What(Strict):
    """The action that must wait."""

    action: Action = Field(description="The action in the audit trail.")
    by: Literal["involved_officer", "anyone"] = Field(
        default="involved_officer", description="Whose actions are meant."
    )


class Parameters(Strict):
    """What a `not_before` rule says."""

    what: What = Field(description="What must not happen too early.")
    before: FactThing | ActionThing = Field(description="What must come first.")
    missing: Literal["violation", "undetermined"] = Field(
        default="undetermined", description="Verdict when what must come first is not in the data."
    )
