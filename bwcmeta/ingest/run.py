"""All files: found, recognised, and taken one after another. Nothing is written before every file is recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

from bwcmeta.errors import ArgumentError, ExportError
from bwcmeta.ingest.files import Found, find
from bwcmeta.ingest.pages import missing_pages, short_of
from bwcmeta.ingest.readers.json_document import CUES
from bwcmeta.ingest.readers.open import is_readable
from bwcmeta.ingest.recognise import recognise, recognise_retry
from bwcmeta.ingest.survey import survey
from bwcmeta.ingest.take import Task, take
from bwcmeta.ingest.unpacking import unpacked
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.ledger import FileLedger, ImportRecord, IngestReport
from bwcmeta.scratch import ScratchFolder
from bwcmeta.text import did_you_mean


def ingest(
    paths: Sequence[Path],
    writer: WriterProtocol,
    *,
    profile: str | None = None,
    tz: str | None = None,
    exported_at: datetime | None = None,
    retry: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> IngestReport:
    """Read exports into the lake, each file wholly or not at all.

    Args:
        paths: files and folders; folders are walked in sorted order, hidden and unfinished files left alone.
        writer: takes the rows (the lake's `Writer`).
        profile: id or path of the profile that reads them all; without it each file's headings decide.
        tz: IANA zone of stamps without an offset.
        exported_at: when the exports were made, which decides between two versions of a row; else their profile may
            tell, and without either the file that is read later counts as newer.
        retry: the files hold rows that were set aside and corrected since; they are read by the profile of the
            import they came from (unless another is given), and their ledgers say that they took them over.
        progress: called with (file, rows read so far, 0) as batches are read.

    Returns:
        One ledger a file, in the order taken; a file that the lake already holds changes nothing and says `known`.

    Raises:
        ExportError: a file cannot be read as a whole. If headings or names are at fault nothing was written at all;
            otherwise the files before it are in, and it is not.
        ArgumentError: no such profile or zone.
        LakeError: the lake cannot be written.
    """
    if tz is not None and tz not in available_timezones():
        hint = did_you_mean(tz, available_timezones()) or "give an IANA name such as America/Chicago"
        raise ArgumentError(f"no time zone {tz!r}; {hint}")
    if exported_at is not None and exported_at.tzinfo is None:
        raise ArgumentError("exported_at needs an offset, as in 2026-01-31T00:00:00+00:00")
    with ScratchFolder("unpacked") as folder:
        listing = unpacked(find(paths), Path(folder))
        ledgers = [FileLedger(file=name, status="skipped", notes=(reason,)) for name, reason in listing.left]
        ledgers += [FileLedger(file=name, status="skipped", warnings=(why,)) for name, why in listing.unread]
        readable = [f for f in listing.files if is_readable(f.path) or (f.given and not _is_cues(f))]
        ledgers += [_skipped(f) for f in listing.files if f not in readable]
        for task in _recognised(readable, profile, tz, writer.imports if retry else None):
            ledgers.append(_take_once(replace(task, exported_at=exported_at), writer, progress))
    return IngestReport(tuple(ledgers))


def _recognised(
    files: Sequence[Found], profile: str | None, tz: str | None, retried: Sequence[ImportRecord] | None
) -> list[Task]:
    """Settle how every file is read, before any is."""
    tasks: list[Task] = []
    wrong: list[str] = []
    for found in files:
        try:
            if retried is None:
                tasks.append(recognise(found, profile, tz))
            else:
                tasks.append(recognise_retry(found, profile, tz, retried))
        except ExportError as error:
            wrong.append(str(error))
    if wrong:
        raise ExportError("\n".join(wrong))
    gaps = missing_pages([t.found.name for t in tasks])
    short = short_of({t.found.name: t.stated for t in tasks if t.stated is not None})
    return [
        replace(t, warnings=(*t.warnings, *(w[t.found.name] for w in (gaps, short) if t.found.name in w)))
        for t in tasks
    ]


def _take_once(task: Task, writer: WriterProtocol, progress: Callable[[str, int, int], None] | None) -> FileLedger:
    seen = survey(task.found.path, task.dialect.separator if task.dialect else ",")
    if task.cues:  # both files are what is read: either of them arriving or changing later makes it another import
        seen = replace(seen, sha256=hashlib.sha256(f"{seen.sha256} {task.cues}".encode()).hexdigest())
    before = writer.record_of(seen.sha256)
    if before is not None:
        note = f"the same bytes were imported before as {before.file}; nothing changed"
        return replace(before.ledger, file=task.found.name, status="known", notes=(note,))
    return take(task, seen, writer, progress or (lambda _file, _rows, _total: None))


def _is_cues(found: Found) -> bool:
    return found.path.suffix.lower() == CUES


def _skipped(found: Found) -> FileLedger:
    if _is_cues(found):
        clip = found.path.with_suffix(".json").name
        note = f"cues: read with {clip} beside them, when that is the sidecar of a clip"
        if not found.path.with_name(clip).is_file():
            note = f"cues without the sidecar of their clip: lay {clip} beside them and ingest it; it is read with them"
        return FileLedger(file=found.name, status="skipped", notes=(note,))
    suffix = found.path.suffix.lower() or "no suffix"
    return FileLedger(file=found.name, status="skipped", notes=(f"no reader for it ({suffix})",))
