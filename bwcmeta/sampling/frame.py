"""The frame of a draw: every row that a rule binds, whatever became of it, under an id that names its facts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.audit.compile import CompiledRule
from bwcmeta.audit.evidence import details
from bwcmeta.audit.findings import Ids, obligations_frame
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.outcomes import tally_steps
from bwcmeta.audit.run import compiled_for, make_engine, run_plan
from bwcmeta.audit.tallies import counts, waterfall
from bwcmeta.audit.write import safe_for_spreadsheets
from bwcmeta.errors import ArgumentError
from bwcmeta.plan.finding_id import ABOUT
from bwcmeta.plan.recordings import pieces
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.source import TableSource
    from bwcmeta.engines.protocol import Engine
    from bwcmeta.plan.plan import Plan
    from bwcmeta.policies.policy import Policy

STRATA = ("district", "unit_id", "officer_id", "call_type", "month")
"""What a frame may be divided by: what is known before any footage is looked at."""
NONE = "(none)"
"""The stratum of items without a value."""
_HEADING = "item_id,stratum\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame, with the engine that made it still open.

    Attributes:
        items: one row per item, sorted by `item_id`, with `stratum` and what `obligations_frame` has.
        rules: the versions of the rule, compiled; `items.rule_no` counts them.
        waterfall: what became of every row of the rule's table.
        as_of_us: the moment from which is looked.
        plan, engine: for what is asked of them next.
    """

    items: pl.DataFrame
    rules: tuple[CompiledRule, ...]
    waterfall: pl.DataFrame
    as_of_us: int
    plan: Plan
    engine: Engine

    @property
    def text(self) -> str:
        """The frame as CSV: item and stratum, nothing that names a person; its SHA-256 is the hash of the frame."""
        return frame_text(self.items.select("item_id", "stratum").rows())


def frame_text(items: Sequence[tuple[str, str]]) -> str:
    """The CSV text of a frame, sorted by item."""
    return _HEADING + "".join(f"{item},{_cell(stratum)}\n" for item, stratum in sorted(items))


def _cell(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"\r\n') else text


@contextmanager
def open_frame(
    source: TableSource, policies: Sequence[Policy], rule: str | None, strata: str | None, options: AuditOptions
) -> Iterator[Frame]:
    """Make the frame of a rule; the engine is closed at the end.

    Args:
        source: the tables.
        policies: versions of one policy.
        rule: id of the rule; None: the first that asks for whole recordings.
        strata: one of `STRATA`, or None.
        options: as-of, horizons, limits of the engine.

    Raises:
        ArgumentError: there is no such rule or column, or the rule binds nothing here.
    """
    import polars as pl

    if strata is not None and strata not in STRATA:
        msg = f"--strata: {strata!r} is no column of a frame; {did_you_mean(strata, STRATA)}"
        raise ArgumentError(msg)
    wanted = _chosen(policies, rule)
    engine = make_engine(source, options)
    try:
        frozen, compiled = compiled_for(engine, source, policies, options)
        plan = compiled.plan
        rules = tuple(r for r in compiled.rules if r.rule.id == wanted)
        tallied = tally_steps(plan, rules)
        details(plan, rules, everything=True)
        pieces(plan)
        read = ["people", "recording_pieces", plan.now("recordings"), *tallied, "details"]
        read += [name for r in rules for name in (r.steps.step, r.steps.subjects)]
        run_plan(engine, plan, read, lambda _w, _d, _a: None)
        rows = obligations_frame(engine, rules, plan.settings.zone)
        if rows.is_empty():
            msg = f"{wanted} binds nothing in these inputs: there is nothing to draw from"
            raise ArgumentError(msg)
        stratum = pl.lit("all") if strata is None else pl.col(strata).fill_null(NONE)
        items = safe_for_spreadsheets(_with_ids(rows, rules).with_columns(stratum.alias("stratum"))).sort("item_id")
        left = waterfall(counts(engine, tallied), rules)
        yield Frame(items, rules, left, frozen.as_of_us, plan, engine)
    finally:
        engine.close()


def _chosen(policies: Sequence[Policy], rule: str | None) -> str:
    known = {r.id: r.kind for p in policies for r in p.rules if r.kind != "rate"}
    if rule is None:
        rule = next((i for i, kind in known.items() if kind == "recorded_throughout"), None)
        if rule is None:
            msg = (
                f"no rule asks for whole recordings: name the one whose rows are drawn with --rule ({', '.join(known)})"
            )
            raise ArgumentError(msg)
    if rule not in known:
        near = did_you_mean(rule, known) or "`bwcmeta policy show` prints the id of each"
        msg = f"--rule: the policy has no rule {rule!r} that binds rows; {near}"
        raise ArgumentError(msg)
    return rule


def _with_ids(rows: pl.DataFrame, rules: tuple[CompiledRule, ...]) -> pl.DataFrame:
    """An item's id: that of a finding about it. Rows that say the same are numbered in the order of their windows."""
    import polars as pl

    versions = {f"{r.policy.id} {r.policy.effective_from or ''}": number for number, r in enumerate(rules)}
    ordered = rows.sort("policy", "rule_id", *ABOUT, "at", "window_from", "window_until", nulls_last=True)
    ids = Ids(ordered.filter(pl.col("finding_id").is_duplicated())["finding_id"].unique())
    return ordered.with_columns(
        ids.of(ordered).alias("item_id"),
        pl.concat_str("policy", "version", separator=" ")
        .replace_strict(versions, return_dtype=pl.Int64)
        .alias("rule_no"),
    )
