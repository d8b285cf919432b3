"""The rows of a file that entered no table, as they are kept: where they stand, why, and what they say.

What the profile does not read is blanked: a name that is dropped at the door must not stay because its row was torn.
The structure of the row stays, so that a person can find and mend it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from bwcmeta.ingest.counting import Aside
from bwcmeta.ingest.readers.batch import Source
from bwcmeta.profiles.headings import plain
from bwcmeta.profiles.resolve import Layout, headings_read

_WORD = re.compile(r"[^\s,;|\"]*")
_LETTERS = re.compile(r"[^\W\d_]+")


def aside_lines(name: str, source: Source, aside: Aside, layout: Layout, separator: str | None) -> Iterator[str]:
    """Yield one JSON object a row, with the text of the row as it stands in the file, read once more for it.

    Args:
        name: of the file.
        source: the file.
        aside: the rows and why.
        layout: how the profile reads it.
        separator: between the cells of a row's text; None where the text is a JSON object.
    """
    blanked = blanker(layout, separator)
    texts = source.raw(_numbers(aside))
    at, text = next(texts, (0, ""))
    for row, table, column, reason, counted in aside:
        while at and at < row:
            at, text = next(texts, (0, ""))
        values = {"file": name, "row": row, "table": table, "column": column, "reason": reason}
        if counted != "set_aside":  # another table of the profile took it, and the ledger counts it for that one
            values["counted"] = counted
        yield json.dumps({**values, "raw": blanked(text) if at == row else ""}, ensure_ascii=False)


def blanker(layout: Layout, separator: str | None) -> Callable[[str], str]:
    """Return what blanks the cells of a row that the profile leaves out or does not know."""
    out = {plain(h) for h in layout.profile.leaves_out}
    read = {plain(h.partition("#")[0]) for h in headings_read(layout.profile)} - out
    hidden = [n for n, heading in enumerate(layout.headings) if plain(heading) not in read]
    if not any(plain(layout.headings[n]) for n in hidden if not layout.profile.id.startswith("canonical:")):
        return lambda text: text
    if separator is None:
        return lambda text: _object(text, read)
    return lambda text: _line(text, separator, hidden, len(layout.headings))


def _line(text: str, separator: str, hidden: list[int], width: int) -> str:
    try:
        fields = next(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        fields = []
    if len(fields) != width:  # no telling which cell is which
        return _masked(text)
    for place in hidden:
        fields[place] = ""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="").writerow(fields)
    return out.getvalue()


def _masked(text: str) -> str:
    """Hide the words of a row whose cells nobody can tell apart; what has a digit in it (an id, a stamp) stays."""
    return _WORD.sub(lambda m: m[0] if any(c.isdigit() for c in m[0]) else _LETTERS.sub("x", m[0]), text)


def _object(text: str, read: set[str]) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return _masked(text)
    return json.dumps(_blank(value, "", read), ensure_ascii=False)


def _blank(value: Any, prefix: str, read: set[str]) -> Any:
    if isinstance(value, dict):
        lifted = {k: "" if k == "attributes" and not prefix else f"{prefix}{k}." for k in value}
        return {
            k: _blank(v, lifted[k], read) if isinstance(v, dict) else v if plain(prefix + k) in read else None
            for k, v in value.items()
        }
    return None


def _numbers(aside: Aside) -> Iterator[int]:
    last = -1
    for row, *_ in aside:
        if row != last:
            last = row
            yield row
