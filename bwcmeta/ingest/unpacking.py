"""Archives among the files: what they hold takes their place, unpacked for as long as the import lasts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bwcmeta.ingest.files import Found, Listing
from bwcmeta.ingest.readers.archive import ARCHIVES, COMPRESSED, unpack


def unpacked(listing: Listing, folder: Path) -> Listing:
    """Replace each archive by its members.

    A member is called after its archive: `2026.zip/recordings.csv`. A compressed file keeps its own name.

    Raises:
        ExportError: an archive is damaged or would unpack to more than is believed.
    """
    files: list[Found] = []
    left = list(listing.left)
    for number, found in enumerate(listing.files):
        if found.path.suffix.lower() not in (*COMPRESSED, *ARCHIVES):
            files.append(found)
            continue
        into = folder / str(number)
        into.mkdir()
        for member in _members(found, into):
            if member.path.suffix.lower() in (*COMPRESSED, *ARCHIVES):
                left.append((member.name, "an archive inside an archive is not opened"))
            else:
                files.append(member)
    return Listing(tuple(sorted(files, key=lambda f: (f.name, str(f)))), tuple(sorted(left)), listing.unread)


def _members(found: Found, into: Path) -> Iterator[Found]:
    is_archive = found.path.suffix.lower() in ARCHIVES
    for member in unpack(found.path, into):
        name = f"{found.name}/{member.name}" if is_archive else found.name
        shown = f"{found}/{member.name}" if is_archive else str(found)
        yield Found(member.path, name, given=found.given and not is_archive, shown=shown)
