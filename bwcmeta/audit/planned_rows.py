"""The rows of footage at risk: which class, fact or hold wants it kept, until when, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bwcmeta.audit.freeze import from_us
from bwcmeta.plan.facts import STANDING_RANK
from bwcmeta.plan.plan import DAY_US, NEVER_US
from bwcmeta.policies.policy import PredicateUse

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledAudit, CompiledRule

Row = dict[str, Any]
_REASONS = {"deleted_early": "minimum_not_over", "deleted_on_hold": "on_hold"}
_TEXTS = ("policy", "version", "rule_id", "clause", "reason", "recording_id", "officer_id", "incident_id", "because", "edited", "sources")  # fmt: skip
_UNKNOWN = {
    "class_unknown": "it may belong to a class that is kept longer",
    "window_unknown": "nobody knows when its time began",
    "clock_contradiction": "it is to be deleted before its time began",
    "too_coarse": "the stamps are too coarse to tell",
    "when_unknown": "whether the rule binds it is not known",
    "exemption_unknown": "whether it is exempt is not known",
}


def at_risk_rows(
    compiled: CompiledAudit, judged: Sequence[Row], facts: Sequence[Row], edits: Sequence[Row], as_of_us: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make the rows that are at risk, and those of which a rule cannot say it."""
    tied: dict[int, list[Row]] = {}
    for fact in sorted(facts, key=lambda f: f["fact_no"]):
        tied.setdefault(fact["subject_no"], []).append(fact)
    moved = {e["recording_id"]: _edit_told(e) for e in edits}
    rows, unknown = [], []
    for it in judged:
        one = compiled.rules[it["rule_no"]]
        row = _head(one, it) | {
            "planned": from_us(it["planned_us"]),
            "days_left": (it["planned_us"] - as_of_us) / DAY_US,
            "edited": moved.get(it["recording_id"], ""),
        }
        if it["reason"] in _REASONS:
            rows.append(row | _why(one, it, tied.get(it["subject_no"], [])))
        else:
            because = _UNKNOWN.get(it["reason"], it["reason"].replace("_", " "))
            unknown.append(row | {"reason": it["reason"], "because": because, "sources": _place(it)})
    sort = ("planned", "recording_id", "policy", "version", "rule_id", "sources")
    return _frame(rows).sort(*sort), _frame(unknown)


