"""The real sample of a custody agency as canonical rows: footage, shifts and HR of April 2019, in US Central time."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
CENTRAL = ZoneInfo("America/Chicago")
KINDS = {"Scheduled": "scheduled", "Time Off": "leave"}


def _read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}_sample.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=CENTRAL) if text else None


def custody_rows(folder: Path) -> dict[str, list[Row]]:
    """Footage as recordings, shifts as duty, HR as officers."""
    recordings = [
        {"recording_id": r["Clip ID"], "device_id": r["Camera Serial Number"], "officer_id": r["Employee ID"],
         "started_at": r["created_date_record_start"], "ended_at": r["date_record_end"]}
        for r in _read(folder, "footage")
    ]  # fmt: skip
    duty = []
    for r in _read(folder, "shift"):
        start, end = (
            datetime.fromisoformat(f"{r[f'{e} Date'][:10]}T{r[f'{e} Time']}").replace(tzinfo=CENTRAL)
            for e in ("Start", "End")
        )
        duty.append(
            {"duty_id": r["Shift ID"], "officer_id": r["Employee ID"], "started_at": start, "ended_at": end,
             "kind": KINDS[r["Shift Type"]], "district": r["Facility"]}
        )  # fmt: skip
    officers = []
    for r in _read(folder, "hr"):
        left = _day(r["Termination_Date"])
        officers.append(
            {"officer_id": r["Employee ID"], "role": "correctional", "district": r["Location"],
             "valid_from_at": _day(r["Hire_Date"]), "valid_until_at": left + timedelta(days=1) if left else None}
        )  # fmt: skip
    return {"recordings": recordings, "duty": duty, "officers": officers}
