"""The eight rules of the model pack as a pandas script, as analysts write them: groups by officer, a loop over events.

Candidate violations only, as in `model_pack_sql`. Reading and resolving ids is vectorised; the overlaps are looked up
for one event at a time in the arrays of its officer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.rivals.model_pack_sql import EARLY, GAP, HOUR, LATE, LEAD, OPEN_REACH, STITCH, STOP, WEEK

if TYPE_CHECKING:
    import pandas as pd

ASKED = ("resident_asked_off", "victim_asked_off", "reporter_asked_off")
LONG = ("use_of_force", "deadly_force", "officer_shooting", "felony_arrest", "complaint", "formal_complaint")
NEVER = 9_000_000_000_000_000
RANK = {"rejected": 0, "claimed": 1, "documented": 2, "verified": 3}


def run(world: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the candidate violations of each rule."""
    base = _read(world)
    rec, fact = base["rec"], base["fact"]
    runs, footage = _footage(rec)
    facts_of = {number: list(group.itertuples()) for number, group in fact[fact.number.notna()].groupby("number")}
    found = _events(base, facts_of, runs, footage)
    found["buffer-too-short"] = [(r,) for r in rec.recording_id[rec.buffer_s < 30]]
    found["buffer-without-sound"] = [(r,) for r in rec.recording_id[rec.buffer_audio == False]]  # noqa: E712
    found |= _stops(base, facts_of, footage)
    found["deleted-too-early-or-kept-too-long"] = _kept(base, facts_of)
    return found


def _read(world: Path) -> dict[str, Any]:
    import pandas as pd

    def read(name: str, columns: list[str] | None = None) -> pd.DataFrame:
        return pd.concat(
            [pd.read_parquet(p, columns=columns) for p in sorted(world.glob(f"{name}-*.parquet"))], ignore_index=True
        )

    def us(column: pd.Series[Any]) -> pd.Series[Any]:
        return column.dt.as_unit("us").astype("int64").where(column.notna()).astype("Int64").astype("float64")

    def number(column: pd.Series[Any]) -> pd.Series[Any]:
        return column.str.strip().str.replace("[- ]", "", regex=True).str.upper()

    roster = read("officers").sort_values("officer_id").reset_index(drop=True)
    roster["o"] = roster.index + 1
    badge = dict(zip(roster.badge, roster.o, strict=True))
    employee = dict(zip(roster.employee_id, roster.o, strict=True))
    raw = read("recordings")
    clock = raw.recorded_at.astype(raw.started_at.dtype).fillna(raw.started_at)
    rec = pd.DataFrame({
        "recording_id": raw.recording_id, "device_id": raw.device_id, "o": raw.officer_id.map(badge), "started": us(raw.started_at),
        "ended": us(raw.ended_at), "activated": us(raw.activated_at), "deleted": us(raw.deleted_at), "status": raw.status,
        "buffer_s": raw.buffer_s, "buffer_audio": raw.buffer_audio, "incident_ids": raw.incident_ids,
        "after": raw.trigger_reason == "after_the_fact", "in_six_months": us(clock + pd.DateOffset(months=6)),
        "in_three_years": us(clock + pd.DateOffset(years=3)),
    })  # fmt: skip
    raw_facts, raw_resp, incidents = read("facts"), read("unit_responses"), read("incidents")
    fact = pd.DataFrame({
        "fact_id": raw_facts.fact_id, "fact": raw_facts.fact, "number": number(raw_facts.incident_id),
        "recording_id": raw_facts.recording_id, "o": raw_facts.officer_id.map(employee),
        "standing": raw_facts.standing.fillna("claimed").map(RANK), "at_us": us(raw_facts["at"]), "until_us": us(raw_facts.until_at),
    })  # fmt: skip
    resp = pd.DataFrame({
        "incident_id": raw_resp.incident_id, "number": number(raw_resp.incident_id), "o": raw_resp.officer_id.map(badge),
        "arrived": us(raw_resp.arrived_at), "cleared": us(raw_resp.cleared_at),
    })  # fmt: skip
    incidents["number"] = number(incidents.incident_id)
    resp = resp.merge(incidents[["number", "disposition", "location_type"]], on="number", how="left")
    press = read("device_events", ["device_id", "at", "event", "sequence"])
    press["at_us"] = us(press["at"])
    issued = read("device_assignments")
    return {
        "rec": rec, "fact": fact[fact.standing > 0], "resp": resp, "press": press, "as_of": _latest(world),
        "special": set(roster.o[roster.assignment.isin(["undercover", "court"])]),
        "assigned": set(roster.o[roster.officer_id.isin(issued.officer_id)]),
    }  # fmt: skip


def _latest(world: Path) -> int:
    from benchmarks.rivals.model_pack_frames import _latest as latest

    return latest(world)


def _merge(spans: list[tuple[float, float, float]], gap: int) -> list[list[float]]:
    """Join spans (start, end, active), sorted by start, that follow one another within a gap."""
    made: list[list[float]] = []
    for start, end, active in spans:
        if made and start <= made[-1][1] + gap:
            made[-1][1] = max(made[-1][1], end)
        else:
            made.append([start, end, active])
    return made


