"""The run folder: written beside its place and moved there in one stroke, so that a crash leaves no half run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bwcmeta.errors import ArgumentError, OutputError
from bwcmeta.version import VERSION

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.long_frame import LongFrame
    from bwcmeta.audit.result import AuditResult
    from bwcmeta.audit.timing import Timings

    _Frame = TypeVar("_Frame", pl.DataFrame, pl.LazyFrame)

FILES = (
    "manifest.json", "summary.json", "ledger.json", "findings.parquet", "findings.csv", "evidence.parquet", "timeline.parquet",
    "searches.parquet", "searches.csv",
    "tallies.parquet", "tallies.csv", "waterfall.csv", "quality.parquet", "quality.csv",
    "clocks.parquet", "clocks.csv", "measures.parquet", "measures.csv", "plan.sql",
)  # fmt: skip


def write_run(result: AuditResult, out: Path, *, inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Path:
    """Write a run folder; an existing run there is replaced whole.

    Args:
        result: what the audit found.
        out: the folder; its parent is made when it is missing.
        inputs: what the inputs are (file names with SHA-256, lake version).
        parameters: what the audit was told, for the manifest.

    Returns:
        The folder.

    Raises:
        ArgumentError: `out` is there and is no run folder.
        OutputError: it cannot be written; nothing of it is left, and a run that was there before still is.
    """
    if out.exists() and not (out / "manifest.json").is_file() and (not out.is_dir() or any(out.iterdir())):
        msg = f"{out} is there and is no run folder: name another with --out"
        raise ArgumentError(msg)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        draft.chmod(0o755)
        _write_files(result, draft)
        manifest = {
            "tool": "bwcmeta",
            "version": VERSION,
            "as_of": result.summary["as_of"],
            "policies": result.summary["policies"],
            "parameters": dict(parameters),
            "inputs": dict(inputs),
            "files": {name: _sha256(draft / name) for name in FILES if name != "manifest.json"},
        }
        _json(draft / "manifest.json", manifest)
        old = None
        if out.exists():
            old = out.parent / f".{out.name}-replaced-{os.getpid()}"
            out.rename(old)
        draft.rename(out)
        if old is not None:
            shutil.rmtree(old)
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if why := _unwritable(error):
            kept = "the run that was there still is" if out.exists() else "nothing of it is left"
            msg = f"{out}: the run could not be written: {why}; {kept}"
            raise OutputError(msg) from error
        raise
    return out


def _unwritable(error: BaseException) -> str:
    """What the system said where it refused to write: itself, or through polars; else nothing."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, OSError) or type(error).__module__.startswith("polars"):
        said = re.search(r"([^:\n]+) \(os error \d+\)", str(error))
        return said[1].strip() if said else ""
    return ""


def write_profile(timings: Timings, out: Path) -> None:
    """Add `profile.json` to a run folder. It is not in the manifest: seconds are no result, and never twice the same."""
    _json(out / "profile.json", timings.document())


def _write_files(result: AuditResult, folder: Path) -> None:
    _json(folder / "summary.json", result.summary)
    _json(folder / "ledger.json", {"files": list(result.ledgers)})
    _sink(result.finding_rows.lazy(), folder / "findings.parquet")
    _long_csv(result.finding_rows, folder / "findings.csv")
    _sink(result.evidence_rows.lazy(), folder / "evidence.parquet")
    for name, frame in (
        ("searches", result.searches),
        ("tallies", result.tallies),
        ("quality", result.quality),
        ("clocks", result.clocks),
        ("measures", result.measures),
    ):
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=True)
        _csv(frame, folder / f"{name}.csv")
    result.timeline.write_parquet(folder / "timeline.parquet", compression="zstd")
    _csv(result.waterfall, folder / "waterfall.csv")
    from bwcmeta.sql.as_text import as_run

    text = "\n\n".join(f"-- {s.says}\n-- step {s.name}\n{as_run(s.query, result.dialect)};" for s in result.steps)
    (folder / "plan.sql").write_text(text + "\n", encoding="utf-8", newline="\n")


_CSV: dict[str, Any] = {"datetime_format": "%Y-%m-%dT%H:%M:%S%.6fZ", "line_terminator": "\n"}
_ROWS_TOGETHER = 100_000
"""Rows of a group in a Parquet file: stated, so that the bytes do not depend on how the rows came."""


def _sink(rows: pl.LazyFrame, path: Path) -> None:
    # level 1: as small as the usual 3 to a hundredth, for three quarters of the time
    rows.sink_parquet(path, compression="zstd", compression_level=1, statistics=True, row_group_size=_ROWS_TOGETHER)


def _long_csv(rows: LongFrame, path: Path) -> None:
    with path.open("wb") as file:
        safe_for_spreadsheets(rows.head(0)).write_csv(file, **_CSV)
        for piece in rows.iter_packed(_ROWS_TOGETHER):
            safe_for_spreadsheets(piece).write_csv(file, include_header=False, **_CSV)


def _csv(frame: pl.DataFrame, path: Path) -> None:
    safe_for_spreadsheets(frame).write_csv(path, **_CSV)


def safe_for_spreadsheets(frame: _Frame) -> _Frame:
    """Put a quote before texts that a spreadsheet would run as a formula (OWASP: = + - @ tab, carriage return)."""
    import polars as pl

    risky = "^[=+\\-@\t\r]"
    kinds = frame.collect_schema()
    texts = [name for name, kind in kinds.items() if kind == pl.String]
    # of the words of a list each is looked at once
    words = {name: kind.categories for name, kind in kinds.items() if isinstance(kind, pl.Enum)}
    texts += [name for name, listed in words.items() if listed.str.contains(risky).any()]
    shown = {name: pl.col(name).cast(pl.String) for name in texts}
    return frame.with_columns(
        pl.when(text.str.contains(risky)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
        for name, text in shown.items()
    )


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_run(out: Path) -> list[str]:
    """Re-check a run folder against its manifest; return what does not hold (nothing: it is as it was written).

    Raises:
        ArgumentError: there is no manifest.
    """
    try:
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{out}: no manifest.json that can be read; name a run folder"
        raise ArgumentError(msg) from error
    wrong = []
    for name, digest in sorted(manifest.get("files", {}).items()):
        path = out / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif _sha256(path) != digest:
            wrong.append(f"{name} was changed")
    return wrong
