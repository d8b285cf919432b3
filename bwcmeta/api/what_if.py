"""Auditing the same logs under several policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.audits import MODEL_POLICY, State, audit_opened, load_versions
from bwcmeta.api.lakes import read_into
from bwcmeta.api.opened import lake_of
from bwcmeta.api.progress import Progress
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    from bwcmeta.audit import AuditOptions, AuditResult
    from bwcmeta.compare.what_if import WhatIf
    from bwcmeta.model.ledger import IngestReport

Policies = Sequence[str | Path] | str | Path


def audit_what_if(
    policies: Policies = MODEL_POLICY,
    what_if: Sequence[Policies] = (),
    *,
    exports: Sequence[Path | str] = (),
    lake: Path | str | None = None,
    out: Path | str | None = None,
    options: AuditOptions | None = None,
    state: State | None = None,
    profile: str | None = None,
    tz: str | None = None,
    progress: Progress | None = None,
    tell: Callable[[IngestReport], None] | None = None,
) -> tuple[AuditResult, WhatIf]:
    """Audit the same logs under a policy and under others, and put the results side by side.

    Args:
        policies: the policy in force, as for `audit_lake`.
        what_if: other policies, each by itself; a list or a folder stands for the versions of one.
        exports: files and folders to read first; none: audit what the lake holds.
        lake: folder of the lake; a temporary one when None.
        out: folder of the run under `policies`; nothing else is written.
        options: as for `audit_lake`.
        state: an earlier state of the lake; not together with exports.
        profile: as for `ingest_exports`.
        tz: as for `ingest_exports`.
        progress: called as the work goes on.
        tell: called with the ledgers once the files are in.

    Returns:
        The result under `policies`, and all of them side by side.

    Raises:
        DocumentError: a policy is wrong; seen before anything is read.
        ExportError: a file as a whole cannot be read.
        LakeError: the folder is no lake.
        ArgumentError: there is nothing to audit, or an option cannot be met.
    """
    from bwcmeta.audit.run_folder import refuse_out
    from bwcmeta.compare.table import labels
    from bwcmeta.compare.what_if import UnderPolicy
    from bwcmeta.compare.what_if import what_if as side_by_side

    if not exports and lake is None:
        raise ArgumentError("nothing to audit: name exports, or a lake")
    every = [load_versions(one) for one in (policies, *what_if)]
    if out is not None:
        refuse_out(Path(out))
    names = labels([versions[0] for versions in every])
    with lake_of(lake, create=bool(exports)) as opened:
        if exports:
            report = read_into(opened, exports, profile=profile, tz=tz, progress=progress)
            if tell is not None:
                tell(report)
        # the newest state now: every audit reads this one, whatever comes in meanwhile
        frozen = state if state not in (None, State()) else State(opened.snapshot().version)
        first = audit_opened(opened, every[0], out, options, frozen, progress)
        audits = [UnderPolicy(names[0], every[0], first)]
        for name, versions in zip(names[1:], every[1:], strict=True):
            result = audit_opened(opened, versions, None, options, frozen, progress)
            audits.append(UnderPolicy(name, versions, result))
    return first, side_by_side(audits[0], audits[1:])
