"""A JSON document: an array of objects, or an object with the array somewhere in it, as interfaces answer page by page.

JSON:API keeps the values of an item under `attributes`: they are lifted up, so that `attributes.recordedOn` is read
as `recordedOn`. An array of points below an object with values of its own (a sidecar of a clip) gives each point
the object's values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import Batch, Source, Torn, cell_name, wanted_of
from bwcmeta.ingest.readers.json_lines import as_object, flat_of
from bwcmeta.ingest.readers.manner import Manner
from bwcmeta.ingest.readers.whole import DOCUMENT_MB, refuse_larger
from bwcmeta.profiles.unfold import beside, unfold

ROWS = 65_536
CUES = ".vtt"
MOST_CUES = 64 << 20
"""Bytes of a sidecar with cues; a larger one is left alone."""

_USUAL = ("data", "results", "records", "items", "rows", "value", "features", "evidence")
_COUNTS = (("meta", "count"), ("meta", "total"), ("meta", "totalCount"), ("total",), ("totalCount",), ("count",))


class JsonDocument:
    """A JSON document. Rows count from 1, in the order of the array."""

    def __init__(self, path: Path, manner: Manner) -> None:
        self._path = path
        self.notes: list[str] = []
        self.warnings: list[str] = []
        document = _load(path)
        self._items, where = _items(path, document, manner.records)
        if where:
            self.notes.append(f"rows read from {where!r}")
        self.cues = ""
        """SHA-256 of the sidecar with cues, where what it says was added; else empty."""
        self._add_cues()
        self.stated_count = _stated(document)
        keys: dict[str, None] = {}
        for item in self._items:
            keys.update(dict.fromkeys(flat_of(item)[0]))
        if not keys and self._items:
            raise ExportError(f"{path} holds no JSON object: an array of objects is read")
        self.headings = tuple(keys)

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        import polars as pl

        for first in range(0, len(self._items), ROWS):
            rows, lines, torn = [], [], []
            for number, item in enumerate(self._items[first : first + ROWS], start=first + 1):
                values, reason = flat_of(item)
                if reason:
                    torn.append(Torn(number, reason))
                else:
                    rows.append(values)
                    lines.append(number)
            cells = pl.DataFrame(
                {
                    cell_name(n): pl.Series([row.get(key) for row in rows], dtype=pl.String)
                    for n, key in enumerate(self.headings)
                }
            )
            yield Batch(cells, pl.Series("row", lines, dtype=pl.Int64), tuple(torn))

    def _add_cues(self) -> None:
        """A clip's second sidecar has no time, so it cannot be a row: what it says is added to the first one's."""
        other = self._path.with_suffix(CUES)
        if len(self._items) == 1 and isinstance(self._items[0], dict) and "SidecarOf" in self._items[0]:
            try:
                data = other.read_bytes() if other.is_file() and other.stat().st_size <= MOST_CUES else b""
            except OSError:
                data = b""
            if data and beside(self._items[0], data.decode("utf-8", errors="replace")):
                self.cues = hashlib.sha256(data).hexdigest()
                self.notes.append(f"officer and place from the cues in {other.name} beside it (SHA-256 {self.cues})")

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self._items)

    def careful(self) -> Source | None:
        """See `Source`."""
        return None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`."""
        shown = ((n, json.dumps(item, ensure_ascii=False)) for n, item in enumerate(self._items, start=1))
        return wanted_of(shown, rows)


def _load(path: Path) -> Any:
    try:
        refuse_larger(path, path.stat().st_size, DOCUMENT_MB, "Export it as JSON Lines (.jsonl) or in smaller pages")
        data = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    try:
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        return as_object(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        if data.lstrip()[:1] not in (b"{", b"[", b"\xef", b"\xff", b"\xfe"):
            what = "though its name says so: if it is a table of text, name it .csv, and read it again"
            raise ExportError(f"{path} is not JSON, {what}") from error
        raise ExportError(f"{path} is not JSON{where}; a page that was cut short is not read in part") from error


def _items(path: Path, document: Any, key: str | None) -> tuple[list[Any], str]:
    """Find the array of rows, and say where it stood."""
    if key is not None:
        return _below(path, document, key)
    known = unfold(document, path.stem)
    if known is not None:
        return known[1], known[0]
    if isinstance(document, list):
        return document, ""
    if not isinstance(document, dict):
        raise ExportError(f"{path} holds no JSON object: an array of objects is read")
    arrays = [k for k, v in document.items() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
    usual = [k for k in _USUAL if isinstance(document.get(k), list)]
    if usual:
        return document[usual[0]], usual[0]
    if isinstance(document.get("data"), dict) and "attributes" in document["data"]:
        return [document["data"]], "data"
    if len(arrays) == 1:
        return _spread(document, arrays[0]), arrays[0]
    if arrays:
        listed = ", ".join(repr(a) for a in arrays)
        raise ExportError(f"{path} holds several arrays ({listed}); name one with `records` in a profile")
    return [document], ""


def _below(path: Path, document: Any, key: str) -> tuple[list[Any], str]:
    value, above = document, document
    for part in key.split("."):
        above = value
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, list):
        raise ExportError(f"{path} has no array at {key!r}")
    last = key.rpartition(".")[2]
    return (_spread(above, last) if isinstance(above, dict) and above is not document else value), key


def _spread(above: dict[str, Any], key: str) -> list[Any]:
    """Give each item of an array the plain values that stand beside the array; its own values win."""
    shared = {k: v for k, v in above.items() if k != key and not isinstance(v, list | dict)}
    return [{**shared, **item} if isinstance(item, dict) else item for item in above[key]]


def _stated(document: Any) -> int | None:
    """Return how many rows the page says there are."""
    for path in _COUNTS:
        value = document
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value.isdecimal():
            return int(value)
    return None
