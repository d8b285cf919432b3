"""Which keys a pydantic model allows at a path: what "did you mean" chooses from."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from bwcmeta.documents.places import Path


def names_at(model: type[Any], path: Path, arms: Sequence[str] = ()) -> list[str]:
    """Return the keys the model allows in the mapping at `path`, sorted.

    Args:
        model: the model of the whole document.
        path: keys and indexes from the model's root.
        arms: names or tags of the union arms pydantic says it was in; without them every arm counts.
    """
    kinds = _flat(model)
    for step in path:
        kinds = [inner for kind in _chosen(kinds, arms) for inner in _below(kind, step)]
    names: set[str] = set()
    for kind in _chosen(kinds, arms):
        if _is_model(kind):
            names.update(field.alias or name for name, field in kind.model_fields.items())
    return sorted(names)


def literals_at(context: Mapping[str, Any]) -> list[str]:
    """Return the allowed words out of the context of a literal, enum or tag error."""
    said = str(context.get("expected", context.get("expected_tags", "")))
    return re.findall(r"'([^']*)'", said)


def _chosen(kinds: list[Any], arms: Sequence[str]) -> list[Any]:
    if len(kinds) < 2:
        return kinds
    named = [k for k in kinds if _is_model(k) and (k.__name__ in arms or _tags(k) & set(arms))]
    return named or kinds


def _tags(model: Any) -> set[str]:
    return {
        str(value)
        for field in model.model_fields.values()
        if get_origin(field.annotation) is Literal
        for value in get_args(field.annotation)
    }


def _below(kind: Any, step: str | int) -> Iterable[Any]:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                return _flat(field.annotation)
        return []
    arguments = get_args(kind)
    if not arguments:
        return []
    return _flat(arguments[-1] if isinstance(step, str) else arguments[0])


def _flat(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _flat(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [inner for arm in get_args(annotation) for inner in _flat(arm)]
    return [annotation]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and hasattr(kind, "model_fields")
