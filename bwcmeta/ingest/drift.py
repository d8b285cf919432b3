"""What changed in the headings since the last file that the same profile read."""

from __future__ import annotations

from collections.abc import Iterable

from bwcmeta.model.ledger import ImportRecord
from bwcmeta.profiles.headings import plain
from bwcmeta.profiles.resolve import Layout, headings_read


def drift(layout: Layout, headings: Iterable[str], imports: Iterable[ImportRecord]) -> list[str]:
    """Return a warning for new, vanished and renamed columns.

    A column is renamed when the profile reads the same thing from another of the headings it knows for it.
    """
    before = [r for r in imports if _id(r.profile) == layout.profile.id and r.ledger.headings]
    if not before:
        return []
    last = before[-1]
    then = {plain(h): h for h in last.ledger.headings if plain(h)}
    now = {plain(h): h for h in headings if plain(h)}
    renamed = _renamed(layout, then, now)
    new = [h for word, h in now.items() if word not in then and word not in {plain(b) for _, b in renamed}]
    gone = [h for word, h in then.items() if word not in now and word not in {plain(a) for a, _ in renamed}]
    if not (new or gone or renamed):
        return []
    read = {plain(h) for h in headings_read(layout.profile)}
    said = [f"renamed: {a} is now {b}" for a, b in renamed]
    if new:
        said.append(f"new: {', '.join(new)}")
    if gone:
        said.append("gone: " + ", ".join(h if plain(h) not in read else f"{h} (was read)" for h in gone))
    return [f"other columns than in {last.file}: {'; '.join(said)}"]


def _renamed(layout: Layout, then: dict[str, str], now: dict[str, str]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for table in layout.profile.tables.values():
        for rule in table.columns.values():
            old = next((plain(h) for h in rule.from_ if plain(h) in then), None)
            new = next((plain(h) for h in rule.from_ if plain(h) in now), None)
            if old and new and old != new and old not in now and new not in then:
                found[then[old], now[new]] = None
    return list(found)


def _id(ref: str) -> str:
    return ref.partition("@")[0]
