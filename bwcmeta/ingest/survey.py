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
        quotes: number of double quotes.
        newlines: number of line feeds; 0 in a file without quotes, where none can stand inside a cell.
        separators: number of bytes equal to the separator.
        ends_with_newline: whether the last byte is a line feed (true for an empty file).
    """

    sha256: str
    size: int
    quotes: int
    newlines: int
    separators: int
    ends_with_newline: bool


def survey(path: Path, separator: str = ",") -> Survey:
    """Read the file once. The hash is worked out beside the counting.

    Raises:
        ExportError: the file cannot be read, or grew while it was.
    """
    mark = separator.encode()
    quotes = newlines = separators = size = unquoted = 0
    last = b"\n"
    digest = hashlib.sha256()
    try:
        before = path.stat().st_size
        buffers = (bytearray(_CHUNK), bytearray(_CHUNK))  # one is hashed while the other is filled
        with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(1) as beside:
            behind: Future[None] | None = None
            turn = 0
            while got := stream.readinto(buffers[turn]):
                chunk = buffers[turn] if got == _CHUNK else buffers[turn][:got]
                turn = 1 - turn
                if behind is not None:
                    behind.result()
                behind = beside.submit(digest.update, chunk)
                size += got
                separators += chunk.count(mark)
                if quotes or b'"' in chunk:
                    quotes += chunk.count(b'"')
                    newlines += chunk.count(b"\n")
                else:
                    unquoted = size
                last = bytes(chunk[-1:])
            if behind is not None:
                behind.result()
        if quotes and unquoted:
            newlines += _newlines(path, unquoted)
        after = path.stat().st_size
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    if not before == size == after:
        raise ExportError(f"{path} changed while it was read; try again when it is complete")
    return Survey(digest.hexdigest(), size, quotes, newlines, separators, last == b"\n")


def _newlines(path: Path, length: int) -> int:
    """Count the line feeds in the first bytes of a file."""
    count = 0
    with path.open("rb", buffering=0) as stream:
        while length > 0 and (chunk := stream.read(min(_CHUNK, length))):
            count += chunk.count(b"\n")
            length -= len(chunk)
    return count
