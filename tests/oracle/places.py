"""What a question about the kind, or kinds, of a place says (policy-language.md section 2), as a table of its own."""

from __future__ import annotations

INCLUDES = {
    "school_college": {"school_elementary_secondary", "school_college_university"},
    "drug_store_doctor_hospital": {"health_care", "hospital", "doctors_office", "drug_store"},
    "health_care": {"hospital", "doctors_office"},
    "government_public_building": {"courthouse", "police_station"},
}
"""A coarse name -> the finer names it includes; a stored coarse name may hide any of them."""


def is_place(stored: str | None, asked: str) -> bool | None:
    """Whether the stored location type is the asked one; None when that cannot be told."""
    if stored == asked or stored in INCLUDES.get(asked, ()):
        return True
    if stored is None or stored == "other_unknown" or asked in INCLUDES.get(stored, ()):
        return None
    return False


def is_one_of(kinds: set[str], asked: list[str], partly: str) -> bool | None:
    """Whether a place of all these kinds (none: nobody knows) is one of those asked for."""
    if not kinds:
        return None
    answers = {_any([is_place(kind, name) for name in asked]) for kind in kinds}
    if len(answers) == 1:
        return answers.pop()
    if partly == "counts":
        return True if True in answers else None
    if partly == "does_not_count":
        return False if False in answers else None
    return None


def _any(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False
