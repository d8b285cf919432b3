"""Where one canonical column comes from and how its cells are read: the smallest part of a profile."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bwcmeta.documents.fields import Strict
from bwcmeta.model.columns import Column
from bwcmeta.profiles.normalisers import NORMALISERS, UNITS
from bwcmeta.text import did_you_mean

_MARKS = re.compile(r"%[-_0]?(?:\.\d?f|\df|[:#]z|.|$)", re.DOTALL)
_KNOWN_MARKS = frozenset("YymdHIMSpPbBhaAejfTDFRklzs") | {".f", ".3f", ".6f", ".9f", "3f", "6f", "9f", ":z", "#z"}
NAMED_FORMATS = ("iso", "epoch_s", "epoch_ms")

IDENTITY = {
    "badge": "strong: one person at a time; numbers are given again, so dates decide",
    "employee_id": "strong: one person for good",
    "user_id": "strong: one account of the evidence system; some are shared",
    "call_sign": "only with a dated roster: it names a unit on a shift, not a person",
    "display_name": "worthless: two people can have one name; never joined",
}
"""Kind of id that a column of people holds -> what it is worth for telling who somebody is."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(name, available_timezones()) or "an IANA name such as America/Chicago"
        raise PydanticCustomError("zone", "no time zone {name}", {"name": repr(name), "hint": hint}) from None
    return name


def _format(text: str) -> str:
    if text not in NAMED_FORMATS and "%" not in text:
        hint = f"one of: {', '.join(NAMED_FORMATS)}, or a pattern such as '%m/%d/%Y %H:%M:%S'"
        raise PydanticCustomError("stamp", "no stamp format {text}", {"text": repr(text), "hint": hint})
    unknown = [mark for mark in _MARKS.findall(text) if mark != "%%" and mark[1:].lstrip("-_0") not in _KNOWN_MARKS]
    if unknown:
        hint = "the usual letters, as in '%m/%d/%Y %I:%M:%S %p'"
        raise PydanticCustomError("stamp", "no such part of a stamp format: {mark}", {"mark": unknown[0], "hint": hint})
    half = any(mark in text for mark in ("%p", "%P"))
    if half != any(mark in text for mark in ("%I", "%l")):
        hint = "%I goes with %p; a 24-hour clock with AM or PM beside it needs normalise: [clock_24_with_am_pm]"
        raise PydanticCustomError("stamp", "half a 12-hour clock in {text}", {"text": repr(text), "hint": hint})
    return text


