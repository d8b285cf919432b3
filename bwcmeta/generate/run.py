"""`generate`: the exports of an invented county, in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from bwcmeta.errors import ArgumentError
from bwcmeta.generate.block import Running, Tables, one_block
from bwcmeta.generate.county import PLACES_FILE
from bwcmeta.generate.forms import CANONICAL_TABLES, Form, completed, file_of, from_rows, sheets
from bwcmeta.generate.people import device_assignments, officers
from bwcmeta.generate.scale import Scale, local_s, scale
from bwcmeta.generate.sink import Sink
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.generate.planted.builder import Planted

START = date(2026, 1, 12)
"""A Monday; sixty days from here hold the clock change of 8 March 2026."""

ANSWERS = "answers.yaml"

SORTED_BY = {
    "recordings": ("started_at", "recording_id"),
    "device_events": ("device_id", "sequence", "at"),
    "incidents": ("created_at", "incident_id"),
    "unit_responses": ("dispatched_at", "incident_id", "officer_id"),
    "facts": ("at", "fact_id"),
    "evidence_actions": ("at", "action_id"),
    "duty": ("started_at", "officer_id"),
    "requests": ("received_at", "request_id"),
    "reviews": ("assigned_at", "review_id"),
}
"""Order of the rows within a block. The first instant among them says to which block a planted row belongs."""


@dataclass(frozen=True, slots=True)
class GeneratedLogs:
    """What was written.

    Attributes:
        folder: where.
        files: rows of each file, by name.
        rows: rows of each canonical table.
        seed: the seed.
        start: first day of shifts.
        last: last day of shifts.
        answers: the answer key of the planted cases, where they were planted.
    """

    folder: Path
    files: dict[str, int]
    rows: dict[str, int]
    seed: int
    start: date
    last: date
    answers: Path | None


def generate(
    out: Path | str,
    *,
    officers: int = 80,
    days: int = 60,
    seed: int = 41,
    recordings: int | None = None,
    start: date = START,
    plant: bool = True,
    clean: bool = False,
    form: Form = "vendor",
    progress: Callable[[str, int, int], None] | None = None,
) -> GeneratedLogs:
    """Write the logs of Magnolia County, an invented sheriff's office.

    The same arguments give the same bytes everywhere. Some days are made at a time and written at once, so that memory
    does not grow with the length of the world.

    Args:
        out: folder to write into; files of the same names are overwritten.
        officers: officers of the county; about nine in ten are on patrol.
        days: days of shifts.
        seed: seed of every throw.
        recordings: about so many recordings; takes the place of `officers` and `days` (see `scale`).
        start: first day.
        plant: also plant the cases of the answer key and write `answers.yaml`.
        clean: nobody does anything wrong, nothing is unknown, nothing is planted.
        form: `vendor` (files as agencies export them), `canonical` (CSV) or `parquet`.
        progress: called with the word `days`, the days done and all days.

    Raises:
        ArgumentError: an argument is out of range.
    """
    if form not in get_args(Form):
        raise ArgumentError(f"form is {form!r}: {did_you_mean(str(form), get_args(Form))}")
    size = scale(officers=officers, days=days, recordings=recordings, start=start, seed=seed, clean=clean)
    folder = Path(out)
    planted = _planted(size) if plant and not clean else None
    written = dict.fromkeys(CANONICAL_TABLES, 0)
    with Sink(folder) as sink:
        for tables in _blocks(size, planted, progress):
            for name, rows in tables.items():
                written[name] += rows.height
            sink.write(sheets(form, tables))
    answers = _write_answers(folder, planted, size, form) if planted else None
    return GeneratedLogs(folder, dict(sorted(sink.rows.items())), written, seed, start, size.last, answers)


def _planted(size: Scale) -> Planted:
    from bwcmeta.generate.planted import plant_all

    return plant_all(size)


def _blocks(size: Scale, planted: Planted | None, progress: Callable[[str, int, int], None] | None) -> Iterator[Tables]:
    """The canonical rows block by block, the planted ones among them; the first block also holds what has no day."""
    import polars as pl

    people = officers(size)
    running = Running.begin(people)
    extra = {name: from_rows(name, rows) for name, rows in planted.rows.items()} if planted else {}
    fixed = {
        "officers": people.select(c.name for c in TABLE_BY_NAME["officers"].own if c.name in people.columns),
        "device_assignments": device_assignments(people),
        "places": pl.DataFrame(
            PLACES_FILE,
            schema=["place_id", "name", "location_type", "latitude", "longitude", "radius_m"],
            orient="row",
        ),
    }
    for first in range(0, size.days, size.block_days):
        days = range(first, min(first + size.block_days, size.days))
        tables = one_block(size, people, days, running)
        for name in SORTED_BY:
            tables[name] = _with_planted(size, days, name, tables.get(name), extra.get(name))
        if first == 0:
            tables |= {
                name: pl.concat([completed(name, rows), *([extra[name]] if name in extra else [])])
                for name, rows in fixed.items()
            }
        if progress:
            progress("days", days.stop, size.days)
        yield tables


def _with_planted(
    size: Scale, days: range, table: str, made: pl.DataFrame | None, extra: pl.DataFrame | None
) -> pl.DataFrame:
    """The block's rows and the planted ones of its days (all earlier ones in the first, all later ones in the last)."""
    import polars as pl

    rows = completed(table, made if made is not None else pl.DataFrame())
    if extra is None:
        return rows
    when = next(name for name in SORTED_BY[table] if extra.schema[name] == pl.Datetime("us", "UTC"))
    begin, end = (
        datetime.fromtimestamp(local_s(size.start + timedelta(days=d), time()), UTC) for d in (days.start, days.stop)
    )
    instant = pl.col(when)
    here = pl.lit(value=True)
    if days.start > 0:
        here = here & (instant >= begin)
    if days.stop < size.days:
        here = here & (instant < end)
    mine = extra.filter(here.fill_null(value=days.start == 0))
    return pl.concat([rows, mine]).sort(*SORTED_BY[table], nulls_last=True) if mine.height else rows


def _write_answers(folder: Path, planted: Planted, size: Scale, form: Form) -> Path:
    """Write the answer key beside the logs."""
    document = {
        "about": "What an audit must say of the planted cases. The rest of the logs has no answer key.",
        "policy": "aclu-model-act",
        "seed": size.seed,
        "start": size.start.isoformat(),
        "days": size.days,
        "cases": [case.document(lambda table: file_of(form, table)) for case in planted.cases],
    }
    path = folder / ANSWERS
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path
