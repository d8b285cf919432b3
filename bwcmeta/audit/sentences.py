"""One plain sentence for each finding, and how lengths of time are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bwcmeta.plan.plan import DAY_US, NEVER_US
from bwcmeta.rules.kinds import KIND_BY_NAME

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule

COMMON = {
    "when_unknown": "Whether the rule binds here is not known",
    "exempt": "A reason of sufficient standing exempts it",
    "officer_unknown": "Nobody is known to have been there",
    "window_unknown": "The time to be judged is not known",
    "clock_contradiction": "The stamps contradict one another",
    "exemption_unknown": "Whether a reason exempts it is not known",
    "upload_grace_open": "Footage may still be uploaded",
    "end_unknown": "The end of a recording is not known",
    "camera_under_another_id": "Footage of that time stands under an id of nobody in service: whose it is must be told first",
    "clock_suspect": "The clock of the officer's camera is displaced on that day: no time of it can be held against dispatch",
}
UNITS = {"s": 1_000_000, "d": 1_000_000, "count": 1, "percent": 10_000}
"""What a measure is divided by in the outputs: lengths of time are seconds there, days only in sentences."""
_TWENTIETH_US = DAY_US // 20


def reason_sentence(kind: str, reason: str) -> str:
    """The sentence of one reason, with {measured} and {allowed} where it tells them."""
    own = {r.code: r.sentence for r in KIND_BY_NAME[kind].reasons}
    return own.get(reason) or COMMON.get(reason, reason.replace("_", " "))


def reason_unit(kind: str, reason: str) -> str:
    """In which unit the measure of a reason is told: `s`, `d`, `count`, `percent`."""
    return next((r.unit for r in KIND_BY_NAME[kind].reasons if r.code == reason), "s")


def told(us: int | None, unit: str = "s") -> str:
    """A measure as a reader would say it: `95 s`, `12 min 5 s`, `183 days`."""
    if us is None:
        return "an unknown time"
    if unit == "count":
        return f"{us:,}"
    if unit == "percent":
        return f"{us / UNITS['percent']:.1f} %"
    seconds = us / 1_000_000
    if unit == "d":
        days = us / DAY_US
        return f"{days:,.0f} days" if days == int(days) else f"{days:,.1f} days"
    if abs(seconds) < 120:
        return f"{seconds:g} s" if seconds == int(seconds) else f"{seconds:.3f}".rstrip("0") + " s"
    whole = int(seconds)
    minutes, rest = divmod(abs(whole), 60)
    sign = "-" if whole < 0 else ""
    if minutes < 120:
        return f"{sign}{minutes} min {rest} s" if rest else f"{sign}{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours} h {minutes} min"


def told_alike(us: pl.Expr) -> pl.Expr:
    """Of a measure that is told in days, one that is told the same, so that few differ.

    Days are told to a tenth: all measures between the same two twentieths of a day are told alike.
    """
    import polars as pl

    between = us // _TWENTIETH_US * _TWENTIETH_US + _TWENTIETH_US // 2
    return pl.when((us % _TWENTIETH_US == 0) | (us.abs() > NEVER_US)).then(us).otherwise(between)


def with_sentences(flagged: pl.DataFrame, rules: Sequence[CompiledRule]) -> pl.DataFrame:
    """The findings with `sentence`: who and what it is about, then the reason with its measure and limit.

    A rule may have sentences of reasons of its own. Over `duty` an encounter is told as the shift that it is.
    Each different reason, measure and limit of a rule is told once, whatever the number of findings.
    """
    import polars as pl

    in_days = pl.col("told_unit") == "d"
    measured = pl.when(in_days).then(told_alike(pl.col("measured_raw"))).otherwise("measured_raw")
    flagged = flagged.with_columns(measured.alias("_measured"))
    told_of = ("rule_no", "reason", "_measured", "allowed_raw")
    different = flagged.select(told_of).unique()
    texts = [_told_reason(rules[number], *row) for number, *row in different.iter_rows()]
    joined = flagged.join(
        different.with_columns(pl.Series("_small", [t[:1].lower() + t[1:] for t in texts], dtype=pl.String),
                               pl.Series("_large", texts, dtype=pl.String)),
        on=told_of, how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    about = [pl.col(f"{word}_id").replace("", None) for word in ("officer", "incident", "recording")]
    nothing_yet = pl.lit(value=True)
    parts = []
    for word, column in zip(("officer", "incident", "recording"), about, strict=True):
        name = pl.when(nothing_yet).then(pl.lit(f"{word.capitalize()} ")).otherwise(pl.lit(f"{word} "))
        parts.append(pl.concat_str(name, column))
        nothing_yet = nothing_yet & column.is_null()
    subject = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    sentence = (
        pl.when(nothing_yet)
        .then(pl.concat_str("_large", pl.lit(".")))
        .otherwise(pl.concat_str(subject, pl.lit(": "), "_small", pl.lit(".")))
    )
    return joined.with_columns(sentence.alias("sentence")).drop("_measured", "_small", "_large")


def _told_reason(rule: CompiledRule, reason: str, measured: int | None, allowed: int | None) -> str:
    text = rule.steps.sentences.get(reason, "")
    if not text:
        text, unit = reason_sentence(rule.rule.kind, reason), reason_unit(rule.rule.kind, reason)
        text = text.format(measured=told(measured, unit), allowed=told(allowed, unit)) if "{" in text else text
    return text.replace("encounter", "shift") if rule.steps.table == "duty" else text
