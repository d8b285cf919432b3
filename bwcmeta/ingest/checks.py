"""What rows must hold once they are read: required cells, spans that run forwards, clocks that were set."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bwcmeta.ingest.kinds_of_place import together
from bwcmeta.ingest.value import Value
from bwcmeta.ingest.values import emptied
from bwcmeta.model.columns import Column, Table

if TYPE_CHECKING:
    import polars as pl

DEVICE_CLOCK = {
    "recordings": ("activated_at", "started_at", "ended_at", "recorded_at"),
    "device_events": ("at",),
}
"""Instants by a camera's own clock, which may never have been set."""

SPANS = {
    "recordings": ("started_at", "ended_at"),
    "facts": ("at", "until_at"),
    "duty": ("started_at", "ended_at"),
    "device_assignments": ("assigned_at", "returned_at"),
    "officers": ("valid_from_at", "valid_until_at"),
}
"""Rows whose end lies before their start are set aside. Dispatch times out of order stay: rules judge them."""

_LAST_UNSET_YEAR = 1971
_UNSET_DAYS = ("1980-01-01", "1980-01-06", "1999-12-31", "2000-01-01")
"""Where clocks of cameras begin to count; the day before for zones west of Greenwich."""

NO_CLOCK = "no clock: a date that cameras show before their clock is set"
BACKWARDS = "ends before it starts"


@dataclass(slots=True)
class State:
    """The columns of one batch for one table, with what is said about its rows so far."""

    table: Table
    height: int
    values: dict[str, Value]
    faults: list[tuple[str, str, pl.Series]] = field(default_factory=list)
    repairs: list[tuple[str, str, pl.Series]] = field(default_factory=list)
    unknown: list[tuple[str, pl.Series]] = field(default_factory=list)

    def fault(self, column: str, reason: str, rows: pl.Series) -> None:
        """Say that these rows cannot be used."""
        if rows.any():
            self.faults.append((column, reason, rows))

    def repair(self, column: str, what: str, rows: pl.Series) -> None:
        """Say that a cell of these rows was derived or emptied."""
        if rows.any():
            self.repairs.append((column, what, rows))

    def data(self, name: str) -> pl.Series | None:
        """Return a column that was read, or None."""
        return self.values[name].data if name in self.values else None

    def put(self, name: str, data: pl.Series) -> None:
        """Set a column."""
        self.values[name] = replace(self.values[name], data=data) if name in self.values else Value(data)

    @staticmethod
    def where(rows: pl.Series, text: pl.Series) -> pl.Series:
        """Return the text in these rows, null elsewhere."""
        import polars as pl

        return pl.select(pl.when(rows).then(text)).to_series()


def check(state: State) -> None:
    """Run the checks in their order."""
    _clocks(state)
    if state.table.name == "recordings":
        _lengths(state)
        _ends(state)
        _known(state, "activated_at", "activated_known")
    _known_place(state)
    _coordinates(state)
    _required(state)
    _spans(state)


def _clocks(state: State) -> None:
    import polars as pl

    for name in DEVICE_CLOCK.get(state.table.name, ()):
        data = state.data(name)
        if data is None:
            continue
        days = [pl.lit(day).str.to_date() for day in _UNSET_DAYS]
        at = pl.col("at")
        unset = (at.dt.year() <= _LAST_UNSET_YEAR) | at.dt.date().is_in(pl.concat_list(days))
        earliest = data.min()
        if earliest is None or earliest.year > 2000:  # type: ignore[union-attr]
            continue
        rows = data.to_frame("at").select(unset.fill_null(value=False)).to_series()
        if not rows.any():
            continue
        column = state.table.column(name)
        assert column is not None
        if column.required:
            state.fault(name, NO_CLOCK, rows)
        else:
            state.repair(name, f"emptied: {NO_CLOCK}", rows)
        state.values[name] = emptied(state.values[name], rows)


def _lengths(state: State) -> None:
    """A negative length is none, and is said."""
    length = state.data("duration_s")
    if length is None:
        return
    rows = (length < 0).fill_null(value=False)
    if rows.any():
        state.repair("duration_s", "emptied: a negative length", rows)
        state.values["duration_s"] = emptied(state.values["duration_s"], rows)


