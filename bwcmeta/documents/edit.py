"""Taking an entry out of a YAML text without touching the rest: comments, order, quotes and line ends stay.

text = without(text, ("tolerances", "late"))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bwcmeta.documents.places import Path

_BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML takes for the end of a line
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n\x85\u2028\u2029]*")


@dataclass(slots=True)
class _Part:
    """One value: where it stands in the text; `entry` is where its key (or itself, in a list) begins."""

    entry: int
    start: int
    end: int
    flow: bool = False
    children: dict[str | int, _Part] = field(default_factory=dict)


def without(text: str, path: Path) -> str:
    """Return the text without the entry at `path`; what holds nothing else goes with it.

    In block style whole lines go, a comment at their end included; in flow style the entry and one comma.

    Args:
        text: a YAML document that reads.
        path: keys and numbers that lead to the entry.

    Raises:
        KeyError: there is no such entry.
    """
    root = _parts(text)
    chain = [root]
    for step in path:
        chain.append(chain[-1].children[step])
    depth = len(path)
    while depth > 1 and len(chain[depth - 1].children) == 1:
        depth -= 1  # the only entry of its collection: an empty one would be another mistake
    parent, part = chain[depth - 1], chain[depth]
    first, last = _flow_span(parent, part) if parent.flow else _lines(text, part)
    return text[:first] + text[last:]


def _flow_span(parent: _Part, part: _Part) -> tuple[int, int]:
    """From the entry to the next one; of the last entry, from the end of the one before."""
    siblings = sorted(parent.children.values(), key=lambda one: one.entry)
    number = siblings.index(part)
    if number + 1 < len(siblings):
        return part.entry, siblings[number + 1].entry
    return siblings[number - 1].end, part.end


def _lines(text: str, part: _Part) -> tuple[int, int]:
    """The whole lines of an entry."""
    ends = [0, *(match.end() for match in _BREAKS.finditer(text))]
    first = max(end for end in ends if end <= part.entry)
    return first, min((end for end in ends if end >= part.end and end > first), default=len(text))


def _dash(text: str, before: int, start: int) -> int:
    """Where the dash of a list's item stands, which may be on a line above the item; comments hold no dash."""
    between = _COMMENT.sub(lambda comment: " " * len(comment[0]), text[before:start])
    found = between.rfind("-")
    return start if found < 0 else before + found


def _parts(text: str) -> _Part:
    """Where every value stands."""
    import yaml

    lines = [0, *(match.end() for match in _BREAKS.finditer(text))]

    def at(mark: Any) -> int:
        return lines[int(mark.line)] + int(mark.column)

    root: _Part | None = None
    stack: list[tuple[_Part, bool]] = []  # collections that are open, and whether each is a mapping
    keys: list[tuple[str, int] | None] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            done, _ = stack.pop()
            keys.pop()
            inner = max((child.end for child in done.children.values()), default=done.start)
            done.end = at(event.end_mark) if done.flow else inner
        elif isinstance(event, yaml.NodeEvent):
            start, end = at(event.start_mark), at(event.end_mark)
            if stack and stack[-1][1] and keys[-1] is None:
                keys[-1] = (str(getattr(event, "value", "")), start)
                continue
            part = _Part(start, start, end, bool(getattr(event, "flow_style", False)))
            if stack:
                parent, mapping = stack[-1]
                key = keys[-1]
                if mapping and key is not None:
                    part.entry = key[1]
                    parent.children[key[0]] = part
                    keys[-1] = None
                else:
                    before = max((child.end for child in parent.children.values()), default=parent.start)
                    part.entry = start if parent.flow else _dash(text, before, start)
                    parent.children[len(parent.children)] = part
            root = root or part
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((part, isinstance(event, yaml.MappingStartEvent)))
                keys.append(None)
    assert root is not None
    return root
