"""Which profile reads a file, told by its headings and its name; and the words when none or several would do."""

from __future__ import annotations

from bwcmeta.errors import ExportError
from bwcmeta.ingest.files import Found
from bwcmeta.ingest.readers.open import dialect_of, open_source
from bwcmeta.ingest.take import Task
from bwcmeta.profiles import Layout, Match, detect, load_profile, resolve
from bwcmeta.profiles.detect import best
from bwcmeta.profiles.headings import cleaned
from bwcmeta.text import plural

CANONICAL = "canonical"


def recognise(found: Found, profile: str | None, tz: str | None) -> Task:
    """Settle how one file is to be read.

    Raises:
        ExportError: no profile fits, several do, a required column is missing, or two columns have one name.
    """
    dialect = dialect_of(found.path)
    headings = open_source(found.path, dialect).headings
    layout = _layout(found, headings, profile)
    if layout.twice:
        raise ExportError(f"{found.path}: {_twice(layout)}")
    if layout.missing:
        raise ExportError(f"{found.path}: {_missing(layout)}")
    return Task(found, dialect, layout, tz)


def _layout(found: Found, headings: tuple[str, ...], profile: str | None) -> Layout:
    if profile is not None and profile != CANONICAL:
        return resolve(load_profile(profile), headings)
    stem = found.path.stem
    matches = detect(headings, stem)
    if profile == CANONICAL:
        matches = [m for m in matches if m.profile.id.startswith(f"{CANONICAL}:")]
    chosen = best(matches, stem)
    if len(chosen) == 1:
        return chosen[0].layout
    if chosen:
        names = ", ".join(m.profile.id for m in chosen)
        raise ExportError(f"{found.path}: its headings fit several profiles ({names}); say which with --profile")
    raise ExportError(f"{found.path}: {_no_fit(headings, matches)}")


def _no_fit(headings: tuple[str, ...], matches: list[Match]) -> str:
    """Say which profile comes nearest and what it lacks."""
    read = ", ".join(cleaned(h) for h in headings[:8]) + (", ..." if len(headings) > 8 else "")
    said = f"no profile fits its headings ({read})"
    if not matches:
        return f"{said}; say which with --profile, or write one"
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
