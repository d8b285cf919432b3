"""Durations as policies write them: a number with a unit, elapsed or by the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["s", "m", "h", "d", "mo", "y", "business_days"]

MICROSECONDS = 1_000_000
EXAMPLES = "30s, 5m, 24h, 90d, 6mo, 3y, 5 business days"
ELAPSED_US: dict[str, int] = {"s": MICROSECONDS, "m": 60 * MICROSECONDS, "h": 3600 * MICROSECONDS}
COARSE_US = 60 * MICROSECONDS
"""Stamps of this resolution or coarser stand for a span, finer ones are taken as exact."""

_FORM = re.compile(r"^\s*(\d{1,7})\s*(business\s+days?|bd|mo|s|m|h|d|y)\s*$", re.ASCII)
_SPELLED = {
    "s": "s",
    "m": "min",
    "h": "h",
    "d": "days",
    "mo": "months",
    "y": "years",
    "business_days": "business days",
}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time with its unit.

    `s`, `m` and `h` are elapsed time. `d`, `mo`, `y` are calendar arithmetic in the policy's zone: `3y` is not 1095
    days. `business_days` end with the last business day.
    """

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `30s`, `5m`, `24h`, `90d`, `6mo`, `3y` or `5 business days`.

        Raises:
            ValueError: the text is no duration; the message says what would be right.
        """
        match = _FORM.match(text)
        if not match:
            msg = f"{text!r} is no duration: write a number with a unit, as in {EXAMPLES}"
            raise ValueError(msg)
        unit = match[2]
        return cls(int(match[1]), "business_days" if unit.startswith("b") else unit)  # type: ignore[arg-type]

    @property
    def elapsed_us(self) -> int | None:
        """Microseconds of an elapsed duration; None for one that needs a calendar."""
        size = ELAPSED_US.get(self.unit)
        return self.count * size if size is not None else (0 if self.count == 0 else None)

    @property
    def months(self) -> int:
        """Calendar months (years count twelve)."""
        return {"mo": 1, "y": 12}.get(self.unit, 0) * self.count

    @property
    def days(self) -> int:
        """Calendar days."""
        return self.count if self.unit == "d" else 0

    @property
    def rough_us(self) -> int:
        """A length to *order* durations by (months of 30.4375 days); never used to decide a verdict."""
        if self.elapsed_us is not None:
            return self.elapsed_us
        per_day = 86_400 * MICROSECONDS
        days = {"d": 1.0, "mo": 30.4375, "y": 365.25, "business_days": 1.4}[self.unit]
        return int(self.count * days * per_day)

    def __str__(self) -> str:
        return f"{self.count} business days" if self.unit == "business_days" else f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """As a reader would say it: `6 months`."""
        unit = _SPELLED[self.unit]
        return f"{self.count} {unit.removesuffix('s') if self.count == 1 and len(unit) > 1 else unit}"
