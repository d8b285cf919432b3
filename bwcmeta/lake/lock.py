"""One writer at a time: an advisory lock on `LAKE/.lock` that the system releases when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from bwcmeta.errors import LakeError

NAME = ".lock"
_PAUSE_SECONDS = 0.05


class Lock:
    """The lock of a lake. The file holds who has it, and is empty after a clean end.

    `unclean` is true after `take` when the last holder did not end cleanly.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor = -1
        self.unclean = False

    def take(self, wait_seconds: float) -> None:
        """Take the lock, waiting at most so long.

        Raises:
            LakeError: another process still holds it, or the folder cannot be written.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise LakeError(f"the lake {self._path.parent} cannot be written: {error.strerror}") from error
        ends = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= ends:
                    holder = _holder(descriptor)
                    os.close(descriptor)
                    what = f"another import is writing to {self._path.parent}{holder}"
                    raise LakeError(f"{what}; waited {wait_seconds:g} s, try again when it has ended") from None
                time.sleep(min(_PAUSE_SECONDS, max(0.0, ends - time.monotonic())))
        self.unclean = os.fstat(descriptor).st_size > 0
        self._descriptor = descriptor
        try:
            self._write({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
        except OSError as error:  # a full disk
            os.close(descriptor)
            self._descriptor = -1
            raise LakeError(f"the lake {self._path.parent} cannot be written: {error.strerror}") from error

    def release(self, *, clean: bool) -> None:
        """Give the lock back; after an unclean end the next holder sweeps up."""
        if clean:
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1

    def _write(self, values: dict[str, object]) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(values).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        values = json.loads(os.pread(descriptor, 4096, 0))
        return f" (process {int(values['pid'])}, since {values['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