def _normaliser(name: str) -> str:
    if name not in NORMALISERS:
        hint = did_you_mean(name, NORMALISERS) or f"one of: {', '.join(sorted(NORMALISERS))}"
        raise PydanticCustomError("normaliser", "no normaliser {name}", {"name": repr(name), "hint": hint})
    return name


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise PydanticCustomError("pattern", "no pattern {text}", {"text": repr(text), "hint": str(error)}) from error
    if re.search(r"\(\?<?[=!]|\\[1-9]", text):
        hint = "patterns that look around or back are not understood"
        raise PydanticCustomError("pattern", "no pattern {text}", {"text": repr(text), "hint": hint})
    return text


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Zone = Annotated[str, AfterValidator(_zone)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Pattern = Annotated[str, AfterValidator(_expression)]
Formats = Annotated[tuple[Annotated[str, AfterValidator(_format)], ...], BeforeValidator(_listed)]
Normalisers = Annotated[tuple[Annotated[str, AfterValidator(_normaliser)], ...], BeforeValidator(_listed)]
Identity = Literal["badge", "employee_id", "user_id", "call_sign", "display_name"]


class ColumnRule(Strict):
    """Where one canonical column comes from and how its cells are read."""

    from_: Words = Field((), alias="from", description="Headings; the first that the file has is read.")
    value: str | None = Field(None, description="The same text for every row, in place of a heading.")
    join: Words = Field((), description="Headings whose cells are joined by a space.")
    date: Words = Field((), description="Headings of a date whose time of day stands in another column (`time`).")
    time: Words = Field((), description="Headings of the time of day that goes with `date`: 14:05, 1405, 2:05 PM.")
    formats: Formats = Field((), description="Stamp formats, tried in order: iso, epoch_s, epoch_ms or a pattern.")
    zone: Zone | None = Field(None, description="Zone of stamps without an offset.")
    day_only: bool = Field(default=False, description="Only the day is known: a clock time beside it means nothing.")
    last_day: bool = Field(
        default=False, description="The whole of the day named still counts: the instant is where it ends."
    )
    round_s: int | None = Field(None, ge=1, le=60, description="Stamps are rounded to so many seconds (Excel noise).")
    unit: str | None = Field(None, description="Unit in the export, where it is not the canonical one.")
    values: dict[str, str | None] = Field(
        default_factory=dict,
        description="Value in the export -> canonical value; compared without case and punctuation.",
    )
    separator: str | None = Field(None, description="What stands between the values of one cell.", min_length=1)
    whole: Words = Field((), description="Values that have the separator inside them: they are never split.")
    null_words: Words = Field((), description="Further words that mean an empty cell in this column.")
    filler: Words = Field((), description="Words that stand for nobody or nothing (B999); emptied and counted.")
    pattern: Pattern | None = Field(
        None, description="What counts in a cell: its first match, or each match where a column holds several values."
    )
    ignore_offset: bool = Field(
        default=False, description="The offsets in the export are wrong: read the clock in the zone."
    )
    plus: Words = Field((), description="Headings of lengths that are added to the stamp, in `unit` (seconds).")
    normalise: Normalisers = Field((), description="Named functions applied to the cell, in order.")
    identifies: Identity | None = Field(None, description="Kind of id in a column of people; says what it is worth.")
    unconfirmed: bool = Field(default=False, description="The headings or values were not seen in a real export.")
    otherwise: ColumnRule | None = Field(None, description="Read instead where the cell is empty or absent.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.date) != bool(self.time):
            what = "`date` and `time` go together: the one needs the other"
            raise PydanticCustomError("source", "{what}", {"what": what})
        given = [name for name, is_given in _sources(self).items() if is_given]
        if len(given) != 1:
            what = (
                "a column needs `from`, `join`, `date` with `time`, or `value`"
                if not given
                else f"only one of {' and '.join(given)} can be given"
            )
            raise PydanticCustomError("source", "{what}", {"what": what})
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the rule may read."""
        own = self.from_ + self.join + self.date + self.time + self.plus
        return own + (self.otherwise.headings if self.otherwise else ())


def _sources(rule: ColumnRule) -> dict[str, bool]:
    return {
        "`from`": bool(rule.from_),
        "`join`": bool(rule.join),
        "`date`": bool(rule.date),
        "`value`": rule.value is not None,
    }


def column_faults(column: Column, rule: ColumnRule) -> list[str]:
    """Say what in a rule does not fit the canonical column it is for."""
    faults = []
    if column.kind != "instant":
        if rule.formats or rule.zone:
            faults.append("formats and zone are for instants")
        if rule.day_only or rule.last_day or rule.round_s or rule.date:
            faults.append("date, time, day_only, last_day and round_s are for instants")
        if rule.ignore_offset or rule.plus:
            faults.append("ignore_offset and plus are for instants")
    if (rule.pattern or rule.filler) and (column.kind not in ("text", "text_list") or column.values):
        faults.append("pattern and filler are for columns of free text")
    faults.extend(
        f"{one!r} and {other!r} read one cell in two ways: give the one order of day and month that the export has"
        for one, other in _two_ways(rule.formats)
    )
    if rule.separator is not None and column.kind != "text_list" and not column.values:
        faults.append("a separator is for columns that hold several values")
    if rule.whole and rule.separator is None:
        faults.append("`whole` names values that hold the separator; say which that is")
    faults.extend(
        f"{word!r} does not hold the separator {rule.separator!r}: it need not stand in `whole`"
        for word in rule.whole
        if rule.separator is not None and rule.separator not in word
    )
    if rule.identifies == "display_name":
        faults.append("a name identifies nobody: leave the column out, or keep it in a column that is no id")
    units = UNITS["s"] if rule.plus else UNITS.get(column.unit, {})
    if rule.unit is not None and rule.unit not in units:
        options = ", ".join(units) or "none"
        faults.append(f"the unit {rule.unit!r} is not known here (one of: {options})")
    if column.values:
        faults.extend(
            f"{value!r} is no value of this column ({did_you_mean(value, column.values)})"
            for value in [*rule.values.values(), rule.value]
            if value is not None and value not in column.values
        )
    return faults + (column_faults(column, rule.otherwise) if rule.otherwise else [])


def _two_ways(formats: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the pairs of formats that differ only in the order of day and month."""
    swapped = [f.replace("%d", "%?").replace("%m", "%d").replace("%?", "%m") for f in formats]
    pairs = [(a, b) for a in range(len(formats)) for b in range(a + 1, len(formats))]
    return [(formats[a], formats[b]) for a, b in pairs if swapped[a] == formats[b] != formats[a]]
