"""How the ledgers of an import are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bwcmeta.cli.output import Column, Section, columns

if TYPE_CHECKING:
    from bwcmeta.model.ledger import FileLedger, IngestReport

COUNTS = columns("read", "used", "repaired", "repeats", "set_aside")
PROFILE = Column("profile", shown=lambda row: short_profile(row["profile"]))
_FILES = (*columns("file"), PROFILE, Column("status"), *COUNTS)
_NOTED = (*columns("file", "kind", "table", "column", "what", "count"), Column("examples", "lines"))


def ledger_sections(report: IngestReport) -> tuple[Section, ...]:
    """The files with their counts, then everything a reader should know about them."""
    files = [
        {"file": ledger.file, "profile": ledger.profile, "status": ledger.status, **count_cells(ledger)}
        for ledger in report.files
    ]
    noted = [row for ledger in report.files for row in _noted(ledger)]
    found = [Section("files", "Files: read = used + repaired + repeats + set aside", _FILES, files)]
    if noted:
        found.append(Section("noted", "What to know about them", _NOTED, noted))
    return tuple(found)


def short_profile(ref: str) -> str:
    """A profile as a table has room for: the canonical one of a table is just canonical."""
    return ref.split("@", maxsplit=1)[0].split(":", maxsplit=1)[0]


def count_cells(ledger: FileLedger) -> dict[str, int]:
    """The counts of a ledger under the names of `COUNTS`."""
    rows = ledger.rows
    return {
        "read": rows.read,
        "used": rows.used,
        "repaired": rows.repaired,
        "repeats": rows.repeats,
        "set_aside": rows.set_aside,
    }


def _noted(ledger: FileLedger) -> Iterator[dict[str, Any]]:
    for text in ledger.warnings:
        yield {"file": ledger.file, "kind": "warning", "what": text}
    for text in ledger.notes:
        yield {"file": ledger.file, "kind": "note", "what": text}
    if ledger.unmapped:
        yield {"file": ledger.file, "kind": "not read", "what": f"columns: {', '.join(ledger.unmapped)}"}
    for kind, items in (
        ("set aside", ledger.set_aside),
        ("unknown", ledger.unknown),
        ("repaired", ledger.repairs),
        ("restated", ledger.restated),
    ):
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
