"""The plan of an audit written down, a file a step, for engines that bwcmeta does not drive itself."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.audit.compile import compile_audit, longest_limit, shared_settings
from bwcmeta.audit.freeze import from_us, to_us
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.run import add_results
from bwcmeta.errors import ArgumentError, EngineError
from bwcmeta.model.tables import TABLE_BY_NAME, TABLES
from bwcmeta.plan.plan import Settings
from bwcmeta.text import did_you_mean
from bwcmeta.version import VERSION

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy

MANIFEST = "manifest.json"
NOT_VERIFIED = "generated, not verified"

_HEADS = {
    "duckdb": ("CREATE OR REPLACE TEMP TABLE", "CREATE OR REPLACE TEMP VIEW"),
    "spark": ("CREATE TABLE", "CREATE OR REPLACE TEMPORARY VIEW"),
    "databricks": ("CREATE OR REPLACE TABLE", "CREATE OR REPLACE TEMPORARY VIEW"),
    "snowflake": ("CREATE OR REPLACE TEMPORARY TABLE", "CREATE OR REPLACE TEMPORARY VIEW"),
    "trino": ("CREATE TABLE", "CREATE OR REPLACE VIEW"),
}
"""Dialect -> how a kept step begins, and how one that is not kept."""
DIALECTS = tuple(_HEADS)


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """One file: where it stands in the order, the step's name and sentence, whether its rows are kept, what it reads."""

    file: str
    step: str
    says: str
    keep: bool
    reads: tuple[str, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Written:
    """A written plan; `results` are the steps that hold what the audit says."""

    steps: tuple[WrittenStep, ...]
    results: tuple[str, ...]
    dialect: str
    verified: bool


def write_plan(policies: Sequence[Policy], dialect: str, out: Path, options: AuditOptions) -> Written:
    """Write one .sql file a step and a manifest.

    Args:
        policies: as for an audit.
        dialect: one of `DIALECTS`.
        out: the folder; one that was written by an earlier call is replaced whole.
        options: `as_of` and the horizons stand in the SQL as numbers and must be stated.

    Raises:
        ArgumentError: no such dialect, nothing stated, or `out` is there and is something else.
        EngineError: the dialect cannot say something; names the step.
    """
    if dialect not in _HEADS:
        msg = f"unknown dialect {dialect!r}; {did_you_mean(dialect, _HEADS) or 'one of ' + ', '.join(_HEADS)}"
        raise ArgumentError(msg)
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        msg = f"{out} is there and is no written plan: name another with --out"
        raise ArgumentError(msg)
    settings = _stated(policies, options)
    written = _write_steps(policies, settings, dialect, options)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        draft.chmod(0o755)
        for step in written.steps:
            (draft / step.file).write_text(step.sql, encoding="utf-8", newline="\n")
        text = json.dumps(_manifest(policies, settings, written), indent=2, ensure_ascii=False)
        (draft / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return written


def _stated(policies: Sequence[Policy], options: AuditOptions) -> Settings:
    """Settings from what was stated alone: nothing is read."""
    if options.as_of is None:
        raise ArgumentError("a written plan looks from one moment: state it with --as-of")
    horizons = {}
    for name, (begin, end) in options.horizons.items():
        if name not in TABLE_BY_NAME:
            msg = f"--horizon: unknown table {name!r}; {did_you_mean(name, TABLE_BY_NAME)}"
            raise ArgumentError(msg)
        horizons[name] = (to_us(begin, "--horizon"), to_us(end, "--horizon"))
    if "recordings" not in horizons:
        raise ArgumentError(
            "what the exports cover stands in the SQL: state --horizon recordings=FROM..TO at the least"
        )
    lead, gap, grace, zone = shared_settings(policies)
    as_of_us = to_us(options.as_of, "--as-of")
    return Settings(
        as_of_us=as_of_us,
        decided_until_us=as_of_us,
        horizons=horizons,
        rows={table.name: 1 for table in TABLES},
        restated=frozenset(table.name for table in TABLES),
        match_lead_us=lead,
        stitch_gap_us=gap,
        upload_grace_us=grace,
        zone=zone,
        longest_limit_us=longest_limit(policies),
        every_row=options.every_row,
    )


def _write_steps(policies: Sequence[Policy], settings: Settings, dialect: str, options: AuditOptions) -> Written:
    from bwcmeta.sql.functions import VERIFIED, spell
    from bwcmeta.sql.order import reachable, tables_of

    compiled = compile_audit(policies, settings)
    _, results = add_results(compiled, options)
    plan = compiled.plan.steps
    needed = reachable(plan, frozenset(results))
    steps = [step for name, step in plan.items() if name in needed]
    verified = dialect in VERIFIED
    written = []
    for number, step in enumerate(steps, 1):
        try:
            body = spell(step.tree, dialect)
        except EngineError as error:
            msg = f"step {step.name} cannot be written for {dialect}: {error}"
            raise EngineError(msg) from error
        head = _HEADS[dialect][0 if step.keep else 1]
        doubt = "" if verified else f"-- {dialect}: {NOT_VERIFIED}\n"
        sql = f"-- {_in_a_comment(step.says)}\n{doubt}{head} {step.name} AS\n{body};\n"
        reads = tuple(sorted(tables_of(step) - {step.name}))
        written.append(WrittenStep(f"{number:03}_{step.name}.sql", step.name, step.says, step.keep, reads, sql))
    return Written(tuple(written), tuple(s.name for s in steps if s.name in results), dialect, verified)


def _in_a_comment(text: str) -> str:
    """One line, whatever a policy has in its names."""
    return re.sub(r"\s+", " ", text)


def _manifest(policies: Sequence[Policy], settings: Settings, written: Written) -> dict[str, object]:
    return {
        "tool": "bwcmeta",
        "version": VERSION,
        "sqlglot": version("sqlglot"),
        "dialect": written.dialect,
        "status": "run in the tests of bwcmeta" if written.verified else NOT_VERIFIED,
        "policies": [
            {"policy": p.id, "version": str(p.effective_from or ""), "sha256": p.sha256, "timezone": p.timezone}
            for p in policies
        ],
        "stated": {
            "as_of": _told(settings.as_of_us),
            "horizons": {t: [_told(a), _told(b)] for t, (a, b) in sorted(settings.horizons.items())},
        },
        "reads": {
            f"src_{table.name}": {c.name: c.kind for c in table.columns}
            for table in TABLES
            if any(f"src_{table.name}" in step.reads for step in written.steps)
        },
        "results": list(written.results),
        "steps": [
            {"file": s.file, "step": s.step, "says": s.says, "keep": s.keep, "reads": list(s.reads)}
            for s in written.steps
        ],
    }


def _told(us: int) -> str:
    at: datetime = from_us(us).astimezone(UTC)
    return at.isoformat().replace("+00:00", "Z")
