"""Profiles: how one vendor's export becomes the canonical tables. Data only; `ingest` does the work."""

from __future__ import annotations

from bwcmeta.profiles.catalogue import list_profiles, load_profile
from bwcmeta.profiles.detect import Match, detect
from bwcmeta.profiles.document import ColumnRule, Profile, TableRule
from bwcmeta.profiles.resolve import Layout, resolve

__all__ = [
    "ColumnRule",
    "Layout",
    "Match",
    "Profile",
    "TableRule",
    "detect",
    "list_profiles",
    "load_profile",
    "resolve",
]
