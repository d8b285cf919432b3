"""Which profiles there are, and how one is found by name or path."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from bwcmeta.documents.load import check_model, read_document
from bwcmeta.documents.places import Document, read_yaml
from bwcmeta.errors import ArgumentError
from bwcmeta.model.tables import TABLE_BY_NAME, TABLES
from bwcmeta.profiles.canonical import PREFIX, canonical
from bwcmeta.profiles.document import Profile
from bwcmeta.text import did_you_mean

SHIPPED = (
    # evidence, cameras and dispatch of vendors
    "axon-evidence-created", "axon-evidence-api", "axon-evidence-audit-trail", "axon-user-audit-trail",
    "axon-device-log", "axon-cad-printout", "axis-body-worn", "axis-bookmarks",
    "motorola-v300",
    # calls for service of cities
    "nola-calls", "seattle-calls", "seattle-calls-2010", "sf-calls", "sf-calls-2016", "cincinnati-calls",
    "detroit-calls", "baltimore-calls", "lapd-calls-2016", "hartford-calls", "santa-rosa-calls", "rockford-calls",
    "san-jose-calls", "phoenix-calls",
    # force, complaints, stops
    "nj-use-of-force", "seattle-use-of-force", "nopd-use-of-force", "phoenix-use-of-force",
    "baltimore-force", "nopd-stops",
    "nopd-misconduct", "nopd-complaints-llead", "montgomery-complaints", "iapro-incidents",
    "san-diego-review-board", "san-diego-review-board-workbook", "chicago-stops", "hmpps-use-of-force",
    # shifts and people; cameras of cars
    "tjjd-shifts", "tjjd-hr", "nopd-in-car", "seattle-in-car-faults",
)  # fmt: skip
"""Ids of the profiles under `shipped/`, in the order they are listed."""


@cache
def list_profiles() -> tuple[Profile, ...]:
    """Return every profile that comes with the program: the canonical ones, then the vendors'."""
    return (*(canonical(t.name) for t in TABLES), *(_shipped(name) for name in SHIPPED))


def load_profile(ref: str | Path) -> Profile:
    """Return a profile by id (`axon-evidence-created`, `canonical:recordings`) or by the path of a YAML file.

    Raises:
        ArgumentError: there is no such profile.
        DocumentError: the file is wrong, with all its problems.
    """
    word = str(ref)
    if word.startswith(PREFIX):
        name = word.removeprefix(PREFIX)
        if name not in TABLE_BY_NAME:
            raise ArgumentError(f"no canonical table {name!r}; {did_you_mean(name, TABLE_BY_NAME)}")
        return canonical(name)
    if word in SHIPPED:
        return _shipped(word)
    path = Path(word)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return check_model(read_document(path, word), Profile)
    known = [p.id for p in list_profiles()]
    hint = did_you_mean(word, known) or "`bwcmeta profile list` shows them"
    raise ArgumentError(f"no profile {word!r}; {hint}")


def document_of(ref: str | Path) -> Document:
    """Return the document of a shipped profile or of a file, unchecked.

    Raises:
        ArgumentError: there is no such profile.
        DocumentError: the file is no YAML.
    """
    word = str(ref)
    if word in SHIPPED:
        return _shipped_document(word)
    if word.startswith(PREFIX):
        raise ArgumentError(f"{word} is made from the model of the tables; there is no document to check")
    path = Path(word)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return read_document(path, word)
    load_profile(word)  # says what is known instead
    raise AssertionError(word)


@cache
def _shipped(name: str) -> Profile:
    return check_model(_shipped_document(name), Profile)


def _shipped_document(name: str) -> Document:
    text = resources.files("bwcmeta.profiles").joinpath("shipped", f"{name}.yaml").read_text(encoding="utf-8")
    return read_yaml(text, f"{name}.yaml")
