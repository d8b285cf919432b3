"""Rule kinds as a reader meets them: what each says, its keys, an example."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from bwcmeta.documents.fields import Strict
from bwcmeta.rules.catalogue import PARAMETERS
from bwcmeta.rules.examples import EXAMPLES


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a kind: its name as people write it, whether it must be there, what it means."""

    name: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One rule kind: its name, one sentence, its keys and an example as YAML."""

    name: str
    says: str
    keys: tuple[Key, ...]
    example: str


def kinds() -> tuple[Kind, ...]:
    """Every rule kind, in the order of the reference."""
    return tuple(Kind(name, _sentence(name, model), _keys(model), EXAMPLES[name]) for name, model in PARAMETERS.items())


def _sentence(name: str, model: type[Strict]) -> str:
    """The first line of the file that defines the kind, without the kind's name before it."""
    first = (inspect.getdoc(inspect.getmodule(model)) or "").split("\n", 1)[0]
    return first.removeprefix(f"`{name}`: ")


def _keys(model: type[Strict]) -> tuple[Key, ...]:
    return tuple(
        Key(field.alias or name, field.is_required(), field.description or "")
        for name, field in model.model_fields.items()
    )
