"""The kinds of place of a row that states none, from `places` (policy-language.md section 2, "Places")."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Any

from oracle.moments import Row

EARTH = 6_371_008.8
UNSURE = 25


def kinds_of_place(row: Row, places: list[Row]) -> set[str]:
    """What `places` says of a row: every kind it surely is of, and `other_unknown` where it may be of another too."""
    by_id = [p["location_type"] for p in places if same(p.get("place_id"), row.get("place_id"))]
    by_address = [
        p["location_type"] for p in places if same(upper(p.get("address_key")), upper(row.get("address_key")))
    ]
    sure, maybe = set(by_id or by_address), set()
    if not sure:
        for place in places:
            away = distance(row, place)
            if away is None or away >= place["radius_m"] + UNSURE:
                continue
            (sure if away <= place["radius_m"] - UNSURE else maybe).add(place["location_type"])
    return sure | {"other_unknown"} if sure and maybe - sure else sure


def same(a: Any, b: Any) -> bool:
    return a is not None and b is not None and a.strip() == b.strip()


def upper(text: Any) -> Any:
    return None if text is None else text.upper()


def distance(row: Row, place: Row) -> float | None:
    """Metres along a great circle; None where a point or the radius is missing or out of bounds."""
    known = [row.get("latitude"), row.get("longitude"), place.get("latitude"), place.get("longitude")]
    radius = place.get("radius_m")
    if None in known or radius is None or not 0 < radius <= 20_000 or abs(place["latitude"]) > 80:
        return None
    north, east, other_north, other_east = (radians(x) for x in known)
    part = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(part)))
