"""Location types: the NIBRS codes under one lower-case name each, and what each name can stand for.

Source: FBI NIBRS location codes 01-25 and 37-58 (26-36 and 43 are unused). Some codes lump together places that
policies tell apart; a comparison with one of those is then unknown, never "no".
"""

from __future__ import annotations

from collections.abc import Iterable

NIBRS: dict[str, tuple[str, str]] = {
    "air_bus_train_terminal": ("01", "Air/Bus/Train Terminal"),
    "bank": ("02", "Bank/Savings and Loan"),
    "bar_nightclub": ("03", "Bar/Nightclub"),
    "worship": ("04", "Church/Synagogue/Temple/Mosque"),
    "commercial_office": ("05", "Commercial/Office Building"),
    "construction_site": ("06", "Construction Site"),
    "convenience_store": ("07", "Convenience Store"),
    "department_discount_store": ("08", "Department/Discount Store"),
    "drug_store_doctor_hospital": ("09", "Drug Store/Doctor's Office/Hospital"),
    "field_woods": ("10", "Field/Woods"),
    "government_public_building": ("11", "Government/Public Building"),
    "grocery_supermarket": ("12", "Grocery/Supermarket"),
    "street": ("13", "Highway/Road/Alley/Street/Sidewalk"),
    "hotel_motel": ("14", "Hotel/Motel/Etc."),
    "jail": ("15", "Jail/Prison/Penitentiary/Corrections Facility"),
    "lake_waterway_beach": ("16", "Lake/Waterway/Beach"),
    "liquor_store": ("17", "Liquor Store"),
    "parking": ("18", "Parking/Drop Lot/Garage"),
    "rental_storage": ("19", "Rental Storage Facility"),
    "residence": ("20", "Residence/Home"),
    "restaurant": ("21", "Restaurant"),
    "school_college": ("22", "School/College"),
    "service_station": ("23", "Service/Gas Station"),
    "specialty_store": ("24", "Specialty Store"),
    "other_unknown": ("25", "Other/Unknown"),
    "abandoned_structure": ("37", "Abandoned/Condemned Structure"),
    "amusement_park": ("38", "Amusement Park"),
    "arena_stadium_fairgrounds": ("39", "Arena/Stadium/Fairgrounds/Coliseum"),
    "atm": ("40", "ATM Separate from Bank"),
    "auto_dealership": ("41", "Auto Dealership New/Used"),
    "camp": ("42", "Camp/Campground"),
    "daycare": ("44", "Daycare Facility"),
    "dock_wharf_terminal": ("45", "Dock/Wharf/Freight/Modal Terminal"),
    "farm": ("46", "Farm Facility"),
    "gambling_facility": ("47", "Gambling Facility/Casino/Race Track"),
    "industrial_site": ("48", "Industrial Site"),
    "military_installation": ("49", "Military Installation"),
    "park_playground": ("50", "Park/Playground"),
    "rest_area": ("51", "Rest Area"),
    "school_college_university": ("52", "School-College/University"),
    "school_elementary_secondary": ("53", "School-Elementary/Secondary"),
    "shelter": ("54", "Shelter-Mission/Homeless"),
    "shopping_mall": ("55", "Shopping Mall"),
    "tribal_lands": ("56", "Tribal Lands"),
    "community_center": ("57", "Community Center"),
    "cyberspace": ("58", "Cyberspace"),
}
"""Name here -> (NIBRS code, NIBRS name)."""

FINER = ("health_care", "hospital", "doctors_office", "drug_store", "courthouse", "police_station")
"""Names finer than NIBRS, for exports and policies that tell these places apart."""

LOCATION_TYPES = (*NIBRS, *FINER)

COULD_BE: dict[str, tuple[str, ...]] = {
    "school_college": ("school_elementary_secondary", "school_college_university"),
    "drug_store_doctor_hospital": ("health_care", "hospital", "doctors_office", "drug_store"),
    "health_care": ("hospital", "doctors_office"),
    "government_public_building": ("courthouse", "police_station"),
}
"""A coarse name -> the finer ones it may hide. `other_unknown` may be any place at all."""

IMPLIES: dict[str, tuple[str, ...]] = {
    "health_care": ("hospital", "doctors_office"),
    "school_college": ("school_elementary_secondary", "school_college_university"),
    "drug_store_doctor_hospital": ("health_care", "hospital", "doctors_office", "drug_store"),
    "government_public_building": ("courthouse", "police_station"),
}
"""A name a policy uses -> the finer names that are also cases of it."""


PARTLY = ("undetermined", "counts", "does_not_count")
"""What a policy may say of a place of several kinds of which one is asked for; the first is what it says by silence."""

POINT_ACCURACY_M = 25
"""How far a point may lie from where it says, in metres: nearer to the border of a place's radius nobody can tell."""

LARGEST_RADIUS_M = 20_000
"""A place with a larger radius is no place."""

BEYOND_LATITUDE = 80
"""Places nearer to a pole are not looked for by their point."""

EARTH_M = 6_371_008.8
"""Mean radius of the earth in metres."""


def unknown_when_asked(name: str) -> tuple[str, ...]:
    """Return the stored names for which `location_type = name` is unknown (sorted)."""
    coarse = {stored for stored, finer in COULD_BE.items() if name in finer}
    return tuple(sorted(coarse | ({"other_unknown"} if name != "other_unknown" else set())))


def true_when_asked(name: str) -> tuple[str, ...]:
    """Return the stored names for which `location_type = name` is true (sorted)."""
    return tuple(sorted({name, *IMPLIES.get(name, ())}))


def asked(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stored names for which `location_type IN names` is true, and those for which it is unknown."""
    wanted = tuple(names)
    yes = {stored for name in wanted for stored in true_when_asked(name)}
    perhaps = {stored for name in wanted for stored in unknown_when_asked(name)} - yes
    return tuple(sorted(yes)), tuple(sorted(perhaps))


def several_of(column: str) -> str:
    """Return the set that goes with a column of one kind: `location_types` for `location_type`."""
    return f"{column}s"


def is_kind_of_place(column: str) -> bool:
    """Whether a column holds one kind of place: `location_type`, `incident_location_type`."""
    return column == "location_type" or column.endswith("_location_type")


def is_set_of_kinds(column: str) -> bool:
    """Whether a column holds a set of kinds of place: `location_types`, `incident_location_types`."""
    return column.endswith("s") and is_kind_of_place(column[:-1])
