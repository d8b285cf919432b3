from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from generated import contents, read

from bwcmeta.errors import ArgumentError
from bwcmeta.generate import generate
from bwcmeta.model.tables import TABLE_BY_NAME

EXPECTED_RATES = {
    "no footage on scene": (0.03, 0.09),
    "two or more calls under one recording": (0.01, 0.15),
    "no number": (0.2, 0.6),
    "unknown place": (0.04, 0.13),
    "never arrived": (0.03, 0.13),
}
"""Bounds that say whether the county still behaves as its README tells."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    folder = tmp_path_factory.mktemp("world")
    generate(folder, officers=60, days=40, seed=3, form="parquet")
    return read(folder)


@pytest.fixture(scope="module")
def county(world: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Without the planted rows."""
    calls = pl.col("incident_id").str.contains(r"^MC26-\d+$")
    return {
        "recordings": world["recordings"].filter(~pl.col("device_id").str.contains("X60[A-Z]")),
        "incidents": world["incidents"].filter(calls),
        "unit_responses": world["unit_responses"].filter(calls),
        "device_events": world["device_events"].filter(~pl.col("device_id").str.contains("X60[A-Z]")),
    }


def test_keys_name_one_row(world: dict[str, pl.DataFrame]) -> None:
    for name, frame in world.items():
        assert not frame.select(TABLE_BY_NAME[name].key).is_duplicated().any(), name
        assert [c.name for c in TABLE_BY_NAME[name].own] == frame.columns


def test_values_are_of_the_vocabularies(world: dict[str, pl.DataFrame]) -> None:
    for name, frame in world.items():
        for column in TABLE_BY_NAME[name].own:
            values = frame[column.name]
            if column.required:
                assert values.null_count() == 0, (name, column.name)
            if column.values:
                assert set(values.drop_nulls()) <= set(column.values), (name, column.name)


def test_nobody_is_on_two_calls_at_once(county: dict[str, pl.DataFrame]) -> None:
    calls = county["unit_responses"].filter(pl.col("cleared_at").is_not_null()).sort("officer_id", "dispatched_at")
    next_call = pl.col("dispatched_at").shift(-1).over("officer_id")
    assert calls.filter(pl.col("cleared_at") >= next_call).is_empty()


def test_clock_times_follow_each_other(county: dict[str, pl.DataFrame]) -> None:
    calls = county["unit_responses"]
    order = ("dispatched_at", "enroute_at", "arrived_at", "cleared_at")
    for earlier, later in pairwise(order):
        assert calls.filter(pl.col(earlier) > pl.col(later)).is_empty(), (earlier, later)


def test_no_camera_records_twice_at_once(county: dict[str, pl.DataFrame]) -> None:
    items = county["recordings"].sort("device_id", "started_at")
    next_start = pl.col("started_at").shift(-1).over("device_id")
    assert items.filter(pl.col("ended_at") > next_start).is_empty()


def test_footage_is_cut_at_four_hours(county: dict[str, pl.DataFrame]) -> None:
    items = county["recordings"]
    assert items["duration_s"].max() == 14_402
    capped = items.filter(pl.col("stop_reason") == "cap")
    assert capped.height > 0
    assert (capped["duration_s"] == 14_402).all()


def test_log_lines_are_numbered_in_the_order_of_time(county: dict[str, pl.DataFrame]) -> None:
    lines = county["device_events"].sort("device_id", "sequence")
    assert lines.filter(pl.col("at") < pl.col("at").shift(1).over("device_id")).is_empty()
    missing = pl.col("sequence") - pl.col("sequence").shift(1).over("device_id") > 1
    lost = lines.filter(missing).height
    assert 0 < lost < lines.height // 500


