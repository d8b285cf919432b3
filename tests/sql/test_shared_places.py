"""Whether a row of a file stands for several rows of a table is told from powers of two, block by block."""

from __future__ import annotations

import random

import pytest

from bwcmeta.audit.freeze import freeze
from bwcmeta.audit.options import AuditOptions
from bwcmeta.audit.source import RowsSource
from bwcmeta.engines.on_duckdb import DuckDBEngine


def _told(places: list[tuple[int, int]]) -> bool:
    rows = [
        {"fact_id": f"F{n}", "fact": "consent", "import_seq": i, "source_row": r} for n, (i, r) in enumerate(places)
    ]
    source = RowsSource({"facts": rows})
    try:
        with DuckDBEngine(source.folders(), threads=1) as engine:
            return "facts" in freeze(engine, source, AuditOptions()).one_a_row
    finally:
        source.close()


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_comparing_every_place_with_every_other_says(seed: int) -> None:
    dice = random.Random(seed)
    most = dice.choice((8, 70, 2_000))
    places = [(dice.randint(1, 3), dice.randint(1, most)) for _ in range(dice.randint(1, 60))]
    assert _told(places) == (len(set(places)) == len(places))
    assert _told(sorted(set(places)))


@pytest.mark.parametrize(
    "places",
    [
        [(1, 33), (1, 33)],
        [(1, 31), (1, 31), (1, 32), (1, 64)],  # the first and the last row of a block, and of the next
        [(1, 5), (1, 5), (1, 5), (1, 5), (1, 6)],  # four times one power is two powers on
        [(2, 63), (2, 63), (3, 63)],
    ],
)
def test_twice_is_told_at_the_ends_of_a_block_too(places: list[tuple[int, int]]) -> None:
    assert not _told(places)


def test_the_same_row_of_two_files_is_two_rows() -> None:
    assert _told([(1, 40), (2, 40), (3, 40)])
