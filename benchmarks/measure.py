"""Run one piece of work in a process of its own and measure the whole of it: start, imports, reading, answering."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run cost.

    Attributes:
        wall_s: by the clock.
        cpu_s: processor time of the process, all threads, user and system; the figure to trust on a shared machine.
        peak_mb: the largest resident set.
        code: exit code.
        said: what it printed on standard output.
        complained: what it printed on standard error.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    code: int
    said: str
    complained: str

    @property
    def answer(self) -> Any:
        """The last line of standard output, read as JSON."""
        return json.loads(self.said.splitlines()[-1])


def run(arguments: Sequence[str | Path], *, scratch: Path, must: bool = True) -> Measured:
    """Run a program and wait for it.

    Args:
        arguments: the program and its arguments.
        scratch: folder for its output.
        must: an exit code above 2 is an error.

    Raises:
        RuntimeError: it failed.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    out, err, report = scratch / "stdout", scratch / "stderr", scratch / "used.json"
    helper = [sys.executable, "-I", "-S", str(ROOT / "benchmarks" / "spawn.py"), str(report)]
    with out.open("wb") as to, err.open("wb") as errors:
        subprocess.run(
            [*helper, *map(str, arguments)], stdout=to, stderr=errors, cwd=ROOT, env=_environment(), check=True
        )
    used = json.loads(report.read_text(encoding="utf-8"))
    said, complained = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8", errors="replace")
    if must and not 0 <= used["code"] <= 2:
        tail = "\n".join(complained.splitlines()[-15:])
        raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {used['code']}\n{tail}")
    peak = used["maxrss"] / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Measured(used["wall_s"], used["cpu_s"], peak, used["code"], said, complained)


def bwcmeta(*arguments: str | Path, scratch: Path) -> Measured:
    """Run the command line of the program under test."""
    return run([sys.executable, "-m", "bwcmeta", *arguments], scratch=scratch)


def rival(name: str, *arguments: str | Path, scratch: Path) -> Measured:
    """Run one of `benchmarks.rivals`; its answer is a JSON object on the last line of standard output."""
    return run([sys.executable, "-m", "benchmarks.rivals", name, *arguments], scratch=scratch)


def _environment() -> dict[str, str]:
    # a user's Python keeps its bytecode: without it every start compiles the libraries anew
    left_out = ("PYTEST", "COV", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    return {**kept, "PYTHONPATH": str(ROOT)}
