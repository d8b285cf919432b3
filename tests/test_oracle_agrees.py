"""The engine and the oracle agree on every obligation and every waterfall of many small dirty worlds.

One run of the engine takes a batch of worlds with disjoint ids; the oracle judges each world by itself, so that the
test also says that strangers' rows change nothing. BWCMETA_WORLDS=20000 asks for more than the suite does.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from comparing import differences, engine_says, oracle_says
from hypothesis import given, settings
from hypothesis import strategies as st
from world_policies import KINDS, policy
from worlds import HORIZON, Rows, batch, batches, together

POLICIES = 3
WORLDS = int(os.environ.get("BWCMETA_WORLDS", "300"))
FOOTAGE = ("recorded_throughout", "not_recorded", "stops_after")
OTHERS = tuple(kind for kind in KINDS if kind not in FOOTAGE)


def _differences(worlds: list[Rows], which: int, kinds: tuple[str, ...], folder: Path, every: int = 1) -> list[str]:
    document, as_of = policy(which, kinds, every)
    engine = engine_says(together(worlds), document, as_of, HORIZON, folder)
    obligations: list[dict[str, Any]] = []
    waterfall: dict[str, Counter[str]] = {}
    for world in worlds:
        said = oracle_says(world, document, as_of, HORIZON)
        obligations += said.obligations
        for rule, states in said.waterfall.items():
            waterfall.setdefault(rule, Counter()).update(states)
    falls = {rule: (engine.waterfall.get(rule, Counter()), states) for rule, states in waterfall.items()}
    unlike = [f"waterfall of {rule}: {one} and {other}" for rule, (one, other) in falls.items() if one != other]
    return differences(engine.obligations, obligations) + unlike


@pytest.mark.parametrize("kinds", [pytest.param(FOOTAGE, id="footage"), pytest.param(OTHERS, id="others")])
@pytest.mark.parametrize("which", range(POLICIES))
def test_engine_and_oracle_agree(which: int, kinds: tuple[str, ...], tmp_path: Path) -> None:
    worlds = batch(random.Random(which), WORLDS // POLICIES)
    assert _differences(worlds, which, kinds, tmp_path) == []


@settings(max_examples=4, derandomize=True)
@given(batches(), st.integers(0, POLICIES - 1), st.sampled_from(sorted(KINDS)))
def test_engine_and_oracle_agree_on_the_smallest_worlds(worlds: list[Rows], which: int, kind: str) -> None:
    with TemporaryDirectory() as folder:
        assert _differences(worlds, which, (kind,), Path(folder), every=4) == []


@pytest.mark.parametrize("seed", range(2))
def test_they_agree_where_horizon_and_as_of_are_found_in_the_data(seed: int, tmp_path: Path) -> None:
    world = together(batch(random.Random(1000 + seed), 5))
    document, _ = policy(seed, FOOTAGE, every=6)
    engine = engine_says(world, document, None, {}, tmp_path)
    oracle = oracle_says(world, document, None, {})
    assert differences(engine.obligations, oracle.obligations) == []


def test_every_second_look_is_taken_in_these_worlds(tmp_path: Path) -> None:
    """Steps 9 and 10 of a verdict are reached, by rules of every kind that takes them, and not only just."""
    counted: Counter[tuple[str, str]] = Counter()
    for which in range(POLICIES):
        document, as_of = policy(which, FOOTAGE, every=2)
        said = engine_says(together(batch(random.Random(which), 150)), document, as_of, HORIZON, tmp_path)
        counted.update((row["rule"].rsplit("-", 1)[0], row["reason"] or "") for row in said.obligations)
    assert counted["recorded-throughout", "camera_under_another_id"] >= 10
    for kind in ("recorded-throughout", "not-recorded", "stops-after"):
        assert counted[kind, "clock_suspect"] >= 5, kind
