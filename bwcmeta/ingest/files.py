"""Which files are to be read: folders walked in order, hidden and unfinished ones left alone and counted."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.errors import ExportError
from bwcmeta.ingest.no_export import where_it_could_be, why_no_file, why_no_folder

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart", ".half")
_FRESH_SECONDS = 2.0
_SECOND_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read.

    Attributes:
        path: where it is.
        name: how the ledger calls it: the path below the folder that was given, with `/`.
        given: whether the file itself was named, rather than a folder above it.
        shown: how messages call it where the path says nothing to a person: a file unpacked from an archive.
    """

    path: Path
    name: str
    given: bool
    shown: str = ""

    def __str__(self) -> str:
        return self.shown or str(self.path)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk found: files to read, files left alone with the reason, and what may hold data and cannot be read."""

    files: tuple[Found, ...]
    left: tuple[tuple[str, str], ...]
    unread: tuple[tuple[str, str], ...] = ()


def find(paths: Sequence[Path]) -> Listing:
    """Walk the paths and return the files in a fixed order.

    Raises:
        ExportError: a path does not exist or is no export (a lake, a policy), or a file that was named is still being
            written.
    """
    found: dict[Path, Found] = {}
    left: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    for path in paths:
        if path.is_dir():
            for inner in _walk(path):
                name = inner.relative_to(path).as_posix()
                if not inner.is_file():
                    unread.append((name, _no_file(inner)))
                    continue
                reason = _reason_to_leave(inner)
                if reason:
                    left.append((name, reason))
                else:
                    found.setdefault(inner.resolve(), Found(inner, name, given=False))
        elif path.is_file():
            if why := why_no_file(path):
                raise ExportError(why)
            reason = _reason_to_leave(path)
            if reason:
                raise ExportError(f"{path} is not read: {reason}")
            found.setdefault(path.resolve(), Found(path, path.name, given=True))
        elif path.exists():
            raise ExportError(f"{path} is neither a file nor a folder")
        else:
            raise ExportError(f"{path} does not exist{where_it_could_be(path)}")
    growing = _growing(found.values())
    for one in growing:
        if one.given:
            raise ExportError(f"{one.path} is still being written; try again when it is complete")
        left.append((one.name, "still being written"))
    files = sorted((f for f in found.values() if f not in growing), key=lambda f: (f.name, str(f.path)))
    return Listing(tuple(files), tuple(sorted(left)), tuple(sorted(unread)))


def _walk(folder: Path) -> Iterable[Path]:
    """Yield all files below a folder, and what is neither a file nor a folder that is walked: links, pipes."""
    for here, folders, names in os.walk(folder, onerror=_refuse):
        if why := why_no_folder(Path(here), folder):
            raise ExportError(why)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(here, name).is_symlink()]
        for name in sorted([*names, *links]):
            yield Path(here, name)


def _refuse(error: OSError) -> None:
    """A folder that cannot be looked into may hold what the rest is judged by."""
    raise ExportError(f"{error.filename} cannot be read: {error.strerror}") from error


def _no_file(path: Path) -> str:
    if path.is_dir():
        return "not read: a link to a folder is not followed; name that folder itself"
    return "not read: a link to nothing" if path.is_symlink() else "not read: neither a file nor a folder"


def _reason_to_leave(path: Path) -> str:
    name = path.name.lower()
    if name.startswith(("~$", ".~lock")):
        return "a lock file of an office program"
    if name.startswith("."):
        return "hidden"
    if name.endswith(UNFINISHED) or name.startswith("~"):
        return "its name says that it is unfinished"
    return ""


def _growing(files: Iterable[Found]) -> list[Found]:
    """Return the files whose size changed between two looks; only fresh files are worth the wait."""
    now = time.time()
    fresh = []
    for one in files:
        looked = one.path.stat()
        if now - looked.st_mtime < _FRESH_SECONDS:
            fresh.append((one, looked.st_size))
    if fresh:
        time.sleep(_SECOND_LOOK_SECONDS)
    return [one for one, size in fresh if one.path.stat().st_size != size]
