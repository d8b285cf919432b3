"""Two runs over the same agency held against each other: what is new, gone or otherwise, and why.

Ids of findings stay the same from run to run, so that a finding is the same one in both. The causes are those of
`CAUSES`; where the two runs cannot tell the cause for sure (what is gone has no rows in the newer run), it says so.

Runs may be longer than memory: of each rule only what makes a finding another one is compared at once, and the rows
that differ are fetched a million at a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.long_frame import LongFrame
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    import polars as pl

CAUSES = {
    "policy changed": "the policy's file is another one, or the rule is only in one of the runs",
    "program changed": "another version of bwcmeta made the run",
    "settings changed": "the audit was told something else (horizons, corrections, gates)",
    "adjudicated": "a person decided about it, or decided otherwise",
    "new event": "its own row stands in a file that the older run had not read",
    "footage arrived": "recordings from a file that the older run had not read lie behind it",
    "rows arrived": "other rows from such a file lie behind it",
    "a clock ran out": "the same rows, judged from a later instant",
    "not told": "the two runs do not tell",
}
"""Why a finding is new, gone or otherwise, in the order in which they are asked."""
_SHOWN = ("rule_id", "policy", "version", "officer_id", "incident_id", "recording_id", "at", "verdict", "reason",
          "counted", "disposition", "sentence", "clause")  # fmt: skip
_COMPARED = ("verdict", "reason", "counted", "disposition")
"""What makes a finding another one; a measure that grows every night (kept for so many days) does not."""
_AT_ONCE = 1_000_000
"""So many changes are looked into at once."""
_FOR_WANT_OF_FOOTAGE = ("no_recording", "outside_window", "upload_grace_open", "missing", "recording_proves_nothing")


@dataclass(frozen=True)
class RunDiff:
    """What changed.

    Attributes:
        change_rows: one row per finding that is `new`, `gone` or `changed`: finding_id, change, cause, sure, rule and
            subject, verdict and reason before and after, sentence, clause; by rule, change and id. On disk where there
            are very many; `changes` is the same in memory.
        same: how many findings are in both runs and alike.
        new_candidates: how many candidate violations count now and did not before.
        read_since: names of the files that only the newer run had read.
        as_of: from when each run looked.
        counted: how many findings of each rule changed how, and why.
    """

    change_rows: LongFrame
    same: int
    new_candidates: int
    read_since: tuple[str, ...]
    as_of: tuple[str, str]
    counted: pl.DataFrame

    @cached_property
    def changes(self) -> pl.DataFrame:
        """Every finding that is new, gone or otherwise."""
        return self.change_rows.frame()

    def summary(self) -> list[dict[str, Any]]:
        """How many findings of each rule changed how, and why."""
        import polars as pl

        order = {cause: place for place, cause in enumerate(CAUSES)}
        place = pl.col("cause").replace_strict(order, return_dtype=pl.Int64)
        return self.counted.sort("rule_id", "change", place, "verdict", nulls_last=True).to_dicts()


@dataclass(frozen=True)
class _Run:
    manifest: Mapping[str, Any]
    findings: pl.LazyFrame
    folder: Path

    @property
    def files(self) -> dict[str, str]:
        return {str(f["sha256"]): str(f["file"]) for f in self.manifest["inputs"].get("files", ())}

    @property
    def policies(self) -> dict[tuple[str, str], str]:
        return {(p["policy"], p["version"]): p["sha256"] for p in self.manifest["policies"]}

    @property
    def rules(self) -> set[str]:
        return set(self.findings.select("rule_id").unique().collect().to_series())

    def of(self, rule: str, *columns: str) -> pl.LazyFrame:
        """The findings of a rule, which stand together in the file."""
        import polars as pl

        return self.findings.filter(pl.col("rule_id") == rule).select("finding_id", *columns)


def diff_runs(older: Path, newer: Path) -> RunDiff:
    """Hold one run against a later one.

    Args:
        older: folder of a run (`audit --out`).
        newer: folder of a later one.

    Raises:
        ArgumentError: a folder is no run.
        EngineError: there are more changes than fit into the folder for temporary files.
    """
    import polars as pl

    old, new = _read(older), _read(newer)
    read_since = {sha: name for sha, name in new.files.items() if sha not in old.files}
    said = {
        f"{c}{end}": pl.col(f"{c}{of}") for c in ("verdict", "reason") for end, of in (("_before", ""), ("", "_after"))
    }
    shown = [c for c in _SHOWN if c not in ("verdict", "reason")]
    kinds = new.findings.collect_schema()
    rows = LongFrame({
        "finding_id": pl.String, "change": pl.String, "cause": pl.String, "sure": pl.Boolean,
        **{c: kinds[c] for c in shown}, **dict.fromkeys(said, pl.String),
    })  # fmt: skip
    same = fresh = 0
    counted = []
    for rule in sorted(old.rules | new.rules):
        different, alike = _different(rule, old, new)
        same += alike
        for changes in different.iter_slices(_AT_ONCE):
            told = _with_causes(_whole(changes, rule, old, new), old, new, read_since)
            counts_now = (pl.col("verdict_after") == "violation") & pl.col("counted_after")
            counted_before = ((pl.col("verdict") == "violation") & pl.col("counted")).fill_null(value=False)
            fresh += told.filter(counts_now & ~counted_before).height
            piece = told.select(
                "finding_id", "change", "cause", "sure",
                *(pl.coalesce(f"{c}_after", c).alias(c) for c in shown),
                *(told_as.alias(name) for name, told_as in said.items()),
            )  # fmt: skip
            counted.append(piece.group_by("rule_id", "change", "verdict", "cause", maintain_order=True).len("findings"))
            rows.add(piece)
    return RunDiff(
        change_rows=rows,
        same=same,
        new_candidates=fresh,
        read_since=tuple(sorted(set(read_since.values()))),
        as_of=(str(old.manifest["as_of"]), str(new.manifest["as_of"])),
        counted=_together(counted),
    )


def _together(counted: list[pl.DataFrame]) -> pl.DataFrame:
    """What was counted piece by piece, as one table."""
    import polars as pl

    keys = dict.fromkeys(("rule_id", "change", "verdict", "cause"), pl.String)
    none = pl.DataFrame(schema={**keys, "findings": pl.Int64})
    whole = pl.concat([none, *(piece.cast({"findings": pl.Int64}) for piece in counted)])
    return whole.group_by(*keys, maintain_order=True).agg(pl.col("findings").sum())


def _different(rule: str, old: _Run, new: _Run) -> tuple[pl.DataFrame, int]:
    """Id and change of each finding of a rule that is not the same in both runs, by change and id; how many are."""
    import polars as pl

    before, after = (run.of(rule, *_COMPARED).collect() for run in (old, new))
    joined = before.join(after, on="finding_id", how="full", suffix="_after", coalesce=True)
    was, now = pl.col("verdict").is_not_null(), pl.col("verdict_after").is_not_null()
    alike = pl.all_horizontal(pl.col(c).eq_missing(pl.col(f"{c}_after")) for c in _COMPARED)
    change = pl.when(was & now).then(pl.lit("changed")).when(now).then(pl.lit("new")).otherwise(pl.lit("gone"))
    different = joined.filter(~(was & now & alike)).select("finding_id", change.alias("change"))
    return different.sort("change", "finding_id"), joined.height - different.height


def _whole(changes: pl.DataFrame, rule: str, old: _Run, new: _Run) -> pl.DataFrame:
    """The changes with what either run says of them; what the newer one says ends in `_after`."""
    ids = changes.lazy().select("finding_id")
    before, after = (
        run.of(rule, *_SHOWN).join(ids, on="finding_id", how="semi").collect(engine="streaming") for run in (old, new)
    )
    both = changes.join(before, on="finding_id", how="left", maintain_order="left")
    return both.join(after, on="finding_id", how="left", suffix="_after", maintain_order="left")


def _read(folder: Path) -> _Run:
    import polars as pl

    msg = f"{folder} is no run that can be read: name a folder that `bwcmeta audit --out` wrote"
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        findings = pl.scan_parquet(folder / "findings.parquet").select("finding_id", *_SHOWN)
        findings.collect_schema()
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise ArgumentError(msg) from error
    told = isinstance(manifest, dict) and {"as_of", "inputs", "parameters", "policies", "version"} <= set(manifest)
    if not told or not (folder / "evidence.parquet").is_file():
        raise ArgumentError(msg)
    return _Run(manifest, findings.with_columns(pl.col("counted").cast(pl.Boolean)), folder)


def _with_causes(changes: pl.DataFrame, old: _Run, new: _Run, read_since: Mapping[str, str]) -> pl.DataFrame:
    """Add `cause` and `sure`."""
    import polars as pl

    other_policy = [key for key in {*old.policies, *new.policies} if old.policies.get(key) != new.policies.get(key)]
    policy = pl.concat_str(
        pl.coalesce("policy_after", "policy"), pl.lit("\x1f"), pl.coalesce("version_after", "version")
    )
    settings = [{k: v for k, v in run.manifest["parameters"].items() if k != "as_of"} for run in (old, new)]
    later = str(new.manifest["as_of"]) != str(old.manifest["as_of"])
    names = set(read_since.values())
    again = names & set(old.files.values())  # a name that both have: which of the two files a row is from is not told
    behind = _rows_read_since(changes, new, names)
    told = changes.join(behind, on="finding_id", how="left", maintain_order="left").with_columns(
        pl.col("own", "footage", "others").fill_null(value=False)
    )
    gone, fresh = pl.col("change") == "gone", pl.col("change") == "new"
    decided = (pl.col("change") == "changed") & (
        pl.col("counted").ne_missing(pl.col("counted_after"))
        | pl.col("disposition").ne_missing(pl.col("disposition_after"))
    )
    wanting = pl.col("reason").is_in(_FOR_WANT_OF_FOOTAGE).fill_null(value=False)
    cause = (
        pl.when(policy.is_in(["\x1f".join(key) for key in other_policy])).then(pl.lit("policy changed"))
        .when(pl.lit(old.manifest["version"] != new.manifest["version"])).then(pl.lit("program changed"))
        .when(pl.lit(settings[0] != settings[1])).then(pl.lit("settings changed"))
        .when(decided).then(pl.lit("adjudicated"))
        .when(fresh & pl.col("own")).then(pl.lit("new event"))
        .when(~gone & pl.col("footage")).then(pl.lit("footage arrived"))
        .when(~gone & (pl.col("others") | pl.col("own"))).then(pl.lit("rows arrived"))
        .when(gone & pl.lit(bool(names)) & wanting).then(pl.lit("footage arrived"))
        .when(gone & pl.lit(bool(names))).then(pl.lit("rows arrived"))
        .when(pl.lit(later)).then(pl.lit("a clock ran out"))
        .otherwise(pl.lit("not told"))
    )  # fmt: skip
    inferred = pl.col("cause").is_in(["footage arrived", "rows arrived", "new event"]) & (gone | pl.lit(bool(again)))
    return told.with_columns(cause.alias("cause")).with_columns(
        (~inferred & (pl.col("cause") != "not told")).alias("sure")
    )


def _rows_read_since(changes: pl.DataFrame, new: _Run, names: set[str]) -> pl.DataFrame:
    """For each finding of the newer run: whether its own row, footage, or other rows behind it were read since."""
    import polars as pl

    rows = pl.scan_parquet(new.folder / "evidence.parquet").filter(pl.col("source_file").is_in(sorted(names)))
    return (
        rows.join(changes.lazy().select("finding_id"), on="finding_id", how="semi")
        .group_by("finding_id")
        .agg(
            (pl.col("role") == "subject").any().alias("own"),
            (pl.col("role") == "recording").any().alias("footage"),
            (~pl.col("role").is_in(["subject", "recording"])).any().alias("others"),
        )
        .collect(engine="streaming")
    )
