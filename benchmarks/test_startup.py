"""How long commands take to start, and the small ones as a whole. Bars: `--help` 0.25 s, `policy check` 0.6 s, `audit` of
the sample logs 3 s, as medians by the clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.measure import ROOT, Measured, bwcmeta, run
from bwcmeta.cli.commands import COMMANDS

LOGS = ROOT / "sample_logs"
SHIPPED = ROOT / "bwcmeta" / "policies" / "shipped" / "aclu-model-act.yaml"


def _names() -> list[str]:
    return [f"{e.name} {i.name}" if e.inside else e.name for e in COMMANDS for i in (e.inside or (e,))]


@pytest.mark.parametrize("command", ["python", "", *_names()])
def test_help(command: str, timed: Callable[..., Measured], scratch: Path) -> None:
    if command == "python":
        timed(
            "start-up",
            "python -c pass",
            lambda: run([sys.executable, "-c", "pass"], scratch=scratch),
            against="python -c pass",
            rounds=7,
        )
        return
    arguments = [*command.split(), "--help"]
    name = f"bwcmeta {' '.join(arguments)}"
    timed(
        "start-up",
        name,
        lambda: bwcmeta(*arguments, scratch=scratch),
        against="python -c pass",
        rounds=7 if not command else 3,
    )


@pytest.mark.parametrize(
    "arguments",
    [("policy", "check", SHIPPED), ("policy", "list"), ("audit", LOGS)],
    ids=["policy check", "policy list", "audit sample_logs"],
)
def test_whole_command(
    arguments: tuple[str | Path, ...], timed: Callable[..., Measured], scratch: Path, request: pytest.FixtureRequest
) -> None:
    name = f"bwcmeta {request.node.callspec.id}"
    tz = ("--tz", "America/Chicago") if arguments[0] == "audit" else ()
    timed("start-up", name, lambda: bwcmeta(*arguments, *tz, scratch=scratch), against="python -c pass", rounds=7)
