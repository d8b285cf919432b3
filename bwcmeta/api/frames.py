"""Frames as text and as plain rows, piece by piece: what a command prints of results that may be very long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.long_frame import LongFrame

_ROWS_AT_ONCE = 5_000


def json_rows(frame: pl.DataFrame | LongFrame) -> Iterator[list[str]]:
    """The rows as JSON objects, one a line, some thousands at a time."""
    for piece in frame.iter_slices(_ROWS_AT_ONCE):
        if written := _texts(piece).write_ndjson():
            yield written.rstrip("\n").split("\n")


def csv_texts(frame: pl.DataFrame | LongFrame) -> Iterator[str]:
    """The frame as CSV (RFC 4180 with line feeds): the headings, then some thousands of rows at a time."""
    yield _texts(frame.head(0)).write_csv(line_terminator="\n")
    for piece in frame.iter_slices(_ROWS_AT_ONCE):
        yield _texts(piece).write_csv(include_header=False, line_terminator="\n")


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Instants as ISO 8601 in UTC, with microseconds where there are any; all else as it is."""
    import polars as pl

    columns = []
    for name, kind in frame.schema.items():
        if isinstance(kind, pl.Datetime):
            at = pl.col(name).dt.convert_time_zone("UTC")
            short, long = at.dt.strftime("%Y-%m-%dT%H:%M:%SZ"), at.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
            columns.append(pl.when(pl.col(name).dt.microsecond() == 0).then(short).otherwise(long).alias(name))
    return frame.with_columns(columns)


def reasons_of(findings: LongFrame) -> list[dict[str, Any]]:
    """How many findings of each rule have which verdict and reason, in the order of the rules."""
    import polars as pl

    keys = ("rule_id", "verdict", "reason")
    each = [part.group_by(*keys, maintain_order=True).len("findings").collect() for part in findings.parts()]
    return pl.concat(each).group_by(*keys, maintain_order=True).agg(pl.col("findings").sum()).to_dicts()


def first_candidates(findings: LongFrame, most: int) -> tuple[list[dict[str, Any]], int]:
    """The first candidate violations, one of every rule before a second of any; and how many there are."""
    import polars as pl

    parts = findings.parts()
    first, every = [], 0
    for number, part in enumerate(parts):  # one at a time: all candidates of a state do not fit into memory
        rows = part.select("rule_id", pl.col("verdict") == "violation").with_row_index("_row")
        kept = rows.filter("verdict").collect()
        every += kept.height
        first.append(
            kept.group_by("rule_id", maintain_order=True).head(most).with_columns(pl.lit(number).alias("_part"))
        )
    every_rule = pl.concat(first).group_by("rule_id", maintain_order=True).head(most)
    nth = every_rule.with_columns(pl.int_range(pl.len()).over("rule_id").alias("_nth"))
    chosen = nth.sort("_nth", maintain_order=True).head(most).select("_part", "_row")
    shown = [parts[number].select(findings.columns).slice(row, 1).collect() for number, row in chosen.iter_rows()]
    return pl.concat(shown).to_dicts() if shown else [], every
