"""docs/coverage.md as a table: which rules say which provision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "coverage.md"


@dataclass(frozen=True)
class Line:
    """One line of the page; `rules` are (pack, rule id)."""

    policy: str
    section: str
    topic: str
    decided_by: str
    rules: tuple[tuple[str, str], ...]
    left_out: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.policy, self.section, self.topic


@cache
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@cache
def lines() -> tuple[Line, ...]:
    found = []
    for text in page().splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split(" | ")]
        if text.startswith("| ") and cells[0] != "policy" and not text.startswith("| ---"):
            cells += [""] * (6 - len(cells))
            policy, section, topic, decided_by, rules, left_out = cells
            found.append(Line(policy, section, topic, decided_by, _rules(rules, policy), left_out.rstrip(" |")))
    return tuple(found)


def _rules(cell: str, policy: str) -> tuple[tuple[str, str], ...]:
    """`a`, `b` (`pack`); `c` -> rules with their pack; without a pack it has the policy's id."""
    named = []
    for part in cell.split(";"):
        pack = re.search(r"\(`([^`]+)`\)", part)
        rules = re.findall(r"`([^`]+)`", part[: pack.start()] if pack else part)
        named += [(pack[1] if pack else policy, rule) for rule in rules]
    return tuple(named)
