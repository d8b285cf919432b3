"""One audit on DuckDB and on Spark, and where they differ, byte for byte."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from bwcmeta.audit import AuditOptions, AuditResult
from bwcmeta.audit.long_frame import LongFrame
from bwcmeta.audit.run import run_audit
from bwcmeta.audit.source import RowsSource, TableSource
from bwcmeta.engines.spark_session import SparkPlace
from bwcmeta.policies import load_policy
from bwcmeta.policies.policy import Policy


def differences(source: TableSource, policy: Policy, options: AuditOptions, session: Any) -> list[str]:
    """What one engine says and the other does not: the first lines of each table that differ."""
    here = run_audit(source, [policy], options)
    there = run_audit(source, [policy], replace(options, engine="spark", spark=SparkPlace(session)))
    return compare(here, there)


def compare(here: AuditResult, there: AuditResult) -> list[str]:
    found = []
    for name in (field.name for field in fields(AuditResult)):
        one, other = getattr(here, name), getattr(there, name)
        if isinstance(one, LongFrame):
            one, other = one.everything().collect(), other.everything().collect()
        if isinstance(one, pl.DataFrame):
            if one.schema != other.schema:
                found.append(f"{name}: {one.schema} on DuckDB, {other.schema} on Spark")
            found += _lines(name, _text(one), _text(other))
        elif name == "summary":
            found += _lines(name, _json(one), _json(other))
        elif name not in ("steps", "dialect", "ledgers") and one != other:
            found.append(f"{name}: {one} on DuckDB, {other} on Spark")
    return found


def _text(frame: pl.DataFrame) -> str:
    """Every column as text; lists as JSON, for CSV knows none."""
    lists = [pl.col(n).map_elements(lambda v: json.dumps(list(v)), return_dtype=pl.String)
             for n, kind in frame.schema.items() if isinstance(kind, pl.List)]  # fmt: skip
    return str(frame.with_columns(lists).write_csv())


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, default=str, sort_keys=True)


def _lines(name: str, one: str, other: str) -> list[str]:
    if one == other:
        return []
    mine, theirs = one.splitlines(), other.splitlines()
    odd = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b][:2]
    counted = f"{name}: {len(mine):,} lines on DuckDB, {len(theirs):,} on Spark"
    return [counted, *(f"  duckdb {a}\n  spark  {b}" for a, b in odd)]


def source_of(tables: dict[str, list[dict[str, Any]]]) -> RowsSource:
    return RowsSource(tables)


def policy_of(document: dict[str, Any], folder: Path) -> Policy:
    path = folder / f"{document['policy']}.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return load_policy(path)
