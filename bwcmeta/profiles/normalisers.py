"""The small named functions a profile may call on a cell. The list is closed; `ingest` has one function for each."""

from __future__ import annotations

NORMALISERS: dict[str, str] = {
    "lower": "Lower case.",
    "upper": "Upper case.",
    "slug": "Lower-case letters, digits and underscores.",
    "squeeze": "Runs of spaces become one space.",
    "digits": "Only the digits.",
    "alphanumeric": "Only letters and digits: J-34739-16 becomes J3473916.",
    "length_of_span": "Seconds between the two ends of `00:00:19-00:00:29`.",
    "exact_address": "An address made a key; empty where only a block (014XX MAIN ST) or nothing is told.",
    "any_yes": "`yes` where one of several answers is yes, `no` where all are no, else nothing.",
    "each_once": "The values of a cell parted by commas, each once and in order of the alphabet, parted by semicolons.",
    "fingerprint": "Sixteen digits that stand for the text: equal texts have equal ones, and nobody reads it out.",
    "clock_24_with_am_pm": "Drops AM or PM from a 24-hour clock where the two agree; else nothing reads the stamp.",
    "latitude_of_point": "Latitude out of `(lat, lon)` or `POINT (lon lat)`.",
    "longitude_of_point": "Longitude out of `(lat, lon)` or `POINT (lon lat)`.",
}
"""Name -> what it does."""

UNITS: dict[str, dict[str, float]] = {
    "s": {"s": 1.0, "ms": 0.001, "us": 0.000001, "min": 60.0, "h": 3600.0},
    "MB": {"MB": 1.0, "KB": 0.001, "GB": 1000.0, "B": 0.000001, "MiB": 1.048576, "KiB": 0.001024, "GiB": 1073.741824},
    "m": {"m": 1.0, "km": 1000.0, "ft": 0.3048, "mi": 1609.344},
    "percent": {"percent": 1.0, "share": 100.0},
    "degree": {"degree": 1.0},
    "us": {"us": 1.0},
}
"""Canonical unit -> unit in the export -> factor."""