def _footage(rec: pd.DataFrame) -> tuple[dict[str, list[tuple[int, float, float]]], dict[int, Any]]:
    """Recordings of each camera after stitching; stretches of footage of each officer as arrays (start, end, active)."""
    import numpy as np

    length = rec.ended - rec.started
    sound = rec[rec.o.notna() & ~rec.after & (length > 0) & (length <= WEEK)]
    inside = (sound.activated >= sound.started) & (sound.activated <= sound.ended)
    sound = sound.assign(active=sound.activated.where(inside, sound.started)).sort_values(
        ["o", "device_id", "started"], kind="stable"
    )
    by_device: dict[str, list[tuple[int, float, float]]] = {}
    by_officer: dict[int, list[tuple[float, float, float]]] = {}
    for (officer, device), group in sound.groupby(["o", "device_id"]):
        for start, end, active in _merge(list(zip(group.started, group.ended, group.active, strict=True)), STITCH):
            by_device.setdefault(device, []).append((int(officer), start, end))
            by_officer.setdefault(int(officer), []).append((start, end, active))
    return by_device, {o: np.array(_merge(sorted(spans), 0)) for o, spans in by_officer.items()}


def _silent(
    press: pd.DataFrame, by_device: dict[str, list[tuple[int, float, float]]]
) -> dict[int, list[tuple[float, float]]]:
    ends = press.groupby("device_id").at_us.max()
    silent: dict[int, list[tuple[float, float]]] = {}
    for device, group in (
        press[press.event.isin(["mute_on", "mute_off"])].sort_values(["at_us", "sequence"]).groupby("device_id")
    ):
        rows = list(zip(group.at_us, group.event, strict=True))
        for place, (at, event) in enumerate(rows):
            if event != "mute_on":
                continue
            off = next((t for t, e in rows[place + 1 :] if e == "mute_off"), None)
            until = off if off is not None else ends[device]
            runs = by_device.get(str(device), [])
            begins = {officer: start for officer, start, end in runs if start <= at < end}
            for officer, start, end in runs:
                if begins.get(officer, start) != start:
                    continue  # it began in another recording, and ended with it
                if at < end and until > start and (off is not None or at >= start):
                    silent.setdefault(officer, []).append((max(at, start), min(until, end)))
    return silent


def _holds_for(fact: Any, officer: float) -> bool:
    return bool(fact.o != fact.o or fact.o == officer)


def _events(
    base: dict[str, Any], facts_of: dict[str, list[Any]], by_device: Any, footage: dict[int, Any]
) -> dict[str, list[tuple[object, ...]]]:
    rec = base["rec"]
    first, last = rec.started.min(), max(rec.started.max(), rec.ended.max())
    known = rec[rec.o.notna() & ~rec.after]
    length = known.ended - known.started
    odd = known[(length <= 0) | (length > WEEK)]
    weak = {
        o: [(min(s, e), max(s, min(e, s + WEEK))) for s, e in zip(g.started, g.ended, strict=True)]
        for o, g in odd.groupby("o")
    }
    opened = {o: list(g.started) for o, g in known[known.ended.isna()].groupby("o")}
    filed: dict[str, set[float]] = {}
    for ids, officer in zip(rec.incident_ids[~rec.after], rec.o[~rec.after], strict=True):
        for raw in ids:
            filed.setdefault(raw.strip().replace("-", "").replace(" ", "").upper(), set()).add(officer)
    silent = _silent(base["press"], by_device)
    late, school = [], []
    for row in base["resp"].itertuples():
        tied = [f for f in facts_of.get(row.number, ()) if _holds_for(f, row.o)]
        if (
            row.disposition in ("CAN", "TEST", "DUP") or row.arrived != row.arrived or row.cleared - row.arrived < 60_000_000
            or row.o in base["special"] or row.o not in base["assigned"]
            or any(f.fact == "camera_failure" and f.standing >= 2 for f in tied)
        ):  # fmt: skip
            continue
        mine = footage.get(row.o)
        if row.location_type == "school_elementary_secondary" and row.cleared >= row.arrived and mine is not None:
            threat = any(
                f.fact == "imminent_threat" and f.at_us <= row.cleared and not f.until_us < row.arrived for f in tied
            )
            inside = (mine[:, 0] < row.cleared) & (mine[:, 1] > row.arrived)
            if inside.any() and not threat:
                school.append((row.incident_id, row.o))
        begin, asked = row.arrived, [f.at_us for f in tied if f.fact in ASKED]
        end = min(asked) if asked else row.cleared
        safe = [NEVER if f.until_us != f.until_us else f.until_us for f in tied if f.fact == "immediate_danger" and f.standing >= 2
                and f.at_us <= row.cleared and not f.until_us < begin]  # fmt: skip
        if safe and max(safe) >= end:
            continue
        if safe and begin < max(safe) < end:
            begin = max(safe)
        if not 0 <= end - begin <= WEEK or any(s <= end and s + OPEN_REACH >= begin for s in opened.get(row.o, ())):
            continue
        hits = mine[(mine[:, 0] <= end) & (mine[:, 1] >= begin)] if mine is not None else ()
        if len(hits) == 0:
            named = filed.get(row.number, set())
            bare = (
                begin >= first and end <= last and end - begin >= LATE
                and not any(lo <= end + LEAD and hi >= begin - LEAD for lo, hi in weak.get(row.o, ()))
                and not any(o != o or o == row.o for o in named)
            )  # fmt: skip
            if bare:
                late.append((row.incident_id, row.o))
            continue
        holes = hits[1:, 0] - hits[:-1, 1]
        if (
            hits[:, 2].min() - max(begin, first) > LATE or min(end, last) - hits[:, 1].max() > EARLY
            or (len(holes) and holes.max() > GAP) or any(lo < end and hi > begin for lo, hi in silent.get(row.o, ()))
        ):  # fmt: skip
            late.append((row.incident_id, row.o))
    return {"encounter-not-recorded-throughout": late, "recording-in-school": school}  # type: ignore[dict-item]


