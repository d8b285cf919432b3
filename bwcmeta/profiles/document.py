"""The document model of a profile. Everything a profile can say is here; nothing in it runs."""

from __future__ import annotations

from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bwcmeta.documents.fields import Strict
from bwcmeta.model.columns import Column
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.normalisers import NORMALISERS, UNITS
from bwcmeta.text import did_you_mean

NAMED_FORMATS = ("iso", "epoch_s", "epoch_ms")


def _zone(name: str) -> str:
    if name not in available_timezones():
        hint = did_you_mean(name, available_timezones()) or "an IANA name such as America/Chicago"
        raise PydanticCustomError("zone", "no time zone {name}", {"name": repr(name), "hint": hint})
    return name


def _format(text: str) -> str:
    if text not in NAMED_FORMATS and "%" not in text:
        hint = f"one of: {', '.join(NAMED_FORMATS)}, or a pattern such as '%m/%d/%Y %H:%M:%S'"
        raise PydanticCustomError("stamp", "no stamp format {text}", {"text": repr(text), "hint": hint})
    return text


def _normaliser(name: str) -> str:
    if name not in NORMALISERS:
        hint = did_you_mean(name, NORMALISERS) or f"one of: {', '.join(sorted(NORMALISERS))}"
        raise PydanticCustomError("normaliser", "no normaliser {name}", {"name": repr(name), "hint": hint})
    return name


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Zone = Annotated[str, AfterValidator(_zone)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Formats = Annotated[tuple[Annotated[str, AfterValidator(_format)], ...], BeforeValidator(_listed)]
Normalisers = Annotated[tuple[Annotated[str, AfterValidator(_normaliser)], ...], BeforeValidator(_listed)]


class ColumnRule(Strict):
    """Where one canonical column comes from and how its cells are read."""

    from_: Words = Field((), alias="from", description="Headings; the first that the file has is read.")
    value: str | None = Field(None, description="The same text for every row, in place of a heading.")
    join: Words = Field((), description="Headings whose cells are joined by a space, as in a date and a time.")
    formats: Formats = Field((), description="Stamp formats, tried in order: iso, epoch_s, epoch_ms or a pattern.")
    zone: Zone | None = Field(None, description="Zone of stamps without an offset.")
    unit: str | None = Field(None, description="Unit in the export, where it is not the canonical one.")
    values: dict[str, str | None] = Field(
        default_factory=dict,
        description="Value in the export -> canonical value; compared without case and punctuation.",
    )
    separator: str | None = Field(None, description="What stands between the values of one cell.", min_length=1)
    null_words: Words = Field((), description="Further words that mean an empty cell in this column.")
    normalise: Normalisers = Field((), description="Named functions applied to the cell, in order.")
    otherwise: ColumnRule | None = Field(None, description="Read instead where the cell is empty or absent.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name, is_given in _sources(self).items() if is_given]
        if len(given) != 1:
            what = (
                "a column needs `from`, `join` or `value`"
                if not given
                else f"only one of {' and '.join(given)} can be given"
            )
            raise PydanticCustomError("source", "{what}", {"what": what})
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the rule may read."""
        return self.from_ + self.join + (self.otherwise.headings if self.otherwise else ())


class TableRule(Strict):
    """One canonical table that the file feeds."""

    columns: dict[str, ColumnRule]
    only_where: dict[str, Words] = Field(
        default_factory=dict, description="Heading -> values; rows with another value are not meant for this table."
    )
    needs: Words = Field(
        (), description="Canonical columns of which one must be filled, or the row is not meant for it."
    )


class Profile(Strict):
    """How the files of one system become canonical tables."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9:_-]*$")
    version: int = Field(ge=1)
    title: str
    says: str = Field("", description="What a reader should know about such files.")
    source: Words = Field((), description="Where the headings were read.")
    zone: Zone | None = Field(None, description="Zone of stamps without an offset; --tz on the command line wins.")
    null_words: Words = Field((), description="Words that mean an empty cell, whatever their case.")
    leaves_out: dict[str, str] = Field(default_factory=dict, description="Heading -> why it is not read.")
    tables: dict[str, TableRule] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_the_tables(self) -> Self:
        wrong = [fault for name, rule in self.tables.items() for fault in _table_faults(name, rule)]
        if wrong:
            raise PydanticCustomError("profile", "{what}", {"what": "; ".join(wrong)})
        return self

    @property
    def ref(self) -> str:
        """Id and version, as the ledger keeps it."""
        return f"{self.id}@{self.version}"


def _sources(rule: ColumnRule) -> dict[str, bool]:
    return {"`from`": bool(rule.from_), "`join`": bool(rule.join), "`value`": rule.value is not None}


def _table_faults(name: str, rule: TableRule) -> list[str]:
    table = TABLE_BY_NAME.get(name)
    if table is None:
        return [f"no canonical table {name!r} ({did_you_mean(name, TABLE_BY_NAME)})"]
    known = [c.name for c in table.own]
    faults = []
    for column_name, column_rule in rule.columns.items():
        column = table.column(column_name)
        if column is None:
            faults.append(f"{name} has no column {column_name!r} ({did_you_mean(column_name, known)})")
        else:
            faults.extend(f"{name}.{column_name}: {fault}" for fault in _column_faults(column, column_rule))
    faults.extend(
        f"{name} needs a rule for the required column {c.name!r}"
        for c in table.own
        if c.required and c.name not in rule.columns
    )
    faults.extend(f"{name}.needs: no column {n!r} in the rules" for n in rule.needs if n not in rule.columns)
    return faults


def _column_faults(column: Column, rule: ColumnRule) -> list[str]:
    faults = []
    if (rule.formats or rule.zone) and column.kind != "instant":
        faults.append("formats and zone are for instants")
    if rule.separator is not None and column.kind != "text_list":
        faults.append("a separator is for columns that hold several values")
    if rule.unit is not None and rule.unit not in UNITS.get(column.unit, {}):
        options = ", ".join(UNITS.get(column.unit, {})) or "none"
        faults.append(f"the unit {rule.unit!r} is not known here (one of: {options})")
    if column.values:
        faults.extend(
            f"{value!r} is no value of this column ({did_you_mean(value, column.values)})"
            for value in [*rule.values.values(), rule.value]
            if value is not None and value not in column.values
        )
    return faults + (_column_faults(column, rule.otherwise) if rule.otherwise else [])