def _ends(state: State) -> None:
    """An end that is absent is the start plus the stated length, marked as derived."""
    import polars as pl

    start, length = state.data("started_at"), state.data("duration_s")
    end = state.data("ended_at")
    if end is None:
        end = pl.repeat(None, state.height, dtype=pl.Datetime("us", "UTC"), eager=True)
    doubtful = (
        state.values["ended_at"].stamps.doubtful
        if "ended_at" in state.values and state.values["ended_at"].stamps
        else None
    )
    if end.null_count() and start is not None and length is not None:
        micro = (pl.lit(length) * 1_000_000).round().cast(pl.Int64, strict=False)
        worked_out = pl.select(
            pl.when(pl.lit(end).is_null() & (pl.lit(length) >= 0)).then(pl.lit(start) + pl.duration(microseconds=micro))
        ).to_series()
        derived = worked_out.is_not_null()
        if doubtful is not None:
            derived &= ~doubtful
        if derived.any():
            state.repair("ended_at", "derived from start and duration", derived)
            end = pl.select(pl.when(derived).then(worked_out).otherwise(end)).to_series()
            state.put("ended_at", end)
            said = pl.select(pl.when(derived).then(pl.lit("derived"))).to_series()
            _say_known(state, "ended_known", end, said)
            return
    state.put("ended_at", end)
    _say_known(state, "ended_known", end, None)


def _known(state: State, name: str, known: str) -> None:
    data = state.data(name)
    if data is not None:
        _say_known(state, known, data, None)


def _say_known(state: State, known: str, data: pl.Series, derived: pl.Series | None) -> None:
    """Fill in how an instant is known where the export does not say."""
    import polars as pl

    said = pl.when(pl.lit(data).is_not_null()).then(pl.lit("stated")).otherwise(pl.lit("absent"))
    parts = [said]
    given = state.data(known)
    if given is not None:
        parts.insert(0, pl.lit(given))
    if derived is not None:
        parts.insert(0, pl.lit(derived))
    state.put(known, pl.select(pl.coalesce(parts)).to_series())


def _known_place(state: State) -> None:
    import polars as pl

    one, other = state.values.get("location_type"), state.values.get("location_types")
    if (one is None and other is None) or state.table.column("location_known") is None:
        return
    is_known = pl.lit(state.data("location_type")).is_not_null()
    if other is not None or (one is not None and one.several is not None):
        kind, kinds = together(one, other)
        state.put("location_type", kind)
        state.put("location_types", kinds)
        is_known = pl.lit(kind).is_not_null() | pl.lit(kinds).is_not_null()
    said: pl.Expr = pl.when(is_known).then(pl.lit("stated"))
    given = state.data("location_known")
    if given is not None:
        said = pl.coalesce(pl.lit(given), said)
    state.put("location_known", pl.select(said).to_series())


def _coordinates(state: State) -> None:
    """A point at 0,0 or off the globe is no point."""
    import polars as pl

    latitude, longitude = state.data("latitude"), state.data("longitude")
    if latitude is None or longitude is None:
        return
    lat, lon = pl.col("lat"), pl.col("lon")
    wrong = ((lat == 0) & (lon == 0)) | (lat.abs() > 90) | (lon.abs() > 180) | (lat.is_null() != lon.is_null())
    rows = pl.DataFrame({"lat": latitude, "lon": longitude}).select(wrong.fill_null(value=False)).to_series()
    if not rows.any():
        return
    state.repair("latitude", "emptied: no point on the globe (0,0, out of range, or half a pair)", rows)
    for name in ("latitude", "longitude"):
        state.values[name] = emptied(state.values[name], rows)


def _required(state: State) -> None:
    for column in state.table.own:
        if not column.required:
            continue
        value = state.values.get(column.name)
        if value is None or not value.data.null_count():
            continue
        empty = value.data.is_null()
        for reason in (value.bad, value.unknown, value.stamps.doubtful if value.stamps else None):
            if reason is not None:  # told already, or kept although it is doubtful
                empty &= ~reason
        for _, rows, _ in value.emptied:
            empty &= ~rows
        for name, _, rows in state.faults:
            if name == column.name:
                empty &= ~rows
        state.fault(column.name, "required and empty", empty)


def _spans(state: State) -> None:
    names = SPANS.get(state.table.name)
    if names is None:
        return
    start, end = state.data(names[0]), state.data(names[1])
    if start is not None and end is not None:
        state.fault(names[1], BACKWARDS, (end < start).fill_null(value=False))


def dtype(column: Column) -> pl.DataType:
    """Return the polars type of a canonical column."""
    import polars as pl

    if column.kind == "text_list":
        return pl.List(pl.String)
    kinds: dict[str, pl.DataType] = {
        "text": pl.String(),
        "instant": pl.Datetime("us", "UTC"),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
    }
    return kinds[column.kind]
