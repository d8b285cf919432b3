"""Auditing a lake, or exports that are in no lake yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.api.lakes import read_into
from bwcmeta.api.opened import lake_of
from bwcmeta.api.progress import Progress
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    from bwcmeta.audit import AuditOptions, AuditResult
    from bwcmeta.audit.timing import Timings
    from bwcmeta.lake import Lake
    from bwcmeta.model.ledger import IngestReport
    from bwcmeta.policies.policy import Policy

MODEL_POLICY = "aclu-model-act"
"""The policy of an audit that names none."""


@dataclass(frozen=True, slots=True)
class State:
    """Which state of a lake to read: the newest, or that after so many imports, or that of a moment."""

    version: int | None = None
    as_of: datetime | None = None


def audit_lake(
    lake: Path | str,
    policies: Sequence[str | Path] | str | Path = MODEL_POLICY,
    *,
    out: Path | str | None = None,
    options: AuditOptions | None = None,
    state: State | None = None,
    progress: Progress | None = None,
    timings: Timings | None = None,
    spark: Any = None,
) -> AuditResult:
    """Audit what a lake holds.

    Args:
        lake: folder of the lake.
        policies: id of a shipped policy or path of a file; several of them, or a folder of versions.
        out: folder of the run; nothing is written when None.
        options: how to audit; see `AuditOptions`.
        state: an earlier state of the lake.
        progress: called as the work goes on.
        timings: a stopwatch; what it measured is written to `profile.json` in the run folder, outside the manifest.
        spark: a Spark session of yours: the audit runs in a child of it, and yours stays as it is. See docs/scaling.md.

    Raises:
        DocumentError: a policy is wrong.
        LakeError: the folder is no lake.
        ArgumentError: an option cannot be met, or the run folder exists and is no run.
        EngineError: the engine is not there, or cannot do what was asked.
    """
    from bwcmeta.lake import Lake

    loaded = load_versions(policies)
    _refuse_out(out)
    return audit_opened(Lake.open(Path(lake)), loaded, out, options, state, progress, timings, spark)


def audit_opened(
    lake: Lake,
    loaded: tuple[Policy, ...],
    out: Path | str | None,
    options: AuditOptions | None,
    state: State | None = None,
    progress: Progress | None = None,
    timings: Timings | None = None,
    spark: Any = None,
) -> AuditResult:
    """Audit what an open lake holds; all else as for `audit_lake`."""
    from bwcmeta.api.lake_source import LakeSource
    from bwcmeta.audit import AuditOptions, run_audit

    told = options or AuditOptions()
    if spark is not None:
        from bwcmeta.engines.spark_session import SparkPlace

        told = replace(told, engine="spark", spark=replace(told.spark or SparkPlace.of_environment(), session=spark))
    wanted = state or State()
    source = LakeSource(lake.snapshot(version=wanted.version, as_of=wanted.as_of))
    result = run_audit(source, loaded, told, progress=progress, timings=timings)
    if out is not None:
        from bwcmeta.audit.write import write_profile, write_run

        with _part(timings, "write the run", "Write the run folder and its hashes."):
            write_run(result, Path(out), inputs=source.fingerprint(), parameters=_parameters(told))
        if timings is not None:
            write_profile(timings, Path(out))
    return result


def _refuse_out(out: Path | str | None) -> None:
    from bwcmeta.audit.run_folder import refuse_out

    if out is not None:
        refuse_out(Path(out))


def _part(timings: Timings | None, name: str, says: str) -> AbstractContextManager[None]:
    return nullcontext() if timings is None else timings.part(name, says)


def load_versions(policies: Sequence[str | Path] | str | Path) -> tuple[Policy, ...]:
    """Load what an audit is given: one policy, several of them, or a folder of versions."""
    from bwcmeta.policies import load_policies

    return load_policies([policies] if isinstance(policies, str | Path) else list(policies))


def _parameters(options: AuditOptions) -> dict[str, Any]:
    """What an audit was told, for its manifest. Threads and memory are left out: no result depends on them."""
    return {
        "as_of": options.as_of.isoformat() if options.as_of else None,
        "clock_corrections": [c.told() for c in options.clock_corrections],
        "deep": options.deep,
        "engine": options.engine,
        "gates": asdict(options.gates),
        "horizons": {table: [a.isoformat(), b.isoformat()] for table, (a, b) in sorted(options.horizons.items())},
        "strict": options.strict,
        "suppress_below": options.suppress_below,
        "threshold": options.threshold,
    }


def audit_exports(
    exports: Sequence[Path | str],
    policies: Sequence[str | Path] | str | Path = MODEL_POLICY,
    *,
    lake: Path | str | None = None,
    out: Path | str | None = None,
    options: AuditOptions | None = None,
    profile: str | None = None,
    tz: str | None = None,
    progress: Progress | None = None,
    tell: Callable[[IngestReport], None] | None = None,
    timings: Timings | None = None,
) -> AuditResult:
    """Read exports and audit them, in one call.

    Args:
        exports: files and folders.
        policies: as for `audit_lake`.
        lake: where to keep them; a temporary lake when None.
        out: as for `audit_lake`.
        options: as for `audit_lake`.
        profile: as for `ingest_exports`.
        tz: as for `ingest_exports`.
        progress: called as the work goes on.
        tell: called with the ledgers once the files are in, before the audit.
        timings: as for `audit_lake`.

    Raises:
        ExportError: a file as a whole cannot be read.
        DocumentError: a policy is wrong; seen before anything is read.
        ArgumentError: there are no exports, or an option cannot be met.
    """
    if not exports:
        raise ArgumentError("nothing to audit: name exports, or a lake")
    loaded = load_versions(policies)
    _refuse_out(out)
    with lake_of(lake, create=True) as opened:
        with _part(timings, "read the exports", "Read the exports into the lake."):
            report = read_into(opened, exports, profile=profile, tz=tz, progress=progress)
        if tell is not None:
            tell(report)
        return audit_opened(opened, loaded, out, options, progress=progress, timings=timings)


def verify_run(run: Path | str) -> list[str]:
    """Hold a run folder against its manifest; return what was changed, nothing when it is as it was written.

    Raises:
        ArgumentError: the folder is no run.
    """
    from bwcmeta.audit.write import verify_run as verify

    return verify(Path(run))
