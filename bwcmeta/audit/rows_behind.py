"""The source rows behind findings: all of them as evidence, the first of them in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.plan.plan import ROWS_OF_A_FILE

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.engines.protocol import Engine

MOST_SOURCES = 20
"""How many source rows a finding lists in one cell; `evidence.parquet` has all of them."""
ROLES = ("subject", "incident", "place", "fact", "recording")
"""The parts that a row can play, in the order in which they are listed."""
EVIDENCE = ("role", "row_key", "source_file", "source_row")
_ORDER = ("_part", "_place")
"""A row's finding and role as one number, its file and row as another: two numbers are sorted three times as fast as the four."""


def rows_behind(engine: Engine, flagged: pl.DataFrame, which: str, part: str = "") -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the evidence of some findings.

    Args:
        engine: where `evidence` is kept.
        flagged: `rule_no` and `subject_no` of each finding, in the order of the findings.
        which: the condition on `rule_no` and `subject_no` that holds of all of them.
        part: the further condition on `details` that picked them, where it holds not of all with these numbers.

    Returns:
        `finding_no` (place in `flagged`), role, key, file and row of each, role and file as words of a list; and for each
        finding, in order, `sources` (the first in one cell; null without any) and `numbered` (1 where a recording carries
        the event's number).
    """
    import polars as pl

    only = f" AND subject_no IN (SELECT subject_no FROM details WHERE {which} AND {part})" if part else ""
    raw = engine.frame(
        f"SELECT rule_no, subject_no, role, row_key, source_file, source_row, numbered FROM evidence WHERE {which}{only}"
    )
    files = raw["source_file"].cast(pl.String).unique().drop_nulls().sort()
    rows = raw.select(
        pl.col("rule_no", "subject_no").cast(pl.Int64),
        pl.col("role").cast(pl.String).cast(pl.Enum(ROLES)),
        pl.col("row_key").cast(pl.String),
        pl.col("source_file").cast(pl.String).cast(pl.Enum(files)),
        pl.col("source_row", "numbered").cast(pl.Int64),
    )
    placed = flagged.with_row_index("finding_no").with_columns(pl.col("finding_no").cast(pl.Int64))
    file_no = pl.col("source_file").to_physical().cast(pl.Int64).fill_null(len(files))
    rows = (
        rows.join(placed, on=("rule_no", "subject_no"))
        .with_columns(
            (pl.col("finding_no") * len(ROLES) + pl.col("role").to_physical().cast(pl.Int64)).alias("_part"),
            (file_no * ROWS_OF_A_FILE + pl.col("source_row").fill_null(ROWS_OF_A_FILE - 1)).alias("_place"),
        )
        .drop("rule_no", "subject_no")
        .sort(_ORDER)
    )
    same = pl.all_horizontal(pl.col(c) == pl.col(c).shift() for c in _ORDER)
    if rows.select(same.any()).item():  # one row may play one part twice, under several keys or the same one
        falling = [False] * (len(_ORDER) + 1) + [True]  # of what is alike but for that, what carries the number counts
        rows = rows.sort(*_ORDER, "row_key", "numbered", descending=falling, nulls_last=True)
        rows = rows.unique(subset=[*_ORDER, "row_key"], keep="first", maintain_order=True)
    return rows.select("finding_no", *EVIDENCE), _in_one_cell(rows, placed)


def _in_one_cell(rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """`sources` and `numbered` of each finding, in order."""
    import polars as pl

    text = pl.concat_str(pl.col("source_file").cast(pl.String), pl.lit(":"), pl.col("source_row").cast(pl.String))
    place = pl.col("finding_no").cast(pl.Int128) * 2**64 + pl.col("_place").cast(pl.Int128)
    places = rows.filter(place.is_first_distinct()).select("finding_no", text.alias("text"))
    listed = places.group_by("finding_no", maintain_order=True).agg(
        pl.col("text").head(MOST_SOURCES), (pl.len().cast(pl.Int64) - MOST_SOURCES).alias("many")
    )
    shown = pl.col("text").list.join("; ")
    more = pl.concat_str(shown, pl.lit("; +"), pl.col("many").cast(pl.String), pl.lit(" more"))
    numbered = rows.filter(pl.col("numbered") == 1).select("finding_no", "numbered").unique()
    return (
        placed.join(listed, on="finding_no", how="left", maintain_order="left")
        .join(numbered, on="finding_no", how="left", maintain_order="left")
        .select(pl.when(pl.col("many") > 0).then(more).otherwise(shown).alias("sources"), "numbered")
    )
