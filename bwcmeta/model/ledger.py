"""The ledger of an import: rows read = used + repaired + exact repeats + set aside. It always adds up.

Words: a row is *used* when every cell that was read entered a table as it stood; *repaired* when it entered
with a cell derived or emptied, and the ledger says which; an *exact repeat* when the newest row of its key
already says the same; *set aside* when it entered no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Counts:
    """How the rows of a file, or those meant for one of its tables, ended."""

    read: int = 0
    used: int = 0
    repaired: int = 0
    repeats: int = 0
    set_aside: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether nothing was lost and nothing counted twice."""
        return self.read == self.used + self.repaired + self.repeats + self.set_aside

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.read + other.read,
            self.used + other.used,
            self.repaired + other.repaired,
            self.repeats + other.repeats,
            self.set_aside + other.set_aside,
        )

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            self.read - other.read,
            self.used - other.used,
            self.repaired - other.repaired,
            self.repeats - other.repeats,
            self.set_aside - other.set_aside,
        )


@dataclass(frozen=True, slots=True)
class TableCounts:
    """The counts of one canonical table that a file feeds.

    `read` counts the rows meant for this table: a profile may send only some of a file's rows to a table. `columns`
    are those that the file speaks about; about the others it says nothing, and what was known of them stays.
    """

    table: str
    counts: Counts
    restates: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that happened to many cells alike: a repair, a reason to set aside, a value nobody knows.

    Attributes:
        table: canonical table, or empty when the row never reached one.
        column: canonical column, or empty when the whole row is meant.
        what: the repair or reason, in words; for unknown values the value itself.
        count: number of rows.
        examples: lines (or rows) of the first of them.
    """

    table: str
    column: str
    what: str
    count: int
    examples: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row that entered no table. `raw` is the row's text as it stood in the file."""

    file: str
    row: int
    table: str
    column: str
    reason: str
    raw: str


_PLAIN = ("file", "sha256", "size", "profile", "status", "retry_of")
_MANY = ("repairs", "set_aside", "unknown", "restated")


@dataclass(frozen=True, slots=True)
class FileLedger:
    """What became of one file.

    Attributes:
        file: name below the folder that was read.
        sha256: of the file's bytes; empty when it was not read. With cues beside it (V300): of both files' hashes.
        size: bytes.
        profile: `id@version` of the profile that read it.
        status: `imported`, `known` (these bytes are already in the lake: nothing changed) or `skipped`.
        rows: rows of the file, each counted once.
        tables: the counts for each canonical table.
        repairs: what was repaired, by table and column.
        set_aside: why rows were set aside.
        unknown: values outside a closed vocabulary or value map, each with its count; never guessed at.
        restated: columns in which rows say something else than the version before, with the number of such rows.
        headings: of the file, cleaned; the next import of the same profile is compared with them.
        unmapped: headings that the profile does not read.
        notes: what a reader should know (encoding, dialect, header row).
        warnings: what may make the data worth less (schema drift, a zone that was assumed).
        retry_of: import whose rows, set aside then, were corrected and are read again here; else empty.
        taken_over: how these rows ended in that import. Its own ledger stays as it was, so a row that is read again
            stands in two ledgers, and `together` leaves the earlier count out.
        taken_over_rows: their lines in the file they came from, as spans from first to last.
    """

    file: str
    sha256: str = ""
    size: int = 0
    profile: str = ""
    status: str = "imported"
    rows: Counts = field(default_factory=Counts)
    tables: tuple[TableCounts, ...] = ()
    repairs: tuple[Noted, ...] = ()
    set_aside: tuple[Noted, ...] = ()
    unknown: tuple[Noted, ...] = ()
    restated: tuple[Noted, ...] = ()
    headings: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    retry_of: str = ""
    taken_over: Counts = field(default_factory=Counts)
    taken_over_rows: tuple[tuple[int, int], ...] = ()

    @property
    def import_id(self) -> str:
        """First 16 hexadecimal digits of the hash."""
        return self.sha256[:16]

    @property
    def adds_up(self) -> bool:
        """Whether the file's counts and those of each table close."""
        return self.rows.adds_up and all(t.counts.adds_up for t in self.tables)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> FileLedger:
        """Read what `to_dict` wrote."""

        def noted(items: Any) -> tuple[Noted, ...]:
            return tuple(Noted(**{**item, "examples": tuple(item["examples"])}) for item in items)

        tables = tuple(
            TableCounts(t["table"], Counts(**t["counts"]), t["restates"], tuple(t.get("columns", ())))
            for t in values.get("tables", ())
        )
        lists: dict[str, Any] = {
            name: tuple(values.get(name, ())) for name in ("headings", "unmapped", "notes", "warnings")
        }
        many: dict[str, Any] = {name: noted(values.get(name, ())) for name in _MANY}
        plain = {name: values[name] for name in _PLAIN if name in values}
        counts: dict[str, Any] = {name: Counts(**values.get(name, {})) for name in ("rows", "taken_over")}
        spans = tuple((first, last) for first, last in values.get("taken_over_rows", ()))
        return FileLedger(**plain, **counts, tables=tables, taken_over_rows=spans, **many, **lists)


def together(ledgers: Iterable[FileLedger]) -> Counts:
    """Return the counts of several files, a row that was set aside and read again counted once, as it ended last."""
    total = Counts()
    for ledger in ledgers:
        total = total + ledger.rows - ledger.taken_over
    return total


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One imported file, as the lake remembers it.

    Attributes:
        import_id: first 16 hexadecimal digits of `sha256`.
        file: name below the folder that was read.
        sha256: of the file's bytes, or of both hashes where cues beside it were read with it.
        size: bytes.
        profile: `id@version`.
        seq: order in which the lake took the files, from 1.
        exported_at: when the export was made, where that is known.
        imported_at: when the lake took it (UTC); the lake fills it in.
        table_versions: table -> version of its Delta table visible after this import; the lake fills it in.
        restates: table -> whether this import brought another version of a row that was already there.
        ledger: the file's ledger.
    """

    import_id: str
    file: str
    sha256: str
    size: int
    profile: str
    seq: int
    ledger: FileLedger
    restates: Mapping[str, bool] = field(default_factory=dict)
    exported_at: datetime | None = None
    imported_at: datetime | None = None
    table_versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file that was offered, in the order they were taken.

    Attributes:
        files: their ledgers.
        compacted: table -> how many of its small files were merged afterwards, and into how many.
        not_compacted: why that could not be done, or empty. The imports are whole all the same.
    """

    files: tuple[FileLedger, ...] = ()
    compacted: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    not_compacted: str = ""

    @property
    def rows(self) -> Counts:
        """The counts of all files together."""
        return sum((f.rows for f in self.files), Counts())

    @property
    def adds_up(self) -> bool:
        """Whether every file's ledger closes."""
        return all(f.adds_up for f in self.files)
