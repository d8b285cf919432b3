"""Steps that tell the kind of place, or the kinds, from the table `places`, where a row's own source says none."""

from __future__ import annotations

from bwcmeta.model.location import BEYOND_LATITUDE, EARTH_M, LARGEST_RADIUS_M, POINT_ACCURACY_M
from bwcmeta.plan.plan import Plan

_UNSTATED = "t.location_type IS NULL AND t.location_types IS NULL"
_CELLS_A_DEGREE = 100
_LEAST_M_A_DEGREE = 111_000
"""A degree of latitude is a little longer than this: a reach in degrees that is a little too long misses nothing."""


def located(plan: Plan, table: str) -> bool:
    """Whether rows of a table can get their kind of place from `places`; if so `TABLE_places` is added.

    It has one row for each row of the table that names no kind of place itself and surely lies at a place: its key as
    `row_key`, and the `location_type`, or where they are several the `location_types`. A place that it may or may not
    lie at, of a further kind, stands among these as `other_unknown`.
    """
    if plan.settings.empty("places") or table not in ("incidents", "recordings"):
        return False
    key = "incident_id" if table == "incidents" else "recording_id"
    _cells(plan)
    found = [_by_point(plan, table, key)]
    if table == "incidents":  # recordings name neither place nor address
        found += [
            f"""SELECT t.{key} AS row_key, p.place_id, p.location_type, 1 AS sure, {rank} AS way_no
            FROM {plan.now(table)} AS t JOIN {plan.now("places")} AS p ON {same} WHERE {_UNSTATED}"""
            for rank, same in (
                (1, "TRIM(p.place_id) = TRIM(t.place_id)"),
                (2, "UPPER(TRIM(p.address_key)) = UPPER(TRIM(t.address_key))"),
            )
        ]
    plan.add(
        f"{table}_near",
        f"Places that rows of {table} without a kind of place lie at, surely or perhaps, and how that is known.",
        " UNION ALL ".join(found),
        keep=True,
    )
    plan.add(
        f"{table}_nearest",
        f"Of the places of each row of {table} those found by the best way there is.",
        f"""
        SELECT n.row_key, n.place_id, n.location_type, n.sure, n.way_no
        FROM {table}_near AS n JOIN (
            SELECT w.row_key, MIN(w.way_no) AS way_no FROM {table}_near AS w GROUP BY w.row_key
        ) AS best ON best.row_key = n.row_key AND best.way_no = n.way_no
        """,
    )
    plan.add(
        f"{table}_kinds",
        f"The kinds of place of rows of {table}, and which of them are sure.",
        f"""
        SELECT n.row_key, n.location_type, MAX(n.sure) AS sure FROM {table}_nearest AS n
        GROUP BY n.row_key, n.location_type
        """,
    )
    plan.add(
        f"{table}_places",
        f"The kind of place of rows of {table} that surely lie at one; where they are several, all of them.",
        f"""
        SELECT s.row_key, CASE WHEN BWC_COUNT_OF(s.kinds) = 1 THEN BWC_FIRST_OF(s.kinds) END AS location_type,
            CASE WHEN BWC_COUNT_OF(s.kinds) > 1 THEN s.kinds END AS location_types
        FROM (
            SELECT k.row_key, MAX(k.sure) AS sure,
                BWC_SET_OF(CASE WHEN k.sure = 1 THEN k.location_type ELSE 'other_unknown' END) AS kinds
            FROM {table}_kinds AS k GROUP BY k.row_key
        ) AS s WHERE s.sure = 1
        """,
        keep=True,
    )
    return True


def _cells(plan: Plan) -> None:
    """Add `place_cells`: every place with a point and a radius, once for each cell of a grid that it may touch."""
    reach = f"((p.radius_m + {POINT_ACCURACY_M}) / CAST({_LEAST_M_A_DEGREE} AS DOUBLE))"
    across = f"({reach} / COS(RADIANS(ABS(p.latitude) + {reach})))"
    cell = f"CAST(FLOOR(({{0}}) * {_CELLS_A_DEGREE}) AS BIGINT)"
    plan.add(
        "place_cells",
        "Places with a point and a radius, once for each cell of a hundredth of a degree that they may touch.",
        f"""
        SELECT c.place_id, c.location_type, c.latitude, c.longitude, c.radius_m, c.north_cell,
            BWC_EACH_NUMBER(c.west, c.east) AS east_cell
        FROM (
            SELECT p.place_id, p.location_type, p.latitude, p.longitude, p.radius_m,
                {cell.format(f"p.longitude - {across}")} AS west, {cell.format(f"p.longitude + {across}")} AS east,
                BWC_EACH_NUMBER(
                    {cell.format(f"p.latitude - {reach}")}, {cell.format(f"p.latitude + {reach}")}
                ) AS north_cell
            FROM {plan.now("places")} AS p
            WHERE ABS(p.latitude) <= {BEYOND_LATITUDE} AND ABS(p.longitude) <= 180
                AND p.radius_m > 0 AND p.radius_m <= {LARGEST_RADIUS_M}
        ) AS c
        """,
        keep=True,
    )


def _by_point(plan: Plan, table: str, key: str) -> str:
    """Rows whose point lies within a place's radius (sure), or so near its border that nobody can tell."""
    half = "SIN(RADIANS({0}.{1} - {2}.{1}) / 2)"
    north, east = half.format("t", "latitude", "p"), half.format("t", "longitude", "p")
    part = f"{north} * {north} + COS(RADIANS(t.latitude)) * COS(RADIANS(p.latitude)) * {east} * {east}"
    cell = f"CAST(FLOOR(t.{{0}} * {_CELLS_A_DEGREE}) AS BIGINT)"
    return f"""
        SELECT d.row_key, d.place_id, d.location_type,
            CASE WHEN d.distance_m <= d.radius_m - {POINT_ACCURACY_M} THEN 1 ELSE 0 END AS sure, 3 AS way_no
        FROM (
            SELECT h.row_key, h.place_id, h.location_type, h.radius_m,
                2 * {EARTH_M} * ASIN(SQRT(CASE WHEN h.part > 1 THEN 1 ELSE h.part END)) AS distance_m
            FROM (
                SELECT t.{key} AS row_key, p.place_id, p.location_type, p.radius_m, {part} AS part
                FROM {plan.now(table)} AS t JOIN place_cells AS p
                    ON p.north_cell = {cell.format("latitude")} AND p.east_cell = {cell.format("longitude")}
                WHERE {_UNSTATED}
            ) AS h
        ) AS d WHERE d.distance_m < d.radius_m + {POINT_ACCURACY_M}"""
