"""A batch of text cells to the rows of one canonical table, whole columns at a time.

The columns stay aligned with the batch until the end, so that faults and repairs can be told for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bwcmeta.ingest import checks
from bwcmeta.ingest.cells import cells_of
from bwcmeta.ingest.kinds_of_place import SEVERAL, one_only
from bwcmeta.ingest.readers.batch import Batch
from bwcmeta.ingest.stamps import DAY_US, MINUTE_US, SECOND_US, NaiveStampError, Stamps
from bwcmeta.ingest.value import Value
from bwcmeta.ingest.values import FILLER, read_column
from bwcmeta.model.columns import Column, Table
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.document import ColumnRule, TableRule, table_of_rule
from bwcmeta.profiles.headings import plain
from bwcmeta.profiles.resolve import Layout

if TYPE_CHECKING:
    import polars as pl

_FOLLOWERS = {
    "ended_at": {"ended_known"},
    "activated_at": {"activated_known"},
    "location_type": {"location_types", "location_known"},
    "location_types": {"location_type", "location_known"},
}
EXCHANGED = "day and month stand in another order than the profile reads"
SAMPLE_ROWS = 10_000
SAMPLE_STAMPS = 30


@dataclass(slots=True)
class FileContext:
    """What holds for every batch of a file.

    `coarse_columns` is decided on the first batch: instants whose first stamps all stand on the full minute (or at
    midnight) are taken to be no finer than that, however many zeros the export prints.
    """

    layout: Layout
    source_file: str
    import_id: str
    import_seq: int
    zone: str | None
    zones_used: set[str] = field(default_factory=set)
    coarse_columns: dict[tuple[str, str], int] = field(default_factory=dict)


class NaiveColumnError(Exception):
    """A stamp without an offset, with no zone to read it in: which heading, which row of the file."""

    def __init__(self, heading: str, row: int) -> None:
        super().__init__(heading)
        self.heading, self.row = heading, row


@dataclass(slots=True)
class TableBatch:
    """What one batch gives one table. Every mask is as long as the batch.

    Attributes:
        table: the table.
        frame: the canonical rows, one for each row of the batch, also for those that will not be used.
        meant: rows meant for this table at all, or None for all.
        faults: (column, reason, rows): rows that cannot be used; the first fault of a row is its reason.
        repairs: (column, what, rows).
        unknown: (column, texts): what was outside a vocabulary, one text a row, null elsewhere.
        carried: columns that the file speaks about, with those that follow from them.
    """

    table: Table
    frame: pl.DataFrame
    meant: pl.Series | None
    faults: list[tuple[str, str, pl.Series]]
    repairs: list[tuple[str, str, pl.Series]]
    unknown: list[tuple[str, pl.Series]]
    carried: frozenset[str]


def normalise(batch: Batch, rule_name: str, context: FileContext) -> TableBatch:
    """Turn a batch into the rows that one rule of the profile makes.

    Raises:
        NaiveColumnError: a stamp has no offset and no zone is known.
    """
    table = TABLE_BY_NAME[table_of_rule(rule_name)]
    rule = context.layout.profile.tables[rule_name]
    values = _values(batch, table, rule, context)
    state = checks.State(table, batch.rows.len(), values)
    for exclusion in rule.exclude:
        rows = _where(batch, exclusion.where, context.layout)
        if rows is not None:
            state.fault("", f"excluded: {exclusion.why}", rows)
    _note_readings(state)
    checks.check(state)
    frame = _frame(batch, state, context)
    meant = _meant(batch, rule, context.layout, values)
    return TableBatch(table, frame, meant, state.faults, state.repairs, state.unknown, _carried(values))


def _carried(values: dict[str, Value]) -> frozenset[str]:
    """Return the columns that a file speaks about, with those that follow from them."""
    names = set(values)
    if "duration_s" in names:
        names.add("ended_at")
    for base, followers in _FOLLOWERS.items():
        if base in names:
            names |= followers
    return frozenset(names | {"doubtful"})


def _values(batch: Batch, table: Table, rule: TableRule, context: FileContext) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, column_rule in rule.columns.items():
        column = table.column(name)
        assert column is not None
        try:
            value = read_column(batch, context.layout, column, column_rule, context.zone)
        except NaiveStampError as error:
            heading = _heading(column_rule, context.layout)
            raise NaiveColumnError(heading, int(batch.rows[error.position])) from error
        if value is not None:
            values[name] = value if table.column("location_types") is not None else one_only(value)
            if value.stamps is not None and value.stamps.zone:
                context.zones_used.add(value.stamps.zone)
    return values


def _heading(rule: ColumnRule, layout: Layout) -> str:
    return next((layout.headings[p] for p in map(layout.at, rule.headings) if p is not None), "")


def _note_readings(state: checks.State) -> None:
    """Say which cells could not be read: an unreadable stamp costs the row, any other cell only itself."""
    for name, value in state.values.items():
        column = state.table.column(name)
        assert column is not None
        if value.bad is not None:
            if value.exchanged is not None:
                state.fault(name, EXCHANGED, value.exchanged)
            state.fault(name, "not a stamp that this profile reads", value.bad)
        if value.unknown is not None:
            assert value.text is not None
            reason = "not in the vocabulary" if column.values else f"not a {_named(column)}"
            if column.required:
                state.fault(name, reason, value.unknown)
            else:
                state.repair(name, f"emptied: {reason}", value.unknown)
            state.unknown.append((name, state.where(value.unknown, value.text)))
        for what, rows in value.mended:
            state.repair(name, what, rows)
        if value.in_part is not None and value.text is not None and value.in_part.any():
            state.unknown.append((name, state.where(value.in_part, value.text)))
        if value.several is not None and name == "location_type":
            state.repair(name, SEVERAL, value.several.is_not_null())
        for why, rows, listed in value.emptied:
            if column.required:
                state.fault(name, why, rows)
            else:
                state.repair(name, f"emptied: {why}", rows)
            if listed and value.text is not None:
                state.unknown.append((name, state.where(rows, value.text)))
        if value.stamps is not None and value.stamps.rounded is not None:
            state.repair(name, "rounded: noise of a spreadsheet", value.stamps.rounded)
        if value.stamps is not None and value.stamps.doubtful is not None:
            state.repair(name, "emptied: the hour occurs twice or never in this zone", value.stamps.doubtful)


def _named(column: Column) -> str:
    return {"number": "number", "integer": "whole number", "boolean": "yes or no"}[column.kind]


def _meant(batch: Batch, rule: TableRule, layout: Layout, values: dict[str, Value]) -> pl.Series | None:
    """Return which rows are meant for the table, or None when all are."""
    meant = _where(batch, rule.only_where, layout)
    present = [values[name].data.is_not_null() for name in rule.needs if name in values]
    if present:
        some = present[0]
        for other in present[1:]:
            some = some | other
        meant = some if meant is None else meant & some
    return meant


def _where(batch: Batch, words: Mapping[str, tuple[str, ...]], layout: Layout) -> pl.Series | None:
    """Return which rows have one of the words under each heading, or None when the file lacks them all."""
    found: pl.Series | None = None
    for heading, allowed in words.items():
        cells = cells_of(batch, layout, ColumnRule.model_validate({"from": heading}))
        if cells is None:
            continue
        text = cells.tidy()
        wanted = {plain(w) for w in allowed}
        kinds = [k for k in text.drop_nulls().unique() if plain(k) in wanted]
        fits = text.is_in(kinds).fill_null(value=False)
        found = fits if found is None else found & fits
    return found


def _frame(batch: Batch, state: checks.State, context: FileContext) -> pl.DataFrame:
    """Put the columns together in the table's order, the source columns last."""
    import polars as pl

    height = batch.rows.len()
    columns: list[pl.Series | pl.Expr] = []
    stamped = _stamped(state)
    source: dict[str, pl.Series | pl.Expr] = {
        "utc_offset": _offset(state, stamped),
        "resolution_us": _resolution(state, stamped, context),
        "doubtful": _doubtful(state),
        "source_file": pl.lit(context.source_file),
        "source_row": batch.rows,
        "import_id": pl.lit(context.import_id),
        "import_seq": pl.lit(context.import_seq, dtype=pl.Int64),
    }
    for column in state.table.columns:
        if column.name in source:
            columns.append(_given(state, column.name, source[column.name]).alias(column.name))
        elif column.name in state.values:
            columns.append(state.values[column.name].data.alias(column.name))
        else:
            columns.append(pl.lit(None, dtype=checks.dtype(column)).alias(column.name))
    return pl.select(pl.int_range(height, dtype=pl.Int64).alias("__height")).with_columns(columns).drop("__height")


