"""Steps of a plan at the same time, where one step is too small to keep a processor busy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Condition, Thread
from typing import TYPE_CHECKING

from bwcmeta.sql.order import only_for, tables_of

if TYPE_CHECKING:
    from bwcmeta.engines.protocol import Engine
    from bwcmeta.sql.step import Step


def run_side_by_side(
    engines: Sequence[Engine],
    steps: Mapping[str, Step],
    done_with: Mapping[str, Sequence[str]],
    progress: Callable[[str, int, int], None],
) -> None:
    """Run steps on several engines over the same tables; each step once what it reads is there.

    Args:
        engines: one for each step at a time; the first is used by the calling thread.
        steps: all steps, in an order in which they could run one by one.
        done_with: name of a step -> kept steps to let go of once it and all before it are done.
        progress: called as steps begin, by one thread at a time.

    Raises:
        EngineError: a step failed; no further step is begun.
    """
    board = _Board(steps, done_with, progress)
    others = [Thread(target=board.work, args=(engine,), daemon=True) for engine in engines[1:]]
    for thread in others:
        thread.start()
    try:
        board.work(engines[0])
    finally:
        board.stop()
        for thread in others:
            thread.join()
    if board.failed:
        raise board.failed[0]


class _Board:
    """Which steps wait, which are done; shared by the threads."""

    def __init__(
        self,
        steps: Mapping[str, Step],
        done_with: Mapping[str, Sequence[str]],
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.failed: list[BaseException] = []
        self._parts = only_for(steps)
        self._order = list(self._parts)
        self._steps = steps
        self._done_with = done_with
        self._progress = progress
        self._changed = Condition()
        self._waiting = dict.fromkeys(self._order)
        self._reads = {name: self._read_by(name) for name in self._order}
        self._done: set[str] = set()
        self._done_in_order = 0

    def work(self, engine: Engine) -> None:
        """Run one step after another until none is left, or one failed anywhere."""
        try:
            while (name := self._next()) is not None:
                engine.run(self._steps[name], self._parts[name])
                for unread in self._finish(name):
                    engine.forget(unread)
        except BaseException as error:  # noqa: BLE001  raised again by the thread that began it all
            with self._changed:
                self.failed.append(error)
                self._changed.notify_all()

    def _read_by(self, name: str) -> frozenset[str]:
        together = (*self._parts[name], self._steps[name])
        read = {table for step in together for table in tables_of(step)}
        return frozenset(read & self._parts.keys() - {name})

    def stop(self) -> None:
        """Begin no further step."""
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()

    def _next(self) -> str | None:
        with self._changed:
            while self._waiting and not self.failed:
                ready = next((name for name in self._waiting if self._reads[name] <= self._done), None)
                if ready is not None:
                    self._progress(self._steps[ready].says, len(self._order) - len(self._waiting), len(self._order))
                    del self._waiting[ready]
                    return ready
                self._changed.wait()
            return None

    def _finish(self, name: str) -> list[str]:
        """Note that a step is done; say which kept steps nothing reads any more."""
        unread: list[str] = []
        with self._changed:
            self._done.add(name)
            while self._done_in_order < len(self._order) and (n := self._order[self._done_in_order]) in self._done:
                unread += self._done_with.get(n, ())
                self._done_in_order += 1
            self._changed.notify_all()
        return unread
