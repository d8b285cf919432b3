"""How long work tells a caller that it goes on."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being worked on, how much is done and how much there is (0: nobody knows)."""
