"""What DuckDB runs is the template itself: it must parse to the tree that `spell` writes, whatever the plan."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from bwcmeta.audit.compile import compile_audit, longest_limit, shared_settings
from bwcmeta.audit.freeze import to_us
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.run import add_results
from bwcmeta.errors import EngineError
from bwcmeta.model.tables import TABLES
from bwcmeta.plan.plan import Settings
from bwcmeta.policies import load_policies
from bwcmeta.policies.catalogue import shipped_policies
from bwcmeta.sql.as_text import duckdb_text
from bwcmeta.sql.functions import spell
from bwcmeta.sql.step import Step
from bwcmeta.sql.template import step, tree_of

EVERY_KIND = str(Path(__file__).parent / "golden" / "one-of-each-kind.yaml")

SEEN: set[str] = set()
"""Policies share most of their steps: each is looked at once."""


def _steps(policy: str, *, rows: int, restated: bool, lacking: bool) -> list[Step]:
    policies = load_policies([policy])
    lead, gap, grace, zone = shared_settings(policies)
    at = to_us(datetime(2026, 4, 1, tzinfo=UTC), "as_of")
    settings = Settings(
        as_of_us=at,
        horizons={table.name: (to_us(datetime(2026, 1, 1, tzinfo=UTC), "from"), at) for table in TABLES},
        rows={table.name: rows for table in TABLES},
        restated=frozenset(table.name for table in TABLES if restated),
        match_lead_us=lead,
        stitch_gap_us=gap,
        upload_grace_us=grace,
        zone=zone,
        longest_limit_us=longest_limit(policies),
        one_a_row=frozenset() if restated else frozenset({"facts", "unit_responses", "duty"}),
        spoken={table.name: {"it's": frozenset({"officer_id"})} for table in TABLES} if lacking else {},
    )
    compiled = compile_audit(policies, settings)
    add_results(compiled, AuditOptions(suppress_below=2, keep_obligations=True, deep=True))
    return list(compiled.plan.steps.values())


def _key(one: Step) -> str:
    slots = {name: v.sql() if isinstance(v, exp.Expression) else repr(v) for name, v in one.query.slots.items()}
    return f"{one.query.text} {slots}"


def _parsed(sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    return tree.sql("duckdb", pretty=True)


def _same(one: Step) -> None:
    text = duckdb_text(one.query)
    assert _parsed(text) == _parsed(spell(one.tree, "duckdb")), one.name
    assert one.query.tables == {table.name for table in one.tree.find_all(exp.Table)}, one.name


@pytest.mark.parametrize("policy", shipped_policies())
def test_every_step_is_the_same_either_way(policy: str) -> None:
    _all_same(_steps(policy, rows=1, restated=True, lacking=True))


@pytest.mark.parametrize(("rows", "restated", "lacking"), [(1, True, True), (1, False, False), (0, False, False)])
def test_every_kind_of_rule_and_of_inputs(rows: int, restated: bool, lacking: bool) -> None:
    _all_same(_steps(EVERY_KIND, rows=rows, restated=restated, lacking=lacking))


def _all_same(steps: list[Step]) -> None:
    assert len(steps) > 20
    for one in steps:
        if (key := _key(one)) not in SEEN:
            SEEN.add(key)
            _same(one)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT BWC_DIV(BWC_US(x.a) + 1, (x.b + 2) * 3) AS v FROM x",
        "SELECT 'it''s :no_slot, BWC_US(' AS v FROM x WHERE x.a IS DISTINCT FROM x.b",
        "SELECT BWC_HAS_ANY(x.l, 'a, b)', ':c', ';', '--') AS v FROM x JOIN (SELECT y.k FROM y) AS z ON z.k = x.k",
        "SELECT x.a FROM x, y AS z WHERE x.k = z.k",
        "SELECT x.a FROM x AS q, (SELECT y.k FROM y) AS z, w WHERE q.k = z.k",
        "SELECT x.a FROM (SELECT y.k FROM y) AS z, x WHERE x.k = z.k",
        "SELECT x.a FROM (SELECT y.k FROM y) AS z, x",
        "SELECT z.k FROM (SELECT y.k FROM y) AS z, (SELECT x.a FROM x) AS w",
        "WITH z AS (SELECT y.k FROM y) SELECT z.k FROM z",
        "SELECT EXTRACT(YEAR FROM x.a) AS v FROM x",
        "SELECT x.a -- FROM z\nFROM x",
        "SELECT x.a::BIGINT AS v, 'FROM z' AS w FROM x",
        "SELECT v.n FROM (VALUES (1, 2), (3, 4)) AS v(n, m) JOIN x ON x.n = v.n",
        "SELECT n.n FROM UNNEST([1, 2]) AS n(n)",
    ],
)
def test_odd_texts(text: str) -> None:
    _same(step("odd", "An odd text.", text))


@pytest.mark.parametrize("value", ["it's", "'; DROP TABLE x; --", ":b", "BWC_US(1)", -5, 2**40, 1.5, None, True])
def test_values_in_slots(value: float | str | bool | None) -> None:
    _same(step("odd", "A value.", "SELECT BWC_DIV(x.a, 2) AS v FROM x WHERE x.b = :a AND x.c = :b", a=value, b="b"))


def test_trees_in_slots() -> None:
    tree = tree_of("x.a = 1 OR BWC_HAS_ANY(x.l, 'a') OR EXISTS (SELECT y.k FROM y)")
    one = step("odd", "A tree.", "SELECT BWC_COUNT_OF(x.l) AS v FROM x WHERE NOT :a AND x.c = 'b'", a=tree)
    _same(one)
    assert one.query.tables == {"x", "y"}


def test_one_statement_only() -> None:
    with pytest.raises(EngineError, match="one query"):
        duckdb_text(step("two", "Two.", "SELECT 1 AS v; DROP TABLE x").query)


def test_faults() -> None:
    with pytest.raises(KeyError, match="slot :a that was not filled"):
        step("odd", "A slot too many.", "SELECT :a AS v")
    with pytest.raises(KeyError, match="not in the template"):
        step("odd", "A value too many.", "SELECT 1 AS v", a=1)
    with pytest.raises(EngineError, match="no spelling for BWC_NOTHING"):
        duckdb_text(step("odd", "No such function.", "SELECT BWC_NOTHING(x.a) AS v FROM x").query)
