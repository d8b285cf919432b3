"""Base tables of plain integers for the SQL by hand, from the Parquet files of a generated world."""

from __future__ import annotations

from pathlib import Path

NUMBER = "upper(replace(replace(trim({}), '-', ''), ' ', ''))"


def _us(column: str) -> str:
    return f"epoch_us({column})"


def views(world: Path) -> list[str]:
    """Statements for DuckDB that make the base tables as views over the files of a world."""
    made = [
        f"CREATE VIEW {name}_file AS SELECT * FROM read_parquet('{world}/{name}-*.parquet', file_row_number = true)"
        for name in ("recordings", "unit_responses", "incidents", "facts", "device_events", "officers", "device_assignments", "evidence_actions", "requests", "reviews")
        if any(world.glob(f"{name}-*.parquet"))
    ]  # fmt: skip
    # instants are UTC: counting months on the plain timestamp keeps clear of the session's zone
    started = "(coalesce(r.recorded_at, r.started_at) AT TIME ZONE 'UTC')"
    badge, employee = (f"(SELECT {c}, row_number() OVER (ORDER BY officer_id) AS o FROM officers_file)" for c in ("badge", "employee_id"))  # fmt: skip
    made += [
        f"""CREATE TEMP TABLE rec AS SELECT row_number() OVER () AS rowno, r.recording_id, r.device_id, w.o, {_us("r.started_at")} AS started,
            {_us("r.ended_at")} AS ended, {_us("r.activated_at")} AS activated, {_us("r.deleted_at")} AS deleted, r.status,
            r.buffer_s, r.buffer_audio, CASE WHEN r.trigger_reason = 'after_the_fact' THEN 1 ELSE 0 END AS after_the_fact,
            r.incident_ids, epoch_us({started} + INTERVAL 6 MONTH) AS in_six_months, epoch_us({started} + INTERVAL 3 YEAR) AS in_three_years
            FROM recordings_file AS r LEFT JOIN {badge} AS w ON w.badge = r.officer_id""",
        f"""CREATE TEMP TABLE rec_number AS SELECT q.rowno, q.recording_id, q.o, {NUMBER.format("q.raw")} AS number FROM (
            SELECT rowno, recording_id, o, unnest(incident_ids) AS raw FROM rec WHERE after_the_fact = 0) AS q""",
        f"""CREATE TEMP TABLE resp AS SELECT row_number() OVER () AS rowno, p.incident_id, w.o,
            {NUMBER.format("p.incident_id")} AS number, {_us("p.arrived_at")} AS arrived, {_us("p.cleared_at")} AS cleared
            FROM unit_responses_file AS p LEFT JOIN {badge} AS w ON w.badge = p.officer_id""",
        f"""CREATE TEMP TABLE inc AS SELECT {NUMBER.format("incident_id")} AS number, disposition, location_type FROM incidents_file""",
        f"""CREATE TEMP TABLE fact AS SELECT row_number() OVER () AS rowno, f.fact_id, f.fact, {NUMBER.format("f.incident_id")} AS number,
            f.recording_id, w.o, CASE coalesce(f.standing, 'claimed') WHEN 'verified' THEN 3 WHEN 'documented' THEN 2
                WHEN 'claimed' THEN 1 ELSE 0 END AS standing, {_us('f."at"')} AS at_us, {_us("f.until_at")} AS until_us
            FROM facts_file AS f LEFT JOIN {employee} AS w ON w.employee_id = f.officer_id
            WHERE coalesce(f.standing, '') <> 'rejected'""",
        f"""CREATE TEMP TABLE press AS SELECT device_id, {_us('"at"')} AS at_us, event, sequence FROM device_events_file""",
        """CREATE TEMP TABLE special AS SELECT o FROM (SELECT assignment, row_number() OVER (ORDER BY officer_id) AS o FROM officers_file)
            WHERE assignment IN ('undercover', 'court')""",
        """CREATE TEMP TABLE assigned AS SELECT DISTINCT w.o FROM device_assignments_file AS d
            JOIN (SELECT officer_id, row_number() OVER (ORDER BY officer_id) AS o FROM officers_file) AS w ON w.officer_id = d.officer_id""",
        _now(world),
    ]
    return made


def _now(world: Path) -> str:
    """The latest instant in the inputs, the logs of cameras left out: from then the audit looks."""
    columns = {
        "recordings": ("started_at", "ended_at", "activated_at", "uploaded_at", "deleted_at"),
        "unit_responses": ("dispatched_at", "enroute_at", "arrived_at", "cleared_at"),
        "incidents": ("created_at", "closed_at"),
        "facts": ('"at"', "until_at"),
        "evidence_actions": ('"at"',),
        "requests": ("received_at", "decided_at", "fulfilled_at"),
        "reviews": ("assigned_at", "done_at"),
    }
    each = [
        f"SELECT max({_us(c)}) AS us FROM {table}_file"
        for table, names in columns.items()
        if any(world.glob(f"{table}-*.parquet"))
        for c in names
    ]
    return f"CREATE TEMP TABLE now AS SELECT max(us) AS as_of FROM ({' UNION ALL '.join(each)})"
