"""Where the time of an audit went: by step of the plan, and by the parts around it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bwcmeta.sql.order import tables_of

if TYPE_CHECKING:
    from bwcmeta.engines.protocol import Engine
    from bwcmeta.sql.step import Step


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one step, or one part around the plan, took.

    Attributes:
        name: the step's name; a part around the plan stands in brackets.
        says: what it does, in a sentence.
        wall_s: by the clock, in seconds.
        cpu_s: processor time of all threads, in seconds.
        rows_in: rows of the tables it reads, each table once; None where nothing was counted.
        rows_out: rows it made; None for a step that later ones compute on the way, whose cost is theirs.
    """

    name: str
    says: str
    wall_s: float
    cpu_s: float
    rows_in: int | None = None
    rows_out: int | None = None


@dataclass(slots=True)
class Timings:
    """A stopwatch for one audit. Counting rows costs a little, so nothing is counted unless somebody asked.

    Attributes:
        done: what was timed, in the order it ended.
    """

    done: list[Timing] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)
    _behind: dict[str, frozenset[str]] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str, says: str) -> Iterator[None]:
        """Time what is done under it."""
        began, busy = time.perf_counter(), time.process_time()
        yield
        self.done.append(Timing(f"({name})", says, time.perf_counter() - began, time.process_time() - busy))

    def knows(self, rows: Mapping[str, int]) -> None:
        """Note how many rows each canonical table has."""
        self._rows |= {f"src_{table}": count for table, count in rows.items()}

    def step(self, step: Step, engine: Engine) -> None:
        """Let the engine run a step; time it, then count what it read and made."""
        began, busy = time.perf_counter(), time.process_time()
        engine.run(step)
        wall, cpu = time.perf_counter() - began, time.process_time() - busy
        behind: set[str] = set()
        for table in tables_of(step):
            behind |= self._behind.get(table, frozenset({table}))
        made = None
        if step.keep:
            made = self._rows[step.name] = int(engine.frame(f"SELECT COUNT(*) AS n FROM {step.name}")["n"][0])
        else:
            self._behind[step.name] = frozenset(behind)
        read = sum(self._rows.get(table, 0) for table in behind) if step.keep else None
        self.done.append(Timing(step.name, step.says, wall, cpu, read, made))

    def document(self) -> dict[str, Any]:
        """All of it as plain values, as in `profile.json`; seconds to the microsecond."""
        steps = [{k: round(v, 6) if isinstance(v, float) else v for k, v in asdict(t).items()} for t in self.done]
        total = {k: round(sum(getattr(t, k) for t in self.done), 6) for k in ("wall_s", "cpu_s")}
        return {"about": "Seconds of one run on one machine; they differ from run to run.", **total, "steps": steps}
