"""Which profile reads a file, told by its headings and its name; and the words when none or several would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bwcmeta.errors import ArgumentError, ExportError
from bwcmeta.ingest.files import Found
from bwcmeta.ingest.readers.batch import Source
from bwcmeta.ingest.readers.delimited_careful import CarefulDelimited
from bwcmeta.ingest.readers.json_document import JsonDocument
from bwcmeta.ingest.readers.manner import Manner
from bwcmeta.ingest.readers.open import PLAIN, dialect_of, open_source, other_manners
from bwcmeta.ingest.retry import LEAD, absent, is_retry, looks_set_aside, record_of
from bwcmeta.ingest.take import Task, cues_of
from bwcmeta.model.ledger import ImportRecord
from bwcmeta.profiles import Layout, Match, detect, load_profile, resolve
from bwcmeta.profiles.detect import best
from bwcmeta.profiles.headings import cleaned
from bwcmeta.text import plural

CANONICAL = "canonical"


def recognise_retry(found: Found, asked: str | None, tz: str | None, imports: Sequence[ImportRecord]) -> Task:
    """Settle how a file of set-aside rows is read again: by the profile of the import that it came from.

    Args:
        found: the file.
        asked: a profile that stands in for that one, such as the file of a profile that is not shipped.
        tz: zone given on the command line.
        imports: of the lake.

    Raises:
        ExportError: it is no such file, or its import is not in the lake.
    """
    dialect = dialect_of(found.path)
    headings = open_source(found.path, dialect).headings
    if not is_retry(headings):
        lacks = f": it lacks {', '.join(map(repr, absent(headings)))} in front" if looks_set_aside(headings) else ""
        raise ExportError(f"{found} is no file of set-aside rows{lacks}; `--set-aside DIR` writes such files")
    try:
        careful = CarefulDelimited(found.path, dialect, [], []) if dialect else open_source(found.path, None)
        record = record_of(careful, imports)
        profile = load_profile(asked or record.profile.rpartition("@")[0])
    except (ExportError, ArgumentError) as error:
        raise ExportError(f"{found}: {error}") from error
    layout = resolve(profile, headings[len(LEAD) :])
    if layout.missing or layout.twice:
        raise ExportError(f"{found}: {_missing(layout) if layout.missing else _twice(layout)}")
    notes = [f"rows of {record.file} that were set aside, read again"]
    if profile.ref != record.profile:
        notes.append(f"read by {profile.ref}; the first time it was {record.profile}")
    own = replace(found, name=record.file, shown=str(found))
    return Task(own, dialect, PLAIN, layout, tz, tuple(notes), retry_of=record.import_id)


def recognise(found: Found, profile: str | None, tz: str | None) -> Task:
    """Settle how one file is to be read.

    Raises:
        ExportError: no profile fits, several do, a required column is missing, or two columns have one name.
    """
    try:
        _refuse_set_aside(found)
        manner, layout, notes = _settle(found, profile)
        dialect = dialect_of(found.path, manner)
        source = open_source(found.path, dialect, manner)
    except ExportError as error:
        raise ExportError(str(error).replace(str(found.path), str(found))) from error
    if layout.twice:
        raise ExportError(f"{found}: {_twice(layout)}")
    if layout.missing:
        raise ExportError(f"{found}: {_missing(layout)}")
    notes = [*notes, *_unnamed(layout.headings)]
    if dialect is not None and dialect.above:
        notes.append(f"{plural(dialect.above, 'line')} above the headings (line {dialect.heading_line}) not read")
    return Task(found, dialect, manner, layout, tz, tuple(notes), stated=_stated(source), cues=cues_of(source))


def _refuse_set_aside(found: Found) -> None:
    """Rows that were set aside would count twice, and lose their file and line, were they read like an export."""
    try:
        headings = _headings(found, PLAIN)
    except ExportError:
        return  # where its rows stand is the profile's to say: no file that we wrote
    if looks_set_aside(headings):
        msg = f"{found} holds rows that were set aside, to be corrected; read it with --retry, apart from exports"
        raise ExportError(msg)


def _settle(found: Found, profile: str | None) -> tuple[Manner, Layout, list[str]]:
    """Return where the rows stand, the profile held against the headings there, and what should be known."""
    if profile is not None and profile != CANONICAL:
        asked = load_profile(profile)
        manner = Manner.of(asked)
        return manner, resolve(asked, _headings(found, manner)), []
    refused: ExportError | None = None
    try:
        headings = _headings(found, PLAIN)
        layout = _layout(found, headings, profile)
        return Manner.of(layout.profile) if layout.profile.records else PLAIN, layout, []
    except ExportError as error:
        refused = error
    fitting = []
    for manner, headings in _others(found):
        chosen = _chosen(found, headings, profile)
        if len(chosen) == 1 and not chosen[0].layout.missing:
            fitting.append((manner, chosen[0].layout))
    if len(fitting) != 1:
        raise refused
    manner, layout = fitting[0]
    return manner, layout, [f"found by its headings: {manner}"]


def _headings(found: Found, manner: Manner) -> tuple[str, ...]:
    return open_source(found.path, dialect_of(found.path, manner), manner).headings


def _others(found: Found) -> list[tuple[Manner, tuple[str, ...]]]:
    try:
        return list(other_manners(found.path))
    except ExportError:
        return []


def _chosen(found: Found, headings: tuple[str, ...], profile: str | None) -> list[Match]:
    stem = _stem(found)
    matches = detect(headings, stem)
    if profile == CANONICAL:
        matches = [m for m in matches if m.profile.id.startswith(f"{CANONICAL}:")]
    return best(matches, stem)


def _stem(found: Found) -> str:
    """Return the name without its endings, also those of an archive around it."""
    name = PurePosixPath(found.name).name
    return name.removesuffix(".gz").removesuffix(".zst").rpartition(".")[0] or name


def _layout(found: Found, headings: tuple[str, ...], profile: str | None) -> Layout:
    chosen = _chosen(found, headings, profile)
    if len(chosen) == 1:
        return chosen[0].layout
    if chosen:
        names = ", ".join(m.profile.id for m in chosen)
        raise ExportError(f"{found}: its headings fit several profiles ({names}); say which with --profile")
    raise ExportError(f"{found}: {_no_fit(headings, detect(headings, _stem(found)))}")


def _unnamed(headings: tuple[str, ...]) -> list[str]:
    """Columns without a name are not read, and said."""
    where = [str(n) for n, heading in enumerate(headings, start=1) if not cleaned(heading)]
    return [f"{plural(len(where), 'column')} without a name not read (column {', '.join(where)})"] if where else []


def _stated(source: Source) -> tuple[int, int] | None:
    """Return how many rows a page says there are in all, and how many it holds."""
    if isinstance(source, JsonDocument) and source.stated_count is not None:
        return source.stated_count, source.count
    return None


def _no_fit(headings: tuple[str, ...], matches: list[Match]) -> str:
    """Say which profile comes nearest and what it lacks."""
    read = ", ".join(cleaned(h)[:40] for h in headings[:8]) + (", ..." if len(headings) > 8 else "")
    said = f"no profile fits its headings ({read})"
    if not matches:
        draft = "`bwcmeta profile draft FILE` writes a first one to correct"
        return f"{said}; say which with --profile ({draft}), or take the file out if it is no export"
    nearest = max(matches, key=lambda m: (m.score, m.fits, m.profile.id))
    lacks = f": {_missing(nearest.layout)}" if nearest.layout.missing else ""
    if not lacks and nearest.layout.unmapped:
        lacks = f": it does not know {', '.join(nearest.layout.unmapped[:8])}"
    return f"{said}; the nearest is {nearest.profile.id}{lacks}; say which with --profile"


def _missing(layout: Layout) -> str:
    parts = []
    for table, column, would_do in layout.missing:
        options = " or ".join(repr(h) for h in would_do)
        parts.append(f"{table}.{column} has no column here (a heading such as {options} would do)")
    return f"{layout.profile.id}: {'; '.join(parts)}"


def _twice(layout: Layout) -> str:
    parts = []
    for where in layout.twice.values():
        names = " and ".join(f"{cleaned(layout.headings[n - 1])!r} (column {n})" for n in where)
        parts.append(f"{plural(len(where), 'column')} of one name: {names}")
    return "; ".join(parts) + "; rename or remove all but one"
