"""What a lake or exports hold that is to be deleted soon and should not be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.audits import MODEL_POLICY, State, load_versions
from bwcmeta.api.lakes import read_into
from bwcmeta.api.opened import lake_of
from bwcmeta.api.progress import Progress
from bwcmeta.errors import ArgumentError
from bwcmeta.model.moment import Duration

if TYPE_CHECKING:
    from bwcmeta.audit import AuditOptions
    from bwcmeta.audit.at_risk import AtRisk
    from bwcmeta.model.ledger import IngestReport


def footage_at_risk(
    policies: Sequence[str | Path] | str | Path = MODEL_POLICY,
    *,
    exports: Sequence[Path | str] = (),
    lake: Path | str | None = None,
    within: str = "30d",
    options: AuditOptions | None = None,
    state: State | None = None,
    profile: str | None = None,
    tz: str | None = None,
    progress: Progress | None = None,
    tell: Callable[[IngestReport], None] | None = None,
) -> AtRisk:
    """Find recordings that are to be deleted by a day although a rule wants them kept longer.

    Args:
        policies: id of a shipped policy or path of a file; several of them, or a folder of versions.
        exports: files and folders to read first; none: what the lake holds.
        lake: folder of the lake; a temporary one when None.
        within: how far to look ahead, as in `30d`, `72h`, `6mo`.
        options: how to look; `as_of` and `engine` matter here.
        state: an earlier state of the lake; not together with exports.
        profile: as for `ingest_exports`.
        tz: as for `ingest_exports`.
        progress: called as the work goes on.
        tell: called with the ledgers once the files are in.

    Raises:
        DocumentError: a policy is wrong; seen before anything is read.
        ExportError: a file as a whole cannot be read.
        LakeError: the folder is no lake.
        ArgumentError: there is nothing to look at, no rule says how long footage is kept, or `within` is no length.
    """
    from bwcmeta.api.lake_source import LakeSource
    from bwcmeta.audit.at_risk import find_at_risk

    if not exports and lake is None:
        raise ArgumentError("nothing to look at: name exports, or a lake with --lake")
    loaded = load_versions(policies)
    try:
        length = Duration.parse(within)
    except ValueError as error:
        msg = f"--within: {error}"
        raise ArgumentError(msg) from error
    wanted = state or State()
    with lake_of(lake, create=bool(exports)) as opened:
        if exports:
            report = read_into(opened, exports, profile=profile, tz=tz, progress=progress)
            if tell is not None:
                tell(report)
        source = LakeSource(opened.snapshot(version=wanted.version, as_of=wanted.as_of))
        return find_at_risk(source, loaded, length, options, progress=progress)