def unplanned_rows(unknown: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of recordings of which nobody says when they are to be deleted: these may be all there are."""
    import polars as pl

    queued = pl.col("status").cast(pl.String).eq_missing(pl.lit("queued_for_deletion"))
    place = pl.concat_str(pl.col("source_file").cast(pl.String), pl.lit(":"), pl.col("source_row").cast(pl.String))
    told = unknown.select(
        pl.col("recording_id", "officer_id").cast(pl.String),
        pl.lit("no_planned_date").alias("reason"),
        pl.when(queued)
        .then(pl.lit("queued for deletion, and no date is stated"))
        .otherwise(pl.lit("no date of deletion is stated"))
        .alias("because"),
        place.alias("sources"),
    )
    schema = _frame([]).schema
    return told.with_columns(pl.lit(None, dtype=t).alias(n) for n, t in schema.items() if n not in told.columns).select(
        schema.names()
    )


def contradicted_rows(edits: Sequence[Row], at_risk: set[str], zone: str, until: datetime) -> pl.DataFrame:
    """Make the rows of recordings for which the audit trail states another, near date than the list of recordings."""
    rows = []
    for edit in edits:
        planned = None if edit["planned_us"] is None else from_us(edit["planned_us"])
        said = _stated(edit["new_value"])
        if edit["recording_id"] in at_risk or said is None or _same(planned, said, zone) or not _by(said, until, zone):
            continue
        rows.append(
            {
                "reason": "planned_date_contradicted",
                "recording_id": edit["recording_id"],
                "officer_id": edit["officer_id"],
                "planned": planned,
                "because": "the audit trail states another date of deletion than the list of recordings",
                "edited": _edit_told(edit),
                "sources": f"{_place(edit)}; {edit['edit_file']}:{edit['edit_row']}",
            }
        )
    return _frame(rows)


def _head(one: CompiledRule, it: Row) -> Row:
    names = ("recording_id", "officer_id", "incident_id")
    return {
        "policy": one.policy.id,
        "version": str(one.policy.effective_from or ""),
        "rule_id": one.rule.id,
        "clause": one.rule.clause,
        **{name: it[name] for name in names},
    }


def _why(one: CompiledRule, it: Row, facts: Sequence[Row]) -> Row:
    """Until when it must be kept, and what demands it: a class with its facts, holds that are in force then."""
    planned = it["planned_us"]
    ranks: dict[str, int] = {}
    for hold in one.rule.parameters.held_by:  # type: ignore[attr-defined]
        ranks[hold.fact] = min(STANDING_RANK[hold.standing], ranks.get(hold.fact, 9))
    holds = [
        f
        for f in facts
        if f["rank"] >= ranks.get(f["fact"], 9) and _or(f["at_us"], -NEVER_US) <= planned < _or(f["until_us"], NEVER_US)
    ]
    least = it["least_due"] if it["least_due"] is not None and it["least_due"] > planned else None
    ends = [_or(f["until_us"], NEVER_US) for f in holds] + ([least] if least is not None else [])
    latest = max(ends, default=NEVER_US)
    why, behind = [], list(holds)
    if least is not None:
        text, named = _class(one, it["winner"])
        why.append(f"{text}: until {from_us(least):%Y-%m-%d %H:%M}Z")
        behind += [f for f in facts if any(f["fact"] == n and f["rank"] >= STANDING_RANK[s] for n, s in named)]
    for hold in holds:
        end = "until it is lifted" if hold["until_us"] is None else f"until {from_us(hold['until_us']):%Y-%m-%d %H:%M}Z"
        why.append(f"hold {hold['fact']} ({hold['standing'] or 'claimed'}): {end}")
    places = dict.fromkeys([_place(it), *(_place(f) for f in sorted(behind, key=lambda f: f["fact_no"]))])
    known = latest < NEVER_US
    return {
        "reason": _REASONS[it["reason"]],
        "kept_until": from_us(latest) if known else None,
        "days_short": (latest - planned) / DAY_US if known else None,
        "because": "; ".join(why),
        "sources": "; ".join(places),
    }


def _class(one: CompiledRule, winner: int) -> tuple[str, frozenset[tuple[str, str]]]:
    """The class that counts, in its own words, and the facts its predicate names."""
    it = one.rule.parameters.classes[winner]  # type: ignore[attr-defined]
    if it.when is None:
        return f"every other recording, at least {it.at_least}", frozenset()
    named = PredicateUse(("when",), "recordings", it.when).parse().facts
    return f"{' '.join(it.when.split())}, at least {it.at_least}", frozenset(named)


def _edit_told(edit: Row) -> str:
    who = f" by {edit['actor_id']}" if edit["actor_id"] else ""
    values = f", {edit['old_value'] or 'nothing'} to {edit['new_value'] or 'nothing'}"
    changed = values if edit["old_value"] or edit["new_value"] else ""
    place = f"{edit['edit_file']}:{edit['edit_row']}"
    return f"{edit['action']} {from_us(edit['at_us']):%Y-%m-%d %H:%M}Z{who}{changed} ({place})"


def _stated(text: str | None) -> datetime | date | None:
    """The instant or day that a cell of the audit trail states; None for anything else."""
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return at.date() if len((text or "").strip()) <= len("2026-03-01") else None


def _same(planned: datetime | None, said: datetime | date, zone: str) -> bool:
    if planned is None:
        return False
    return planned == said if isinstance(said, datetime) else planned.astimezone(ZoneInfo(zone)).date() == said


def _by(said: datetime | date, until: datetime, zone: str) -> bool:
    return said <= until if isinstance(said, datetime) else said <= until.astimezone(ZoneInfo(zone)).date()


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _place(it: Mapping[str, Any]) -> str:
    return f"{it['source_file']}:{it['source_row']}"


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    import polars as pl

    instant = pl.Datetime("us", "UTC")
    schema: dict[str, Any] = {
        **dict.fromkeys(_TEXTS[:8], pl.String),
        "planned": instant, "days_left": pl.Float64, "kept_until": instant, "days_short": pl.Float64,
        **dict.fromkeys(_TEXTS[8:], pl.String),
    }  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
