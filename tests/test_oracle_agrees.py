"""The engine and the oracle agree on every obligation of many small dirty worlds.

One run of the engine takes a batch of worlds with disjoint ids; the oracle judges each world by itself, so that the
test also says that strangers' rows change nothing. BWCMETA_WORLDS=20000 asks for more than the suite does.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from comparing import differences, engine_says, oracle_says
from hypothesis import given, settings
from world_policies import policy
from worlds import HORIZON, Rows, batch, batches, together

A_BATCH = 120
BATCHES = max(1, int(os.environ.get("BWCMETA_WORLDS", "1440")) // A_BATCH)


def _both(worlds: list[Rows], which: int, folder: Path) -> list[str]:
    document, as_of = policy(which)
    engine = engine_says(together(worlds), document, as_of, HORIZON, folder)
    oracle: list[dict[str, Any]] = []
    for world in worlds:
        oracle += oracle_says(world, document, as_of, HORIZON).obligations
    return differences(engine.obligations, oracle)


@pytest.mark.parametrize("seed", range(BATCHES))
def test_engine_and_oracle_agree(seed: int, tmp_path: Path) -> None:
    worlds = batch(random.Random(seed), A_BATCH)
    assert _both(worlds, seed, tmp_path) == []


@settings(max_examples=12, derandomize=True)
@given(batches())
def test_engine_and_oracle_agree_on_the_smallest_worlds(worlds: list[Rows]) -> None:
    with TemporaryDirectory() as folder:
        for which in range(3):
            assert _both(worlds, which, Path(folder)) == []


@pytest.mark.parametrize("seed", range(3))
def test_they_agree_where_horizon_and_as_of_are_found_in_the_data(seed: int, tmp_path: Path) -> None:
    for number in range(4):
        world = together(batch(random.Random(1000 * seed + number), 3))
        document, _ = policy(seed)
        engine = engine_says(world, document, None, {}, tmp_path)
        assert differences(engine.obligations, oracle_says(world, document, None, {}).obligations) == []
