"""JSON Lines: one object a line. Numbers keep the digits they were written with, so that ids stay ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers.batch import LIST_MARK, Batch, Source, Torn, cell_name, wanted_of

ROWS = 65_536
_DEEPEST = 4


class JsonLines:
    """A file of JSON objects, one a line. The headings are all keys of all lines, nested ones with a dot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: list[str] = []
        self.warnings: list[str] = []
        keys: dict[str, None] = {}
        for _, _, values, _ in self._lines():
            keys.update(dict.fromkeys(values))
        if not keys:
            raise ExportError(f"{path} holds no JSON object: JSON Lines has one object on each line")
        self.headings = tuple(keys)

    def batches(self) -> Iterator[Batch]:
        """See `Source`."""
        rows: list[dict[str, str | None]] = []
        lines: list[int] = []
        torn: list[Torn] = []
        for line, _text, values, reason in self._lines():
            if reason:
                torn.append(Torn(line, reason))
            else:
                rows.append(values)
                lines.append(line)
            if len(rows) + len(torn) >= ROWS:
                yield self._batch(rows, lines, torn)
                rows, lines, torn = [], [], []
        if rows or torn:
            yield self._batch(rows, lines, torn)

    def careful(self) -> Source | None:
        """See `Source`."""
        return None

    def raw(self, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
        """See `Source`."""
        return wanted_of(((line, text) for line, text, _values, _reason in self._lines()), rows)

    def _batch(self, rows: list[dict[str, str | None]], lines: list[int], torn: list[Torn]) -> Batch:
        import polars as pl

        cells = pl.DataFrame(
            {
                cell_name(n): pl.Series([row.get(key) for row in rows], dtype=pl.String)
                for n, key in enumerate(self.headings)
            }
        )
        return Batch(cells, pl.Series("row", lines, dtype=pl.Int64), tuple(torn))

    def _lines(self) -> Iterator[tuple[int, str, dict[str, str | None], str]]:
        with self._path.open("r", encoding="utf-8-sig", errors="replace", newline="\n") as stream:
            for number, line in enumerate(stream, start=1):
                text = line.strip()
                if text:
                    yield number, text, *read_object(text)


def as_object(text: str) -> Any:
    """Read JSON; numbers stay the text they were written as.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested without end.
    """
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)


def read_object(text: str) -> tuple[dict[str, str | None], str]:
    """Return an object's values as text, and what is wrong with it or ''."""
    try:
        value = as_object(text)
    except (ValueError, RecursionError):
        return {}, "not JSON"
    return flat_of(value)


def flat_of(value: Any) -> tuple[dict[str, str | None], str]:
    """Return the values of an object as text, nested ones under names with a dot, and what is wrong or ''."""
    if not isinstance(value, dict):
        return {}, "not a JSON object"
    inner = value.get("attributes")
    if isinstance(inner, dict):  # JSON:API
        value = {**{k: v for k, v in value.items() if k != "attributes"}, **inner}
    flat: dict[str, str | None] = {}
    return (flat, "") if _flatten(value, "", flat, 0) else ({}, "nested too deep")


def _flatten(value: dict[str, Any], prefix: str, into: dict[str, str | None], depth: int) -> bool:
    if depth >= _DEEPEST:
        return False
    for key, inner in value.items():
        name = prefix + key
        if isinstance(inner, dict):
            if not _flatten(inner, name + ".", into, depth + 1):
                return False
        elif isinstance(inner, list):
            into[name] = LIST_MARK.join(_text(item) or "" for item in inner)
        else:
            into[name] = _text(inner)
    return True


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
