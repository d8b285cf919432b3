"""The document model of a profile. Everything a profile can say is here; nothing in it runs."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bwcmeta.documents.fields import Strict
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.column_rule import ColumnRule, Words, Zone, column_faults
from bwcmeta.text import did_you_mean

__all__ = ["ColumnRule", "Exclusion", "Profile", "TableRule", "table_of_rule"]

_PART = re.compile(r"[a-z][a-z0-9_]*\Z")


def table_of_rule(name: str) -> str:
    """Return the canonical table a key of `tables` means: `facts/arrest` is a second set of rows of `facts`."""
    return name.partition("/")[0]


class Exclusion(Strict):
    """Rows that are no use to anybody, such as entries made to test the system. They are set aside and counted."""

    where: dict[str, Words] = Field(min_length=1, description="Heading -> values; all of them must hold.")
    why: str = Field(min_length=1, description="The reason that the ledger gives.")


class TableRule(Strict):
    """One canonical table that the file feeds."""

    columns: dict[str, ColumnRule]
    only_where: dict[str, Words] = Field(
        default_factory=dict, description="Heading -> values; rows with another value are not meant for this table."
    )
    needs: Words = Field(
        (), description="Canonical columns of which one must be filled, or the row is not meant for it."
    )
    exclude: tuple[Exclusion, ...] = Field((), description="Rows that are set aside, with the reason.")
    split_rows: dict[str, str] = Field(
        default_factory=dict,
        description="Heading -> separator: a cell with several values becomes a row for each of them.",
    )

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the rule may read."""
        read = [h for rule in self.columns.values() for h in rule.headings]
        return (*read, *self.only_where, *self.split_rows, *(h for e in self.exclude for h in e.where))


class Profile(Strict):
    """How the files of one system become canonical tables."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9:_-]*$")
    version: int = Field(ge=1)
    title: str
    says: str = Field("", description="What a reader should know about such files.")
    source: Words = Field((), description="Where the headings were read.")
    zone: Zone | None = Field(None, description="Zone of stamps without an offset; --tz on the command line wins.")
    sheet: str | None = Field(None, description="Name of the sheet that holds the rows; `FY*` stands for several.")
    header_row: int | None = Field(None, ge=1, le=1000, description="Row that holds the headings, where not the first.")
    records: str | None = Field(None, description="JSON: the key below which the rows stand, as in data or a.b.")
    fill_down: Words = Field((), description="Headings whose empty cells mean: as in the row above.")
    exported_in_name: str | None = Field(
        None, description="The file's name tells when the export was made: a pattern such as %Y-%m-%d."
    )
    exported_column: Words = Field((), description="Or a heading does; the latest of its stamps counts.")
    told_by: Words = Field(
        (), description="Headings of which a file must have one, or the profile is not taken unless it is named."
    )
    null_words: Words = Field((), description="Words that mean an empty cell, whatever their case.")
    decimal: Literal[".", ","] | None = Field(
        None, description="Decimal mark of its numbers. Not stated: a comma is read only where it can mean one thing."
    )
    leaves_out: dict[str, str] = Field(default_factory=dict, description="Heading -> why it is not read.")
    tables: dict[str, TableRule] = Field(
        min_length=1, description="Canonical table -> its rule. `facts/arrest` makes further rows of `facts`."
    )

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

    @property
    def table_names(self) -> tuple[str, ...]:
        """The canonical tables it feeds, each once."""
        return tuple(dict.fromkeys(table_of_rule(name) for name in self.tables))


def _table_faults(name: str, rule: TableRule) -> list[str]:
    table_name, slash, part = name.partition("/")
    table = TABLE_BY_NAME.get(table_name)
    if table is None:
        return [f"no canonical table {table_name!r} ({did_you_mean(table_name, TABLE_BY_NAME)})"]
    if slash and not _PART.match(part):
        return [f"{name!r}: after the slash stands a word in lower case, as in facts/arrest"]
    known = [c.name for c in table.own]
    faults = []
    for column_name, column_rule in rule.columns.items():
        column = table.column(column_name)
        if column is None:
            faults.append(f"{name} has no column {column_name!r} ({did_you_mean(column_name, known)})")
        else:
            faults.extend(f"{name}.{column_name}: {fault}" for fault in column_faults(column, column_rule))
    faults.extend(
        f"{name} needs a rule for the required column {c.name!r}"
        for c in table.own
        if c.required and c.name not in rule.columns
    )
    faults.extend(f"{name}.needs: no column {n!r} in the rules" for n in rule.needs if n not in rule.columns)
    return faults
