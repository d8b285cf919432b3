"""What a comparison of a location type says (policy-language.md section 2, "Places"), as a table of its own."""

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
