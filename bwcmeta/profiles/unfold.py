"""Documents of vendors that describe one recording by a tree: each becomes the one row that a profile can read.

What a profile cannot say as data stands here, one small named function for each kind of document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Row = dict[str, Any]


def unfold(document: Any, stem: str) -> tuple[str, list[Row]] | None:
    """Return the name of what the document is, and its rows; None when it is none of those known here.

    Args:
        document: what the JSON says.
        stem: name of the file without its ending; some sidecars name their recording nowhere else.
    """
    items = document if isinstance(document, list) else [document]
    for name, (is_one, row_of) in KNOWN.items():
        if items and all(isinstance(item, dict) and is_one(item) for item in items):
            return name, [row_of(item, stem) for item in items]
    return None


def _is_container(item: Mapping[str, Any]) -> bool:
    return "BWCSerialNumber" in item and ("ContainerName" in item or "StartTime" in item)


def _container(item: Mapping[str, Any], stem: str) -> Row:
    """A container of Axis: its plain values, the categories and tags of its bookmarks, its first known place."""
    row = {key: value for key, value in item.items() if not isinstance(value, list | dict)}
    row.setdefault("ContainerName", stem)
    bookmarks = [b for b in _listed(item, "Bookmarks") if isinstance(b, dict)]
    if bookmarks:
        row["CategoryName"] = [b["CategoryName"] for b in bookmarks if b.get("CategoryName")]
        row["Tags"] = [tag.strip() for b in bookmarks for tag in str(b.get("Tags") or "").split(";") if tag.strip()]
    places = [
        e["LocationWKT"] for e in _listed(item, "CoordinateEntries") if isinstance(e, dict) and "LocationWKT" in e
    ]
    if places:
        row["LocationWKT"] = places[0]
    if "Clips" in item:
        row["ClipCount"] = str(len(_listed(item, "Clips")))
    return row


def _is_track(item: Mapping[str, Any]) -> bool:
    points = item.get("DataPoints")
    return isinstance(points, list) and any(isinstance(p, dict) and "Time" in p for p in points)


def _track(item: Mapping[str, Any], stem: str) -> Row:
    """A sidecar of a V300: the clip is named by the file, its span by the first and last point with a time."""
    row = {key: value for key, value in item.items() if not isinstance(value, list | dict)}
    times = sorted(str(p["Time"]) for p in item["DataPoints"] if isinstance(p, dict) and p.get("Time"))
    row["SidecarOf"] = stem
    row["FirstPointTime"], row["LastPointTime"] = (times[0], times[-1]) if times else (None, None)
    row["PointCount"] = str(len(item["DataPoints"]))
    return row


def beside(row: Row, cues: str) -> bool:
    """Add what the cues of a V300 (WebVTT, a JSON object in each) say about a clip: its officer and its first point.

    Cues that name several officers name none for the clip. Returns whether there was such a cue.
    """
    officers: dict[str, None] = {}
    found = False
    for text in re.findall(r"^\s*(\{.*\})\s*$", cues, re.MULTILINE):
        try:
            cue = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if not isinstance(cue, dict):
            continue
        officer, point = cue.get("officer"), _POINT.fullmatch(str(cue.get("gpsCoordinates") or "").strip())
        if isinstance(officer, str) and officer.strip():
            officers[officer.strip()] = None
        if point is not None and "CueLatitude" not in row:
            row["CueLatitude"] = ("-" if point[1] in "Ss" else "") + point[2]
            row["CueLongitude"] = ("-" if point[3] in "Ww" else "") + point[4]
        found |= bool(officers) or point is not None
    if len(officers) == 1:
        row["CueOfficer"] = next(iter(officers))
    return found


_POINT = re.compile(r"([NS])\s*(\d+(?:\.\d+)?)[ ,]+([EW])\s*(\d+(?:\.\d+)?)", re.IGNORECASE)


def _listed(item: Mapping[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


KNOWN: dict[str, tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any], str], Row]]] = {
    "container of Axis body worn": (_is_container, _container),
    "sidecar of a V300": (_is_track, _track),
}
"""What it is -> how it is recognised, and how it becomes a row."""
