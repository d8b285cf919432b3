"""Which profile fits a file, judged by its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bwcmeta.profiles.canonical import PREFIX, canonical, table_of_stem
from bwcmeta.profiles.catalogue import list_profiles
from bwcmeta.profiles.document import Profile
from bwcmeta.profiles.headings import plain
from bwcmeta.profiles.resolve import Layout, resolve

ENOUGH = 0.5
"""The share of a file's headings a profile must know before it is believed without being named."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well one profile fits.

    Attributes:
        layout: the profile held against the headings.
        score: share of the file's headings that it knows, from 0 to 1.
        fits: every required column has a heading, one of those that tell the system is there, and the score is enough.
    """

    layout: Layout
    score: float
    fits: bool

    @property
    def profile(self) -> Profile:
        """The profile."""
        return self.layout.profile


def detect(headings: Sequence[str], stem: str = "") -> list[Match]:
    """Return the profiles that know at least one heading, best first.

    Those that fit come before those that lack a required column. A canonical table the file is named after
    (`stem`) comes first among equals.
    """
    named = table_of_stem(stem) if stem else None
    preferred = canonical(named).id if named else ""
    matches = [_match(profile, headings, preferred) for profile in list_profiles()]
    found = [m for m in matches if m.score > 0]
    return sorted(found, key=lambda m: (not m.fits, -m.score, m.profile.id != preferred, m.profile.id))


def best(matches: Sequence[Match], stem: str = "") -> list[Match]:
    """Return the one match to take, or the several between which nothing decides, or none.

    A file named after a canonical table is of that table when no other profile knows more of its headings, even
    if it then turns out to lack a required one: what is missing is a better answer than another table.
    """
    named = table_of_stem(stem) if stem else None
    fitting = [m for m in matches if m.fits]
    highest = max((m.score for m in fitting), default=ENOUGH)
    by_name = [m for m in matches if named and m.profile.id == PREFIX + named and m.score >= highest]
    return by_name or [m for m in fitting if m.score == highest]


def _match(profile: Profile, headings: Sequence[str], preferred: str) -> Match:
    layout = resolve(profile, headings)
    total = len({plain(h) for h in headings} - {""})
    score = len(layout.recognised) / total if total else 0.0
    # unless it is named after the table, a canonical file has nothing but its columns
    least = 1.0 if profile.id.startswith(PREFIX) and profile.id != preferred else ENOUGH
    told = not profile.told_by or any(layout.at(h) is not None for h in profile.told_by)
    return Match(layout, score, fits=not layout.missing and score >= least and told)
