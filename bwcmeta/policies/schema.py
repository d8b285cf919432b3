"""JSON Schema of a policy document, for editors: completion, descriptions, and red underlines while one writes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

from bwcmeta.documents.fields import Strict
from bwcmeta.policies.document import RULE_MODELS, DroppedRule, PolicyHeader

_TITLE = "bwcmeta policy"
_DESCRIPTION = "A body-worn-camera policy: see docs/reference/policy-language.md."


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a policy document. Every kind of rule has its own keys."""
    schema = PolicyHeader.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = schema.pop("$defs", {})
    models: list[type[Strict]] = [*RULE_MODELS.values(), DroppedRule]
    for model in models:
        part = model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions.update(part.pop("$defs", {}))
        definitions[model.__name__] = part
    schema["properties"]["rules"] = {
        "description": schema["properties"]["rules"]["description"],
        "type": "array",
        "items": _rule(),
    }
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": _TITLE,
        "description": _DESCRIPTION,
        "$defs": dict(sorted(definitions.items())),
    }
    return cast("dict[str, Any]", _tidy(made))


def _rule() -> dict[str, Any]:
    """A rule is held to the keys of its kind; a dropped rule has none."""
    by_kind = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/$defs/{model.__name__}"},
        }
        for kind, model in RULE_MODELS.items()
    ]
    dropped = {"if": {"required": ["drop"]}, "then": {"$ref": f"#/$defs/{DroppedRule.__name__}"}}
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "description": "Names the fault: recording-in-school."},
            "kind": {"enum": list(RULE_MODELS), "description": "What kind of rule it is."},
        },
        "anyOf": [{"required": ["kind"]}, {"required": ["drop"]}],
        "allOf": [*by_kind, dropped],
    }


def _tidy(node: Any) -> Any:
    """Take away what misleads an editor.

    The titles pydantic makes of names would hide the descriptions; and a key may be left out, but not be empty.
    """
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return deepcopy(node)
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: _tidy(inner) for name, inner in value.items()}
        elif key == "anyOf" and {"type": "null"} in value:
            left = [_tidy(item) for item in value if item != {"type": "null"}]
            kept = {**left[0], **kept} if len(left) == 1 else {**kept, "anyOf": left}
        elif (key, value) != ("default", None) and (key != "title" or value == _TITLE):
            kept[key] = _tidy(value)
    return kept
