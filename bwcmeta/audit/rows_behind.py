"""The source rows behind the findings of one rule: all of them as evidence, the first of them in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.engines.protocol import Engine

MOST_SOURCES = 20
"""How many source rows a finding lists in one cell; `evidence.parquet` has all of them."""
ROLES = ("subject", "incident", "place", "fact", "recording")
"""The parts that a row can play, in the order in which they are listed."""


def _types() -> dict[str, pl.DataType]:
    import polars as pl

    return {"role": pl.String(), "row_key": pl.String(), "source_file": pl.String(), "source_row": pl.Int64()}


EVIDENCE = ("role", "row_key", "source_file", "source_row")


def rows_behind(
    engine: Engine, number: int, flagged: pl.DataFrame, part: str = "TRUE"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the evidence of one rule.

    Args:
        engine: where `evidence` is kept.
        number: of the rule.
        flagged: `subject_no` of each finding, in the order of the findings.
        part: the condition on `details` that picked these findings.

    Returns:
        `finding_no` (place in `flagged`), role, key, file and row of each; and for each finding, in order, `sources`
        (the first in one cell; null without any) and `numbered` (1 where a recording carries the event's number).
    """
    import polars as pl

    which = (
        ""
        if part == "TRUE"
        else f"AND subject_no IN (SELECT subject_no FROM details WHERE rule_no = {number} AND {part})"
    )
    raw = engine.frame(
        f"SELECT subject_no, role, row_key, source_file, source_row, numbered FROM evidence WHERE rule_no = {number} {which}"
    )
    files = raw["source_file"].cast(pl.String).unique().drop_nulls().sort()
    rows = raw.select(
        pl.col("subject_no").cast(pl.Int64),
        pl.col("role").cast(pl.String).cast(pl.Enum(ROLES)),
        pl.col("row_key").cast(pl.String),
        pl.col("source_file").cast(pl.String).cast(pl.Enum(files)),
        pl.col("source_row", "numbered").cast(pl.Int64),
    )
    placed = flagged.with_row_index("finding_no").with_columns(pl.col("finding_no").cast(pl.Int64))
    order = ("finding_no", "role", "source_file", "source_row")
    rows = rows.join(placed, on="subject_no").drop("subject_no").sort(order, nulls_last=True)
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift()) for c in order)
    if rows.select(same.any()).item():  # one row may play one part twice, under several keys or the same one
        falling = [False] * (len(order) + 1) + [True]  # of what is alike but for that, what carries the number counts
        rows = rows.sort(*order, "row_key", "numbered", descending=falling, nulls_last=True)
        rows = rows.unique(subset=[*order, "row_key"], keep="first", maintain_order=True)
    return rows.select("finding_no", *(pl.col(c).cast(t) for c, t in _types().items())), _in_one_cell(rows, placed)


def _in_one_cell(rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """`sources` and `numbered` of each finding, in order."""
    import polars as pl

    text = pl.concat_str(pl.col("source_file").cast(pl.String), pl.lit(":"), pl.col("source_row").cast(pl.String))
    places = rows.select("finding_no", "source_file", "source_row").unique(keep="first", maintain_order=True)
    index = pl.int_range(pl.len(), dtype=pl.Int64)
    places = places.with_columns(index.alias("nth")).with_columns(
        pl.col("nth") - pl.col("nth").first().over("finding_no")
    )
    listed = (
        places.filter(pl.col("nth") < MOST_SOURCES)
        .with_columns(text.alias("text"))
        .group_by("finding_no", maintain_order=True)
        .agg(pl.col("text").str.join("; "))
    )
    more = places.filter(pl.col("nth") >= MOST_SOURCES).group_by("finding_no").len("many")
    numbered = rows.filter(pl.col("numbered") == 1).select("finding_no", "numbered").unique()
    shown = pl.concat_str(pl.col("text"), pl.lit("; +"), pl.col("many").cast(pl.String), pl.lit(" more"))
    return (
        placed.join(listed, on="finding_no", how="left", maintain_order="left")
        .join(more, on="finding_no", how="left", maintain_order="left")
        .join(numbered, on="finding_no", how="left", maintain_order="left")
        .select(pl.when(pl.col("many").is_null()).then("text").otherwise(shown).alias("sources"), "numbered")
    )
