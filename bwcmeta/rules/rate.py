"""`rate`: a share of another rule's obligations reaches a goal."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bwcmeta.documents.fields import RuleId, Strict


def _percent(value: Any) -> float:
    match = re.fullmatch(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*", value) if isinstance(value, str) else None
    if not match or not 0 <= float(match[1]) <= 100:
        msg = f"{value!r} is no percentage: write it as in 95%"
        raise ValueError(msg)
    return float(match[1])


Percent = Annotated[float, BeforeValidator(_percent, json_schema_input_type=str)]


class Parameters(Strict):
    """What a `rate` rule says."""

    of: RuleId = Field(description="Id of the rule of this policy whose obligations are counted.")
    at_least: Percent = Field(description="The goal, as a percentage.")
    by: tuple[Literal["officer", "unit", "district", "month"], ...] = Field(
        default=(), description="Groups that each must reach it; none: all together."
    )
    at_least_n: int = Field(default=1, ge=1, description="Smaller groups are not judged.")
