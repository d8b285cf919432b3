"""Pydantic field types that documents share: durations, limits, names."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from bwcmeta.model.moment import EXAMPLES, Duration


class Strict(BaseModel):
    """The base of every document model: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _DurationSchema:
    """Lets pydantic read a `Duration` from text and editors complete it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def read(value: Any) -> Duration:
            if isinstance(value, Duration):
                return value
            if isinstance(value, str):
                return Duration.parse(value)
            msg = f"{value!r} has no unit: write a number with a unit, as in {EXAMPLES}"
            raise ValueError(msg)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^\s*\d+\s*(s|m|h|d|mo|y|business days?|bd)\s*$",
            "description": "A number with a unit: 30s, 5m, 24h, 90d, 6mo, 3y, 5 business days.",
        }


DurationField = Annotated[Duration, _DurationSchema]


class ToleranceRef(Strict):
    """A limit that is one of the policy's named tolerances: the auditor's setting, not the law's."""

    tolerance: str = Field(description="Name of one of the policy's tolerances.")


Limit = DurationField | ToleranceRef
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case with underscores.")]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", description="Lower case with hyphens; names the fault.")]
PredicateText = Annotated[
    str, Field(min_length=1, max_length=2000, description="A predicate (policy-language, section 2).")
]
