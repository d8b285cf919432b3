"""The rows of an import that entered no table: one file an import, written once and never changed.

A row that was corrected and read again stays in the file of its first import; the record of the later import says that
it took the row over. So a kill between the two can lose nothing, and a reading as of an earlier day sees it as it was.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

from bwcmeta.model.ledger import ImportRecord


def path_of(folder: Path, import_id: str) -> Path:
    """Return where the lake in `folder` keeps them."""
    return folder / "set_aside" / f"{import_id}.jsonl"


def lines(folder: Path, imports: Iterable[ImportRecord], import_id: str) -> Iterator[str]:
    """Yield the lines (JSON objects) of one import, without rows that another of `imports` took over."""
    path = path_of(folder, import_id)
    if not path.is_file():
        return
    spans = sorted(s for r in imports if r.ledger.retry_of == import_id for s in r.ledger.taken_over_rows)
    starts = [first for first, _ in spans]
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)["row"] if spans else 0
            before = bisect_right(starts, row)
            if not before or row > spans[before - 1][1]:
                yield line.rstrip("\n")
