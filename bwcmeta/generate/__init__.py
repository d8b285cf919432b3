"""Invents the logs of a county: seeded, the same bytes everywhere, day by day in bounded memory."""

from __future__ import annotations

from bwcmeta.generate.run import GeneratedLogs, generate

__all__ = ["GeneratedLogs", "generate"]