def _given(state: checks.State, name: str, worked_out: pl.Series | pl.Expr) -> pl.Series | pl.Expr:
    """A canonical file may state offset, resolution and doubt itself; what it states wins."""
    import polars as pl

    value = state.values.get(name)
    if value is None:
        return worked_out
    return pl.coalesce(pl.lit(value.data), worked_out if isinstance(worked_out, pl.Expr) else pl.lit(worked_out))


def _stamped(state: checks.State) -> list[tuple[str, Stamps]]:
    """Return the instants that were read, the one that dates the row first."""
    found = [(name, value.stamps) for name, value in state.values.items() if value.stamps is not None]
    return sorted(found, key=lambda pair: pair[0] != state.table.month)


def _offset(state: checks.State, stamped: list[tuple[str, Stamps]]) -> pl.Expr:
    import polars as pl

    if not stamped:
        return pl.lit(None, dtype=pl.String)
    offsets = []
    for name, stamps in stamped:
        text = state.values[name].text
        assert text is not None
        if not text.null_count():
            offsets.append(pl.lit(stamps.offset))
            break
        offsets.append(pl.when(pl.lit(text).is_not_null()).then(pl.lit(stamps.offset)))
    return pl.coalesce(offsets) if len(offsets) > 1 else offsets[0]


