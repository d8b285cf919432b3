"""Where everybody kept the policy nobody is accused, and nothing is left open either."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from clean_world import AS_OF, HORIZON, POLICY, clean_world
from comparing import Said, engine_says, oracle_says


def _is_silent(said: Said) -> None:
    verdicts = Counter((row["rule"], row["verdict"]) for row in said.obligations)
    assert {verdict for _, verdict in verdicts} == {"compliant", "exempt"}, verdicts
    assert {rule for rule, _ in verdicts} == {rule["id"] for rule in POLICY["rules"]}


@pytest.mark.parametrize("seed", range(3))
def test_the_oracle_is_silent(seed: int) -> None:
    _is_silent(oracle_says(clean_world(seed), POLICY, AS_OF, HORIZON))


@pytest.mark.parametrize("seed", range(2))
def test_the_engine_is_silent(seed: int, tmp_path: Path) -> None:
    _is_silent(engine_says(clean_world(seed, 600), POLICY, AS_OF, HORIZON, tmp_path))


def test_one_recording_taken_away_is_heard(tmp_path: Path) -> None:
    """Silence must not come from asking nothing."""
    world = clean_world(0)
    gone = next(r for r in world["recordings"] if r["activated_at"] and not r["deleted_at"])
    world["recordings"] = [r for r in world["recordings"] if r["incident_ids"] != gone["incident_ids"]]
    found = [r for r in engine_says(world, POLICY, AS_OF, HORIZON, tmp_path).obligations if r["verdict"] == "violation"]
    assert {(r["rule"], r["reason"]) for r in found} == {("not-recorded", "no_recording")}
