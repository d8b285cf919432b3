"""One file, from survey to commit: read, normalise, tell repeats apart, store, account for every row."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bwcmeta.errors import ExportError
from bwcmeta.ingest.afterwards import Afterwards
from bwcmeta.ingest.before import Before, Stored
from bwcmeta.ingest.counting import ASIDE, NOT_MEANT, Book, counts, ends, note_repairs
from bwcmeta.ingest.drift import drift
from bwcmeta.ingest.editions import Editions
from bwcmeta.ingest.export_time import exported_at
from bwcmeta.ingest.files import Found
from bwcmeta.ingest.key_log import KeyLog
from bwcmeta.ingest.normalise import EXCHANGED, FileContext, NaiveColumnError, TableBatch, normalise
from bwcmeta.ingest.readers.batch import Batch, Source, UnsoundError
from bwcmeta.ingest.readers.dialect import Dialect
from bwcmeta.ingest.readers.json_document import JsonDocument
from bwcmeta.ingest.readers.manner import Manner
from bwcmeta.ingest.readers.open import open_source
from bwcmeta.ingest.repeats import Sorted, tell_apart
from bwcmeta.ingest.retry import Retried, read_again
from bwcmeta.ingest.set_aside import aside_lines
from bwcmeta.ingest.shape import Shaper
from bwcmeta.ingest.stretches import Cuts, Read, Verdicts, runs_by_table, stored_rows, stretches
from bwcmeta.ingest.survey import Survey
from bwcmeta.ingest.writer_protocol import WriterProtocol
from bwcmeta.model.ledger import Counts, FileLedger, ImportRecord
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.headings import cleaned
from bwcmeta.profiles.resolve import Layout
from bwcmeta.text import plural

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[str, int, int], None]
OUTDATED = "an export made later has another version of it"
_AHEAD = 2
"""Batches that are normalised while another is stored."""

_HELD_BATCHES = 4
"""A file of so few batches is held in memory until its keys are known; a longer one is stored at once and, should
keys collide, mended where few do, else taken back and read again."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file that is about to be taken.

    Attributes:
        found: the file.
        dialect: of a delimited file.
        manner: where in the file the rows stand.
        layout: the profile held against its headings.
        tz: zone given on the command line.
        notes: for the ledger.
        warnings: for the ledger.
        stated: of a page: how many rows it says there are in all, and how many it holds.
        exported_at: when the export was made, where the caller says so.
        retry_of: the import whose rows are read again.
        cues: SHA-256 of the sidecar with cues that is read with it, or empty.
    """

    found: Found
    dialect: Dialect | None
    manner: Manner
    layout: Layout
    tz: str | None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    stated: tuple[int, int] | None = None
    exported_at: datetime | None = None
    retry_of: str = ""
    cues: str = ""


def cues_of(source: Source) -> str:
    """Return the hash of the sidecar whose cues a source added, or nothing."""
    return source.cues if isinstance(source, JsonDocument) else ""


def take(task: Task, seen: Survey, writer: WriterProtocol, progress: Progress) -> FileLedger:
    """Bring one file into the lake, wholly or not at all.

    Raises:
        ExportError: the file as a whole cannot be read. Nothing of it is stored.
        LakeError: it cannot be stored. Nothing of it is.
    """
    first = open_source(task.found.path, task.dialect, task.manner, seen)
    if cues_of(first) != task.cues:
        raise ExportError(
            f"{task.found}: the cues beside it changed while it was read; try again when they are complete"
        )
    taken_over, spans = Counts(), tuple[tuple[int, int], ...]()
    if task.retry_of:
        first = Retried(first)
        try:
            taken_over, spans = read_again(first, writer.set_aside_lines(task.retry_of))
        except ExportError as error:
            raise ExportError(f"{task.found}: {error}") from error
    source: Source | None = first
    context = FileContext(
        layout=replace(task.layout, semicolons=task.dialect is not None and task.dialect.separator == ";"),
        source_file=task.found.name,
        import_id=seen.sha256[:16],
        import_seq=writer.next_seq,
        zone=task.tz or task.layout.profile.zone,
    )
    made = task.exported_at
    try:
        if made is None:
            made = _made(task, first, context.zone)
        root = _first_import(task.retry_of, writer.imports)
        if made is None and root is not None:
            made = root.exported_at
        editions = Editions.of(writer.imports, made, root)
        while source is not None:
            try:
                book = _Taker(context, source, writer, progress, editions).run()
                break
            except UnsoundError:
                writer.roll_back()
                context.coarse_columns.clear()
                source = source.careful()
        assert source is not None, "the careful reader never complains"
        ledger = replace(
            _ledger(task, seen, source, book, context, writer), taken_over=taken_over, taken_over_rows=spans
        )
        if book.aside.parts:
            separator = "," if task.retry_of else task.dialect.separator if task.dialect else None
            writer.save_set_aside(
                context.import_id, aside_lines(task.found.name, source, book.aside, task.layout, separator)
            )
        restates = {name: True for name, yes in sorted(book.restates.items()) if yes}
        writer.commit(
            ImportRecord(
                import_id=context.import_id,
                file=task.found.name,
                sha256=seen.sha256,
                size=seen.size,
                profile=task.layout.profile.ref,
                seq=context.import_seq,
                ledger=ledger,
                restates=restates,
                exported_at=made,
            )
        )
    except NaiveColumnError as error:
        writer.roll_back()
        what = f"{task.found}:{error.row}: the stamps of {error.heading!r} have no offset"
        raise ExportError(f"{what}; state their zone with --tz, as in --tz America/Chicago") from error
    except BaseException:
        writer.roll_back()
        raise
    return ledger


class _Taker:
    """Reads a source to its end, once if no key collides, else twice."""

    def __init__(
        self,
        context: FileContext,
        source: Source,
        writer: WriterProtocol,
        progress: Progress,
        editions: Editions,
    ) -> None:
        self._context, self._source, self._editions = context, source, editions
        self._writer, self._progress = writer, progress
        self._rules = list(context.layout.profile.tables)
        self._tables = list(context.layout.profile.table_names)
        self._confirmed: dict[str, int] = {}
        self._afterwards = Afterwards()
        self.notes: list[str] = []

    def run(self) -> Book:
        logs = {name: KeyLog(TABLE_BY_NAME[name]) for name in self._tables}
        try:
            book = self._run(logs)
            book.notes.extend(self.notes)
            return book
        finally:
            for log in logs.values():
                log.close()

    def _run(self, logs: dict[str, KeyLog]) -> Book:
        held: list[tuple[int, Read]] | None = []
        book, cuts = Book(), Cuts()
        for read in self._batches():
            stretch = cuts.number(read[0])
            if held is None:
                self._store(*read, book, logs, stretch)
                continue
            held.append((stretch, read))
            if len(held) > _HELD_BATCHES:
                for number, earlier in held:
                    self._store(*earlier, book, logs, number)
                held = None
        if held is not None:
            trial = Book()
            for number, (batch, parts) in held:
                self._note_keys(batch, parts, trial, logs, number)
        suspects = {name: found for name, log in logs.items() if (found := log.colliding(self._writer)) is not None}
        if held is None and (not suspects or self._mended(suspects, book)):
            return book
        if held is None:
            self._writer.roll_back()
        again = self._batches() if held is None else (read for _, read in held)
        return self._again(again, suspects, cuts)

    def _mended(self, suspects: dict[str, pl.DataFrame], book: Book) -> bool:
        """Tell the rows in doubt apart where they are, in the lake; return whether that could be done."""
        if len(suspects) > 1:
            return False
        [(name, doubted)] = suspects.items()
        mended = self._afterwards.mend(TABLE_BY_NAME[name], doubted, self._writer, self._editions)
        if mended is None:
            return False
        for rows, told in mended.told:
            self._note(name, told, rows, book)
            repeats, outdated = told.repeats.len(), told.outdated.len()
            moved = Counts(used=-repeats - outdated, repeats=repeats, set_aside=outdated)
            book.tables[name] += moved
            book.rows += moved
        self._writer.withdraw(name, mended.gone)
        self._put(name, mended.instead)
        return True

    def _again(self, batches: Iterator[Read], suspects: dict[str, pl.DataFrame], cuts: Cuts) -> Book:
        """Store the rows of a file whose keys are known by now."""
        book, same = Book(), Cuts()
        befores: dict[str, Before] = {}
        try:
            for name in list(suspects):
                befores[name] = Before(TABLE_BY_NAME[name], suspects.pop(name), self._writer)
            for number, stretch in stretches(batches, same):
                self._store_apart(number, stretch, book, befores)
            if same != cuts:
                raise ExportError(
                    f"{self._context.source_file} changed while it was read; try again when it is complete"
                )
        finally:
            for before in befores.values():
                before.close()
        return book

    def _confirm(self, name: str, keys: pl.DataFrame) -> None:
        """Remember that this export had these rows as they were: an older one that is read later must not win."""
        self._writer.save_confirmed(self._context.import_id, name, self._confirmed.get(name, 0), keys)
        self._confirmed[name] = self._confirmed.get(name, 0) + 1

    def _batches(self) -> Iterator[Read]:
        """Yield the batches in their order, the next ones being normalised while one is stored."""
        read = 0
        waiting: deque[Future[tuple[Batch, list[TableBatch]]]] = deque()
        shaper = Shaper(self._context.layout)
        with ThreadPoolExecutor(_AHEAD) as beside:
            for batch in map(shaper.shape, self._source.batches()):
                if not read:
                    first = self._normalised(batch)  # decides what holds for the whole file
                    read = batch.rows.len()
                    yield first
                    continue
                read += batch.rows.len()
                waiting.append(beside.submit(self._normalised, batch))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
                    self._progress(self._context.source_file, read, 0)
            while waiting:
                yield waiting.popleft().result()
            self._progress(self._context.source_file, read, 0)
        self.notes = shaper.notes()

    def _normalised(self, batch: Batch) -> tuple[Batch, list[TableBatch]]:
        return batch, [normalise(batch, name, self._context) for name in self._rules]

    def _note_keys(
        self, batch: Batch, parts: list[TableBatch], trial: Book, logs: dict[str, KeyLog], stretch: int
    ) -> None:
        for one in parts:
            end = ends(one, batch.rows, trial)
            logs[one.table.name].add(stored_rows(one, end), stretch)

    def _store(self, batch: Batch, parts: list[TableBatch], book: Book, logs: dict[str, KeyLog], stretch: int) -> None:
        """Store a batch as it is and note its keys."""
        ended = [ends(one, batch.rows, book) for one in parts]
        for one, end in zip(parts, ended, strict=True):
            rows = stored_rows(one, end)
            logs[one.table.name].add(rows, stretch)
            self._put(one.table.name, rows)
        self._afterwards.note(batch.rows, parts, ended, stretch)
        self._count(batch, parts, ended, book)

    def _store_apart(self, number: int, stretch: list[Read], book: Book, befores: dict[str, Before]) -> None:
        """Store the batches of a stretch without those of their rows that are there."""
        import polars as pl

        ended = [[ends(one, batch.rows, book) for one in parts] for batch, parts in stretch]
        for runs in runs_by_table(stretch):
            name = runs[0].table.name
            before = befores.get(name)
            known: Stored | None = None
            for run in runs:
                rows = pl.concat([stored_rows(stretch[n][1][m], ended[n][m]) for n, m in run.places])
                if before is not None:
                    known = known or before.of(number, rows)
                    told = tell_apart(run.table, rows, known, self._writer, run.carried, self._editions)
                    verdicts = Verdicts(told, rows.height)
                    for n, m in run.places:
                        ended[n][m] = verdicts.of_next(ended[n][m])
                    self._note(name, told, rows, book)
                    rows = told.new
                    known = Stored(known.hashes, pl.concat([known.rows, rows], how="diagonal"))
                self._put(name, rows)
            if before is not None and known is not None:
                before.pass_on(number, known.rows)
        for (batch, parts), of_parts in zip(stretch, ended, strict=True):
            self._count(batch, parts, of_parts, book)

    def _put(self, name: str, rows: pl.DataFrame) -> None:
        if rows.height:
            self._writer.append(name, rows)

    def _note(self, name: str, told: Sorted, rows: pl.DataFrame, book: Book) -> None:
        """Note in the book what comparing rows with those of their keys has shown."""
        if told.outdated.len():
            lines = rows["source_row"].gather(told.outdated)
            book.faults.add(name, "", OUTDATED, lines)
            book.aside.add(name, "", OUTDATED, lines)
        for column, what, lines in told.differences:
            book.changes.add(name, column, what, lines)
        if told.confirmed is not None and told.confirmed.height:
            self._confirm(name, told.confirmed)
        book.restates[name] = book.restates.get(name, False) or told.restates

    def _count(self, batch: Batch, parts: list[TableBatch], ended: list[pl.Series], book: Book) -> None:
        """Account for every row of a batch."""
        import polars as pl

        strongest: pl.Series | None = None
        faulty: pl.Series | None = None
        for one, end in zip(parts, ended, strict=True):
            name = one.table.name
            note_repairs(one, batch.rows, end, book)
            book.columns[name] = book.columns.get(name, frozenset()) | one.carried
            book.tables[name] = book.tables.get(name, Counts()) + counts(end)
            strongest = end if strongest is None else pl.select(pl.max_horizontal(strongest, end)).to_series()
            faulty = end == ASIDE if faulty is None else faulty | (end == ASIDE)
        assert strongest is not None
        assert faulty is not None
        if (elsewhere := faulty & (strongest > ASIDE)).any():
            book.aside.add_stored(batch.rows.filter(elsewhere), strongest.filter(elsewhere))
        self._note_unmeant(batch, strongest, book)
        strongest = pl.select(pl.max_horizontal(strongest, pl.lit(ASIDE, dtype=pl.UInt8))).to_series()
        book.rows += counts(strongest)
        self._note_torn(batch, book)

    @staticmethod
    def _note_unmeant(batch: Batch, strongest: pl.Series, book: Book) -> None:
        """A row that no table wants is set aside like any other."""
        nowhere = strongest == NOT_MEANT
        if nowhere.any():
            reason = "nothing in it for any table of the profile"
            book.faults.add("", "", reason, batch.rows.filter(nowhere))
            book.aside.add("", "", reason, batch.rows.filter(nowhere))

    @staticmethod
    def _note_torn(batch: Batch, book: Book) -> None:
        import polars as pl

        for reason in dict.fromkeys(torn.reason for torn in batch.torn):
            lines = pl.Series([torn.row for torn in batch.torn if torn.reason == reason], dtype=pl.Int64)
            book.faults.add("", "", reason, lines)
            book.aside.add("", "", reason, lines)
        book.rows += Counts(read=len(batch.torn), set_aside=len(batch.torn))


def _first_import(import_id: str, imports: Sequence[ImportRecord]) -> ImportRecord | None:
    """Return the import that rows came from first, which may have been read again more than once."""
    known = {record.import_id: record for record in imports}
    record = known.get(import_id)
    while record is not None and record.ledger.retry_of:
        record = known.get(record.ledger.retry_of)
    return record


def _made(task: Task, source: Source, zone: str | None) -> datetime | None:
    """Return when the export was made, where its profile can tell."""
    profile = task.layout.profile
    if not (profile.exported_in_name or profile.exported_column):
        return None
    try:
        return exported_at(task.found.name, task.layout, source, zone)
    except UnsoundError:
        careful = source.careful()
        return exported_at(task.found.name, task.layout, careful, zone) if careful is not None else None


def _ledger(
    task: Task, seen: Survey, source: Source, book: Book, context: FileContext, writer: WriterProtocol
) -> FileLedger:
    exchanged = [
        f"{noted.table}.{noted.column}: {plural(noted.count, 'row')} set aside because {EXCHANGED}; rows whose day is "
        "12 or less were read all the same and are likely wrong: correct the order in the profile and read the file "
        "into a lake that does not hold it"
        for noted in book.faults.noted()
        if noted.what == EXCHANGED
    ]
    zones = [f"stamps without an offset read in {zone}" for zone in sorted(context.zones_used)]
    headings = tuple(map(cleaned, task.layout.headings))
    empty = () if book.rows.read else ("the file has headings and no rows",)
    return FileLedger(
        file=task.found.name,
        sha256=seen.sha256,
        size=seen.size,
        profile=task.layout.profile.ref,
        status="imported",
        rows=book.rows,
        tables=book.table_counts(task.layout.profile.table_names),
        repairs=book.repairs.noted(),
        set_aside=book.faults.noted(),
        unknown=book.unknown.noted(),
        restated=book.changes.noted(),
        headings=headings,
        unmapped=task.layout.unmapped,
        notes=(*task.notes, *source.notes, *book.notes, *zones),
        warnings=(*task.warnings, *drift(task.layout, headings, writer.imports), *source.warnings, *exchanged, *empty),
        retry_of=task.retry_of,
    )
