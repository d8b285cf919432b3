"""What an audit may be told, and what gates it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.audit.corrections import ClockCorrection

from bwcmeta.engines.spark_session import SparkPlace
from bwcmeta.errors import ArgumentError

MOST_THREADS = 1024
LEAST_MEMORY, MOST_MEMORY = 32 * 10**6, 10**15
_UNITS = {
    letter + ending: size ** (number + 1)
    for (number, letter), (ending, size) in product(enumerate("KMGT"), (("B", 1000), ("iB", 1024)))
}


@dataclass(frozen=True, slots=True)
class Gates:
    """Shares beyond which the inputs are degraded and the results provisional (exit code 2).

    Attributes:
        set_aside: largest share of a file's rows that may be set aside.
        no_officer: largest share of responses or recordings whose officer is unknown.
        never_recording: largest share of responses whose officer has no recording at all.
        doubtful_ids: largest share of recordings under no id, one that the roster does not know, or one of somebody
            not in service.
    """

    set_aside: float = 0.05
    no_officer: float = 0.20
    never_recording: float = 0.50
    doubtful_ids: float = 0.20


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """Settings of one audit.

    Attributes:
        as_of: the moment from which the audit looks (aware); default: the latest instant in the inputs.
        horizons: table -> (from, to) as stated by the auditor instead of what the rows show (aware).
        strict: a name the data never had is an error; completeness findings degrade the run.
        threshold: this many candidate violations are still exit code 0.
        suppress_below: tallies of groups with fewer officers are left out, with enough beside them; 0: none.
        clock_corrections: clocks of cameras that the auditor corrects.
        deep: match every recording one by one, for grades, measures and further data-quality findings; None: where
            there are few enough (2 million).
        keep_obligations: also hand out every obligation, compliant ones included.
        memory, threads: limits of the engine; results do not depend on them.
        engine: `duckdb`, or `spark` with the extra.
        spark: a session of yours, and where it finds the lake; None: `SPARK_REMOTE`, else a local session.
        timelines: for how many findings at the most the moments around them are kept, candidates first.
        gates: see `Gates`.
    """

    as_of: datetime | None = None
    horizons: Mapping[str, tuple[datetime, datetime]] = field(default_factory=lambda: MappingProxyType({}))
    strict: bool = False
    threshold: int = 0
    suppress_below: int = 0
    keep_obligations: bool = False
    clock_corrections: tuple[ClockCorrection, ...] = ()
    deep: bool | None = None
    memory: str | None = None
    threads: int | None = None
    engine: str = "duckdb"
    spark: SparkPlace | None = None
    timelines: int = 20_000
    gates: Gates = Gates()

    @property
    def every_row(self) -> bool:
        """Whether every row under every rule is asked for: else those that end as most do are only counted."""
        return self.keep_obligations or bool(self.suppress_below)

    def __post_init__(self) -> None:
        """See that the limits can be met; the engine would say so late, or in words of its own.

        Raises:
            ArgumentError: one of them cannot.
        """
        if self.memory is not None:
            _check_memory(self.memory)
        if self.threads is not None and not 1 <= self.threads <= MOST_THREADS:
            raise ArgumentError(f"threads is {self.threads}: give a number from 1 to {MOST_THREADS}, or none for all")
        for name in ("threshold", "suppress_below"):
            if getattr(self, name) < 0:
                raise ArgumentError(f"{name} is {getattr(self, name)}: give 0 or more")


def _check_memory(text: str) -> None:
    units = {unit.lower(): size for unit, size in _UNITS.items()}
    told = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]+)", text.strip().lower(), re.ASCII)
    if told is None or told[2] not in units:
        raise ArgumentError(f"memory is {text!r}: give a number with a unit ({', '.join(_UNITS)}), as in 2GB")
    if not LEAST_MEMORY <= float(told[1]) * units[told[2]] <= MOST_MEMORY:
        raise ArgumentError(f"memory is {text!r}: give 32MB at the least, and 1000TB at the most")
