"""Temporary folders, and what is left of those of processes that were killed.

A folder is held by a lock on a file in it, which the system releases when the process dies, however it dies. Whoever
makes the first folder of a process removes those that nobody holds any more.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import weakref
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "bwcmeta-"
HELD = ".held"
"""The file that is locked for as long as the folder is in use. A folder without it is left alone."""


class ScratchFolder(tempfile.TemporaryDirectory[str]):
    """A temporary folder that the next process removes where this one cannot.

    Args:
        purpose: a word for its name.
    """

    def __init__(self, purpose: str) -> None:
        _sweep_once(tempfile.gettempdir())
        super().__init__(prefix=f"{PREFIX}{purpose}-", ignore_cleanup_errors=True)
        descriptor = _hold(Path(self.name))
        if descriptor is not None:
            weakref.finalize(self, os.close, descriptor)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.name)


@cache
def _sweep_once(parent: str) -> None:
    sweep(Path(parent))


def sweep(parent: Path) -> list[str]:
    """Remove the folders of processes that ended without removing them; return their names.

    Left alone are folders that a living process holds, folders of other users, links, and what cannot be told.
    """
    gone = []
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False) and _abandoned(Path(entry.path)):
                gone.append(entry.name)
    return gone


def _hold(folder: Path) -> int | None:
    """Lock the folder; the file gets its name when it is locked, so that nobody can find it free in between."""
    draft = folder / f"{HELD}-draft"
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(folder / HELD)
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return descriptor


def _abandoned(folder: Path) -> bool:
    """Remove the folder if it is ours and nobody holds it; say whether it is gone."""
    with suppress(OSError), _opened(folder, os.O_DIRECTORY) as inside:
        if os.fstat(inside).st_uid != os.geteuid():
            return False
        with _opened(HELD, 0, inside) as held:
            told = os.fstat(held)
            if not stat.S_ISREG(told.st_mode) or told.st_uid != os.geteuid():
                return False
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: somebody lives
            for path in folder.iterdir():
                if path.name != HELD:  # last: what is left after a second kill is still known for what it is
                    _remove(path)
            os.unlink(HELD, dir_fd=inside)
            folder.rmdir()
            return True
    return False


@contextmanager
def _opened(path: Path | str, flags: int, inside: int | None = None) -> Iterator[int]:
    """Open to read, never through a link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | flags, dir_fd=inside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
