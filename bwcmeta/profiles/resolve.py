"""A profile held against the headings of one file: which cell each canonical column is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.document import ColumnRule, Profile, table_of_rule
from bwcmeta.profiles.headings import cleaned, plain


@dataclass(frozen=True, slots=True)
class Layout:
    """What a profile finds in a file.

    Attributes:
        profile: the profile.
        headings: of the file, as they stand in it.
        position: plain heading -> its position in the file.
        missing: required canonical columns without a heading: (table, column, headings that would do).
        recognised: headings that the profile reads or leaves out on purpose.
        unmapped: the other headings.
        twice: plain headings that stand in the file more than once, with their positions (from 1).
        semicolons: whether semicolons part its cells, as programs write them where the comma is the decimal mark.
    """

    profile: Profile
    headings: tuple[str, ...]
    position: Mapping[str, int]
    missing: tuple[tuple[str, str, tuple[str, ...]], ...]
    recognised: tuple[str, ...]
    unmapped: tuple[str, ...]
    twice: Mapping[str, tuple[int, ...]]
    semicolons: bool = False

    def at(self, heading: str) -> int | None:
        """Return the position of a heading, or None when the file lacks it.

        `race#2` is the second of several columns headed `race`.
        """
        return self.position.get(_word(heading))

    def has_source(self, rule: ColumnRule) -> bool:
        """Return whether the file has what the rule (or what it falls back on) reads."""
        own = rule.value is not None or any(self.at(h) is not None for h in rule.from_)
        joined = bool(rule.join) and all(self.at(h) is not None for h in rule.join)
        dated = any(self.at(h) is not None for h in rule.date)
        return own or joined or dated or (rule.otherwise is not None and self.has_source(rule.otherwise))


def resolve(profile: Profile, headings: Sequence[str]) -> Layout:
    """Hold a profile against the headings of a file. Unnamed columns are ignored.

    Two columns of one heading are a fault only where the profile reads it without saying which.
    """
    places: dict[str, list[int]] = {}
    for number, heading in enumerate(headings):
        if plain(heading):
            places.setdefault(plain(heading), []).append(number)
    position = {word: where[0] for word, where in places.items()}
    for word, where in places.items():
        if len(where) > 1:
            position |= {f"{word}#{n}": at for n, at in enumerate(where, start=1)}
    reads = {_word(h) for h in headings_read(profile)}
    known = {word.split("#")[0] for word in reads} | {plain(h) for h in profile.leaves_out}
    bare = Layout(profile, tuple(headings), position, (), (), (), {})
    return Layout(
        profile,
        tuple(headings),
        position,
        missing=_missing(bare),
        recognised=tuple(cleaned(headings[n]) for word, (n, *_) in places.items() if word in known),
        unmapped=tuple(cleaned(headings[n]) for word, (n, *_) in places.items() if word not in known),
        twice={w: tuple(n + 1 for n in where) for w, where in places.items() if len(where) > 1 and w in reads},
    )


def headings_read(profile: Profile) -> tuple[str, ...]:
    """Return every heading that the profile reads for some purpose."""
    found = [h for table in profile.tables.values() for h in table.headings]
    return tuple(dict.fromkeys((*found, *profile.fill_down, *profile.exported_column)))


def _word(heading: str) -> str:
    name, mark, number = heading.rpartition("#")
    return f"{plain(name)}#{int(number)}" if mark and number.isdecimal() and plain(name) else plain(heading)


def _missing(layout: Layout) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    missing = []
    for name, table in layout.profile.tables.items():
        for column in TABLE_BY_NAME[table_of_rule(name)].own:
            rule = table.columns.get(column.name)
            if column.required and rule is not None and not layout.has_source(rule):
                missing.append((name, column.name, rule.headings))
    return tuple(missing)
