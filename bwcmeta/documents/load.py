"""A document held against a pydantic model: every error at once, each with its place and what would be right.

    document = read_document(Path("policy.yaml"))
    policy = check_model(document, PolicyDocument)          # DocumentError with all problems

A validator that wants its own hint raises
`PydanticCustomError("limit", "the limit is negative", {"hint": "write 30s"})`.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeVar

from bwcmeta.documents.model_fields import literals_at, names_at
from bwcmeta.documents.places import MAX_CHARACTERS, Document, Path, read_yaml
from bwcmeta.errors import DocumentError, Place, Problem
from bwcmeta.text import did_you_mean, join_sorted

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound="BaseModel")


def read_document(path: FilePath, name: str | None = None) -> Document:
    """Read a YAML file.

    Raises:
        DocumentError: it is absent, no file, too large, not UTF-8, or not YAML as we read it.
    """
    name = name or str(path)
    try:
        if not path.is_file():
            raise DocumentError([Problem(Place(name), "there is no such file")])
        with path.open("rb") as stream:
            data = stream.read(MAX_CHARACTERS * 4 + 1)
        return read_yaml(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(Place(name, line, 1), "not UTF-8 text", "save the file as UTF-8")
        raise DocumentError([problem]) from error
    except OSError as error:
        raise DocumentError([Problem(Place(name), f"cannot be read: {error.strerror}")]) from error


def check_model(document: Document, model: type[M], at: Path = ()) -> M:
    """Return the document (or the part at `at`) as an instance of `model`.

    Raises:
        DocumentError: with every problem, in the order of the file.
    """
    made, problems = try_model(document, model, at)
    if made is None:
        raise DocumentError(problems)
    return made


def try_model(document: Document, model: type[M], at: Path = ()) -> tuple[M | None, list[Problem]]:
    """As `check_model`, but return the problems, so that a caller can gather those of several parts."""
    from pydantic import ValidationError

    value = document.at(at)
    if not isinstance(value, dict):
        what = f"a mapping (`key: value` lines) is needed here, not {_kind(value)}"
        return None, [Problem(document.place(at), what)]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = [_Found(document, model, at, d) for d in details]
    return None, sorted({f.problem() for f in _likeliest(found)}, key=lambda p: (p.place, p.what))


class _Found:
    """One pydantic error, with its location split into what is in the document and what pydantic added."""

    def __init__(self, document: Document, model: type[BaseModel], at: Path, details: ErrorDetails) -> None:
        self.document, self.model, self.at, self.details = document, model, at, details
        self.kind = details["type"]
        inside: list[str | int] = []
        self.tags: list[str] = []  # names of union arms and wrappers, which are no part of the document
        self.split = -1  # length of the path at which the first union arm was entered
        self.on_key = False
        self.missing = ""
        value = document.at(at)
        for number, step in enumerate(details["loc"]):
            if _holds(value, step):
                inside.append(step)
                value = value[step]
            elif step == "[key]":
                self.on_key = True
            elif self.kind == "missing" and number == len(details["loc"]) - 1:
                self.missing = str(step)
            else:
                if self.split < 0:
                    self.split = len(inside)
                self.tags.append(str(step))
        self.path: Path = (*at, *inside)
        self.inside: Path = tuple(inside)

    @property
    def shape_is_wrong(self) -> bool:
        """Whether the value at the union itself is of another kind than this arm wants."""
        return len(self.inside) == self.split and not self.missing

    @property
    def arm(self) -> tuple[Path, str]:
        return self.inside[: self.split], self.tags[0]

    def problem(self) -> Problem:
        custom = self.details.get("ctx", {}).get("hint")
        what, hint, place = _words(self)
        return Problem(place, what, str(custom) if custom else hint)


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _likeliest(found: list[_Found]) -> list[_Found]:
    """Of the arms of a union keep those the writer can have meant: the ones whose shape fits."""
    unions: dict[Path, dict[str, list[_Found]]] = {}
    kept: list[_Found] = []
    for one in found:
        if one.split < 0:
            kept.append(one)
        else:
            where, name = one.arm
            unions.setdefault(where, {}).setdefault(name, []).append(one)
    for arms in unions.values():
        fitting = [errors for errors in arms.values() if not any(e.shape_is_wrong for e in errors)]
        if not fitting:  # an arm that looked into the value says more than one that wanted another shape
            fitting = [errors for errors in arms.values() if not any(e.kind.endswith("_type") for e in errors)]
        if fitting or len(arms) == 1:
            shortest = sorted(fitting or arms.values(), key=len)
            kept.extend(shortest[0])
        else:
            kept.extend(_merged(arms))
    return kept


def _merged(arms: dict[str, list[_Found]]) -> list[_Found]:
    first = next(iter(arms.values()))[0]
    wanted = dict.fromkeys(_wanted(errors[0]) for errors in arms.values())
    first.kind = "merged"
    first.details = {**first.details, "msg": " or ".join(wanted)}
    return [first]


_PLAIN = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_from_datetime_parsing": "a date as in 2026-01-31",
    "date_parsing": "a date as in 2026-01-31",
}


def _wanted(found: _Found) -> str:
    """What the value should have been: `a mapping`, `greater than 0`."""
    said = found.details["msg"].removeprefix("Input should be ").split(", unable")[0]
    return _PLAIN.get(found.details["type"], said[:1].lower() + said[1:])


def _words(found: _Found) -> tuple[str, str, Place]:
    """Say one error in our words: what, hint, place."""
    document, path, context = found.document, found.path, found.details.get("ctx", {})
    value, kind, message = found.details["input"], found.kind, found.details["msg"].rstrip(".")
    name = _name(path)
    place = document.key_place(path) if found.on_key else document.place(path)
    if kind in ("missing", "union_tag_not_found"):
        missing = found.missing or str(context.get("discriminator", "")).strip("'")
        return f"the key {missing!r} is missing", "", document.key_place(path)
    if kind == "extra_forbidden":
        known = names_at(found.model, found.inside[:-1], found.tags)
        there = document.at(path[:-1])
        left = [k for k in known if k not in there]
        return f"unknown key {name}", did_you_mean(str(path[-1]), left or known), document.key_place(path)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        if kind == "union_tag_invalid":
            key = str(context.get("discriminator", "")).strip("'")
            name, value, place = repr(key), context.get("tag"), document.place((*path, key))
        return f"{name} cannot be {_shown(value)}", _one_of(str(value), literals_at(context)), place
    if kind in ("value_error", "assertion_error"):
        return message.partition(", ")[2] or message, "", place
    if kind == "merged":
        return f"{name} must be {message}, not {_shown(value)}", "", place
    if kind == "string_pattern_mismatch":
        return f"{name} cannot be {_shown(value)}", f"it must match {context.get('pattern')}", place
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{name} must be text, not the number {value}", f"put it in quotes: '{value}'", place
    if kind in _PLAIN or message.startswith("Input should be "):
        return f"{name} must be {_wanted(found)}, not {_shown(value)}", "", place
    if kind in _pydantic_kinds():
        return f"{name}: {message[:1].lower()}{message[1:]}", "", place
    return message, "", place  # raised by one of our validators, in our words


def _pydantic_kinds() -> frozenset[str]:
    from typing import get_args

    from pydantic_core import core_schema

    return frozenset(get_args(core_schema.ErrorType))


def _name(path: Path) -> str:
    if not path:
        return "the document"
    last = path[-1]
    return repr(last) if isinstance(last, str) else f"item {last + 1}"


def _one_of(word: str, known: list[str]) -> str:
    near = did_you_mean(word, known)
    return near or (f"one of: {join_sorted(known, 'or')}" if known else "")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return _kind(value)
    if value is None:
        return "empty"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"the single value {_shown(value)}"
