"""The benchmarks' own parts: rivals and bwcmeta agree on a small world, many rules load, ratios are right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bwcmeta.api.audits import audit_exports
from bwcmeta.api.logs import generate_logs
from bwcmeta.policies import load_policy

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import board, many_rules, plots
from benchmarks.answers import of_device_log, of_model_pack
from benchmarks.device_log import write_device_log
from benchmarks.measure import ROOT, Measured
from benchmarks.rivals import device_log, model_pack_duckdb, model_pack_polars, model_pack_sqlite
from benchmarks.rivals.answers import digest, digests

POLICIES = ROOT / "benchmarks" / "policies"
NOTHING = digest([])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world, and beside it the run of an audit over it."""
    folder = tmp_path_factory.mktemp("benchmarks")
    generate_logs(folder / "world", officers=16, days=10, plant=False, form="parquet", seed=41)
    audit_exports([folder / "world"], POLICIES / "bench-eight.yaml", out=folder / "run")
    return folder


def some(found: dict[str, list[object]]) -> dict[str, list[object]]:
    return {rule: answer for rule, answer in found.items() if answer != NOTHING}


def test_by_hand_and_by_bwcmeta_the_answers_are_the_same(world: Path) -> None:
    mine, _ = of_model_pack(world / "run", world / "world")
    assert len(some(mine)) >= 3
    for way in ("tuned", "plain"):
        assert some(digests(model_pack_duckdb.run(world / "world", way=way, memory="1GB"))) == some(mine), way
    assert some(digests(model_pack_polars.run(world / "world"))) == some(mine)
    assert some(digests(model_pack_sqlite.run(world / "world"))) == some(mine)


@pytest.mark.filterwarnings("ignore:Sortedness of columns")
def test_the_device_log_too(tmp_path: Path) -> None:
    write_device_log(tmp_path / "log", 4000)
    audit_exports([tmp_path / "log"], POLICIES / "bench-device-log.yaml", out=tmp_path / "run")
    mine = of_device_log(tmp_path / "run")
    assert len(some(mine)) >= 4
    for rival in (device_log.polars_script, device_log.duckdb_sql):
        assert some(digests(rival(tmp_path / "log"))) == some(mine), rival.__name__


@pytest.mark.parametrize("count", [1, 5, 20, 50])
def test_policies_of_many_rules_load(count: int, tmp_path: Path) -> None:
    policy = load_policy(many_rules.of(count, tmp_path))
    assert len(policy.rules) == count
    assert len({str(rule.parameters) + str(rule.when) for rule in policy.rules}) == count


def test_each_kind_has_a_policy(tmp_path: Path) -> None:
    assert len(load_policy(many_rules.one_of_each(tmp_path)).rules) == len(many_rules.KINDS)
    for kind in many_rules.KINDS:
        assert any(rule.kind == kind for rule in load_policy(many_rules.one_of(kind, tmp_path)).rules)


def test_ratios_are_of_processor_seconds_within_the_group() -> None:
    results = board.Board()
    results.add("g", "slow", [Measured(9, 3.0, 10, 0, "", ""), Measured(1, 5.0, 20, 0, "", "")], against="base")
    results.add("g", "base", [Measured(8, 2.0, 5, 0, "", "")], against="base")
    told = results.document()["groups"]["g"]["results"]
    assert told["slow"] == {"wall_s": 5, "cpu_s": 4.0, "peak_mb": 20, "rounds": 2, "ratio": 2.0}
    assert told["base"]["ratio"] == 1.0


def test_the_pictures_are_those_of_the_committed_results() -> None:
    for name, text in plots.pictures(board.committed()).items():
        assert (ROOT / "docs" / "performance" / name).read_text(encoding="utf-8") == text, "python -m benchmarks.plots"
