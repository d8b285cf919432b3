"""Where a part of a policy was written: the document, the path in it, and the file's text."""

from __future__ import annotations

from dataclasses import dataclass, field

from bwcmeta.documents.places import Document, Path
from bwcmeta.errors import Place
from bwcmeta.policies.inside import place_inside


@dataclass(frozen=True)
class Origin:
    """A part of a document: `path` leads to it; `source` is the file's text."""

    document: Document = field(repr=False)
    source: str = field(repr=False)
    path: Path = ()

    def at(self, *steps: str | int) -> Origin:
        """The part below this one."""
        return Origin(self.document, self.source, (*self.path, *steps))

    def place(self, *steps: str | int) -> Place:
        """Where the value stands."""
        return self.document.place((*self.path, *steps))

    def key_place(self, *steps: str | int) -> Place:
        """Where the key stands."""
        return self.document.key_place((*self.path, *steps))

    def inside(self, steps: Path, text: str, offset: int) -> Place:
        """Where a character of a text stands."""
        return place_inside(self.source, self.place(*steps), text, offset)
