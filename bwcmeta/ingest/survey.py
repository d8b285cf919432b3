"""One pass over a file's bytes before anything is read: its hash, and the counts that later prove the reading right."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.errors import ExportError

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a file say.

    Attributes:
        sha256: of all bytes.
        size: number of bytes.
        newlines: number of line feeds.
        quotes: number of double quotes.
        separators: number of bytes equal to the separator.
        ends_with_newline: whether the last byte is a line feed (true for an empty file).
        nul: whether a NUL byte occurs, which no text in UTF-8 has.
    """

    sha256: str
    size: int
    newlines: int
    quotes: int
    separators: int
    ends_with_newline: bool
    nul: bool


def survey(path: Path, separator: str = ",") -> Survey:
    """Read the file once. The hash is worked out beside the counting.

    Raises:
        ExportError: the file cannot be read, or grew while it was.
    """
    mark = separator.encode()
    newlines = quotes = separators = size = 0
    last = b"\n"
    nul = False
    digest = hashlib.sha256()
    try:
        before = path.stat().st_size
        with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(1) as beside:
            behind: Future[None] | None = None
            while chunk := stream.read(_CHUNK):
                if behind is not None:
                    behind.result()
                behind = beside.submit(digest.update, chunk)
                size += len(chunk)
                newlines += chunk.count(b"\n")
                quotes += chunk.count(b'"') if b'"' in chunk else 0
                separators += chunk.count(mark)
                nul = nul or b"\0" in chunk
                last = chunk[-1:]
            if behind is not None:
                behind.result()
        after = path.stat().st_size
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    if not before == size == after:
        raise ExportError(f"{path} changed while it was read; try again when it is complete")
    return Survey(digest.hexdigest(), size, newlines, quotes, separators, last == b"\n", nul)
