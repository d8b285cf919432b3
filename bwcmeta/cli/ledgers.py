"""How the ledgers of an import are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bwcmeta.cli.output import Column, Section, columns

if TYPE_CHECKING:
    from bwcmeta.model.ledger import FileLedger, IngestReport

_FILES = (*columns("file", "profile", "status", "read", "used", "repaired", "repeats", "set_aside"),)
_NOTED = (*columns("file", "kind", "table", "column", "what", "count"), Column("examples", "lines"))


def ledger_sections(report: IngestReport) -> tuple[Section, ...]:
    """The files with their counts, then everything a reader should know about them."""
    files = [
        {
            "file": ledger.file,
            "profile": ledger.profile,
            "status": ledger.status,
            "read": ledger.rows.read,
            "used": ledger.rows.used,
            "repaired": ledger.rows.repaired,
            "repeats": ledger.rows.repeats,
            "set_aside": ledger.rows.set_aside,
        }
        for ledger in report.files
    ]
    noted = [row for ledger in report.files for row in _noted(ledger)]
    found = [Section("files", "Files: read = used + repaired + repeats + set aside", _FILES, files)]
    if noted:
        found.append(Section("noted", "What to know about them", _NOTED, noted))
    return tuple(found)


def _noted(ledger: FileLedger) -> Iterator[dict[str, Any]]:
    for text in ledger.warnings:
        yield {"file": ledger.file, "kind": "warning", "what": text}
    for text in ledger.notes:
        yield {"file": ledger.file, "kind": "note", "what": text}
    if ledger.unmapped:
        yield {"file": ledger.file, "kind": "not read", "what": f"columns: {', '.join(ledger.unmapped)}"}
    for kind, items in (("set aside", ledger.set_aside), ("unknown", ledger.unknown), ("repaired", ledger.repairs)):
        for item in items:
            yield {
                "file": ledger.file,
                "kind": kind,
                "table": item.table,
                "column": item.column,
                "what": item.what,
                "count": item.count,
                "examples": list(item.examples),
            }
