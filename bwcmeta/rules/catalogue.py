"""Every rule kind's parameters, listed by hand."""

from __future__ import annotations

from bwcmeta.documents.fields import Strict
from bwcmeta.rules import (
    followed_by,
    holds,
    kept,
    not_before,
    not_recorded,
    preceded_by,
    rate,
    recorded_throughout,
    stops_after,
)

PARAMETERS: dict[str, type[Strict]] = {
    "recorded_throughout": recorded_throughout.Parameters,
    "not_recorded": not_recorded.Parameters,
    "stops_after": stops_after.Parameters,
    "followed_by": followed_by.Parameters,
    "preceded_by": preceded_by.Parameters,
    "not_before": not_before.Parameters,
    "kept": kept.Parameters,
    "holds": holds.Parameters,
    "rate": rate.Parameters,
}
"""Kind -> the model of its parameters, in the order they are documented."""
