"""The id of a finding, defined once: what it is made of and in which order, as SQL and in Python.

The same on every run over the same facts (docs/reference/outputs.md says it in words): people's decisions name it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

ABOUT = ("incident_id", "officer_id", "recording_id", "fact_id", "unit_id")
"""What a finding is about, beside its policy, its rule and its instant."""
SEPARATOR = "\x1f"
"""Stands between the parts (the ASCII unit separator)."""
_BETWEEN = f", CHR({ord(SEPARATOR)}), "


def whose_sql(policy: str, rule: str) -> str:
    """SQL of the first two parts."""
    return f"CONCAT('{policy}'{_BETWEEN}'{rule}')"


def id_sql(whose: str, about: Mapping[str, str], row_us: str, number: str = "'0'") -> str:
    """SQL of an id.

    Args:
        whose: SQL that gives what `whose_sql` does.
        about: SQL of each of `ABOUT`.
        row_us: SQL of the instant in microseconds since 1970, as a number.
        number: SQL of the number among those that say the same of the same, as text.
    """
    parts = (*(about[name] for name in ABOUT), f"CAST({row_us} AS VARCHAR)")
    key = _BETWEEN.join(f"COALESCE({part}, '')" for part in parts)
    return f"BWC_ID(CONCAT({whose}{_BETWEEN}{key}{_BETWEEN}{number}))"


def id_of(finding: Mapping[str, object], number: int) -> str:
    """The id of one finding: `policy`, `rule_id`, `ABOUT` and `row_us` are read from it."""
    parts = (finding[name] for name in ("policy", "rule_id", *ABOUT, "row_us"))
    text = SEPARATOR.join("" if part is None else str(part) for part in (*parts, number))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