def test_rates_are_about_what_the_readme_says(county: dict[str, pl.DataFrame]) -> None:
    calls, items = county["unit_responses"], county["recordings"].filter(pl.col("started_at") >= START)
    there = calls.filter(pl.col("arrived_at").is_not_null(), pl.col("cleared_at").is_not_null())
    pairs = there.join(items.select("officer_id", "started_at", "ended_at"), on="officer_id", how="inner").filter(
        pl.col("started_at") <= pl.col("cleared_at"),
        pl.col("ended_at").is_null() | (pl.col("ended_at") >= pl.col("arrived_at")),
    )
    covered = there.join(pairs, on=["incident_id", "officer_id"], how="semi").height
    numbers = items["incident_ids"].list.len()
    places = county["incidents"]["location_type"]
    rates = {
        "no footage on scene": 1 - covered / there.height,
        "two or more calls under one recording": (numbers > 1).mean(),
        "no number": (numbers == 0).mean(),
        "unknown place": (places.is_null() | (places == "other_unknown")).mean(),
        "never arrived": calls["arrived_at"].is_null().mean(),
    }
    for name, (low, high) in EXPECTED_RATES.items():
        assert low < float(str(rates[name])) < high, (name, rates[name])


START = datetime(2026, 1, 12, tzinfo=UTC)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, officers=8, days=9, seed=seed)
    one, again, other = (contents(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one["evidence_created.csv"] != other["evidence_created.csv"]


def test_a_longer_world_begins_like_a_shorter_one(tmp_path: Path) -> None:
    generate(tmp_path / "short", officers=8, days=3, plant=False)
    generate(tmp_path / "long", officers=8, days=5, plant=False)
    short, long = (contents(tmp_path / name)["duty.csv"].splitlines() for name in ("short", "long"))
    assert long[: len(short)] == short


def test_forms_hold_the_same_rows(tmp_path: Path) -> None:
    made = {
        form: generate(tmp_path / form, officers=8, days=9, form=form) for form in ("vendor", "canonical", "parquet")
    }
    assert made["vendor"].rows == made["canonical"].rows == made["parquet"].rows
    parquet = read(tmp_path / "parquet")["recordings"]
    texts = {"infer_schema_length": 0}
    evidence = pl.read_csv(tmp_path / "vendor" / "evidence_created.csv", **texts)
    canonical = pl.read_csv(tmp_path / "canonical" / "recordings.csv", **texts)
    assert evidence["evidence_id"].to_list() == canonical["recording_id"].to_list() == parquet["recording_id"].to_list()
    spelled = parquet["incident_ids"].list.join(",")
    assert evidence["id_external"].fill_null("").to_list() == spelled.to_list()
    assert canonical["incident_ids"].fill_null("").to_list() == spelled.str.replace_all(",", ";").to_list()
    instants = evidence["created_date_record_start"].str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_zone="UTC")
    assert instants.dt.cast_time_unit("us").to_list() == parquet["started_at"].to_list()


def test_a_number_of_recordings_is_about_met(tmp_path: Path) -> None:
    made = generate(tmp_path, recordings=30_000, plant=False, form="parquet")
    assert made.rows["recordings"] == pytest.approx(30_000, rel=0.05)
    assert made.rows["unit_responses"] == pytest.approx(15_000, rel=0.1)
    assert made.rows["device_events"] > 60_000


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    generate(tmp_path, officers=4, days=2, plant=False, progress=lambda *said: heard.append(said))
    assert heard == [("days", 2, 2)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"days": 0}, "days is 0"),
        ({"days": 7}, "the planted cases need 8"),
        ({"officers": 0}, "officers is 0"),
        ({"recordings": 0}, "recordings is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"form": "vendr"}, "did you mean 'vendor'"),
    ],
)
def test_wrong_arguments_are_named(tmp_path: Path, arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        generate(tmp_path / "none", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


def test_small_worlds_of_every_size(tmp_path: Path) -> None:
    for officers in (1, 4, 5, 13):
        made = generate(tmp_path, officers=officers, days=1, plant=False, start=date(2026, 6, 1))
        assert made.files["cad_printout.csv"] == made.rows["unit_responses"]
