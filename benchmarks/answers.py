"""What bwcmeta answered, in the form of the rivals' answers: which rows break which rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.rivals.answers import digest

ABSTAINS = frozenset({"camera_under_another_id", "clock_suspect"})
"""Reasons for which bwcmeta leaves open what the rivals count as a violation: they do not look for them."""
_KEYS = {"recordings": ("recording_id",), "facts": ("fact_id", "o"), "responses": ("incident_id", "o")}


def key_of(rule: str) -> tuple[str, ...]:
    """The columns by which a finding of a rule of the model pack is told from another."""
    if rule.startswith("camera-left-on"):
        return _KEYS["facts"]
    if rule in ("encounter-not-recorded-throughout", "recording-in-school"):
        return _KEYS["responses"]
    return _KEYS["recordings"]


def of_model_pack(run: Path, world: Path) -> tuple[dict[str, list[object]], dict[str, int]]:
    """Read a run over a generated world.

    Returns:
        Digests of the candidate violations by rule, with those that bwcmeta leaves open for one of `ABSTAINS`; and how
        many those are.
    """
    import polars as pl

    roster = pl.read_parquet(f"{world}/officers-*.parquet")["officer_id"].sort().to_list()
    numbers = {officer: number for number, officer in enumerate(roster, 1)}
    findings = pl.read_parquet(run / "findings.parquet").with_columns(
        o=pl.col("officer_id").replace_strict(numbers, default=None, return_dtype=pl.Int64)
    )
    open_ = pl.col("reason").is_in(sorted(ABSTAINS)) & (pl.col("verdict") == "undetermined")
    told = findings.filter((pl.col("verdict") == "violation") | open_)
    abstained = Counter(told.filter(pl.col("verdict") == "undetermined")["rule_id"].to_list())
    rules = sorted(findings["rule_id"].unique())
    return {r: digest(told.filter(pl.col("rule_id") == r).select(key_of(r)).rows()) for r in rules}, dict(abstained)


def of_device_log(run: Path) -> dict[str, list[object]]:
    """Read a run over a device log: every rule, and the repeats of the ledger."""
    import json

    import polars as pl

    told = pl.read_parquet(run / "findings.parquet").filter(pl.col("verdict") == "violation")
    found = {
        rule: digest(told.filter(pl.col("rule_id") == rule).select("fact_id" if rule.startswith("camera-left") else "recording_id").rows())
        for rule in ("camera-left-on-in-private-home", "no-camera-named", "buffer-out-of-range", "odd-kind-of-file", "started-in-school")
    }  # fmt: skip
    ledger = json.loads((run / "ledger.json").read_text(encoding="utf-8"))
    found["repeats"] = digest([(sum(file["repeats"] for file in ledger["files"]),)])
    return dict(sorted(found.items()))
