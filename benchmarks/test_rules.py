"""What a rule costs: by kind, and by how many there are. The bar: 50 rules cost at most 3 times one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import worlds
from benchmarks.many_rules import KINDS, of, one_of, one_of_each
from benchmarks.measure import Measured, bwcmeta


def _audit(rows: int, policy: Path, scratch: Path) -> Measured:
    return bwcmeta("audit", "--lake", worlds.lake(rows), "-p", policy, "--out", scratch.parent / "run", scratch=scratch)


@pytest.mark.parametrize("kind", KINDS)
def test_one_rule_of_each_kind(
    kind: str, recordings: int, timed: Callable[..., Measured], scratch: Path, tmp_path: Path
) -> None:
    policy = one_of(kind, tmp_path)
    worlds.lake(recordings)
    timed(f"kinds-{recordings}", kind, lambda: _audit(recordings, policy, scratch), against="holds", rounds=1)


@pytest.mark.parametrize("count", ["one of each kind", "1", "5", "20", "50"])
def test_number_of_rules(
    count: str, recordings: int, timed: Callable[..., Measured], scratch: Path, tmp_path: Path
) -> None:
    policy = of(int(count), tmp_path) if count.isdigit() else one_of_each(tmp_path)
    worlds.lake(recordings)
    timed(
        f"rules-{recordings}", count, lambda: _audit(recordings, policy, scratch), against="one of each kind", rounds=1
    )


@pytest.mark.parametrize("count", ["one of each kind", "5", "20", "50"])
def test_number_of_rules_that_bind_in_one_district_each(
    count: str, recordings: int, timed: Callable[..., Measured], scratch: Path, tmp_path: Path
) -> None:
    policy = of(int(count), tmp_path, bound=True) if count.isdigit() else one_of_each(tmp_path, bound=True)
    worlds.lake(recordings)
    timed(
        f"rules-bound-{recordings}",
        count,
        lambda: _audit(recordings, policy, scratch),
        against="one of each kind",
        rounds=1,
    )
