"""Numbers two ways: those a rule sets, and those a provision of the file of facts supports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bwcmeta.documents.fields import Strict
from bwcmeta.model.moment import Duration
from bwcmeta.policies import Rule

NOT_THE_LAWS = ("grace",)
"""Time to carry out a deletion: the agency's own or the auditor's, said so in the rule's note."""
_WORDS = {"one": 1, "two": 2, "three": 3, "six": 6, "ten": 10}


def set_by(rule: Rule) -> set[str]:
    """Every length of time and every number that a rule sets, zero and tolerances aside."""
    found = {str(length) for length in _lengths(rule.parameters) if length.count}
    for use in rule.predicates:
        found |= {f"{number}" for number in re.findall(r"(?<![\w'-])(\d+)(?![\w'-])", use.text)}
    return found


def _lengths(value: Any) -> Iterator[Duration]:
    if isinstance(value, Duration):
        yield value
    elif isinstance(value, Strict):
        for name in type(value).model_fields:
            if name not in NOT_THE_LAWS:
                yield from _lengths(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _lengths(item)


def supported_by(provision: dict[str, Any]) -> set[str]:
    """Every number that a provision gives, as a rule would write it.

    Where the text speaks of months or years these are meant, whatever the figure in days.
    """
    words = f"{provision['text']} {provision['params'].get('unit_in_text', '')}".lower()
    return {form for path, number in figures(provision["params"]) if (form := _form(path, number, words))}


def figures(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Every number in the parameters of a provision, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from figures(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner, path)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


def _form(path: str, number: int, words: str) -> str:
    if "business_days" in path:
        return f"{number} business days"
    if path.endswith("_s"):
        return str(number)
    if "hours" in path:
        return f"{number}h"
    if "months" in path:
        return f"{number}mo"
    if "days" not in path:
        return str(number)
    for unit, letter, length in (("year", "y", 365), ("month", "mo", 30.4375)):
        for count in _counts(unit, words):
            if abs(count * length - number) < 1:
                return f"{count}{letter}"
    return f"{number}d"


def _counts(unit: str, words: str) -> set[int]:
    found = re.findall(rf"\b(\w+)[ -]{unit}", words)
    return {_WORDS.get(word, int(word) if word.isdigit() else 0) for word in found}
