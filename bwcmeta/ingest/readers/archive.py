"""Compressed files, unpacked with limits: so many bytes, so many members, no more than a believable ratio.

What is in an archive never chooses a path: members are written under names of ours. An archive inside an archive is
not opened.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from bwcmeta.errors import ExportError
from bwcmeta.text import plural

COMPRESSED = (".gz", ".zst")
ARCHIVES = (".zip",)
MOST_BYTES = 64 << 30
"""Bytes that one archive may unpack to."""

MOST_MEMBERS = 10_000
MOST_RATIO = 200
"""Unpacked bytes for each packed one; text of one repeated line comes to some hundred."""

_UNSUSPICIOUS = 64 << 20
"""So many unpacked bytes are taken whatever the ratio."""

_CHUNK = 1 << 20


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """A file that came out of an archive: its name inside, and where it was written."""

    name: str
    path: Path


def unpack(path: Path, into: Path) -> Iterator[Member]:
    """Unpack a `.gz`, `.zst` or `.zip` into a folder and yield what was in it.

    Raises:
        ExportError: it is damaged, or too much would come out of it.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in ARCHIVES:
            yield from _members(path, into)
        else:
            inner = PurePosixPath(path.stem).name
            target = into / f"0-{_safe(inner)}"
            limit = _limit(path.stat().st_size)
            if suffix == ".gz":
                with gzip.open(path, "rb") as stream:
                    _copy(path, stream, target, limit)
            else:
                _copy_zst(path, target, limit)
            yield Member(inner, target)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"{path} cannot be unpacked: {str(error).strip() or type(error).__name__}") from error


def check_zip(path: Path) -> int:
    """Refuse a zip file (a workbook is one) that would unpack to more than is believed; return the bytes it holds.

    Raises:
        ExportError: it would.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive)
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return path.stat().st_size if path.is_file() else 0  # no zip: an older workbook, or the reader says what it is


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise ExportError(f"{path} holds {len(members):,} files; at most {MOST_MEMBERS:,} are unpacked")
    size = sum(m.file_size for m in members)
    if size > _limit(path.stat().st_size):
        raise ExportError(f"{path} would unpack to {plural(size, 'byte')}: more than is believed of an export")


def _members(path: Path, into: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        _check(path, archive)
        left = _limit(path.stat().st_size)
        for number, member in enumerate(archive.infolist()):
            name = member.filename.replace("\\", "/")
            if member.is_dir() or _hidden(name):
                continue
            if member.flag_bits & 1:
                raise ExportError(f"{path}: {name} is protected by a password; unpack it first")
            target = into / f"{number}-{_safe(PurePosixPath(name).name)}"
            with archive.open(member) as stream:
                left -= _copy(path, stream, target, left)
            yield Member(_inside(name), target)


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "~")) and part not in ("..", ".") for part in parts) or "__MACOSX" in parts


def _inside(name: str) -> str:
    """Return the member's name without anything that leads out of the archive."""
    return "/".join(part for part in PurePosixPath(name).parts if part not in ("..", ".", "/") and ":" not in part)


def _safe(name: str) -> str:
    """Return a name that keeps the ending and cannot lead anywhere."""
    kept = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)
    return kept[-100:].lstrip(".") or "member"


def _limit(packed: int) -> int:
    return min(MOST_BYTES, max(_UNSUSPICIOUS, packed * MOST_RATIO))


def _copy(path: Path, stream: _Bytes, target: Path, limit: int) -> int:
    written = 0
    with target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            written += len(chunk)
            if written > limit:
                raise ExportError(f"{path} unpacks to more than {plural(limit, 'byte')}: more than is believed")
            out.write(chunk)
    return written


def _copy_zst(path: Path, target: Path, limit: int) -> None:
    import zstandard

    try:
        with path.open("rb") as packed:
            reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed, read_across_frames=True)
            _copy(path, reader, target, limit)
    except zstandard.ZstdError as error:
        raise ExportError(f"{path} cannot be unpacked: {error}") from error
