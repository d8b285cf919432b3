"""Options and fixtures of the benchmarks. `make bench` runs the small ones, `make bench-full` the large ones too."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.board import BASELINE, LAST, Board
from benchmarks.measure import Measured

SMALL, LARGE = 1_000_000, 10_000_000
_BOARD = Board()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bwcmeta")
    group.addoption("--full", action="store_true", help="also the large ones (10 million recordings)")
    group.addoption("--hundred", action="store_true", help="also ten copies of the large one (100 million recordings)")
    group.addoption("--recordings", type=int, default=SMALL, help="size of the ordinary world (default 1,000,000)")
    group.addoption("--large", type=int, default=LARGE, help="size of the large world (default 10,000,000)")
    group.addoption("--rounds", type=int, default=3, help="rounds of what takes seconds (default 3)")
    group.addoption("--write-baseline", action="store_true", help="keep the results as benchmarks/baseline.json")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: takes many minutes; only with --full")
    config.addinivalue_line("markers", "hundred: takes an hour and 60 GB of disk; only with --hundred")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for asked, why in (("full", "a large one: make bench-full"), ("hundred", "a very large one: make bench-hundred")):
        if not config.getoption(f"--{asked}"):
            skip = pytest.mark.skip(reason=why)
            for item in items:
                if item.get_closest_marker(asked):
                    item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if _BOARD.groups:
        terminalreporter.section("processor seconds of whole processes, ratios within this run")
        for line in _BOARD.lines():
            terminalreporter.write_line(line)
        _BOARD.write(LAST)
        if config.getoption("--write-baseline"):
            _BOARD.write(BASELINE, merge=True)


@pytest.fixture(scope="session")
def recordings(request: pytest.FixtureRequest) -> int:
    """Size of the ordinary world."""
    return int(request.config.getoption("--recordings"))


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest) -> int:
    """Size of the large world."""
    return int(request.config.getoption("--large"))


@pytest.fixture
def timed(request: pytest.FixtureRequest, benchmark: Any) -> Callable[..., Measured]:
    """Time a piece of work under pytest-benchmark and put it on the board; return the last run."""

    def time(
        group: str,
        name: str,
        work: Callable[[], Measured],
        *,
        against: str,
        rounds: int | None = None,
        setup: Any = None,
        **extra: Any,
    ) -> Measured:
        runs: list[Measured] = []
        benchmark.group = group
        benchmark.pedantic(
            lambda: runs.append(work()),
            rounds=rounds or int(request.config.getoption("--rounds")),
            setup=setup,
            warmup_rounds=0,
        )
        _BOARD.add(group, name, runs, against=against, **extra)
        shown = {k: v for k, v in _BOARD.groups[group][name].items() if k != "rounds"}
        benchmark.extra_info.update(shown)
        return runs[-1]

    return time


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A folder for what a run writes."""
    return tmp_path / "scratch"


def needs(*modules: str) -> None:
    """Skip, loudly, when a library of the extra `bench` is missing."""
    missing = [m for m in modules if importlib.util.find_spec(m) is None]
    if missing:
        told = f"{', '.join(missing)} not installed: pip install 'bwcmeta[bench]' to measure against it"
        pytest.skip(told)
