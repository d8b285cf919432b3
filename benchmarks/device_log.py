"""The smaller piece of work: a log of a million starts and stops, thirty thousand requests to stop, one response rule
("the camera of that officer stops within 30 s of a request in a home") and five row checks, from CSV to answers.

Planted: recordings with no camera, buffers out of range, an odd kind of file, repeated lines, starts in a school
without a threat; requests whose place nobody wrote down.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.worlds import kept

FILES = ("recordings.csv", "facts.csv", "incidents.csv")
SLOT_S = 5_400
"""Each camera starts one recording in every slot; none is longer than an hour, so that they never touch."""


def device_log(rows: int) -> Path:
    """A folder with the three files; one request for about thirty recordings."""
    return kept(f"device-log-{rows}-2", lambda folder: write_device_log(folder, rows))


def write_device_log(folder: Path, rows: int) -> None:
    """Write the three files into a new folder."""
    import numpy as np
    import polars as pl

    dice = np.random.default_rng(41)
    devices = max(2, rows // 500)
    place = np.arange(rows)
    device, slot = place % devices, place // devices
    start = slot * SLOT_S + dice.integers(0, 1500, rows)
    length = dice.integers(60, 3600, rows)
    asked = dice.random(rows) < 0.03
    delay = np.where(dice.random(rows) < 0.85, dice.integers(0, 31, rows), dice.integers(31, 900, rows))
    request = start + (length * dice.random(rows)).astype(np.int64)
    end = np.where(asked, request + delay, start + length).clip(start + 1, start + 3600)
    school = dice.random(rows) < 0.02

    def ids(letter: str, numbers: np.ndarray, width: int) -> pl.Series:
        return pl.Series(numbers).cast(pl.String).str.zfill(width).str.replace("^", letter)

    def stamps(seconds: np.ndarray) -> pl.Series:
        return (
            pl.Series((seconds + 1_767_225_600) * 1_000_000).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        )

    frame = pl.DataFrame({
        "recording_id": ids("R", place, 8),
        "device_id": ids("D", device, 5).zip_with(pl.Series(dice.random(rows) >= 0.00016), pl.Series([None], dtype=pl.String)),
        "officer_id": ids("P", device, 5),
        "started_at": stamps(start),
        "ended_at": stamps(end),
        "buffer_s": pl.Series(np.where(dice.random(rows) < 0.001, 500, 30)),
        "content_type": pl.Series(np.where(dice.random(rows) < 0.00007, "bmp", "mp4")),
        "location_type": pl.Series(np.where(school, "school_elementary_secondary", "street")),
        "tags": pl.Series(np.where(school & (dice.random(rows) < 0.8), "threat", "patrol")),
    })  # fmt: skip
    repeated = frame.sample(max(1, rows // 50_000), seed=41)
    folder.mkdir()
    pl.concat([frame, repeated]).write_csv(folder / "recordings.csv")
    who = np.flatnonzero(asked)
    places = np.array(["residence", "street", ""])[dice.choice(3, len(who), p=[0.5, 0.3, 0.2])]
    pl.DataFrame({
        "fact_id": ids("F", who, 8), "fact": "resident_asked_off", "incident_id": ids("I", who, 8),
        "officer_id": ids("P", device[who], 5), "at": stamps(request[who]),
    }).write_csv(folder / "facts.csv")  # fmt: skip
    pl.DataFrame({"incident_id": ids("I", who, 8), "location_type": pl.Series(places)}).write_csv(
        folder / "incidents.csv", quote_style="never"
    )