def _stops(
    base: dict[str, Any], facts_of: dict[str, list[Any]], footage: dict[int, Any]
) -> dict[str, list[tuple[object, ...]]]:
    fact, resp, rec = base["fact"], base["resp"], base["rec"]
    grouped = resp[resp.number.isin(fact.number[fact.fact.isin(ASKED)])].groupby("number")
    there = {number: rows for number, rows in grouped}  # noqa: C416  (dict() would take its attribute `keys` for a mapping)
    opened = {o: list(g.started) for o, g in rec[rec.o.notna() & ~rec.after & rec.ended.isna()].groupby("o")}
    names = dict(
        zip(
            ASKED,
            ("camera-left-on-in-private-home", "camera-left-on-for-victim", "camera-left-on-for-anonymous-reporter"),
            strict=True,
        )
    )
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in names.values()}
    for asked in fact[fact.fact.isin(ASKED)].itertuples():
        group = there.get(asked.number)
        officers = [asked.o] if asked.o == asked.o else [] if group is None else list(group.o.dropna())
        for officer in officers:
            mine = footage.get(officer)
            on = mine[(mine[:, 0] <= asked.at_us) & (mine[:, 1] > asked.at_us)] if mine is not None else ()
            late = len(on) > 0 and on[:, 1].max() - asked.at_us > STOP
            if asked.fact == "resident_asked_off":
                tied = [f for f in facts_of[asked.number] if _holds_for(f, officer)]
                own = group[group.o == officer] if group is not None else None
                excused = any(f.fact in ("exigent", "warrant_service") and f.standing >= 2 and not f.at_us > asked.at_us + STOP
                              and not f.until_us < asked.at_us for f in tied)  # fmt: skip
                home = group is not None and group.location_type.iloc[0] == "residence"
                left = [f.at_us for f in tied if f.fact == "left_residence"]
                until = min(left) if left else own.cleared.iloc[0] if own is not None and len(own) else float("nan")
                back = mine is not None and ((mine[:, 0] > asked.at_us) & (mine[:, 0] < until)).any()
                unsure = any(s <= asked.at_us <= s + OPEN_REACH for s in opened.get(officer, ()))
                if not home or excused or not (late or (back and not unsure)):
                    continue
            elif not late:
                continue
            found[names[asked.fact]].append((asked.fact_id, officer))
    return found


def _kept(base: dict[str, Any], facts_of: dict[str, list[Any]]) -> list[tuple[object, ...]]:
    fact, as_of = base["fact"], base["as_of"]
    by_id: dict[str, list[Any]] = {}
    for item in fact[fact.recording_id.notna()].itertuples():
        by_id.setdefault(item.recording_id, []).append(item)
    found: list[tuple[object, ...]] = []
    for row in base["rec"].itertuples():
        tied = list(by_id.get(row.recording_id, ()))
        for raw in () if row.after else row.incident_ids:
            tied += facts_of.get(raw.strip().replace("-", "").replace(" ", "").upper(), [])
        tied = [f for f in tied if _holds_for(f, row.o)]
        gone = row.deleted == row.deleted
        if (gone and row.deleted < row.started) or (not gone and row.status == "deleted"):
            continue
        holds = [(f.at_us if f.at_us == f.at_us else 0, f.until_us if f.until_us == f.until_us else NEVER)
                 for f in tied if f.fact in ("litigation_hold", "case_open")]  # fmt: skip
        long = any(f.fact in LONG for f in tied)
        held = any(until >= row.in_six_months for _, until in holds)
        wrong = (
            (gone and any(at <= row.deleted < until for at, until in holds))
            or (gone and row.deleted < (row.in_three_years if long else row.in_six_months))
            or (not long and not held and (row.deleted if gone else as_of) > row.in_six_months + 7 * 24 * HOUR)
        )
        if wrong:
            found.append((row.recording_id,))
    return found
