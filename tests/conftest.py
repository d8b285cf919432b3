"""What every test may use: the command line run in this process, and the place of the checkout."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from ran import Ran

ROOT = Path(__file__).parents[1]
"""The checkout."""

# One machine may be ten times slower than another: a deadline per example would only test the machine.
settings.register_profile("bwcmeta", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bwcmeta")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own settings reaches a test."""
    for name in [name for name in os.environ if name.startswith("BWCMETA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def root() -> Path:
    """The checkout, for tests of files that are committed."""
    return ROOT


@pytest.fixture
def bwcmeta(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `bwcmeta WORDS...` in this process; nothing is a terminal."""
    from bwcmeta.cli.app import run

    def call(*words: str | Path) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run([str(word) for word in words])
        return Ran(code, out.getvalue(), err.getvalue())

    return call
