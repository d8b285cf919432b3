"""YAML text to plain values, with the place (file:line:column) of every key and value.

The reader is stricter and plainer than YAML 1.1, because people write these documents by hand and the
surprises of YAML end in a wrong audit:

- keys are always text, as written (`01: residence` keeps its zero);
- only `true` and `false` are booleans, so `no`, `on` and `off` stay text;
- numbers are decimal; `12:30` and `065` stay text, and so do dates (the model that checks them parses them);
- a key given twice, a tag (`!!python/...`), a merge key (`<<`) and a second document are refused;
- size, depth and the number of values after alias expansion are bounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bwcmeta.errors import DocumentError, Place, Problem

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 60
MAX_VALUES = 400_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """One value with its place; for mappings also the place of each key."""

    place: Place
    value: Any = None
    children: dict[str | int, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    open: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document as plain values (dict, list, str, int, float, bool, None) that knows its places."""

    name: str
    root: Node

    @property
    def value(self) -> Any:
        """The whole document as plain values. Treat it as read-only."""
        return self.root.value

    def place(self, path: Path = ()) -> Place:
        """Return where the value at `path` stands, or the nearest value above it when there is none."""
        return self._walk(path)[0].place

    def key_place(self, path: Path) -> Place:
        """Return where the key that ends `path` stands; for an item of a list, where the item stands."""
        if not path:
            return self.root.place
        parent, missed = self._walk(path[:-1])
        if not missed and isinstance(path[-1], str) and path[-1] in parent.key_places:
            return parent.key_places[path[-1]]
        return self.place(path)

    def at(self, path: Path) -> Any:
        """Return the value at `path`; raises `KeyError` when there is none."""
        node, missed = self._walk(path)
        if missed:
            raise KeyError(path)
        return node.value

    def _walk(self, path: Path) -> tuple[Node, bool]:
        node = self.root
        for step in path:
            child = node.children.get(step)
            if child is None:
                return node, True
            node = child
        return node, False


def read_yaml(text: str, name: str) -> Document:
    """Read one YAML document.

    Args:
        text: the document.
        name: how messages call it, usually the file's path as the user gave it.

    Raises:
        DocumentError: with every problem found.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        what = f"the document is longer than {MAX_CHARACTERS:,} characters"
        raise DocumentError([Problem(Place(name), what)])
    return Document(name, _Builder(name).build(text))


class _Builder:
    """Turns the parser's events into nodes without recursion, so that depth is ours to bound."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0

    def build(self, text: str) -> Node:
        import yaml

        try:
            root = self._assemble(_events(text))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            place = Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
            # the parser looks ahead, and since PyYAML 6.0.4 has a limit of its own there
            deep = f"nested deeper than {MAX_DEPTH} levels" if "nesting depth" in what else ""
            self._problems.append(Problem(place, deep or f"this is not YAML: {what}"))
            root = None
        if self._problems:
            raise DocumentError(self._problems)
        if root is None:
            raise DocumentError([Problem(Place(self._name), "the document is empty")])
        return root

    def _assemble(self, events: Iterator[Any]) -> Node | None:
        import yaml

        root: Node | None = None
        stack: list[Node] = []
        keys: list[tuple[str, Place] | None] = []
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(event, "a second document begins here", "one document a file")
                    return root
                continue
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                done = stack.pop()
                keys.pop()
                done.open = False
                if stack:
                    stack[-1].size += done.size
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            if stack and isinstance(stack[-1].value, dict) and keys[-1] is None:
                key = self._key(event)
                if key is None:
                    return root  # what follows cannot be placed
                keys[-1] = key
                continue
            node, opened = self._node(event)
            if stack:
                self._attach(stack[-1], keys, node)
                if not opened:
                    stack[-1].size += node.size
            else:
                root = node
            if opened:
                if len(stack) >= MAX_DEPTH:
                    self._problem(event, f"nested deeper than {MAX_DEPTH} levels")
                    return root
                stack.append(node)
                keys.append(None)
            if self._values > MAX_VALUES:
                self._problem(event, f"more than {MAX_VALUES:,} values, aliases counted each time")
                return root
        return root

    def _key(self, event: Any) -> tuple[str, Place] | None:
        import yaml

        if not isinstance(event, yaml.ScalarEvent) or event.tag:
            self._problem(event, "a key must be plain text")
            return None
        if event.value == "<<" and not event.style:
            self._problem(event, "merge keys (<<) are not read", "write the keys out")
        return event.value, self._place(event)

    def _node(self, event: Any) -> tuple[Node, bool]:
        """Return the event's node and whether it is a collection that stays open."""
        import yaml

        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            target = self._anchors.get(str(event.anchor))
            if target is None or target.open:
                self._problem(event, f"the alias *{event.anchor} refers to nothing before it")
                return Node(place), False
            self._values += target.size
            return Node(place, target.value, target.children, target.key_places, target.size), False
        self._values += 1
        if event.tag and event.tag != "!":
            self._problem(event, f"tags are not read ({event.tag})", "write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style and not event.tag
            node = Node(place, _scalar(event.value) if plain else event.value)
        else:
            node = Node(place, {} if isinstance(event, yaml.MappingStartEvent) else [], open=True)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node, node.open

    def _attach(self, parent: Node, keys: list[tuple[str, Place] | None], node: Node) -> None:
        if isinstance(parent.value, list):
            parent.children[len(parent.value)] = node
            parent.value.append(node.value)
            return
        key = keys[-1]
        assert key is not None
        keys[-1] = None
        word, place = key
        if word in parent.value:
            first = parent.key_places[word]
            what = f"the key {word!r} is given twice"
            self._problems.append(Problem(place, what, f"the first is on line {first.line}"))
            return
        parent.value[word] = node.value
        parent.children[word] = node
        parent.key_places[word] = place

    def _place(self, event: Any) -> Place:
        return Place(self._name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _problem(self, event: Any, what: str, hint: str = "") -> None:
        self._problems.append(Problem(self._place(event), what, hint))


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where it is built, for speed
    yield from yaml.parse(text, Loader=loader)


def _scalar(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    if len(word) <= 18 and _INTEGER.match(word):
        return int(word)
    if len(word) <= 40 and _FLOAT.match(word) and math.isfinite(float(word)):
        return float(word)
    return word
