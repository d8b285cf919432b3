"""When an export was made: said by the caller, by the file's name, or by a column of the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bwcmeta.ingest.readers.batch import Source, cell_name
from bwcmeta.ingest.stamps import NaiveStampError, Reading, read_stamps
from bwcmeta.profiles.resolve import Layout

_LENGTHS = {"Y": r"\d{4}", "m": r"\d{2}", "d": r"\d{2}", "H": r"\d{2}", "M": r"\d{2}", "S": r"\d{2}"}


def exported_at(name: str, layout: Layout, source: Source, zone: str | None) -> datetime | None:
    """Return when the profile says that the export was made, or None."""
    profile = layout.profile
    if profile.exported_in_name:
        found = from_name(name, profile.exported_in_name, zone)
        if found is not None:
            return found
    place = next((p for p in map(layout.at, profile.exported_column) if p is not None), None)
    return None if place is None else _latest(source, place, zone)


def from_name(name: str, pattern: str, zone: str | None) -> datetime | None:
    """Read a stamp out of a file's name by a pattern such as `%Y-%m-%d`; without a zone it is UTC."""
    shape = re.sub(r"%([A-Za-z])", lambda m: _LENGTHS.get(m[1], ".+?"), re.escape(pattern).replace(r"\%", "%"))
    for match in re.finditer(shape, name):
        try:
            read = datetime.strptime(match[0], pattern)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        return read.replace(tzinfo=ZoneInfo(zone) if zone else UTC).astimezone(UTC)
    return None


def _latest(source: Source, place: int, zone: str | None) -> datetime | None:
    latest: datetime | None = None
    for batch in source.batches():
        try:
            _, stamps = read_stamps(batch.cells[cell_name(place)].str.strip_chars(), Reading(("iso",), zone or "UTC"))
        except NaiveStampError:
            return latest
        newest = stamps.instant.max()
        if isinstance(newest, datetime) and (latest is None or newest > latest):
            latest = newest
    return latest
