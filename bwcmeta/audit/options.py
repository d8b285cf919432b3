"""What an audit may be told, and what gates it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.audit.corrections import ClockCorrection

from bwcmeta.engines.spark_session import SparkPlace


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
