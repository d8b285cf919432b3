"""The rows behind findings come by part, file and row, each place told once: compared with plain Python."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bwcmeta.audit.rows_behind import MOST_SOURCES, ROLES, rows_behind

SCHEMA = {
    "subject_no": pl.Int64,
    "role": pl.String,
    "row_key": pl.String,
    "source_file": pl.String,
    "source_row": pl.Int64,
    "numbered": pl.Int64,
}
RULE = 3
FLAGGED = (70, 10, 40)
"""Subjects of the findings, in the order of the findings."""
EVIDENCE = st.tuples(
    st.sampled_from((*FLAGGED, 99)),
    st.sampled_from(ROLES),
    st.sampled_from((None, "a", "b")),
    st.sampled_from((None, "cad.csv", "axon.csv", "ä.csv")),
    st.sampled_from((None, 0, 1, 2, 10, 2**35)),
    st.sampled_from((0, 1)),
)


class Kept:
    """An engine that holds these rows as `evidence`."""

    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        self.rows = rows

    def frame(self, _sql: str) -> pl.DataFrame:
        return pl.DataFrame(self.rows, schema=SCHEMA, orient="row").with_columns(rule_no=RULE)


def last_if_none(value: str | int | None) -> tuple[bool, str | int]:
    return (value is None, value or (0 if not isinstance(value, str) else ""))


@settings(max_examples=150)
@given(st.lists(EVIDENCE, max_size=60))
def test_the_order_and_the_cell(rows: list[tuple[object, ...]]) -> None:
    flagged = pl.DataFrame({"rule_no": [RULE] * len(FLAGGED), "subject_no": FLAGGED})
    behind, shown = rows_behind(Kept(rows), flagged, f"rule_no = {RULE}")  # type: ignore[arg-type]
    expected = {
        (FLAGGED.index(subject), ROLES.index(role), last_if_none(file), last_if_none(row))  # type: ignore[arg-type]
        for subject, role, _key, file, row, _numbered in rows
        if subject in FLAGGED
    }
    places = [
        (number, ROLES[role], None if file[0] else file[1], None if row[0] else row[1])
        for number, role, file, row in sorted(expected)
    ]
    found = behind.select("finding_no", "role", "source_file", "source_row").rows()
    assert list(dict.fromkeys(found)) == places
    for number, subject in enumerate(FLAGGED):
        own = list(dict.fromkeys((f, r) for n, _role, f, r in places if n == number))
        cell = "; ".join("null" if f is None or r is None else f"{f}:{r}" for f, r in own[:MOST_SOURCES])
        if own and not any(f is None or r is None for f, r in own):
            assert shown["sources"][number] == cell
        if not own:
            assert shown["sources"][number] is None
        carries = any(s == subject and numbered == 1 for s, *_rest, numbered in rows)
        assert (shown["numbered"][number] == 1) == carries