def _resolution(state: checks.State, stamped: list[tuple[str, Stamps]], context: FileContext) -> pl.Expr:
    """The coarsest of the row's stamps."""
    import polars as pl

    coarse = []
    for name, stamps in stamped:
        key = (state.table.name, name)
        if key not in context.coarse_columns and state.height:
            context.coarse_columns[key] = _coarse(stamps)
        least = context.coarse_columns.get(key, SECOND_US)
        size = pl.lit(stamps.coarse_us).cast(pl.Int64)
        size = pl.when(size < least).then(least).otherwise(size)
        data = state.values[name].data
        coarse.append(pl.when(pl.lit(data).is_not_null()).then(size) if data.null_count() else size)
    return pl.max_horizontal(coarse).cast(pl.Int64) if coarse else pl.lit(None, dtype=pl.Int64)


def _coarse(stamps: Stamps) -> int:
    """Return how coarse a column is by its first clock readings: a second, a minute or a day."""
    clock = stamps.clock if stamps.clock is not None else stamps.instant
    sample = clock.head(SAMPLE_ROWS).drop_nulls().dt.timestamp("us")
    if sample.len() < SAMPLE_STAMPS:
        return SECOND_US
    return next((size for size in (DAY_US, MINUTE_US) if bool((sample % size == 0).all())), SECOND_US)


def _doubtful(state: checks.State) -> pl.Expr:
    """Name the columns whose cell holds something of which nobody knows what it means: those are empty here."""
    import polars as pl

    found: list[tuple[str, pl.Series]] = []
    for name, value in sorted(state.values.items()):
        lost = [rows for why, rows, _ in value.emptied if why != FILLER]
        lost += [] if value.unknown is None else [value.unknown]
        lost += [] if value.stamps is None or value.stamps.doubtful is None else [value.stamps.doubtful]
        if lost:
            rows = lost[0]
            for more in lost[1:]:
                rows = rows | more
            found.append((name, rows & value.data.is_null()))
    if not found:
        return pl.lit(None, dtype=pl.List(pl.String))
    together = pl.concat_list(pl.when(pl.lit(rows)).then(pl.lit(name)) for name, rows in found).list.drop_nulls()
    return pl.when(together.list.len() > 0).then(together)
