"""The logs that the demonstration reads: those of the checkout, or the same kind made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.logs import generate_logs
from bwcmeta.api.progress import Progress
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    from bwcmeta.audit import AuditResult
    from bwcmeta.model.ledger import IngestReport

_PACKAGE = Path(__file__).parents[1]
_OFFICERS, _DAYS = 24, 30


def demo_logs(given: Path | None, work: Path, *, progress: Progress | None = None) -> list[Path]:
    """Return the files to read.

    Args:
        given: a folder of exports; None: `sample_logs` of the checkout, and where the program was installed without
            one, logs of an invented county that are written below `work`.
        work: folder of the demonstration.
        progress: called while logs are made.

    Raises:
        ArgumentError: the folder holds no file that can be read.
    """
    folder = given or _PACKAGE.parent / "sample_logs"
    if given is None and not folder.is_dir():
        folder = work / "logs"
        generate_logs(folder, officers=_OFFICERS, days=_DAYS, progress=progress)
    files = sorted(path for path in folder.glob("*.csv") if path.is_file())
    if not files:
        msg = f"{folder} {'holds no .csv file' if folder.is_dir() else 'is no folder'}: name one of exports with --logs"
        raise ArgumentError(msg)
    return files


def of_other_logs(result: AuditResult, report: IngestReport) -> list[str]:
    """Return the files that the lake of a demonstration holds from before, of other logs than those just read."""
    just_read = {ledger.sha256 for ledger in report.files}
    return [ledger["file"] for ledger in result.ledgers if ledger["sha256"] not in just_read]
