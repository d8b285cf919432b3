"""Magnolia County: what happens there and where. Invented from end to end; no person or agency is meant."""

from __future__ import annotations

from dataclasses import dataclass

AGENCY = "Magnolia County Sheriff's Office"
ZONE = "America/Chicago"

DISTRICTS = {"D1": "Harrow Bend", "D2": "Delphine", "D3": "Cane Crossing", "D4": "Marrow Creek"}
"""District -> the invented town it is named after."""


@dataclass(frozen=True, slots=True)
class CallType:
    """One call type of the county's dispatch.

    Attributes:
        name: as dispatch writes it.
        weight: share of all calls, in ten thousandths.
        priority: 1 is the most urgent.
        scene_s: median time on scene, in seconds.
        places: name of a mix in `PLACES`.
        arrest: chance of an arrest, in ten thousandths.
        citation: the same for a citation.
        on_view: begun by the officer: created, dispatched and arrived are one instant.
    """

    name: str
    weight: int
    priority: int
    scene_s: int
    places: str
    arrest: int = 0
    citation: int = 0
    on_view: bool = False


CALL_TYPES = (
    CallType("TRAFFIC STOP", 1800, 4, 600, "road", 250, 4500, on_view=True),
    CallType("DISTURBANCE", 1100, 2, 1200, "anywhere", 900, 300),
    CallType("DOMESTIC", 900, 1, 2100, "home", 2200),
    CallType("WELFARE CHECK", 900, 3, 1080, "home", 60),
    CallType("ALARM", 900, 3, 600, "shop", 80),
    CallType("THEFT", 900, 4, 1800, "shop", 900),
    CallType("BURGLARY", 500, 2, 2700, "home", 700),
    CallType("SUSPICIOUS PERSON", 800, 3, 720, "road", 500, 300),
    CallType("CRASH", 800, 2, 3000, "road", 300, 2500),
    CallType("ASSAULT", 400, 1, 3000, "anywhere", 2500),
    CallType("MENTAL HEALTH", 300, 2, 3000, "home", 150),
    CallType("SHOTS FIRED", 100, 1, 2400, "road", 900),
    CallType("MEDICAL ASSIST", 300, 2, 1500, "medical", 30),
    CallType("SCHOOL CALL", 60, 3, 1500, "school", 300),
    CallType("WARRANT SERVICE", 240, 3, 1800, "home", 6500),
)

PLACES: dict[str, dict[str, int]] = {
    "road": {"street": 8200, "parking": 1100, "service_station": 400, "park_playground": 200, "rest_area": 100},
    "home": {"residence": 9000, "hotel_motel": 500, "parking": 300, "shelter": 200},
    "shop": {
        "specialty_store": 2600,
        "convenience_store": 2200,
        "department_discount_store": 1600,
        "grocery_supermarket": 1200,
        "commercial_office": 1200,
        "restaurant": 700,
        "worship": 300,
        "bank": 200,
    },
    "anywhere": {
        "residence": 4400,
        "street": 2400,
        "bar_nightclub": 900,
        "parking": 900,
        "restaurant": 600,
        "convenience_store": 500,
        "worship": 100,
        "community_center": 200,
    },
    "medical": {"residence": 5200, "drug_store_doctor_hospital": 2600, "street": 1800, "daycare": 400},
    "school": {"school_elementary_secondary": 7000, "school_college_university": 3000},
}
"""Mix -> location type -> ten thousandths. What dispatch failed to write down is taken away later."""

UNTOLD_PLACES = {"told": 9000, "other_unknown": 500, "absent": 300, "coarse": 200}
"""How dispatch writes the place down: as it is, as 25 (other), not at all, or (schools) as 22 without the kind."""

CATEGORY_OF = {
    "TRAFFIC STOP": "Traffic Stop",
    "CRASH": "Crash",
    "ALARM": "Non-Evidence",
    "WELFARE CHECK": "Non-Evidence",
}
"""Category that officers give to footage of a call that ended without an arrest; else `Incident Report`."""

PLACES_FILE = (
    ("P001", "Harrow Bend Elementary School", "school_elementary_secondary", 32.4101, -89.9021, 150),
    ("P002", "Delphine High School", "school_elementary_secondary", 32.3312, -89.8410, 200),
    ("P003", "Cane Crossing Academy", "school_elementary_secondary", 32.2787, -89.9933, 150),
    ("P004", "Magnolia County Community College", "school_college_university", 32.3555, -89.9102, 400),
    ("P005", "Saint Odile Hospital", "hospital", 32.3601, -89.8877, 200),
    ("P006", "Marrow Creek Clinic", "doctors_office", 32.2466, -89.8205, 60),
    ("P007", "Lantern House Shelter", "shelter", 32.3420, -89.8790, 50),
    ("P008", "Magnolia County Courthouse", "courthouse", 32.3491, -89.8842, 100),
    ("P009", "Ferry Landing Community Center", "community_center", 32.2219, -89.9401, 80),
)
"""place_id, name, location type, latitude, longitude, radius in metres. The names and the points are invented."""
