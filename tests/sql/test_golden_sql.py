"""The SQL of every step of a small policy with one rule of each kind, for reading: how a change of a template shows.

Rows decide (tests/parity, tests/test_rule_cases.py); these files only show. After a wanted change:
`BWCMETA_GOLDEN=refresh python -m pytest tests/sql/test_golden_sql.py`, then read the diff.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bwcmeta.audit.compile import compile_audit, longest_limit, shared_settings
from bwcmeta.audit.freeze import to_us
from bwcmeta.model.tables import TABLES
from bwcmeta.plan.plan import Settings
from bwcmeta.policies import load_policy
from bwcmeta.sql.functions import SPELLINGS, spell
from bwcmeta.sql.template import tree_of

GOLDEN = Path(__file__).parent / "golden"
REFRESH = os.environ.get("BWCMETA_GOLDEN") == "refresh"
FUNCTIONS = {
    "BWC_US": "SELECT BWC_US(x.t) AS v FROM x",
    "BWC_HAS_ANY": "SELECT BWC_HAS_ANY(x.l, 'a', 'b') AS v FROM x",
    "BWC_HAS_ONLY": "SELECT BWC_HAS_ONLY(x.l, 'a', 'b') AS v FROM x",
    "BWC_SET_OF": "SELECT x.k, BWC_SET_OF(x.a) AS v FROM x GROUP BY x.k",
    "BWC_EACH": "SELECT x.k, BWC_EACH(x.l) AS v FROM x",
    "BWC_EACH_NUMBER": "SELECT x.k, BWC_EACH_NUMBER(x.a, x.b) AS v FROM x",
    "BWC_COUNT_OF": "SELECT BWC_COUNT_OF(x.l) AS v FROM x",
    "BWC_FIRST_OF": "SELECT BWC_FIRST_OF(x.l) AS v FROM x",
    "BWC_DIV": "SELECT BWC_DIV(x.a + x.b, 3600000000) AS v FROM x",
    "BWC_DATE_OF": "SELECT BWC_DATE_OF(x.a) AS v FROM x",
    "BWC_DAY_OF": "SELECT BWC_DAY_OF(x.d) AS v FROM x",
    "BWC_ADD_MONTHS": "SELECT BWC_ADD_MONTHS(x.d, 6) AS v FROM x",
    "BWC_ID": "SELECT BWC_ID(x.k) AS v FROM x",
    "BWC_MONTH": "SELECT BWC_MONTH(x.d) AS v FROM x",
}


def _held_against(name: str, text: str) -> None:
    path = GOLDEN / name
    if REFRESH:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"{name} is out of date: see the head of this file"


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_steps_of_every_kind(dialect: str) -> None:
    policy = load_policy(GOLDEN / "one-of-each-kind.yaml")
    lead, gap, grace, zone = shared_settings([policy])
    at = to_us(datetime(2026, 4, 1, tzinfo=UTC), "as_of")
    settings = Settings(
        as_of_us=at,
        horizons={table.name: (to_us(datetime(2026, 1, 1, tzinfo=UTC), "from"), at) for table in TABLES},
        rows={table.name: 1 for table in TABLES},
        restated=frozenset(table.name for table in TABLES),
        match_lead_us=lead,
        stitch_gap_us=gap,
        upload_grace_us=grace,
        zone=zone,
        longest_limit_us=longest_limit([policy]),
    )
    steps = compile_audit([policy], settings).plan.steps.values()
    text = "\n\n".join(
        f"-- {s.says}\n-- {s.name}{' (kept)' if s.keep else ''}\n{spell(s.tree, dialect)};" for s in steps
    )
    _held_against(f"{dialect}.sql", f"{text}\n")


def test_spelling_of_every_function() -> None:
    lines = [
        f"{name:<16} {dialect:<11} {spell(tree_of(sql), dialect, pretty=False)}"
        for name, sql in FUNCTIONS.items()
        for dialect in SPELLINGS
    ]
    _held_against("functions.txt", "\n".join(lines) + "\n")


def test_every_dialect_spells_every_function() -> None:
    for dialect, table in SPELLINGS.items():
        lists = set() if dialect not in ("snowflake", "trino") else {"BWC_EACH", "BWC_EACH_NUMBER"}
        assert set(table) | lists == set(FUNCTIONS), dialect
