"""Spans of time looked up by the day: at midnight, over days, without an end; the same as trying every pair."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bwcmeta.audit.source import RowsSource
from bwcmeta.engines.on_duckdb import DuckDBEngine
from bwcmeta.model.tables import TABLES
from bwcmeta.plan.mutes import mutes
from bwcmeta.plan.plan import DAY_US, HOUR_US, NEVER_US, Plan, Settings
from bwcmeta.plan.spans import LONG_US, latest_begun, looked_up, touching, united

Span = tuple[int, int, int, int]
"""Officer, begin, end, number."""
OFFICERS, CAMERAS = 60, 20
FIRST_DAY = 20_000


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    with DuckDBEngine([tmp_path], threads=1) as it:
        yield it


def _plan(*, tables: Iterable[str] = ()) -> Plan:
    return Plan(Settings(as_of_us=0, horizons={}, rows=dict.fromkeys(tables, 1), restated=frozenset(tables)))


def _instant(dice: random.Random) -> int:
    """Mostly on or beside a midnight or a noon of a few days."""
    return (FIRST_DAY * 2 + dice.randint(0, 8)) * DAY_US // 2 + dice.choice((-1, 0, 0, 0, 1, HOUR_US))


def _spans(dice: random.Random, *, inverted: bool = False) -> list[Span]:
    spans = []
    for officer in range(OFFICERS):
        for _ in range(dice.randint(0, 12)):
            one, other = _instant(dice), _instant(dice) + dice.choice((0, 0, 0, 0, LONG_US, 2 * LONG_US))
            begin, end = (one, other) if inverted else sorted((one, other))
            begin, end = dice.choice(((begin, end),) * 8 + ((-NEVER_US, end), (begin, NEVER_US)))
            spans.append((officer, begin, end, len(spans)))
    return spans


def _points(dice: random.Random, spans: list[Span]) -> list[tuple[int, int]]:
    ends = {(o, at + d) for o, begin, end, _ in spans for at in (begin, end) for d in (-1, 0, 1) if abs(at) < NEVER_US}
    return sorted(ends | {(dice.randrange(OFFICERS), _instant(dice)) for _ in range(500)})


def _given(engine: DuckDBEngine, name: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    values = ", ".join("(" + ", ".join("NULL" if v is None else f"{v}::BIGINT" for v in row) + ")" for row in rows)
    engine.frame(f"CREATE TABLE {name} AS SELECT * FROM (VALUES {values}) AS t({columns})")


def _run(engine: DuckDBEngine, plan: Plan) -> None:
    for step in plan.steps.values():
        engine.run(step)


def _found(engine: DuckDBEngine, plan: Plan, spans: str, columns: str = "") -> list[tuple[int, ...]]:
    ways = looked_up("points AS x", spans, "s.officer_no = x.officer_no", "x.at_us", ("officer_no", *columns.split()))
    shown = "".join(f", s.{column}" for column in columns.split())
    plan.add("found", "Found.", " UNION ALL ".join(f"SELECT x.officer_no, x.at_us{shown} {way}" for way in ways))
    _run(engine, plan)
    return sorted(engine.frame("SELECT * FROM found").rows())


@pytest.mark.parametrize("seed", range(3))
def test_of_several_spans_the_one_that_began_last_counts(engine: DuckDBEngine, seed: int) -> None:
    dice, plan = random.Random(seed), _plan()
    spans = _spans(dice)
    points = _points(dice, spans)
    _given(engine, "given", "officer_no, from_us, until_us, place_no", spans)
    _given(engine, "points", "officer_no, at_us", points)
    rows = "SELECT g.officer_no, g.from_us, g.until_us, g.place_no, g.place_no AS span_no FROM given AS g"
    latest_begun(plan, "one", "The one that counts.", rows, ("span_no",))
    wanted = []
    for officer, at in points:
        holding = [(begin, number) for o, begin, end, number in spans if o == officer and begin <= at < end]
        wanted += [(officer, at, max(holding)[1])] if holding else []
    assert _found(engine, plan, "one", "span_no") == wanted
    assert len(wanted) > 500


@pytest.mark.parametrize("seed", range(3))
def test_spans_made_one_hold_when_any_of_them_holds(engine: DuckDBEngine, seed: int) -> None:
    dice, plan = random.Random(seed), _plan()
    spans = _spans(dice)
    points = _points(dice, spans)
    _given(engine, "given", "officer_no, from_us, until_us, place_no", spans)
    _given(engine, "points", "officer_no, at_us", points)
    united(plan, "one", "All of them.", "given", ("officer_no",))
    wanted = [(o, at) for o, at in points if any(s[0] == o and s[1] <= at < s[2] for s in spans)]
    assert _found(engine, plan, "one") == wanted  # and none twice: they do not overlap


@pytest.mark.parametrize("seed", range(3))
def test_what_spans_touch(engine: DuckDBEngine, seed: int) -> None:
    """Spans open at either end, or backwards; rows longer than a day, backwards, or without an end."""
    dice, plan = random.Random(seed), _plan()

    def ends(spans: list[Span]) -> list[tuple[int, int | None, int | None, int]]:
        opened = ((o, None if b == -NEVER_US else b, None if e == NEVER_US else e, n) for o, b, e, n in spans)
        return [(o, b, None if dice.random() < 0.1 else e, n) for o, b, e, n in opened]

    spans, rows = ends(_spans(dice, inverted=True)), ends(_spans(dice, inverted=True))
    _given(engine, "given", "officer_no, at_us, until_us, span_no", spans)
    _given(engine, "many", "officer_no, begin_us, end_us, row_no", rows)
    few = "SELECT g.officer_no, g.at_us, g.until_us, g.span_no FROM given AS g"
    ways = touching(few, ("span_no",), "many AS x", "x.row_no, f.span_no", "x.begin_us", "x.end_us")
    plan.add("found", "Found.", " UNION ALL ".join(ways))
    _run(engine, plan)
    wanted = sorted(
        (number, span)
        for officer, begin, end, number in rows
        for o, at, until, span in spans
        if o == officer and begin is not None and end is not None
        and (at is None or at <= end) and (until is None or until >= begin)
    )  # fmt: skip
    assert sorted(engine.frame("SELECT row_no, span_no FROM found").rows()) == wanted
    assert len(wanted) > 300


@pytest.mark.parametrize("seed", range(4))
def test_mutes_of_cameras_that_several_officers_use(engine: DuckDBEngine, seed: int) -> None:
    dice = random.Random(seed)
    source = RowsSource({"recordings": _recordings(dice), "device_events": _presses(dice)})
    plan = _plan(tables=("recordings", "device_events"))
    mutes(plan)
    try:
        with DuckDBEngine(source.folders(), threads=1) as it:
            for table in TABLES:
                it.source(table, source.files(table.name))
            _run(it, plan)
            found = it.frame("SELECT officer_no, lo_us, hi_us FROM muted_footage").rows()
            wanted = _muted(
                it.frame("SELECT officer_no, device_no, start_us, end_us FROM recording_runs").rows(),
                it.frame("""SELECT v.device_no, e.at_us, e.unmuted_us, l.log_until_us FROM mute_events AS e
                    JOIN devices AS v ON v.device_id = e.device_id JOIN device_logs AS l ON l.device_no = v.device_no
                    WHERE e.event = 'mute_on'""").rows(),
            )
    finally:
        source.close()
    assert _joined(found) == _joined(wanted)
    assert len(_joined(wanted)) > 40
    assert sum(hi - lo for _, lo, hi in found) == sum(hi - lo for _, lo, hi in _joined(wanted))  # nothing counts twice


def _stamp(us: int) -> str:
    from bwcmeta.audit.freeze import from_us

    return from_us(us).isoformat()


def _recordings(dice: random.Random) -> list[dict[str, object]]:
    """Each camera is used by three officers, each officer uses three cameras."""
    rows: list[dict[str, object]] = []
    for _ in range(250):
        begin = _instant(dice) + dice.choice((0, HOUR_US, 90 * 60_000_000))
        length = dice.choice((1, *((30 * 60_000_000, HOUR_US) * 5), 5 * HOUR_US, DAY_US, 2 * DAY_US + 1))
        camera = dice.randrange(CAMERAS)
        officer = f"O{(camera + dice.randrange(3)) % CAMERAS}"
        own = {
            "recording_id": f"R{len(rows)}",
            "officer_id": officer,
            "device_id": dice.choice((*[f"C{camera}"] * 20, None)),
        }
        rows.append({**own, "started_at": _stamp(begin), "ended_at": _stamp(begin + length)})
    return rows


def _presses(dice: random.Random) -> list[dict[str, object]]:
    return [
        {
            "device_id": f"C{dice.randrange(CAMERAS + 1)}",
            "at": _stamp(_instant(dice) + dice.choice((0, HOUR_US, 40 * 60_000_000))),
            "event": dice.choice(("mute_on", "mute_on", "mute_off", "power_on")),
            "sequence": number,
        }
        for number in range(160)
    ]


def _muted(
    runs: list[tuple[int, int, int, int]], presses: list[tuple[int, int, int | None, int]]
) -> list[tuple[int, int, int]]:
    """Every press beside every recording: it counts in the one it was pressed in, else in those that it reaches."""
    found = []
    for camera, at, unmuted, log_until in presses:
        for officer, device, begin, end in runs:
            if device != camera:
                continue
            pressed_in = [r for r in runs if r[:2] == (officer, device) and r[2] <= at < r[3]]
            until = log_until if unmuted is None else unmuted
            reaches = at < end and until > begin and (unmuted is not None or at >= begin)
            if reaches and pressed_in in ([], [(officer, device, begin, end)]):
                found.append((officer, max(at, begin), min(until, end)))
    return found


def _joined(pieces: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The same time in the fewest pieces."""
    made: list[tuple[int, int, int]] = []
    for officer, lo, hi in sorted(p for p in pieces if p[1] < p[2]):
        if made and made[-1][0] == officer and lo <= made[-1][2]:
            made[-1] = (officer, made[-1][1], max(hi, made[-1][2]))
        else:
            made.append((officer, lo, hi))
    return made
